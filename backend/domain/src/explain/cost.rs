//! What a time for an event was expected to cost before it was booked: the use that is expected in
//! each hour of it, at the prices of the site.

use super::{Differs, LineageId};
use crate::energy::WattHours;
use crate::estimate::Estimate;
use crate::id::{AccountId, CostId};
use crate::money::{Money, Round};
use crate::tariff::{Cost, Line, Meterage, Tariff, Walk};
use crate::time::{Timestamp, Window, Zone};
use crate::usage::{Interval, Pace, Profile};

/// What is kept of it. Prices and pattern are in it: both may be others later.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CostGrounds {
    /// When it was asked.
    pub at: Timestamp,
    /// Who asked.
    pub account: AccountId,
    /// It is their own site.
    pub own_site: bool,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// Day of the month of the site's bill.
    pub bill_day: i8,
    /// The least payment.
    pub least: Money,
    /// The prices at the site, without the charges of each day, with all their versions.
    pub tariff: Tariff,
    /// The pattern of use at the site.
    pub profile: Profile,
    /// What was said.
    pub said: Estimate,
}

/// A cost that was expected and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CostSubject {
    /// Who asked.
    pub account: AccountId,
    /// Under which name it is kept.
    pub cost: CostId,
    /// When it was asked.
    pub at: Timestamp,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// Day of the month of the site's bill.
    pub bill_day: i8,
    /// The least payment.
    pub least: Money,
    /// The prices at the site, without the charges of each day, with all their versions.
    pub tariff: Tariff,
    /// The use that is expected in each hour.
    pub likely: Vec<Interval>,
    /// The use that four times in five is not reached.
    pub ample: Vec<Interval>,
    /// The pattern of use that both come from; none at somebody else's place: what they use at
    /// other times is not for whoever asks about this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Box<Profile>>,
    /// What was said.
    pub said: Estimate,
}

impl CostGrounds {
    /// As whoever asked may see it.
    pub fn subject(self, cost: CostId, zone: &Zone) -> CostSubject {
        let holidays = &self.tariff.holidays;
        let expected = |pace| {
            let hours = self
                .profile
                .expected(zone, holidays, self.said.window, pace);
            hours.collect()
        };
        CostSubject {
            account: self.account,
            cost,
            at: self.at,
            zone: self.zone,
            bill_day: self.bill_day,
            least: self.least,
            likely: expected(Pace::Likely),
            ample: expected(Pace::Ample),
            tariff: self.tariff,
            profile: self.own_site.then(|| Box::new(self.profile)),
            said: self.said,
        }
    }
}

impl CostSubject {
    /// The event's own meter stands at zero when it begins.
    fn walk<'a>(&'a self, zone: &'a Zone) -> Walk<'a> {
        let first = zone.civil(self.said.window.start).day;
        let stands = Meterage::starting(first, self.bill_day);
        Walk::new(&self.tariff, zone, stands)
    }

    /// The lines of the tariff for the likely use; they add up to what it costs.
    pub fn lines(&self, zone: &Zone) -> Vec<Line> {
        let mut walk = self.walk(zone);
        let hours = self.likely.iter();
        let lines = hours.map(|hour| walk.step_lines(hour, Round::Nearest).1);
        lines.flatten().collect()
    }

    /// What such a use costs.
    fn cost_of(&self, zone: &Zone, expected: &[Interval]) -> (Cost, WattHours) {
        let mut walk = self.walk(zone);
        let start = (Cost::ZERO, WattHours::ZERO);
        expected.iter().fold(start, |(cost, energy), hour| {
            let one = walk.step(hour, Round::Nearest);
            (cost.plus(one), energy + hour.energy)
        })
    }

    /// The figures by what they rest on.
    pub fn compute(&self, zone: &Zone) -> Estimate {
        let (likely, energy_p50) = self.cost_of(zone, &self.likely);
        let (ample, energy_p80) = self.cost_of(zone, &self.ample);
        let p80 = ample.total().max(likely.total());
        Estimate {
            p50: likely.total(),
            p80,
            energy_p50,
            energy_p80: energy_p80.max(energy_p50),
            fixed: likely.fixed,
            suggested: p80.ceil_to_dollar().max(self.least),
            ..self.said
        }
    }

    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let mut found = Vec::new();
        if lineage != LineageId::Cost(self.cost) {
            found.push(Differs::Subject(lineage));
        }
        let Ok(zone) = Zone::named(&self.zone) else {
            found.push(Differs::Zone(self.zone.clone()));
            return found;
        };
        let (said, window) = (&self.said, self.said.window);
        for (what, hours, pace) in [
            ("the expected use", &self.likely, Pace::Likely),
            ("the use four times in five", &self.ample, Pace::Ample),
        ] {
            let stated = covered(hours);
            let what_window = format!("the time of {what}");
            found.extend(Differs::figure(what_window, &stated, &Some(window)));
            if let Some(profile) = &self.profile {
                let again = profile.expected(&zone, &self.tariff.holidays, window, pace);
                let again: Vec<Interval> = again.collect();
                found.extend(Differs::figure(what, hours, &again));
            }
        }
        let again = self.compute(&zone);
        for (what, stated, computed) in [
            ("the likely cost", said.p50, again.p50),
            ("the cost four times in five", said.p80, again.p80),
            ("the fixed charges", said.fixed, again.fixed),
            ("the suggested payment", said.suggested, again.suggested),
        ] {
            found.extend(Differs::figure(what, &stated, &computed));
        }
        for (what, stated, computed) in [
            ("the likely energy", said.energy_p50, again.energy_p50),
            (
                "the energy four times in five",
                said.energy_p80,
                again.energy_p80,
            ),
        ] {
            found.extend(Differs::figure(what, &stated, &computed));
        }
        found
    }
}

/// The window that hours cover without a gap.
fn covered(hours: &[Interval]) -> Option<Window> {
    let (first, last) = (hours.first()?, hours.last()?);
    let whole = hours.windows(2).all(|two| match two {
        [one, next] => one.end() == next.start,
        _ => true,
    });
    whole.then(|| Window::new(first.start, last.end()))?
}
