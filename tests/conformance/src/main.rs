//! `cargo conformance`: runs the fleet, joins its figures with the tests that ran, prints the
//! table and writes it as JSON and Markdown.

use ami_conformance::findings;
use ami_conformance::fleet::{self, Plan};
use ami_conformance::registry::{Registry, functions};
use ami_conformance::steps::Steps;
use ami_conformance::table::{self, Finding, Verdict};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A town asks for memory without end; the system's own way took a sixth of a run.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "\
ami-conformance --root DIR [--seed N] [--meters N] [--days N] [--out DIR] [--no-fleet]
                [--seeds N]        only small rough fleets, one for each of N seeds
                [--results FILE]   what the test programs printed
                [--live FILE]      figures of real processes, as the journey writes them";

struct Wish {
    root: PathBuf,
    plan: Plan,
    out: Option<PathBuf>,
    fleet: bool,
    results: Option<PathBuf>,
    live: Option<PathBuf>,
    seeds: Option<usize>,
}

fn main() -> Result<std::process::ExitCode> {
    let wish = wish()?;
    if let Some(seeds) = wish.seeds {
        return rough(wish.plan.seed, seeds);
    }
    let csv = fs::read_to_string(wish.root.join("tests/requirements.csv"))?;
    let register = fs::read_to_string(wish.root.join("tests/conformance.toml"))?;
    let (mut names, mut steps) = (BTreeSet::new(), Steps::default());
    walk(&wish.root, &mut names, &mut steps)?;
    let registry = Registry::read(&csv, &register, &names)?;
    let output = wish
        .results
        .as_deref()
        .map(fs::read_to_string)
        .transpose()?;
    let results = steps.joined(table::results(&output.unwrap_or_default()));
    let mut found: Vec<Finding> = match &wish.live {
        Some(path) => serde_json::from_str(&fs::read_to_string(path)?)?,
        None => Vec::new(),
    };
    let mut header = String::new();
    let mut broken = false;
    if wish.fleet {
        let measured = fleet::run(&wish.plan)?;
        header = findings::header(&wish.plan, &measured);
        broken = !measured.faults.is_empty();
        found.extend(findings::of_fleet(&measured));
    }
    let rows = table::rows(&registry, &found, &results);
    println!("{header}\n\n{}", table::text(&rows));
    if let Some(out) = &wish.out {
        fs::create_dir_all(out)?;
        fs::write(
            out.join("conformance.json"),
            serde_json::to_vec_pretty(&rows)?,
        )?;
        fs::write(out.join("conformance.md"), table::markdown(&header, &rows))?;
        println!("written to {}", out.display());
    }
    let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    let (passed, failed) = (count(Verdict::Pass), count(Verdict::Fail));
    let silent = count(Verdict::NotRun);
    println!(
        "{passed} of {} pass, {failed} fail, {silent} were not run now",
        rows.len()
    );
    // Whoever ran the tests has proved nothing of a row that none of them spoke of.
    let unproved = silent > 0 && wish.results.is_some();
    Ok(if failed > 0 || unproved || broken {
        std::process::ExitCode::FAILURE
    } else {
        std::process::ExitCode::SUCCESS
    })
}

/// So many homes and days has a rough fleet of one seed.
const ROUGH: (usize, i64) = (30, 4);

/// Small fleets in which everything goes wrong: prints what they have been through.
fn rough(first: u64, seeds: usize) -> Result<std::process::ExitCode> {
    let plan = Plan::rough(first, ROUGH.0, ROUGH.1);
    let mut whole = fleet::Measured::default();
    let mut broken = 0;
    for (seed, one) in fleet::run_seeds(first, seeds, &plan)? {
        if !one.faults.is_empty() {
            broken += 1;
            println!("seed {seed}: {}", one.faults.join("; "));
        }
        whole.merge(one);
    }
    println!(
        "{seeds} seeds from {first}. {}",
        findings::header(&plan, &whole)
    );
    println!("{} of {seeds} seeds keep every invariant", seeds - broken);
    Ok(if broken > 0 {
        std::process::ExitCode::FAILURE
    } else {
        std::process::ExitCode::SUCCESS
    })
}

/// Names and steps of all files that hold tests.
fn walk(dir: &Path, names: &mut BTreeSet<String>, steps: &mut Steps) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("reading {}", dir.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !["target", "dist", "node_modules"].contains(&&*name) && !name.starts_with('.') {
                walk(&path, names, steps)?;
            }
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path)?;
            if path.to_string_lossy().contains("tests") || text.contains("#[cfg(test)]") {
                names.extend(functions(&text).map(str::to_owned));
                steps.learn(&text);
            }
        }
    }
    Ok(())
}

fn wish() -> Result<Wish> {
    let mut wish = Wish {
        root: PathBuf::from("."),
        plan: Plan::ordinary(1, 10_000, 30),
        out: None,
        fleet: true,
        results: None,
        live: None,
        seeds: None,
    };
    let mut args = std::env::args().skip(1);
    while let Some(word) = args.next() {
        if word == "--no-fleet" {
            wish.fleet = false;
            continue;
        }
        let value = args
            .next()
            .with_context(|| format!("{word} wants a value\n{USAGE}"))?;
        let number = || {
            value
                .parse::<u32>()
                .with_context(|| format!("{word} wants a number"))
        };
        match word.as_str() {
            "--root" => wish.root = value.into(),
            "--seed" => wish.plan.seed = u64::from(number()?),
            "--meters" => wish.plan.meters = usize::try_from(number()?)?.max(1),
            "--days" => wish.plan.days = i64::from(number()?).max(1),
            "--out" => wish.out = Some(value.into()),
            "--results" => wish.results = Some(value.into()),
            "--seeds" => wish.seeds = Some(usize::try_from(number()?)?),
            "--live" => wish.live = Some(value.into()),
            other => bail!("no option {other}\n{USAGE}"),
        }
    }
    Ok(wish)
}
