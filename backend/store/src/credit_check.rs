//! Meters' credit beside what was sold: what was compared last, what was found, day by day.

use crate::close::{number, read_day};
use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::credit_check::Offset;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, MeterId};
use ami_domain::time::{Day, Span, Timestamp};

/// A reading that was compared, and what is known since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// When, by the meter's clock.
    pub at: Timestamp,
    /// What the meter said.
    pub counter: WattHours,
    /// Prepaid use since the count began, up to `used_until`.
    pub used: WattHours,
    /// The start of the interval that ran.
    pub used_until: Timestamp,
    /// The meter's credit less the ledger's.
    pub offset: Offset,
}

/// How an account's meter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditCount {
    /// Whose.
    pub account: AccountId,
    /// The meter; another one begins another count.
    pub meter: MeterId,
    /// The last closed day in which it was looked at.
    pub day: Day,
    /// How that went: `first`, `agrees`, `differs` or `waits`.
    pub result: &'static str,
    /// The last reading that was compared; `None` while there is none.
    pub reading: Option<Reading>,
}

/// A difference that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditDifference {
    /// In the close of which day.
    pub day: Day,
    /// Whose.
    pub account: AccountId,
    /// At which meter.
    pub meter: MeterId,
    /// It came about after this reading.
    pub since: Timestamp,
    /// And before this one.
    pub at: Timestamp,
    /// What the meter said.
    pub counter: WattHours,
    /// What it had to say.
    pub expected: WattHours,
}

/// How the comparison of a day went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditDay {
    /// Meters that were compared.
    pub compared: u64,
    /// Meters that wait: for an interval, a receipt or a first reading to compare with.
    pub waiting: u64,
    /// Differences.
    pub differences: u64,
    /// When it was over.
    pub at: Timestamp,
}

/// The words of [`CreditCount::result`].
const RESULTS: [&str; 4] = ["first", "agrees", "differs", "waits"];

/// What pays for energy at the meter, and when it was decided: its table and its conditions.
const CREDITS: [(&str, &str); 2] = [
    (
        "SELECT credit_wh, ended_at AS at, message FROM payment WHERE account = $1 \
         AND state = 'applied' AND message IS NOT NULL AND event IS NULL",
        "of payments",
    ),
    (
        "SELECT credit_wh, at, message FROM given_credit WHERE account = $1",
        "given",
    ),
];

