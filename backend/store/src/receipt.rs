//! The meters' receipts (FR-15): the first copy is kept, every other changes nothing.

use crate::error::StoreError;
use crate::place::{read_supply, switch_word};
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::code::Code;
use ami_domain::id::{MessageId, MeterId};
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt};
use ami_domain::selftest::TestResult;
use ami_domain::time::Timestamp;

/// The columns of `receipt r`, for [`read_receipt`]. Names that other tables have are renamed.
pub(crate) const RECEIPT: &str = "r.message AS receipt_message, r.meter AS receipt_meter, \
                                  r.completed_at, r.code, r.refusal AS meter_refusal, r.log_seq, \
                                  r.switch, r.limit_w, r.credit_wh AS supply_credit, \
                                  r.supply_at, r.trip_at, r.trip_closes_at, r.test";

impl Tx {
    /// Takes a receipt; whether it is the first for its message. A payment that waits for it
    /// becomes a confirmation.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the meter is not known.
    pub async fn insert_receipt(
        &mut self,
        receipt: &Receipt,
        received_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO receipt (message, meter, completed_at, code, refusal, log_seq, \
                   switch, limit_w, credit_wh, supply_at, received_at, trip_at, \
                   trip_closes_at, test) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
                   $12, $13, $14) \
                   ON CONFLICT (message) DO NOTHING";
        let refusal = match receipt.outcome {
            Outcome::Done => None,
            Outcome::Refused(why) => Some(refusal_word(why)),
        };
        let test = receipt.test.map(|test| serde_json::to_string(&test));
        let test = test.transpose().map_err(|error| StoreError::Corrupt {
            what: "adding a receipt",
            why: error.to_string(),
        })?;
        let new = self
            .ask("adding a receipt", sql)
            .with(receipt.message)
            .with(receipt.meter)
            .with(receipt.completed_at)
            .with(receipt.code.0)
            .with(refusal)
            .with(receipt.log_seq)
            .with(switch_word(receipt.supply.switch))
            .with(receipt.supply.limit)
            .with(receipt.supply.credit)
            .with(receipt.supply.at)
            .with(received_at)
            .with(receipt.supply.trip.map(|trip| trip.at))
            .with(receipt.supply.trip.and_then(|trip| trip.closes_at))
            .with(test.as_deref())
            .run_one()
            .await?;
        if new {
            let sql = "UPDATE payment SET receipted_at = $2 WHERE message = $1";
            let ask = self.ask("noting a payment's receipt", sql);
            ask.with(receipt.message).with(received_at).run().await?;
        }
        Ok(new)
    }

    /// The receipt for a message.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn receipt(&mut self, message: MessageId) -> Result<Option<Receipt>, StoreError> {
        let sql = format!("SELECT {RECEIPT} FROM receipt r WHERE r.message = $1");
        let row = self.ask("receipt", sql).with(message).one().await?;
        row.as_ref().map(read_receipt).transpose()
    }

    /// A meter's receipts, the last received first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn receipts_of(
        &mut self,
        meter: MeterId,
        limit: u32,
    ) -> Result<Vec<Receipt>, StoreError> {
        let sql = format!(
            "SELECT {RECEIPT} FROM receipt r WHERE r.meter = $1 \
             ORDER BY r.received_at DESC LIMIT $2"
        );
        let ask = self.ask("receipts of a meter", sql).with(meter);
        each(ask.with(at_most(limit)).all().await?, read_receipt)
    }
}

/// Reads the columns of [`RECEIPT`].
pub(crate) fn read_receipt(row: &Row) -> Result<Receipt, StoreError> {
    let refusal: Option<String> = row.maybe("meter_refusal")?;
    let outcome = match refusal {
        None => Outcome::Done,
        Some(_) => Outcome::Refused(row.word("meter_refusal", refusal_from)?),
    };
    Ok(Receipt {
        message: row.get("receipt_message")?,
        meter: row.get("receipt_meter")?,
        completed_at: row.get("completed_at")?,
        code: Code(row.get("code")?),
        outcome,
        log_seq: row.get("log_seq")?,
        supply: read_supply(row, "supply_credit", "supply_at")?,
        test: read_test(row)?,
    })
}

fn read_test(row: &Row) -> Result<Option<TestResult>, StoreError> {
    let text: Option<String> = row.maybe("test")?;
    let read = |text: String| serde_json::from_str(&text);
    text.map(read)
        .transpose()
        .map_err(|error| row.corrupt("test", &error))
}

const fn refusal_word(why: MeterRefusal) -> &'static str {
    match why {
        MeterRefusal::Expired => "expired",
        MeterRefusal::Stale => "stale",
        MeterRefusal::OtherMeter => "other_meter",
        MeterRefusal::OldEpoch => "old_epoch",
        MeterRefusal::NotSupported => "not_supported",
        MeterRefusal::Full => "full",
        MeterRefusal::Held => "held",
    }
}

fn refusal_from(word: &str) -> Option<MeterRefusal> {
    use MeterRefusal::{Expired, Full, Held, NotSupported, OldEpoch, OtherMeter, Stale};
    [
        Expired,
        Stale,
        OtherMeter,
        OldEpoch,
        NotSupported,
        Full,
        Held,
    ]
    .into_iter()
    .find(|why| refusal_word(*why) == word)
}
