//! Debian packages: asked for once, installed together.

use std::{collections::BTreeSet, process::Command};

use crate::{run, trouble::Trouble};

use super::{Job, Need};

/// Package, and what it is for.
type Package = (&'static str, &'static str);

static BUILD: &[Package] = &[
    ("build-essential", "linker, SQLite"),
    ("pkg-config", "finds the libraries"),
    ("libssl-dev", "TLS of MQTT"),
    ("libudev-dev", "serial ports"),
    ("brotli", "compresses the website"),
];
static NODE: &[Package] = &[("nodejs", "runs wasm-opt"), ("npm", "brings wasm-opt")];
static DISPLAY: &[Package] = &[
    ("libwebkit2gtk-4.1-dev", "the window"),
    ("librsvg2-dev", "its icons"),
    ("libayatana-appindicator3-dev", "its tray"),
    ("libxdo-dev", "its shortcuts"),
    ("xvfb", "a screen without a screen"),
    ("webkit2gtk-driver", "drives the window"),
    ("dbus-x11", "a session for the window"),
    ("imagemagick", "pictures of the window"),
    ("chromium", "drives the website"),
    ("chromium-driver", "drives the website"),
    ("fonts-dejavu-core", "letters"),
    ("mosquitto", "a second broker"),
    ("mosquitto-clients", "a second client"),
    ("postgresql", "the second database"),
    ("poppler-utils", "reads statements back from paper"),
    ("socat", "serial ports with faults"),
    ("python3-venv", "the independent readers"),
    ("libxml2-utils", "checks Green Button files"),
];
/// Debian's own compiler for WebAssembly, where rustup can fetch no target.
pub(super) static WEB: &[Package] = &[
    ("rustc-web", "compiler"),
    ("cargo-web", "its cargo"),
    ("rust-web-src", "the standard library's source"),
    ("rust-web-llvm", "its tools"),
    ("lld-22", "the linker that rust-web-llvm points to"),
];

/// Installs the system packages that are missing. Says whether Debian's WebAssembly compiler is
/// there already.
pub(super) fn install(job: &mut Job<'_>, had_target: bool) -> Result<bool, Trouble> {
    let mut wanted: Vec<&str> = BUILD.iter().map(|(name, _)| *name).collect();
    if job.need != Need::Demo {
        wanted.extend(DISPLAY.iter().map(|(name, _)| *name));
    }
    // npm starts slowly; the wasm-opt that it brings makes the question needless.
    let has_npm = super::tools::has_wasm_opt(job.places)
        || run::answer(job.command("npm").arg("--version")).is_some();
    if !has_npm {
        wanted.extend(NODE.iter().map(|(name, _)| *name));
    }
    let mut asked = wanted.clone();
    if !had_target {
        asked.extend(WEB.iter().map(|(name, _)| *name));
    }
    let Some(there) = installed(job, &asked) else {
        println!(
            "set-up: this is not Debian; install what these packages hold: {}",
            wanted.join(" ")
        );
        return Ok(false);
    };
    let missing: Vec<&str> = wanted
        .into_iter()
        .filter(|name| !there.contains(*name))
        .collect();
    install_packages(job, "system packages", "about 3 minutes", &missing)?;
    Ok(!had_target && WEB.iter().all(|(name, _)| there.contains(*name)))
}

/// Installs packages as root or by sudo that asks no password.
pub(super) fn install_packages(
    job: &mut Job<'_>,
    name: &str,
    about: &str,
    packages: &[&str],
) -> Result<(), Trouble> {
    if packages.is_empty() {
        return Ok(());
    }
    let list = packages.join(" ");
    let line = format!("apt-get install -y --no-install-recommends {list}");
    let root = run::answer(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let sudo = !root && run::answer(Command::new("sudo").args(["-n", "true"])).is_some();
    if !root && !sudo {
        return Err(Trouble::ask(
            format!("system packages are missing: {list}"),
            format!("run this line, then start again:\n  sudo apt-get update && sudo {line}"),
        ));
    }
    let prefix = if sudo { "sudo -n " } else { "" };
    // A mirror that lags answers the update with an error while its packages still install.
    let script = format!(
        "export DEBIAN_FRONTEND=noninteractive; {prefix}apt-get update -q; \
         {prefix}env DEBIAN_FRONTEND=noninteractive {line}"
    );
    let mut sh = job.command("sh");
    job.install(name, about, sh.arg("-c").arg(script))
}

fn installed(job: &Job<'_>, names: &[&str]) -> Option<BTreeSet<String>> {
    let out = job
        .command("dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Status}\\n"])
        .args(names)
        // It fails when one name is unknown, and still tells about the others.
        .output()
        .ok()?;
    Some(parse_installed(&String::from_utf8_lossy(&out.stdout)))
}

fn parse_installed(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_is_only_half_there_counts_as_missing() {
        let text = "brotli installed\nnpm config-files\nlld-22 not-installed\nsocat installed\n";
        let found = parse_installed(text);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["brotli", "socat"]);
    }
}
