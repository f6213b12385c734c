//! Cheques that were sent to customers who have left, for what no card or bank took back.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, TransferId, UserId};
use ami_domain::money::Money;
use ami_domain::time::{Day, Timestamp};

/// One cheque.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChequeRow {
    /// Its entry in the ledger; made by who enters it.
    pub id: TransferId,
    /// Whose money it was.
    pub account: AccountId,
    /// As printed on it; no other cheque has it.
    pub number: String,
    /// The local day on which it was sent.
    pub sent_on: Day,
    /// How much.
    pub amount: Money,
    /// Who entered it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

impl ChequeRow {
    /// Whether somebody means the same cheque, whoever enters it and when.
    pub fn same(&self, other: &Self) -> bool {
        self.id == other.id
            && self.account == other.account
            && self.number == other.number
            && self.sent_on == other.sent_on
            && self.amount == other.amount
    }
}

const CHEQUE: &str = "id, account, number, sent_on, amount, entered_by, entered_at";

impl Tx {
    /// Keeps a cheque: `None` when it is new, else the one that has its id or its number.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account or the person is not known.
    pub async fn insert_cheque(
        &mut self,
        cheque: &ChequeRow,
    ) -> Result<Option<ChequeRow>, StoreError> {
        let sql = format!(
            "INSERT INTO cheque ({CHEQUE}) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT DO NOTHING"
        );
        let day = cheque.sent_on.to_string();
        let ask = self.ask("keeping a cheque", sql).with(cheque.id);
        let ask = ask.with(cheque.account).with(cheque.number.as_str());
        let ask = ask.with(day.as_str()).with(cheque.amount);
        if ask.with(cheque.by).with(cheque.at).run_one().await? {
            return Ok(None);
        }
        let sql = format!("SELECT {CHEQUE} FROM cheque WHERE id = $1");
        let row = self.ask("a cheque", sql).with(cheque.id).one().await?;
        if let Some(row) = row {
            return read(&row).map(Some);
        }
        let sql = format!("SELECT {CHEQUE} FROM cheque WHERE number = $1");
        let ask = self.ask("a cheque by its number", sql);
        let row = ask.with(cheque.number.as_str()).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// The cheques of an account, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn cheques_of(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<ChequeRow>, StoreError> {
        let sql =
            format!("SELECT {CHEQUE} FROM cheque WHERE account = $1 ORDER BY entered_at LIMIT $2");
        let ask = self.ask("cheques of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read)
    }
}

fn read(row: &Row) -> Result<ChequeRow, StoreError> {
    let text: String = row.get("sent_on")?;
    let unreadable = || row.corrupt("sent_on", &format!("no such day: {text:?}"));
    Ok(ChequeRow {
        id: row.get("id")?,
        account: row.get("account")?,
        number: row.get("number")?,
        sent_on: Day::from_text(&text).ok_or_else(unreadable)?,
        amount: row.get("amount")?,
        by: row.get("entered_by")?,
        at: row.get("entered_at")?,
    })
}
