//! Learning a home's pattern from its intervals.

use super::level::{self, Days};
use super::{HOURS, Interval, ONE, Profile, Quality};
use crate::calendar::LocalDay;
use crate::display::Confidence;
use crate::energy::{self, WattHours};
use crate::money::{Rounding, mul_div};
use crate::time::{Day, Span, Timestamp, Zone};

const HOUR: i64 = 3_600_000;

/// A week counts nine tenths of the week after it, in thousandths.
const WEIGHTS: [i64; 8] = [1000, 900, 810, 729, 656, 590, 531, 478];

/// Use of a typical home by the hour, Wh, 20 kWh a day; for homes with too little history. Ours,
/// invented with a morning rise and an evening peak; a utility's own class profile would be better.
const CLASS: [i64; HOURS] = [
    550, 500, 470, 460, 470, 530, 700, 850, 850, 780, 750, 760, 790, 800, 820, 880, 1010, 1230,
    1390, 1370, 1270, 1120, 930, 720,
];

/// Energy and time of one kind of hour, weighted.
#[derive(Clone, Copy, Default)]
struct Cell {
    energy: i128,
    time: i128,
}

/// One interval's share of one hour.
pub(super) struct Piece {
    pub(super) kind: usize,
    pub(super) hour: usize,
    /// Whole days of 24 h before now.
    pub(super) days_ago: usize,
    /// Milliwatt-hours.
    pub(super) energy: i64,
    /// Milliseconds.
    pub(super) time: i64,
}

impl Profile {
    /// Learns from the intervals of the last eight weeks before `now`, in any order, each moment
    /// at most once; missing ones are passed over. Hours of the same kind of day (Monday to
    /// Friday, Saturday, Sunday, holiday) share a mean in which a week counts nine tenths of the
    /// next. With less than 48 h of data the pattern is the class profile.
    pub fn learn(history: &[Interval], now: Timestamp, zone: &Zone, holidays: &[Day]) -> Self {
        let pieces = take_apart(history, now, zone, holidays);
        let known: i64 = pieces.iter().map(|piece| piece.time).sum();
        let own = known >= Profile::ENOUGH.as_millis();
        let hours = if own {
            means(&pieces)
        } else {
            [CLASS.map(|wh| wh * 1000); 4]
        };
        let days = Days::of(&pieces, &hours);
        let (low, ample, high) = if own {
            level::stray(&days)
        } else {
            level::CLASS_STRAY
        };
        let week = days.sum(0..7);
        Self {
            hours,
            level: if own { week.level() } else { ONE },
            low,
            ample,
            high,
            confidence: if own {
                Confidence::Own
            } else {
                Confidence::Class
            },
            daily_average: daily_average(&days),
            dormant: week.time >= Profile::ENOUGH.as_millis() && week.actual == 0,
            until: history
                .iter()
                .filter(|interval| interval.quality != Quality::Missing)
                .map(|interval| interval.end().min(now))
                .max(),
        }
    }
}

/// Mean of a day over the last seven days with data: over the last week, else over what there is.
fn daily_average(days: &Days) -> WattHours {
    let week = days.sum(0..7);
    let seen = if week.time > 0 {
        week
    } else {
        days.sum(0..days.len())
    };
    if seen.time == 0 {
        return WattHours::ZERO;
    }
    let day = Span::days(1).as_millis();
    let mean = mul_div(seen.actual, day, seen.time, Rounding::HalfEven);
    WattHours::new(mean / 1000)
}

/// Cuts the known intervals at the hours of the local clock.
fn take_apart(history: &[Interval], now: Timestamp, zone: &Zone, holidays: &[Day]) -> Vec<Piece> {
    let oldest = now - Profile::HISTORY;
    let mut pieces = Vec::with_capacity(history.len());
    let mut today: Option<(LocalDay, usize)> = None;
    for interval in history {
        let length = interval.length.as_millis();
        if interval.quality == Quality::Missing || length <= 0 {
            continue;
        }
        let energy = interval.energy.clamp(WattHours::ZERO, energy::MAX).get() * 1000;
        let end = interval.end().min(now);
        let mut at = interval.start.max(oldest);
        while at < end {
            let (day, kind) = match today {
                Some((day, kind)) if day.contains(at) => (day, kind),
                Some(_) | None => {
                    let day = LocalDay::of(zone, at);
                    (day, day.day_type(holidays).index())
                }
            };
            today = Some((day, kind));
            let (hour, hour_end) = day.hour(at);
            let until = hour_end.min(end);
            let time = until.since(at).as_millis();
            if time <= 0 {
                break;
            }
            let ago = now.since(at).as_millis() - 1;
            pieces.push(Piece {
                kind,
                hour: hour.min(HOURS - 1),
                days_ago: usize::try_from(ago / Span::days(1).as_millis()).unwrap_or(0),
                energy: mul_div(energy, time, length, Rounding::HalfEven),
                time,
            });
            at = until;
        }
    }
    pieces
}

/// The weighted mean of each hour of each kind of day. Where a kind of day was not seen at that
/// hour, the kind most like it stands in, then any, then the home's overall mean.
fn means(pieces: &[Piece]) -> [[i64; HOURS]; 4] {
    let mut cells = [[Cell::default(); HOURS]; 4];
    let mut any = [Cell::default(); HOURS];
    let mut all = Cell::default();
    for piece in pieces {
        let weight = i128::from(WEIGHTS[(piece.days_ago / 7).min(WEIGHTS.len() - 1)]);
        let (energy, time) = (
            weight * i128::from(piece.energy),
            weight * i128::from(piece.time),
        );
        let own = &mut cells[piece.kind][piece.hour];
        for cell in [own, &mut any[piece.hour], &mut all] {
            cell.energy += energy;
            cell.time += time;
        }
    }
    // Weekday, Saturday, Sunday, holiday: who stands in for whom, nearest first.
    const STAND_IN: [[usize; 3]; 4] = [[1, 2, 3], [2, 0, 3], [1, 0, 3], [2, 1, 0]];
    let mut hours = [[0; HOURS]; 4];
    for (kind, row) in hours.iter_mut().enumerate() {
        for (hour, mean) in row.iter_mut().enumerate() {
            let others = STAND_IN[kind].iter().map(|other| cells[*other][hour]);
            *mean = std::iter::once(cells[kind][hour])
                .chain(others)
                .chain([any[hour], all])
                .find_map(Cell::mean)
                .unwrap_or(0);
        }
    }
    hours
}

impl Cell {
    /// Milliwatt-hours for an hour; `None` without data.
    fn mean(self) -> Option<i64> {
        let hourly = self.energy * i128::from(HOUR);
        (self.time > 0).then(|| i64::try_from(hourly / self.time).unwrap_or(i64::MAX))
    }
}
