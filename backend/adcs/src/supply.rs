//! Reduces and restores supply. The only way to a disconnect or limit: facts are read under the
//! account's lock, every rule is evaluated, and the decision is written down either way
//! (DESIGN 7.8). Restoring needs no decision: it is right however late.

use crate::back::{Back, back, brings_back};
use crate::facts::{Site, gather, lock};
use crate::{AdcsError, Terms, request};
use ami_domain::chance::Chance;
use ami_domain::clearance::{Cause, Clearance, Facts, Hold, Judgment, Rules, Verdict, weigh};
use ami_domain::clock::Now;
use ami_domain::command::{Command, CommandKind};
use ami_domain::explain::HoldSubject;
use ami_domain::id::{ClearanceId, MeterId};
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, CommandState, DecisionRow, HoldRow, Ruling, Tx};

pub use ami_domain::clearance::Reduce;

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    /// The command is on its way; the gateway asks once more before it is carried out.
    Sent(Box<Command>),
    /// These rules keep supply on.
    Held(Vec<Hold>),
    /// It is so already, or on its way.
    Already,
}

/// Decides whether a meter's supply may be reduced, and accepts the command when it may. In the
/// caller's transaction, which must not have touched the meter without holding its account's
/// lock.
///
/// # Errors
/// [`AdcsError::Unknown`] when there is no such meter; else when the store fails. Nothing is cut
/// then.
pub async fn reduce(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    meter: MeterId,
    how: Reduce,
    cause: Cause,
) -> Result<Decided, AdcsError> {
    let site = lock(tx, meter).await?;
    let supply = tx.supply(meter).await?;
    let open = |kind: &CommandKind| same(kind, how);
    if is_so(supply.as_ref(), how) || site.open.iter().any(|row| open(&row.command.kind)) {
        tx.end_hold(meter, cause).await?;
        return Ok(Decided::Already);
    }
    let facts = gather(tx, now, &site, how, cause, None).await?;
    let (clearance, mut row) = match decide(tx, now, chance, terms, &site, facts).await? {
        Ok(cleared) => cleared,
        Err(holds) => return Ok(Decided::Held(holds)),
    };
    let end = now.business + terms.policy.cut_valid;
    let command = request::accept_cut(tx, now, chance, clearance, end).await?;
    row.message = Some(command.id);
    tx.insert_decision(&row).await?;
    tx.end_hold(meter, cause).await?;
    Ok(Decided::Sent(Box::new(command)))
}

/// A clearance with the decision that is to be written down with it.
type Cleared = (Clearance, DecisionRow);

/// Asks every rule, whether a person has stopped all cuts, and whether there are too many at once.
/// What keeps supply on is written down.
pub(crate) async fn decide(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    site: &Site,
    facts: Facts,
) -> Result<Result<Cleared, Vec<Hold>>, AdcsError> {
    let (meter, cause) = (facts.meter, facts.cause);
    let id = ClearanceId::from_bytes(chance.bytes());
    let rules = terms.rules_for(&facts);
    let Judgment { verdicts, outcome } = weigh(id, &facts, rules);
    let feeder = feeder(tx, site).await?;
    let clearance = match outcome {
        Err(holds) => {
            let held = hold(tx, rules, id, facts, (holds, verdicts), feeder).await?;
            return Ok(Err(held));
        }
        Ok(clearance) => clearance,
    };
    if tx.cut_stop().await?.is_some() {
        let stopped = (vec![Hold::Stopped], verdicts);
        return Ok(Err(hold(tx, rules, id, facts, stopped, feeder).await?));
    }
    // Two people may have released it from quarantine.
    let known = tx.hold(meter, cause).await?;
    let released = known.is_some_and(|hold| hold.quarantined && hold.released.len() == 2);
    if !released && !caps(tx, now, terms, &feeder, 1).await? {
        let quarantined = (vec![Hold::Quarantined], verdicts);
        return Ok(Err(hold(tx, rules, id, facts, quarantined, feeder).await?));
    }
    let row = DecisionRow {
        id,
        ruling: Ruling::Cleared,
        facts,
        holds: Vec::new(),
        verdicts,
        rules: version(tx, rules).await?,
        feeder,
        message: None,
        released,
        asked: false,
    };
    Ok(Ok((clearance, row)))
}

