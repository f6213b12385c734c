//! Whether a meter's credit says what the ledger says. The meter counts down what it measures and
//! up what it is sent; the ledger knows what was sent and, interval by interval, what was used. The
//! difference of the two is whatever was on the meter when the count began, and stays the same
//! while all is well. Of the interval that runs nobody knows how much is used, so the difference is
//! known as a span; spans of several readings are cut with each other, and one that lies beside
//! the others is a credit that was lost or doubled, or a counter that somebody has changed.

use crate::energy::WattHours;

/// Meters and intervals are rounded to whole watt-hours, each by itself.
pub const ALLOWANCE: WattHours = WattHours::new(10);

/// The ledger's side at the moment of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// What the meter was sent by then.
    pub credited: WattHours,
    /// Prepaid use since the count began, up to the start of the interval that ran.
    pub used_least: WattHours,
    /// The same with all of that interval.
    pub used_most: WattHours,
}

/// The meter's credit less the ledger's, at least and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offset {
    /// At least.
    pub least: WattHours,
    /// At most; not below `least`.
    pub most: WattHours,
}

/// What a reading says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// There was none to compare it with.
    First,
    /// What the ledger says.
    Agrees,
    /// Something else.
    Differs {
        /// What it had to say, by the readings before.
        expected: WattHours,
    },
}

/// Compares a reading with the ones before it; gives what is known from now on. After a difference
/// the count begins anew with this reading, so that each is named once, when it came about.
pub fn compare(known: Option<Offset>, counter: WattHours, sides: &Sides) -> (Offset, Verdict) {
    let now = Offset {
        least: counter - sides.credited + sides.used_least,
        most: counter - sides.credited + sides.used_most,
    };
    let Some(known) = known else {
        return (now, Verdict::First);
    };
    let off = if now.least > known.most + ALLOWANCE {
        now.least - known.most
    } else if now.most < known.least - ALLOWANCE {
        now.most - known.least
    } else {
        let cut = Offset {
            least: now.least.max(known.least),
            most: now.most.min(known.most),
        };
        // Only rounding lies between the two: what is known stays, so that it cannot add up.
        let cut = if cut.least <= cut.most { cut } else { known };
        return (cut, Verdict::Agrees);
    };
    let expected = counter - off;
    (now, Verdict::Differs { expected })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WH: fn(i64) -> WattHours = WattHours::new;

    fn sides(credited: i64, least: i64, most: i64) -> Sides {
        Sides {
            credited: WH(credited),
            used_least: WH(least),
            used_most: WH(most),
        }
    }

    #[test]
    fn a_lost_a_doubled_and_a_changed_counter_lie_beside_what_is_known() {
        // 5,000 on the meter at first, nothing used; then 40,000 are sent and 3,000 used.
        let first = compare(None, WH(5_000), &sides(0, 0, 0));
        let known = Some(first.0);
        assert_eq!(first.1, Verdict::First);
        let right = WH(42_000);
        let said = |counter| compare(known, WH(counter), &sides(40_000, 3_000, 3_000)).1;
        assert_eq!(said(42_000), Verdict::Agrees);
        assert_eq!(said(42_010), Verdict::Agrees, "rounding");
        for wrong in [2_000, 82_000, 42_500, 41_500] {
            assert_eq!(said(wrong), Verdict::Differs { expected: right }, "{wrong}");
        }
    }

    #[test]
    fn what_runs_is_allowed_and_no_slow_drift_hides_in_it() {
        let (mut known, _) = compare(None, WH(5_000), &sides(0, 0, 1_000));
        // Each hour 1,000 are used and half of one runs; each hour 90 go missing.
        let mut found = None;
        for hour in 1..20 {
            let counter = WH(5_000 - 1_000 * hour - 90 * hour);
            let (next, verdict) = compare(
                Some(known),
                counter,
                &sides(0, 1_000 * hour, 1_000 * (hour + 1)),
            );
            known = next;
            if let Verdict::Differs { .. } = verdict {
                found = Some(hour);
                break;
            }
        }
        assert_eq!(found, Some(12), "once all that could run is missing");
    }

    proptest! {
        #[test]
        fn an_honest_meter_is_never_blamed(
            start in -5_000i64..50_000,
            steps in prop::collection::vec((0i64..3_000, 0i64..100, 0i64..20_000), 1..40),
        ) {
            let (mut known, mut used, mut credited) = (None, 0, 0);
            for (interval, part, credit) in steps {
                credited += credit;
                let running = interval * part / 100;
                let counter = WH(start + credited - used - running);
                let all = sides(credited, used, used + interval);
                let (next, verdict) = compare(known, counter, &all);
                let blamed = matches!(verdict, Verdict::Differs { .. });
                prop_assert!(!blamed, "{:?}", all);
                prop_assert!(next.least <= next.most);
                known = Some(next);
                used += interval;
            }
        }
    }
}
