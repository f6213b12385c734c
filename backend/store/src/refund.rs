//! Payments given back: asked, then done or failed.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, PaymentId, RefundId, TransferId, UserId};
use ami_domain::money::Money;
use ami_domain::time::Timestamp;

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundState {
    /// The processor is asked; its transfer is pending.
    Asked,
    /// The processor has given it back.
    Done,
    /// It could not be given back; its transfer is voided, or taken back by another.
    Failed,
}

impl RefundState {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            RefundState::Asked => "asked",
            RefundState::Done => "done",
            RefundState::Failed => "failed",
        }
    }
    fn from_word(word: &str) -> Option<Self> {
        use RefundState::{Asked, Done, Failed};
        [Asked, Done, Failed].into_iter().find(|s| s.word() == word)
    }
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRow {
    /// Made by who asks for it; the processor knows it by this.
    pub id: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// How much.
    pub amount: Money,
    /// Why, in the words of who asked.
    pub note: String,
    /// Who asked.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub state: RefundState,
    /// The entry that takes it from the account.
    pub transfer: TransferId,
    /// When the processor had done it, real time.
    pub done_at: Option<Timestamp>,
    /// The processor's name for it.
    pub reference: Option<String>,
}

const REFUND: &str = "id, payment, amount, note, asked_by, asked_at, state, transfer, done_at, \
                      reference";

impl Tx {
    /// Takes a refund: `None` when it was taken, else the row that already has this id.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the payment or person is not known.
    pub async fn insert_refund(
        &mut self,
        refund: &RefundRow,
    ) -> Result<Option<RefundRow>, StoreError> {
        let sql = "INSERT INTO refund (id, payment, amount, note, asked_by, asked_at, state, \
                   transfer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
        let taken = self
            .ask("adding a refund", sql)
            .with(refund.id)
            .with(refund.payment)
            .with(refund.amount)
            .with(refund.note.as_str())
            .with(refund.asked_by)
            .with(refund.asked_at)
            .with(refund.state.word())
            .with(refund.transfer)
            .run_one()
            .await?;
        if taken {
            return Ok(None);
        }
        self.refund(refund.id).await
    }

    /// The refund.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn refund(&mut self, id: RefundId) -> Result<Option<RefundRow>, StoreError> {
        let sql = format!("SELECT {REFUND} FROM refund WHERE id = $1");
        let row = self.ask("refund", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// The refund of this name at the processor.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn refund_named(&mut self, reference: &str) -> Result<Option<RefundRow>, StoreError> {
        let sql = format!("SELECT {REFUND} FROM refund WHERE reference = $1");
        let row = self.ask("refund of a name", sql).with(reference).one();
        row.await?.as_ref().map(read).transpose()
    }

    /// Brings a refund from one state to the next; `false` when it is not in that state any more.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn move_refund(
        &mut self,
        from: RefundState,
        refund: &RefundRow,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE refund SET state = $3, ended_at = $4, done_at = $5, reference = $6 \
                   WHERE id = $1 AND state = $2";
        self.ask("ending a refund", sql)
            .with(refund.id)
            .with(from.word())
            .with(refund.state.word())
            .with(at)
            .with(refund.done_at)
            .with(refund.reference.as_deref())
            .run_one()
            .await
    }

    /// The refunds of a payment, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn refunds_of(
        &mut self,
        payment: PaymentId,
        limit: u32,
    ) -> Result<Vec<RefundRow>, StoreError> {
        let sql = format!(
            "SELECT {REFUND} FROM refund WHERE payment = $1 ORDER BY asked_at, id LIMIT $2"
        );
        let ask = self.ask("refunds of a payment", sql).with(payment);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// The sum of an account's refunds that are in doubt: it is on its way out.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn refunds_asked(&mut self, account: AccountId) -> Result<Money, StoreError> {
        let sql = "SELECT CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) AS micros FROM refund r \
                   JOIN payment p ON p.id = r.payment WHERE r.state = 'asked' AND p.account = $1";
        let row = self.ask("refunds in doubt", sql).with(account).one();
        row.await?.map_or(Ok(Money::ZERO), |row| row.get("micros"))
    }

    /// Refunds in doubt that were asked for by the first moment, or after the second, which is
    /// ahead: a clock has jumped back since. First those that were looked at longest ago.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn open_refunds(
        &mut self,
        (before, ahead): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<RefundRow>, StoreError> {
        let sql = format!(
            "SELECT {REFUND} FROM refund WHERE state = 'asked' \
             AND (asked_at <= $1 OR asked_at > $2) ORDER BY looked_at, asked_at, id LIMIT $3"
        );
        let ask = self.ask("open refunds", sql).with(before).with(ahead);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// A refund in doubt has its turn now, real time: the others come before it again.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn refund_looked_at(
        &mut self,
        id: RefundId,
        real: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE refund SET looked_at = $2 WHERE id = $1 AND state = 'asked'";
        let ask = self.ask("looking at a refund", sql).with(id);
        ask.with(real).run().await.map(drop)
    }

    /// Refunds that were done in this window of real time.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn refunds_done(
        &mut self,
        from: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<RefundRow>, StoreError> {
        let sql = format!(
            "SELECT {REFUND} FROM refund WHERE done_at IS NOT NULL AND done_at >= $1 \
             AND done_at < $2 ORDER BY done_at LIMIT $3"
        );
        let ask = self.ask("refunds that were done", sql).with(from);
        each(ask.with(until).with(at_most(limit)).all().await?, read)
    }
}

fn read(row: &Row) -> Result<RefundRow, StoreError> {
    Ok(RefundRow {
        id: row.get("id")?,
        payment: row.get("payment")?,
        amount: row.get("amount")?,
        note: row.get("note")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        state: row.word("state", RefundState::from_word)?,
        transfer: row.get("transfer")?,
        done_at: row.maybe("done_at")?,
        reference: row.maybe("reference")?,
    })
}
