//! Schedules of prepayment events on their way to meters (SC2.7 to SC2.12, FR-16, FR-30): sent at
//! acceptance, and 24 h before the start it is made sure that the meter has them; at once when
//! less than 24 h are left (NFR-08).

use crate::supply::{self, Decided};
use crate::{AdcsError, Terms, request};
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Chance;
use ami_domain::clearance::{Cause, Reduce};
use ami_domain::clock::Now;
use ami_domain::command::CommandKind;
use ami_domain::energy::Watts;
use ami_domain::event::{AfterEvent, EventReport, EventState, MeterEvent};
use ami_domain::id::{EventId, MeterId};
use ami_domain::time::{Span, Timestamp};
use ami_mdms::feed::{self, Change};
use ami_store::{AccountRow, CommandState, EventProblem, EventRow, Store, StoreError, Tx};

/// So long before its start an event must be at its meter (NFR-08), and is shown (SC2.15).
pub const AHEAD: Span = Span::hours(24);
/// An event that its meter has no room for yet is sent this long before its start.
const SENT_AHEAD: Span = Span::hours(26);
/// An event that was sent again is looked at again after this.
const LOOK_AGAIN: Span = Span::minutes(2);
/// And one of which a person was told, after this.
const LOOK_LATER: Span = Span::minutes(15);
/// A service whose capacity nobody has written down: 100 A at 240 V.
const RATED: Watts = Watts::new(24_000);
/// So many events are looked at in one tick.
const BATCH: u32 = 256;

/// Takes an event, or a new version of it, and sends it to the meter if that has room; says when
/// to make sure that it is there. The caller keeps the row.
///
/// # Errors
/// When the store fails.
pub async fn accept(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    event: &mut EventRow,
) -> Result<(), AdcsError> {
    let stored = tx.events_at_meter(event.location).await?;
    let room = stored < MeterEvent::STORED_MIN as u64 || event.message.is_some();
    event.verified_at = None;
    event.problem = None;
    let start = event.window.start;
    if !room && now.business < start - SENT_AHEAD {
        event.verify_at = Some(start - SENT_AHEAD);
        return Ok(());
    }
    transmit(tx, now, chance, event).await?;
    let soon = now.business + terms.policy.receipt_deadline;
    event.verify_at = Some(soon.max(start - AHEAD));
    Ok(())
}

/// Sends an event to its meter now, whether or not it was sent before (FR-30).
///
/// # Errors
/// When the store fails.
pub async fn transmit(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    event: &mut EventRow,
) -> Result<(), AdcsError> {
    let kind = CommandKind::Event(MeterEvent {
        id: event.id,
        version: event.version,
        window: event.window,
        energy: event.energy,
        level: None,
        after: event.after,
    });
    // A meter that is told of an event that is over has nothing to do with it any more.
    let end = Some(event.window.end);
    let command = request::accept(tx, now, chance, event.meter, kind, end).await?;
    event.message = Some(command.id);
    Ok(())
}

/// Takes an event back from its meter.
///
/// # Errors
/// When the store fails.
pub async fn cancel(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    event: &mut EventRow,
) -> Result<(), AdcsError> {
    event.verify_at = None;
    if event.message.is_none() {
        return Ok(());
    }
    let kind = CommandKind::CancelEvent {
        event: event.id,
        version: event.version,
    };
    let command = request::accept(tx, now, chance, event.meter, kind, None).await?;
    event.message = Some(command.id);
    Ok(())
}

/// Makes sure of every event that is due that its meter has it (NFR-08): what has no receipt is
/// sent again, and when that does not help a person is told. Gives how many were looked at.
///
/// # Errors
/// When the store fails; the events before that stay as they were kept.
pub async fn verify(store: &Store, now: Now, chance: &mut dyn Chance) -> Result<u32, AdcsError> {
    let due = store
        .read()
        .await?
        .events_to_verify(now.business, AHEAD, BATCH)
        .await?;
    let mut count = 0;
    for event in due {
        let mut tx = store.begin().await?;
        if let Some(mut row) = tx.lock_event(event).await? {
            look(&mut tx, now, chance, &mut row).await?;
            tx.save_event(&row).await?;
            feed::tell(&mut tx, now, row.account, Change::Event).await?;
        }
        tx.commit().await?;
        count += 1;
    }
    Ok(count)
}

