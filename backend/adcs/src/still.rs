//! The question before a switch opens (DESIGN 7.9): decided again, with fresh facts, under the
//! account's lock. Payments take the same lock, so whichever comes first is what counts.

use crate::facts::{gather, lock};
use crate::{AdcsError, Terms, request, supply};
use ami_domain::chance::Chance;
use ami_domain::clearance::{Cause, Cut, Hold, Judgment, Reduce, weigh};
use ami_domain::clock::Now;
use ami_domain::id::ClearanceId;
use ami_store::{CommandRow, DecisionRow, PlanRow, PlanState, Ruling, Store, Tx};
use ami_wire::still::Still;

/// Whether the gateway may carry out the command that it asks about. `false` is always safe.
///
/// # Errors
/// When the store fails; the caller then answers no.
pub async fn decide(
    store: &Store,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    question: &Still,
) -> Result<bool, AdcsError> {
    let mut tx = store.begin().await?;
    let (go, why) = match answer(&mut tx, now, chance, terms, question).await? {
        Ok(()) => (true, "go".to_owned()),
        Err(why) => (false, why),
    };
    // Only a command of this meter has a log that the answer belongs to.
    if let Some(row) = tx.command(question.message).await?
        && row.command.meter == question.meter
    {
        let said = format!("still? {why}");
        request::log(&mut tx, now, &row.command, true, said).await?;
    }
    tx.commit().await?;
    Ok(go)
}

/// Yes, or why not.
async fn answer(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    question: &Still,
) -> Result<Result<(), String>, AdcsError> {
    let no = |why: &str| Ok(Err(why.to_owned()));
    if tx.gateway_of(question.meter).await? != Some(question.gateway) {
        return no("not its meter");
    }
    let site = lock(tx, question.meter).await?;
    // Read after the lock: what superseded it has committed.
    let Some(row) = tx.command(question.message).await? else {
        return no("no such command");
    };
    let (cut, how) = match stands(question, &row, now) {
        Ok(stands) => stands,
        Err(why) => return no(why),
    };
    let Some(decision) = tx.decision(cut.clearance()).await? else {
        return no("no clearance");
    };
    let matches = decision.ruling == Ruling::Cleared
        && !decision.asked
        && decision.message == Some(row.command.id)
        && decision.facts.meter == question.meter
        && decision.facts.what == how
        && decision.facts.cause == cut.cause();
    if !matches {
        return no("the clearance is for something else");
    }
    if cut.cause() == Cause::Plan {
        let plan = tx.plan_of_message(row.command.id).await?;
        let due = |plan: &PlanRow| plan.state == PlanState::Done && plan.at <= now.business;
        if !plan.as_ref().is_some_and(due) {
            return no("its plan is not due");
        }
    }
    if tx.cut_stop().await?.is_some() {
        return no("held: stopped");
    }
    // Decisions about different accounts do not wait for each other: together they may have
    // passed a cap that each of them was within. This one is counted already.
    let feeder = &decision.feeder;
    if !decision.released && !supply::caps(tx, now, terms, feeder, 0).await? {
        return no("held: quarantined");
    }
    let own = Some(&row.command);
    let facts = gather(tx, now, &site, how, cut.cause(), own).await?;
    let id = ClearanceId::from_bytes(chance.bytes());
    let rules = terms.rules_for(&facts);
    let Judgment { verdicts, outcome } = weigh(id, &facts, rules);
    let (ruling, holds) = match outcome {
        // The order has gone out already: this clearance is an answer, and never an order.
        Ok(_) => (Ruling::Cleared, Vec::new()),
        Err(holds) => (Ruling::Held, holds),
    };
    let words: Vec<&str> = holds.iter().copied().map(Hold::word).collect();
    let answer = if words.is_empty() {
        Ok(())
    } else {
        Err(format!("held: {}", words.join(" ")))
    };
    let rules = supply::version(tx, rules).await?;
    tx.insert_decision(&DecisionRow {
        id,
        ruling,
        facts,
        holds,
        verdicts,
        rules,
        feeder: decision.feeder,
        message: Some(row.command.id),
        released: decision.released,
        asked: true,
    })
    .await?;
    Ok(answer)
}

/// The cut that a question is about, where its order still stands; else why it does not.
///
/// # Errors
/// In a word for the log.
pub fn stands(question: &Still, row: &CommandRow, now: Now) -> Result<(Cut, Reduce), &'static str> {
    let kind = &row.command.kind;
    let Some(stands) = kind.cuts().zip(supply::how(kind)) else {
        return Err("not a cut");
    };
    if row.command.id != question.message {
        return Err("no such command");
    }
    if row.command.meter != question.meter {
        return Err("command of another meter");
    }
    if !row.state.is_open() {
        return Err(row.state.word());
    }
    if row.command.expired(now.business) {
        return Err("expired");
    }
    Ok(stands)
}
