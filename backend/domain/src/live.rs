//! A balance between two views (IS-1): the back office's value is the authority, and whoever
//! stands next to the meter applies the same tariff to what was used since, and calls it an
//! estimate.

use crate::calendar::days_between;
use crate::energy::WattHours;
use crate::money::{Money, Round};
use crate::tariff::{Meterage, Tariff, Walk};
use crate::time::{Span, Timestamp, Zone};
use crate::usage::Interval;

/// What a view's balance rests on, as far as the next [`LiveBasis::VALID`] needs it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LiveBasis {
    /// The tariff, with the versions, seasons and holidays of these days only, without names.
    pub tariff: Tariff,
    /// Where the home is, as a name of the time-zone database.
    pub zone: String,
    /// Where the meter stood at `charged_until`.
    pub meterage: Meterage,
    /// Up to when use is charged in the view's balance.
    pub charged_until: Timestamp,
}

/// An estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Live {
    /// What the back office will most likely say; may be negative.
    pub balance: Money,
    /// Energy used since the back office has charged.
    pub used: WattHours,
    /// Since when: the moment up to which the back office has charged.
    pub since: Timestamp,
    /// Up to when use is in it.
    pub as_of: Timestamp,
}

impl LiveBasis {
    /// An estimate reaches no further than this from `charged_until`: prices beyond are not here.
    pub const VALID: Span = Span::hours(48);

    /// Of a tariff at a place, cut out for the days that count.
    pub fn new(
        tariff: &Tariff,
        zone: &Zone,
        meterage: Meterage,
        charged_until: Timestamp,
    ) -> LiveBasis {
        let first = zone.civil(charged_until).day;
        let last = zone.civil(charged_until + Self::VALID).day;
        let days: Vec<_> = (0..=days_between(first, last))
            .map(|n| first.plus(n))
            .collect();
        let tariff = tariff.cut_for(&days);
        LiveBasis {
            tariff,
            zone: zone.name().to_owned(),
            meterage,
            charged_until,
        }
    }

    /// The balance after these intervals, in order: those that the back office has not charged
    /// yet, each rounded as it will be charged. `None` when the zone is unknown here, or they
    /// reach too far.
    pub fn live(&self, balance: Money, intervals: &[Interval]) -> Option<Live> {
        let zone = Zone::named(&self.zone).ok()?;
        let last = self.charged_until + Self::VALID;
        let mut walk = Walk::new(&self.tariff, &zone, self.meterage);
        let mut live = Live {
            balance,
            used: WattHours::ZERO,
            since: self.charged_until,
            as_of: self.charged_until,
        };
        for interval in intervals.iter().filter(|i| i.start >= self.charged_until) {
            if interval.end() > last {
                return None;
            }
            live.balance -= walk.step(interval, Round::InCustomersFavour).total();
            live.used += interval.energy;
            live.as_of = live.as_of.max(interval.end());
        }
        Some(live)
    }
}
