//! What a customer lets the utility lend by itself.

use crate::error::StoreError;
use crate::tx::Tx;
use ami_domain::id::AccountId;

/// The choices; nothing is lent by itself without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lending {
    /// Emergency credit when the balance reaches zero.
    pub at_zero: bool,
    /// What is used below zero in friendly hours.
    pub friendly: bool,
}

impl Tx {
    /// What an account has chosen.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn lending(&mut self, account: AccountId) -> Result<Lending, StoreError> {
        let sql = "SELECT at_zero, friendly FROM lending WHERE account = $1";
        let row = self.ask("what is lent", sql).with(account).one().await?;
        row.map_or(Ok(Lending::default()), |row| {
            Ok(Lending {
                at_zero: row.get("at_zero")?,
                friendly: row.get("friendly")?,
            })
        })
    }

    /// Keeps what an account chooses.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn set_lending(
        &mut self,
        account: AccountId,
        lending: Lending,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO lending (account, at_zero, friendly) VALUES ($1, $2, $3) \
                   ON CONFLICT (account) DO UPDATE SET at_zero = excluded.at_zero, \
                   friendly = excluded.friendly";
        let ask = self.ask("choosing what is lent", sql).with(account);
        let ask = ask.with(lending.at_zero).with(lending.friendly);
        ask.run().await.map(drop)
    }
}
