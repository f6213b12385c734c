//! What the regulator's report is made of, page by page in the order of time: decisions with what
//! the meters' receipts, or the orders of those who went there, say of them, and texts with what
//! became of them.

use crate::decision::{DECISION, DecisionRow, read_decision, read_holds};
use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::clearance::{Cause, Hold};
use ami_domain::id::{AccountId, AlertId, ClearanceId, MessageId, MeterId};
use ami_domain::time::{Span, Timestamp, Window};

/// Money that a bank is moving may have been asked for so long before it comes.
const BANK: Span = Span::days(60);

/// A decision, and what receipts say of the cut that it cleared; where the meter has no switch,
/// what those have reported who were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedDecision {
    /// The decision.
    pub decision: DecisionRow,
    /// When the meter, or a person who was sent, carried the cut out; `None` when nobody did.
    pub done_at: Option<Timestamp>,
    /// The completed time of the first receipt after that by which the switch is on; after a cut by
    /// hand, when the next person had brought power back.
    pub on_at: Option<Timestamp>,
    /// The same where demand is not limited either.
    pub whole_at: Option<Timestamp>,
    /// The last look at which its rules still held supply on; `None` when nobody looked again.
    pub held_until: Option<Timestamp>,
}

/// What held a meter's supply on across the moment that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedHold {
    /// The decision; after `until` the order of holds that have ended.
    pub decision: ClearanceId,
    /// Whose supply.
    pub meter: MeterId,
    /// What it was to be reduced for; after `meter` the order of holds that go on.
    pub cause: Cause,
    /// Every rule that held.
    pub holds: Vec<Hold>,
    /// The last look at which they did.
    pub until: Timestamp,
}

/// A text to one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedText {
    /// Whose.
    pub account: AccountId,
    /// The message that carried it; the order of texts of one moment.
    pub message: MessageId,
    /// The audience word of its notice.
    pub audience: String,
    /// When it was issued.
    pub issued: Timestamp,
    /// When the meter had it.
    pub at_meter: Option<Timestamp>,
    /// When a display first showed it.
    pub shown: Option<Timestamp>,
    /// The balance is used up by then, it says.
    pub promised_until: Option<Timestamp>,
    /// Where it promises: the first time after it that zero was told to the account.
    pub zero_at: Option<Timestamp>,
    /// Where it promises: the first money after it that came to the account.
    pub paid_at: Option<Timestamp>,
}

