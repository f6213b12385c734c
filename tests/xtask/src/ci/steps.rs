//! What each step does.

use std::process::Command;

use super::Ci;
use crate::{bundle, demo, run, setup::Wasm, trouble::Trouble};

/// What the journeys start; the demo is a journey, too.
static NATIVE_PROGRAMS: &[&str] = &[
    "ami-server",
    "ami-gateway",
    "ami-meter",
    "ami-provider",
    "ami-app",
    "ami-xtask",
];
/// A journey mostly waits, for a click, a meter or an hour of the house; of the browsers and
/// windows among them two run at a time (`tests/journey/browser.rs`).
const JOURNEYS_AT_ONCE: &str = "4";
/// Every test is in one of these two, by the first letter of its program: the journeys run beside
/// all the others.
const JOURNEYS: &str = "test --workspace --no-fail-fast --test j*";
const OTHERS: &str = "test --workspace --no-fail-fast --lib --bins --examples --test [!j]*";

pub(super) fn fmt(ci: &Ci<'_>) -> Result<(), Trouble> {
    ci.stream("cargo fmt", ci.cargo("fmt --all --check"))
        .map_err(|trouble| match trouble.code() {
            1 => Trouble::new(trouble.to_string(), "run `cargo fmt --all`"),
            _ => trouble,
        })
}

pub(super) fn clippy(ci: &Ci<'_>) -> Result<(), Trouble> {
    let line = "clippy --workspace --exclude ami-ui --all-targets -- -D warnings";
    ci.stream("clippy", ci.cargo(line))
}

pub(super) fn clippy_ui(ci: &Ci<'_>) -> Result<(), Trouble> {
    match ci.wasm {
        Wasm::Rustup => {
            let line = "clippy --package ami-ui --target wasm32-unknown-unknown -- -D warnings";
            ci.kept("clippy of the ui", ci.wasm_cargo(line))
        }
        Wasm::Debian => {
            // Debian's compiler for WebAssembly comes without clippy; its own warnings count.
            let line = "check --package ami-ui --target wasm32-unknown-unknown";
            let mut cargo = ci.wasm_cargo(line);
            cargo.env("RUSTFLAGS", "-D warnings");
            ci.kept("check of the ui", cargo)
        }
    }
}

pub(super) fn wasm(ci: &Ci<'_>) -> Result<(), Trouble> {
    let line = "build --target wasm32-unknown-unknown --package ami-domain --package ami-wire \
                --package ami-locales";
    ci.kept("build for WebAssembly", ci.wasm_cargo(line))
}

pub(super) fn website(ci: &Ci<'_>) -> Result<(), Trouble> {
    bundle::build(ci.places, ci.wasm, ci.stop).map(|_| ())
}

pub(super) fn build(ci: &Ci<'_>) -> Result<(), Trouble> {
    let mut cargo = demo::build_command(ci.places, NATIVE_PROGRAMS, &ci.dist());
    run::stream("cargo build", &mut cargo, ci.stop)
}

/// Before the tests run, so that none of their lanes waits for the other's compiler. A website that
/// changes meanwhile comes into the window with the next step.
pub(super) fn compile(ci: &Ci<'_>) -> Result<(), Trouble> {
    ci.stream("cargo test", ci.cargo("test --workspace --no-run --quiet"))
}

pub(super) fn journeys(ci: &Ci<'_>) -> Result<(), Trouble> {
    let mut cargo = ci.test_cargo(JOURNEYS)?;
    cargo.args(["--", "--test-threads", JOURNEYS_AT_ONCE]);
    ci.kept("the journeys", cargo)
}

pub(super) fn tests(ci: &Ci<'_>) -> Result<(), Trouble> {
    ci.stream("cargo test", gives_way(&ci.test_cargo(OTHERS)?))
}

pub(super) fn examples(ci: &Ci<'_>) -> Result<(), Trouble> {
    let line = "test --workspace --no-fail-fast --doc";
    ci.stream("cargo test of the docs", gives_way(&ci.test_cargo(line)?))
}

/// Small enough for every change; `cargo conformance` runs the large one and 500 seeds.
pub(super) fn fleet(ci: &Ci<'_>) -> Result<(), Trouble> {
    for what in ["--seed 1 --meters 300 --days 7", "--seeds 20"] {
        let line = "run --quiet --profile fleet --package ami-conformance --";
        let cargo = ci.cargo(&format!("{line} {what}"));
        ci.stream("the fleet", gives_way(&cargo))?;
    }
    Ok(())
}

/// The same command with the processors that nobody else needs: some journeys look at the clock,
/// and must not be late because of what runs beside them.
fn gives_way(command: &Command) -> Command {
    let mut nice = Command::new("nice");
    nice.args(["-n", "10"])
        .arg(command.get_program())
        .args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        nice.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => nice.env(name, value),
            None => nice.env_remove(name),
        };
    }
    nice
}
