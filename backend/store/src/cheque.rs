//! Cheques that were sent to customers who have left, for what no card or bank took back, and what
//! became of them.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, TransferId, UserId};
use ami_domain::money::Money;
use ami_domain::move_out::Unpaid;
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
    /// When a bank's file or a person said that it was paid, and how much.
    pub cashed: Option<(Timestamp, Money)>,
    /// Whose word that is; `None` where it is the bank's.
    pub cashed_by: Option<UserId>,
    /// It was cancelled: the same money is owed again.
    pub cancelled: Option<ChequeEnd>,
}

/// How a cheque ended without being paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChequeEnd {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// Why, in their words.
    pub why: String,
    /// What became of the paper; `None` of one that ended before this was kept.
    pub how: Option<Unpaid>,
}

impl ChequeRow {
    /// Nobody has been paid by it, and somebody may be.
    pub const fn is_open(&self) -> bool {
        self.cashed.is_none() && self.cancelled.is_none()
    }

    /// Whether somebody means the same cheque, whoever enters it and when.
    pub fn same(&self, other: &Self) -> bool {
        self.id == other.id
            && self.account == other.account
            && self.number == other.number
            && self.sent_on == other.sent_on
            && self.amount == other.amount
    }
}

const NEW: &str = "id, account, number, sent_on, amount, entered_by, entered_at";
const CHEQUE: &str = "id, account, number, sent_on, amount, entered_by, entered_at, cashed_at, \
                      cashed_amount, cancelled_at, cancelled_by, cancelled_why, cashed_by, \
                      ended_as";

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
            "INSERT INTO cheque ({NEW}) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT DO NOTHING"
        );
        let day = cheque.sent_on.to_string();
        let ask = self.ask("keeping a cheque", sql).with(cheque.id);
        let ask = ask.with(cheque.account).with(cheque.number.as_str());
        let ask = ask.with(day.as_str()).with(cheque.amount);
        if ask.with(cheque.by).with(cheque.at).run_one().await? {
            return Ok(None);
        }
        match self.cheque(cheque.id).await? {
            Some(known) => Ok(Some(known)),
            None => self.cheque_numbered(&cheque.number).await,
        }
    }

    /// A cheque by its id.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn cheque(&mut self, id: TransferId) -> Result<Option<ChequeRow>, StoreError> {
        let sql = format!("SELECT {CHEQUE} FROM cheque WHERE id = $1");
        let row = self.ask("a cheque", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// A cheque by what is printed on it.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn cheque_numbered(&mut self, number: &str) -> Result<Option<ChequeRow>, StoreError> {
        let sql = format!("SELECT {CHEQUE} FROM cheque WHERE number = $1");
        let ask = self.ask("a cheque by its number", sql);
        let row = ask.with(number).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// A bank has paid a cheque; its first word stands, in the place of a person's. Whether it was
    /// this one.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn cheque_cashed(
        &mut self,
        id: TransferId,
        amount: Money,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE cheque SET cashed_at = $1, cashed_amount = $2, cashed_by = NULL \
                   WHERE id = $3 AND (cashed_at IS NULL OR cashed_by IS NOT NULL)";
        let ask = self.ask("a cheque that is paid", sql).with(at);
        ask.with(amount).with(id).run_one().await
    }

    /// A person says that a cheque was paid as it was sent. Whether it was still open.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the person is not known.
    pub async fn cheque_cashed_by(
        &mut self,
        id: TransferId,
        (by, at): (UserId, Timestamp),
        why: &str,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE cheque SET cashed_at = $1, cashed_amount = amount, cashed_by = $2, \
                   cashed_why = $3 WHERE id = $4 AND cashed_at IS NULL AND cancelled_at IS NULL";
        let ask = self.ask("a cheque that a person calls paid", sql);
        let ask = ask.with(at).with(by).with(why);
        ask.with(id).run_one().await
    }

    /// A cheque that nobody was paid by ends; a person's word that it was paid gives way, the
    /// bank's does not. Whether it was still open.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the person is not known.
    pub async fn cancel_cheque(
        &mut self,
        id: TransferId,
        end: &ChequeEnd,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE cheque SET cancelled_at = $1, cancelled_by = $2, cancelled_why = $3, \
                   ended_as = $5, cashed_at = NULL, cashed_amount = NULL, cashed_by = NULL \
                   WHERE id = $4 AND cancelled_at IS NULL \
                   AND (cashed_at IS NULL OR cashed_by IS NOT NULL)";
        let ask = self.ask("cancelling a cheque", sql).with(end.at);
        let ask = ask.with(end.by).with(end.why.as_str());
        let ask = ask.with(id).with(end.how.map(Unpaid::word));
        ask.run_one().await
    }

    /// Open cheques that were sent before this day, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn cheques_stale(
        &mut self,
        before: Day,
        limit: u32,
    ) -> Result<Vec<ChequeRow>, StoreError> {
        let sql = format!(
            "SELECT {CHEQUE} FROM cheque WHERE cashed_at IS NULL AND cancelled_at IS NULL \
             AND sent_on < $1 ORDER BY sent_on LIMIT $2"
        );
        let day = before.to_string();
        let ask = self.ask("stale cheques", sql).with(day.as_str());
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Cheques of which the bank says something else than our books: another amount, or paid
    /// though cancelled. The newest word first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn cheques_wrong(&mut self, limit: u32) -> Result<Vec<ChequeRow>, StoreError> {
        let sql = format!(
            "SELECT {CHEQUE} FROM cheque WHERE cashed_at IS NOT NULL \
             AND (cashed_amount <> amount OR cancelled_at IS NOT NULL) \
             ORDER BY cashed_at DESC LIMIT $1"
        );
        let ask = self.ask("cheques that differ", sql);
        each(ask.with(at_most(limit)).all().await?, read)
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
    let cashed: Option<Timestamp> = row.maybe("cashed_at")?;
    let cancelled: Option<Timestamp> = row.maybe("cancelled_at")?;
    let how: Option<String> = row.maybe("ended_as")?;
    Ok(ChequeRow {
        id: row.get("id")?,
        account: row.get("account")?,
        number: row.get("number")?,
        sent_on: Day::from_text(&text).ok_or_else(unreadable)?,
        amount: row.get("amount")?,
        by: row.get("entered_by")?,
        at: row.get("entered_at")?,
        cashed: match cashed {
            Some(at) => Some((at, row.get("cashed_amount")?)),
            None => None,
        },
        cashed_by: row.maybe("cashed_by")?,
        cancelled: match cancelled {
            Some(at) => Some(ChequeEnd {
                at,
                by: row.get("cancelled_by")?,
                why: row.get("cancelled_why")?,
                how: how.as_deref().and_then(Unpaid::from_word),
            }),
            None => None,
        },
    })
}
