//! Success by meter: 99.9 % for 99 % of the meters and 98 % for the rest (NFR-12, NFR-13).

use crate::conformance::{MOST_PPM, REST_OF_METERS_PPM, REST_PPM, Share};
use std::collections::BTreeMap;

/// What one meter was asked, and how much of it it proved to have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Every message, whatever the meter's power.
    pub all: Share,
    /// Only those during which it had power (or was in reach, where power is not known).
    pub powered: Share,
}

/// The two groups of meters of the requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Success {
    /// Meters that were asked anything.
    pub meters: u64,
    /// Meters that did at least 99.9 % each.
    pub perfect_enough: u64,
    /// All messages of the better 99 % of the meters.
    pub most: Share,
    /// All messages of the other 1 %, at least one meter once there are two.
    pub rest: Share,
}

impl Tally {
    /// Counts a message.
    pub const fn count(&mut self, done: bool, powered: bool) {
        self.all.count(done);
        if powered {
            self.powered.count(done);
        }
    }
}

impl Success {
    /// From one share for each meter. A meter that was asked nothing is not counted.
    pub fn of(meters: impl IntoIterator<Item = Share>) -> Self {
        let mut alike: BTreeMap<(u64, u64), u64> = BTreeMap::new();
        for share in meters {
            *alike.entry((share.part, share.whole)).or_default() += 1;
        }
        Self::of_alike(
            alike
                .into_iter()
                .map(|((part, whole), meters)| (Share::new(part, whole), meters)),
        )
    }

    /// From groups of meters with the same share, as (share, meters).
    pub fn of_alike(groups: impl IntoIterator<Item = (Share, u64)>) -> Self {
        let asked = |(share, meters): &(Share, u64)| share.whole > 0 && *meters > 0;
        let mut groups: Vec<(Share, u64)> = groups.into_iter().filter(asked).collect();
        // The worst first, without rounding: a/b < c/d when a*d < c*b. Of two alike the one with
        // more messages comes first, so that the order is one and the same on every machine.
        groups.sort_by(|(one, _), (two, _)| {
            let left = u128::from(one.part) * u128::from(two.whole);
            let right = u128::from(two.part) * u128::from(one.whole);
            left.cmp(&right).then(two.whole.cmp(&one.whole))
        });
        let meters: u64 = groups.iter().map(|(_, meters)| meters).sum();
        let rest = u128::from(meters) * u128::from(REST_OF_METERS_PPM) / 1_000_000;
        let rest = u64::try_from(rest).unwrap_or(u64::MAX);
        let mut left = if meters > 1 { rest.max(1) } else { rest };
        let mut found = Success {
            meters,
            ..Success::default()
        };
        for (share, count) in groups {
            let worse = count.min(left);
            left -= worse;
            found.rest = found.rest.plus(times(share, worse));
            found.most = found.most.plus(times(share, count - worse));
            if share.at_least(MOST_PPM) {
                found.perfect_enough += count;
            }
        }
        found
    }

    /// Whether both groups did what the requirement asks of them.
    pub fn holds(&self) -> bool {
        self.most.at_least(MOST_PPM) && self.rest.at_least(REST_PPM)
    }
}

const fn times(share: Share, meters: u64) -> Share {
    Share::new(
        share.part.saturating_mul(meters),
        share.whole.saturating_mul(meters),
    )
}
