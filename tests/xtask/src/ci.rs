//! Everything that must pass, in one order, on this machine and on the build server alike.

mod lanes;
mod steps;

use std::{
    path::PathBuf,
    process::Command,
    sync::{Mutex, PoisonError},
};

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

/// How a step goes with its neighbours in the list: those that are not alone make a group, of two
/// lanes. A group begins when all before it has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    Alone,
    /// It waits, or computes on one processor; what it says comes in one piece at its end.
    Aside,
    /// It has the terminal, and the processors that the other lane leaves.
    Main,
}

/// One step: its name, what it proves, how it goes with the others, and how it is done.
struct Step {
    name: &'static str,
    proves: &'static str,
    lane: Lane,
    run: fn(&Ci<'_>) -> Result<(), Trouble>,
}

const fn step(
    name: &'static str,
    lane: Lane,
    run: fn(&Ci<'_>) -> Result<(), Trouble>,
    proves: &'static str,
) -> Step {
    Step {
        name,
        proves,
        lane,
        run,
    }
}

static STEPS: &[Step] = &[
    step("fmt", Lane::Alone, steps::fmt, "the code is formatted"),
    step(
        "clippy-ui",
        Lane::Aside,
        steps::clippy_ui,
        "no warning in the ui",
    ),
    step(
        "wasm",
        Lane::Aside,
        steps::wasm,
        "domain, wire and locales build for the browser",
    ),
    step("bundle", Lane::Aside, steps::website, "the website builds"),
    step(
        "clippy",
        Lane::Main,
        steps::clippy,
        "no warning in the native crates and the window",
    ),
    step("compile", Lane::Main, steps::compile, "all tests build"),
    step("build", Lane::Alone, steps::build, "all programs build"),
    step(
        "journey",
        Lane::Aside,
        steps::journeys,
        "the real programs do their work, from the click to the meter and back",
    ),
    step("test", Lane::Main, steps::tests, "every other test passes"),
    step(
        "examples",
        Lane::Main,
        steps::examples,
        "every example in the docs passes",
    ),
    step(
        "fleet",
        Lane::Main,
        steps::fleet,
        "300 meters keep the numbers of the use case, 20 rough towns every invariant",
    ),
];

/// What every step knows.
struct Ci<'a> {
    places: &'a Places,
    stop: &'a Stop,
    wasm: Wasm,
    /// Of the tests, from the first one that asks for it to the end.
    postgres: Mutex<Option<Postgres>>,
}

/// Runs all steps, or the one after `--only`, and prints a table.
///
/// # Errors
/// At the first step or group that fails, of which all failures are named.
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
    let ci = Ci {
        places,
        stop,
        wasm,
        postgres: Mutex::new(None),
    };
    let asked: Vec<&'static Step> = STEPS
        .iter()
        .filter(|step| only.is_none_or(|name| name == step.name))
        .collect();
    let watch = Watch::start();
    let went = ci.all(&asked);
    let table: String = asked.iter().map(|step| row(step, &went)).collect();
    println!("\n{table}  all         {}", watch.words());
    lanes::all_of(went)
}

/// Neighbours that are not alone are one group.
fn groups<'a>(steps: &'a [&'static Step]) -> impl Iterator<Item = &'a [&'static Step]> {
    steps.chunk_by(|one, next| one.lane != Lane::Alone && next.lane != Lane::Alone)
}

/// The line of the table.
fn row(step: &Step, went: &[Went]) -> String {
    let name = step.name;
    let Some(one) = went.iter().find(|one| one.name == name) else {
        return format!("  {name:<11} not run\n");
    };
    let word = match one.result {
        Ok(()) => "passed",
        Err(_) => "FAILED",
    };
    format!("  {name:<11} {word} in {}\n", one.took)
}

impl Ci<'_> {
    /// One group after the other, until one fails.
    fn all(&self, steps: &[&'static Step]) -> Vec<Went> {
        let mut went = Vec::new();
        for group in groups(steps) {
            let (aside, main): (Vec<&'static Step>, Vec<&'static Step>) =
                group.iter().partition(|step| step.lane == Lane::Aside);
            let jobs = |steps: Vec<&'static Step>| steps.into_iter().map(|s| self.job(s)).collect();
            went.extend(lanes::both(jobs(aside), jobs(main)));
            if went.iter().any(|one| one.result.is_err()) {
                break;
            }
        }
        went
    }

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
    fn test_cargo(&self, line: &str) -> Result<Command, Trouble> {
        let mut cargo = self.cargo(line);
        cargo
            .env("AMI_BIN_DIR", self.places.target.join("debug"))
            .env("AMI_TEST_POSTGRES", self.postgres()?)
            .env("AMI_VENV", self.places.venv());
        Ok(cargo)
    }

    /// The address of the PostgreSQL of the tests.
    fn postgres(&self) -> Result<String, Trouble> {
        let mut server = self.postgres.lock().unwrap_or_else(PoisonError::into_inner);
        let running = match server.take() {
            Some(running) => running,
            None => Postgres::start(self.places, self.stop)?,
        };
        Ok(server.insert(running).url.clone())
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

    /// Runs a program of the lane that has no terminal: what it said comes when it is over.
    fn kept(&self, name: &str, mut command: Command) -> Result<(), Trouble> {
        let log = self.places.log(&name.replace(' ', "-"))?;
        let ran = run::logged(name, &mut command, &log, self.stop);
        println!("== {name}: all that was said\n{}", run::text(&log));
        ran
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_real_programs_begins_when_all_of_them_are_built() {
        let all: Vec<&'static Step> = STEPS.iter().collect();
        let names = |group: &[&'static Step]| group.iter().map(|step| step.name).collect();
        let groups: Vec<Vec<_>> = groups(&all).map(names).collect();
        let place = |name| groups.iter().position(|group| group.contains(&name));
        assert!(
            place("bundle") < place("build"),
            "the window holds the website"
        );
        assert!(place("compile") < place("journey") && place("build") < place("journey"));
        assert_eq!(
            place("journey"),
            place("test"),
            "one waits, and the other computes"
        );
        assert_eq!(groups.concat().len(), STEPS.len());
    }
}
