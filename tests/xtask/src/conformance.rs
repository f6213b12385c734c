//! `cargo conformance`: the scenarios on real processes, then the fleet, then one table of both.

use std::{fs, path::Path, process::Command};

use crate::{
    USAGE,
    config::Places,
    demo,
    guard::Stop,
    postgres::Postgres,
    run,
    setup::{self, Need},
    trouble::Trouble,
};

/// What the scenarios start.
static PROGRAMS: &[&str] = &["ami-server", "ami-gateway", "ami-meter"];
/// Where the tests are that prove requirements; journeys in a browser belong to `cargo ci`.
static TESTS: &[&str] = &[
    "--package ami-tests --test requirement --test scenario --test simulation",
    "--package ami-domain --package ami-wire --package ami-meter --package ami-css \
     --package ami-adcs --package ami-store --package ami-gateway --package ami-conformance",
    "--package ami-tests --test journey conformance_",
];

/// What was asked for.
struct Wish {
    scenarios: bool,
    fleet: bool,
    /// Seeds of the small town, instead of everything else.
    seeds: Option<String>,
    /// Towns on SQLite and as many on PostgreSQL, instead of everything else.
    towns: Option<String>,
    /// Handed on to the fleet.
    rest: Vec<String>,
    out: Option<String>,
}

/// Runs what was asked for and prints the table.
///
/// # Errors
/// When something cannot be built or started, or a row of the table fails.
pub(crate) fn main(places: &Places, args: &[String], stop: &Stop) -> Result<(), Trouble> {
    let wish = wish(args)?;
    if let Some(count) = &wish.towns {
        return towns(places, count, stop);
    }
    if let Some(seeds) = &wish.seeds {
        let mut cargo = cargo(places, "test --package ami-tests --test simulation towns");
        cargo.env("AMI_SEEDS", share(seeds));
        cargo.env("AMI_TEST_POSTGRES", "off");
        run::stream("the towns", &mut cargo, stop)?;
        let mut rough = fleet_program(places, stop)?;
        rough.args(["--seeds", seeds]).args(&wish.rest);
        return run::stream("the rough fleets", &mut rough, stop);
    }
    let out = match &wish.out {
        Some(out) => places.root.join(out),
        None => places.target.join("conformance"),
    };
    fs::create_dir_all(&out).map_err(|e| Trouble::file("make", &out, &e))?;
    let (results, live) = (out.join("tests.txt"), out.join("live.json"));
    if wish.scenarios {
        setup::run(places, Need::Demo, stop)?;
        let mut build = demo::build_command(places, PROGRAMS, &places.cache.join("ui-dist"));
        run::stream("cargo build", &mut build, stop)?;
        scenarios(places, &results, &live, stop)?;
    }
    let mut table = fleet_program(places, stop)?;
    table.arg("--root").arg(&places.root).arg("--out").arg(&out);
    if wish.scenarios {
        table.arg("--results").arg(&results);
        if live.exists() {
            table.arg("--live").arg(&live);
        }
    }
    if !wish.fleet {
        table.arg("--no-fleet");
    }
    table.args(&wish.rest);
    run::stream("conformance", &mut table, stop)
}

/// The tests, each with its output in a file: a test that fails is a row that fails, and the
/// others run on. PostgreSQL runs for as long as this does.
fn scenarios(places: &Places, results: &Path, live: &Path, stop: &Stop) -> Result<(), Trouble> {
    // What an older run has left is no proof of this one.
    let _ = fs::remove_file(live);
    let postgres = Postgres::start(places, stop)?;
    let mut whole = String::new();
    for line in TESTS {
        println!("conformance: cargo test {line}");
        let mut cargo = cargo(places, &format!("test --no-fail-fast {line}"));
        cargo
            .env("AMI_BIN_DIR", places.target.join("debug"))
            .env("AMI_TEST_POSTGRES", &postgres.url)
            .env("AMI_CONFORMANCE_OUT", live);
        let log = places.log("conformance")?;
        let ran = run::logged("cargo test", &mut cargo, &log, stop);
        if stop.asked() {
            return ran;
        }
        let said = fs::read(&log).map_err(|e| Trouble::file("read", &log, &e))?;
        let said = String::from_utf8_lossy(&said).into_owned();
        // Without a single test something does not compile: that is no row of any table.
        if !said.lines().any(|line| line.starts_with("test ")) {
            return ran;
        }
        whole.push_str(&said);
    }
    fs::write(results, whole).map_err(|e| Trouble::file("write", results, &e))
}

/// Builds the program that simulates: measured and not shipped.
fn fleet_program(places: &Places, stop: &Stop) -> Result<Command, Trouble> {
    let build = "build --quiet --profile fleet --package ami-conformance";
    run::stream("cargo build", &mut cargo(places, build), stop)?;
    Ok(Command::new(places.target.join("fleet/ami-conformance")))
}

/// So many towns on SQLite and as many on PostgreSQL, both at once: each commit is held against
/// the whole ledger. PostgreSQL runs for as long as this does.
fn towns(places: &Places, count: &str, stop: &Stop) -> Result<(), Trouble> {
    let postgres = Postgres::start(places, stop)?;
    let line = "test --profile fleet --package ami-tests --test simulation as_many_towns";
    let mut cargo = cargo(places, &format!("{line} -- --nocapture"));
    cargo
        .env("AMI_SEEDS", count)
        .env("AMI_TEST_POSTGRES", &postgres.socket);
    run::stream("the towns", &mut cargo, stop)
}

/// Towns on a disk with a server that crashes take long: one for each ten rough fleets.
fn share(seeds: &str) -> String {
    let seeds = seeds.parse::<u64>().unwrap_or(0);
    seeds.div_ceil(10).max(5).to_string()
}

fn cargo(places: &Places, line: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .args(line.split_whitespace())
        .current_dir(&places.root);
    demo::with_build_env(&mut cargo, places, &places.cache.join("ui-dist"));
    cargo
}

fn wish(args: &[String]) -> Result<Wish, Trouble> {
    let mut wish = Wish {
        scenarios: true,
        fleet: true,
        seeds: None,
        towns: None,
        rest: Vec::new(),
        out: None,
    };
    let mut args = args.iter();
    while let Some(word) = args.next() {
        let value = args
            .next()
            .ok_or_else(|| Trouble::usage(&format!("{word} wants a value"), USAGE))?;
        match (word.as_str(), value.as_str()) {
            ("--only", "fleet") => wish.scenarios = false,
            ("--only", "scenarios") => wish.fleet = false,
            ("--seeds", _) => wish.seeds = Some(value.clone()),
            ("--towns", _) => wish.towns = Some(value.clone()),
            ("--out", _) => wish.out = Some(value.clone()),
            ("--seed" | "--meters" | "--days", _) => {
                wish.rest.extend([word.clone(), value.clone()]);
            }
            _ => return Err(Trouble::usage(&format!("no option {word} {value}"), USAGE)),
        }
    }
    Ok(wish)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn of(line: &str) -> Result<Wish, Trouble> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        wish(&words)
    }

    #[test]
    fn options_are_read_and_others_refused() {
        let all = of("--seed 7 --meters 300 --only fleet").unwrap();
        assert!(all.fleet && !all.scenarios);
        assert_eq!(all.rest, ["--seed", "7", "--meters", "300"]);
        assert_eq!(of("--seeds 500").unwrap().seeds.as_deref(), Some("500"));
        assert_eq!(of("--towns 500").unwrap().towns.as_deref(), Some("500"));
        for bad in ["--only both", "--seed", "--fleet 1"] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }
}
