//! How often somebody may try to sign in, over HTTP and MQTT alike. Counted in the store, so that
//! several instances count together, and a restart forgets nothing.
//!
//! Three limits: one login from one place, all logins from one place, and one login from all
//! strange places together. A place that the login has signed in from before is not strange, so
//! whoever guesses elsewhere, from however many places, does not lock a customer out at home.

use crate::state::App;
use ami_css::password_code::Place;
use ami_domain::id::UserId;
use ami_domain::time::Span;
use ami_store::StoreError;
use sha2::{Digest, Sha256};

/// Tries are counted over this time, real time.
pub const WINDOW: Span = Span::minutes(1);
/// Tries for one login from one place in that time.
pub const PER_LOGIN: u64 = 5;
/// Tries from one place in that time.
pub const PER_ADDRESS: u64 = 20;
/// Tries for one login from all strange places are counted over this time.
pub const STRANGE_WINDOW: Span = Span::minutes(15);
/// So many in that time.
pub const PER_LOGIN_STRANGE: u64 = 20;
/// A place is known for this long after signing in there.
pub const KNOWN: Span = Span::days(90);
/// Places that are known of one person.
pub const PLACES_MAX: u32 = 8;
/// Every person of MQTT comes from here: the broker does not say from where they come.
const MQTT: &str = "mqtt";

/// What becomes of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    /// It was counted and goes on.
    May,
    /// There were too many; it was not counted, and may come again after so long.
    Wait(Span),
}

/// Counts a try before any work is done for it. `from` is the place, `None` over MQTT. The login
/// is stored as a digest only: people type passwords into the wrong field.
///
/// # Errors
/// When the store fails.
pub async fn may_try(app: &App, login: &str, from: Option<&str>) -> Result<Try, StoreError> {
    let real = app.now().real;
    let digest = hex(&Sha256::digest(login.as_bytes()));
    let place = from.unwrap_or(MQTT);
    let mut tx = app.css.store.begin().await?;
    let mut keys = vec![(here(login, place), PER_LOGIN, WINDOW)];
    if let Some(from) = from {
        keys.push((format!("address:{from}"), PER_ADDRESS, WINDOW));
        let since = real - KNOWN;
        if !tx.has_signed_in_from(login, of(from), since).await? {
            let key = format!("login:{digest}");
            keys.push((key, PER_LOGIN_STRANGE, STRANGE_WINDOW));
        }
    }
    for (key, most, window) in &keys {
        if tx.count_attempts(key, real - *window).await? >= *most {
            app.gauges.sign_in_refused.inc();
            return Ok(Try::Wait(*window));
        }
    }
    for (key, ..) in &keys {
        tx.add_attempt(key, real).await?;
    }
    tx.commit().await?;
    Ok(Try::May)
}

/// The right password came from this place: guessing elsewhere no longer holds this person up
/// here.
///
/// # Errors
/// When the store fails.
pub async fn signed_in(
    tx: &mut ami_store::Tx,
    app: &App,
    who: UserId,
    from: &str,
) -> Result<(), StoreError> {
    let real = app.now().real;
    tx.signed_in_from(who, of(from), real, PLACES_MAX).await
}

/// Somebody has proved at this place that they are this person, by a code and not by the password:
/// what was tried under their login here before counts no more, and they are known here.
///
/// # Errors
/// When the store fails.
pub async fn proved(app: &App, who: UserId, login: &str, from: &str) -> Result<(), StoreError> {
    let mut tx = app.css.store.begin().await?;
    tx.delete_attempts(&here(login, from)).await?;
    signed_in(&mut tx, app, who, from).await?;
    tx.commit().await
}

/// A place of which a code is asked, and since when signing in there makes it known.
pub fn place(app: &App, from: &str) -> Place {
    Place {
        digest: of(from),
        since: app.now().real - KNOWN,
    }
}

/// Under what the tries for one login from one place are counted.
fn here(login: &str, place: &str) -> String {
    let digest = hex(&Sha256::digest(login.as_bytes()));
    format!("login:{digest}@{place}")
}

fn of(place: &str) -> [u8; 32] {
    Sha256::digest(place.as_bytes()).into()
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
