//! Running low and running out (SC4, SC5): who is looked at, what was told, what is done at zero.

use crate::error::StoreError;
use crate::sql::{at_most, each};
use crate::tx::Tx;
use ami_domain::account::Mode;
use ami_domain::alert::Told;
use ami_domain::convert::{Booked, Grounds, Snapshot};
use ami_domain::display::Held;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, AlertId, MeterId, UserId};
use ami_domain::money::Money;
use ami_domain::program::Act;
use ami_domain::time::Timestamp;

/// An account that has reached zero and was not restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZeroRow {
    /// Since when.
    pub since: Timestamp,
    /// What is done.
    pub act: Act,
    /// Carried out, or handed to ADCS.
    pub done: bool,
    /// Why it is not done.
    pub held: Option<Held>,
    /// Tried again then.
    pub next_at: Timestamp,
    /// By the calendar and the clock nothing happens before this; `None` when nobody can say.
    pub not_before: Option<Timestamp>,
}

/// From when on an account pays how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModeChange {
    /// End of an interval.
    pub at: Timestamp,
    /// How it pays from then on.
    pub mode: Mode,
    /// The prepaid balance: when it was decided, and once there is a snapshot, as it stood then.
    pub balance: Money,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// Who asked for it; nobody, where the balance ran out.
    pub decided_by: Option<UserId>,
    /// What was booked for it then.
    pub booked: Booked,
    /// What that was computed from; `None` of a change from before this was kept, and of two that
    /// fell on the same moment.
    pub grounds: Option<Grounds>,
    /// How everything stood at `at`; `None` until what was used before is charged.
    pub snapshot: Option<Snapshot>,
}