/// What keeps supply on at zero by now, and the first moment at which no rule of the clock and the
/// calendar does any more, as far as that can be said today; the end of a hold counts as told now.
/// `holds` are the rules of the decision, which is taken again at `again`.
///
/// # Errors
/// [`AdcsError::Unknown`] when there is no such meter; else when the store fails.
pub async fn promise(
    tx: &mut Tx,
    now: Now,
    terms: &Terms,
    account: &AccountRow,
    how: Reduce,
    again: Timestamp,
    holds: &[Hold],
) -> Result<HoldSubject, AdcsError> {
    let site = lock(tx, account.meter).await?;
    let facts = gather(tx, now, &site, how, Cause::Zero, None).await?;
    let rules = terms.rules_for(&facts).clone();
    let looked = (facts, again);
    Ok(HoldSubject::new(account.id, looked, rules, holds))
}

/// Whether somebody who is dark already must not be by now: protected, of a kind that is never cut,
/// or in weather that is known and in which nobody is cut. What is unknown keeps supply on, and
/// brings none back.
///
/// # Errors
/// [`AdcsError::Unknown`] when there is no such meter; else when the store fails.
pub async fn is_protected_now(
    tx: &mut Tx,
    now: Now,
    terms: &Terms,
    meter: MeterId,
    how: Reduce,
    cause: Cause,
) -> Result<bool, AdcsError> {
    let site = lock(tx, meter).await?;
    let facts = gather(tx, now, &site, how, cause, None).await?;
    let id = ClearanceId::from_number(0);
    let rules = terms.rules_for(&facts);
    let holds = weigh(id, &facts, rules).outcome.err();
    Ok(rules.never_cut(&facts) || holds.is_some_and(|holds| brings_back(&holds)))
}

/// Ends whatever is about to reduce a meter's supply for want of money, and brings back what was
/// reduced. In the caller's transaction: a payment and the end of the cut it makes void are one
/// commit (DESIGN 7.7). Limits by a rule of the utility stay; the rule takes them away. Where a
/// limit for want of money has taken the place of a rule's, all of it goes, and the rule limits
/// anew by a decision of its own.
///
/// # Errors
/// [`AdcsError::Unknown`] when there is no such meter; else when the store fails.
pub async fn restore(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    meter: MeterId,
) -> Result<Vec<Command>, AdcsError> {
    let site = lock(tx, meter).await?;
    let supply = tx.supply(meter).await?;
    let mut by_rule = tx.rule_limit(meter).await?.is_some();
    if by_rule && limited_for_money(tx, meter, supply.as_ref()).await? {
        tx.end_rule_limit(meter).await?;
        by_rule = false;
    }
    let Back {
        ends,
        unlimit,
        connect,
    } = back(&site.open, supply.as_ref(), by_rule);
    for row in site
        .open
        .iter()
        .filter(|row| ends.contains(&row.command.id))
    {
        tx.end_open_command(row.command.id, CommandState::Superseded)
            .await?;
        request::log(tx, now, &row.command, true, "superseded: restored".into()).await?;
    }
    tx.withdraw_errand(meter, now, "money came, or nobody may be cut here")
        .await?;
    for cause in [Cause::Zero, Cause::EventOver] {
        tx.cancel_cuts_for(meter, cause, now.business).await?;
        tx.end_hold(meter, cause).await?;
    }
    let wanted = [
        (unlimit, CommandKind::Unlimit),
        (connect, CommandKind::Connect),
    ];
    let mut sent = Vec::new();
    for (_, kind) in wanted.into_iter().filter(|(is, _)| *is) {
        sent.push(request::accept(tx, now, chance, meter, kind, None).await?);
    }
    Ok(sent)
}

/// Whether the limit at a meter is one for want of money: the last cut was, and left supply on.
async fn limited_for_money(
    tx: &mut Tx,
    meter: MeterId,
    supply: Option<&Supply>,
) -> Result<bool, AdcsError> {
    let last = tx.last_cut(meter).await?;
    let off = is_so(supply, Reduce::Disconnect);
    Ok(!off && last.is_some_and(|cause| cause != Cause::Rule))
}

