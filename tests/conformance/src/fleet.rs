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

/// Meters of one district at most.
pub const DISTRICT_MAX: usize = 2_500;

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
    /// What is deliberately broken, to prove that the checks have teeth.
    pub sabotage: Option<Sabotage>,
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
            sabotage: None,
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
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<anyhow::Result<Measured>>>> =
        Mutex::new(sizes.iter().map(|_| None).collect());
    std::thread::scope(|scope| {
        for core in 0..threads.min(sizes.len()) {
            let (next, sizes, results) = (&next, &sizes, &results);
            scope.spawn(move || {
                stay_on(core);
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some(size) = sizes.get(at) else { return };
                    let one = district_of(plan, at, *size);
                    if let Ok(mut all) = results.lock()
                        && let Some(place) = all.get_mut(at)
                    {
                        *place = Some(one);
                    }
                }
            });
        }
    });
    let mut whole = Measured::default();
    let all = results
        .into_inner()
        .map_err(|_| anyhow::anyhow!("a district died"))?;
    for (at, one) in all.into_iter().enumerate() {
        let one = one.ok_or_else(|| anyhow::anyhow!("district {at} did not end"))?;
        whole.merge(one.map_err(|error| error.context(format!("district {at}")))?);
    }
    Ok(whole)
}

/// The threads of a district speak with each other for every statement: on one core that is a
/// third of the cost. Where a core cannot be chosen the run is slower and no different.
fn stay_on(core: usize) {
    let mut cores = rustix::thread::CpuSet::new();
    cores.set(core);
    let _ = rustix::thread::sched_setaffinity(None, &cores);
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
