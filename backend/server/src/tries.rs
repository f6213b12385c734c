//! How often somebody may try to sign in, over HTTP and MQTT alike. Counted in the store, so that
//! several instances count together.

use crate::state::App;
use ami_domain::time::Span;
use ami_store::StoreError;
use sha2::{Digest, Sha256};

/// Tries are counted over this time, real time.
pub const WINDOW: Span = Span::minutes(1);
/// Tries for one login in that time.
pub const PER_LOGIN: u64 = 5;
/// Tries from one address in that time.
pub const PER_ADDRESS: u64 = 20;

/// Counts a try before any work is done for it; `false` when there were too many, and then it is
/// not counted. The login is stored as a digest only: people type passwords into the wrong field.
///
/// # Errors
/// When the store fails.
pub async fn may_try(app: &App, login: &str, from: Option<&str>) -> Result<bool, StoreError> {
    let real = app.now().real;
    let digest = hex(&Sha256::digest(login.as_bytes()));
    let mut keys = vec![(format!("login:{digest}"), PER_LOGIN)];
    keys.extend(from.map(|from| (format!("address:{from}"), PER_ADDRESS)));
    let mut tx = app.css.store.begin().await?;
    for (key, most) in &keys {
        if tx.count_attempts(key, real - WINDOW).await? >= *most {
            app.gauges.sign_in_refused.inc();
            return Ok(false);
        }
    }
    for (key, _) in &keys {
        tx.add_attempt(key, real).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
