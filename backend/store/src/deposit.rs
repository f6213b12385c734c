//! What representatives did with deposits.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::deposit::{DepositStep, Step, Way};
use ami_domain::id::{AccountId, DepositId};

const STEP: &str = "id, account, step, way, amount, reference, why, entered_by, entered_at";

impl Tx {
    /// Keeps a step: `None` when it is new, else the one that already has this id.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account or the person is not known.
    pub async fn insert_deposit_step(
        &mut self,
        step: &DepositStep,
    ) -> Result<Option<DepositStep>, StoreError> {
        let sql = format!(
            "INSERT INTO deposit_step ({STEP}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (id) DO NOTHING"
        );
        let ask = self.ask("keeping a step of a deposit", sql).with(step.id);
        let ask = ask.with(step.account).with(step.step.word());
        let ask = ask.with(step.step.way().map(Way::word)).with(step.amount);
        let ask = ask.with(step.reference.as_str()).with(step.why.as_str());
        if ask.with(step.by).with(step.at).run_one().await? {
            return Ok(None);
        }
        self.deposit_step(step.id).await
    }

    /// A step.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn deposit_step(&mut self, id: DepositId) -> Result<Option<DepositStep>, StoreError> {
        let sql = format!("SELECT {STEP} FROM deposit_step WHERE id = $1");
        let row = self.ask("a step of a deposit", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// The steps of an account, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn deposit_steps(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<DepositStep>, StoreError> {
        let sql = format!(
            "SELECT {STEP} FROM deposit_step WHERE account = $1 ORDER BY entered_at DESC LIMIT $2"
        );
        let ask = self.ask("steps of a deposit", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read)
    }
}

fn read(row: &Row) -> Result<DepositStep, StoreError> {
    let word: String = row.get("step")?;
    let way: Option<String> = row.maybe("way")?;
    let way = way.as_deref().and_then(Way::from_word);
    let unreadable = || row.corrupt("step", &format!("no such step: {word:?} by {way:?}"));
    Ok(DepositStep {
        id: row.get("id")?,
        account: row.get("account")?,
        step: Step::from_words(&word, way).ok_or_else(unreadable)?,
        amount: row.get("amount")?,
        reference: row.get("reference")?,
        why: row.get("why")?,
        by: row.get("entered_by")?,
        at: row.get("entered_at")?,
    })
}
