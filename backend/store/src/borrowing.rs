//! What customers have chosen to borrow by themselves, and what friendly hours have lent.

use crate::error::StoreError;
use crate::tx::Tx;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_domain::time::Timestamp;

/// What an account has chosen, and how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BorrowingRow {
    /// Emergency credit is lent at zero without being asked for.
    pub at_zero: bool,
    /// Use below zero in friendly hours is borrowed.
    pub friendly: bool,
    /// What of the borrowed money friendly hours have lent and is not paid back.
    pub friendly_owed: Money,
    /// The end of the last interval that was borrowed.
    pub friendly_until: Option<Timestamp>,
    /// The same of the last one that the customer was told of.
    pub told_until: Option<Timestamp>,
}

/// What friendly hours have lent for an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FriendlyUse {
    /// How much, after what was taken back.
    pub amount: Money,
    /// Lent and taken back so many times.
    pub times: u32,
}

impl Tx {
    /// What an account has chosen to borrow; nothing while nobody has chosen.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn borrowing(&mut self, account: AccountId) -> Result<BorrowingRow, StoreError> {
        let sql = "SELECT at_zero, friendly, friendly_owed, friendly_until, told_until \
                   FROM borrowing WHERE account = $1";
        let row = self.ask("what is borrowed", sql).with(account).one();
        row.await?.map_or(Ok(BorrowingRow::default()), |row| {
            Ok(BorrowingRow {
                at_zero: row.get("at_zero")?,
                friendly: row.get("friendly")?,
                friendly_owed: row.get("friendly_owed")?,
                friendly_until: row.maybe("friendly_until")?,
                told_until: row.maybe("told_until")?,
            })
        })
    }

    /// Keeps it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn set_borrowing(
        &mut self,
        account: AccountId,
        row: &BorrowingRow,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO borrowing (account, at_zero, friendly, friendly_owed, \
                   friendly_until, told_until) VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (account) DO UPDATE SET at_zero = excluded.at_zero, \
                   friendly = excluded.friendly, friendly_owed = excluded.friendly_owed, \
                   friendly_until = excluded.friendly_until, told_until = excluded.told_until";
        self.ask("keeping what is borrowed", sql)
            .with(account)
            .with(row.at_zero)
            .with(row.friendly)
            .with(row.friendly_owed)
            .with(row.friendly_until)
            .with(row.told_until)
            .run()
            .await
            .map(drop)
    }

    /// What friendly hours have lent for the interval that starts then.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn friendly_use(
        &mut self,
        account: AccountId,
        start: Timestamp,
    ) -> Result<FriendlyUse, StoreError> {
        let sql = "SELECT micros, times FROM friendly_use WHERE account = $1 AND starts_at = $2";
        let ask = self.ask("lent for an interval", sql).with(account);
        let row = ask.with(start).one().await?;
        row.map_or(Ok(FriendlyUse::default()), |row| {
            Ok(FriendlyUse {
                amount: row.get("micros")?,
                times: row.get("times")?,
            })
        })
    }

    /// Keeps it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn set_friendly_use(
        &mut self,
        account: AccountId,
        start: Timestamp,
        lent: &FriendlyUse,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO friendly_use (account, starts_at, micros, times) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (account, starts_at) DO UPDATE SET \
                   micros = excluded.micros, times = excluded.times";
        let ask = self.ask("keeping what is lent for an interval", sql);
        let ask = ask.with(account).with(start);
        ask.with(lent.amount).with(lent.times).run().await.map(drop)
    }
}
