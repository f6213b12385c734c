//! One-time codes by which a customer sets a new password. At most one is open for a person.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, UserId};
use ami_domain::time::Timestamp;

/// What is remembered of a code; never the code itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordCodeRow {
    /// For whom.
    pub person: UserId,
    /// When it was given, real time.
    pub given_at: Timestamp,
    /// By which representative.
    pub given_by: UserId,
    /// The account for which the caller was checked.
    pub account: AccountId,
    /// It may be used until then, real time.
    pub valid_until: Timestamp,
    /// How often somebody tried it.
    pub tries: u32,
    /// When the password was set with it.
    pub used_at: Option<Timestamp>,
}

impl Tx {
    /// Ends the code that is open for a person, if there is one. Whoever gives a new one does
    /// this first: then two who do it at once cannot both succeed.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn end_password_code(&mut self, person: UserId) -> Result<(), StoreError> {
        let sql = "UPDATE password_code SET still_open = NULL, hash = NULL \
                   WHERE person = $1 AND still_open = 1";
        let ask = self.ask("ending a code", sql).with(person);
        ask.run().await.map(drop)
    }

    /// How many codes were given for a person at or after `since`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn password_codes_since(
        &mut self,
        person: UserId,
        since: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM password_code WHERE person = $1 AND given_at >= $2";
        let ask = self.ask("counting codes", sql).with(person).with(since);
        ask.one().await?.map_or(Ok(0), |row| row.get("n"))
    }

    /// Takes a new code by its hash; it is open from now on.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one is open, or person or account are not known.
    pub async fn insert_password_code(
        &mut self,
        code: &PasswordCodeRow,
        hash: &str,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO password_code (person, given_at, given_by, account, valid_until, \
                   tries, used_at, hash, still_open) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
        self.ask("adding a code", sql)
            .with(code.person)
            .with(code.given_at)
            .with(code.given_by)
            .with(code.account)
            .with(code.valid_until)
            .with(code.tries)
            .with(code.used_at)
            .with(hash)
            .run()
            .await
            .map(drop)
    }

    /// Locks a person's open code, so that tries that come at once are counted one after the other;
    /// when it was given, and its hash. `None` without one that is open and valid at `now`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn lock_password_code(
        &mut self,
        person: UserId,
        now: Timestamp,
    ) -> Result<Option<(Timestamp, String)>, StoreError> {
        let sql = "UPDATE password_code SET tries = tries WHERE person = $1 \
                   AND still_open = 1 AND valid_until > $2 RETURNING given_at, hash";
        let ask = self.ask("locking a code", sql).with(person).with(now);
        let rows = ask.returning().await?;
        let row = rows.first();
        row.map(|row| Ok((row.get("given_at")?, row.get("hash")?)))
            .transpose()
    }

    /// Notes that the code that was given then is tried.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn note_code_try(
        &mut self,
        person: UserId,
        given_at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE password_code SET tries = tries + 1 WHERE person = $1 AND given_at = $2";
        let ask = self.ask("noting a try of a code", sql).with(person);
        ask.with(given_at).run().await.map(drop)
    }

    /// Uses up the code that was given then; `false` when it is over by now.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn use_password_code(
        &mut self,
        person: UserId,
        given_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE password_code SET used_at = $3, still_open = NULL, hash = NULL \
                   WHERE person = $1 AND given_at = $2 AND still_open = 1";
        let ask = self.ask("using a code", sql).with(person).with(given_at);
        ask.with(now).run_one().await
    }

    /// The codes that were given for a person, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn password_codes(
        &mut self,
        person: UserId,
        limit: u32,
    ) -> Result<Vec<PasswordCodeRow>, StoreError> {
        let sql = "SELECT person, given_at, given_by, account, valid_until, tries, used_at \
                   FROM password_code WHERE person = $1 ORDER BY given_at DESC LIMIT $2";
        let ask = self.ask("codes of a person", sql).with(person);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Forgets codes that were given before `at`; how many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn delete_password_codes_before(&mut self, at: Timestamp) -> Result<u64, StoreError> {
        let sql = "DELETE FROM password_code WHERE given_at < $1";
        self.ask("deleting codes", sql).with(at).run().await
    }
}

fn read(row: &Row) -> Result<PasswordCodeRow, StoreError> {
    Ok(PasswordCodeRow {
        person: row.get("person")?,
        given_at: row.get("given_at")?,
        given_by: row.get("given_by")?,
        account: row.get("account")?,
        valid_until: row.get("valid_until")?,
        tries: row.get("tries")?,
        used_at: row.maybe("used_at")?,
    })
}
