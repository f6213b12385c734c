//! Credit that a meter was sent for something else than a payment of its account: help, borrowed
//! money, and what an event gave back.

use crate::error::StoreError;
use crate::sql::{at_most, each, must};
use crate::tx::Tx;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, MessageId, TransferId};
use ami_domain::time::Timestamp;

/// Such a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenRow {
    /// What the meter knows it by: once credited, it is known there under any message.
    pub name: TransferId,
    /// Whose.
    pub account: AccountId,
    /// How much.
    pub credit: WattHours,
    /// The command that carries it now.
    pub message: MessageId,
    /// When it was given.
    pub at: Timestamp,
}

impl Tx {
    /// Keeps a credit; a name that is known changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn insert_given(&mut self, given: &GivenRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO given_credit (name, account, credit_wh, message, at) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING";
        let ask = self.ask("keeping given credit", sql).with(given.name);
        let ask = ask.with(given.account).with(given.credit);
        ask.with(given.message).with(given.at).run().await.map(drop)
    }

    /// The credits of an account, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn given_to(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<GivenRow>, StoreError> {
        let sql = "SELECT name, account, credit_wh, message, at FROM given_credit \
                   WHERE account = $1 ORDER BY at DESC, name DESC LIMIT $2";
        let ask = self.ask("given credit of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, |row| {
            Ok(GivenRow {
                name: row.get("name")?,
                account: row.get("account")?,
                credit: row.get("credit_wh")?,
                message: row.get("message")?,
                at: row.get("at")?,
            })
        })
    }

    /// A credit goes out under another message.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none of this name.
    pub async fn set_given_message(
        &mut self,
        name: TransferId,
        message: MessageId,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE given_credit SET message = $2 WHERE name = $1";
        let ask = self.ask("sending given credit again", sql).with(name);
        must(ask.with(message).run_one().await?, "given credit", name)
    }
}
