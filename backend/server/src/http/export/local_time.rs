//! The clock of a place as ESPI writes it: the offset from UTC, and by which rules it moves.

use ami_domain::time::{Day, Span, Timestamp, Zone};

/// No rule: the clock is never moved.
const NONE: u32 = u32::MAX;
/// So many years ahead a rule is tried before it is believed.
const YEARS: i16 = 4;

/// ESPI's `LocalTimeParameters`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LocalTime {
    /// Seconds east of UTC in winter.
    pub(super) offset: i32,
    /// Seconds that summer time adds; zero where there is none.
    pub(super) summer: i32,
    /// When summer time begins, as the schema's bit map.
    pub(super) begins: u32,
    /// When it ends.
    pub(super) ends: u32,
}

/// A moment at which the clock is moved.
#[derive(Debug, Clone, Copy)]
struct Turn {
    /// Civil day and minute by the clock as it went until then.
    day: Day,
    weekday: u8,
    minute: u16,
    /// Minutes that it is moved by.
    by: i16,
    /// The lower offset of both.
    base: i16,
}

/// The clock of a zone in the year of this moment.
pub(super) fn local_time(zone: &Zone, at: Timestamp) -> LocalTime {
    let civil = zone.civil(at);
    let years: Vec<Vec<Turn>> = (0..YEARS)
        .map(|ahead| turns(zone, civil.day.year.saturating_add(ahead)))
        .collect();
    let rule = |forward: bool| {
        let same: Vec<Turn> = years
            .iter()
            .filter_map(|year| year.iter().find(|turn| (turn.by > 0) == forward))
            .copied()
            .collect();
        (same.len() == years.len()).then(|| encode(&same)).flatten()
    };
    let first = years.first().and_then(|year| year.first()).copied();
    match (first, rule(true), rule(false)) {
        (Some(turn), Some(begins), Some(ends)) => LocalTime {
            offset: i32::from(turn.base) * 60,
            summer: i32::from(turn.by.abs()) * 60,
            begins,
            ends,
        },
        (Some(_) | None, Some(_) | None, Some(_) | None) => LocalTime {
            offset: i32::from(civil.offset_minutes) * 60,
            summer: 0,
            begins: NONE,
            ends: NONE,
        },
    }
}

/// The moments of a year at which the clock is moved.
fn turns(zone: &Zone, year: i16) -> Vec<Turn> {
    let mut found = Vec::new();
    let mut day = Day {
        year,
        month: 1,
        day: 1,
    };
    while day.year == year {
        let (start, end) = (zone.start_of(day), zone.start_of(day.plus(1)));
        let offset = |at| zone.civil(at).offset_minutes;
        if offset(start) != offset(end) {
            let (mut low, mut high) = (start, end);
            while high.since(low) > Span::minutes(1) {
                let half = low + Span::millis(high.since(low).as_millis() / 2);
                if offset(half) == offset(start) {
                    low = half;
                } else {
                    high = half;
                }
            }
            let turn = high.floor_to(Span::minutes(1));
            // By the clock as it went before.
            let before = zone.civil(turn - Span::minutes(1));
            let minute = before.minute + 1;
            found.push(Turn {
                day: if minute == 1440 {
                    before.day.plus(1)
                } else {
                    before.day
                },
                weekday: (before.weekday + u8::from(minute == 1440)) % 7,
                minute: minute % 1440,
                by: offset(end) - offset(start),
                base: offset(start).min(offset(end)),
            });
        }
        let next = day.plus(1);
        if next == day {
            break;
        }
        day = next;
    }
    found
}

/// The one rule that gives all of these, as the schema's bit map; `None` when there is none.
fn encode(turns: &[Turn]) -> Option<u32> {
    let first = turns.first()?;
    let same = |turn: &Turn| {
        turn.day.month == first.day.month
            && turn.weekday == first.weekday
            && turn.minute == first.minute
    };
    if !turns.iter().all(same) {
        return None;
    }
    let nth = |turn: &Turn| (turn.day.day - 1) / 7;
    let last = |turn: &Turn| turn.day.plus(7).month != turn.day.month;
    let operator = if turns.iter().all(|turn| nth(turn) == nth(first)) {
        2 + u32::from(nth(first).unsigned_abs())
    } else if turns.iter().all(last) {
        7
    } else {
        return None;
    };
    let seconds = u32::from(first.minute % 60) * 60;
    let hours = u32::from(first.minute / 60);
    let weekday = u32::from(first.weekday) + 1;
    let month = u32::from(first.day.month.unsigned_abs());
    Some(seconds | hours << 12 | weekday << 17 | operator << 25 | month << 28)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> LocalTime {
        let Ok(zone) = Zone::named(name) else {
            panic!("{name} is known");
        };
        // November 2026.
        local_time(&zone, Timestamp::from_millis(1_795_572_000_000))
    }

    #[test]
    fn summer_time_is_the_second_sunday_of_march_to_the_first_of_november() {
        // The values that utilities in the United States publish.
        let expected = LocalTime {
            offset: -8 * 3_600,
            summer: 3_600,
            begins: 0x360E_2000,
            ends: 0xB40E_2000,
        };
        assert_eq!(of("America/Los_Angeles"), expected);
    }

    #[test]
    fn the_last_sunday_and_no_summer_time_at_all() {
        let madrid = of("Europe/Madrid");
        assert_eq!((madrid.offset, madrid.begins), (3_600, 0x3E0E_2000));
        assert_eq!(madrid.ends, 0xAE0E_3000);
        let phoenix = of("America/Phoenix");
        assert_eq!((phoenix.offset, phoenix.summer), (-7 * 3_600, 0));
        assert_eq!((phoenix.begins, phoenix.ends), (NONE, NONE));
    }
}
