//! Who is signed in, and who tries too often.

use crate::error::StoreError;
use crate::tx::Tx;
use ami_domain::id::UserId;
use ami_domain::time::Timestamp;
use std::fmt;

/// A session. Only the digest of its token is stored. Times are the caller's clock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionRow {
    /// Digest of the token that the browser holds.
    pub token_hash: [u8; 32],
    /// Whose.
    pub user: UserId,
    /// Signed in.
    pub created_at: Timestamp,
    /// Used last.
    pub last_seen_at: Timestamp,
    /// Of no use from then on.
    pub expires_at: Timestamp,
}

impl Tx {
    /// Takes a new session.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the digest is taken or the person is not known.
    pub async fn insert_session(&mut self, session: &SessionRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO session (token_hash, person, created_at, last_seen_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5)";
        self.ask("adding a session", sql)
            .with(session.token_hash)
            .with(session.user)
            .with(session.created_at)
            .with(session.last_seen_at)
            .with(session.expires_at)
            .run()
            .await
            .map(drop)
    }

    /// The session with this digest, expired or not.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn session(&mut self, hash: &[u8; 32]) -> Result<Option<SessionRow>, StoreError> {
        let sql = "SELECT token_hash, person, created_at, last_seen_at, expires_at FROM session \
                   WHERE token_hash = $1";
        let row = self.ask("session", sql).with(*hash).one().await?;
        row.map(|row| {
            Ok(SessionRow {
                token_hash: row.get("token_hash")?,
                user: row.get("person")?,
                created_at: row.get("created_at")?,
                last_seen_at: row.get("last_seen_at")?,
                expires_at: row.get("expires_at")?,
            })
        })
        .transpose()
    }

    /// Notes that a session was used; nothing when it is gone.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn touch_session(
        &mut self,
        hash: &[u8; 32],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE session SET last_seen_at = $2 WHERE token_hash = $1";
        let ask = self.ask("touching a session", sql).with(*hash).with(at);
        ask.run().await.map(drop)
    }

    /// Signs out; nothing when it is gone already.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn delete_session(&mut self, hash: &[u8; 32]) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE token_hash = $1";
        let ask = self.ask("deleting a session", sql).with(*hash);
        ask.run().await.map(drop)
    }

    /// Signs a person out everywhere; how many sessions there were.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn delete_sessions_of(&mut self, user: UserId) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE person = $1";
        self.ask("deleting sessions", sql).with(user).run().await
    }

    /// Signs a person out everywhere else; how many sessions there were.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn delete_other_sessions(
        &mut self,
        user: UserId,
        own: &[u8; 32],
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE person = $1 AND token_hash <> $2";
        let ask = self.ask("deleting other sessions", sql).with(user);
        ask.with(*own).run().await
    }

    /// Forgets sessions that expired at or before `now`; how many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn delete_expired_sessions(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE expires_at <= $1";
        let ask = self.ask("deleting expired sessions", sql).with(now);
        ask.run().await
    }

    /// Notes one failed attempt under this key (a login, an address ..).
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn add_attempt(&mut self, key: &str, at: Timestamp) -> Result<(), StoreError> {
        let sql = "INSERT INTO attempt (who, at) VALUES ($1, $2)";
        let ask = self.ask("noting an attempt", sql).with(key).with(at);
        ask.run().await.map(drop)
    }

    /// How many attempts there were under this key at or after `since`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn count_attempts(&mut self, key: &str, since: Timestamp) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM attempt WHERE who = $1 AND at >= $2";
        let ask = self.ask("counting attempts", sql).with(key).with(since);
        ask.one().await?.map_or(Ok(0), |row| row.get("n"))
    }

    /// Forgets the attempts under this key: it was the right person.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn delete_attempts(&mut self, key: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM attempt WHERE who = $1";
        let ask = self.ask("forgetting attempts", sql).with(key);
        ask.run().await.map(drop)
    }

    /// Forgets attempts before `at`; how many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn delete_attempts_before(&mut self, at: Timestamp) -> Result<u64, StoreError> {
        let sql = "DELETE FROM attempt WHERE at < $1";
        self.ask("deleting attempts", sql).with(at).run().await
    }
}

impl fmt::Debug for SessionRow {
    /// Without the digest: this may reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionRow")
            .field("user", &self.user)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
