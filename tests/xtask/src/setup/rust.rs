//! The compiler: its components, and a way to build for WebAssembly.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{config::Places, run, trouble::Trouble};

use super::{Job, Need, apt};

const TARGET: &str = "wasm32-unknown-unknown";

/// How WebAssembly is built on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wasm {
    /// rustup's target.
    Rustup,
    /// Debian's compiler, which builds the standard library from source.
    Debian,
}

impl Wasm {
    /// A command that builds for WebAssembly: its PATH, its compiler, its own build folder, since
    /// two compilers in one folder throw each other's work away.
    pub(crate) fn command(self, places: &Places, program: &str) -> Command {
        let mut first: Vec<PathBuf> = vec![places.npm().join("node_modules/.bin")];
        let mut command = match self {
            Self::Rustup => Command::new(program),
            Self::Debian => {
                first.insert(0, PathBuf::from("/usr/bin"));
                let program = match program {
                    "cargo" => OsString::from("/usr/bin/cargo"),
                    other => OsString::from(other),
                };
                let mut command = Command::new(program);
                command
                    .env("RUSTC", "/usr/bin/rustc")
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                    .env_remove("CARGO")
                    .env_remove("RUSTUP_TOOLCHAIN");
                command
            }
        };
        let first: Vec<&Path> = first.iter().map(PathBuf::as_path).collect();
        command
            .env("PATH", places.path_with(&first))
            .env("CARGO_TARGET_DIR", places.cache.join("wasm"))
            // Some tools read any value of this one as an option of theirs.
            .env_remove("NO_COLOR")
            .current_dir(&places.root);
        command
    }
}

/// The folder of the compiler that cargo uses here.
pub(super) fn sysroot(job: &mut Job<'_>) -> Result<PathBuf, Trouble> {
    match run::answer(job.command("rustc").args(["--print", "sysroot"])) {
        Some(text) => Ok(PathBuf::from(text.trim())),
        None => Err(Trouble::ask(
            "rustc is missing",
            "install Rust from https://rustup.rs",
        )),
    }
}

/// Whether the compiler has the standard library for WebAssembly.
pub(super) fn has_wasm(sysroot: &Path) -> bool {
    sysroot
        .join("lib/rustlib")
        .join(TARGET)
        .join("lib")
        .is_dir()
}

/// rustfmt and clippy, for the checks only.
pub(super) fn components(job: &mut Job<'_>, sysroot: &Path) -> Result<(), Trouble> {
    if job.need != Need::Ci {
        return Ok(());
    }
    for (program, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        if sysroot.join("bin").join(program).is_file() {
            continue;
        }
        let mut rustup = job.command("rustup");
        job.install(
            component,
            "a few seconds",
            rustup.args(["component", "add", component]),
        )?;
    }
    Ok(())
}

/// The ordinary target, or Debian's compiler where rustup reaches no server.
pub(super) fn wasm_target(
    job: &mut Job<'_>,
    had_target: bool,
    had_web: bool,
) -> Result<Wasm, Trouble> {
    if had_target {
        return Ok(Wasm::Rustup);
    }
    if had_web {
        return Ok(Wasm::Debian);
    }
    let mut rustup = job.command("rustup");
    let added = job.install(
        TARGET,
        "a few seconds",
        rustup.args(["target", "add", TARGET]),
    );
    match added {
        Ok(()) => Ok(Wasm::Rustup),
        Err(stopped) if job.stop.asked() => Err(stopped),
        Err(_) => {
            println!("set-up: rustup has no {TARGET} here, taking Debian's compiler");
            let packages: Vec<&str> = apt::WEB.iter().map(|(name, _)| *name).collect();
            apt::install_packages(job, "rustc-web", "about 2 minutes", &packages)?;
            Ok(Wasm::Debian)
        }
    }
}
