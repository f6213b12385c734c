//! A moment as a field for a date and a time writes it.

use ami_domain::time::{LocalMoment, Span, Zone};

/// `YYYY-MM-DDTHH:MM` by the clock of the moment's own place.
pub fn written(moment: LocalMoment) -> String {
    let shown = moment.at + Span::minutes(i64::from(moment.offset_minutes));
    let civil = Zone::utc().civil(shown);
    let (day, minute) = (civil.day, civil.minute);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        day.year,
        day.month,
        day.day,
        minute / 60,
        minute % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::time::Timestamp;

    #[test]
    fn a_moment_is_written_by_the_clock_of_its_place() {
        let moment = LocalMoment {
            at: Timestamp::from_millis(1_795_475_100_000),
            offset_minutes: -480,
        };
        assert_eq!(written(moment), "2026-11-23T15:05");
    }
}
