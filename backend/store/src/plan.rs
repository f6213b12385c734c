//! What is to happen to supply later (FR-14), and whom a standing rule limits now (FR-10).

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::clearance::{Cause, Reduce};
use ami_domain::id::{MessageId, MeterId, PlanId, UserId};
use ami_domain::time::Timestamp;

/// What a plan does when its time comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planned {
    /// Service on.
    Connect,
    /// Service off, or limited; decided then, with a clearance.
    Reduce(Reduce),
    /// The limit goes, and service is on.
    Restore,
}

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanState {
    /// Its time has not come, or rules hold it.
    Waiting,
    /// Handed to the meter.
    Done,
    /// Rules held it until it made no sense any more.
    Held,
    /// Taken back.
    Cancelled,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Made by who asks.
    pub id: PlanId,
    /// Whose supply.
    pub meter: MeterId,
    /// What.
    pub what: Planned,
    /// Why.
    pub cause: Cause,
    /// When.
    pub at: Timestamp,
    /// Grows with each change.
    pub version: u32,
    /// By whom.
    pub made_by: UserId,
    /// Where it stands.
    pub state: PlanState,
    /// Looked at again from then on.
    pub next_at: Timestamp,
    /// The command that it became, where that reduces supply.
    pub message: Option<MessageId>,
}

const PLAN: &str = "id, meter, what, limit_w, cause, at, version, made_by, state, next_at, message";

impl Tx {
    /// Takes a plan; `false` when its id is taken.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the meter or person is not known.
    pub async fn insert_plan(&mut self, plan: &PlanRow) -> Result<bool, StoreError> {
        let sql = "INSERT INTO plan (id, meter, what, limit_w, cause, at, version, made_by, \
                   state, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                   ON CONFLICT (id) DO NOTHING";
        let limit = match plan.what {
            Planned::Reduce(Reduce::Limit(demand)) => Some(demand),
            Planned::Reduce(Reduce::Disconnect) | Planned::Connect | Planned::Restore => None,
        };
        self.ask("adding a plan", sql)
            .with(plan.id)
            .with(plan.meter)
            .with(plan.what.word())
            .with(limit)
            .with(plan.cause.word())
            .with(plan.at)
            .with(plan.version)
            .with(plan.made_by)
            .with(plan.state.word())
            .with(plan.next_at)
            .run_one()
            .await
    }

    /// The plan.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn plan(&mut self, id: PlanId) -> Result<Option<PlanRow>, StoreError> {
        let sql = format!("SELECT {PLAN} FROM plan WHERE id = $1");
        let row = self.ask("plan", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// The plans of a meter, the last first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn plans_of(
        &mut self,
        meter: MeterId,
        limit: u32,
    ) -> Result<Vec<PlanRow>, StoreError> {
        let sql = format!("SELECT {PLAN} FROM plan WHERE meter = $1 ORDER BY at DESC LIMIT $2");
        let ask = self.ask("plans of a meter", sql).with(meter);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Plans whose time has come, the oldest first; also where a clock that has jumped back since
    /// has put one off.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn due_plans(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<PlanRow>, StoreError> {
        let sql = format!(
            "SELECT {PLAN} FROM plan WHERE state = 'waiting' AND next_at <= $1 UNION ALL \
             SELECT {PLAN} FROM plan WHERE state = 'waiting' AND next_at > $2 AND at <= $1 \
             ORDER BY next_at LIMIT $3"
        );
        let ask = self.ask("due plans", sql).due(now);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Moves a waiting plan to another moment; `false` when it does not wait in this version.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn move_plan(
        &mut self,
        id: PlanId,
        version: u32,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE plan SET at = $3, next_at = $3, version = version + 1 \
                   WHERE id = $1 AND version = $2 AND state = 'waiting'";
        let ask = self.ask("moving a plan", sql).with(id).with(version);
        ask.with(at).run_one().await
    }

    /// A plan that rules hold is looked at again later.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn postpone_plan(&mut self, id: PlanId, next: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE plan SET next_at = $2 WHERE id = $1 AND state = 'waiting'";
        let ask = self.ask("postponing a plan", sql).with(id);
        ask.with(next).run_one().await
    }

    /// Ends a waiting plan; `false` when it does not wait.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the state given is waiting.
    pub async fn end_plan(
        &mut self,
        id: PlanId,
        state: PlanState,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE plan SET state = $2, ended_at = $3, version = version + 1 \
                   WHERE id = $1 AND state = 'waiting'";
        let ask = self.ask("ending a plan", sql).with(id);
        ask.with(state.word()).with(at).run_one().await
    }

