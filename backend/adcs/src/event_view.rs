//! Prepayment events in what people see, and what a window is expected to cost (SC2.4, SC2.15,
//! SC3.5). Nobody sees a neighbour's figures: the owner of a site sees that it is taken, its
//! display shows the guest's money while the event runs and nothing of the owner's.

use crate::refresh::Look;
use crate::{AdcsError, schedule};
use ami_domain::account::{AtZero, Mode};
use ami_domain::display::{DisplayView, EventLeft, EventScope, EventShown, Standing};
use ami_domain::energy::WattHours;
use ami_domain::estimate::{Estimate, estimate};
use ami_domain::event::EventState;
use ami_domain::explain::{CostGrounds, CreditGrounds, fingerprint};
use ami_domain::forecast::{Basis, energy_for};
use ami_domain::id::AccountId;
use ami_domain::money::{Money, Round};
use ami_domain::tariff::{Meterage, Tariff};
use ami_domain::time::{Timestamp, Window};
use ami_domain::usage::{Interval, Profile, Quality};
use ami_store::{EventRow, Tx};

/// Events of an account that are looked through for the next one.
const MINE_MAX: u32 = 50;

/// History without what was used in events: those intervals are there, so that the charge of
/// their days is, and they are missing, so that nothing is learnt from them and nothing counted.
pub(crate) fn without(history: &[Interval], events: &[EventRow]) -> Vec<Interval> {
    let taken = |at: Timestamp| {
        events
            .iter()
            .any(|event| event.window.start <= at && event.closes.is_none_or(|end| at < end))
    };
    history
        .iter()
        .map(|interval| match taken(interval.start) {
            true => Interval {
                energy: WattHours::ZERO,
                quality: Quality::Missing,
                ..*interval
            },
            false => *interval,
        })
        .collect()
}

/// The event that this account's view shows: the one at its site, else its next one elsewhere.
pub(crate) async fn shown(tx: &mut Tx, look: &Look) -> Result<Option<EventShown>, AdcsError> {
    let me = look.account.id;
    if let Some(event) = look.event_here() {
        let scope = if event.account == me {
            EventScope::Own
        } else {
            EventScope::Taken
        };
        return Ok(Some(look.event_shown(event, scope)));
    }
    let mine = tx.events_of_account(me, MINE_MAX).await?;
    let next = mine
        .iter()
        .filter(|event| event.site != me && is_near(event, look.now))
        .min_by_key(|event| event.window.start);
    Ok(next.map(|event| look.event_shown(event, EventScope::Elsewhere)))
}

/// The view that goes to the meter and so to the display at the site.
pub(crate) fn at_meter(view: &DisplayView, look: &Look) -> DisplayView {
    let guest = look
        .event_here()
        .filter(|event| event.account != look.account.id && event.window.start <= look.now);
    let Some(event) = guest else {
        return view.clone();
    };
    DisplayView {
        mode: Mode::Prepaid,
        balance: Money::ZERO,
        borrowed: Money::ZERO,
        credit: WattHours::ZERO,
        remaining: None,
        standing: Standing::Ok,
        at_zero: AtZero::RegularBilling,
        ahead: None,
        basis: None,
        behind: None,
        used_today: WattHours::ZERO,
        cost_today: Money::ZERO,
        daily_average: WattHours::ZERO,
        usage_until: None,
        event: Some(look.event_shown(event, EventScope::Guest)),
        ..view.clone()
    }
}

/// Runs, or starts within 24 h.
fn is_near(event: &EventRow, now: Timestamp) -> bool {
    match event.state.at(event.window, event.closes, now) {
        EventState::Booked => event.window.start <= now + schedule::AHEAD,
        EventState::Running => true,
        EventState::Held | EventState::Over | EventState::Settled | EventState::Cancelled => false,
    }
}

impl Look {
    /// The event that runs at this site, else the next one that starts within 24 h.
    fn event_here(&self) -> Option<&EventRow> {
        self.events
            .iter()
            .filter(|event| is_near(event, self.now))
            .max_by_key(|event| {
                (
                    event.window.start <= self.now,
                    std::cmp::Reverse(event.window.start),
                )
            })
    }

