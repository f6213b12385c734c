//! What waits for somebody or something else: an operator looks here first.

use crate::error::StoreError;
use crate::limits;
use crate::tx::Tx;
use ami_domain::time::Timestamp;

/// Rows that wait, at most [`limits::LIST_MAX`] of them, and since when the first one does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Queue {
    /// So many; [`limits::LIST_MAX`] when there are more.
    pub rows: i64,
    /// Since then, on the clock that the queue goes by; `None` when nothing waits.
    pub since: Option<Timestamp>,
}

/// Each queue that somebody may have to look after.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Messages for the broker; without a time.
    pub outbox: Queue,
    /// Commands without a receipt, since they were first sent, real time. What is planned for
    /// later counts, and has no time yet.
    pub commands: Queue,
    /// Payments that have not ended, since they were offered, business time.
    pub payments: Queue,
    /// Refunds that nobody knows the end of, since they were asked for, business time.
    pub refunds: Queue,
    /// Payments that a person must look at, since the question was asked, business time.
    pub questions: Queue,
    /// Orders that nobody has taken over, since they were opened, business time.
    pub orders: Queue,
    /// Cuts that wait for two people, since their cause began, business time.
    pub quarantined: Queue,
}

impl Tx {
    /// Counts what waits.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn waiting(&mut self) -> Result<Waiting, StoreError> {
        Ok(Waiting {
            outbox: self
                .queue("SELECT CAST(NULL AS BIGINT) AS since FROM outbox")
                .await?,
            commands: self
                .queue(
                    "SELECT first_sent_real AS since FROM command \
                     WHERE state IN ('queued', 'sent') ORDER BY next_at_real",
                )
                .await?,
            payments: self
                .queue("SELECT offered_at AS since FROM payment WHERE state = 'offered'")
                .await?,
            refunds: self
                .queue("SELECT asked_at AS since FROM refund WHERE state = 'asked'")
                .await?,
            questions: self
                .queue(
                    "SELECT asked_at AS since FROM payment_question \
                     WHERE answered_at IS NULL ORDER BY asked_at",
                )
                .await?,
            orders: self
                .queue(
                    "SELECT opened_at AS since FROM service_order WHERE state = 'open' \
                     ORDER BY next_at_real",
                )
                .await?,
            quarantined: self
                .queue("SELECT since FROM hold WHERE quarantined = 1 ORDER BY since")
                .await?,
        })
    }

    /// `rows` gives each row that waits as `since`.
    async fn queue(&mut self, rows: &str) -> Result<Queue, StoreError> {
        let sql = format!(
            "SELECT COUNT(*) AS n, MIN(since) AS since FROM ({rows} LIMIT {}) AS waiting",
            limits::LIST_MAX
        );
        let row = self.ask("counting what waits", sql).one().await?;
        row.map_or(Ok(Queue::default()), |row| {
            Ok(Queue {
                rows: row.get("n")?,
                since: row.maybe("since")?,
            })
        })
    }
}
