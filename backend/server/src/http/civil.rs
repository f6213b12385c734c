//! Minutes as the clock of a place shows them, the way pages write them.

use ami_domain::time::{Day, Timestamp, Zone};

/// Reads `YYYY-MM-DDTHH:MM`. A minute that the clock leaps over becomes the one as much later; of
/// one that comes twice it is the first, or the second when `last`, unless the text ends with its
/// offset, such as `-07:00`. `None` for anything else, and for an offset that is not the place's.
pub(super) fn minute(zone: &Zone, text: &str, last: bool) -> Option<Timestamp> {
    let (date, time) = text.split_once('T')?;
    let day = day(date)?;
    let (time, offset) = match time.find(['+', '-']) {
        Some(at) => (time.get(..at)?, Some(offset(time.get(at..)?)?)),
        None => (time, None),
    };
    let (hour, minute) = time.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    if hour >= 24 || minute >= 60 {
        return None;
    }
    let moment = |last| zone.moment(day, hour * 60 + minute, last);
    match offset {
        None => moment(last),
        Some(offset) => [moment(false), moment(true)]
            .into_iter()
            .flatten()
            .find(|at| zone.civil(*at).offset_minutes == offset),
    }
}

/// The same of an edge that may be changed: as long as it shows the minute that it showed, it is
/// the moment that it was. Of the two that an hour of the autumn has, nobody meant the other.
pub(super) fn edge(zone: &Zone, text: &str, last: bool, known: Timestamp) -> Option<Timestamp> {
    let read = minute(zone, text, last)?;
    let shown = |at| {
        let civil = zone.civil(at);
        (civil.day, civil.minute)
    };
    // Whoever writes an offset says which.
    let says = text.len() > "YYYY-MM-DDTHH:MM".len();
    Some(if !says && shown(read) == shown(known) {
        known
    } else {
        read
    })
}

/// Minutes east, of `-07:00`.
fn offset(text: &str) -> Option<i16> {
    let (sign, text) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then(|| sign * (hours * 60 + minutes))
}

/// Reads `YYYY-MM-DD`; whether the calendar has such a day is not looked at.
pub(super) fn day(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '-');
    let day = Day {
        year: parts.next()?.parse().ok()?,
        month: parts.next()?.parse().ok()?,
        day: parts.next()?.parse().ok()?,
    };
    ((1..=12).contains(&day.month) && (1..=31).contains(&day.day)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_the_one_of_the_place() {
        let Ok(zone) = Zone::named("America/Los_Angeles") else {
            panic!("the zone is known");
        };
        let read = |text, last| minute(&zone, text, last).map(Timestamp::as_millis);
        assert_eq!(read("2026-11-24T18:00", false), Some(1_795_572_000_000));
        // The clock goes back: the minute comes twice, an hour apart.
        let twice = [false, true].map(|last| read("2026-11-01T01:30", last));
        assert_eq!(twice, [Some(1_793_521_800_000), Some(1_793_525_400_000)]);
        // Whoever says the offset says which of the two.
        for last in [false, true] {
            let said = ["2026-11-01T01:30-07:00", "2026-11-01T01:30-08:00"];
            let said = said.map(|text| read(text, last));
            assert_eq!(said, twice);
        }
        for wrong in [
            "2026-11-01T01:30-05:00",
            "2026-11-01T01:30-7",
            "2026-11-01T01:30+-1:00",
            "",
            "T",
            "2026-11-24",
            "2026-11-24T24:00",
            "2026-13-01T00:00",
            "1T1",
        ] {
            assert_eq!(read(wrong, false), None, "{wrong}");
        }
    }

    #[test]
    fn an_edge_that_still_shows_its_minute_is_the_moment_that_it_was() {
        let Ok(zone) = Zone::named("America/Los_Angeles") else {
            panic!("the zone is known");
        };
        let at = Timestamp::from_millis;
        let (first, second) = (at(1_793_521_800_000), at(1_793_525_400_000));
        for known in [first, second] {
            for last in [false, true] {
                let same = edge(&zone, "2026-11-01T01:30", last, known);
                assert_eq!(same, Some(known));
            }
            let said = edge(&zone, "2026-11-01T01:30-08:00", false, known);
            assert_eq!(said, Some(second));
        }
        let other = at(1_795_572_000_000);
        let moved = edge(&zone, "2026-11-01T01:30", true, other);
        assert_eq!(moved, Some(second));
        let moved = edge(&zone, "2026-11-24T18:00", true, second);
        assert_eq!(moved, Some(other));
    }
}