impl Tx {
    /// This account is looked at no later than `at`; `meter_low` when its meter warned by itself.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn watch(
        &mut self,
        account: AccountId,
        at: Timestamp,
        meter_low: bool,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO watch (account, next_at, meter_low) VALUES ($1, $2, $3) \
                   ON CONFLICT (account) DO UPDATE SET next_at = excluded.next_at, \
                   meter_low = CASE WHEN excluded.meter_low = 1 THEN 1 \
                   ELSE watch.meter_low END";
        let ask = self.ask("watching an account", sql).with(account);
        ask.with(at).with(meter_low).run().await.map(drop)
    }

    /// Nothing is to be watched any longer.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn unwatch(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "DELETE FROM watch WHERE account = $1";
        let ask = self.ask("leaving an account", sql).with(account);
        ask.run().await.map(drop)
    }

    /// Accounts that are due for a look, the longest ago first; also where a clock that has jumped
    /// back since has put that off: their warnings must not wait for it.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn watched(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        // Each half is read along its index: most of those that are low are due in a quarter.
        let sql = "SELECT account, next_at FROM watch WHERE next_at <= $1 UNION ALL \
                   SELECT account, next_at FROM watch WHERE next_at > $2 ORDER BY next_at LIMIT $3";
        let ask = self.ask("watched accounts", sql).due(now);
        each(ask.with(at_most(limit)).all().await?, |row| {
            row.get("account")
        })
    }

    /// Whether the meter of this account has warned by itself, and CSS has not said so yet.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn meter_warned(&mut self, account: AccountId) -> Result<bool, StoreError> {
        let sql = "SELECT meter_low FROM watch WHERE account = $1";
        let row = self.ask("a meter's warning", sql).with(account).one();
        row.await?.map_or(Ok(false), |row| row.get("meter_low"))
    }

    /// What was told last of an alert, and whether the customer has seen it.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn warning(
        &mut self,
        account: AccountId,
        word: &str,
    ) -> Result<Option<Told>, StoreError> {
        let sql = "SELECT w.level, w.at, d.confirmed_at FROM warning w LEFT JOIN \
                   notice_delivery d ON d.account = w.account AND d.notice = w.notice \
                   WHERE w.account = $1 AND w.word = $2";
        let ask = self.ask("a warning", sql).with(account).with(word);
        let Some(row) = ask.one().await? else {
            return Ok(None);
        };
        let level: u16 = row.get("level")?;
        let seen: Option<Timestamp> = row.maybe("confirmed_at")?;
        Ok(Some(Told {
            level: u8::try_from(level).unwrap_or(u8::MAX),
            at: row.get("at")?,
            seen: seen.is_some(),
        }))
    }

    /// Notes what was told.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn set_warning(
        &mut self,
        account: AccountId,
        word: &str,
        level: u8,
        at: Timestamp,
        notice: AlertId,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO warning (account, word, level, at, notice) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account, word) DO UPDATE SET \
                   level = excluded.level, at = excluded.at, notice = excluded.notice";
        let ask = self.ask("noting a warning", sql).with(account).with(word);
        let ask = ask.with(u16::from(level)).with(at).with(notice);
        ask.run().await.map(drop)
    }

    /// Ends the text that told of this last: it is shown no longer, and its delivery stays as
    /// evidence. `None` when nothing was told.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn end_warning_text(
        &mut self,
        account: AccountId,
        word: &str,
        at: Timestamp,
    ) -> Result<Option<AlertId>, StoreError> {
        let sql = "SELECT notice FROM warning WHERE account = $1 AND word = $2";
        let ask = self.ask("a warning's text", sql).with(account).with(word);
        let Some(row) = ask.one().await? else {
            return Ok(None);
        };
        let notice: AlertId = row.get("notice")?;
        let sql = "UPDATE notice SET valid_until = CASE WHEN valid_from >= $2 \
                   THEN valid_from + 1 ELSE $2 END WHERE id = $1 AND valid_until > $2";
        let ask = self.ask("ending a warning's text", sql).with(notice);
        let ended = ask.with(at).run_one().await?;
        Ok(ended.then_some(notice))
    }

    /// The alert no longer holds.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn clear_warning(
        &mut self,
        account: AccountId,
        word: &str,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM warning WHERE account = $1 AND word = $2";
        let ask = self.ask("clearing a warning", sql).with(account);
        ask.with(word).run().await.map(drop)
    }

    /// Where an account stands at zero; `None` when it is not there.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn zero(&mut self, account: AccountId) -> Result<Option<ZeroRow>, StoreError> {
        let sql = "SELECT since, act, done, held, next_at, not_before FROM zero WHERE account = $1";
        let row = self.ask("an account at zero", sql).with(account).one();
        let Some(row) = row.await? else {
            return Ok(None);
        };
        let held: Option<String> = row.maybe("held")?;
        Ok(Some(ZeroRow {
            since: row.get("since")?,
            act: row.word("act", Act::from_word)?,
            done: row.get("done")?,
            held: held.as_deref().and_then(Held::from_word),
            next_at: row.get("next_at")?,
            not_before: row.maybe("not_before")?,
        }))
    }

    /// Keeps where an account stands at zero.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn set_zero(&mut self, account: AccountId, zero: &ZeroRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO zero (account, since, act, done, held, next_at, not_before) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account) DO UPDATE SET \
                   act = excluded.act, done = excluded.done, held = excluded.held, \
                   next_at = excluded.next_at, not_before = excluded.not_before";
        self.ask("keeping an account at zero", sql)
            .with(account)
            .with(zero.since)
            .with(zero.act.word())
            .with(zero.done)
            .with(zero.held.map(Held::word))
            .with(zero.next_at)
            .with(zero.not_before)
            .run()
            .await
            .map(drop)
    }

    /// The account is not at zero any longer; whether it was.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn clear_zero(&mut self, account: AccountId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM zero WHERE account = $1";
        let ask = self.ask("leaving zero", sql).with(account);
        ask.run_one().await
    }

    /// An account pays in another way from an interval's end on; the same a second time changes
    /// nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn change_mode(
        &mut self,
        account: AccountId,
        change: &ModeChange,
    ) -> Result<(), StoreError> {
        // Changed again before the same boundary: what was booked before stays booked.
        let sql = "INSERT INTO mode_change (account, at, mode, balance, decided_at, fee, deposit, \
                   returned, decided_by, grounds) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                   ON CONFLICT (account, at) DO UPDATE SET \
                   mode = excluded.mode, balance = excluded.balance, \
                   decided_at = excluded.decided_at, fee = mode_change.fee + excluded.fee, \
                   deposit = mode_change.deposit + excluded.deposit, \
                   returned = mode_change.returned + excluded.returned, \
                   decided_by = excluded.decided_by, grounds = NULL";
        let grounds = change.grounds.as_ref().map(serde_json::to_string);
        let grounds = grounds.transpose().map_err(|error| StoreError::Corrupt {
            what: "changing the mode",
            why: error.to_string(),
        })?;
        let ask = self.ask("changing the mode", sql).with(account);
        let ask = ask.with(change.at).with(change.mode.word());
        let ask = ask.with(change.balance).with(change.decided_at);
        let booked = change.booked;
        let ask = ask.with(booked.fee).with(booked.deposit);
        let ask = ask.with(booked.returned).with(change.decided_by);
        ask.with(grounds.as_deref()).run().await?;
        self.set_mode(account, change.mode).await
    }

    /// The changes of an account's mode, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn mode_changes(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<ModeChange>, StoreError> {
        let sql = "SELECT at, mode, balance, decided_at, decided_by, grounds, credit_wh, \
                   register_wh, owed, COALESCE(held, 0) AS held, COALESCE(debt, 0) AS debt, fee, \
                   deposit, returned FROM mode_change \
                   WHERE account = $1 ORDER BY at DESC LIMIT $2";
        let ask = self.ask("changes of the mode", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, |row| {
            let (balance, credit) = (row.get("balance")?, row.maybe("credit_wh")?);
            let stood: Option<WattHours> = row.maybe("register_wh")?;
            let owed: Option<Money> = row.maybe("owed")?;
            let (held, debt) = (row.get("held")?, row.get("debt")?);
            let grounds: Option<String> = row.maybe("grounds")?;
            let grounds = grounds.map(|text| serde_json::from_str(&text)).transpose();
            let grounds = grounds.map_err(|error| row.corrupt("grounds", &error.to_string()))?;
            let snapshot = stood.zip(owed).map(|(register, owed)| Snapshot {
                balance,
                owed,
                credit,
                register,
                held,
                debt,
            });
            Ok(ModeChange {
                at: row.get("at")?,
                mode: row.word("mode", Mode::from_word)?,
                balance,
                decided_at: row.get("decided_at")?,
                decided_by: row.maybe("decided_by")?,
                grounds,
                booked: Booked {
                    fee: row.get("fee")?,
                    deposit: row.get("deposit")?,
                    returned: row.get("returned")?,
                },
                snapshot,
            })
        })
    }

    /// Keeps how everything stood at a change, once; whether this call did.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn snapshot_mode(
        &mut self,
        account: AccountId,
        at: Timestamp,
        stood: &Snapshot,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE mode_change SET balance = $3, owed = $4, credit_wh = $5, \
                   register_wh = $6, held = $7, debt = $8 WHERE account = $1 AND at = $2 \
                   AND register_wh IS NULL";
        let ask = self.ask("a snapshot of a mode", sql).with(account).with(at);
        let ask = ask.with(stood.balance).with(stood.owed);
        let ask = ask.with(stood.credit).with(stood.register);
        ask.with(stood.held).with(stood.debt).run_one().await
    }

    /// Meters whose last interval ended before this, and which were not raised since.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn silent_meters(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<(MeterId, Timestamp)>, StoreError> {
        let sql = "SELECT e.meter, e.ends_at FROM interval_end e WHERE e.ends_at < $1 \
                   AND NOT EXISTS (SELECT 1 FROM silent_meter s WHERE s.meter = e.meter \
                   AND s.since >= e.ends_at) ORDER BY e.ends_at LIMIT $2";
        let ask = self.ask("silent meters", sql).with(before);
        each(ask.with(at_most(limit)).all().await?, |row| {
            Ok((row.get("meter")?, row.get("ends_at")?))
        })
    }

    /// A silent meter was raised.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the meter is not known.
    pub async fn raise_silent(
        &mut self,
        meter: MeterId,
        since: Timestamp,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO silent_meter (meter, since, raised_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (meter) DO UPDATE SET since = excluded.since, \
                   raised_at = excluded.raised_at";
        let ask = self.ask("raising a silent meter", sql).with(meter);
        ask.with(since).with(at).run().await.map(drop)
    }
}
