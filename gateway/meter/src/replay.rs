//! A household's measured year, played again: any moment of any year gets the energy of the same
//! month, day and hour in the measured one.

use ami_domain::energy::{WattHours, Watts};
use ami_domain::time::{Span, Timestamp, Zone};

/// Cells of the table: 12 months of 31 days of 24 hours.
const CELLS: usize = 12 * 31 * 24;
/// No household draws more in an hour: one megawatt-hour.
const HOUR_MAX: u32 = 1_000_000;
/// A gap longer than this is not filled: the load profile holds no more either.
const GAP_MAX: Span = Span::days(crate::register::PROFILE_DAYS);

/// The measured year and how this home differs from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    cells: Vec<u32>,
    zone: Zone,
    scale_percent: u32,
    shift: Span,
}

/// Why a table cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// A line is not `start_utc_s,duration_s,wh` with an hour and a sane energy.
    #[error(
        "line {line} is not start_utc_s,duration_s,wh with a duration of 3600 and at most {} Wh",
        HOUR_MAX
    )]
    Line {
        /// Counted from 1.
        line: usize,
    },
    /// An hour of the day was never measured.
    #[error("hour {hour} of the day is nowhere in the table: it must hold at least one whole day")]
    NoHour {
        /// 0 to 23.
        hour: usize,
    },
}

impl Replay {
    /// Reads a table whose first line names its columns `start_utc_s,duration_s,wh`.
    ///
    /// Hours that the year does not have (29 February, the hour that summer time skips) get the
    /// mean of the same hour of the day. `scale_percent` is of each hour's energy, rounded down;
    /// `shift_hours` makes this home live so many hours ahead of the table.
    ///
    /// # Errors
    /// [`ReplayError`] naming the line or the hour.
    pub fn parse(
        csv: &str,
        zone: Zone,
        scale_percent: u32,
        shift_hours: i32,
    ) -> Result<Self, ReplayError> {
        let mut found = vec![None; CELLS];
        for (index, line) in csv.lines().enumerate().skip(1) {
            if line.is_empty() {
                continue;
            }
            let (start, energy) = row(line).ok_or(ReplayError::Line { line: index + 1 })?;
            found[cell(&zone, start)] = Some(energy);
        }
        let mut cells = Vec::with_capacity(CELLS);
        let means = means(&found)?;
        for (index, energy) in found.into_iter().enumerate() {
            cells.push(energy.unwrap_or(means[index % 24]));
        }
        Ok(Self {
            cells,
            zone,
            scale_percent,
            shift: Span::hours(i64::from(shift_hours)),
        })
    }

    /// Energy that the home draws between two moments, to the watt-hour: the parts of any
    /// partition add up to the whole, because each hour is cut by time and rounded down from its
    /// start. After a gap longer than the load profile only its end is played.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> WattHours {
        let hour = Span::hours(1);
        let mut at = from.max(to - GAP_MAX);
        let mut sum = WattHours::ZERO;
        while at < to {
            let start = at.floor_to(hour);
            let end = (start + hour).min(to);
            let energy = self.hour(start);
            let until = |t: Timestamp| energy.share(t.since(start).as_millis(), hour.as_millis());
            sum += until(end) - until(at);
            at = end;
        }
        sum
    }

    /// Power that the home draws at a moment: the mean of its hour.
    pub fn power(&self, at: Timestamp) -> Watts {
        Watts::new(self.hour(at.floor_to(Span::hours(1))).get())
    }

    fn hour(&self, start: Timestamp) -> WattHours {
        let energy = self.cells[cell(&self.zone, start + self.shift)];
        WattHours::new(i64::from(energy) * i64::from(self.scale_percent) / 100)
    }
}

