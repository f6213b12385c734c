//! How accounts top themselves up, and who changed what of a program (SC4.6, PR-END).

use crate::error::StoreError;
use crate::sql::{at_most, each, must};
use crate::tx::Tx;
use ami_domain::account::AtZero;
use ami_domain::id::{AccountId, UserId};
use ami_domain::money::Money;
use ami_domain::program::{LowAt, Replenish};
use ami_domain::time::{Span, Timestamp};

/// How an account tops itself up, and where it stands.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplenishRow {
    /// The customer's settings.
    pub settings: Replenish,
    /// Name of the payment method.
    pub method: String,
    /// The processor's reference to the customer's card; it is never shown or logged.
    pub token: String,
    /// Times that the trigger was crossed.
    pub occasion: u64,
    /// What is being paid for the running occasion; `None` when none runs.
    pub open: Option<Money>,
    /// The last one failed then.
    pub failed_at: Option<Timestamp>,
}

/// What the names of an account's automatic payments are made with.
#[derive(Clone, PartialEq, Eq)]
pub struct TopUpSecret {
    /// Never shown or logged.
    pub bytes: [u8; 32],
    /// The first occasion that is named with it.
    pub from: u64,
}

impl std::fmt::Debug for TopUpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TopUpSecret(from #{})", self.from)
    }
}

impl std::fmt::Debug for ReplenishRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReplenishRow({:?}, #{})", self.settings, self.occasion)
    }
}

impl Tx {
    /// How this account tops itself up.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn replenish(
        &mut self,
        account: AccountId,
    ) -> Result<Option<ReplenishRow>, StoreError> {
        let sql = "SELECT amount, trigger_ms, trigger_micros, weekly_max, monthly_max, paused, \
                   fallback, method, token, occasion, open_amount, failed_at FROM replenish \
                   WHERE account = $1";
        let row = self.ask("automatic top-up", sql).with(account).one();
        let Some(row) = row.await? else {
            return Ok(None);
        };
        let span: Option<Span> = row.maybe("trigger_ms")?;
        let trigger = match span {
            Some(span) => LowAt::Time(span),
            None => LowAt::Balance(row.get("trigger_micros")?),
        };
        Ok(Some(ReplenishRow {
            settings: Replenish {
                amount: row.get("amount")?,
                trigger,
                weekly_max: row.get("weekly_max")?,
                monthly_max: row.get("monthly_max")?,
                paused: row.get("paused")?,
                fallback: row.word("fallback", AtZero::from_word)?,
            },
            method: row.get("method")?,
            token: row.get("token")?,
            occasion: row.get("occasion")?,
            open: row.maybe("open_amount")?,
            failed_at: row.maybe("failed_at")?,
        }))
    }

    /// Keeps the settings; the running occasion and its failure stay as they are.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn set_replenish(
        &mut self,
        account: AccountId,
        row: &ReplenishRow,
    ) -> Result<(), StoreError> {
        let (span, money) = match row.settings.trigger {
            LowAt::Time(span) => (Some(span), None),
            LowAt::Balance(money) => (None, Some(money)),
        };
        let sql = "INSERT INTO replenish (account, amount, trigger_ms, trigger_micros, \
                   weekly_max, monthly_max, paused, fallback, method, token, occasion) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) \
                   ON CONFLICT (account) DO UPDATE SET amount = excluded.amount, \
                   trigger_ms = excluded.trigger_ms, trigger_micros = excluded.trigger_micros, \
                   weekly_max = excluded.weekly_max, monthly_max = excluded.monthly_max, \
                   paused = excluded.paused, fallback = excluded.fallback, \
                   method = excluded.method, token = excluded.token";
        self.ask("setting automatic top-up", sql)
            .with(account)
            .with(row.settings.amount)
            .with(span)
            .with(money)
            .with(row.settings.weekly_max)
            .with(row.settings.monthly_max)
            .with(row.settings.paused)
            .with(row.settings.fallback.word())
            .with(row.method.as_str())
            .with(row.token.as_str())
            .run()
            .await
            .map(drop)
    }

    /// Notes where topping up stands.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when the account does not top itself up.
    pub async fn replenished(
        &mut self,
        account: AccountId,
        occasion: u64,
        open: Option<Money>,
        failed_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE replenish SET occasion = $2, open_amount = $3, failed_at = $4 \
                   WHERE account = $1";
        let ask = self
            .ask("noting a top-up", sql)
            .with(account)
            .with(occasion);
        let done = ask.with(open).with(failed_at).run_one().await?;
        must(done, "automatic top-up", account)
    }

    /// What this account's automatic payments are named with; `None` before the first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn top_up_secret(
        &mut self,
        account: AccountId,
    ) -> Result<Option<TopUpSecret>, StoreError> {
        let sql = "SELECT secret, secret_from FROM replenish WHERE account = $1 \
                   AND secret IS NOT NULL";
        let row = self.ask("secret of top-ups", sql).with(account).one();
        let Some(row) = row.await? else {
            return Ok(None);
        };
        Ok(Some(TopUpSecret {
            bytes: row.get("secret")?,
            from: row.get("secret_from")?,
        }))
    }

    /// Keeps what they are named with from an occasion on; the first word stays.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn set_top_up_secret(
        &mut self,
        account: AccountId,
        secret: &TopUpSecret,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE replenish SET secret = $2, secret_from = $3 WHERE account = $1 \
                   AND secret IS NULL";
        let ask = self.ask("keeping a secret of top-ups", sql).with(account);
        ask.with(secret.bytes)
            .with(secret.from)
            .run()
            .await
            .map(drop)
    }

    /// Changes what happens at zero and when the balance is low; `None` for the utility's number.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such account.
    pub async fn set_program(
        &mut self,
        account: AccountId,
        at_zero: AtZero,
        low: Option<LowAt>,
    ) -> Result<(), StoreError> {
        let (span, money) = crate::account::low_columns(low);
        let sql = "UPDATE account SET at_zero = $2, low_ms = $3, low_micros = $4 WHERE id = $1";
        let ask = self.ask("setting a program", sql).with(account);
        let ask = ask.with(at_zero.word()).with(span).with(money);
        must(ask.run_one().await?, "account", account)
    }

    /// Notes who changed what of a program.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account or the person is not known.
    pub async fn program_changed(
        &mut self,
        account: AccountId,
        by: UserId,
        at: Timestamp,
        detail: &str,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO program_change (account, person, at, detail) \
                   VALUES ($1, $2, $3, $4)";
        let ask = self.ask("noting a change", sql).with(account).with(by);
        ask.with(at).with(detail).run().await.map(drop)
    }

    /// Who changed what, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn program_changes(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<(UserId, Timestamp, String)>, StoreError> {
        let sql = "SELECT person, at, detail FROM program_change WHERE account = $1 \
                   ORDER BY id DESC LIMIT $2";
        let ask = self.ask("changes of a program", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, |row| {
            Ok((row.get("person")?, row.get("at")?, row.get("detail")?))
        })
    }
}
