//! The utility's standing rules: a limit by schedule, customer class and weather, and its end
//! (FR-10). Each limit goes through the same decision as every other cut.

use crate::supply::{Decided, Reduce, is_protected_now, reduce};
use crate::{AdcsError, Terms, request};
use ami_domain::chance::Chance;
use ami_domain::clearance::Cause;
use ami_domain::clock::Now;
use ami_domain::command::CommandKind;
use ami_domain::id::{AccountId, MeterId};
use ami_domain::standing::StandingRule;
use ami_domain::time::Zone;
use ami_domain::weather::Observed;
use ami_store::{CommandState, Store, Tx};

/// Accounts that are read at a time.
const PAGE: u32 = 500;

/// What one tick did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ruled {
    /// Limited now.
    pub limited: u32,
    /// Held by the rules that protect customers.
    pub held: u32,
    /// Limits that ended.
    pub ended: u32,
}

/// The duty: limits whom a rule applies to, and ends the limits of rules that are over and of
/// customers who are protected by now. Each meter in a transaction of its own; one that fails keeps
/// no other limited or dark.
///
/// # Errors
/// The first failure, once every other meter had its turn.
pub async fn run(
    store: &Store,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
) -> Result<Ruled, AdcsError> {
    let (mut done, mut failed) = (Ruled::default(), None);
    let limited = store.read().await?.limited_by_rule(u32::MAX).await?;
    for meter in limited {
        match look_at_limit(store, now, chance, terms, meter).await {
            Ok(ended) => done.ended += u32::from(ended),
            Err(error) => {
                tracing::error!(meter.id = %meter, %error, "A limit by a rule is not looked at");
                failed.get_or_insert(error);
            }
        }
    }
    for class in ami_domain::protection::Class::ALL {
        if !terms
            .rules
            .standing
            .iter()
            .any(|rule| rule.classes.contains(&class))
        {
            continue;
        }
        let mut after = None;
        loop {
            let page = store
                .read()
                .await?
                .accounts_of_class(class, after, PAGE)
                .await?;
            for account in &page {
                if let Err(error) = apply(store, now, chance, terms, *account, &mut done).await {
                    tracing::error!(account.id = %account, %error, "A rule is not applied");
                    failed.get_or_insert(error);
                }
            }
            if page.len() < PAGE as usize {
                break;
            }
            after = page.last().copied();
        }
    }
    failed.map_or(Ok(done), Err)
}

/// The rule that applies to an account now.
///
/// # Errors
/// When the store fails.
pub async fn applying<'t>(
    tx: &mut Tx,
    now: Now,
    terms: &'t Terms,
    account: AccountId,
) -> Result<Option<(&'t StandingRule, MeterId, Reduce)>, AdcsError> {
    let Some(row) = tx.account(account).await? else {
        return Ok(None);
    };
    let Some(standing) = tx.standing(account).await? else {
        return Ok(None);
    };
    let place = tx.location(row.location).await?;
    let zone = place.and_then(|place| Zone::named(&place.zone).ok());
    let Some((zone, class)) = zone.zip(standing.class) else {
        return Ok(None);
    };
    let most = terms.rules.weather_max_age;
    let fresh = |is: &Observed| now.business.since(is.as_of) <= most;
    let weather = tx.weather(&standing.place).await?;
    let weather = weather.and_then(|is| is.observed).filter(fresh);
    let local = zone.civil(now.business);
    let applies = |rule: &&StandingRule| rule.applies(class, &local, weather.as_ref());
    let rule = terms.rules.standing.iter().find(applies);
    Ok(rule.map(|rule| (rule, row.meter, Reduce::Limit(rule.limit(standing.rated)))))
}

async fn apply(
    store: &Store,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    account: AccountId,
    done: &mut Ruled,
) -> Result<(), AdcsError> {
    let mut tx = store.read().await?;
    if applying(&mut tx, now, terms, account).await?.is_none() {
        return Ok(());
    }
    drop(tx);
    let mut tx = store.begin().await?;
    tx.lock_account(account).await?;
    let Some((rule, meter, how)) = applying(&mut tx, now, terms, account).await? else {
        return Ok(());
    };
    match reduce(&mut tx, now, chance, terms, meter, how, Cause::Rule).await? {
        Decided::Sent(_) => {
            tx.set_rule_limit(meter, &rule.name, now.business).await?;
            done.limited += 1;
        }
        Decided::Held(_) => done.held += 1,
        Decided::Already => {}
    }
    Ok(tx.commit().await?)
}

/// Ends the limit of a rule that is over; whether it was.
async fn look_at_limit(
    store: &Store,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    meter: MeterId,
) -> Result<bool, AdcsError> {
    let mut tx = store.begin().await?;
    let ended = end_if_over(&mut tx, now, chance, terms, meter).await?;
    tx.commit().await?;
    Ok(ended)
}

async fn end_if_over(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    meter: MeterId,
) -> Result<bool, AdcsError> {
    let Some(account) = tx.account_of_meter(meter).await? else {
        return Ok(false);
    };
    tx.lock_account(account.id).await?;
    let Some((name, _)) = tx.rule_limit(meter).await? else {
        return Ok(false);
    };
    // Who must not be limited by now is not: nobody would limit them anew, either.
    if let Some((rule, _, how)) = applying(tx, now, terms, account.id).await?
        && rule.name == name
        && !is_protected_now(tx, now, terms, meter, how, Cause::Rule).await?
    {
        return Ok(false);
    }
    tx.end_rule_limit(meter).await?;
    tx.end_hold(meter, Cause::Rule).await?;
    for row in tx.open_commands(meter).await? {
        let by_rule = row
            .command
            .kind
            .cuts()
            .is_some_and(|cut| cut.cause() == Cause::Rule);
        if by_rule {
            tx.end_open_command(row.command.id, CommandState::Superseded)
                .await?;
            request::log(tx, now, &row.command, true, "superseded: rule over".into()).await?;
        }
    }
    request::accept(tx, now, chance, meter, CommandKind::Unlimit, None).await?;
    Ok(true)
}
