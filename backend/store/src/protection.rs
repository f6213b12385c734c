//! What protects customers, the weather, and the rules' text (DESIGN 7.8, FR-10). Decisions that
//! rest on them: `decision.rs`.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::clearance::Rules;
use ami_domain::id::AccountId;
use ami_domain::protection::{Class, Standing};
use ami_domain::time::{Span, Timestamp};
use ami_domain::weather::Weather;

/// Payments of an account that are being made right now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UnderWay {
    /// All of them.
    pub open: u32,
    /// Those that wait for their payer, who is at another page.
    pub waiting: u32,
}

impl Tx {
    /// Keeps what is known of the customer behind an account.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such account or the capacity is not positive.
    pub async fn set_standing(
        &mut self,
        account: AccountId,
        standing: &Standing,
    ) -> Result<(), StoreError> {
        let what = "setting what protects a customer";
        let protections = json(what, &standing.protections)?;
        let friendly = json(what, &standing.friendly)?;
        let sql = "INSERT INTO standing (account, class, protections, place, rated_w, \
                   jurisdiction, friendly) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                   ON CONFLICT (account) DO UPDATE SET \
                   class = excluded.class, protections = excluded.protections, \
                   place = excluded.place, rated_w = excluded.rated_w, \
                   jurisdiction = excluded.jurisdiction, friendly = excluded.friendly";
        self.ask(what, sql)
            .with(account)
            .with(standing.class.map(Class::word))
            .with(protections.as_str())
            .with(standing.place.as_str())
            .with(standing.rated)
            .with(standing.jurisdiction.as_deref())
            .with(friendly.as_str())
            .run()
            .await?;
        // Who is protected by now does not stay dark until somebody happens to look.
        let sql = "UPDATE supply SET look_at = 0 \
                   WHERE meter = (SELECT meter FROM account WHERE id = $1)";
        let ask = self.ask("waking a protected meter", sql).with(account);
        ask.run().await.map(drop)
    }

