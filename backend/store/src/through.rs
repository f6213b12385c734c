//! Payments that nobody of ours offered: through which station or link they came, and what their
//! money did.

use crate::error::StoreError;
use crate::payment::{PAYMENT, PaymentRow, read};
use crate::sql::{at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AgentId, LinkId, PaymentId};
use ami_domain::time::Timestamp;

/// Through what a payment came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// A pay station.
    Station(AgentId),
    /// A link.
    Link(LinkId),
}

impl Tx {
    /// Notes through what a payment comes, before or with the payment; the first word stays.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when agent or link is not known.
    pub async fn paid_through(
        &mut self,
        payment: PaymentId,
        through: Through,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (agent, link) = match through {
            Through::Station(agent) => (Some(agent), None),
            Through::Link(link) => (None, Some(link)),
        };
        let sql = "INSERT INTO payment_through (payment, agent, link, at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (payment) DO NOTHING";
        let ask = self.ask("noting a way to pay", sql).with(payment);
        ask.with(agent).with(link).with(at).run().await.map(drop)
    }

    /// Through what a payment came; `None` when a person who signs in offered it.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn through(&mut self, payment: PaymentId) -> Result<Option<Through>, StoreError> {
        let sql = "SELECT agent, link FROM payment_through WHERE payment = $1";
        let row = self.ask("way of a payment", sql).with(payment).one();
        let Some(row) = row.await? else {
            return Ok(None);
        };
        Ok(Some(match row.maybe("agent")? {
            Some(agent) => Through::Station(agent),
            None => Through::Link(row.get("link")?),
        }))
    }

    /// The payments that a station took from `from` to before `until`, in order.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn station_payments(
        &mut self,
        agent: AgentId,
        from: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        let sql = format!(
            "SELECT {PAYMENT} FROM payment_through t JOIN payment p ON p.id = t.payment \
             WHERE t.agent = $1 AND t.at >= $2 AND t.at < $3 ORDER BY t.at, t.payment LIMIT $4"
        );
        let ask = self.ask("payments of a station", sql).with(agent);
        let ask = ask.with(from).with(until).with(at_most(limit));
        each(ask.all().await?, read)
    }

    /// Notes that a station asked to forget a payment that had not come: a late copy of it is
    /// not taken.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the agent is not known.
    pub async fn forget_payment(
        &mut self,
        agent: AgentId,
        payment: PaymentId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO station_forgotten (agent, payment, at) VALUES ($1, $2, $3) \
                   ON CONFLICT (agent, payment) DO NOTHING";
        let ask = self.ask("forgetting a payment", sql).with(agent);
        ask.with(payment).with(at).run().await.map(drop)
    }

    /// Whether a station asked to forget this payment.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn is_forgotten(
        &mut self,
        agent: AgentId,
        payment: PaymentId,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT at FROM station_forgotten WHERE agent = $1 AND payment = $2";
        let ask = self.ask("forgotten payment", sql).with(agent);
        Ok(ask.with(payment).one().await?.is_some())
    }
}
