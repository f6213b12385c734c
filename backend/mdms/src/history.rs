//! Usage history of a meter, for estimates, charges and people (FR-31).

use ami_domain::id::AccountId;
use ami_domain::time::{Timestamp, Window};
use ami_domain::usage::{Interval, Quality};
use ami_store::{Meter, StoreError, Tx};

/// The recorded intervals of a meter that start in the window, oldest first. An interval that the
/// meter never sent is not in the answer, and neither is use before the last customer left: it is
/// theirs.
///
/// # Errors
/// When the store fails.
pub async fn intervals(
    tx: &mut Tx,
    meter: &Meter,
    window: Window,
) -> Result<Vec<Interval>, StoreError> {
    let left = tx.left_before(meter.id, Timestamp::from_millis(i64::MAX));
    let since = left.await?.unwrap_or(window.start);
    stored(tx, meter, window, since).await
}

/// What an account may see: the intervals of its own time with its meter, also when that is over.
///
/// # Errors
/// When the store fails.
pub async fn of_account(
    tx: &mut Tx,
    account: AccountId,
    meter: &Meter,
    window: Window,
) -> Result<Vec<Interval>, StoreError> {
    let Some(tenancy) = tx.tenancy(account).await? else {
        return intervals(tx, meter, window).await;
    };
    let Some(meter) = tx.meter(tenancy.meter).await? else {
        return Ok(Vec::new());
    };
    let left = tx.left_before(meter.id, tenancy.window.end).await?;
    let end = window.end.min(tenancy.window.end);
    let window = Window { end, ..window };
    stored(tx, &meter, window, left.unwrap_or(window.start)).await
}

/// The intervals of a window, none before `since`.
async fn stored(
    tx: &mut Tx,
    meter: &Meter,
    window: Window,
    since: Timestamp,
) -> Result<Vec<Interval>, StoreError> {
    let start = window.start.max(since);
    let rows = tx.intervals(meter, Window { start, ..window }).await?;
    Ok(rows
        .into_iter()
        .map(|(start, energy, estimated)| Interval {
            start,
            length: meter.interval,
            energy,
            quality: if estimated {
                Quality::Estimated
            } else {
                Quality::Measured
            },
        })
        .collect())
}
