//! What is behind a prepaid event: the use of its window, the prices at its site, and the entries
//! of its own book and of its payer's.

use super::posted;
use crate::book_event::{charge_names, place_of, return_name, tariff_of};
use crate::{Css, CssError};
use ami_domain::event::EventState;
use ami_domain::explain::{CreditBehind, EventCharge, EventMoney, EventSubject};
use ami_domain::id::EventId;
use ami_domain::ledger::Transfer;
use ami_domain::money::Money;
use ami_domain::tariff::Line;
use ami_domain::time::{Timestamp, Window, Zone};
use ami_domain::usage::Interval;
use ami_mdms::history;
use ami_store::{EventRow, Tx};
use std::collections::BTreeMap;

/// So many times money goes back from one event at most: once, and after corrections.
const RETURNS_MAX: usize = 64;

impl Css {
    /// `None` when nobody knows the event.
    pub(super) async fn event_behind(
        &self,
        tx: &mut Tx,
        id: EventId,
    ) -> Result<Option<EventSubject>, CssError> {
        let Some(row) = tx.event(id).await? else {
            return Ok(None);
        };
        let site = tx.account(row.site).await?;
        let site = site.ok_or(CssError::UnknownAccount(row.site))?;
        let Some(meter) = tx.meter(row.meter).await? else {
            return Ok(None);
        };
        let (zone, _) = place_of(tx, row.location).await?;
        let far = row.window.start + EventSubject::REACH;
        let until = row.closes.unwrap_or(far).min(far);
        let mut subject = EventSubject {
            account: row.account,
            event: id,
            window: row.window,
            tariff: tariff_of(tx, &self.terms, &site, row.account).await?,
            zone: zone.name().to_owned(),
            bill_day: site.bill_day,
            charged_until: row.charged_until,
            history: Vec::new(),
            never_charged: Vec::new(),
            moves: moves(tx, &row).await?,
            charges: Vec::new(),
            bought: None,
            bought_there: None,
            said: EventMoney {
                used: row.used,
                own: row.used_money,
                over: row.over_money,
                returned: row.returned,
                left: row.left,
            },
        };
        if let Some(grounds) = tx.payment_credit(row.payment).await? {
            if row.site == row.account {
                subject.bought = Some(Box::new(CreditBehind {
                    grounds,
                    history: Vec::new(),
                    said: row.energy,
                }));
            } else {
                subject.bought_there = Some(Box::new(grounds.hours(row.energy, &zone)));
            }
        }
        if let Some(whole) = Window::new(row.window.start, until) {
            subject.history = history::of_account(tx, &site, &meter, whole).await?;
        }
        let starts: Vec<Timestamp> = subject.history.iter().map(|one| one.start).collect();
        let parts = |start: &Timestamp| [0, 1, 2, 3].map(|part| (*start, part));
        let open = starts.iter().flat_map(parts).collect();
        let name = |(start, part): &(Timestamp, usize), n| charge_names(id, *start, n)[*part];
        let mut entries = posted(tx, open, name).await?;
        // What is known and not charged is no figure of the event yet.
        let charged = |start: Timestamp| {
            let has = entries.get(&start).is_some_and(|all| !all.is_empty());
            start < row.charged_until || has
        };
        let last = starts.iter().rposition(|start| charged(*start));
        subject.history.truncate(last.map_or(0, |last| last + 1));
        if row.state == EventState::Settled {
            leave_out_uncharged(&mut subject, &zone, &entries);
        }
        subject.charges = subject
            .costs(&zone)
            .into_iter()
            .map(|(start, lines, own, over)| EventCharge {
                start,
                lines,
                own,
                over,
                entries: entries.remove(&start).unwrap_or_default(),
            })
            .collect();
        Ok(Some(subject))
    }
}

/// An event that was settled before events were charged anew has hours without entries: they came
/// later, and nobody was charged for them.
fn leave_out_uncharged(
    subject: &mut EventSubject,
    zone: &Zone,
    entries: &BTreeMap<Timestamp, Vec<Transfer>>,
) {
    let until = subject.charged_until;
    let uncharged = |(start, _, own, over): &(Timestamp, Vec<Line>, Money, Money)| {
        let none = entries.get(start).is_none_or(Vec::is_empty);
        none && *start < until && *own + *over > Money::ZERO
    };
    let costs = subject.costs(zone);
    let out: Vec<Timestamp> = costs
        .iter()
        .filter(|one| uncharged(one))
        .map(|one| one.0)
        .collect();
    let is_out = |one: &Interval| out.contains(&one.start);
    subject.never_charged = subject.history.iter().copied().filter(is_out).collect();
    subject.history.retain(|one| !is_out(one));
}

/// What was paid in, and what went back.
async fn moves(tx: &mut Tx, row: &EventRow) -> Result<Vec<Transfer>, CssError> {
    let payment = tx.payment(row.payment).await?;
    let mut moves = Vec::new();
    if let Some(payment) = payment {
        moves.extend(tx.transfer(payment.transfer).await?);
    }
    let mut returned = Money::ZERO;
    for _ in 0..RETURNS_MAX {
        let Some(back) = tx.transfer(return_name(row, returned)).await? else {
            break;
        };
        returned += back.amount;
        moves.push(back);
    }
    Ok(moves)
}
