//! The energy that an event at somebody else's place was booked with, by the hours that its money
//! reaches: their use at other times is not its payer's to see.

use super::Differs;
use super::credit::CreditGrounds;
use crate::display::Remaining;
use crate::energy::WattHours;
use crate::forecast::energy_along;
use crate::money::{Money, Round};
use crate::tariff::{Cost, Meterage, Tariff, Walk};
use crate::time::{Timestamp, Window, Zone};
use crate::usage::{Interval, Pace};

/// What the money of an event buys, hour by hour.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HoursBought {
    /// Its start.
    pub at: Timestamp,
    /// Its money.
    pub money: Money,
    /// Day of the month of the site's bill.
    pub bill_day: i8,
    /// The prices at the site then, without the charges of each day, with all their versions.
    pub tariff: Tariff,
    /// The use that was expected in each hour, up to that in which the money is used up.
    pub hours: Vec<Interval>,
    /// What the event's page says.
    pub said: WattHours,
}

impl CreditGrounds {
    /// What an event's payer may see of it.
    pub fn hours(&self, said: WattHours, zone: &Zone) -> HoursBought {
        let mut bought = HoursBought {
            at: self.at,
            money: self.after,
            bill_day: self.bill_day,
            tariff: self.tariff.clone(),
            hours: Vec::new(),
            said,
        };
        let Some(window) = Window::new(self.at, self.at + Remaining::HORIZON) else {
            return bought;
        };
        let holidays = &self.tariff.holidays;
        let expected = self.profile.expected(zone, holidays, window, Pace::Likely);
        let mut walk = Walk::new(&self.tariff, zone, bought.meterage(zone));
        let mut spent = Cost::ZERO;
        for hour in expected {
            spent = spent.plus(walk.step(&hour, Round::InUtilitysFavour));
            bought.hours.push(hour);
            if spent.total() > self.after {
                break;
            }
        }
        bought
    }
}

impl HoursBought {
    fn meterage(&self, zone: &Zone) -> Meterage {
        Meterage::starting(zone.civil(self.at).day, self.bill_day)
    }

    /// The energy by the hours.
    pub fn energy(&self, zone: &Zone) -> WattHours {
        if !self.money.is_positive() {
            return WattHours::ZERO;
        }
        let place = (&self.tariff, zone, self.meterage(zone));
        let shape = (self.at, self.hours.iter().copied());
        energy_along(place, self.money, shape, Round::InUtilitysFavour)
    }

    pub(super) fn differences(&self, zone: &Zone) -> Vec<Differs> {
        let what = "the energy that was bought";
        let again = self.energy(zone);
        let begins = self.hours.first().map(|hour| hour.start);
        let mut found = Vec::new();
        found.extend(Differs::figure(what, &self.said, &again));
        let what = "the first hour";
        found.extend(Differs::figure(what, &begins, &Some(self.at)));
        found
    }
}
