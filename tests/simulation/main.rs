//! Random payments, use and faults in a small town, by seed. Whatever happens on the way, when it
//! is over the books balance, each payment has bought its energy once, and nobody is in the dark.

mod books;
mod clearance;
mod model;
mod teeth;
mod town;

use ami_tests::World;
use anyhow::{Context, Result, ensure};
use std::ops::Range;
use std::panic::resume_unwind;
use town::Town;

/// Where the seeds begin that can be asked for.
const FIRST_SEED: u64 = 1_000;
/// A line after so many towns says how far a long run is.
const TOWNS_TOLD: u64 = 25;
/// The ledger is held against itself after each commit; a town has at least so many.
const COMMITS_MIN: u64 = 20;

/// Runs the towns of these seeds on SQLite, or in this PostgreSQL; a failure names its seed.
async fn towns(seeds: Range<u64>, postgres: Option<&str>) -> Result<Seen> {
    let mut seen = Seen::default();
    for seed in seeds {
        let town = match postgres {
            Some(server) => Town::over(World::on_postgres(seed, server).await?, seed).await?,
            None => Town::build(seed).await?,
        };
        let world = town
            .live()
            .await
            .map_err(|error| error.context(format!("seed {seed}")))?;
        let faults = world.faults().await?;
        assert!(faults.is_empty(), "seed {seed}: {faults:#?}");
        let commits = world.proof().map_or(0, ami_store::Proof::commits);
        assert!(commits >= COMMITS_MIN, "seed {seed}: {commits} commits");
        seen.commits += commits;
        seen.add(&world).await?;
        if (seed + 1) % TOWNS_TOLD == 0 {
            let engine = postgres.map_or("SQLite", |_| "PostgreSQL");
            println!("{engine}: every seed up to {seed} holds");
        }
    }
    Ok(seen)
}

/// What the towns have been through: a simulation that never lost a packet proves nothing.
#[derive(Debug, Default)]
struct Seen {
    /// Held against the whole ledger, one by one.
    commits: u64,
    lost: u64,
    crashes: u64,
    applied: usize,
    refused: usize,
    sent_again: u64,
    late: u64,
}

impl Seen {
    async fn add(&mut self, world: &World) -> Result<()> {
        self.lost += world.broker.lost();
        self.crashes += world.counts.crashes;
        self.late += world.counts.late;
        let mut tx = world.store().read().await?;
        for home in &world.homes {
            for payment in tx.payments_of(home.account, 1_000).await? {
                let applied = payment.balance_after.is_some();
                *(if applied {
                    &mut self.applied
                } else {
                    &mut self.refused
                }) += 1;
                if let Some(message) = payment.message
                    && let Some(command) = tx.command(message).await?
                {
                    self.sent_again += u64::from(command.attempts.saturating_sub(1));
                }
            }
        }
        Ok(())
    }

    /// What others have been through, too.
    fn take(&mut self, others: &Seen) {
        self.commits += others.commits;
        self.lost += others.lost;
        self.crashes += others.crashes;
        self.applied += others.applied;
        self.refused += others.refused;
        self.sent_again += others.sent_again;
        self.late += others.late;
    }

    fn assert_rich(&self) {
        assert!(
            self.lost > 0 && self.crashes > 0,
            "nothing went wrong: {self:?}"
        );
        assert!(
            self.applied > 5 && self.refused > 1,
            "nobody paid: {self:?}"
        );
        assert!(
            self.sent_again > 0 && self.late > 0,
            "nothing was sent again: {self:?}"
        );
    }
}

#[tokio::test]
async fn towns_with_faults_and_crashes_end_with_right_books_and_power() -> Result<()> {
    let seen = towns(100..103, None).await?;
    println!("{seen:?}");
    seen.assert_rich();
    Ok(())
}

#[tokio::test]
async fn more_towns_end_with_right_books_and_power() -> Result<()> {
    let seen = towns(200..202, None).await?;
    println!("{seen:?}");
    seen.assert_rich();
    Ok(())
}

/// Those that `AMI_SEEDS` asks for, else as many as make twenty with those above.
#[test]
fn as_many_towns_as_were_asked_for_end_with_right_books_and_power() -> Result<()> {
    let seeds = asked(15)?;
    let seen = in_halves(seeds.clone(), None)?;
    println!("{} towns: {seen:?}", seeds.end - seeds.start);
    seen.assert_rich();
    Ok(())
}

/// Half of the towns beside the other half, since they know nothing of each other.
fn in_halves(seeds: Range<u64>, postgres: Option<&str>) -> Result<Seen> {
    let middle = seeds.start.midpoint(seeds.end);
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| alone(towns(seeds.start..middle, postgres)));
        let mut seen = alone(towns(middle..seeds.end, postgres))?;
        seen.take(&beside.join().unwrap_or_else(|panic| resume_unwind(panic))?);
        Ok(seen)
    })
}

/// The seeds that `AMI_SEEDS` asks for: so many from [`FIRST_SEED`] on, or `FROM..TO`, so that a
/// long run can be made in parts. As many as `else_count` when it does not.
fn asked(else_count: u64) -> Result<Range<u64>> {
    let Some(text) = told("AMI_SEEDS") else {
        return Ok(FIRST_SEED..FIRST_SEED + else_count);
    };
    let seeds = match text.split_once("..") {
        Some((from, to)) => from.parse()?..to.parse()?,
        None => FIRST_SEED..FIRST_SEED + text.parse::<u64>()?,
    };
    ensure!(seeds.start < seeds.end, "AMI_SEEDS={text} names no seed");
    Ok(seeds)
}

/// Waits for it on this thread.
fn alone<T>(what: impl Future<Output = Result<T>>) -> Result<T> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build()?.block_on(what)
}

/// The same towns where `AMI_TEST_POSTGRES` says; two unless told, since each crash of a server
/// opens its database anew.
#[test]
fn as_many_towns_on_postgresql_end_with_right_books_and_power() -> Result<()> {
    let Some(server) = postgres()? else {
        return Ok(());
    };
    let seeds = asked(2)?;
    let seen = in_halves(seeds.clone(), Some(&server))?;
    println!("{} towns on PostgreSQL: {seen:?}", seeds.end - seeds.start);
    seen.assert_rich();
    Ok(())
}

/// The PostgreSQL of the tests; `None` where somebody has said that there is none.
fn postgres() -> Result<Option<String>> {
    let server = told("AMI_TEST_POSTGRES")
        .context("set AMI_TEST_POSTGRES to postgres://user@host:port/database, or to off")?;
    Ok((server != "off").then_some(server))
}

#[expect(
    clippy::disallowed_methods,
    reason = "asked for by `cargo conformance`, and told by `cargo ci`"
)]
fn told(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

#[tokio::test]
async fn the_same_seed_gives_the_same_journal_byte_for_byte() -> Result<()> {
    let mut texts = Vec::new();
    for seed in [7, 7, 8] {
        let world = Town::build(seed).await?.live().await?;
        texts.push(town::journal_text(&world).await?);
    }
    assert!(texts[0].len() > 10_000, "a town has much to tell");
    let differs = texts[0]
        .lines()
        .zip(texts[1].lines())
        .find(|(one, two)| one != two);
    assert_eq!(differs, None, "the first line that differs");
    assert_eq!(texts[0], texts[1]);
    assert_ne!(texts[0], texts[2], "another seed is another town");
    Ok(())
}
