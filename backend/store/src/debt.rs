//! Debt that is set aside: what is owed of each, the pause, and what was taken.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each, must};
use crate::tx::Tx;
use ami_domain::debt::{Debt, DebtKind, Every, Recovery, Taken};
use ami_domain::id::{AccountId, DebtId};
use ami_domain::money::Money;
use ami_domain::time::Timestamp;

/// An account that owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwingRow {
    /// Until when and why nothing is taken; it may be over.
    pub held: Option<(Timestamp, String)>,
    /// The start of the local day that pays next.
    pub next_day: Timestamp,
}

impl OwingRow {
    /// Whether a pause runs.
    pub fn is_held(&self, now: Timestamp) -> bool {
        self.held.as_ref().is_some_and(|(until, _)| now < *until)
    }
}

impl Tx {
    /// Takes a debt; the same once more changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn insert_debt(&mut self, account: AccountId, debt: &Debt) -> Result<(), StoreError> {
        let sql = "INSERT INTO debt (id, account, kind, amount, owed, plan, pace, every, \
                   permille, missed, place, since) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
                   ON CONFLICT (id) DO NOTHING";
        let (plan, pace, every, permille) = plan_columns(debt.recovery);
        self.ask("setting a debt aside", sql)
            .with(debt.id)
            .with(account)
            .with(kind_word(debt.kind))
            .with(debt.amount)
            .with(debt.owed)
            .with(plan)
            .with(pace)
            .with(every)
            .with(permille)
            .with(debt.missed)
            .with(debt.rank)
            .with(debt.since)
            .run()
            .await
            .map(drop)
    }

    /// The debts of an account of which something is owed, in the order of paying back.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn debts(&mut self, account: AccountId, limit: u32) -> Result<Vec<Debt>, StoreError> {
        let sql = "SELECT id, kind, amount, owed, plan, pace, every, permille, missed, place, \
                   since FROM debt WHERE account = $1 AND owed > 0 ORDER BY place, id LIMIT $2";
        let ask = self.ask("debts of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Every debt that an account ever had, in the order of paying back.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn debts_ever(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<Debt>, StoreError> {
        let sql = "SELECT id, kind, amount, owed, plan, pace, every, permille, missed, place, \
                   since FROM debt WHERE account = $1 ORDER BY place, id LIMIT $2";
        let ask = self.ask("all debts of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Something that was paid of a debt is owed again; where payments make up what days missed,
    /// they had made up this.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such debt.
    pub async fn owe_again(&mut self, debt: DebtId, amount: Money) -> Result<(), StoreError> {
        let sql = "UPDATE debt SET owed = owed + $2, missed = missed + \
                   CASE WHEN plan = 'catch_up' THEN $2 ELSE 0 END WHERE id = $1";
        let ask = self.ask("owing a debt again", sql).with(debt);
        must(ask.with(amount).run_one().await?, "debt", debt)
    }

    /// Something of a debt is paid back, and of that so much of what was missed.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such debt; the engine's when it owes less.
    pub async fn pay_debt(
        &mut self,
        debt: DebtId,
        paid: Money,
        missed: Money,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE debt SET owed = owed - $2, missed = $3 WHERE id = $1";
        let ask = self.ask("paying a debt back", sql).with(debt).with(paid);
        must(ask.with(missed).run_one().await?, "debt", debt)
    }

    /// Changes how a debt is paid back; what was missed under the old plan is not asked for.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such debt.
    pub async fn set_recovery(
        &mut self,
        debt: DebtId,
        recovery: Recovery,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE debt SET plan = $2, pace = $3, every = $4, permille = $5, missed = 0 \
                   WHERE id = $1";
        let (plan, pace, every, permille) = plan_columns(recovery);
        let ask = self.ask("changing a plan", sql).with(debt).with(plan);
        let ask = ask.with(pace).with(every).with(permille);
        must(ask.run_one().await?, "debt", debt)
    }

    /// Where the paying back of an account stands.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn owing(&mut self, account: AccountId) -> Result<Option<OwingRow>, StoreError> {
        let sql = "SELECT held_until, held_reason, next_day FROM owing WHERE account = $1";
        let row = self.ask("who owes", sql).with(account).one().await?;
        let Some(row) = row else { return Ok(None) };
        let until: Option<Timestamp> = row.maybe("held_until")?;
        let reason: Option<String> = row.maybe("held_reason")?;
        Ok(Some(OwingRow {
            held: until.zip(reason),
            next_day: row.get("next_day")?,
        }))
    }

    /// Keeps where it stands.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn set_owing(
        &mut self,
        account: AccountId,
        row: &OwingRow,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO owing (account, held_until, held_reason, next_day) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (account) DO UPDATE SET \
                   held_until = excluded.held_until, held_reason = excluded.held_reason, \
                   next_day = excluded.next_day";
        let (until, reason) = match &row.held {
            Some((until, reason)) => (Some(*until), Some(reason.as_str())),
            None => (None, None),
        };
        let ask = self.ask("keeping who owes", sql).with(account).with(until);
        ask.with(reason).with(row.next_day).run().await.map(drop)
    }

    /// Nothing is owed any more.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn clear_owing(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "DELETE FROM owing WHERE account = $1";
        let ask = self.ask("nothing is owed", sql).with(account);
        ask.run().await.map(drop)
    }

    /// Accounts with a day that has begun and is not paid, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn owing_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        let sql = "SELECT account FROM owing WHERE next_day <= $1 ORDER BY next_day LIMIT $2";
        let ask = self.ask("days to pay back", sql).with(now);
        each(ask.with(at_most(limit)).all().await?, |row| {
            row.get("account")
        })
    }

    /// What was taken for debt since each of these moments, the last one the earliest.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn taken_for_debt(
        &mut self,
        account: AccountId,
        [day, week, month]: [Timestamp; 3],
    ) -> Result<Taken, StoreError> {
        let since = |place: u8| {
            format!(
                "CAST(COALESCE(SUM(CASE WHEN at >= ${place} THEN amount ELSE 0 END), 0) AS BIGINT)"
            )
        };
        let sql = format!(
            "SELECT {} AS day, {} AS week, {} AS month FROM transfer WHERE to_account = $1 \
             AND to_book = 'debt' AND at >= $4 AND state = 'posted' \
             AND reason IN ('debt_share', 'debt_day')",
            since(2),
            since(3),
            since(4)
        );
        let ask = self.ask("taken for debt", sql).with(account);
        let row = ask.with(day).with(week).with(month).one().await?;
        row.map_or(Ok(Taken::default()), |row| {
            Ok(Taken {
                day: row.get("day")?,
                week: row.get("week")?,
                month: row.get("month")?,
            })
        })
    }
}

