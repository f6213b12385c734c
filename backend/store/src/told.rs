//! What a customer was told before supply is reduced, as evidence for the decision (FR-24). A
//! payment makes warnings of before it void, and so does every moment at which there was enough
//! again, whatever brought it. That a hold was told is another thing: whoever was told relies on
//! its end being told, and a payment that leaves them without money changes nothing of that. It
//! counts until it is taken away, with the word that it was told by.

use crate::error::StoreError;
use crate::tx::Tx;
use ami_domain::clearance::Acknowledged;
use ami_domain::id::AccountId;
use ami_domain::time::Timestamp;

/// What an account was told: of warnings, those since its last payment and since there was enough
/// last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// When the first warning (low balance, zero, before a cut) was at the meter or display.
    pub warned_at: Option<Timestamp>,
    /// So many of them were.
    pub notices: u16,
    /// The first of them that a person has read.
    pub acknowledged: Option<Acknowledged>,
    /// When it was last told that a rule keeps supply on, unless that was taken away since.
    pub hold: Option<Timestamp>,
    /// When the end of that was at the meter or display, if it was told after it.
    pub hold_end: Option<Timestamp>,
}

/// Texts of an account that count.
const SINCE: &str = "FROM notice_delivery d JOIN notice n ON n.id = d.notice \
                     WHERE d.account = $1 AND d.published_at > COALESCE((SELECT \
                     MAX(p.ended_at) FROM payment p WHERE p.account = $1 \
                     AND p.state = 'applied'), 0) AND d.published_at > \
                     (SELECT a.told_from FROM account a WHERE a.id = $1)";
const WARNINGS: &str = "AND n.audience IN ('low_balance', 'before_cut', 'zero')";
/// Texts about a hold that stands, or about its end.
const HOLD: &str = "FROM notice_delivery d JOIN notice n ON n.id = d.notice WHERE d.account = $1 \
                    AND EXISTS (SELECT 1 FROM warning w WHERE w.account = $1 \
                    AND w.word IN ('hold', 'hold_end'))";

impl Tx {
    /// There is enough at this moment: what the account was told before counts no more, and a cut
    /// that comes later has its own warnings.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn has_enough(
        &mut self,
        account: AccountId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE account SET told_from = $2 WHERE id = $1 AND told_from < $2";
        let ask = self.ask("there is enough", sql).with(account);
        ask.with(at).run().await.map(drop)
    }

    /// When money was last paid in: a warning of before it is void.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn last_paid(&mut self, account: AccountId) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT MAX(p.ended_at) AS at FROM payment p WHERE p.account = $1 \
                   AND p.state = 'applied'";
        let row = self.ask("the last payment", sql).with(account).one();
        row.await?.map_or(Ok(None), |row| row.maybe("at"))
    }

    /// What this account was told: of warnings, those since its last payment and since there was
    /// enough last.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn told(&mut self, account: AccountId) -> Result<Told, StoreError> {
        let sql = format!(
            "SELECT MIN(d.at_meter) AS at, COUNT(d.at_meter) AS notices {SINCE} {WARNINGS}"
        );
        let row = self.ask("warnings of an account", sql).with(account);
        let mut told = Told::default();
        if let Some(row) = row.one().await? {
            let count: u64 = row.get("notices")?;
            told.warned_at = row.maybe("at")?;
            told.notices = u16::try_from(count).unwrap_or(u16::MAX);
        }
        let sql = format!(
            "SELECT d.confirmed_at, d.confirmed_by {SINCE} {WARNINGS} \
             AND d.confirmed_at IS NOT NULL ORDER BY d.confirmed_at LIMIT 1"
        );
        let ask = self.ask("who has read a warning", sql).with(account);
        if let Some(row) = ask.one().await? {
            told.acknowledged = Some(Acknowledged {
                at: row.get("confirmed_at")?,
                by: row.maybe("confirmed_by")?,
            });
        }
        let sql = format!("SELECT MAX(d.published_at) AS at {HOLD} AND n.audience = 'hold'");
        let ask = self.ask("told of a hold", sql).with(account);
        told.hold = ask.one().await?.map_or(Ok(None), |row| row.maybe("at"))?;
        if let Some(begun) = told.hold {
            let sql = format!(
                "SELECT MIN(d.at_meter) AS at {HOLD} AND n.audience = 'hold_end' \
                 AND d.published_at >= $2"
            );
            let ask = self.ask("told of the end of a hold", sql);
            let row = ask.with(account).with(begun).one().await?;
            told.hold_end = row.map_or(Ok(None), |row| row.maybe("at"))?;
        }
        Ok(told)
    }
}
