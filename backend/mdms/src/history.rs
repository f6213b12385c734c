//! Usage history of a meter, for estimates, charges and people (FR-31).

use ami_domain::time::Window;
use ami_domain::usage::{Interval, Quality};
use ami_store::{Meter, StoreError, Tx};

/// The recorded intervals of a meter that start in the window, oldest first. An interval that the
/// meter never sent is not in the answer.
///
/// # Errors
/// When the store fails.
pub async fn intervals(
    tx: &mut Tx,
    meter: &Meter,
    window: Window,
) -> Result<Vec<Interval>, StoreError> {
    let rows = tx.intervals(meter, window).await?;
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
