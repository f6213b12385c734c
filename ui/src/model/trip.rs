//! The limit has opened the switch: how long it stays open, and when that is said aloud (FR-22,
//! FR-23; research: by the meter's clock, not by this device's).

use ami_domain::receipt::Supply;
use ami_domain::time::Span;

/// Seconds before the closing at which a screen reader says so; a voice that counts each second
/// would hide everything else.
pub const SAID_AT: [i64; 3] = [60, 30, 10];

/// How long until the meter closes the switch by itself, never below zero. The meter's own clock
/// says how much was left when it spoke; this device only measures how long ago it heard that.
/// `None` when nothing closes by itself.
pub fn closes_in(supply: &Supply, heard_ago: Span) -> Option<Span> {
    let closes_at = supply.trip?.closes_at?;
    let left = closes_at.since(supply.at) - heard_ago.max(Span::ZERO);
    Some(left.max(Span::ZERO))
}

/// What a screen reader has been told last: the smallest of [`SAID_AT`] that is not below the time
/// left; `None` while there is more time, or none.
pub fn said(left: Span) -> Option<i64> {
    let seconds = left.as_millis().div_euclid(1_000) + i64::from(left.as_millis() % 1_000 > 0);
    if seconds <= 0 {
        return None;
    }
    SAID_AT.into_iter().rfind(|at| seconds <= *at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::energy::{WattHours, Watts};
    use ami_domain::receipt::{Switch, Trip};
    use ami_domain::time::Timestamp;

    const METER_NOW: Timestamp = Timestamp::from_millis(1_795_000_013_000);

    fn tripped(closes_at: Option<Timestamp>) -> Supply {
        Supply {
            switch: Switch::Off,
            limit: Some(Watts::new(3_000)),
            credit: WattHours::ZERO,
            at: METER_NOW,
            trip: Some(Trip {
                at: METER_NOW - Span::seconds(13),
                closes_at,
            }),
        }
    }

    #[test]
    fn fr22_the_countdown_goes_by_the_meters_clock_whatever_this_device_thinks() {
        let supply = tripped(Some(METER_NOW + Span::seconds(107)));
        assert_eq!(closes_in(&supply, Span::ZERO), Some(Span::seconds(107)));
        assert_eq!(
            closes_in(&supply, Span::seconds(7)),
            Some(Span::seconds(100))
        );
        assert_eq!(closes_in(&supply, Span::hours(9)), Some(Span::ZERO));
        // A device whose clock went back adds nothing.
        assert_eq!(
            closes_in(&supply, Span::hours(-9)),
            Some(Span::seconds(107))
        );
        assert_eq!(closes_in(&tripped(None), Span::ZERO), None);
    }

    #[test]
    fn a_screen_reader_is_told_three_times_and_not_each_second() {
        let mut told: Vec<i64> = (0..=120)
            .rev()
            .filter_map(|seconds| said(Span::seconds(seconds)))
            .collect();
        told.dedup();
        assert_eq!(told, SAID_AT);
        assert_eq!(said(Span::ZERO), None);
        assert_eq!(said(Span::seconds(61)), None);
        assert_eq!(said(Span::millis(60_000)), Some(60));
    }
}