async fn look(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    event: &mut EventRow,
) -> Result<(), AdcsError> {
    match event.state {
        EventState::Booked | EventState::Running if now.business < event.window.end => {}
        EventState::Held
        | EventState::Booked
        | EventState::Running
        | EventState::Over
        | EventState::Settled
        | EventState::Cancelled => {
            event.verify_at = None;
            return Ok(());
        }
    }
    let state = match event.message {
        Some(message) => tx.command(message).await?.map(|row| row.state),
        None => None,
    };
    match state {
        Some(CommandState::Receipted) => {
            event.verified_at = Some(now.business);
            event.verify_at = None;
            event.problem = event.problem.filter(|one| *one == EventProblem::Overlaps);
        }
        Some(CommandState::Queued | CommandState::Sent) => {
            tx.requeue_meter_commands(event.meter, now.real).await?;
            again(event, now, EventProblem::NotReceipted);
        }
        Some(CommandState::Refused) => {
            event.problem = Some(EventProblem::Refused);
            transmit(tx, now, chance, event).await?;
            event.verify_at = Some(now.business + LOOK_LATER);
        }
        Some(CommandState::Expired | CommandState::Superseded) | None => {
            transmit(tx, now, chance, event).await?;
            again(event, now, EventProblem::NotReceipted);
        }
    }
    Ok(())
}

/// Looks again soon, and tells a person when the meter should have had it for a while.
fn again(event: &mut EventRow, now: Now, problem: EventProblem) {
    let first = (event.window.start - AHEAD).max(event.booked_at);
    if now.business >= first + LOOK_AGAIN {
        event.problem = Some(problem);
        event.verify_at = Some(now.business + LOOK_LATER);
    } else {
        event.verify_at = Some(now.business + LOOK_AGAIN);
    }
}

/// Keeps what a meter says of its events and tells who watches them (FR-18). Gives how many were
/// new.
///
/// # Errors
/// When the store fails.
pub async fn reports(
    tx: &mut Tx,
    now: Now,
    meter: MeterId,
    reports: &[EventReport],
) -> Result<usize, StoreError> {
    let mut new = 0;
    for report in reports {
        if tx.save_report(meter, report).await? {
            new += 1;
            tell(tx, now, report.event).await?;
        }
    }
    Ok(new)
}

async fn tell(tx: &mut Tx, now: Now, event: EventId) -> Result<(), StoreError> {
    if let Some(row) = tx.event(event).await? {
        feed::tell(tx, now, row.account, Change::Event).await?;
    }
    Ok(())
}

/// After an event the site's supply follows what the site has without it: where it pays monthly,
/// has a balance, or another event begins, nothing changes; else it is reduced as the payer
/// chose, with a clearance only. `false` when that is not allowed now.
///
/// # Errors
/// When the store fails.
pub async fn reduce_after(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    event: &EventRow,
) -> Result<bool, AdcsError> {
    let Some(site) = tx.account(event.site).await? else {
        return Ok(true);
    };
    // Help for energy keeps a home on as own money does.
    let balance = tx.spendable(site.id).await?;
    if site.mode == Mode::Regular || balance.is_positive() {
        return Ok(true);
    }
    if goes_on(tx, event, now.business).await? {
        return Ok(true);
    }
    let guest = event.account != event.site;
    let how = match (event.after, site.at_zero) {
        // Somebody else's event takes no more from a home than its customer chose for zero: what
        // they chose is theirs, and happens with its warnings.
        (_, AtZero::RegularBilling | AtZero::AutoReplenish) if guest => return Ok(true),
        (AfterEvent::Disconnect, AtZero::Limit) if guest => limit(tx, &site).await?,
        (AfterEvent::Limit, _) => limit(tx, &site).await?,
        (AfterEvent::Disconnect, _) => Reduce::Disconnect,
        // Its payer has ended it: now the site's own choice holds.
        (AfterEvent::NotAffected, AtZero::Disconnect) => Reduce::Disconnect,
        (
            AfterEvent::NotAffected,
            AtZero::Limit | AtZero::RegularBilling | AtZero::AutoReplenish,
        ) => limit(tx, &site).await?,
    };
    if !tx
        .meter(event.meter)
        .await?
        .is_some_and(|meter| meter.has_switch)
    {
        return Ok(true); // AS-2: nothing here can reduce it.
    }
    let cause = Cause::EventOver;
    let decided = supply::reduce(tx, now, chance, terms, event.meter, how, cause).await?;
    Ok(match decided {
        Decided::Sent(_) | Decided::Already => true,
        Decided::Held(_) => false,
    })
}

/// The lowest step of the meter's capacity that a utility sets by default.
async fn limit(tx: &mut Tx, site: &AccountRow) -> Result<Reduce, AdcsError> {
    let rated = tx.standing(site.id).await?.map(|standing| standing.rated);
    let rated = rated.map_or(RATED.get(), |rated| rated.get());
    Ok(Reduce::Limit(Watts::new((rated / 4).max(1))))
}

/// Another event runs at the site.
async fn goes_on(tx: &mut Tx, event: &EventRow, now: Timestamp) -> Result<bool, StoreError> {
    let end = event.closes.unwrap_or(event.window.end);
    let next = tx.next_event_at(event.location, end).await?;
    Ok(next.is_some_and(|next| next.id != event.id && next.window.start <= now))
}
