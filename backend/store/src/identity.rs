//! Who has proved to a representative who they are (SC6.2).

use crate::error::StoreError;
use crate::tx::Tx;
use ami_domain::id::{AccountId, UserId};
use ami_domain::time::Timestamp;

/// One check. What the caller said is not kept, only which facts were right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityRow {
    /// Whose account.
    pub account: AccountId,
    /// The representative who asked.
    pub person: UserId,
    /// When.
    pub at: Timestamp,
    /// `verified`, `refused` or `break_glass`.
    pub outcome: String,
    /// The facts that were right, by their words, with commas.
    pub facts: String,
    /// Why the glass was broken.
    pub reason: String,
    /// The account is open to this representative until then.
    pub valid_until: Timestamp,
}

impl Tx {
    /// Notes a check.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when account or person are not known.
    pub async fn add_identity(&mut self, check: &IdentityRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO identity_check (account, person, at, outcome, facts, reason, \
                   valid_until) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.ask("noting an identity", sql)
            .with(check.account)
            .with(check.person)
            .with(check.at)
            .with(check.outcome.as_str())
            .with(check.facts.as_str())
            .with(check.reason.as_str())
            .with(check.valid_until)
            .run()
            .await
            .map(drop)
    }

    /// Until when an account is open to a representative; `None` when it is not now.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn identity_until(
        &mut self,
        account: AccountId,
        person: UserId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT valid_until FROM identity_check WHERE account = $1 AND person = $2 \
                   AND outcome <> 'refused' AND valid_until > $3 ORDER BY at DESC LIMIT 1";
        let ask = self.ask("identity", sql).with(account).with(person);
        let row = ask.with(now).one().await?;
        row.map(|row| row.get("valid_until")).transpose()
    }

    /// How the check was made that opens an account to a representative now: `break_glass`, or
    /// the words of the facts that were right; `None` when it is not open.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn identity_proof(
        &mut self,
        account: AccountId,
        person: UserId,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT outcome, facts FROM identity_check WHERE account = $1 AND person = $2 \
                   AND outcome <> 'refused' AND valid_until > $3 ORDER BY at DESC LIMIT 1";
        let ask = self.ask("identity proof", sql).with(account).with(person);
        let row = ask.with(now).one().await?;
        row.map(|row| {
            let (outcome, facts): (String, String) = (row.get("outcome")?, row.get("facts")?);
            Ok(if facts.is_empty() { outcome } else { facts })
        })
        .transpose()
    }

    /// How often a caller was refused for this account by this representative since then.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn identities_refused(
        &mut self,
        account: AccountId,
        person: UserId,
        since: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM identity_check WHERE account = $1 AND person = $2 \
                   AND at >= $3 AND outcome = 'refused'";
        let ask = self.ask("refused identities", sql).with(account);
        let row = ask.with(person).with(since).one().await?;
        row.map_or(Ok(0), |row| row.get("n"))
    }
}
