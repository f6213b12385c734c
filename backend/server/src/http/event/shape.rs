//! How events are read from a request and written in an answer.

use super::Refused;
use crate::http::civil::{edge, minute};
use crate::http::payment::shape as payment_shape;
use crate::http::session::Signed;
use crate::state::App;
use ami_css::CssError;
use ami_css::book_event::place_of;
use ami_css::confirm::delivery_of;
use ami_domain::event::EventState;
use ami_domain::explain::LineageId;
use ami_domain::id::LocationId;
use ami_domain::payment::PaymentState;
use ami_domain::role::Role;
use ami_domain::time::{Timestamp, Window};
use ami_store::{AccountRow, EventRow};
use ami_wire::api::Delivery;
use ami_wire::api::event::Event;

/// Both edges of a window, by the clock of its place. Where that shows a minute twice, the start
/// is the first and the end the second, so that the window is not an hour short; an edge of a
/// `known` window that is left as it was shown stays the moment that it was.
pub(super) async fn times(
    app: &App,
    signed: &Signed,
    account: &AccountRow,
    location: LocationId,
    (start, end): (&str, &str),
    known: Option<Window>,
) -> Result<(Timestamp, Timestamp), Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let place = place_of(&mut tx, location).await;
    let (zone, _) = place.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let read = |text, last, known: Option<Timestamp>, field| {
        let read = match known {
            Some(known) => edge(&zone, text, last, known),
            None => minute(&zone, text, last),
        };
        read.ok_or_else(|| Refused::unreadable(signed.locale, field))
    };
    let (from, until) = (known.map(|one| one.start), known.map(|one| one.end));
    let start = read(start, false, from, "start")?;
    Ok((start, read(end, true, until, "end")?))
}

/// An event as its payer sees it, with the honest chain behind it.
pub(super) async fn show(
    app: &App,
    signed: &Signed,
    account: &AccountRow,
    row: &EventRow,
) -> Result<Event, Refused> {
    let failed = |e: CssError| Refused::css(signed.locale, account.id, &e);
    let broken = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(broken)?;
    let (zone, address) = place_of(&mut tx, row.location).await.map_err(failed)?;
    let payment = match tx.payment(row.payment).await.map_err(broken)? {
        Some(paid) => Some(payment_shape(&mut tx, &zone, &paid).await.map_err(failed)?),
        None => None,
    };
    let chain = match row.message {
        Some(message) => delivery_of(&mut tx, message).await.map_err(failed)?,
        None => None,
    };
    let both = app.now();
    let now = both.business;
    let state = row.state.at(row.window, row.closes, now);
    let tends = signed.person.role == Role::Representative;
    let changes = row.window.start - app.css.terms.policy.event_change_until;
    Ok(Event {
        id: row.id,
        account: row.account,
        location: row.location,
        address,
        own_site: row.site == row.account,
        version: row.version,
        start: zone.local(row.window.start),
        end: zone.local(row.window.end),
        closes: row.closes.map(|at| zone.local(at)),
        after: row.after,
        state,
        currency: account.currency.clone(),
        energy: row.energy,
        left: row.left,
        used: row.used,
        used_money: row.used_money,
        over_money: row.over_money,
        returned: row.returned,
        lineage: payment.as_ref().and_then(|paid| match paid.state {
            PaymentState::Applied { .. } => Some(LineageId::Event(row.id)),
            _ => None,
        }),
        payment,
        delivery: chain.map(|chain| Delivery {
            message: chain.message,
            sent_at: chain.sent_at.map(|at| zone.local(at)),
            attempts: chain.attempts,
            confirmed_at: chain.confirmed_at.map(|at| zone.local(at)),
            refused: chain.refused,
            late: chain.late,
        }),
        verified_at: row.verified_at.map(|at| zone.local(at)),
        meter_state: row.report.map(|report| report.state),
        problem: row
            .problem
            .filter(|_| tends)
            .map(|problem| problem.word().to_owned()),
        // Real time to the payer's clock: the same span from now on.
        held_until: row
            .held_until
            .map(|until| zone.local(now + until.since(both.real))),
        may_change: state == EventState::Booked && now <= changes,
        may_end: state == EventState::Running,
    })
}
