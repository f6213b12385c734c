//! What comes from meters is kept first and used afterwards (SC1.9, SC1.10, FR-12).

use crate::feed::{self, Change};
use ami_domain::clock::Now;
use ami_domain::energy::WattHours;
use ami_domain::id::MeterId;
use ami_domain::receipt::{Receipt, Supply};
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, StoreError, Tx};

/// An interval that is older than this when it comes is not charged any more: a person looks at it.
pub const RERATE_MAX: Span = Span::days(366);

/// The clocks of a meter and its gateway are apart by no more than this while both go right.
const APART: Span = Span::minutes(15);
/// A gateway keeps what it carries for no longer than this; what claims to be older was written
/// down by a clock that was wrong.
const CARRIED_MAX: Span = Span::days(40);

/// Keeps a receipt and the state of service in it; a second copy changes nothing. `read_at` is when
/// the gateway had it from the meter. `true` when it is new.
///
/// # Errors
/// When the store fails.
pub async fn receipt(
    tx: &mut Tx,
    now: Now,
    read_at: Timestamp,
    receipt: &Receipt,
) -> Result<bool, StoreError> {
    let new = tx.insert_receipt(receipt, now.business).await?;
    if new {
        supply(tx, now, read_at, receipt.meter, &receipt.supply).await?;
    }
    Ok(new)
}

/// Keeps the state of service, unless a newer one is known, and tells the account. `read_at` is
/// when the gateway had it from the meter: a meter whose battery has failed begins its time anew,
/// and what it says from then on must not look older than what it said before. Nobody would learn
/// that it is off, and nobody who is protected would be brought back.
///
/// # Errors
/// When the store fails.
pub async fn supply(
    tx: &mut Tx,
    now: Now,
    read_at: Timestamp,
    meter: MeterId,
    said: &Supply,
) -> Result<(), StoreError> {
    let mut supply = Supply {
        at: so_at(now.business, read_at, said.at),
        ..*said
    };
    if let Some(known) = tx.supply(meter).await? {
        // What is of a moment that has not come was written down by a clock that was wrong then,
        // or ours has gone back since.
        if known.at > now.business + APART {
            supply.at = known.at;
        }
    }
    if tx.set_supply(meter, &supply).await?
        && let Some(account) = tx.account_of_meter(meter).await?
    {
        feed::tell(tx, now, account.id, Change::Supply).await?;
    }
    Ok(())
}

/// When service was so: by the meter, where its gateway agrees; else by the gateway, unless that
/// cannot be.
fn so_at(now: Timestamp, read_at: Timestamp, said_at: Timestamp) -> Timestamp {
    let apart = read_at.since(said_at).as_millis().abs();
    let carried = (now - CARRIED_MAX..=now + APART).contains(&read_at);
    let at = if apart <= APART.as_millis() || !carried {
        said_at
    } else {
        read_at
    };
    if at > now + APART { now } else { at }
}

/// Keeps intervals. Gives the number of those that are new or say something else than before; what
/// they change of what is charged is due from now on.
///
/// # Errors
/// When the store fails.
pub async fn intervals(
    tx: &mut Tx,
    now: Timestamp,
    meter: MeterId,
    length: Span,
    rows: &[(Timestamp, WattHours, bool)],
) -> Result<u64, StoreError> {
    let changed = tx.put_intervals(meter, length, rows).await?;
    if !changed.is_empty() {
        charge_again_from(tx, meter, &changed).await?;
        charge_events_again(tx, now, meter, &changed).await?;
    }
    Ok(changed.len() as u64)
}

/// An interval may come after its followers were charged, because its message was lost once, or
/// be corrected after it was charged itself: charging starts there again. What is charged already
/// and stands has its name and is not charged twice.
async fn charge_again_from(
    tx: &mut Tx,
    meter: MeterId,
    changed: &[Timestamp],
) -> Result<(), StoreError> {
    let first = |account: &AccountRow| {
        let from = account.opened_at.max(account.charged_until - RERATE_MAX);
        let first = changed.iter().copied().find(|start| *start >= from);
        first.filter(|start| *start < account.charged_until)
    };
    let Some(account) = tx.account_of_meter(meter).await? else {
        return Ok(());
    };
    if first(&account).is_none() {
        return Ok(());
    }
    // Somebody may be charging this account right now: look again under its lock.
    let locked = tx.lock_account(account.id).await?;
    if let Some(first) = locked.as_ref().and_then(first) {
        tx.set_charged_until(account.id, first).await?;
    }
    Ok(())
}

/// The same for the events at the meter, which are charged apart, however long they are over.
async fn charge_events_again(
    tx: &mut Tx,
    now: Timestamp,
    meter: MeterId,
    changed: &[Timestamp],
) -> Result<(), StoreError> {
    let young = |start: &Timestamp| *start >= now - RERATE_MAX;
    let first = changed.iter().copied().filter(young).min();
    let last = changed.iter().copied().max();
    if let Some((first, last)) = first.zip(last) {
        tx.charge_events_from(meter, (first, last), now).await?;
    }
    Ok(())
}
