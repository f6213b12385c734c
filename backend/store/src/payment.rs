//! Payments. The id is the maker's, so a retry finds the first answer. Receipts and
//! acknowledgements: `payment_confirm.rs`.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, EventId, MessageId, PaymentId, TransferId, UserId};
use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::time::Timestamp;

/// A payment as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRow {
    /// Made by who offers it.
    pub id: PaymentId,
    /// For which account.
    pub account: AccountId,
    /// How much, above zero.
    pub amount: Money,
    /// ISO 4217 code.
    pub currency: String,
    /// The method's word.
    pub method: String,
    /// Digest of what was asked, so that the same id with another request is seen.
    pub digest: [u8; 32],
    /// When.
    pub offered_at: Timestamp,
    /// By whom.
    pub offered_by: UserId,
    /// Where it stands.
    pub state: PaymentState,
    /// Its transfer, pending while it is offered.
    pub transfer: TransferId,
    /// The event that it pays for; `None` where it pays into the account (SC3.7).
    pub event: Option<EventId>,
    /// Energy that it bought; zero until applied.
    pub credit: WattHours,
    /// The prepaid balance right after it was applied.
    pub balance_after: Option<Money>,
    /// The command that tells the meter.
    pub message: Option<MessageId>,
}

/// The columns of `payment p`, for [`read`].
pub(crate) const PAYMENT: &str = "p.id, p.account, p.amount, p.currency, p.method, p.digest, \
                                  p.offered_at, p.offered_by, p.state, p.ended_at, p.refusal, \
                                  p.applied_by, p.transfer, p.credit_wh, p.balance_after, \
                                  p.message, p.event";

impl Tx {
    /// Takes a payment: `None` when it was taken, else the row that already has this id. The
    /// caller compares digests; the second copy gets the first answer. Its transfer must be there
    /// when the transaction commits.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account or person is not known, the amount is not
    /// positive or the message is another payment's.
    pub async fn insert_payment(
        &mut self,
        payment: &PaymentRow,
    ) -> Result<Option<PaymentRow>, StoreError> {
        let sql = "INSERT INTO payment (id, account, amount, currency, method, digest, \
                   offered_at, offered_by, state, ended_at, refusal, applied_by, transfer, \
                   credit_wh, balance_after, message, event) VALUES ($1, $2, $3, $4, $5, $6, \
                   $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT (id) DO NOTHING";
        let (ended_at, refusal, applied_by) = ending(&payment.state);
        let taken = self
            .ask("adding a payment", sql)
            .with(payment.id)
            .with(payment.account)
            .with(payment.amount)
            .with(payment.currency.as_str())
            .with(payment.method.as_str())
            .with(payment.digest)
            .with(payment.offered_at)
            .with(payment.offered_by)
            .with(payment.state.word())
            .with(ended_at)
            .with(refusal)
            .with(applied_by)
            .with(payment.transfer)
            .with(payment.credit)
            .with(payment.balance_after)
            .with(payment.message)
            .with(payment.event)
            .run_one()
            .await?;
        if taken {
            return Ok(None);
        }
        let known = self.payment(payment.id).await?;
        known.map(Some).ok_or_else(|| StoreError::Missing {
            what: "payment",
            id: payment.id.to_string(),
        })
    }

    /// The payment.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn payment(&mut self, id: PaymentId) -> Result<Option<PaymentRow>, StoreError> {
        let sql = format!("SELECT {PAYMENT} FROM payment p WHERE p.id = $1");
        let row = self.ask("payment", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// Ends a payment that has not ended: keeps `state`, `credit`, `balance_after` and `message`.
    /// `false`, and nothing changed, when it is not known or has ended before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the message is another payment's.
    pub async fn end_payment(&mut self, payment: &PaymentRow) -> Result<bool, StoreError> {
        let sql = "UPDATE payment SET state = $2, ended_at = $3, refusal = $4, applied_by = $5, \
                   credit_wh = $6, balance_after = $7, message = $8, \
                   receipted_at = (SELECT received_at FROM receipt WHERE message = $8) \
                   WHERE id = $1 AND state NOT IN ('applied', 'refused')";
        let (ended_at, refusal, applied_by) = ending(&payment.state);
        self.ask("ending a payment", sql)
            .with(payment.id)
            .with(payment.state.word())
            .with(ended_at)
            .with(refusal)
            .with(applied_by)
            .with(payment.credit)
            .with(payment.balance_after)
            .with(payment.message)
            .run_one()
            .await
    }

    /// Its credit goes out under another message, after the meter refused the first.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such payment.
    pub async fn set_payment_message(
        &mut self,
        id: PaymentId,
        message: MessageId,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE payment SET message = $2, receipted_at = NULL WHERE id = $1";
        let ask = self.ask("sending credit again", sql).with(id);
        crate::sql::must(ask.with(message).run_one().await?, "payment", id)
    }

    /// The payments of an account, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn payments_of(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        let sql = format!(
            "SELECT {PAYMENT} FROM payment p WHERE p.account = $1 \
             ORDER BY p.offered_at DESC, p.id DESC LIMIT $2"
        );
        let ask = self.ask("payments of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Payments that have not ended and were offered before the first moment, or after the second,
    /// which is ahead: a clock has jumped back since. First those that were looked at longest ago.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn open_payments(
        &mut self,
        (offered_before, ahead): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        let sql = format!(
            "SELECT {PAYMENT} FROM payment p WHERE p.state = 'offered' \
             AND (p.offered_at < $1 OR p.offered_at > $2) \
             ORDER BY p.looked_at, p.offered_at, p.id LIMIT $3"
        );
        let ask = self.ask("open payments", sql).with(offered_before);
        let ask = ask.with(ahead);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// An open payment has its turn now, real time: the others come before it again.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn payment_looked_at(
        &mut self,
        id: PaymentId,
        real: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE payment SET looked_at = $2 WHERE id = $1 AND state = 'offered'";
        let ask = self.ask("looking at a payment", sql).with(id);
        ask.with(real).run().await.map(drop)
    }

