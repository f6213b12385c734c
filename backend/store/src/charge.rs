//! Payments at their processors: the name there, the second half of two-phase, and what became of
//! the money.

use crate::error::StoreError;
use crate::sql::{Row, at_most, due, each, must};
use crate::tx::Tx;
use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use ami_domain::settlement::{After, Capture, Settlement};
use ami_domain::time::Timestamp;

/// A payment at its processor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeRow {
    /// The payment.
    pub payment: PaymentId,
    /// The method's word.
    pub method: String,
    /// The processor's name for it.
    pub reference: String,
    /// Where the payer goes on, while their bank asks them for something.
    pub next_step: Option<String>,
    /// What became of the money.
    pub settlement: Settlement,
    /// Times that the processor was asked and left it in doubt.
    pub tries: u32,
    /// It is asked again then, real time.
    pub next_at: Option<Timestamp>,
}

const CHARGE: &str = "payment, method, reference, next_step, capture, captured_at, tries, \
                      next_at, refunded, after_state, after_at, after_amount";

impl Tx {
    /// Keeps a charge: the first word of a processor, or what changed since, also its name there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the reference is another payment's, or there is no such
    /// payment.
    pub async fn put_charge(&mut self, charge: &ChargeRow) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO charge ({CHARGE}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
             $12) ON CONFLICT (payment) DO UPDATE SET reference = excluded.reference, \
             next_step = excluded.next_step, \
             capture = excluded.capture, captured_at = excluded.captured_at, \
             tries = excluded.tries, next_at = excluded.next_at, refunded = excluded.refunded, \
             after_state = excluded.after_state, after_at = excluded.after_at, \
             after_amount = excluded.after_amount"
        );
        let settlement = &charge.settlement;
        let captured_at = match settlement.capture {
            Capture::Whole | Capture::Due => None,
            Capture::Done { at } | Capture::Failed { at } => Some(at),
        };
        let (after_at, after_amount) = facts(&settlement.after);
        let ask = self
            .ask("keeping a charge", sql)
            .with(charge.payment)
            .with(charge.method.as_str())
            .with(charge.reference.as_str())
            .with(charge.next_step.as_deref())
            .with(settlement.capture.word())
            .with(captured_at)
            .with(charge.tries)
            .with(charge.next_at)
            .with(settlement.refunded)
            .with(settlement.after.word())
            .with(after_at)
            .with(after_amount);
        must(ask.run_one().await?, "payment", charge.payment)
    }

    /// The charge of a payment; `None` when no processor has a name for it.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn charge(&mut self, payment: PaymentId) -> Result<Option<ChargeRow>, StoreError> {
        let sql = format!("SELECT {CHARGE} FROM charge WHERE payment = $1");
        let row = self.ask("charge", sql).with(payment).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// The charge of this name at the processor of this method.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn charge_named(
        &mut self,
        method: &str,
        reference: &str,
    ) -> Result<Option<ChargeRow>, StoreError> {
        let sql = format!("SELECT {CHARGE} FROM charge WHERE method = $1 AND reference = $2");
        let ask = self.ask("charge of a name", sql).with(method);
        let row = ask.with(reference).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// Charges about which the processor is to be asked by now, longest due first. One that was put
    /// off for longer than anything is was so by a clock that has jumped back since.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn charges_due(
        &mut self,
        real: Timestamp,
        limit: u32,
    ) -> Result<Vec<ChargeRow>, StoreError> {
        let sql = format!(
            "SELECT {CHARGE} FROM charge WHERE next_at IS NOT NULL \
             AND {} ORDER BY next_at LIMIT $3",
            due("next_at", 1)
        );
        let ask = self.ask("charges that are due", sql).due(real);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Puts off asking about a charge; `false` when somebody else has it since `seen`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn claim_charge(
        &mut self,
        payment: PaymentId,
        seen: Option<Timestamp>,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE charge SET next_at = $3, tries = tries + 1 \
                   WHERE payment = $1 AND next_at = $2";
        let ask = self.ask("claiming a charge", sql).with(payment);
        ask.with(seen).with(until).run_one().await
    }

    /// Charges that were captured in this window of real time, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn charges_captured(
        &mut self,
        from: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<ChargeRow>, StoreError> {
        let sql = format!(
            "SELECT {CHARGE} FROM charge WHERE captured_at IS NOT NULL AND captured_at >= $1 \
             AND captured_at < $2 AND capture = 'done' ORDER BY captured_at LIMIT $3"
        );
        let ask = self.ask("captured charges", sql).with(from).with(until);
        each(ask.with(at_most(limit)).all().await?, read)
    }
}

fn facts(after: &After) -> (Option<Timestamp>, Option<Money>) {
    match *after {
        After::Nothing => (None, None),
        After::Refunded { at } | After::DisputeWon { at } => (Some(at), None),
        After::Returned { at, amount }
        | After::Disputed { at, amount }
        | After::DisputeLost { at, amount } => (Some(at), Some(amount)),
    }
}

fn read(row: &Row) -> Result<ChargeRow, StoreError> {
    let word: String = row.get("capture")?;
    let capture = match word.as_str() {
        "whole" => Capture::Whole,
        "due" => Capture::Due,
        "done" => Capture::Done {
            at: row.get("captured_at")?,
        },
        "failed" => Capture::Failed {
            at: row.get("captured_at")?,
        },
        other => return Err(row.corrupt("capture", &format!("no such word: {other:?}"))),
    };
    let word: String = row.get("after_state")?;
    let (at, amount) = ("after_at", "after_amount");
    let after = match word.as_str() {
        "nothing" => After::Nothing,
        "refunded" => After::Refunded { at: row.get(at)? },
        "returned" => After::Returned {
            at: row.get(at)?,
            amount: row.get(amount)?,
        },
        "disputed" => After::Disputed {
            at: row.get(at)?,
            amount: row.get(amount)?,
        },
        "dispute_won" => After::DisputeWon { at: row.get(at)? },
        "dispute_lost" => After::DisputeLost {
            at: row.get(at)?,
            amount: row.get(amount)?,
        },
        other => return Err(row.corrupt("after_state", &format!("no such word: {other:?}"))),
    };
    Ok(ChargeRow {
        payment: row.get("payment")?,
        method: row.get("method")?,
        reference: row.get("reference")?,
        next_step: row.maybe("next_step")?,
        settlement: Settlement {
            capture,
            refunded: row.get("refunded")?,
            after,
        },
        tries: row.get("tries")?,
        next_at: row.maybe("next_at")?,
    })
}
