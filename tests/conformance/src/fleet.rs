//! A seeded fleet: thousands of meter machines, a network that loses, repeats, delays and
//! reorders, homes without power, and the real conduct of css, adcs and mdms over the real store.
//! What it measures comes from the records that production keeps: commands and their receipts.
//!
//! The fleet is cut into districts of at most [`DISTRICT_MAX`] meters, each a utility of its own
//! with its own store in memory, so that two cores share the work and memory does not grow with
//! the fleet. Within a district a queue of ticks holds what will happen; nothing looks at homes
//! with which nothing happens.

mod booking;
pub mod build;
mod check;
mod clock;
mod district;
mod happen;
mod home;
mod link;
mod measure;
mod server;
mod still;
pub mod terms;

pub use check::Sabotage;
pub use district::Counts;
pub use measure::{Alike, Measured};

use ami_domain::time::Span;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Meters of one district at most. A store in memory takes longer for each row as it grows: over 30
/// days a meter-day costs 3.1 ms of one core with 300 meters in a district and 5.5 ms with 1,250.
pub const DISTRICT_MAX: usize = 313;

/// What is simulated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Everything follows from it.
    pub seed: u64,
    /// How many homes, each with one meter and one gateway.
    pub meters: usize,
    /// For how long.
    pub days: i64,
    /// What is wrong with the world.
    pub faults: Faults,
    /// What its customers do.
    pub habits: Habits,
    /// What is deliberately broken, to prove that the checks have teeth.
    pub sabotage: Option<Sabotage>,
}

/// What customers do, in parts of a million of homes and days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habits {
    /// Homes that have little left at the beginning.
    pub begin_low: u64,
    /// Homes that pay on a day.
    pub pays: u64,
    /// The same where little is left.
    pub pays_when_low: u64,
    /// Payments that a processor refuses.
    pub refused: u64,
    /// Windows booked on a day.
    pub books: u64,
    /// Tests from the desk on a day.
    pub tests: u64,
}

impl Habits {
    /// Most pay twice a month, nearly all of them before their balance is used up.
    pub const ORDINARY: Habits = Habits {
        begin_low: 33_000,
        pays: 66_000,
        pays_when_low: 800_000,
        refused: 30_000,
        books: 10_000,
        tests: 10_000,
    };

    /// Many run out of money, and everybody books.
    pub const BUSY: Habits = Habits {
        begin_low: 600_000,
        pays: 150_000,
        pays_when_low: 300_000,
        refused: 200_000,
        books: 200_000,
        tests: 100_000,
    };
}

/// What goes wrong, in parts of a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Faults {
    /// Packets lost on an ordinary link.
    pub loss: u64,
    /// Packets lost on a poor one.
    pub poor_loss: u64,
    /// Homes with a poor link.
    pub poor_homes: u64,
    /// Packets carried twice, each copy with its own delay.
    pub duplicate: u64,
    /// Packets that take up to [`Faults::SLOW`] instead of up to [`Faults::QUICK`]; others
    /// overtake them.
    pub slow: u64,
    /// Homes that lose power on a day, for up to [`Faults::DARK`].
    pub power_cut: u64,
    /// Homes whose link is down on a day, for up to [`Faults::SILENT`].
    pub link_down: u64,
    /// Meters that restart on a day.
    pub meter_reboot: u64,
    /// Gateways that restart on a day: what was on its way to them is lost.
    pub gateway_reboot: u64,
    /// Homes whose meter's clock is wrong by up to [`Faults::SKEW`].
    pub skewed: u64,
    /// Days between restarts of the server with its broker; zero for never.
    pub server_restart_days: i64,
}

impl Faults {
    /// Longest delay of most packets.
    pub const QUICK: Span = Span::seconds(3);
    /// Longest delay of slow ones.
    pub const SLOW: Span = Span::seconds(12);
    /// Longest absence of power.
    pub const DARK: Span = Span::hours(6);
    /// Longest absence of a link.
    pub const SILENT: Span = Span::minutes(30);
    /// Largest error of a meter's clock.
    pub const SKEW: Span = Span::minutes(2);

    /// A field network as it should be: 0.4 % of packets lost each way, 3 % for the poorest 1 % of
    /// homes; three homes in a thousand without power on a day.
    pub const ORDINARY: Faults = Faults {
        loss: 4_000,
        poor_loss: 30_000,
        poor_homes: 8_000,
        duplicate: 5_000,
        slow: 5_000,
        power_cut: 3_000,
        link_down: 1_000,
        meter_reboot: 3_000,
        gateway_reboot: 3_000,
        skewed: 100_000,
        server_restart_days: 3,
    };

