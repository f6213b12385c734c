//! Everything that must pass, in one order, on this machine and on the build server alike.

mod lanes;
mod steps;

use std::{path::PathBuf, process::Command};

use crate::{
    USAGE,
    clock::Watch,
    config::Places,
    demo,
    guard::Stop,
    postgres::Postgres,
    run,
    setup::{self, Need, Wasm},
    trouble::Trouble,
};

use lanes::{Job, Went};

/// How a step goes with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    /// After those before it, and only when they passed.
    Alone,
    /// It waits for real programs, beside those that compute.
    Waits,
    /// It computes, beside those that wait.
    Computes,
}

/// One step: its name, what it proves, how it goes with the others, and how it is done.
struct Step {
    name: &'static str,
    proves: &'static str,
    lane: Lane,
    run: fn(&Ci<'_>) -> Result<(), Trouble>,
}

const fn alone(
    name: &'static str,
    proves: &'static str,
    run: fn(&Ci<'_>) -> Result<(), Trouble>,
) -> Step {
    Step {
        name,
        proves,
        lane: Lane::Alone,
        run,
    }
}

const fn computes(
    name: &'static str,
    proves: &'static str,
    run: fn(&Ci<'_>) -> Result<(), Trouble>,
) -> Step {
    Step {
        name,
        proves,
        lane: Lane::Computes,
        run,
    }
}

/// The lanes come last.
static STEPS: &[Step] = &[
    alone("fmt", "the code is formatted", steps::fmt),
    alone(
        "clippy",
        "no warning in the native crates and the window",
        steps::clippy,
    ),
    alone("clippy-ui", "no warning in the ui", steps::clippy_ui),
    alone(
        "wasm",
        "domain, wire and locales build for the browser",
        steps::wasm,
    ),
    alone("bundle", "the website builds", steps::website),
    alone("build", "all programs build", steps::build),
    alone("compile", "all tests build", steps::compile),
    Step {
        name: "journey",
        proves: "the real programs do their work, from the click to the meter and back",
        lane: Lane::Waits,
        run: steps::journeys,
    },
    computes("test", "every other test passes", steps::tests),
    computes(
        "examples",
        "every example in the docs passes",
        steps::examples,
    ),
    computes(
        "fleet",
        "300 meters keep the numbers of the use case, 20 rough towns every invariant",
        steps::fleet,
    ),
];

/// What every step knows.
struct Ci<'a> {
    places: &'a Places,
    stop: &'a Stop,
    wasm: Wasm,
    /// For the tests; there while the lanes run.
    postgres: Option<Postgres>,
}

/// Runs all steps, or the one after `--only`, and prints a table.
///
/// # Errors
/// At the first step that fails; of those that run beside each other all are named.
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
    let asked: Vec<&'static Step> = STEPS
        .iter()
        .filter(|step| only.is_none_or(|name| name == step.name))
        .collect();
    let watch = Watch::start();
    let went = all(places, wasm, &asked, stop)?;
    let table: String = asked.iter().map(|step| row(step, &went)).collect();
    println!("\n{table}  all         {}", watch.words());
    lanes::all_of(went)
}

/// One after the other until one fails; then the lanes, when none has.
fn all(
    places: &Places,
    wasm: Wasm,
    steps: &[&'static Step],
    stop: &Stop,
) -> Result<Vec<Went>, Trouble> {
    let mut ci = Ci {
        places,
        stop,
        wasm,
        postgres: None,
    };
    let of = |lane| steps.iter().filter(move |step| step.lane == lane);
    let mut went = Vec::new();
    for step in of(Lane::Alone) {
        went.extend(lanes::lane(vec![ci.job(step)]));
        if went.iter().any(|one| one.result.is_err()) {
            return Ok(went);
        }
    }
    if steps.iter().any(|step| step.lane != Lane::Alone) {
        ci.postgres = Some(Postgres::start(places, stop)?);
        let jobs = |lane| of(lane).map(|step| ci.job(step)).collect();
        went.extend(lanes::both(jobs(Lane::Waits), jobs(Lane::Computes)));
    }
    Ok(went)
}

/// The line of the table.
fn row(step: &Step, went: &[Went]) -> String {
    let name = step.name;
    match went.iter().find(|one| one.name == name) {
        None => format!("  {name:<11} not run\n"),
        Some(one) => {
            let word = if one.result.is_ok() {
                "passed"
            } else {
                "FAILED"
            };
            format!("  {name:<11} {word} in {}\n", one.took)
        }
    }
}

impl Ci<'_> {
    fn job(&self, step: &'static Step) -> Job<'_> {
        Job {
            name: step.name,
            run: Box::new(|| {
                println!("== {}: {}", step.name, step.proves);
                (step.run)(self)
            }),
        }
    }

    /// Cargo in the checkout with the build folder of the native crates.
    fn cargo(&self, line: &str) -> Command {
        let mut cargo = Command::new("cargo");
        cargo
            .args(line.split_whitespace())
            .current_dir(&self.places.root);
        demo::with_build_env(&mut cargo, self.places, &self.dist());
        cargo
    }

    /// The same, with what the tests are told.
    fn test_cargo(&self, line: &str) -> Command {
        let mut cargo = self.cargo(line);
        cargo
            .env("AMI_BIN_DIR", self.places.target.join("debug"))
            .env("AMI_VENV", self.places.venv());
        if let Some(postgres) = &self.postgres {
            cargo.env("AMI_TEST_POSTGRES", &postgres.url);
        }
        cargo
    }

    /// The same command for whom the processors are when nobody else needs them: some journeys look
    /// at the clock, and must not be late because of what runs beside them.
    fn beside(&self, command: Command) -> Command {
        let mut nice = Command::new("nice");
        nice.args(["-n", "10"])
            .arg(command.get_program())
            .args(command.get_args())
            .current_dir(&self.places.root);
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => nice.env(name, value),
                None => nice.env_remove(name),
            };
        }
        nice
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
