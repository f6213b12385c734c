//! What a look ahead costs a processor.

use crate::Home;
use crate::replay::{Part, origins};
use ami_domain::forecast::{Basis, forecast};
use ami_domain::money::{Money, Round};
use ami_domain::tariff::{Meterage, Tariff};
use ami_domain::time::Span;
use ami_domain::usage::Profile;
use std::time::Duration;

/// Nanoseconds for one account and interval.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Learning the home's pattern.
    pub learn: u128,
    /// The time left, with both edges, where it is two days.
    pub forecast: u128,
    /// The cost of the last seven days, for comparison.
    pub mean7: u128,
}

/// The median: a machine that does something else in between does not count.
fn middle(mut all: Vec<Duration>) -> u128 {
    all.sort_unstable();
    all.get(all.len() / 2).map_or(0, Duration::as_nanos)
}

/// Measures on one household with the caller's clock.
pub fn measure(home: &Home, tariff: &Tariff, elapsed: &dyn Fn() -> Duration) -> Cost {
    let mut all = [const { Vec::new() }; 3];
    let places = origins(home, Part::All, Span::hours(25));
    for place in &places {
        let past = &home.intervals[..*place];
        let now = home.intervals[*place].start;
        let since = |span| past.partition_point(|one| one.start < now - span);
        let (history, week) = (
            &past[since(Profile::HISTORY)..],
            &past[since(Span::days(7))..],
        );
        let before = elapsed();
        let profile = Profile::learn(history, now, &home.zone, &tariff.holidays);
        let learnt = elapsed();
        let meterage = Meterage::counted(history, now, &home.zone, 5);
        let series = week.iter().copied();
        let ready = elapsed();
        let (cost, _) = tariff.cost_of_window(&home.zone, meterage, series, Round::Nearest);
        let mean = elapsed();
        let balance = Money::micros(cost.total().as_micros() * 2 / 7);
        let basis = Basis {
            zone: &home.zone,
            tariff,
            profile: &profile,
            meterage,
            charged_until: now,
            now,
        };
        let start = elapsed();
        let said = forecast(&basis, balance, Money::ZERO);
        let end = elapsed();
        std::hint::black_box(said);
        let parts = [learnt - before, end - start, mean - ready];
        all.iter_mut()
            .zip(parts)
            .for_each(|(all, part)| all.push(part));
    }
    let [learn, forecast, mean7] = all.map(middle);
    Cost {
        learn,
        forecast,
        mean7,
    }
}