    /// A network and a town in which something goes wrong at every corner.
    pub const MANY: Faults = Faults {
        loss: 60_000,
        poor_loss: 300_000,
        poor_homes: 200_000,
        duplicate: 150_000,
        slow: 150_000,
        power_cut: 150_000,
        link_down: 200_000,
        meter_reboot: 200_000,
        gateway_reboot: 200_000,
        skewed: 500_000,
        server_restart_days: 1,
    };

    /// Nothing goes wrong.
    pub const NONE: Faults = Faults {
        loss: 0,
        poor_loss: 0,
        poor_homes: 0,
        duplicate: 0,
        slow: 0,
        power_cut: 0,
        link_down: 0,
        meter_reboot: 0,
        gateway_reboot: 0,
        skewed: 0,
        server_restart_days: 0,
    };
}

impl Plan {
    /// An ordinary fleet.
    pub const fn ordinary(seed: u64, meters: usize, days: i64) -> Self {
        Self {
            seed,
            meters,
            days,
            faults: Faults::ORDINARY,
            habits: Habits::ORDINARY,
            sabotage: None,
        }
    }

    /// A small one with everything going wrong, for many seeds.
    pub const fn rough(seed: u64, meters: usize, days: i64) -> Self {
        Self {
            faults: Faults::MANY,
            habits: Habits::BUSY,
            ..Self::ordinary(seed, meters, days)
        }
    }

    /// The meters of each district.
    fn districts(&self) -> Vec<usize> {
        let count = self.meters.div_ceil(DISTRICT_MAX).max(1);
        let (each, more) = (self.meters / count, self.meters % count);
        (0..count).map(|at| each + usize::from(at < more)).collect()
    }
}

/// Runs a fleet on as many threads as there are cores. The same plan gives the same figures,
/// whatever the number of cores.
///
/// # Errors
/// When the store fails or a machine refuses what it is made of: a defect.
pub fn run(plan: &Plan) -> anyhow::Result<Measured> {
    let sizes = plan.districts();
    let all = on_all_cores(sizes.len(), |at| district_of(plan, at, sizes[at]))?;
    let mut whole = Measured::default();
    for (at, one) in all.into_iter().enumerate() {
        whole.merge(one.map_err(|error| error.context(format!("district {at}")))?);
    }
    Ok(whole)
}

/// Runs small rough fleets, one for each seed; each with its seed, in order.
///
/// # Errors
/// When one of them cannot be run to its end; it names the seed.
pub fn run_seeds(first: u64, count: usize, of: &Plan) -> anyhow::Result<Vec<(u64, Measured)>> {
    let seed = |at: usize| first + at as u64;
    let all = on_all_cores(count, |at| {
        let plan = Plan {
            seed: seed(at),
            ..of.clone()
        };
        district_of(&plan, 0, plan.meters)
    })?;
    let named = |(at, one): (usize, anyhow::Result<Measured>)| {
        let seed = seed(at);
        one.map(|one| (seed, one))
            .map_err(|error| error.context(format!("seed {seed}")))
    };
    all.into_iter().enumerate().map(named).collect()
}

/// Does `count` pieces of work on as many threads as there are cores; the results in order.
fn on_all_cores<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> anyhow::Result<Vec<T>> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<T>>> = Mutex::new((0..count).map(|_| None).collect());
    std::thread::scope(|scope| {
        for _ in 0..threads.min(count) {
            let (next, results, work) = (&next, &results, &work);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    if at >= count {
                        return;
                    }
                    let one = work(at);
                    if let Ok(mut all) = results.lock()
                        && let Some(place) = all.get_mut(at)
                    {
                        *place = Some(one);
                    }
                }
            });
        }
    });
    let all = results.into_inner();
    let all = all.map_err(|_| anyhow::anyhow!("a thread died"))?;
    let ended = |(at, one): (usize, Option<T>)| {
        one.ok_or_else(|| anyhow::anyhow!("number {at} did not end"))
    };
    all.into_iter().enumerate().map(ended).collect()
}

fn district_of(plan: &Plan, at: usize, meters: usize) -> anyhow::Result<Measured> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    runtime.block_on(async {
        let mut district = build::district(plan, at, meters).await?;
        district.live(plan.days).await?;
        district.measure().await
    })
}
