//! What must be published: a row of the transaction that decided so. Publishing twice is
//! harmless, because every message has an id.

use crate::error::StoreError;
use crate::limits;
use crate::sql::{at_most, each};
use crate::tx::Tx;

/// A message that waits to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Grows with each row.
    pub id: i64,
    /// Where to.
    pub topic: String,
    /// What.
    pub payload: Vec<u8>,
}

impl Tx {
    /// Puts a message out.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn put_outbox(&mut self, topic: &str, payload: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO outbox (topic, payload) VALUES ($1, $2)";
        let ask = self.ask("putting a message out", sql).with(topic);
        ask.with(payload).run().await.map(drop)
    }

    /// What waits, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn outbox(&mut self, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        let sql = "SELECT id, topic, payload FROM outbox ORDER BY id LIMIT $1";
        let ask = self.ask("outbox", sql).with(at_most(limit));
        each(ask.all().await?, |row| {
            Ok(OutboxRow {
                id: row.get("id")?,
                topic: row.get("topic")?,
                payload: row.get("payload")?,
            })
        })
    }

    /// Forgets what was published; ids that are gone already are no trouble.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn delete_outbox(&mut self, ids: &[i64]) -> Result<(), StoreError> {
        for chunk in ids.chunks(limits::ROWS_PER_STATEMENT) {
            let list = crate::sql::values(1, chunk.len(), 1);
            let sql = format!("DELETE FROM outbox WHERE id IN {list}");
            let mut ask = self.ask("deleting published messages", sql).once();
            for id in chunk {
                ask = ask.with(*id);
            }
            ask.run().await?;
        }
        Ok(())
    }
}
