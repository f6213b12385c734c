//! Who is in an audience, page by page through an index (FR-11).

use crate::alert::{AlertRow, Reached};
use crate::error::StoreError;
use crate::sql::{Row, at_most};
use crate::tx::Tx;
use ami_domain::audience::{Audience, Program};
use ami_domain::id::{AccountId, LocationId, MeterId};

/// Accounts with their meters, and how far the walk is then; `None` at its end.
type Page = (Vec<(AccountId, MeterId)>, Option<Reached>);

impl Tx {
    /// So many accounts are in an audience now; of a list those that exist.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn count_audience(&mut self, audience: &Audience) -> Result<u64, StoreError> {
        let at = |column: &str| {
            format!(
                "SELECT COUNT(*) AS n FROM location l JOIN account a ON a.location = l.id \
                 WHERE l.{column} = $1"
            )
        };
        let sql = match audience {
            Audience::All => return self.count_accounts().await,
            Audience::Feeder(_) => at("feeder"),
            Audience::Postal(_) => at("postal"),
            Audience::Program(program) => {
                let column = program_column(*program);
                format!("SELECT COUNT(*) AS n FROM account WHERE {column} = $1")
            }
            Audience::List(ids) => {
                let mut ids = ids.clone();
                ids.sort_unstable();
                ids.dedup();
                let mut known = 0;
                for id in ids {
                    known += u64::from(self.account(id).await?.is_some());
                }
                return Ok(known);
            }
        };
        let ask = self.ask("counting an audience", sql).with(audience.name());
        ask.one().await?.map_or(Ok(0), |row| row.get("n"))
    }

    /// The next accounts of a text's audience with their meters, and how far the walk is then;
    /// `None` when it is at its end.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn audience_page(
        &mut self,
        alert: &AlertRow,
        reached: &[u8],
        limit: u32,
    ) -> Result<Page, StoreError> {
        let by_place = |column: &str| {
            format!(
                "SELECT paged.id AS place, a.id, a.meter FROM (SELECT id FROM location \
                 WHERE {column} = $3 AND id > $1 ORDER BY id LIMIT $2) paged \
                 LEFT JOIN account a ON a.location = paged.id"
            )
        };
        let (sql, name) = match alert.audience.as_str() {
            "feeder" => (by_place("feeder"), true),
            "postal" => (by_place("postal"), true),
            "program" => {
                let program = Program::from_word(&alert.audience_name);
                let column = program.map_or("mode", program_column);
                let sql = format!(
                    "SELECT id, meter FROM account WHERE {column} = $3 AND id > $1 \
                     ORDER BY id LIMIT $2"
                );
                (sql, true)
            }
            "list" => {
                let sql = "SELECT a.id, a.meter FROM alert_account t \
                           JOIN account a ON a.id = t.account \
                           WHERE t.notice = $3 AND t.account > $1 ORDER BY t.account LIMIT $2";
                (sql.to_owned(), false)
            }
            _ => {
                let sql = "SELECT id, meter FROM account WHERE id > $1 ORDER BY id LIMIT $2";
                (sql.to_owned(), false)
            }
        };
        let ask = self.ask("a page of an audience", sql).with(reached);
        let mut ask = ask.with(at_most(limit));
        if name {
            ask = ask.with(alert.audience_name.as_str());
        } else if alert.audience == "list" {
            ask = ask.with(alert.notice.id);
        }
        let rows = ask.all().await?;
        let placed = matches!(alert.audience.as_str(), "feeder" | "postal");
        page(&rows, placed, limit)
    }
}

/// The accounts of these rows, and the end of them unless there are no more.
fn page(rows: &[Row], placed: bool, limit: u32) -> Result<Page, StoreError> {
    let mut accounts = Vec::with_capacity(rows.len());
    let mut last = Vec::new();
    let mut steps = 0_u32;
    for row in rows {
        let account: Option<AccountId> = row.maybe("id")?;
        if let Some(account) = account {
            accounts.push((account, row.get("meter")?));
        }
        let at = if placed {
            row.get::<LocationId>("place")?.to_bytes()
        } else {
            account.map_or([0; 16], AccountId::to_bytes)
        };
        // Several accounts of one place are one step of the walk.
        if last.as_slice() < at.as_slice() {
            last = at.to_vec();
        }
        steps += 1;
    }
    Ok((accounts, (steps >= limit).then_some(last)))
}

const fn program_column(program: Program) -> &'static str {
    match program.is() {
        Ok(_) => "mode",
        Err(_) => "at_zero",
    }
}