    /// A waiting plan became this command; `false` when it does not wait.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn plan_went_out(
        &mut self,
        id: PlanId,
        message: Option<MessageId>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE plan SET state = 'done', ended_at = $3, message = $2, \
                   version = version + 1 WHERE id = $1 AND state = 'waiting'";
        let ask = self.ask("carrying out a plan", sql).with(id);
        ask.with(message).with(at).run_one().await
    }

    /// The plan that became this command.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn plan_of_message(
        &mut self,
        message: MessageId,
    ) -> Result<Option<PlanRow>, StoreError> {
        let sql = format!("SELECT {PLAN} FROM plan WHERE message = $1");
        let row = self
            .ask("plan of a command", sql)
            .with(message)
            .one()
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Takes back a plan whose command went out; `false` when it was not carried out.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn recall_plan(&mut self, id: PlanId, at: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE plan SET state = 'cancelled', ended_at = $2, version = version + 1 \
                   WHERE id = $1 AND state = 'done'";
        let ask = self.ask("recalling a plan", sql).with(id);
        ask.with(at).run_one().await
    }

    /// Takes back what was planned for a cause that is over; how many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn cancel_cuts_for(
        &mut self,
        meter: MeterId,
        cause: Cause,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE plan SET state = 'cancelled', ended_at = $3, version = version + 1 \
                   WHERE meter = $1 AND cause = $2 AND state = 'waiting' \
                   AND what IN ('disconnect', 'limit')";
        let ask = self.ask("cancelling plans", sql).with(meter);
        ask.with(cause.word()).with(at).run().await
    }

    /// A standing rule limits this meter from now on.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such meter.
    pub async fn set_rule_limit(
        &mut self,
        meter: MeterId,
        rule: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO rule_limit (meter, rule, since) VALUES ($1, $2, $3) \
                   ON CONFLICT (meter) DO UPDATE SET rule = excluded.rule";
        let ask = self.ask("limiting by rule", sql).with(meter);
        ask.with(rule).with(at).run().await.map(drop)
    }

    /// The standing rule that limits this meter, and since when.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn rule_limit(
        &mut self,
        meter: MeterId,
    ) -> Result<Option<(String, Timestamp)>, StoreError> {
        let sql = "SELECT rule, since FROM rule_limit WHERE meter = $1";
        let row = self.ask("limit by rule", sql).with(meter).one().await?;
        row.map(|row| Ok((row.get("rule")?, row.get("since")?)))
            .transpose()
    }

    /// Meters that a standing rule limits.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn limited_by_rule(&mut self, limit: u32) -> Result<Vec<MeterId>, StoreError> {
        let sql = "SELECT meter FROM rule_limit WHERE rule > '' ORDER BY rule, meter LIMIT $1";
        let ask = self.ask("meters limited by rule", sql).with(at_most(limit));
        each(ask.all().await?, |row| row.get("meter"))
    }

    /// The rule is over for this meter.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn end_rule_limit(&mut self, meter: MeterId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM rule_limit WHERE meter = $1";
        self.ask("ending a limit by rule", sql)
            .with(meter)
            .run_one()
            .await
    }
}

impl Planned {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Planned::Connect => "connect",
            Planned::Reduce(Reduce::Disconnect) => "disconnect",
            Planned::Reduce(Reduce::Limit(_)) => "limit",
            Planned::Restore => "restore",
        }
    }
}

impl PlanState {
    /// Every state.
    pub const ALL: [PlanState; 4] = [
        PlanState::Waiting,
        PlanState::Done,
        PlanState::Held,
        PlanState::Cancelled,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            PlanState::Waiting => "waiting",
            PlanState::Done => "done",
            PlanState::Held => "held",
            PlanState::Cancelled => "cancelled",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

fn read(row: &Row) -> Result<PlanRow, StoreError> {
    let what: String = row.get("what")?;
    let what = match what.as_str() {
        "connect" => Planned::Connect,
        "disconnect" => Planned::Reduce(Reduce::Disconnect),
        "limit" => Planned::Reduce(Reduce::Limit(row.get("limit_w")?)),
        "restore" => Planned::Restore,
        other => return Err(row.corrupt("what", &format!("no such word: {other:?}"))),
    };
    Ok(PlanRow {
        id: row.get("id")?,
        meter: row.get("meter")?,
        what,
        cause: row.word("cause", Cause::from_word)?,
        at: row.get("at")?,
        version: row.get("version")?,
        made_by: row.get("made_by")?,
        state: row.word("state", PlanState::from_word)?,
        next_at: row.get("next_at")?,
        message: row.maybe("message")?,
    })
}