/// The feeder that a meter hangs on; empty when nobody has said.
pub(crate) async fn feeder(tx: &mut Tx, site: &Site) -> Result<String, AdcsError> {
    let place = tx.location(site.meter.location).await?;
    Ok(place.map_or_else(String::new, |place| place.feeder))
}

/// The supply that the command leads to.
pub(crate) const fn how(kind: &CommandKind) -> Option<Reduce> {
    match kind {
        CommandKind::Disconnect(_) => Some(Reduce::Disconnect),
        CommandKind::Limit(limit) => Some(Reduce::Limit(limit.demand)),
        CommandKind::Prepay(_)
        | CommandKind::Connect
        | CommandKind::Show(_)
        | CommandKind::Notice(_)
        | CommandKind::Withdraw(_)
        | CommandKind::Unlimit
        | CommandKind::Event(_)
        | CommandKind::CancelEvent { .. }
        | CommandKind::Test
        | CommandKind::SetMode(_)
        | CommandKind::Settings(_) => None,
    }
}

fn same(kind: &CommandKind, wanted: Reduce) -> bool {
    how(kind) == Some(wanted)
}

fn is_so(supply: Option<&Supply>, how: Reduce) -> bool {
    let Some(supply) = supply else {
        return false;
    };
    let off = supply.switch != Switch::On && supply.trip.is_none();
    match how {
        Reduce::Disconnect => off,
        Reduce::Limit(demand) => off || supply.limit.is_some_and(|limit| limit <= demand),
    }
}

/// Whether the cuts of the last ten minutes, hour and day, with `more`, are within the caps
/// (DESIGN 7.12).
pub(crate) async fn caps(
    tx: &mut Tx,
    now: Now,
    terms: &Terms,
    feeder: &str,
    more: u32,
) -> Result<bool, AdcsError> {
    let policy = &terms.policy;
    let lately = tx.cuts_since(now.business - Span::minutes(10)).await?;
    let today = tx.cuts_since(now.business - Span::days(1)).await?;
    let here = if feeder.is_empty() {
        0
    } else {
        let hour = now.business - Span::hours(1);
        tx.cuts_on_feeder(feeder, hour).await?
    };
    Ok(lately.saturating_add(more) <= policy.cuts_per_ten_minutes
        && today.saturating_add(more) <= policy.cuts_per_day
        && here.saturating_add(more) <= policy.cuts_per_feeder)
}

/// Writes down what keeps supply on; a decision for the same reasons as the last one is not
/// written a second time.
pub(crate) async fn hold(
    tx: &mut Tx,
    rules: &Rules,
    id: ClearanceId,
    facts: Facts,
    (holds, verdicts): (Vec<Hold>, Vec<Verdict>),
    feeder: String,
) -> Result<Vec<Hold>, AdcsError> {
    let (meter, cause, at) = (facts.meter, facts.cause, facts.at);
    let before = tx.hold(meter, cause).await?;
    let quarantined = holds.contains(&Hold::Quarantined);
    let known = before.as_ref().filter(|before| before.holds == holds);
    let decision = match known {
        Some(known) => known.decision,
        None => {
            let rules = version(tx, rules).await?;
            let ruling = if quarantined {
                tracing::warn!(meter.id = %meter, "Too many cuts at once, this one is quarantined");
                Ruling::Quarantined
            } else {
                Ruling::Held
            };
            let row = DecisionRow {
                id,
                ruling,
                facts,
                holds: holds.clone(),
                verdicts,
                rules,
                feeder,
                message: None,
                released: false,
                asked: false,
            };
            tx.insert_decision(&row).await?;
            id
        }
    };
    tx.put_hold(&HoldRow {
        meter,
        cause,
        decision,
        holds: holds.clone(),
        since: before.map_or(at, |before| before.since),
        at,
        quarantined,
        released: Vec::new(),
    })
    .await?;
    Ok(holds)
}

/// Keeps the text of the rules in force, and gives the version that decisions carry.
///
/// # Errors
/// [`AdcsError::RulesChanged`] when another text was in force under the same version: decisions
/// could not be taken again from their records.
pub(crate) async fn version(tx: &mut Tx, rules: &Rules) -> Result<String, AdcsError> {
    let version = rules.version.clone();
    if tx.keep_rules(rules).await? {
        Ok(version)
    } else {
        Err(AdcsError::RulesChanged(version))
    }
}
