//! Everything that must pass, in one order, on this machine and on the build server alike.

use std::{path::PathBuf, process::Command};

use crate::{
    USAGE, bundle,
    clock::Watch,
    config::Places,
    demo,
    guard::Stop,
    postgres::Postgres,
    run,
    setup::{self, Need, Wasm},
    trouble::Trouble,
};

/// One step: its name, what it proves, and how.
struct Step {
    name: &'static str,
    proves: &'static str,
    run: fn(&Ci<'_>) -> Result<(), Trouble>,
}

static STEPS: &[Step] = &[
    Step {
        name: "fmt",
        proves: "the code is formatted",
        run: fmt,
    },
    Step {
        name: "clippy",
        proves: "no warning in the native crates",
        run: clippy,
    },
    Step {
        name: "clippy-ui",
        proves: "no warning in the ui",
        run: clippy_ui,
    },
    Step {
        name: "wasm",
        proves: "domain, wire and locales build for the browser",
        run: wasm,
    },
    Step {
        name: "bundle",
        proves: "the website builds",
        run: website,
    },
    Step {
        name: "clippy-app",
        proves: "no warning in the window",
        run: clippy_app,
    },
    Step {
        name: "build",
        proves: "all programs build",
        run: build,
    },
    Step {
        name: "test",
        proves: "every test and every example in the docs passes",
        run: test,
    },
    Step {
        name: "fleet",
        proves: "300 meters keep the numbers of the use case, 20 rough towns every invariant",
        run: fleet,
    },
];

/// What the journeys start; the demo is a journey, too.
static NATIVE_PROGRAMS: &[&str] = &[
    "ami-server",
    "ami-gateway",
    "ami-meter",
    "ami-provider",
    "ami-app",
    "ami-xtask",
];

/// What every step knows.
struct Ci<'a> {
    places: &'a Places,
    stop: &'a Stop,
    wasm: Wasm,
}

/// Runs all steps, or the one after `--only`, and prints a table.
///
/// # Errors
/// At the first step that fails.
pub(crate) fn main(places: &Places, args: &[String], stop: &Stop) -> Result<(), Trouble> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let only = match words.as_slice() {
        [] => None,
        ["--list"] => {
            for step in STEPS {
                println!("{:<11} {}", step.name, step.proves);
            }
            return Ok(());
        }
        ["--only", name] if STEPS.iter().any(|step| step.name == *name) => Some(*name),
        other => {
            return Err(Trouble::usage(
                &format!("no step `{}`", other.join(" ")),
                USAGE,
            ));
        }
    };
    let wasm = setup::run(places, Need::Ci, stop)?;
    let ci = Ci { places, stop, wasm };
    let whole = Watch::start();
    let mut table = String::new();
    let mut result = Ok(());
    for step in STEPS
        .iter()
        .filter(|step| only.is_none_or(|name| name == step.name))
    {
        if result.is_err() {
            table.push_str(&format!("  {:<11} not run\n", step.name));
            continue;
        }
        println!("== {}: {}", step.name, step.proves);
        let watch = Watch::start();
        result = (step.run)(&ci);
        let word = if result.is_ok() { "passed" } else { "FAILED" };
        table.push_str(&format!(
            "  {:<11} {word} in {}\n",
            step.name,
            watch.words()
        ));
    }
    println!("\n{table}  all         {}", whole.words());
    result
}

impl Ci<'_> {
    /// Cargo in the checkout with the build folder of the native crates.
    fn cargo(&self, line: &str) -> Command {
        let mut cargo = Command::new("cargo");
        cargo
            .args(line.split_whitespace())
            .current_dir(&self.places.root);
        demo::with_build_env(&mut cargo, self.places, &self.dist());
        cargo
    }

    /// Cargo for WebAssembly with its own build folder.
    fn wasm_cargo(&self, line: &str) -> Command {
        let mut cargo = self.wasm.command(self.places, "cargo");
        cargo.args(line.split_whitespace());
        cargo
    }

    fn dist(&self) -> PathBuf {
        self.places.cache.join("ui-dist")
    }

    fn stream(&self, name: &str, mut command: Command) -> Result<(), Trouble> {
        run::stream(name, &mut command, self.stop)
    }
}

fn fmt(ci: &Ci<'_>) -> Result<(), Trouble> {
    ci.stream("cargo fmt", ci.cargo("fmt --all --check"))
        .map_err(|trouble| match trouble.code() {
            1 => Trouble::new(trouble.to_string(), "run `cargo fmt --all`"),
            _ => trouble,
        })
}

fn clippy(ci: &Ci<'_>) -> Result<(), Trouble> {
    let line = "clippy --workspace --exclude ami-ui --exclude ami-app --all-targets \
                -- -D warnings";
    ci.stream("clippy", ci.cargo(line))
}

fn clippy_ui(ci: &Ci<'_>) -> Result<(), Trouble> {
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

fn wasm(ci: &Ci<'_>) -> Result<(), Trouble> {
    let line = "build --target wasm32-unknown-unknown --package ami-domain --package ami-wire \
                --package ami-locales";
    ci.stream("build for WebAssembly", ci.wasm_cargo(line))
}

fn website(ci: &Ci<'_>) -> Result<(), Trouble> {
    bundle::build(ci.places, ci.wasm, ci.stop).map(|_| ())
}

fn clippy_app(ci: &Ci<'_>) -> Result<(), Trouble> {
    let line = "clippy --package ami-app --all-targets -- -D warnings";
    ci.stream("clippy of the window", ci.cargo(line))
}

fn build(ci: &Ci<'_>) -> Result<(), Trouble> {
    let mut cargo = demo::build_command(ci.places, NATIVE_PROGRAMS, &ci.dist());
    run::stream("cargo build", &mut cargo, ci.stop)
}

/// `cargo test` runs the examples in the docs as well. PostgreSQL runs for as long as this does.
/// One run names every test that fails: the next one is a quarter of an hour away.
fn test(ci: &Ci<'_>) -> Result<(), Trouble> {
    let postgres = Postgres::start(ci.places, ci.stop)?;
    let mut cargo = ci.cargo("test --workspace --no-fail-fast");
    cargo
        .env("AMI_BIN_DIR", ci.places.target.join("debug"))
        .env("AMI_TEST_POSTGRES", &postgres.url)
        .env("AMI_VENV", ci.places.venv());
    ci.stream("cargo test", cargo)
}

/// Small enough for every change; `cargo conformance` runs the large one and 500 seeds.
fn fleet(ci: &Ci<'_>) -> Result<(), Trouble> {
    for what in ["--seed 1 --meters 300 --days 7", "--seeds 20"] {
        let line = "run --quiet --profile fleet --package ami-conformance --";
        ci.stream("the fleet", ci.cargo(&format!("{line} {what}")))?;
    }
    Ok(())
}
