//! A test of a meter, asked for at the desk (FR-13, SC6.4, NFR-14). The answer comes in the
//! receipt; no answer in time is one, too.

use crate::{AdcsError, request};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::command::{Command, CommandKind};
use ami_domain::id::{MessageId, MeterId};
use ami_domain::receipt::Receipt;
use ami_domain::selftest::Verdict;
use ami_domain::time::Span;
use ami_store::Tx;

/// Asks a meter to test itself. Of no use after `within`, which is business time.
///
/// # Errors
/// When the store fails, or does not know the meter.
pub async fn ask(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    meter: MeterId,
    within: Span,
) -> Result<Command, AdcsError> {
    let end = Some(now.business + within);
    request::accept(tx, now, chance, meter, CommandKind::Test, end).await
}

/// The receipt of a test and what it says; `None` while there is none.
///
/// # Errors
/// When the store fails.
pub async fn answer(
    tx: &mut Tx,
    message: MessageId,
) -> Result<Option<(Receipt, Verdict)>, AdcsError> {
    let receipt = tx.receipt(message).await?;
    Ok(receipt.map(|receipt| {
        // A meter that refuses, or answers without a result, cannot test itself.
        let verdict = receipt.test.map_or(Verdict::Refused, |test| test.verdict());
        (receipt, verdict)
    }))
}