fn read(row: &Row) -> Result<Debt, StoreError> {
    let pace = row.get("pace")?;
    let every = row.word("every", every_from)?;
    let permille = row.get("permille")?;
    let word: String = row.get("plan")?;
    let recovery = match word.as_str() {
        "time" => Recovery::Time {
            amount: pace,
            every,
        },
        "share" => Recovery::Share { permille },
        "catch_up" => Recovery::CatchUp {
            amount: pace,
            every,
            permille,
        },
        other => return Err(row.corrupt("plan", &format!("no such word: {other:?}"))),
    };
    Ok(Debt {
        id: row.get("id")?,
        kind: row.word("kind", kind_from)?,
        amount: row.get("amount")?,
        owed: row.get("owed")?,
        recovery,
        missed: row.get("missed")?,
        rank: row.get("place")?,
        since: row.get("since")?,
    })
}

fn plan_columns(recovery: Recovery) -> (&'static str, Money, &'static str, u16) {
    match recovery {
        Recovery::Time { amount, every } => ("time", amount, every_word(every), 0),
        Recovery::Share { permille } => ("share", Money::ZERO, every_word(Every::Day), permille),
        Recovery::CatchUp {
            amount,
            every,
            permille,
        } => ("catch_up", amount, every_word(every), permille),
    }
}

const fn every_word(every: Every) -> &'static str {
    match every {
        Every::Day => "day",
        Every::Week => "week",
    }
}

fn every_from(word: &str) -> Option<Every> {
    let all = [Every::Day, Every::Week];
    all.into_iter().find(|every| every_word(*every) == word)
}

const fn kind_word(kind: DebtKind) -> &'static str {
    match kind {
        DebtKind::Arrears => "arrears",
        DebtKind::Overdrawn => "overdrawn",
    }
}

fn kind_from(word: &str) -> Option<DebtKind> {
    let all = [DebtKind::Arrears, DebtKind::Overdrawn];
    all.into_iter().find(|kind| kind_word(*kind) == word)
}
