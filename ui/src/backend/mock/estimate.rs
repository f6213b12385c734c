//! What a time will cost in the invented home, from the same pattern and prices as everything else
//! there, so that what explains it here explains what is shown.

use super::home::{BILL_DAY, Paid, as_of, subject, zone};
use crate::backend::mock_data::moment;
use ami_domain::estimate::{amount_until, estimate, through_next_bill};
use ami_domain::explain::{Bundle, EstimateGrounds, EstimateSubject, LineageId, Subject};
use ami_domain::forecast::Basis;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_domain::time::{Day, Span, Window};
use ami_wire::api::Estimate;

/// Estimates reach so far here, as everywhere.
const AHEAD_MAX: Span = ami_domain::estimate::LENGTH_MAX;

/// An estimate through a day, else through the day before the next bill; `None` for a day that is
/// past or none.
pub(super) fn through(
    state: &str,
    account: AccountId,
    balance: Money,
    session: &[Paid],
    day: Option<&str>,
) -> Option<Estimate> {
    let window = match day {
        Some(text) => {
            let day = Day::from_text(text)?;
            let window = Window::new(as_of(), zone().start_of(day.plus(1)))?;
            (window.length() <= AHEAD_MAX).then_some(window)
        }
        None => None,
    };
    if day.is_some() && window.is_none() {
        return None;
    }
    let all = behind(state, account, balance, session, window)?;
    let grounds = all.grounds;
    let (said, enough, window) = (grounds.estimate, grounds.enough, grounds.window);
    Some(Estimate {
        from: moment(window.start),
        until: zone().local(window.end),
        likely: said.p50,
        safe: said.p80,
        energy: said.energy_p50,
        fixed: said.fixed,
        suggested: said.suggested,
        pay_likely: enough.likely,
        pay_safe: enough.safe,
        confidence: said.confidence,
        lineage: Some(LineageId::Estimate { account, window }),
    })
}

/// What is behind it.
pub(super) fn explained(
    state: &str,
    account: AccountId,
    balance: Money,
    session: &[Paid],
    window: Window,
) -> Option<Bundle> {
    let all = behind(state, account, balance, session, Some(window))?;
    let lineage = LineageId::Estimate { account, window };
    Some(Bundle::new(lineage, Subject::Estimate(Box::new(all))))
}

fn behind(
    state: &str,
    account: AccountId,
    balance: Money,
    session: &[Paid],
    window: Option<Window>,
) -> Option<EstimateSubject> {
    let view = subject(state, account, balance, session);
    let (zone, least) = (zone(), Money::dollars(10));
    let basis = Basis {
        zone: &zone,
        tariff: &view.tariff,
        profile: &view.profile,
        meterage: view.grounds.meterage,
        charged_until: view.grounds.charged_until,
        now: as_of(),
    };
    let window = match window {
        Some(window) => window,
        None => through_next_bill(&basis)?,
    };
    let balance = view.balance();
    let enough = amount_until(&basis, window.end, balance, least);
    let estimate = estimate(&basis, window, balance, least);
    let grounds = EstimateGrounds {
        window,
        balance,
        help: Money::ZERO,
        least,
        meterage: view.grounds.meterage,
        charged_until: view.grounds.charged_until,
        history_from: view.grounds.history_from,
        intervals: view.grounds.intervals,
        mark: view.grounds.mark,
        estimate,
        enough,
    };
    Some(EstimateSubject {
        account,
        tariff: view.tariff,
        zone: view.zone,
        bill_day: BILL_DAY,
        opened_at: view.opened_at,
        history: view.history,
        profile: view.profile,
        grounds,
        brought_forward: view.brought_forward,
        entries: view.entries,
    })
}
