//! Records of delivery: commands with the receipts that answer them, for the figures of
//! conformance (NFR-02, NFR-08 to NFR-14).

use crate::command::CommandState;
use crate::error::StoreError;
use crate::sql::{at_most, each};
use crate::tx::Tx;
use ami_domain::code::Code;
use ami_domain::id::{MessageId, MeterId};
use ami_domain::time::{Span, Timestamp, Window};

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
                   c.attempts, c.first_sent_at, c.first_sent_real, c.last_sent_real, \
                   r.received_at, \
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

    /// How long commands took from the moment at which they were due to their receipt, as (kind,
    /// time or none, how many): of those that ADCS took in the window and that have ended, or are
    /// older than `deadline`. Times are divided by `factor`, the speed of the business clock, and
    /// rounded up to a tenth of a second; what took longer than ten minutes is ten minutes.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn delivery_times(
        &mut self,
        window: Window,
        deadline: Span,
        factor: i64,
    ) -> Result<Vec<(String, Option<Span>, u64)>, StoreError> {
        let sql = "SELECT kind, took, COUNT(*) AS n FROM (SELECT c.kind AS kind, \
                   CASE WHEN r.received_at IS NULL OR c.state <> 'receipted' THEN -1 \
                   WHEN r.received_at - c.accepted_at > 600000 * CAST($4 AS BIGINT) THEN 600000 \
                   ELSE ((r.received_at - CASE WHEN c.not_before > c.accepted_at \
                   THEN c.not_before ELSE c.accepted_at END) \
                   / CAST($4 AS BIGINT) + 99) / 100 * 100 \
                   END AS took FROM command c LEFT JOIN receipt r ON r.message = c.id \
                   WHERE c.accepted_at >= $1 AND c.accepted_at < $2 \
                   AND (c.state IN ('receipted', 'refused', 'expired') \
                   OR (c.state IN ('queued', 'sent') AND c.not_before < $3)) \
                   ) AS taken GROUP BY kind, took";
        let ask = self.ask("delivery times", sql).with(window.start);
        let late = window.end - Span::millis(deadline.as_millis().saturating_mul(factor));
        let ask = ask.with(window.end).with(late).with(factor.max(1));
        each(ask.all().await?, |row| {
            let took: i64 = row.get("took")?;
            let took = (took >= 0).then(|| Span::millis(took));
            Ok((row.get("kind")?, took, row.get("n")?))
        })
    }

    /// From the first sending to the second of commands that were sent twice, real time rounded
    /// up to a tenth of a second, and how many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn delivery_retries(
        &mut self,
        window: Window,
    ) -> Result<Vec<(Span, u64)>, StoreError> {
        let sql = "SELECT (last_sent_real - first_sent_real + 99) / 100 * 100 AS after, \
                   COUNT(*) AS n FROM command \
                   WHERE accepted_at >= $1 AND accepted_at < $2 AND attempts = 2 GROUP BY after";
        let ask = self.ask("delivery retries", sql).with(window.start);
        each(ask.with(window.end).all().await?, |row| {
            Ok((row.get("after")?, row.get("n")?))
        })
    }

    /// Meters that did alike, as (asked, done, meters): of commands that have ended. A balance
    /// that a newer one replaced before it was due a second time is not counted. `supply`: only
    /// what moves supply. `reached`: only meters whose gateway is connected now.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn delivery_success(
        &mut self,
        window: Window,
        supply: bool,
        reached: bool,
    ) -> Result<Vec<(u64, u64, u64)>, StoreError> {
        let sql = "SELECT asked, done, COUNT(*) AS meters FROM (SELECT COUNT(*) AS asked, \
                   SUM(CASE WHEN c.state = 'receipted' THEN 1 ELSE 0 END) AS done \
                   FROM command c JOIN meter m ON m.id = c.meter \
                   JOIN gateway g ON g.id = m.gateway \
                   WHERE c.accepted_at >= $1 AND c.accepted_at < $2 \
                   AND (c.state IN ('receipted', 'refused', 'expired') \
                   OR (c.state = 'superseded' AND c.attempts > 1)) \
                   AND (CAST($3 AS BIGINT) = 0 OR c.kind IN \
                   ('prepay', 'connect', 'disconnect', 'limit', 'unlimit')) \
                   AND (CAST($4 AS BIGINT) = 0 OR g.online = 1) GROUP BY c.meter) AS each_meter \
                   GROUP BY asked, done";
        let ask = self.ask("delivery success", sql).with(window.start);
        let ask = ask.with(window.end).with(supply).with(reached);
        each(ask.all().await?, |row| {
            Ok((row.get("asked")?, row.get("done")?, row.get("meters")?))
        })
    }

    /// Of all meters: those that have had a balance since this moment (FR-09), those whose
    /// intervals reach it (FR-20), and their number.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn daily_reached(&mut self, since: Timestamp) -> Result<[u64; 3], StoreError> {
        let sql = "SELECT COUNT(*) AS meters, \
                   CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM receipt r \
                   WHERE r.meter = m.id AND r.received_at >= $1 AND r.code = $2) \
                   THEN 1 ELSE 0 END), 0) AS BIGINT) AS shown, \
                   CAST(COALESCE(SUM(CASE WHEN e.ends_at >= $1 THEN 1 ELSE 0 END), 0) AS BIGINT) \
                   AS collected FROM meter m LEFT JOIN interval_end e ON e.meter = m.id";
        let ask = self.ask("daily reached", sql).with(since);
        let row = ask.with(Code::BALANCE_UPDATE.0).one().await?;
        let Some(row) = row else {
            return Ok([0; 3]);
        };
        Ok([row.get("shown")?, row.get("collected")?, row.get("meters")?])
    }
}
