//! Who tells us the weather (FR-10): a file that somebody else's program writes, and the public
//! service of the United States. The third way is MQTT (`intake.rs`), the fourth a person at the
//! console. A source that is silent changes nothing: what it said last grows old, and old weather
//! holds every cut.

pub mod file;
pub mod nws;
mod service;

use crate::config::WeatherFrom;
use ami_adcs::weather::{WeatherSource, keep};
use ami_domain::clock::Now;
use ami_store::Store;
use std::sync::Arc;
use std::time::Duration;

/// Longest wait for an answer of a service.
pub const ANSWER: Duration = Duration::from_secs(10);

/// Every source that the configuration names.
#[derive(Clone, Default)]
pub struct Sources {
    all: Vec<Arc<dyn WeatherSource>>,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sources({})", self.all.len())
    }
}

impl Sources {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When this machine's TLS cannot be set up.
    pub fn new(from: &WeatherFrom) -> Result<Self, reqwest::Error> {
        let mut all: Vec<Arc<dyn WeatherSource>> = Vec::new();
        if let Some(path) = &from.file {
            all.push(Arc::new(file::WeatherFile::new(path.clone())));
        }
        if let Some(service) = &from.service {
            all.push(Arc::new(nws::WeatherService::new(service)?));
        }
        Ok(Self { all })
    }

    /// Asks every source once and keeps what is new; how many reports were. One that fails does
    /// not keep the others from being heard.
    ///
    /// # Errors
    /// The first source that has no weather or says what cannot be, in words for the log.
    pub async fn look(&self, store: &Store, now: Now) -> Result<u32, String> {
        let (mut new, mut trouble) = (0, None);
        for source in &self.all {
            let told = match source.look(now.business).await {
                Ok(reports) => keep(store, now, &reports).await.map_err(|e| e.to_string()),
                Err(error) => Err(error.to_string()),
            };
            match told {
                Ok(kept) => new += kept,
                Err(why) => trouble = trouble.or(Some(why)),
            }
        }
        trouble.map_or(Ok(new), Err)
    }
}
