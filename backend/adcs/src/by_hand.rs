//! A meter without a switch is cut by a person who goes there (AS-2). They go with a clearance as
//! every command does, by the same rules but the one that asks for a switch, and it is asked again
//! for as long as they are on their way.

use crate::facts::{Site, gather, lock};
use crate::supply::{decide, feeder, hold};
use crate::{AdcsError, Terms};
use ami_domain::chance::Chance;
use ami_domain::clearance::{Cause, Errand, Facts, Hold, Judgment, Reduce, held_again, weigh};
use ami_domain::clock::Now;
use ami_domain::id::{ClearanceId, MeterId};
use ami_domain::time::{Span, Timestamp, Zone};
use ami_store::Tx;

/// An errand holds for a working day at most: what was known in the morning is old in the evening.
const VALID: Span = Span::hours(8);

/// What was decided.
#[derive(Debug, PartialEq, Eq)]
pub enum Sent {
    /// A person may go there and cut, until then.
    Go(Errand, Timestamp),
    /// These rules keep supply on.
    Held(Vec<Hold>),
}

/// Decides whether a person may be sent to cut supply at this meter, and writes the decision down.
/// In the caller's transaction, which must not have touched the meter without holding its account's
/// lock.
///
/// # Errors
/// [`AdcsError::Unknown`] when there is no such meter; else when the store fails. Nobody is sent
/// then.
pub async fn send(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    meter: MeterId,
) -> Result<Sent, AdcsError> {
    let (site, facts) = look(tx, now, meter).await?;
    let until = until(&facts, terms);
    match decide(tx, now, chance, terms, &site, facts).await? {
        Err(holds) => Ok(Sent::Held(holds)),
        Ok((clearance, row)) => {
            tx.insert_decision(&row).await?;
            tx.end_hold(meter, Cause::Zero).await?;
            Ok(Sent::Go(clearance.errand(), until))
        }
    }
}

/// What keeps supply on by now while a person is on their way; none while they may go on.
///
/// # Errors
/// As [`send`].
pub async fn holds(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    meter: MeterId,
) -> Result<Vec<Hold>, AdcsError> {
    let (site, facts) = look(tx, now, meter).await?;
    let id = ClearanceId::from_bytes(chance.bytes());
    let rules = terms.rules_for(&facts);
    let Judgment { verdicts, outcome } = weigh(id, &facts, rules);
    let holds = match outcome {
        Err(holds) => holds,
        Ok(_) if tx.cut_stop().await?.is_some() => vec![Hold::Stopped],
        Ok(_) => return Ok(Vec::new()),
    };
    let feeder = feeder(tx, &site).await?;
    hold(tx, rules, id, facts, (holds, verdicts), feeder).await
}

async fn look(tx: &mut Tx, now: Now, meter: MeterId) -> Result<(Site, Facts), AdcsError> {
    let site = lock(tx, meter).await?;
    let (how, cause) = (Reduce::Disconnect, Cause::Zero);
    let mut facts = gather(tx, now, &site, how, cause, None).await?;
    facts.by_hand = true;
    Ok((site, facts))
}

/// Until a rule of the calendar holds again. Without a zone nobody goes, so it does not matter.
fn until(facts: &Facts, terms: &Terms) -> Timestamp {
    let zone = facts.zone.as_deref();
    let zone = zone.and_then(|name| Zone::named(name).ok());
    zone.map_or(facts.at, |zone| {
        held_again(facts, terms.rules_for(facts), &zone, VALID)
    })
}