    fn event_shown(&self, event: &EventRow, scope: EventScope) -> EventShown {
        let left = match scope {
            EventScope::Taken => None,
            EventScope::Own | EventScope::Elsewhere | EventScope::Guest => Some(left(event)),
        };
        EventShown {
            id: event.id,
            scope,
            start: self.zone.local(event.window.start),
            end: self.zone.local(event.window.end),
            running: event.window.start <= self.now,
            left,
        }
    }

    /// The expected cost of a window here (IX-03), from everything that was ever used here.
    pub fn event_estimate(&self, window: Window, least: Money) -> Estimate {
        self.for_event(window.start, |basis| {
            estimate(basis, window, Money::ZERO, least)
        })
    }

    /// The same as it is kept for whoever asks where it comes from.
    pub fn event_costed(&self, payer: AccountId, said: Estimate, least: Money) -> CostGrounds {
        CostGrounds {
            at: self.now,
            account: payer,
            own_site: payer == self.account.id,
            zone: self.zone.name().to_owned(),
            bill_day: self.account.bill_day,
            least,
            tariff: self.tariff.for_event(),
            profile: self.profile_in_use(),
            said,
        }
    }

    /// The energy that an event's money buys here from its start on (IX-05).
    pub fn event_energy(&self, start: Timestamp, money: Money) -> WattHours {
        self.for_event(start, |basis| {
            energy_for(basis, money, Round::InUtilitysFavour)
        })
    }

    /// What that energy rests on. Other people's use at the site is in the pattern, so no interval
    /// is handed out with it.
    pub fn event_credited(&self, start: Timestamp, money: Money) -> CreditGrounds {
        CreditGrounds {
            at: start,
            before: Money::ZERO,
            after: money,
            meterage: Meterage::starting(self.zone.civil(start).day, self.account.bill_day),
            charged_until: start,
            history_from: start,
            opened_at: start,
            bill_day: self.account.bill_day,
            intervals: 0,
            mark: fingerprint(&[]),
            tariff: self.tariff.for_event(),
            profile: self.profile_in_use(),
        }
    }

    /// A look ahead from the start of an event: its own meter stands at zero, and the charge of
    /// the day is the owner's.
    fn for_event<T>(&self, start: Timestamp, with: impl Fn(&Basis<'_>) -> T) -> T {
        let tariff: Tariff = self.tariff.for_event();
        let profile = self.profile_in_use();
        let day = self.zone.civil(start).day;
        with(&Basis {
            zone: &self.zone,
            tariff: &tariff,
            profile: &profile,
            meterage: Meterage::starting(day, self.account.bill_day),
            charged_until: start,
            now: start,
        })
    }

    /// The pattern of like days. A vacation home that has stood empty for a week would be
    /// expected to use nothing: then it is the pattern at the end of its last use that counts.
    fn profile_in_use(&self) -> Profile {
        let learn = |at| Profile::learn(&self.everything, at, &self.zone, &self.tariff.holidays);
        let profile = learn(self.now);
        if !profile.is_dormant() {
            return profile;
        }
        let last = self
            .everything
            .iter()
            .filter(|interval| interval.energy > WattHours::ZERO)
            .map(Interval::end)
            .max();
        last.map_or(profile, learn)
    }
}

/// What is left of an event: its money, and the same share of the energy that it bought.
fn left(event: &EventRow) -> EventLeft {
    let paid = event.left + event.used_money + event.returned;
    let energy = event
        .energy
        .share(event.left.as_micros(), paid.as_micros().max(1));
    EventLeft {
        balance: event.left,
        energy,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ami_domain::time::Span;

    #[test]
    fn history_without_events_keeps_the_days_and_no_energy() {
        let at = |hours| Timestamp::from_millis(0) + Span::hours(hours);
        let hour = Span::hours(1);
        let history: Vec<_> = (0..4)
            .map(|n| Interval::measured(at(n), hour, WattHours::new(100)))
            .collect();
        assert_eq!(without(&history, &[]), history);
        assert!(Window::new(at(0), at(1)).unwrap().contains(at(0)));
    }
}
