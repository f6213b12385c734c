//! Pay stations (BR-03): who they are, their floats, their keys, and what they hand over.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each, must};
use crate::tx::Tx;
use ami_domain::id::{AgentId, TransferId, UserId};
use ami_domain::money::Money;
use ami_domain::time::Timestamp;

/// A pay station as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRow {
    /// Who.
    pub id: AgentId,
    /// How people call it.
    pub name: String,
    /// Name of its time zone: its day is a statement.
    pub zone: String,
    /// How much it may owe.
    pub float_max: Money,
    /// Its book: below zero is what it owes.
    pub balance: Money,
    /// May take payments.
    pub active: bool,
    /// Since when it is known.
    pub made_at: Timestamp,
}

/// Money that a station has handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemittanceRow {
    /// Its name, made by who records it.
    pub id: TransferId,
    /// How much.
    pub amount: Money,
    /// Who recorded it.
    pub by: UserId,
    /// The bank's reference, or whatever tells it from others.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

const AGENT: &str = "id, name, zone, float_max, micros, active, made_at";

impl AgentRow {
    /// How much more it may take.
    pub fn left(&self) -> Money {
        (self.float_max + self.balance).max(Money::ZERO)
    }
}

impl Tx {
    /// Takes a station, or keeps a known one's new name, zone, float and whether it may take
    /// payments. What it owes stays as it is.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn set_agent(&mut self, agent: &AgentRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO agent (id, name, zone, float_max, micros, active, made_at, version) \
                   VALUES ($1, $2, $3, $4, 0, $5, $6, 0) ON CONFLICT (id) DO UPDATE SET \
                   name = excluded.name, zone = excluded.zone, float_max = excluded.float_max, \
                   active = excluded.active, version = agent.version + 1";
        self.ask("setting an agent", sql)
            .with(agent.id)
            .with(agent.name.as_str())
            .with(agent.zone.as_str())
            .with(agent.float_max)
            .with(agent.active)
            .with(agent.made_at)
            .run()
            .await
            .map(drop)
    }

    /// The station.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn agent(&mut self, id: AgentId) -> Result<Option<AgentRow>, StoreError> {
        let sql = format!("SELECT {AGENT} FROM agent WHERE id = $1");
        let row = self.ask("agent", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// Stations by name.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn agents(&mut self, limit: u32) -> Result<Vec<AgentRow>, StoreError> {
        let sql = format!("SELECT {AGENT} FROM agent ORDER BY name, id LIMIT $1");
        let ask = self.ask("agents", sql).with(at_most(limit));
        each(ask.all().await?, read)
    }

    /// Holds the station until this transaction ends, and gives it as it is now: whoever takes
    /// money for it, or forgets a payment, does so one after the other.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn lock_agent(&mut self, id: AgentId) -> Result<Option<AgentRow>, StoreError> {
        let sql = format!("UPDATE agent SET version = version + 1 WHERE id = $1 RETURNING {AGENT}");
        let rows = self.ask("locking an agent", sql).with(id).returning();
        rows.await?.first().map(read).transpose()
    }

    /// Whether the float holds this much more and the station may take payments. When it does,
    /// the row is held until this transaction ends, in which the payment must be posted.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn take_float(&mut self, id: AgentId, amount: Money) -> Result<bool, StoreError> {
        let sql = "UPDATE agent SET version = version + 1 \
                   WHERE id = $1 AND active = 1 AND float_max + micros >= $2";
        let ask = self.ask("taking of a float", sql).with(id).with(amount);
        ask.run_one().await
    }

    /// Adds to an agent's book.
    pub(crate) async fn move_agent_balance(
        &mut self,
        agent: AgentId,
        by: Money,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE agent SET micros = micros + $2 WHERE id = $1";
        let ask = self.ask("moving an agent's balance", sql).with(agent);
        must(ask.with(by).run_one().await?, "agent", agent)
    }

    /// Takes a new key of a station. Those before it end at `until`, real time, unless they end
    /// sooner.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the digest is taken, or agent or person is not known.
    pub async fn add_agent_key(
        &mut self,
        agent: AgentId,
        digest: [u8; 32],
        by: UserId,
        at: Timestamp,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        self.end_agent_keys(agent, until).await?;
        let sql = "INSERT INTO agent_key (digest, agent, made_at, made_by) VALUES ($1, $2, $3, $4)";
        let ask = self.ask("adding an agent's key", sql).with(digest);
        let ask = ask.with(agent).with(at).with(by);
        ask.run().await.map(drop)
    }

    /// Ends every key of a station at this moment, real time, unless it ends sooner.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn end_agent_keys(
        &mut self,
        agent: AgentId,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE agent_key SET ends_at = $2 \
                   WHERE agent = $1 AND (ends_at IS NULL OR ends_at > $2)";
        let ask = self.ask("ending an agent's keys", sql).with(agent);
        ask.with(until).run().await.map(drop)
    }

    /// The station whose key this is at this moment, real time, whether it is active or not.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn agent_of_key(
        &mut self,
        digest: [u8; 32],
        real: Timestamp,
    ) -> Result<Option<AgentRow>, StoreError> {
        let sql = format!(
            "SELECT {AGENT} FROM agent WHERE id = (SELECT agent FROM agent_key \
             WHERE digest = $1 AND (ends_at IS NULL OR ends_at > $2))"
        );
        let ask = self.ask("agent of a key", sql).with(digest).with(real);
        ask.one().await?.as_ref().map(read).transpose()
    }

    /// When the newest key of a station was made; `None` when it has none that holds.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn agent_key_made(
        &mut self,
        agent: AgentId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT made_at FROM agent_key WHERE agent = $1 AND ends_at IS NULL \
                   ORDER BY made_at DESC LIMIT 1";
        let row = self.ask("newest key of an agent", sql).with(agent).one();
        row.await?.map(|row| row.get("made_at")).transpose()
    }

    /// Notes who recorded that a station handed money over; its transfer must be there. `false`
    /// when it is noted already.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when agent or person is not known.
    pub async fn insert_remittance(
        &mut self,
        agent: AgentId,
        row: &RemittanceRow,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO remittance (transfer, agent, person, note, at) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (transfer) DO NOTHING";
        let ask = self.ask("noting a remittance", sql).with(row.id);
        let ask = ask.with(agent).with(row.by).with(row.note.as_str());
        ask.with(row.at).run_one().await
    }

    /// What a station handed over from `from` to before `until`, in order.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn remittances(
        &mut self,
        agent: AgentId,
        from: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<RemittanceRow>, StoreError> {
        let sql = "SELECT r.transfer, t.amount, r.person, r.note, r.at FROM remittance r \
                   JOIN transfer t ON t.id = r.transfer \
                   WHERE r.agent = $1 AND r.at >= $2 AND r.at < $3 \
                   ORDER BY r.at, r.transfer LIMIT $4";
        let ask = self.ask("remittances", sql).with(agent).with(from);
        each(ask.with(until).with(at_most(limit)).all().await?, |row| {
            Ok(RemittanceRow {
                id: row.get("transfer")?,
                amount: row.get("amount")?,
                by: row.get("person")?,
                note: row.get("note")?,
                at: row.get("at")?,
            })
        })
    }

    /// What has moved a station's book at or after this moment.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn agent_moved_since(
        &mut self,
        agent: AgentId,
        since: Timestamp,
    ) -> Result<Money, StoreError> {
        let sql = "SELECT CAST((SELECT COALESCE(SUM(amount), 0) FROM transfer \
                   WHERE to_agent = $1 AND at >= $2 AND state = 'posted') \
                   - (SELECT COALESCE(SUM(amount), 0) FROM transfer \
                   WHERE from_agent = $1 AND at >= $2 AND state = 'posted') AS BIGINT) AS micros";
        let ask = self.ask("what moved an agent's book", sql).with(agent);
        let row = ask.with(since).one().await?;
        row.map_or(Ok(Money::ZERO), |row| row.get("micros"))
    }
}

fn read(row: &Row) -> Result<AgentRow, StoreError> {
    Ok(AgentRow {
        id: row.get("id")?,
        name: row.get("name")?,
        zone: row.get("zone")?,
        float_max: row.get("float_max")?,
        balance: row.get("micros")?,
        active: row.get("active")?,
        made_at: row.get("made_at")?,
    })
}
