//! Decisions about cutting supply, and what holds it on (DESIGN 7.8, 7.12).

use crate::error::StoreError;
use crate::protection::parsed;
use crate::sql::{Row, at_most, each, must};
use crate::tx::Tx;
use ami_domain::clearance::{Cause, Facts, Hold, Verdict};
use ami_domain::id::{ClearanceId, MessageId, MeterId, UserId};
use ami_domain::time::Timestamp;

/// How a decision ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// Supply may be reduced.
    Cleared,
    /// Rules keep it on.
    Held,
    /// Too many at once: two people must release it.
    Quarantined,
}

/// A decision, with everything that is needed to take it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRow {
    /// Also the clearance's id.
    pub id: ClearanceId,
    /// How it ended.
    pub ruling: Ruling,
    /// What was looked at.
    pub facts: Facts,
    /// What kept supply on.
    pub holds: Vec<Hold>,
    /// What every rule looked at and said; empty in decisions of before that was kept.
    pub verdicts: Vec<Verdict>,
    /// Version of the rules; their text is [`Tx::rules_text`].
    pub rules: String,
    /// The feeder that cuts are counted by; empty when nobody knows.
    pub feeder: String,
    /// The command that carries the clearance.
    pub message: Option<MessageId>,
    /// Two people have released it from quarantine.
    pub released: bool,
    /// Taken when the gateway asked, at the moment of execution (DESIGN 7.9).
    pub asked: bool,
}

/// What keeps supply on at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldRow {
    /// Whose supply.
    pub meter: MeterId,
    /// What it was to be reduced for.
    pub cause: Cause,
    /// The decision that says so.
    pub decision: ClearanceId,
    /// Every rule that holds.
    pub holds: Vec<Hold>,
    /// Held without a break since.
    pub since: Timestamp,
    /// Last looked at.
    pub at: Timestamp,
    /// Too many at once.
    pub quarantined: bool,
    /// Who has released it; two different people must.
    pub released: Vec<UserId>,
}

/// The columns of `decision`, for [`read_decision`].
pub(crate) const DECISION: &str =
    "id, outcome, rules, facts, holds, verdicts, feeder, message, released, asked";
/// The columns of `hold`.
const HOLD: &str =
    "meter, cause, decision, holds, since, at, quarantined, released_by, released_too_by";

