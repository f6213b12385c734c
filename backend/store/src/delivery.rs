//! Records of delivery: commands with the receipts that answer them, for the figures of
//! conformance (NFR-02, NFR-08 to NFR-14).

use crate::command::CommandState;
use crate::error::StoreError;
use crate::sql::{at_most, each};
use crate::tx::Tx;
use ami_domain::id::{MessageId, MeterId};
use ami_domain::time::{Span, Timestamp};

/// One command and its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Its id.
    pub message: MessageId,
    /// To whom.
    pub meter: MeterId,
    /// The stored word of its kind.
    pub kind: String,
    /// When ADCS took it; the moment from which it could go out, when that is later.
    pub due_at: Timestamp,
    /// Where it stands.
    pub state: CommandState,
    /// Times sent.
    pub attempts: u32,
    /// When it was sent first.
    pub sent_at: Option<Timestamp>,
    /// From the first sending to the last, real time.
    pub first_to_last: Option<Span>,
    /// When its receipt came in.
    pub received_at: Option<Timestamp>,
    /// The meter refused it because it had something newer.
    pub stale: bool,
    /// What it says, for events only: their start is in it.
    pub event: Option<String>,
}

impl Tx {
    /// Commands in the order of their ids, after this one; all of them when asked page by page.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn deliveries(
        &mut self,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        let sql = "SELECT c.id, c.meter, c.kind, c.accepted_at, c.not_before, c.state, \
                   c.attempts, c.first_sent_at, c.first_sent_real, c.last_sent_real, r.received_at, \
                   CASE WHEN r.refusal = 'stale' THEN 1 ELSE 0 END AS stale, \
                   CASE WHEN c.kind = 'event' THEN c.body ELSE NULL END AS event \
                   FROM command c LEFT JOIN receipt r ON r.message = c.id \
                   WHERE c.id > $1 ORDER BY c.id LIMIT $2";
        let after = after.unwrap_or(MessageId::from_number(0));
        let ask = self.ask("deliveries", sql).with(after);
        each(ask.with(at_most(limit)).all().await?, |row| {
            let accepted: Timestamp = row.get("accepted_at")?;
            let first: Option<Timestamp> = row.maybe("first_sent_real")?;
            let last: Option<Timestamp> = row.maybe("last_sent_real")?;
            Ok(DeliveryRow {
                message: row.get("id")?,
                meter: row.get("meter")?,
                kind: row.get("kind")?,
                due_at: accepted.max(row.get("not_before")?),
                state: row.word("state", CommandState::from_word)?,
                attempts: row.get("attempts")?,
                sent_at: row.maybe("first_sent_at")?,
                first_to_last: first.zip(last).map(|(first, last)| last.since(first)),
                received_at: row.maybe("received_at")?,
                stale: row.get("stale")?,
                event: row.maybe("event")?,
            })
        })
    }

    /// The real time at which the next open command is looked at; `None` when none is open.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn next_command_at(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT next_at_real FROM command WHERE state IN ('queued', 'sent') \
                   ORDER BY next_at_real LIMIT 1";
        let row = self.ask("next command", sql).one().await?;
        row.map(|row| row.get("next_at_real")).transpose()
    }
}
