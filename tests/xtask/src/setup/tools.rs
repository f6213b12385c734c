//! The tools that build the website, and the Python packages of the peer tests. Each is asked for
//! its version first.

use std::{fs, path::Path};

use crate::{config::Places, run, trouble::Trouble};

use super::Job;

/// Trunk's minor version that the website was tried with.
const TRUNK: &str = "0.21.";
/// Debian's wasm-opt 108 corrupts the module, this one does not (measured).
const BINARYEN: &str = "132";
/// Python packages of the peer tests: name, version, and its folder in site-packages.
const PEERS: &[(&str, &str, &str)] = &[
    // The independent DLMS client.
    ("gurux-dlms", "1.0.203", "gurux_dlms"),
    // The independent reader of Green Button files.
    ("greenbutton-objects", "2024.7.11", "greenbutton_objects"),
];

pub(super) fn trunk(job: &mut Job<'_>) -> Result<(), Trouble> {
    let there = run::answer(job.command("trunk").arg("--version"));
    if there.is_some_and(|text| text.trim().starts_with(&format!("trunk {TRUNK}"))) {
        return Ok(());
    }
    let mut cargo = job.command("cargo");
    cargo
        .args([
            "install",
            "--locked",
            "trunk",
            "--version",
            &format!("{TRUNK}*"),
        ])
        .env("CARGO_TARGET_DIR", job.places.cache.join("tools"));
    job.install("trunk", "about 6 minutes", &mut cargo)
}

/// The command-line tool and the crate must be of the same version, to the last digit.
pub(super) fn wasm_bindgen(job: &mut Job<'_>) -> Result<(), Trouble> {
    let lock = job.places.root.join("Cargo.lock");
    let text = fs::read_to_string(&lock).map_err(|e| Trouble::file("read", &lock, &e))?;
    let Some(version) = locked_version(&text, "wasm-bindgen") else {
        return Err(Trouble::new(
            "Cargo.lock names no wasm-bindgen",
            "run `cargo generate-lockfile`, or take the file from the repository again",
        ));
    };
    let there = run::answer(job.command("wasm-bindgen").arg("--version"));
    if there.is_some_and(|text| text.trim() == format!("wasm-bindgen {version}")) {
        return Ok(());
    }
    let mut cargo = job.command("cargo");
    // Not --locked: that failed when a registry lagged one release behind the tool's lock file.
    cargo
        .args(["install", "wasm-bindgen-cli", "--version", version])
        .env("CARGO_TARGET_DIR", job.places.cache.join("tools"));
    job.install("wasm-bindgen", "about 2 minutes", &mut cargo)
}

pub(super) fn wasm_opt(job: &mut Job<'_>) -> Result<(), Trouble> {
    if has_wasm_opt(job.places) {
        return Ok(());
    }
    let dir = job.places.npm();
    fs::create_dir_all(&dir).map_err(|e| Trouble::file("make the folder", &dir, &e))?;
    let mut npm = job.command("npm");
    npm.args([
        "install",
        "--no-audit",
        "--no-fund",
        "--no-save",
        "--prefix",
    ])
    .arg(&dir)
    .arg(format!("binaryen@{BINARYEN}"))
    .current_dir(&dir);
    job.install("wasm-opt", "about 20 seconds", &mut npm)
}

/// Whether the wasm-opt of the cache is there, in the right version.
pub(super) fn has_wasm_opt(places: &Places) -> bool {
    let modules = places.npm().join("node_modules");
    let package = fs::read_to_string(modules.join("binaryen/package.json")).unwrap_or_default();
    modules.join(".bin/wasm-opt").exists()
        && package.contains(&format!("\"version\": \"{BINARYEN}."))
}

pub(super) fn venv(job: &mut Job<'_>) -> Result<(), Trouble> {
    let dir = job.places.venv();
    let missing: Vec<_> = PEERS.iter().filter(|peer| !has_peer(&dir, peer)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !dir.join("bin/pip").exists() {
        let mut python = job.command("python3");
        job.install(
            "python",
            "about 10 seconds",
            python.args(["-m", "venv"]).arg(&dir),
        )?;
    }
    for (name, version, _) in missing {
        let mut pip = job.command(&dir.join("bin/pip").to_string_lossy());
        pip.args(["install", "--quiet", "--disable-pip-version-check"])
            .arg(format!("{name}=={version}"));
        job.install(name, "about 10 seconds", &mut pip)?;
    }
    Ok(())
}

fn has_peer(venv: &Path, (_, version, folder): &(&str, &str, &str)) -> bool {
    let Ok(pythons) = fs::read_dir(venv.join("lib")) else {
        return false;
    };
    let info = format!("site-packages/{folder}-{version}.dist-info");
    pythons
        .flatten()
        .any(|python| python.path().join(&info).is_dir())
}

fn locked_version<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let wanted = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|line| *line != wanted);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_exactly_this_crate_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }
}
