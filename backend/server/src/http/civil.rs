//! Minutes as the clock of a place shows them, the way pages write them.

use ami_domain::time::{Day, Timestamp, Zone};

/// Reads `YYYY-MM-DDTHH:MM`. A minute that the clock leaps over becomes the one as much later; of
/// one that comes twice it is the first, or the second when `last`. `None` for anything else.
pub(super) fn minute(zone: &Zone, text: &str, last: bool) -> Option<Timestamp> {
    let (date, time) = text.split_once('T')?;
    let day = day(date)?;
    let (hour, minute) = time.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60)
        .then(|| zone.moment(day, hour * 60 + minute, last))
        .flatten()
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
        for wrong in [
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
}
