//! Help that was granted: what is left of it, what it has paid for, and what customers can spend.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each, must};
use crate::tx::Tx;
use ami_domain::grant::{Grant, Purpose};
use ami_domain::id::{AccountId, GrantId};
use ami_domain::money::Money;
use ami_domain::time::Timestamp;

/// What a grant has paid of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Helped {
    /// Which grant.
    pub grant: GrantId,
    /// How much, after what was given back.
    pub amount: Money,
    /// Booked so many times, there and back.
    pub times: u32,
}

/// What a customer has for energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Funds {
    /// Their own prepaid balance; may be below zero.
    pub own: Money,
    /// Help that may pay for energy.
    pub help: Money,
}

impl Funds {
    /// Both.
    pub fn spendable(self) -> Money {
        self.own + self.help
    }
}

const GRANT: &str = "id, purpose, amount, unspent, expires_at, granted_at, granted_by, why, \
                     expired_at";

impl Tx {
    /// Takes help: `None` when it was taken, else what already has this id.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account or person is not known.
    pub async fn insert_grant(
        &mut self,
        account: AccountId,
        grant: &Grant,
    ) -> Result<Option<Grant>, StoreError> {
        let sql = "INSERT INTO assistance (id, account, purpose, amount, unspent, expires_at, \
                   granted_at, granted_by, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                   ON CONFLICT (id) DO NOTHING";
        let taken = self
            .ask("granting help", sql)
            .with(grant.id)
            .with(account)
            .with(grant.purpose.word())
            .with(grant.amount)
            .with(grant.unspent)
            .with(grant.expires_at)
            .with(grant.granted_at)
            .with(grant.granted_by)
            .with(grant.why.as_str())
            .run_one()
            .await?;
        if taken {
            return Ok(None);
        }
        Ok(self.grant(grant.id).await?.map(|(_, known)| known))
    }

    /// Help, and whose.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn grant(&mut self, id: GrantId) -> Result<Option<(AccountId, Grant)>, StoreError> {
        let sql = format!("SELECT account, {GRANT} FROM assistance WHERE id = $1");
        let row = self.ask("help", sql).with(id).one().await?;
        let whole = |row: &Row| Ok((row.get("account")?, read(row)?));
        row.as_ref().map(whole).transpose()
    }

    /// The help of an account, what ends first before.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn grants(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<Grant>, StoreError> {
        let sql = format!(
            "SELECT {GRANT} FROM assistance WHERE account = $1 ORDER BY expires_at, id LIMIT $2"
        );
        let ask = self.ask("help of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// The same, of which something is left.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn open_grants(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<Grant>, StoreError> {
        let sql = format!(
            "SELECT {GRANT} FROM assistance WHERE account = $1 AND unspent > 0 \
             ORDER BY expires_at, id LIMIT $2"
        );
        let ask = self.ask("help that is left", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Something of a grant is spent; below zero, given back.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such grant; the engine's when less is left.
    pub async fn spend_grant(&mut self, id: GrantId, amount: Money) -> Result<(), StoreError> {
        let sql = "UPDATE assistance SET unspent = unspent - $2 WHERE id = $1";
        let ask = self.ask("spending help", sql).with(id).with(amount);
        must(ask.run_one().await?, "grant", id)
    }

    /// What is left of a grant has gone back.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such grant.
    pub async fn expire_grant(&mut self, id: GrantId, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE assistance SET unspent = 0, expired_at = $2 WHERE id = $1";
        let ask = self.ask("ending help", sql).with(id).with(at);
        must(ask.run_one().await?, "grant", id)
    }

    /// Help that is over and of which something is left, what ended first before. Help for energy
    /// that ended after `waited` is not among it while use from before its end is not charged: it
    /// pays for that.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn grants_over(
        &mut self,
        (now, waited): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<(AccountId, GrantId)>, StoreError> {
        let sql = "SELECT s.account, s.id FROM assistance s JOIN account a ON a.id = s.account \
                   WHERE s.unspent > 0 AND s.expires_at <= $1 AND (s.expires_at <= $2 \
                   OR s.purpose <> 'energy' OR a.charged_until >= s.expires_at) \
                   ORDER BY s.expires_at LIMIT $3";
        let ask = self.ask("help that is over", sql).with(now).with(waited);
        each(ask.with(at_most(limit)).all().await?, |row| {
            Ok((row.get("account")?, row.get("id")?))
        })
    }

    /// What has paid for the interval that starts then.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn helped(
        &mut self,
        account: AccountId,
        start: Timestamp,
    ) -> Result<Vec<Helped>, StoreError> {
        let sql = "SELECT assistance, micros, times FROM assistance_use \
                   WHERE account = $1 AND starts_at = $2 ORDER BY assistance";
        let ask = self.ask("help of an interval", sql).with(account);
        each(ask.with(start).all().await?, |row| {
            Ok(Helped {
                grant: row.get("assistance")?,
                amount: row.get("micros")?,
                times: row.get("times")?,
            })
        })
    }

    /// Keeps what a grant has paid for the interval that starts then.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account or grant is not known.
    pub async fn set_helped(
        &mut self,
        account: AccountId,
        start: Timestamp,
        helped: &Helped,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO assistance_use (account, starts_at, assistance, micros, times) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account, starts_at, assistance) \
                   DO UPDATE SET micros = excluded.micros, times = excluded.times";
        self.ask("keeping help of an interval", sql)
            .with(account)
            .with(start)
            .with(helped.grant)
            .with(helped.amount)
            .with(helped.times)
            .run()
            .await
            .map(drop)
    }

    /// What a customer has for energy, from both sources.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn funds(&mut self, account: AccountId) -> Result<Funds, StoreError> {
        let sql = "SELECT CAST(COALESCE((SELECT micros FROM balance WHERE account = $1 \
                   AND book = 'prepaid'), 0) AS BIGINT) AS own, \
                   CAST(COALESCE((SELECT SUM(unspent) FROM assistance WHERE account = $1 \
                   AND purpose = 'energy' AND unspent > 0), 0) AS BIGINT) AS help";
        let row = self.ask("what can be spent", sql).with(account).one();
        row.await?.map_or(Ok(Funds::default()), |row| {
            Ok(Funds {
                own: row.get("own")?,
                help: row.get("help")?,
            })
        })
    }

    /// The sum of [`Tx::funds`].
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn spendable(&mut self, account: AccountId) -> Result<Money, StoreError> {
        Ok(self.funds(account).await?.spendable())
    }
}

fn read(row: &Row) -> Result<Grant, StoreError> {
    Ok(Grant {
        id: row.get("id")?,
        purpose: row.word("purpose", Purpose::from_word)?,
        amount: row.get("amount")?,
        unspent: row.get("unspent")?,
        expires_at: row.get("expires_at")?,
        granted_at: row.get("granted_at")?,
        granted_by: row.get("granted_by")?,
        why: row.get("why")?,
        expired_at: row.maybe("expired_at")?,
    })
}
