//! Field orders and trouble orders (SC6.10). An open order waits here until the work-order system
//! has taken it. An order to cut supply at a meter without a switch carries a clearance, and can be
//! called back (AS-2); that it was waits here until that system knows.

use crate::error::StoreError;
use crate::sql::{Row, at_most, due, each};
use crate::tx::Tx;
use ami_domain::clock::Now;
use ami_domain::id::{AccountId, ClearanceId, MeterId, OrderId};
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::time::{Span, Timestamp};

/// Handing an order over takes less than this, real time.
pub const HANDING_MAX: Span = Span::seconds(60);

/// An order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// Its name; also the one under which it is handed over, however often.
    pub id: OrderId,
    /// For whom.
    pub account: AccountId,
    /// At which meter.
    pub meter: MeterId,
    /// Who is sent.
    pub kind: OrderKind,
    /// Why.
    pub reason: OrderReason,
    /// Where it stands.
    pub state: OrderState,
    /// What was known when it was opened, as JSON.
    pub evidence: String,
    /// Opened.
    pub opened_at: Timestamp,
    /// Done or cancelled.
    pub ended_at: Option<Timestamp>,
    /// What whoever ended it said.
    pub note: String,
    /// Times that handing it over was tried.
    pub attempts: u32,
    /// Handed over from this real time on.
    pub next_at_real: Timestamp,
    /// The work-order system took it.
    pub handed_at: Option<Timestamp>,
    /// What that system said last.
    pub answer: String,
    /// The clearance by which supply is cut; none where an order brings it back.
    pub clearance: Option<ClearanceId>,
    /// Nobody may cut after this.
    pub not_after: Option<Timestamp>,
    /// We have called it back.
    pub withdrawn: bool,
}

const ORDER: &str = "id, account, meter, kind, reason, state, evidence, opened_at, ended_at, note, \
                     attempts, next_at_real, handed_at, answer, clearance, not_after, withdrawn";

impl Tx {
    /// Takes a new order; `false` when the account has an open one of this kind already, also
    /// when somebody else is just adding it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when account or meter are not known.
    pub async fn insert_order(&mut self, order: &OrderRow) -> Result<bool, StoreError> {
        let sql = "INSERT INTO service_order (id, account, meter, kind, reason, state, evidence, \
                   opened_at, note, attempts, next_at_real, answer, clearance, not_after) \
                   VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, '', 0, $8, '', $9, $10) \
                   ON CONFLICT (account, kind) WHERE state IN ('open', 'sent') DO NOTHING";
        self.ask("adding an order", sql)
            .with(order.id)
            .with(order.account)
            .with(order.meter)
            .with(order.kind.word())
            .with(order.reason.word())
            .with(order.evidence.as_str())
            .with(order.opened_at)
            .with(order.next_at_real)
            .with(order.clearance)
            .with(order.not_after)
            .run_one()
            .await
    }

    /// The order.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn order(&mut self, id: OrderId) -> Result<Option<OrderRow>, StoreError> {
        let sql = format!("SELECT {ORDER} FROM service_order WHERE id = $1");
        let row = self.ask("order", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// An account's orders, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn orders_of(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<OrderRow>, StoreError> {
        let sql = format!(
            "SELECT {ORDER} FROM service_order WHERE account = $1 ORDER BY opened_at DESC LIMIT $2"
        );
        let ask = self.ask("orders of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Orders, newest first; only those that are not ended, if asked.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn orders(
        &mut self,
        only_open: bool,
        limit: u32,
    ) -> Result<Vec<OrderRow>, StoreError> {
        let which = if only_open {
            "WHERE state IN ('open', 'sent')"
        } else {
            ""
        };
        let sql = format!(
            "SELECT {ORDER} FROM service_order {which} ORDER BY opened_at DESC, id DESC LIMIT $1"
        );
        let ask = self.ask("orders", sql).with(at_most(limit));
        each(ask.all().await?, read)
    }

    /// Orders that are to be handed over now, the longest waiting first, and those that a clock has
    /// put off which has jumped back since: somebody sits in the dark.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn orders_to_hand(
        &mut self,
        real_now: Timestamp,
        limit: u32,
    ) -> Result<Vec<OrderRow>, StoreError> {
        let sql = format!(
            "SELECT {ORDER} FROM service_order WHERE state = 'open' \
             AND {} ORDER BY next_at_real LIMIT $3",
            due("next_at_real", 1)
        );
        let ask = self.ask("orders to hand over", sql).due(real_now);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Takes an order that is due for one try, so that no other instance tries at the same time;
    /// `false` when it is not due any more. When the try does not end, it is due again at `until`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn claim_order(
        &mut self,
        id: OrderId,
        real_now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = format!(
            "UPDATE service_order SET next_at_real = $2 WHERE id = $1 AND state = 'open' AND {}",
            due("next_at_real", 3)
        );
        let ask = self.ask("taking an order", sql).with(id).with(until);
        ask.due(real_now).run_one().await
    }

