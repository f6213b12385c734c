//! Cases of customers who have paid and have no power (SC6).

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, CaseId, MessageId, MeterId, UserId};
use ami_domain::no_power::CaseState;
use ami_domain::selftest::Verdict;
use ami_domain::time::Timestamp;

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Its name.
    pub id: CaseId,
    /// Who has no power.
    pub account: AccountId,
    /// Their meter.
    pub meter: MeterId,
    /// Reported.
    pub opened_at: Timestamp,
    /// The representative who took the report.
    pub opened_by: UserId,
    /// Where it stands.
    pub state: CaseState,
    /// When it came there, real time.
    pub since_real: Timestamp,
    /// The message that asked the meter to test itself.
    pub test: MessageId,
    /// What the test said.
    pub verdict: Option<Verdict>,
    /// When it said so.
    pub tested_at: Option<Timestamp>,
    /// The message that told the meter to switch on.
    pub activation: Option<MessageId>,
    /// Restored or ordered.
    pub ended_at: Option<Timestamp>,
}

const CASE: &str = "id, account, meter, opened_at, opened_by, state, since_real, test, verdict, \
                    tested_at, activation, ended_at";

impl Tx {
    /// Takes a new case; `false` when the account has an open one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when account, meter or person are not known.
    pub async fn insert_case(&mut self, case: &CaseRow) -> Result<bool, StoreError> {
        let sql = "INSERT INTO no_power (id, account, meter, opened_at, opened_by, state, \
                   since_real, test) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                   ON CONFLICT (account) WHERE state IN ('testing', 'passed', 'activating') \
                   DO NOTHING";
        self.ask("adding a case", sql)
            .with(case.id)
            .with(case.account)
            .with(case.meter)
            .with(case.opened_at)
            .with(case.opened_by)
            .with(case.state.word())
            .with(case.since_real)
            .with(case.test)
            .run_one()
            .await
    }

    /// The account's newest case.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn case_of(&mut self, account: AccountId) -> Result<Option<CaseRow>, StoreError> {
        let sql = format!(
            "SELECT {CASE} FROM no_power WHERE account = $1 ORDER BY opened_at DESC LIMIT 1"
        );
        let row = self.ask("case", sql).with(account).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// Open cases, the longest waiting first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn open_cases(&mut self, limit: u32) -> Result<Vec<CaseRow>, StoreError> {
        let sql = format!(
            "SELECT {CASE} FROM no_power WHERE state IN ('testing', 'passed', 'activating') \
             ORDER BY since_real LIMIT $1"
        );
        let ask = self.ask("open cases", sql).with(at_most(limit));
        each(ask.all().await?, read)
    }

    /// Moves a case on from where it was read; `false` when somebody else has moved it.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn move_case(&mut self, from: CaseState, case: &CaseRow) -> Result<bool, StoreError> {
        let sql = "UPDATE no_power SET state = $3, since_real = $4, verdict = $5, tested_at = $6, \
                   activation = $7, ended_at = $8 WHERE id = $1 AND state = $2";
        self.ask("moving a case", sql)
            .with(case.id)
            .with(from.word())
            .with(case.state.word())
            .with(case.since_real)
            .with(case.verdict.map(Verdict::word))
            .with(case.tested_at)
            .with(case.activation)
            .with(case.ended_at)
            .run_one()
            .await
    }
}

fn read(row: &Row) -> Result<CaseRow, StoreError> {
    let verdict: Option<String> = row.maybe("verdict")?;
    let verdict = match verdict {
        None => None,
        Some(_) => Some(row.word("verdict", Verdict::from_word)?),
    };
    Ok(CaseRow {
        id: row.get("id")?,
        account: row.get("account")?,
        meter: row.get("meter")?,
        opened_at: row.get("opened_at")?,
        opened_by: row.get("opened_by")?,
        state: row.word("state", CaseState::from_word)?,
        since_real: row.get("since_real")?,
        test: row.get("test")?,
        verdict,
        tested_at: row.maybe("tested_at")?,
        activation: row.maybe("activation")?,
        ended_at: row.maybe("ended_at")?,
    })
}
