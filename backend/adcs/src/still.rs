//! The question before a switch opens (DESIGN 7.9).

use crate::{AdcsError, Terms};
use ami_domain::clock::Now;
use ami_store::Store;
use ami_wire::still::Still;

/// Whether the gateway may carry out the command that it asks about. `false` is always safe.
///
/// # Errors
/// When the store fails; the caller then answers no.
pub async fn decide(
    _store: &Store,
    _now: Now,
    _terms: &Terms,
    _question: &Still,
) -> Result<bool, AdcsError> {
    Ok(false)
}
