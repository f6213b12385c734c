//! What is to happen to supply later (FR-14). A plan is a row of ours and never in a meter: a
//! cut is decided when its time comes, with what is known then (DESIGN 7.9).

use crate::facts::lock;
use crate::supply::{Decided, Reduce, reduce, restore};
use crate::{AdcsError, Terms, request};
use ami_domain::chance::Chance;
use ami_domain::clearance::Cause;
use ami_domain::clock::Now;
use ami_domain::command::CommandKind;
use ami_domain::id::{MessageId, MeterId, PlanId, UserId};
use ami_domain::time::{Span, Timestamp};
use ami_store::{CommandState, PlanRow, PlanState, Planned, Store, Tx};

/// Plans that one tick carries out at most.
const BATCH: u32 = 64;
/// A plan that rules hold is looked at again after this.
const AGAIN: Span = Span::minutes(5);
/// Nobody plans further ahead.
pub const AHEAD_MAX: Span = Span::days(366);

/// Plans that wait for one meter at most.
pub const PLANS_MAX: u32 = 100;

/// Plans; the same id with the same plan a second time changes nothing. One that was moved since is
/// another one: who asks for the old time must not believe that it holds.
///
/// # Errors
/// [`AdcsError::PlanPast`] when its time is over or more than [`AHEAD_MAX`] ahead,
/// [`AdcsError::PlanTaken`] when another plan has this id, [`AdcsError::PlanMany`] when
/// [`PLANS_MAX`] wait already; else when the store fails.
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
        message: None,
    };
    if let Some(known) = tx.plan(id).await? {
        let same = (known.meter, known.what, known.at, known.made_by) == (meter, what, at, by);
        return if same {
            Ok(known)
        } else {
            Err(AdcsError::PlanTaken(id))
        };
    }
    check(now, at)?;
    let known = tx.plans_of(meter, PLANS_MAX).await?;
    let waiting = known.iter().filter(|plan| plan.state == PlanState::Waiting);
    if waiting.count() >= PLANS_MAX as usize {
        return Err(AdcsError::PlanMany);
    }
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

/// Takes a plan back. One that is cancelled already stays so; one whose command went out stops
/// it, and what the meter may have done of it before that is undone.
///
/// # Errors
/// [`AdcsError::PlanChanged`] when it is not known or its meter has carried it out; else when the
/// store fails.
pub async fn cancel(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    id: PlanId,
) -> Result<(), AdcsError> {
    let Some(plan) = tx.plan(id).await? else {
        return Err(AdcsError::PlanChanged(id));
    };
    // The question before a switch opens takes the same lock: whichever comes first counts.
    let site = lock(tx, plan.meter).await?;
    if tx.end_plan(id, PlanState::Cancelled, now.business).await? {
        tx.end_hold(plan.meter, plan.cause).await?;
        return Ok(());
    }
    let plan = tx.plan(id).await?.ok_or(AdcsError::PlanChanged(id))?;
    if plan.state == PlanState::Cancelled {
        return Ok(());
    }
    let own = |message: MessageId| site.open.iter().find(|row| row.command.id == message);
    let Some(row) = plan.message.and_then(own) else {
        return Err(AdcsError::PlanChanged(id));
    };
    tx.end_open_command(row.command.id, CommandState::Superseded)
        .await?;
    request::log(
        tx,
        now,
        &row.command,
        true,
        "superseded: plan taken back".into(),
    )
    .await?;
    tx.recall_plan(id, now.business).await?;
    // What went out may be carried out before the news arrives, or was already. What the meter said
    // of its supply last decides nothing: it is of before, or comes before the receipt.
    if row.state == CommandState::Sent
        && let Some(kind) = undo(plan.what)
    {
        // A rule's limit goes with it, and comes again by a decision of its own.
        if matches!(kind, CommandKind::Unlimit) {
            tx.end_rule_limit(plan.meter).await?;
        }
        request::accept(tx, now, chance, plan.meter, kind, None).await?;
    }
    Ok(())
}

/// What brings a meter back to how it was before a plan of ours went out: a plan for what is so
/// already sends nothing.
const fn undo(what: Planned) -> Option<CommandKind> {
    match what {
        Planned::Reduce(Reduce::Disconnect) => Some(CommandKind::Connect),
        Planned::Reduce(Reduce::Limit(_)) => Some(CommandKind::Unlimit),
        Planned::Connect | Planned::Restore => None,
    }
}

/// The duty: carries out plans whose time has come, each in a transaction of its own. Gives how
/// many went to their meters. One that fails is put off, so that none that brings power back waits
/// behind it.
///
/// # Errors
/// The first failure, once every other plan had its turn.
pub async fn run(
    store: &Store,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
) -> Result<u32, AdcsError> {
    let due = store.read().await?.due_plans(now.business, BATCH).await?;
    let (mut done, mut failed) = (0, None);
    for plan in due {
        match run_one(store, now, chance, terms, plan.id).await {
            Ok(went_out) => done += u32::from(went_out),
            Err(error) => {
                tracing::error!(plan.id = %plan.id, %error, "A plan cannot be carried out");
                failed.get_or_insert(error);
                let mut tx = store.begin().await?;
                tx.postpone_plan(plan.id, now.business + AGAIN).await?;
                tx.commit().await?;
            }
        }
    }
    failed.map_or(Ok(done), Err)
}

async fn run_one(
    store: &Store,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    id: PlanId,
) -> Result<bool, AdcsError> {
    let mut tx = store.begin().await?;
    let went_out = carry_out(&mut tx, now, chance, terms, id).await?;
    tx.commit().await?;
    Ok(went_out)
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
    // Somebody may have moved it, or another instance carried it out, since the list was read:
    // looked at again under the lock that they take, too.
    lock(tx, plan.meter).await?;
    let Some(plan) = tx.plan(id).await? else {
        return Ok(false);
    };
    if plan.state != PlanState::Waiting || plan.at > now.business {
        return Ok(false);
    }
    let message = match plan.what {
        Planned::Connect => {
            connect(tx, now, chance, plan.meter).await?;
            Some(None)
        }
        Planned::Restore => {
            restore(tx, now, chance, plan.meter).await?;
            Some(None)
        }
        Planned::Reduce(how) => {
            match reduce(tx, now, chance, terms, plan.meter, how, plan.cause).await? {
                Decided::Sent(command) => Some(Some(command.id)),
                Decided::Already => Some(None),
                Decided::Held(_) => None,
            }
        }
    };
    if let Some(message) = message {
        return Ok(tx.plan_went_out(id, message, now.business).await?);
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
