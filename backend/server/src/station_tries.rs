//! How often a pay station may ask, and how often somebody may be wrong there. Counted in the
//! store, as for people who sign in, so that several instances count together.

use crate::state::App;
use ami_domain::id::AgentId;
use ami_domain::time::Span;
use ami_store::StoreError;

/// Tries are counted over this time, real time.
pub const WINDOW: Span = Span::minutes(1);
/// Wrong keys from one place in that time.
pub const WRONG_KEYS: u64 = 20;
/// Requests of one station in that time: a busy counter takes a payment every few seconds, and
/// asks after it once a second.
pub const REQUESTS: u64 = 600;
/// Account numbers that do not match are counted over this time.
pub const MATCH_WINDOW: Span = Span::minutes(10);
/// So many in that time: people mistype, and whoever guesses numbers is stopped.
pub const MISMATCHES: u64 = 10;

/// Whether a key from this place is looked at.
///
/// # Errors
/// When the store fails.
pub async fn may_show(app: &App, from: &str) -> Result<bool, StoreError> {
    below(app, &format!("station-key@{from}"), WRONG_KEYS, WINDOW).await
}

/// Counts a wrong key from this place.
///
/// # Errors
/// When the store fails.
pub async fn key_failed(app: &App, from: &str) -> Result<(), StoreError> {
    add(app, &format!("station-key@{from}")).await
}

/// Counts a request of a station; `false` when there were too many.
///
/// # Errors
/// When the store fails.
pub async fn may_ask(app: &App, agent: AgentId) -> Result<bool, StoreError> {
    let key = format!("station:{agent}");
    let may = below(app, &key, REQUESTS, WINDOW).await?;
    if may {
        add(app, &key).await?;
    }
    Ok(may)
}

/// Whether a station may name another account.
///
/// # Errors
/// When the store fails.
pub async fn may_match(app: &App, agent: AgentId) -> Result<bool, StoreError> {
    let key = format!("station-match:{agent}");
    below(app, &key, MISMATCHES, MATCH_WINDOW).await
}

/// Counts an account number that did not match.
///
/// # Errors
/// When the store fails.
pub async fn match_failed(app: &App, agent: AgentId) -> Result<(), StoreError> {
    add(app, &format!("station-match:{agent}")).await
}

/// Whether fewer than so many tries were counted under this key.
pub(crate) async fn below(
    app: &App,
    key: &str,
    most: u64,
    window: Span,
) -> Result<bool, StoreError> {
    let since = app.now().real - window;
    let mut tx = app.css.store.read().await?;
    Ok(tx.count_attempts(key, since).await? < most)
}

/// Counts one.
pub(crate) async fn add(app: &App, key: &str) -> Result<(), StoreError> {
    let mut tx = app.css.store.begin().await?;
    tx.add_attempt(key, app.now().real).await?;
    tx.commit().await
}
