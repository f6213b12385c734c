//! What processors told us: once each, whatever comes twice or in another order.

use crate::error::StoreError;
use crate::sql::{Row, at_most, due, each};
use crate::tx::Tx;
use ami_domain::time::Timestamp;

/// An event of a processor. It says where to look, not what is so: the processor is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessorEvent {
    /// The processor's name for it.
    pub id: String,
    /// What happened, in the processor's words.
    pub kind: String,
    /// What it is about.
    pub object: String,
    /// The charge behind that, where the event names it.
    pub reference: Option<String>,
    /// Times that it was looked at in vain.
    pub tries: u32,
    /// When it is due, real time.
    pub next_at: Option<Timestamp>,
}

impl Tx {
    /// Takes an event; `false` when it is known already.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn insert_processor_event(
        &mut self,
        event: &ProcessorEvent,
        real: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO processor_event (id, kind, object, reference, received_at, tries, \
                   next_at) VALUES ($1, $2, $3, $4, $5, 0, $5) ON CONFLICT (id) DO NOTHING";
        self.ask("adding a processor's event", sql)
            .with(event.id.as_str())
            .with(event.kind.as_str())
            .with(event.object.as_str())
            .with(event.reference.as_deref())
            .with(real)
            .run_one()
            .await
    }

    /// Whether this event was received.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn knows_processor_event(&mut self, id: &str) -> Result<bool, StoreError> {
        let sql = "SELECT id FROM processor_event WHERE id = $1";
        let row = self.ask("a processor's event", sql).with(id).one().await?;
        Ok(row.is_some())
    }

    /// Events that are due, longest first, and those that a clock has put off which has jumped back
    /// since.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn processor_events_due(
        &mut self,
        real: Timestamp,
        limit: u32,
    ) -> Result<Vec<ProcessorEvent>, StoreError> {
        let sql = format!(
            "SELECT id, kind, object, reference, tries, next_at FROM processor_event \
             WHERE next_at IS NOT NULL AND {} ORDER BY next_at LIMIT $3",
            due("next_at", 1)
        );
        let ask = self.ask("processors' events that are due", sql).due(real);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// It has had its effect, or none; the first word on it stands.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn end_processor_event(&mut self, id: &str, outcome: &str) -> Result<(), StoreError> {
        let sql = "UPDATE processor_event SET outcome = $2, next_at = NULL \
                   WHERE id = $1 AND outcome IS NULL";
        let ask = self.ask("ending a processor's event", sql).with(id);
        ask.with(outcome).run().await.map(drop)
    }

    /// The processor did not answer: looked at again then.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn put_off_processor_event(
        &mut self,
        id: &str,
        next_at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE processor_event SET tries = tries + 1, next_at = $2 \
                   WHERE id = $1 AND outcome IS NULL";
        let ask = self.ask("putting off a processor's event", sql).with(id);
        ask.with(next_at).run().await.map(drop)
    }

    /// Forgets events that were received before then and are over.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn forget_processor_events_before(
        &mut self,
        real: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM processor_event WHERE received_at < $1 AND outcome IS NOT NULL";
        let ask = self.ask("forgetting processors' events", sql).with(real);
        ask.run().await
    }
}

fn read(row: &Row) -> Result<ProcessorEvent, StoreError> {
    Ok(ProcessorEvent {
        id: row.get("id")?,
        kind: row.get("kind")?,
        object: row.get("object")?,
        reference: row.maybe("reference")?,
        tries: row.get("tries")?,
        next_at: row.maybe("next_at")?,
    })
}
