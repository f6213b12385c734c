//! What is to happen to supply later (FR-14). A plan is a row of ours and never in a meter: a
//! cut is decided when its time comes, with what is known then (DESIGN 7.9).

use crate::supply::{Decided, reduce, restore};
use crate::{AdcsError, Terms, request};
use ami_domain::chance::Chance;
use ami_domain::clearance::Cause;
use ami_domain::clock::Now;
use ami_domain::command::CommandKind;
use ami_domain::id::{MeterId, PlanId, UserId};
use ami_domain::time::{Span, Timestamp};
use ami_store::{PlanRow, PlanState, Planned, Store, Tx};

/// Plans that one tick carries out at most.
const BATCH: u32 = 64;
/// A plan that rules hold is looked at again after this.
const AGAIN: Span = Span::minutes(5);
/// Nobody plans further ahead.
pub const AHEAD_MAX: Span = Span::days(366);

/// Plans; the same id with the same plan a second time changes nothing.
///
/// # Errors
/// [`AdcsError::PlanPast`] when its time is over or more than [`AHEAD_MAX`] ahead,
/// [`AdcsError::PlanTaken`] when another plan has this id; else when the store fails.
pub async fn schedule(
    tx: &mut Tx,
    now: Now,
    id: PlanId,
    meter: MeterId,
    what: Planned,
    at: Timestamp,
    by: UserId,
) -> Result<PlanRow, AdcsError> {
    let row = PlanRow {
        id,
        meter,
        what,
        cause: Cause::Plan,
        at,
        version: 1,
        made_by: by,
        state: PlanState::Waiting,
        next_at: at,
    };
    if let Some(known) = tx.plan(id).await? {
        let same = known.meter == meter && known.what == what && known.made_by == by;
        return if same {
            Ok(known)
        } else {
            Err(AdcsError::PlanTaken(id))
        };
    }
    check(now, at)?;
    tx.insert_plan(&row).await?;
    Ok(row)
}

/// Moves a plan to another moment.
///
/// # Errors
/// [`AdcsError::PlanPast`] as above, [`AdcsError::PlanChanged`] when it does not wait in this
/// version any more; else when the store fails.
pub async fn reschedule(
    tx: &mut Tx,
    now: Now,
    id: PlanId,
    version: u32,
    at: Timestamp,
) -> Result<(), AdcsError> {
    check(now, at)?;
    if tx.move_plan(id, version, at).await? {
        Ok(())
    } else {
        Err(AdcsError::PlanChanged(id))
    }
}

/// Takes a plan back. One that is cancelled already stays so.
///
/// # Errors
/// [`AdcsError::PlanChanged`] when it is not known or was carried out; else when the store fails.
pub async fn cancel(tx: &mut Tx, now: Now, id: PlanId) -> Result<(), AdcsError> {
    if tx.end_plan(id, PlanState::Cancelled, now.business).await? {
        return Ok(());
    }
    match tx.plan(id).await? {
        Some(plan) if plan.state == PlanState::Cancelled => Ok(()),
        Some(_) | None => Err(AdcsError::PlanChanged(id)),
    }
}

/// The duty: carries out plans whose time has come, each in a transaction of its own. Gives how
/// many went to their meters.
///
/// # Errors
/// When the store fails; the rest follows in the next tick.
pub async fn run(
    store: &Store,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
) -> Result<u32, AdcsError> {
    let due = store.read().await?.due_plans(now.business, BATCH).await?;
    let mut done = 0;
    for plan in due {
        let mut tx = store.begin().await?;
        done += u32::from(carry_out(&mut tx, now, chance, terms, plan.id).await?);
        tx.commit().await?;
    }
    Ok(done)
}

async fn carry_out(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    id: PlanId,
) -> Result<bool, AdcsError> {
    let Some(plan) = tx.plan(id).await? else {
        return Ok(false);
    };
    // Somebody may have moved it, or another instance carried it out, since the list was read.
    if plan.state != PlanState::Waiting || plan.at > now.business {
        return Ok(false);
    }
    let done = match plan.what {
        Planned::Connect => {
            connect(tx, now, chance, plan.meter).await?;
            true
        }
        Planned::Restore => {
            restore(tx, now, chance, plan.meter).await?;
            true
        }
        Planned::Reduce(how) => {
            match reduce(tx, now, chance, terms, plan.meter, how, plan.cause).await? {
                Decided::Sent(_) | Decided::Already => true,
                Decided::Held(_) => false,
            }
        }
    };
    if done {
        return Ok(tx.end_plan(id, PlanState::Done, now.business).await?);
    }
    if now.business >= plan.at + terms.policy.plan_patience {
        tx.end_plan(id, PlanState::Held, now.business).await?;
        tx.end_hold(plan.meter, plan.cause).await?;
    } else {
        tx.postpone_plan(id, now.business + AGAIN).await?;
    }
    Ok(false)
}

/// Switches service on: what would cut it for want of money is ended first.
///
/// # Errors
/// [`AdcsError::Unknown`] when there is no such meter; else when the store fails.
pub async fn connect(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    meter: MeterId,
) -> Result<(), AdcsError> {
    let sent = restore(tx, now, chance, meter).await?;
    let open = tx.open_commands(meter).await?;
    let on_its_way = open
        .iter()
        .any(|row| matches!(row.command.kind, CommandKind::Connect));
    if sent.is_empty() && !on_its_way {
        let kind = CommandKind::Connect;
        request::accept(tx, now, chance, meter, kind, None).await?;
    }
    Ok(())
}

fn check(now: Now, at: Timestamp) -> Result<(), AdcsError> {
    if at <= now.business || at > now.business + AHEAD_MAX {
        return Err(AdcsError::PlanPast);
    }
    Ok(())
}