impl Tx {
    /// How an account's meter stands; `None` before the first look.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn credit_count(
        &mut self,
        account: AccountId,
    ) -> Result<Option<CreditCount>, StoreError> {
        let sql = "SELECT account, meter, day, result, sampled_at, counter_wh, used_wh, \
                   used_until, least_wh, most_wh FROM credit_count WHERE account = $1";
        let row = self.ask("a meter's credit", sql).with(account).one();
        row.await?.as_ref().map(read_count).transpose()
    }

    /// Keeps it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account or meter is not known.
    pub async fn set_credit_count(&mut self, count: &CreditCount) -> Result<(), StoreError> {
        let sql = "INSERT INTO credit_count (account, meter, day, result, sampled_at, counter_wh, \
                   used_wh, used_until, least_wh, most_wh) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                   ON CONFLICT (account) DO UPDATE SET meter = excluded.meter, \
                   day = excluded.day, result = excluded.result, \
                   sampled_at = excluded.sampled_at, counter_wh = excluded.counter_wh, \
                   used_wh = excluded.used_wh, used_until = excluded.used_until, \
                   least_wh = excluded.least_wh, most_wh = excluded.most_wh";
        let reading = count.reading;
        self.ask("keeping a meter's credit", sql)
            .with(count.account)
            .with(count.meter)
            .with(number(count.day))
            .with(count.result)
            .with(reading.map(|one| one.at))
            .with(reading.map(|one| one.counter))
            .with(reading.map(|one| one.used))
            .with(reading.map(|one| one.used_until))
            .with(reading.map(|one| one.offset.least))
            .with(reading.map(|one| one.offset.most))
            .run()
            .await
            .map(drop)
    }

    /// What an account's meter was sent by a moment, by what the ledger rests on.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn credited(
        &mut self,
        account: AccountId,
        at: Timestamp,
    ) -> Result<WattHours, StoreError> {
        let mut all = WattHours::ZERO;
        for (credits, word) in CREDITS {
            let sql = format!(
                "SELECT CAST(COALESCE(SUM(credit_wh), 0) AS BIGINT) AS wh FROM ({credits}) AS c \
                 WHERE at <= $2 /* {word} */"
            );
            let ask = self.ask("credit that was sent", sql).with(account);
            let row = ask.with(at).one().await?;
            all += row.map_or(Ok(WattHours::ZERO), |row| row.get("wh"))?;
        }
        Ok(all)
    }

    /// Whether a credit of an account may or may not be in a reading of this moment: decided near
    /// to it or before, and reached the meter later, or is still on its way. `lag` is how long one
    /// without a receipt is waited for.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn credit_under_way(
        &mut self,
        account: AccountId,
        at: Timestamp,
        lag: Span,
        skew: Span,
    ) -> Result<bool, StoreError> {
        for (credits, word) in CREDITS {
            let sql = format!(
                "SELECT 1 AS one FROM ({credits}) AS c \
                 LEFT JOIN receipt r ON r.message = c.message \
                 LEFT JOIN command k ON k.id = c.message WHERE c.at < $3 AND \
                 (r.completed_at > $2 OR c.at > $2 OR (r.message IS NULL AND (c.at > $4 \
                 OR k.state IN ('queued', 'sent')))) LIMIT 1 /* {word} */"
            );
            let ask = self.ask("credit under way", sql).with(account).with(at);
            let ask = ask.with(at + skew).with(at - lag);
            if ask.one().await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Keeps a difference; the same a second time changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account or meter is not known.
    pub async fn insert_credit_difference(
        &mut self,
        found: &CreditDifference,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO credit_difference (day, account, meter, since, at, counter_wh, \
                   expected_wh) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                   ON CONFLICT (day, account) DO NOTHING";
        let ask = self.ask("keeping a difference of credit", sql);
        let ask = ask.with(number(found.day)).with(found.account);
        let ask = ask.with(found.meter).with(found.since).with(found.at);
        let ask = ask.with(found.counter).with(found.expected);
        ask.run().await.map(drop)
    }

    /// The differences of these closed days, oldest day first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn credit_differences(
        &mut self,
        (first, last): (Day, Day),
        limit: u32,
    ) -> Result<Vec<CreditDifference>, StoreError> {
        let sql = "SELECT day, account, meter, since, at, counter_wh, expected_wh \
                   FROM credit_difference WHERE day >= $1 AND day <= $2 \
                   ORDER BY day, account LIMIT $3";
        let ask = self.ask("differences of credit", sql);
        let ask = ask.with(number(first)).with(number(last));
        each(ask.with(at_most(limit)).all().await?, |row| {
            Ok(CreditDifference {
                day: read_day(row, "day")?,
                account: row.get("account")?,
                meter: row.get("meter")?,
                since: row.get("since")?,
                at: row.get("at")?,
                counter: row.get("counter_wh")?,
                expected: row.get("expected_wh")?,
            })
        })
    }

    /// Ends the comparison of a day: counts how it went, once.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn end_credit_day(&mut self, day: Day, at: Timestamp) -> Result<(), StoreError> {
        let count = |results: &str| {
            format!("(SELECT COUNT(*) FROM credit_count WHERE day = $1 AND result IN ({results}))")
        };
        let sql = format!(
            "INSERT INTO credit_day (day, compared, waiting, differences, at) \
             VALUES ($1, {}, {}, {}, $2) ON CONFLICT (day) DO NOTHING",
            count("'agrees', 'differs'"),
            count("'first', 'waits'"),
            count("'differs'"),
        );
        let ask = self.ask("ending a day's credit", sql).with(number(day));
        ask.with(at).run().await.map(drop)
    }

    /// How the comparison of a day went; `None` until it is over.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn credit_day(&mut self, day: Day) -> Result<Option<CreditDay>, StoreError> {
        let sql = "SELECT compared, waiting, differences, at FROM credit_day WHERE day = $1";
        let row = self.ask("a day's credit", sql).with(number(day)).one();
        row.await?
            .map(|row| {
                Ok(CreditDay {
                    compared: row.get("compared")?,
                    waiting: row.get("waiting")?,
                    differences: row.get("differences")?,
                    at: row.get("at")?,
                })
            })
            .transpose()
    }
}

fn read_count(row: &Row) -> Result<CreditCount, StoreError> {
    let at: Option<Timestamp> = row.maybe("sampled_at")?;
    let reading = match at {
        None => None,
        Some(at) => Some(Reading {
            at,
            counter: row.get("counter_wh")?,
            used: row.get("used_wh")?,
            used_until: row.get("used_until")?,
            offset: Offset {
                least: row.get("least_wh")?,
                most: row.get("most_wh")?,
            },
        }),
    };
    let known = |word: &str| RESULTS.into_iter().find(|one| *one == word);
    Ok(CreditCount {
        account: row.get("account")?,
        meter: row.get("meter")?,
        day: read_day(row, "day")?,
        result: row.word("result", known)?,
        reading,
    })
}