    /// The work-order system has taken an order; nothing when it is not open any more.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn order_handed(&mut self, id: OrderId, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE service_order SET state = 'sent', handed_at = $2, answer = '', \
                   attempts = attempts + 1 WHERE id = $1 AND state = 'open'";
        let ask = self.ask("handing an order over", sql).with(id).with(at);
        ask.run().await.map(drop)
    }

    /// Handing over did not work: what was said, and when it is tried again.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn order_not_handed(
        &mut self,
        id: OrderId,
        answer: &str,
        next_at_real: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE service_order SET answer = $2, next_at_real = $3, \
                   attempts = attempts + 1 WHERE id = $1 AND state = 'open'";
        let ask = self.ask("noting an order's trouble", sql).with(id);
        ask.with(answer).with(next_at_real).run().await.map(drop)
    }

    /// Calls back whoever is to cut supply at this meter, whether they are on their way or not yet;
    /// whether anybody was. That is told to the work-order system where it may know of the order.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn withdraw_errand(
        &mut self,
        meter: MeterId,
        now: Now,
        why: &str,
    ) -> Result<bool, StoreError> {
        // One that is being handed over at this moment must not arrive after that it is not.
        let sql = "UPDATE service_order SET withdrawn = 1, ended_at = $2, note = $3, \
                   recall_at_real = CASE WHEN state = 'sent' THEN $4 \
                   WHEN attempts > 0 OR next_at_real > $4 THEN $5 END, state = 'cancelled' \
                   WHERE meter = $1 AND clearance IS NOT NULL AND state IN ('open', 'sent')";
        let ask = self.ask("calling an errand back", sql).with(meter);
        let ask = ask.with(now.business).with(why).with(now.real);
        let ask = ask.with(now.real + HANDING_MAX);
        Ok(ask.run().await? > 0)
    }

    /// Orders that were called back, of which the work-order system is to be told now; also where
    /// that was put off by a clock that has jumped back since, or a paid home would be cut by hand.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn recalls(
        &mut self,
        real_now: Timestamp,
        limit: u32,
    ) -> Result<Vec<OrderRow>, StoreError> {
        let sql = format!(
            "SELECT {ORDER} FROM service_order WHERE recall_at_real IS NOT NULL \
             AND {} ORDER BY recall_at_real LIMIT $3",
            due("recall_at_real", 1)
        );
        let ask = self.ask("errands to call back", sql).due(real_now);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Telling of it is tried again at `next`; `None`: the system knows. `false` when it is not due
    /// any more.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn move_recall(
        &mut self,
        id: OrderId,
        real_now: Timestamp,
        next: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let sql = format!(
            "UPDATE service_order SET recall_at_real = $2, attempts = attempts + 1 \
             WHERE id = $1 AND {}",
            due("recall_at_real", 3)
        );
        let ask = self.ask("telling of an errand", sql).with(id).with(next);
        ask.due(real_now).run_one().await
    }

    /// Ends an order; `false` when it had ended before, and then nothing changes.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn end_order(
        &mut self,
        id: OrderId,
        state: OrderState,
        note: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE service_order SET state = $2, note = $3, ended_at = $4 \
                   WHERE id = $1 AND state IN ('open', 'sent')";
        let ask = self.ask("ending an order", sql).with(id);
        ask.with(state.word()).with(note).with(at).run_one().await
    }
}

fn read(row: &Row) -> Result<OrderRow, StoreError> {
    Ok(OrderRow {
        id: row.get("id")?,
        account: row.get("account")?,
        meter: row.get("meter")?,
        kind: row.word("kind", OrderKind::from_word)?,
        reason: row.word("reason", OrderReason::from_word)?,
        state: row.word("state", OrderState::from_word)?,
        evidence: row.get("evidence")?,
        opened_at: row.get("opened_at")?,
        ended_at: row.maybe("ended_at")?,
        note: row.get("note")?,
        attempts: row.get("attempts")?,
        next_at_real: row.get("next_at_real")?,
        handed_at: row.maybe("handed_at")?,
        answer: row.get("answer")?,
        clearance: row.maybe("clearance")?,
        not_after: row.maybe("not_after")?,
        withdrawn: row.get("withdrawn")?,
    })
}
