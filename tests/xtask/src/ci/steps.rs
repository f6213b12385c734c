//! What each step does.

use std::{fs, path::Path};

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
/// A journey mostly waits, for a click, a meter or an hour of the house; of the browsers and windows
/// among them one runs at a time (`tests/journey/browser.rs`).
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
            ci.stream("clippy of the ui", ci.wasm_cargo(line))
        }
        Wasm::Debian => {
            // Debian's compiler for WebAssembly comes without clippy; its own warnings count.
            let line = "check --package ami-ui --target wasm32-unknown-unknown";
            let mut cargo = ci.wasm_cargo(line);
            cargo.env("RUSTFLAGS", "-D warnings");
            ci.stream("check of the ui", cargo)
        }
    }
}

pub(super) fn wasm(ci: &Ci<'_>) -> Result<(), Trouble> {
    let line = "build --target wasm32-unknown-unknown --package ami-domain --package ami-wire \
                --package ami-locales";
    ci.stream("build for WebAssembly", ci.wasm_cargo(line))
}

pub(super) fn website(ci: &Ci<'_>) -> Result<(), Trouble> {
    bundle::build(ci.places, ci.wasm, ci.stop).map(|_| ())
}

pub(super) fn build(ci: &Ci<'_>) -> Result<(), Trouble> {
    let mut cargo = demo::build_command(ci.places, NATIVE_PROGRAMS, &ci.dist());
    run::stream("cargo build", &mut cargo, ci.stop)
}

/// Before the tests run, so that none of their lanes waits for the other's compiler.
pub(super) fn compile(ci: &Ci<'_>) -> Result<(), Trouble> {
    ci.stream("cargo test", ci.cargo("test --workspace --no-run --quiet"))
}

/// Their output comes in one piece when they are over: meanwhile the other lane has the terminal.
pub(super) fn journeys(ci: &Ci<'_>) -> Result<(), Trouble> {
    let log = ci.places.log("journey")?;
    let mut cargo = ci.test_cargo(JOURNEYS);
    cargo.args(["--", "--test-threads", JOURNEYS_AT_ONCE]);
    let ran = run::logged("the journeys", &mut cargo, &log, ci.stop);
    println!("== journey: all that was said\n{}", text(&log)?);
    ran
}

pub(super) fn tests(ci: &Ci<'_>) -> Result<(), Trouble> {
    ci.stream("cargo test", ci.beside(ci.test_cargo(OTHERS)))
}

pub(super) fn examples(ci: &Ci<'_>) -> Result<(), Trouble> {
    let line = "test --workspace --no-fail-fast --doc";
    ci.stream("cargo test of the docs", ci.beside(ci.test_cargo(line)))
}

/// Small enough for every change; `cargo conformance` runs the large one and 500 seeds.
pub(super) fn fleet(ci: &Ci<'_>) -> Result<(), Trouble> {
    for what in ["--seed 1 --meters 300 --days 7", "--seeds 20"] {
        let line = "run --quiet --profile fleet --package ami-conformance --";
        ci.stream("the fleet", ci.beside(ci.cargo(&format!("{line} {what}"))))?;
    }
    Ok(())
}

fn text(log: &Path) -> Result<String, Trouble> {
    let bytes = fs::read(log).map_err(|e| Trouble::file("read", log, &e))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
