//! Tells whoever watches an account that something of it changed. The row is part of the same
//! transaction as the change, so nobody hears of what was not kept (NFR-07).

use ami_domain::clock::Now;
use ami_domain::id::AccountId;
use ami_store::{StoreError, Tx};

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// The view.
    View,
    /// The state of service.
    Supply,
    /// A payment or its delivery.
    Payment,
    /// A text.
    Message,
    /// A prepayment event, or the calendar of the site.
    Event,
}

impl Change {
    /// Every kind.
    pub const ALL: [Change; 5] = [
        Change::View,
        Change::Supply,
        Change::Payment,
        Change::Message,
        Change::Event,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Change::View => "view",
            Change::Supply => "supply",
            Change::Payment => "payment",
            Change::Message => "message",
            Change::Event => "event",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.word() == word)
    }
}

/// Notes a change of an account.
///
/// # Errors
/// When the store fails.
pub async fn tell(
    tx: &mut Tx,
    now: Now,
    account: AccountId,
    change: Change,
) -> Result<(), StoreError> {
    tx.tell(account, change.word(), now.real).await
}