impl Tx {
    /// The decision.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn decision(&mut self, id: ClearanceId) -> Result<Option<DecisionRow>, StoreError> {
        let sql = format!("SELECT {DECISION} FROM decision WHERE id = $1");
        let row = self.ask("decision", sql).with(id).one().await?;
        row.as_ref().map(read_decision).transpose()
    }

    /// The decisions about a meter, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn decisions_of(
        &mut self,
        meter: MeterId,
        limit: u32,
    ) -> Result<Vec<DecisionRow>, StoreError> {
        let sql = format!(
            "SELECT {DECISION} FROM decision WHERE meter = $1 ORDER BY place DESC LIMIT $2"
        );
        let ask = self.ask("decisions of a meter", sql).with(meter);
        each(ask.with(at_most(limit)).all().await?, read_decision)
    }

    /// Cuts that were cleared after this moment.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn cuts_since(&mut self, after: Timestamp) -> Result<u32, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM decision WHERE outcome = 'cleared' AND asked = 0 \
                   AND at > $1";
        let row = self.ask("counting cuts", sql).with(after).one().await?;
        row.map_or(Ok(0), |row| row.get("n"))
    }

    /// The same on one feeder.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn cuts_on_feeder(
        &mut self,
        feeder: &str,
        after: Timestamp,
    ) -> Result<u32, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM decision WHERE outcome = 'cleared' AND asked = 0 \
                   AND feeder = $1 AND at > $2";
        let ask = self.ask("counting cuts of a feeder", sql).with(feeder);
        ask.with(after)
            .one()
            .await?
            .map_or(Ok(0), |row| row.get("n"))
    }

    /// Keeps what holds a meter's supply on; `since` of a hold that is known stays. Releases stay
    /// with their decision: what two people said of one day says nothing of another, when the same
    /// cut is one of too many again.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the meter or the decision is not known.
    pub async fn put_hold(&mut self, hold: &HoldRow) -> Result<(), StoreError> {
        // The decision before, when the rules have changed since.
        let sql = "UPDATE decision SET held_until = h.at FROM hold h WHERE h.meter = $1 \
                   AND h.cause = $2 AND h.decision <> $3 AND decision.id = h.decision";
        let ask = self.ask("ending a decision", sql).with(hold.meter);
        let ask = ask.with(hold.cause.word()).with(hold.decision);
        ask.run().await?;
        let sql = "INSERT INTO hold (meter, cause, decision, holds, since, at, quarantined) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (meter, cause) DO UPDATE SET \
                   decision = excluded.decision, holds = excluded.holds, at = excluded.at, \
                   quarantined = excluded.quarantined, \
                   released_by = CASE WHEN hold.decision = excluded.decision \
                   THEN hold.released_by END, \
                   released_too_by = CASE WHEN hold.decision = excluded.decision \
                   THEN hold.released_too_by END";
        self.ask("keeping a hold", sql)
            .with(hold.meter)
            .with(hold.cause.word())
            .with(hold.decision)
            .with(words(&hold.holds).as_str())
            .with(hold.since)
            .with(hold.at)
            .with(hold.quarantined)
            .run()
            .await
            .map(drop)
    }

    /// What holds a meter's supply on for this cause.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn hold(
        &mut self,
        meter: MeterId,
        cause: Cause,
    ) -> Result<Option<HoldRow>, StoreError> {
        let sql = format!("SELECT {HOLD} FROM hold WHERE meter = $1 AND cause = $2");
        let ask = self.ask("hold", sql).with(meter).with(cause.word());
        ask.one().await?.as_ref().map(read_hold).transpose()
    }

    /// Every hold, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn holds(&mut self, limit: u32) -> Result<Vec<HoldRow>, StoreError> {
        let sql = format!("SELECT {HOLD} FROM hold WHERE since > 0 ORDER BY since, meter LIMIT $1");
        let ask = self.ask("holds", sql).with(at_most(limit));
        each(ask.all().await?, read_hold)
    }

    /// A person releases a cut from quarantine; `true` when two different people have.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when nothing of this meter is in quarantine for this cause.
    pub async fn release(
        &mut self,
        meter: MeterId,
        cause: Cause,
        by: UserId,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE hold SET \
                   released_too_by = CASE WHEN released_by <> $3 \
                   THEN COALESCE(released_too_by, $3) ELSE released_too_by END, \
                   released_by = COALESCE(released_by, $3) \
                   WHERE meter = $1 AND cause = $2 AND quarantined = 1";
        let ask = self.ask("releasing a cut", sql).with(meter);
        let known = ask.with(cause.word()).with(by).run_one().await?;
        must(known, "quarantined cut of meter", meter)?;
        let hold = self.hold(meter, cause).await?;
        Ok(hold.is_some_and(|hold| hold.released.len() == 2))
    }

    /// Nothing holds any more, or there is nothing left to hold; whether there was something.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn end_hold(&mut self, meter: MeterId, cause: Cause) -> Result<bool, StoreError> {
        let sql = "UPDATE decision SET held_until = h.at FROM hold h WHERE h.meter = $1 \
                   AND h.cause = $2 AND decision.id = h.decision";
        let ask = self.ask("ending a decision", sql).with(meter);
        ask.with(cause.word()).run().await?;
        let sql = "DELETE FROM hold WHERE meter = $1 AND cause = $2";
        let ask = self.ask("ending a hold", sql).with(meter);
        ask.with(cause.word()).run_one().await
    }
}

impl Ruling {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Ruling::Cleared => "cleared",
            Ruling::Held => "held",
            Ruling::Quarantined => "quarantined",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Ruling::Cleared, Ruling::Held, Ruling::Quarantined]
            .into_iter()
            .find(|ruling| ruling.word() == word)
    }
}

pub(crate) fn words(holds: &[Hold]) -> String {
    let words: Vec<&str> = holds.iter().map(|hold| hold.word()).collect();
    words.join(" ")
}

pub(crate) fn read_holds(row: &Row) -> Result<Vec<Hold>, StoreError> {
    let text: String = row.get("holds")?;
    let read = |word: &str| Hold::from_word(word).ok_or_else(|| row.corrupt("holds", &word));
    text.split_whitespace().map(read).collect()
}

pub(crate) fn read_decision(row: &Row) -> Result<DecisionRow, StoreError> {
    Ok(DecisionRow {
        id: row.get("id")?,
        ruling: row.word("outcome", Ruling::from_word)?,
        facts: parsed(row, "facts")?,
        holds: read_holds(row)?,
        verdicts: parsed(row, "verdicts")?,
        rules: row.get("rules")?,
        feeder: row.get("feeder")?,
        message: row.maybe("message")?,
        released: row.get("released")?,
        asked: row.get("asked")?,
    })
}

fn read_hold(row: &Row) -> Result<HoldRow, StoreError> {
    let released = [row.maybe("released_by")?, row.maybe("released_too_by")?];
    Ok(HoldRow {
        meter: row.get("meter")?,
        cause: row.word("cause", Cause::from_word)?,
        decision: row.get("decision")?,
        holds: read_holds(row)?,
        since: row.get("since")?,
        at: row.get("at")?,
        quarantined: row.get("quarantined")?,
        released: released.into_iter().flatten().collect(),
    })
}