    /// When this account's cards of this method were offered that were refused since then, by
    /// anything but the time, or have no answer yet; the newest first. What came through a link is
    /// not among them.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn cards_tried(
        &mut self,
        account: AccountId,
        method: &str,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let sql = "SELECT p.offered_at FROM payment p WHERE p.account = $1 AND p.offered_at > $2 \
                   AND p.method = $3 AND (p.state IN ('offered', 'waits') \
                   OR (p.state = 'refused' AND p.refusal <> 'timeout')) \
                   AND NOT EXISTS (SELECT 1 FROM payment_through t WHERE t.payment = p.id) \
                   ORDER BY p.offered_at DESC, p.id DESC LIMIT $4";
        let ask = self.ask("cards that were tried", sql).with(account);
        let ask = ask.with(since).with(method).with(at_most(limit));
        each(ask.all().await?, |row| row.get("offered_at"))
    }

    /// Waits until no other transaction tries a card for this person, and keeps others waiting
    /// until this one is over. Taken before any account is locked.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the person is not known.
    pub async fn card_turn(&mut self, person: UserId) -> Result<(), StoreError> {
        let sql = "INSERT INTO card_turn (person, turns) VALUES ($1, 1) \
                   ON CONFLICT (person) DO UPDATE SET turns = card_turn.turns + 1";
        let ask = self.ask("taking a turn with cards", sql).with(person);
        ask.run().await.map(drop)
    }

    /// What an account has paid or offered since then; refusals do not count.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn paid_since(
        &mut self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Money, StoreError> {
        let sql = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS micros FROM payment \
                   WHERE account = $1 AND offered_at > $2 AND state <> 'refused'";
        let ask = self.ask("paid since", sql).with(account).with(since);
        let row = ask.one().await?;
        row.map_or(Ok(Money::ZERO), |row| row.get("micros"))
    }

    /// The payment whose command this is.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn payment_of_message(
        &mut self,
        message: MessageId,
    ) -> Result<Option<PaymentRow>, StoreError> {
        let sql = format!("SELECT {PAYMENT} FROM payment p WHERE p.message = $1");
        let row = self.ask("payment of a message", sql).with(message).one();
        row.await?.as_ref().map(read).transpose()
    }
}

/// When a payment came to its state, why not, and by which transfer.
fn ending(state: &PaymentState) -> (Option<Timestamp>, Option<&'static str>, Option<TransferId>) {
    match *state {
        PaymentState::Offered => (None, None, None),
        PaymentState::Waits { at }
        | PaymentState::Authorised { at }
        | PaymentState::Pending { at } => (Some(at), None, None),
        PaymentState::Applied { at, by } => (Some(at), None, Some(by)),
        PaymentState::Refused { at, why } => (Some(at), Some(why.word()), None),
    }
}

/// Reads the columns of [`PAYMENT`].
pub(crate) fn read(row: &Row) -> Result<PaymentRow, StoreError> {
    let state: String = row.get("state")?;
    let state = match state.as_str() {
        "offered" => PaymentState::Offered,
        "waits" => PaymentState::Waits {
            at: row.get("ended_at")?,
        },
        "authorised" => PaymentState::Authorised {
            at: row.get("ended_at")?,
        },
        "pending" => PaymentState::Pending {
            at: row.get("ended_at")?,
        },
        "applied" => PaymentState::Applied {
            at: row.get("ended_at")?,
            by: row.get("applied_by")?,
        },
        "refused" => PaymentState::Refused {
            at: row.get("ended_at")?,
            why: row.word("refusal", Refusal::from_word)?,
        },
        other => return Err(row.corrupt("state", &format!("no such word: {other:?}"))),
    };
    Ok(PaymentRow {
        id: row.get("id")?,
        account: row.get("account")?,
        amount: row.get("amount")?,
        currency: row.get("currency")?,
        method: row.get("method")?,
        digest: row.get("digest")?,
        offered_at: row.get("offered_at")?,
        offered_by: row.get("offered_by")?,
        state,
        transfer: row.get("transfer")?,
        event: row.maybe("event")?,
        credit: row.get("credit_wh")?,
        balance_after: row.maybe("balance_after")?,
        message: row.maybe("message")?,
    })
}