fn row(line: &str) -> Option<(Timestamp, u32)> {
    let mut parts = line.split(',').map(str::trim);
    let start: i64 = parts.next()?.parse().ok()?;
    let duration: u32 = parts.next()?.parse().ok()?;
    let energy: u32 = parts.next()?.parse().ok()?;
    let sane = duration == 3_600 && energy <= HOUR_MAX && parts.next().is_none();
    sane.then(|| (Timestamp::from_millis(start.saturating_mul(1_000)), energy))
}

/// Which cell holds the hour that begins here; always below [`CELLS`].
fn cell(zone: &Zone, at: Timestamp) -> usize {
    let civil = zone.civil(at);
    let part = |n: i8, max: usize| usize::from(n.max(1).unsigned_abs()).min(max) - 1;
    let hour = usize::from(civil.minute / 60).min(23);
    (part(civil.day.month, 12) * 31 + part(civil.day.day, 31)) * 24 + hour
}

fn means(found: &[Option<u32>]) -> Result<[u32; 24], ReplayError> {
    let mut means = [0; 24];
    for (hour, mean) in means.iter_mut().enumerate() {
        let all = || found.iter().skip(hour).step_by(24).flatten();
        let count = u64::try_from(all().count()).unwrap_or(0);
        if count == 0 {
            return Err(ReplayError::NoHour { hour });
        }
        let sum: u64 = all().map(|energy| u64::from(*energy)).sum();
        *mean = u32::try_from(sum / count).unwrap_or(HOUR_MAX);
    }
    Ok(means)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    /// 2 days from 2011-02-01 local midnight in Los Angeles; each hour draws 100 times its number.
    fn table() -> String {
        let mut csv = "start_utc_s,duration_s,wh\n".to_owned();
        for hour in 0..48i64 {
            let start = 1_296_547_200 + hour * 3_600;
            writeln!(csv, "{start},3600,{}", (hour % 24) * 100).unwrap();
        }
        csv
    }

    fn replay(scale: u32, shift: i32) -> Replay {
        let zone = Zone::named("America/Los_Angeles").unwrap();
        Replay::parse(&table(), zone, scale, shift).unwrap()
    }

    /// 2026-02-01T08:00 local.
    const MORNING: Timestamp = Timestamp::from_millis(1_769_961_600_000);

    #[test]
    fn another_year_draws_what_the_same_local_hour_drew() {
        let one = replay(100, 0);
        assert_eq!(one.power(MORNING), Watts::new(800));
        assert_eq!(
            one.between(MORNING, MORNING + Span::minutes(15)),
            WattHours::new(200)
        );
        assert_eq!(replay(150, 0).power(MORNING), Watts::new(1_200));
        assert_eq!(replay(100, 2).power(MORNING), Watts::new(1_000));
        let summer = MORNING + Span::days(150);
        assert_eq!(
            one.power(summer),
            Watts::new(900),
            "an hour later by summer time's clock"
        );
    }

    #[test]
    fn a_table_that_cannot_be_played_says_which_line() {
        let zone = Zone::utc;
        let wrong = format!("{}1,900,5\n", table());
        assert_eq!(
            Replay::parse(&wrong, zone(), 100, 0),
            Err(ReplayError::Line { line: 50 })
        );
        let empty = Replay::parse("start_utc_s,duration_s,wh\n", zone(), 100, 0);
        assert_eq!(empty, Err(ReplayError::NoHour { hour: 0 }));
    }

    proptest! {
        #[test]
        fn the_parts_add_up_to_the_whole(cuts in prop::collection::vec(0i64..9_000_000, 1..20)) {
            let one = replay(137, 0);
            let at = |cut: i64| MORNING + Span::millis(cut);
            let mut cuts = cuts;
            cuts.sort_unstable();
            let parts: WattHours =
                cuts.windows(2).map(|pair| one.between(at(pair[0]), at(pair[1]))).sum();
            let whole = one.between(at(cuts[0]), at(cuts[cuts.len() - 1]));
            prop_assert_eq!(parts, whole);
        }
    }
}
