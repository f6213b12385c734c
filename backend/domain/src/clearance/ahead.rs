//! Until when service goes on whatever happens: the first moment at which no rule of the clock
//! and the calendar holds any more, as far as that can be said today. And until when a clearance
//! holds that a person carries to a meter.

use super::look::look;
use super::{Facts, Hold, Rules, Says};
use crate::time::{Span, Timestamp, Zone};

/// Rules that pass with time and then have passed; all that is not here nor in [`CALENDAR`]
/// waits for somebody or something.
const PASSING: [Hold; 5] = [
    Hold::Protected,
    Hold::Below,
    Hold::Notice,
    Hold::AfterHold,
    Hold::Advisory,
];

/// Rules that come and go, those of whole days first.
const CALENDAR: [Hold; 5] = [
    Hold::Season,
    Hold::Holiday,
    Hold::Weekday,
    Hold::Friendly,
    Hold::Hour,
];

/// So far it is looked.
const DAYS_MAX: i32 = 400;

/// The first quarter of an hour from the decision on at which none of them holds, where nothing
/// else changes; `None` when there is none within [`DAYS_MAX`] days, or one waits for more than
/// time.
pub fn earliest(facts: &Facts, rules: &Rules, zone: &Zone) -> Option<Timestamp> {
    facts.day?;
    let today = zone.civil(facts.at).day;
    let at = |at| moved(facts, at, zone);
    for ahead in 0..DAYS_MAX {
        let day = today.plus(ahead);
        let end = at(zone.start_of(day.plus(1)));
        if held(&end, rules, &PASSING).is_some() {
            continue;
        }
        for quarter in 0..96_u16 {
            let moment = zone.moment(day, quarter * 15, false);
            let then = at(moment?.max(facts.at));
            match held(&then, rules, &CALENDAR) {
                // The day will not get better.
                Some(Hold::Weekday | Hold::Holiday | Hold::Season) => break,
                Some(_) => continue,
                None if held(&then, rules, &PASSING).is_none() => return Some(then.at),
                None => {}
            }
        }
    }
    None
}

/// The first quarter of an hour after the decision at which a rule of the calendar holds again, at
/// most so far ahead.
pub fn held_again(facts: &Facts, rules: &Rules, zone: &Zone, most: Span) -> Timestamp {
    let quarter = Span::minutes(15);
    let last = facts.at + most;
    let mut at = facts.at.floor_to(quarter) + quarter;
    while at < last {
        if held(&moved(facts, at, zone), rules, &CALENDAR).is_some() {
            return at;
        }
        at = at + quarter;
    }
    last
}

/// The same facts at another moment.
fn moved(facts: &Facts, at: Timestamp, zone: &Zone) -> Facts {
    let local = zone.civil(at);
    Facts {
        at,
        day: Some(local.day),
        weekday: local.weekday,
        minute: local.minute,
        ..facts.clone()
    }
}

fn held(facts: &Facts, rules: &Rules, which: &[Hold]) -> Option<Hold> {
    let holds = |rule: &&Hold| look(**rule, facts, rules).says == Says::Holds;
    which.iter().find(holds).copied()
}

#[cfg(test)]
mod tests {
    use super::super::tests::table::{clear, rules};
    use super::*;
    use crate::protection::{Flag, Protection};
    use crate::time::Day;

    fn zone() -> Zone {
        Zone::utc()
    }

    /// The clear facts, moved to this moment.
    fn on(year: i16, month: i8, day: i8, minute: u16) -> Facts {
        let day = Day { year, month, day };
        let at = zone().start_of(day) + Span::minutes(i64::from(minute));
        let local = zone().civil(at);
        let facts = clear();
        let by = at.since(facts.at);
        Facts {
            at,
            day: Some(day),
            weekday: local.weekday,
            minute,
            below_since: facts.below_since.map(|since| since + by),
            warned_at: facts.warned_at.map(|then| then + by),
            hold_told: None,
            weather: None,
            ..facts
        }
    }

    fn first(facts: &Facts) -> Option<(Day, u16)> {
        let at = earliest(facts, &rules(), &zone())?;
        let local = zone().civil(at);
        Some((local.day, local.minute))
    }

    fn day(year: i16, month: i8, day: i8) -> Day {
        Day { year, month, day }
    }

    #[test]
    fn the_next_open_hour_of_an_open_day_is_the_first_moment() {
        // Tuesday at noon is open now; in the evening the next morning is.
        assert_eq!(first(&on(2027, 5, 11, 720)), Some((day(2027, 5, 11), 720)));
        assert_eq!(
            first(&on(2027, 5, 11, 1_200)),
            Some((day(2027, 5, 12), 600))
        );
        // Friday to Sunday are closed; so are the day before a holiday and the holiday.
        assert_eq!(first(&on(2027, 5, 14, 720)), Some((day(2027, 5, 17), 600)));
    }

    #[test]
    fn what_is_cleared_holds_until_the_hours_are_over_or_so_long_at_most() {
        let until = |minute, hours| {
            let facts = on(2027, 5, 11, minute);
            let until = held_again(&facts, &rules(), &zone(), Span::hours(hours));
            let local = zone().civil(until);
            (local.day, local.minute)
        };
        // Open from ten to three.
        assert_eq!(until(725, 8), (day(2027, 5, 11), 900));
        assert_eq!(until(725, 1), (day(2027, 5, 11), 785));
        assert_eq!(until(899, 8), (day(2027, 5, 11), 900));
    }

    #[test]
    fn a_season_a_protection_and_a_warning_move_it() {
        // The season of the test rules lasts to 15 October, a Friday.
        assert_eq!(first(&on(2027, 7, 1, 720)), Some((day(2027, 10, 18), 600)));
        let mut protected = on(2027, 5, 11, 720);
        let end = protected.at + Span::days(6);
        let standing = protected.standing.as_mut().expect("known");
        standing.protections = vec![Protection {
            flag: Flag::SelfCertified,
            until: Some(end),
        }];
        assert_eq!(first(&protected), Some((day(2027, 5, 17), 720)));
        let mut forever = protected.clone();
        let standing = forever.standing.as_mut().expect("known");
        standing.protections[0].until = None;
        assert_eq!(first(&forever), None);
        let mut warned = on(2027, 5, 11, 720);
        warned.warned_at = Some(warned.at);
        assert_eq!(first(&warned), Some((day(2027, 5, 12), 720)));
        warned.warned_at = None;
        assert_eq!(first(&warned), None);
    }
}
