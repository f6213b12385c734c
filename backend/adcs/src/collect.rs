//! Interval data from every meter at least once a day (FR-20). Gateways push it by themselves;
//! what is missing is noticed here, told to the log, and raised once for each silence.

use crate::{AdcsError, Terms};
use ami_domain::clock::Now;
use ami_domain::code::Code;
use ami_store::{JournalRow, Store};

/// So many silent meters are raised in one tick.
const BATCH: u32 = 256;

/// Raises meters that have not delivered interval data for as long as the policy allows. Gives
/// their number; each silence is raised once.
///
/// # Errors
/// When the store fails.
pub async fn collect(store: &Store, now: Now, terms: &Terms) -> Result<u32, AdcsError> {
    let before = now.business - terms.policy.silent_after;
    let silent = store.read().await?.silent_meters(before, BATCH).await?;
    if silent.is_empty() {
        return Ok(0);
    }
    let mut tx = store.begin().await?;
    let mut raised = 0;
    for (meter, since) in silent {
        tx.raise_silent(meter, since, now.business).await?;
        tx.journal(&JournalRow {
            seq: 0,
            at: now.business,
            meter,
            down: false,
            code: Code::INTERVAL,
            message: None,
            detail: "no interval data for too long".to_owned(),
        })
        .await?;
        tracing::warn!(meter.id = %meter, "A meter delivers no interval data");
        raised += 1;
    }
    tx.commit().await?;
    Ok(raised)
}
