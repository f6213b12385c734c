//! What comes from meters is kept first and used afterwards (SC1.9, SC1.10, FR-12).

use crate::feed::{self, Change};
use ami_domain::clock::Now;
use ami_domain::energy::WattHours;
use ami_domain::id::MeterId;
use ami_domain::receipt::{Receipt, Supply};
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, StoreError, Tx};

/// Keeps a receipt and the state of service in it; a second copy changes nothing. `true` when it
/// is new.
///
/// # Errors
/// When the store fails.
pub async fn receipt(tx: &mut Tx, now: Now, receipt: &Receipt) -> Result<bool, StoreError> {
    let new = tx.insert_receipt(receipt, now.business).await?;
    if new {
        supply(tx, now, receipt.meter, &receipt.supply).await?;
    }
    Ok(new)
}

/// Keeps the state of service, unless a newer one is known, and tells the account.
///
/// # Errors
/// When the store fails.
pub async fn supply(
    tx: &mut Tx,
    now: Now,
    meter: MeterId,
    supply: &Supply,
) -> Result<(), StoreError> {
    if tx.set_supply(meter, supply).await?
        && let Some(account) = tx.account_of_meter(meter).await?
    {
        feed::tell(tx, now, account.id, Change::Supply).await?;
    }
    Ok(())
}

/// Keeps intervals; one that is known already stays as it is. Gives the number of new ones.
///
/// # Errors
/// When the store fails.
pub async fn intervals(
    tx: &mut Tx,
    meter: MeterId,
    length: Span,
    rows: &[(Timestamp, WattHours, bool)],
) -> Result<u64, StoreError> {
    let new = tx.put_intervals(meter, length, rows).await?;
    if new > 0
        && let Some(first) = rows.iter().map(|(start, ..)| *start).min()
    {
        charge_again_from(tx, meter, first).await?;
    }
    Ok(new)
}

/// An interval may come after its followers were charged, because its message was lost once:
/// charging starts there again. What is charged already has its name and is not charged twice.
async fn charge_again_from(
    tx: &mut Tx,
    meter: MeterId,
    first: Timestamp,
) -> Result<(), StoreError> {
    let late = |account: &AccountRow| account.opened_at <= first && first < account.charged_until;
    let Some(account) = tx.account_of_meter(meter).await?.filter(late) else {
        return Ok(());
    };
    // Somebody may be charging this account right now: look again under its lock.
    let locked = tx.lock_account(account.id).await?;
    if locked.as_ref().is_some_and(late) {
        tx.set_charged_until(account.id, first).await?;
    }
    Ok(())
}
