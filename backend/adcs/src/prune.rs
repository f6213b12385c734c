//! Forgets records of traffic that are older than the utility keeps them, a little at a time.

use crate::{AdcsError, Terms};
use ami_domain::clock::Now;
use ami_store::Store;

/// Meters that are looked at in one run.
const METERS: u32 = 200;
/// Rows of one journal, of one meter's log, and commands, that one transaction forgets at most.
const ROWS: u32 = 500;

/// One run: a page of meters and a page of commands; how many rows went. Each meter has its own
/// short transaction, so nobody waits for it.
///
/// # Errors
/// When the store fails; what is done by then stays done.
pub async fn prune(store: &Store, now: Now, terms: &Terms) -> Result<u64, AdcsError> {
    let before = now.business - terms.policy.records_kept;
    let mut tx = store.begin().await?;
    let meters = tx.journals_to_prune(before, METERS).await?;
    let (_, mut gone) = tx.prune_commands(before, ROWS).await?;
    tx.commit().await?;
    for meter in meters {
        let mut tx = store.begin().await?;
        gone += tx.prune_journal(meter, before, ROWS).await?;
        gone += tx.prune_meter_log(meter, before, ROWS).await?;
        tx.commit().await?;
    }
    Ok(gone)
}
