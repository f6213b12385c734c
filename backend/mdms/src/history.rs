//! Usage history of an account, for estimates, charges and people (FR-31).

use ami_domain::time::Window;
use ami_domain::usage::{Interval, Quality};
use ami_store::{AccountRow, Meter, StoreError, Tx};

/// The recorded intervals of an account that start in the window, oldest first: those of its own
/// time with its meter, also when that is over. An interval that the meter never sent is not in
/// the answer, and neither is use from before the customer lived there: it is somebody else's, and
/// nothing is shown, charged or expected from it.
///
/// # Errors
/// When the store fails.
pub async fn of_account(
    tx: &mut Tx,
    account: &AccountRow,
    meter: &Meter,
    window: Window,
) -> Result<Vec<Interval>, StoreError> {
    let rows = tx.own_intervals(account, meter, window).await?;
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
