//! Reads everything that a decision about supply looks at, under the account's lock.

use crate::AdcsError;
use ami_domain::account::AtZero;
use ami_domain::clearance::{Cause, Facts, Reduce};
use ami_domain::clock::Now;
use ami_domain::command::Command;
use ami_domain::id::MeterId;
use ami_domain::time::{Span, Timestamp, Zone};
use ami_store::{AccountRow, CommandRow, Meter, Tx};

/// So far back it counts that payments were waited for and nobody paid.
const IN_VAIN_WITHIN: Span = Span::days(7);
/// A payer who is at another page is waited for this long.
const PAYER_TIME: Span = Span::minutes(30);

/// A meter and what belongs to it; its account is locked.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) meter: Meter,
    pub(crate) account: Option<AccountRow>,
    pub(crate) open: Vec<CommandRow>,
}

/// Locks the account of a meter and reads what is on its way to the meter.
pub(crate) async fn lock(tx: &mut Tx, meter: MeterId) -> Result<Site, AdcsError> {
    let unknown = || AdcsError::Unknown {
        what: "meter",
        which: meter.to_string(),
    };
    let account = match tx.account_of_meter(meter).await? {
        Some(account) => tx.lock_account(account.id).await?,
        None => None,
    };
    let row = tx.meter(meter).await?.ok_or_else(unknown)?;
    let open = tx.open_commands(meter).await?;
    Ok(Site {
        meter: row,
        account,
        open,
    })
}

/// Reads the facts. `own` is the command that is asked about: it is not in its own way.
pub(crate) async fn gather(
    tx: &mut Tx,
    now: Now,
    site: &Site,
    what: Reduce,
    cause: Cause,
    own: Option<&Command>,
) -> Result<Facts, AdcsError> {
    let place = tx.location(site.meter.location).await?;
    let zone = place.and_then(|place| Zone::named(&place.zone).ok());
    let local = zone.as_ref().map(|zone| zone.civil(now.business));
    let other = |row: &CommandRow| {
        row.command.kind.moves_supply() && own.is_none_or(|own| own.id != row.command.id)
    };
    let mut facts = Facts {
        day: local.map(|local| local.day),
        zone: zone.as_ref().map(|zone| zone.name().to_owned()),
        weekday: local.map_or(0, |local| local.weekday),
        minute: local.map_or(0, |local| local.minute),
        has_switch: site.meter.has_switch,
        usage_until: tx.interval_end(site.meter.id).await?,
        online: tx
            .online(site.meter.gateway)
            .await?
            .is_some_and(|(online, _)| online),
        supply_open: site.open.iter().any(other),
        ..Facts::unknown(site.meter.id, now.business, what, cause)
    };
    if let Some(account) = &site.account {
        facts.standing = tx.standing(account.id).await?;
        facts.mode = Some(account.mode);
        facts.at_zero = Some(chosen(tx, account).await?);
        facts.balance = Some(tx.spendable(account.id).await?);
        facts.charged_until = Some(account.charged_until);
        let under_way = tx.payments_under_way(account.id).await?;
        facts.payments_open = under_way.open;
        facts.payments_waiting = under_way.waiting;
        facts.event_running = tx.event_running(account.id, now.business).await?;
        facts.below_since = tx.zero(account.id).await?.map(|zero| zero.since);
        if let Some(since) = facts.below_since.filter(|_| under_way.waiting > 0) {
            facts.waited_in_vain = in_vain(tx, account, now.business, since).await?;
        }
        let told = tx.told(account.id).await?;
        facts.warned_at = told.warned_at;
        facts.notices = told.notices;
        facts.acknowledged = told.acknowledged;
        facts.hold_told = told.hold;
        facts.hold_end_told = told.hold_end;
    }
    if let Some(standing) = &facts.standing {
        facts.weather = tx.weather(&standing.place).await?;
    }
    Ok(facts)
}

/// How long payments were waited for that nobody made, since the balance is used up: once money
/// has come in it is counted anew.
async fn in_vain(
    tx: &mut Tx,
    account: &AccountRow,
    now: Timestamp,
    since: Timestamp,
) -> Result<Span, AdcsError> {
    let paid = tx.last_paid(account.id).await?;
    let from = paid.map_or(since, |paid| paid.max(since));
    let span = (from.max(now - IN_VAIN_WITHIN), now);
    Ok(tx.waited_in_vain(account.id, span, PAYER_TIME).await?)
}

/// What the customer chose; where topping up has failed, what they chose for that (SC5.8).
async fn chosen(tx: &mut Tx, account: &AccountRow) -> Result<AtZero, AdcsError> {
    if account.at_zero != AtZero::AutoReplenish {
        return Ok(account.at_zero);
    }
    let top_up = tx.replenish(account.id).await?;
    Ok(top_up
        .filter(|row| row.open.is_none() && (row.failed_at.is_some() || row.settings.paused))
        .map_or(account.at_zero, |row| row.settings.fallback))
}