impl Tx {
    /// The decisions that were taken in a window, in order, those after `after`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn decisions_in(
        &mut self,
        window: Window,
        after: Option<(Timestamp, ClearanceId)>,
        limit: u32,
    ) -> Result<Vec<ReportedDecision>, StoreError> {
        // The receipts after the cut, by the order in which they came in.
        let back = |holds: &str| {
            format!(
                "(SELECT n.completed_at FROM receipt n WHERE n.meter = d.meter \
                 AND n.received_at > r.received_at AND n.switch = 'on' {holds} \
                 ORDER BY n.received_at LIMIT 1)"
            )
        };
        let columns = DECISION.replace(", ", ", d.");
        let (on, whole) = (back(""), back("AND n.limit_w IS NULL"));
        let by_hand = "(SELECT MIN(b.ended_at) FROM service_order b WHERE b.account = o.account \
                       AND b.opened_at >= o.ended_at AND b.kind = 'field' AND b.state = 'done' \
                       AND b.clearance IS NULL)";
        let sql = format!(
            "SELECT d.{columns}, COALESCE(r.completed_at, o.ended_at) AS done_at, \
             COALESCE({on}, {by_hand}) AS on_at, {whole} AS whole_at, \
             COALESCE(d.held_until, h.at) AS held_until \
             FROM decision d LEFT JOIN receipt r ON r.message = d.message AND r.refusal IS NULL \
             AND d.outcome = 'cleared' AND d.asked = 0 \
             LEFT JOIN service_order o ON o.clearance = d.id AND o.state = 'done' \
             LEFT JOIN hold h ON h.meter = d.meter AND h.cause = d.cause AND h.decision = d.id \
             WHERE (d.at, d.id) > ($1, $2) AND d.at < $3 ORDER BY d.at, d.id LIMIT $4"
        );
        let first = (
            window.start - Span::millis(1),
            ClearanceId::from_bytes([0xff; 16]),
        );
        let (at, id) = after.unwrap_or(first);
        let ask = self.ask("decisions of a time", sql).with(at).with(id);
        each(
            ask.with(window.end).with(at_most(limit)).all().await?,
            |row| {
                Ok(ReportedDecision {
                    decision: read_decision(row)?,
                    done_at: row.maybe("done_at")?,
                    on_at: row.maybe("on_at")?,
                    whole_at: row.maybe("whole_at")?,
                    held_until: row.maybe("held_until")?,
                })
            },
        )
    }

    /// What was decided before a moment and still held at it, and has ended since; in order, those
    /// after `after`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn holds_ended(
        &mut self,
        across: Timestamp,
        after: Option<(Timestamp, ClearanceId)>,
        limit: u32,
    ) -> Result<Vec<ReportedHold>, StoreError> {
        let sql = "SELECT d.id, d.meter, d.cause, d.holds, d.held_until AS until FROM decision d \
                   WHERE d.held_until IS NOT NULL AND (d.held_until, d.id) > ($1, $2) \
                   AND d.at < $3 ORDER BY d.held_until, d.id LIMIT $4";
        let first = (
            across - Span::millis(1),
            ClearanceId::from_bytes([0xff; 16]),
        );
        let (until, id) = after.unwrap_or(first);
        let ask = self.ask("holds that have ended", sql).with(until).with(id);
        let ask = ask.with(across).with(at_most(limit));
        each(ask.all().await?, held)
    }

    /// The same that holds to this day; those after `after`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn holds_open(
        &mut self,
        across: Timestamp,
        after: Option<(MeterId, Cause)>,
        limit: u32,
    ) -> Result<Vec<ReportedHold>, StoreError> {
        let sql = "SELECT d.id, d.meter, d.cause, d.holds, h.at AS until FROM hold h \
                   JOIN decision d ON d.id = h.decision WHERE (h.meter, h.cause) > ($1, $2) \
                   AND h.at >= $3 AND d.at < $3 ORDER BY h.meter, h.cause LIMIT $4";
        let (meter, cause) = match after {
            Some((meter, cause)) => (meter, cause.word()),
            None => (MeterId::from_number(0), ""),
        };
        let ask = self.ask("holds that go on", sql).with(meter);
        let ask = ask.with(cause).with(across).with(at_most(limit));
        each(ask.all().await?, held)
    }

    /// The texts that were issued in a window, in order, those after `after`. What followed a
    /// promise is looked for until `late` after its end.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn texts_in(
        &mut self,
        window: Window,
        after: Option<(Timestamp, MessageId)>,
        late: Span,
        limit: u32,
    ) -> Result<Vec<ReportedText>, StoreError> {
        let sql = "SELECT d.account, d.message, n.audience, d.published_at, d.at_meter, \
                   d.shown_at, d.promised_until, \
                   (SELECT MIN(z.published_at) FROM notice_delivery z \
                   JOIN notice w ON w.id = z.notice WHERE z.account = d.account \
                   AND z.published_at > d.published_at AND z.published_at <= d.promised_until \
                   + CAST($4 AS BIGINT) AND w.audience = 'zero') AS zero_at, \
                   (SELECT MIN(t.ended_at) FROM transfer t WHERE t.to_account = d.account \
                   AND t.to_book IN ('prepaid', 'assistance') AND t.state = 'posted' \
                   AND t.reason IN ('payment', 'granted', 'lent', 'correction') \
                   AND t.at > d.published_at - CAST($5 AS BIGINT) AND t.at <= d.promised_until \
                   AND t.ended_at > d.published_at AND t.ended_at <= d.promised_until) AS paid_at \
                   FROM notice_delivery d JOIN notice n ON n.id = d.notice \
                   WHERE (d.published_at, d.message) > ($1, $2) AND d.published_at < $3 \
                   ORDER BY d.published_at, d.message LIMIT $6";
        let first = (
            window.start - Span::millis(1),
            MessageId::from_bytes([0xff; 16]),
        );
        let (at, message) = after.unwrap_or(first);
        let ask = self.ask("texts of a time", sql).with(at).with(message);
        let ask = ask.with(window.end).with(late).with(BANK);
        each(ask.with(at_most(limit)).all().await?, text)
    }

    /// Notes by when a warning says that the balance is used up.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn promise(
        &mut self,
        notice: AlertId,
        account: AccountId,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE notice_delivery SET promised_until = $3 \
                   WHERE account = $1 AND notice = $2";
        let ask = self.ask("noting a promise", sql).with(account);
        ask.with(notice).with(until).run().await.map(drop)
    }
}

fn held(row: &Row) -> Result<ReportedHold, StoreError> {
    Ok(ReportedHold {
        decision: row.get("id")?,
        meter: row.get("meter")?,
        cause: row.word("cause", Cause::from_word)?,
        holds: read_holds(row)?,
        until: row.get("until")?,
    })
}

fn text(row: &Row) -> Result<ReportedText, StoreError> {
    Ok(ReportedText {
        account: row.get("account")?,
        message: row.get("message")?,
        audience: row.get("audience")?,
        issued: row.get("published_at")?,
        at_meter: row.maybe("at_meter")?,
        shown: row.maybe("shown_at")?,
        promised_until: row.maybe("promised_until")?,
        zero_at: row.maybe("zero_at")?,
        paid_at: row.maybe("paid_at")?,
    })
}
