//! Debt that somebody wants to be given up, and who decided.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, UserId, WriteOffId};
use ami_domain::time::Timestamp;
use ami_domain::write_off::{WriteOff, WriteOffState};

const WRITE_OFF: &str = "id, account, debt, amount, why, asked_by, asked_at, state, decided_by, \
                         decided_at";

impl Tx {
    /// Takes a wish: `None` when it was taken, else the one that already has this id.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account, debt or person is not known.
    pub async fn insert_write_off(
        &mut self,
        wish: &WriteOff,
    ) -> Result<Option<WriteOff>, StoreError> {
        let sql = "INSERT INTO write_off (id, account, debt, amount, why, asked_by, asked_at, \
                   state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
        let taken = self
            .ask("asking to give debt up", sql)
            .with(wish.id)
            .with(wish.account)
            .with(wish.debt)
            .with(wish.amount)
            .with(wish.why.as_str())
            .with(wish.asked_by)
            .with(wish.asked_at)
            .with(wish.state.word())
            .run_one()
            .await?;
        if taken {
            return Ok(None);
        }
        self.write_off(wish.id).await
    }

    /// A wish.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn write_off(&mut self, id: WriteOffId) -> Result<Option<WriteOff>, StoreError> {
        let sql = format!("SELECT {WRITE_OFF} FROM write_off WHERE id = $1");
        let row = self.ask("a wish to give debt up", sql).with(id).one();
        row.await?.as_ref().map(read).transpose()
    }

    /// Keeps a decision; `false` when it was decided before.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn decide_write_off(
        &mut self,
        id: WriteOffId,
        state: WriteOffState,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE write_off SET state = $2, decided_by = $3, decided_at = $4 \
                   WHERE id = $1 AND state = 'asked'";
        let (by, at): (Option<UserId>, Option<Timestamp>) = state.decided().unzip();
        let ask = self.ask("deciding about debt", sql).with(id);
        ask.with(state.word()).with(by).with(at).run_one().await
    }

    /// Wishes that wait for a second person, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn open_write_offs(&mut self, limit: u32) -> Result<Vec<WriteOff>, StoreError> {
        let sql = format!(
            "SELECT {WRITE_OFF} FROM write_off WHERE state = 'asked' \
             ORDER BY asked_at, id LIMIT $1"
        );
        let ask = self.ask("debt that may be given up", sql);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// The wishes about an account, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn write_offs_of(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<WriteOff>, StoreError> {
        let sql = format!(
            "SELECT {WRITE_OFF} FROM write_off WHERE account = $1 ORDER BY asked_at, id LIMIT $2"
        );
        let ask = self.ask("given up debt of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read)
    }
}

fn read(row: &Row) -> Result<WriteOff, StoreError> {
    let decided: Option<UserId> = row.maybe("decided_by")?;
    let decided = decided.zip(row.maybe::<Timestamp>("decided_at")?);
    let word: String = row.get("state")?;
    let state = match (word.as_str(), decided) {
        ("asked", None) => WriteOffState::Asked,
        ("approved", Some((by, at))) => WriteOffState::Approved { by, at },
        ("refused", Some((by, at))) => WriteOffState::Refused { by, at },
        (other, _) => return Err(row.corrupt("state", &format!("no such state: {other:?}"))),
    };
    Ok(WriteOff {
        id: row.get("id")?,
        account: row.get("account")?,
        debt: row.get("debt")?,
        amount: row.get("amount")?,
        why: row.get("why")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        state,
    })
}