    /// What is known of the customer behind an account; `None`: nothing, so they are protected.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn standing(&mut self, account: AccountId) -> Result<Option<Standing>, StoreError> {
        let sql = "SELECT class, protections, place, rated_w, jurisdiction, friendly \
                   FROM standing WHERE account = $1";
        let row = self.ask("standing", sql).with(account).one().await?;
        row.map(|row| {
            let class: Option<String> = row.maybe("class")?;
            Ok(Standing {
                class: class.as_deref().and_then(Class::from_word),
                protections: parsed(&row, "protections")?,
                place: row.get("place")?,
                jurisdiction: row.maybe("jurisdiction")?,
                friendly: parsed(&row, "friendly")?,
                rated: row.get("rated_w")?,
            })
        })
        .transpose()
    }

    /// Accounts of a class in the order of their ids, page by page: those after `after`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn accounts_of_class(
        &mut self,
        class: Class,
        after: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        let after = after.map_or_else(Vec::new, |after| after.to_bytes().to_vec());
        let sql = "SELECT account FROM standing WHERE class = $1 AND account > $2 \
                   ORDER BY account LIMIT $3";
        let ask = self.ask("accounts of a class", sql).with(class.word());
        let ask = ask.with(after.as_slice()).with(at_most(limit));
        each(ask.all().await?, |row| row.get("account"))
    }

    /// Learns from a report about the weather: of each part the newer one stays. Whether
    /// anything changed.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn set_weather(&mut self, report: &Weather) -> Result<bool, StoreError> {
        let what = "keeping the weather";
        let Some(newest) = report.newest() else {
            return Ok(false);
        };
        // The row first, so that two reports about a place go one after the other.
        let nothing = Weather {
            place: report.place.clone(),
            observed: None,
            forecast: None,
            alerts: None,
        };
        let sql = "INSERT INTO weather (place, as_of, body) VALUES ($1, $2, $3) \
                   ON CONFLICT (place) DO UPDATE SET as_of = weather.as_of RETURNING body";
        let empty = json(what, &nothing)?;
        let ask = self.ask(what, sql).with(report.place.as_str()).with(newest);
        let rows = ask.with(empty.as_str()).returning().await?;
        let known = rows.first().map(|row| parsed(row, "body")).transpose()?;
        let mut known: Weather = known.unwrap_or(nothing);
        if !known.learn(report) {
            return Ok(false);
        }
        let body = json(what, &known)?;
        let sql = "UPDATE weather SET as_of = $2, body = $3 WHERE place = $1";
        let ask = self.ask(what, sql).with(report.place.as_str());
        let ask = ask.with(known.newest()).with(body.as_str());
        let changed = ask.run_one().await?;
        self.look_at_reduced().await?;
        Ok(changed)
    }

    /// The last report about a place.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn weather(&mut self, place: &str) -> Result<Option<Weather>, StoreError> {
        let sql = "SELECT body FROM weather WHERE place = $1";
        let row = self.ask("weather", sql).with(place).one().await?;
        row.map(|row| parsed(&row, "body")).transpose()
    }

    /// Every place's last report, by name.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn all_weather(&mut self, limit: u32) -> Result<Vec<Weather>, StoreError> {
        let sql = "SELECT body FROM weather WHERE place > '' ORDER BY place LIMIT $1";
        let ask = self.ask("all weather", sql).with(at_most(limit));
        each(ask.all().await?, |row| parsed(row, "body"))
    }

    /// Keeps the text of rules under their version; `false` when another text has that version.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn keep_rules(&mut self, rules: &Rules) -> Result<bool, StoreError> {
        let body = json("keeping rules", rules)?;
        let sql = "INSERT INTO rules_text (version, body) VALUES ($1, $2) \
                   ON CONFLICT (version) DO NOTHING";
        let ask = self.ask("keeping rules", sql);
        let new = ask.with(rules.version.as_str()).with(body.as_str());
        if new.run_one().await? {
            return Ok(true);
        }
        let known = self.rules_text(&rules.version).await?;
        Ok(known.as_ref() == Some(rules))
    }

    /// The rules of this version.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn rules_text(&mut self, version: &str) -> Result<Option<Rules>, StoreError> {
        let sql = "SELECT body FROM rules_text WHERE version = $1";
        let row = self.ask("rules", sql).with(version).one().await?;
        row.map(|row| parsed(&row, "body")).transpose()
    }

    /// Whether a prepayment event is running at the site of this account. One of its own customer
    /// that goes on after its time is none: from then on their balance pays, as on any day.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn event_running(
        &mut self,
        site: AccountId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM event WHERE site = $1 AND starts_at <= $2 \
                   AND ((state = 'running' AND account <> site) \
                   OR (state IN ('booked', 'running') AND ends_at > $2))";
        let ask = self.ask("running events", sql).with(site).with(now);
        let count: u32 = ask.one().await?.map_or(Ok(0), |row| row.get("n"))?;
        Ok(count > 0)
    }

    /// Payments of this account that the bank is being asked for, or that somebody is making on
    /// the payment company's page right now. One that only a bank has announced is none: it costs
    /// nothing to announce.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn payments_under_way(&mut self, account: AccountId) -> Result<UnderWay, StoreError> {
        let sql = "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(CASE WHEN state = 'waits' THEN 1 \
                   ELSE 0 END), 0) AS BIGINT) AS waiting FROM payment WHERE account = $1 \
                   AND state IN ('offered', 'waits', 'authorised')";
        let ask = self.ask("payments under way", sql).with(account);
        let Some(row) = ask.one().await? else {
            return Ok(UnderWay::default());
        };
        Ok(UnderWay {
            open: row.get("n")?,
            waiting: row.get("waiting")?,
        })
    }

    /// How long payments of this account have waited altogether for a payer who never paid: those
    /// that were offered from the first moment on and have ended by the second. None counts for
    /// longer than `most`: it was the processor that kept it open, then. Nor does what a bank has
    /// announced.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn waited_in_vain(
        &mut self,
        account: AccountId,
        (from, until): (Timestamp, Timestamp),
        most: Span,
    ) -> Result<Span, StoreError> {
        let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN p.ended_at - p.offered_at > $4 THEN $4 \
                   ELSE p.ended_at - p.offered_at END), 0) AS BIGINT) AS millis \
                   FROM payment p JOIN charge c ON c.payment = p.id WHERE p.account = $1 \
                   AND p.offered_at >= $2 AND p.ended_at <= $3 AND p.offered_at < p.ended_at \
                   AND p.state = 'refused' AND c.capture = 'due'";
        let ask = self.ask("payments that were waited for in vain", sql);
        let ask = ask.with(account).with(from).with(until).with(most);
        ask.one()
            .await?
            .map_or(Ok(Span::ZERO), |row| row.get("millis"))
    }
}

pub(crate) fn json<T: serde::Serialize>(
    what: &'static str,
    value: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt {
        what,
        why: error.to_string(),
    })
}

pub(crate) fn parsed<T: serde::de::DeserializeOwned>(
    row: &Row,
    column: &'static str,
) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| row.corrupt(column, &error))
}
