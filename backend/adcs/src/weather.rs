//! The weather, from whoever tells us. A report that cannot be is refused, an old one stays old:
//! both hold every cut that asks for weather (FR-10).

use crate::AdcsError;
use ami_domain::clock::Now;
use ami_domain::time::Timestamp;
use ami_domain::weather::Weather;
use ami_store::Store;
use std::future::Future;
use std::pin::Pin;

/// Why a source has no weather at the moment.
#[derive(Debug, thiserror::Error)]
#[error("no weather from {from}: {why}")]
pub struct WeatherTrouble {
    /// Which source.
    pub from: String,
    /// Why; for the log.
    pub why: String,
}

/// Reports of a source.
pub type Reports<'a> =
    Pin<Box<dyn Future<Output = Result<Vec<Weather>, WeatherTrouble>> + Send + 'a>>;

/// Somebody who knows the weather.
pub trait WeatherSource: Send + Sync {
    /// What it knows now, at most [`REPORTS_MAX`] places; each value carries its own age.
    fn look(&self, now: Timestamp) -> Reports<'_>;
}

/// Places that one look may bring.
pub const REPORTS_MAX: usize = 1_000;

/// Keeps reports. Gives how many were new.
///
/// # Errors
/// [`AdcsError::Weather`] when one cannot be: none of them is kept then, for a source that says
/// so is broken. Else when the store fails.
pub async fn keep(store: &Store, now: Now, reports: &[Weather]) -> Result<u32, AdcsError> {
    let mut tx = store.begin().await?;
    let mut new = 0;
    for report in reports.iter().take(REPORTS_MAX) {
        report.check(now.business)?;
        new += u32::from(tx.set_weather(report).await?);
    }
    tx.commit().await?;
    Ok(new)
}
