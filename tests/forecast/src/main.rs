//! `cargo forecast-eval`: replays households under each shipped tariff and prints what the
//! forecast was worth.

use ami_domain::tariff::Tariff;
use ami_domain::time::{Span, Zone};
use ami_forecast::replay::Part;
use ami_forecast::report::{self, Told};
use ami_forecast::{Home, Origin, balance, cost, data, synthetic};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::time::Instant;

const USAGE: &str = "\
cargo forecast-eval [--zone ZONE] [--part unseen|tuned|all] [--every HOURS]
                    [--synthetic N] [--seed N] DATA..
    DATA           CSV files with the columns start_utc_s,duration_s,wh, one household each
    --zone ZONE    where the households of the files after it are (default America/Los_Angeles)
    --part PART    which days are replayed: the second half of each file, which no number was
                   chosen on (unseen, the default), the first half, or all
    --every HOURS  between two looks (default 25: every day, and each hour of it in turn)
    --synthetic N  N more households that a seed makes up; shown apart (default 18)
    --seed N       that seed (default 4; no number was chosen on any)";

struct Wish {
    homes: Vec<Home>,
    part: Part,
    every: Span,
}

fn main() -> Result<std::process::ExitCode> {
    let Some(wish) = wish(std::env::args().skip(1))? else {
        println!("{USAGE}");
        return Ok(std::process::ExitCode::from(2));
    };
    let mut missed = 0;
    for tariff in tariffs()? {
        let since = tariff.effective_from.map(|day| format!(" from {day}"));
        println!("\n## {}{}\n", tariff.name, since.unwrap_or_default());
        let told = report::tell(&wish.homes, &tariff, wish.part, wish.every);
        for origin in [Origin::Real, Origin::Synthetic] {
            let rows = report::rows(told.iter().filter(|one| one.origin == origin));
            if rows.is_empty() {
                continue;
            }
            println!("{} households\n\n{}", origin.word(), report::table(&rows));
            let mut goals = report::goals(&rows);
            if report::asks_energy(&tariff) {
                goals.push(report::energy_goal(&rows));
            }
            missed += print_goals(&goals);
            let asked = balance::ask(&wish.homes, origin, &tariff, wish.part, wish.every);
            println!(
                "\nBy the balance, whenever it is gone\n\n{}",
                balance::table(&asked)
            );
        }
        println!("Each household: median error over the 7-day mean's, and share in the band\n");
        println!("{}", report::by_home(&told));
        missed += print_goals(&Vec::from_iter(cost(&wish.homes, &tariff, &told)));
    }
    println!("{missed} goals missed");
    Ok(std::process::ExitCode::SUCCESS)
}

/// Prints goals; how many are missed.
fn print_goals(goals: &[(bool, String)]) -> usize {
    for (met, text) in goals {
        println!("- {} {text}", if *met { "met:" } else { "MISSED:" });
    }
    goals.iter().filter(|(met, _)| !met).count()
}

/// What a look ahead costs here, on the first household.
fn cost(homes: &[Home], tariff: &Tariff, told: &[Told]) -> Option<(bool, String)> {
    let (home, _) = (homes.first()?, told.first()?);
    #[expect(clippy::disallowed_methods, reason = "this program measures real time")]
    let start = Instant::now();
    let cost = cost::measure(home, tariff, &|| start.elapsed());
    Some(report::cost_goal(&cost))
}

fn tariffs() -> Result<Vec<Tariff>> {
    // Where cargo says now: a build folder that two checkouts share remembers the first.
    let here = std::env::var_os("CARGO_MANIFEST_DIR");
    let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let folder = Path::new(&here).join("../../backend/css/tariffs");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .with_context(|| format!("no tariffs at {}", folder.display()))?
        .collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(std::fs::DirEntry::path);
    files
        .iter()
        .map(|file| Ok(toml::from_str(&std::fs::read_to_string(file.path())?)?))
        .collect()
}

fn wish(mut args: impl Iterator<Item = String>) -> Result<Option<Wish>> {
    let (mut made_up, mut seed, mut files) = (18, 4, Vec::new());
    let mut zone = Zone::named("America/Los_Angeles")?;
    let (mut part, mut every) = (Part::Unseen, Span::hours(25));
    while let Some(arg) = args.next() {
        let mut next = || args.next().with_context(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--zone" => zone = Zone::named(&next()?)?,
            "--seed" => seed = next()?.parse()?,
            "--synthetic" => made_up = next()?.parse()?,
            "--every" => every = Span::hours(next()?.parse::<u16>()?.max(1).into()),
            "--part" => {
                part = match next()?.as_str() {
                    "unseen" => Part::Unseen,
                    "tuned" => Part::Tuned,
                    "all" => Part::All,
                    other => bail!("no part {other:?}: unseen, tuned or all"),
                }
            }
            "--help" | "-h" => return Ok(None),
            option if option.starts_with('-') => bail!("no option {option}\n\n{USAGE}"),
            file => files.push((file.to_owned(), zone.clone())),
        }
    }
    let mut homes = Vec::new();
    for (file, zone) in files {
        homes.push(real(&file, zone)?);
    }
    for number in 0..made_up {
        homes.push(synthetic::home(number, seed)?);
    }
    let empty = homes.is_empty();
    Ok((!empty).then_some(Wish { homes, part, every }))
}

fn real(file: &str, zone: Zone) -> Result<Home> {
    let read = data::read(file)?;
    if let Some((line, _)) = read.gaps.first() {
        let hours: i64 = read
            .gaps
            .iter()
            .map(|(_, gap)| gap.as_millis())
            .sum::<i64>()
            / 3_600_000;
        eprintln!(
            "{file}: {} holes, {hours} hours in all, the first before line {line}: what would \
             need them is not replayed",
            read.gaps.len()
        );
    }
    let name = Path::new(file).file_stem().unwrap_or_default();
    Ok(Home {
        name: name.to_string_lossy().into_owned(),
        origin: Origin::Real,
        zone,
        intervals: read.intervals,
    })
}
