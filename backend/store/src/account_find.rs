//! Finding accounts: by meter, by customer, by what a representative types, by what is due.

use crate::account::{ACCOUNT, AccountRow, read};
use crate::error::StoreError;
use crate::limits;
use crate::open::Engine;
use crate::sql::{at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, MeterId, UserId};
use ami_domain::time::Timestamp;
use std::collections::BTreeMap;

/// What a trigram index can find.
const TRIGRAM: usize = 3;

/// A text that is searched for, as the engine's index takes it.
pub(crate) struct Search {
    /// Over `account_search`, with the pattern as `$1`.
    pub(crate) condition: &'static str,
    pub(crate) pattern: String,
    /// For `LIKE .. ESCAPE '\'`, in lower case.
    pub(crate) like: String,
    /// Long enough for the index.
    pub(crate) long: bool,
}

impl Tx {
    /// The account that this meter counts for.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn account_of_meter(
        &mut self,
        meter: MeterId,
    ) -> Result<Option<AccountRow>, StoreError> {
        let sql = format!("SELECT {ACCOUNT} FROM account a WHERE a.meter = $1");
        let row = self
            .ask("account of a meter", sql)
            .with(meter)
            .one()
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The accounts of a customer, by number.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn accounts_of(&mut self, customer: UserId) -> Result<Vec<AccountRow>, StoreError> {
        let sql = format!(
            "SELECT {ACCOUNT} FROM account a WHERE a.customer = $1 ORDER BY a.number LIMIT $2"
        );
        let ask = self.ask("accounts of a customer", sql).with(customer);
        each(ask.with(at_most(u32::MAX)).all().await?, read)
    }

    /// The accounts that have these numbers; a number that none has is not in the answer.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn accounts_numbered(
        &mut self,
        numbers: &[&str],
    ) -> Result<BTreeMap<String, AccountId>, StoreError> {
        let mut found = BTreeMap::new();
        for chunk in numbers.chunks(limits::ROWS_PER_STATEMENT) {
            let places: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
            let sql = format!(
                "SELECT number, id FROM account WHERE number IN ({})",
                places.join(",")
            );
            let mut ask = self.ask("accounts by their numbers", sql).once();
            for number in chunk {
                ask = ask.with(*number);
            }
            for row in ask.all().await? {
                found.insert(row.get("number")?, row.get("id")?);
            }
        }
        Ok(found)
    }

    /// Accounts whose number, customer's name, address or meter's serial contains the text,
    /// whatever the case, with name and address, by number (AC-2: a representative finds the
    /// customer). Three characters or more are found through an index; one or two read the
    /// search table. At most [`limits::SEARCH_MAX`]; none for an empty text.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn search_accounts(
        &mut self,
        text: &str,
        limit: u32,
    ) -> Result<Vec<(AccountRow, String, String)>, StoreError> {
        let Some(search) = self.search_for(text) else {
            return Ok(Vec::new());
        };
        let (condition, pattern) = (search.condition, search.pattern);
        let sql = format!(
            "SELECT {ACCOUNT}, p.name AS person_name, l.address AS address FROM account_search \
             JOIN account a ON a.id = account_search.account \
             JOIN person p ON p.id = a.customer JOIN location l ON l.id = a.location \
             WHERE {condition} ORDER BY a.number LIMIT $2"
        );
        let limit = i64::from(limit.min(limits::SEARCH_MAX));
        let ask = self.ask("searching accounts", sql).with(pattern.as_str());
        each(ask.with(limit).all().await?, |row| {
            Ok((read(row)?, row.get("person_name")?, row.get("address")?))
        })
    }

    /// Accounts for whom a fresh view is due at this moment, the longest ago first; also where a
    /// clock that has jumped back since has put it off.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn accounts_to_refresh(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        // Of an account that is closed there is never one.
        let sql = "SELECT id, show_due FROM account WHERE show_due <= $1 UNION ALL \
                   SELECT id, show_due FROM account WHERE show_due > $2 \
                   AND show_due < 9223372036854775807 ORDER BY show_due LIMIT $3";
        let ask = self.ask("accounts to refresh", sql).with(now);
        let ask = ask.with(now + limits::SHOW_MAX);
        each(ask.with(at_most(limit)).all().await?, |row| row.get("id"))
    }

    /// Accounts with stored intervals that end after what is charged, the longest ago first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn accounts_to_charge(&mut self, limit: u32) -> Result<Vec<AccountId>, StoreError> {
        let sql = "SELECT id FROM account WHERE usage_until > charged_until \
                   ORDER BY charged_until LIMIT $1";
        let ask = self.ask("accounts to charge", sql).with(at_most(limit));
        each(ask.all().await?, |row| row.get("id"))
    }

    /// How many accounts there are.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn count_accounts(&mut self) -> Result<u64, StoreError> {
        let ask = self.ask("counting accounts", "SELECT COUNT(*) AS n FROM account");
        ask.one().await?.map_or(Ok(0), |row| row.get("n"))
    }

    /// Every account in the order of ids, page by page: those after `after`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn all_accounts(
        &mut self,
        after: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<AccountRow>, StoreError> {
        // Nothing is smaller than no bytes at all.
        let after = after.map_or_else(Vec::new, |after| after.to_bytes().to_vec());
        let sql = format!("SELECT {ACCOUNT} FROM account a WHERE a.id > $1 ORDER BY a.id LIMIT $2");
        let ask = self.ask("all accounts", sql).with(after.as_slice());
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// How to search for a text; `None` for an empty one.
    pub(crate) fn search_for(&self, text: &str) -> Option<Search> {
        let text: String = text.trim().chars().take(limits::SEARCH_CHARS_MAX).collect();
        let text = text.to_lowercase().replace('\0', "\u{fffd}");
        if text.is_empty() {
            return None;
        }
        let long = text.chars().count() >= TRIGRAM;
        let like = like(&text);
        let (condition, pattern) = if self.engine == Engine::Sqlite && long {
            // A quoted phrase of trigrams is the substring itself.
            let phrase = format!("\"{}\"", text.replace('"', "\"\""));
            ("account_search MATCH $1", phrase)
        } else {
            ("account_search.text LIKE $1 ESCAPE '\\'", like.clone())
        };
        Some(Search {
            condition,
            pattern,
            like,
            long,
        })
    }

    /// Makes a new account findable.
    pub(crate) async fn index_account(&mut self, account: &AccountRow) -> Result<(), StoreError> {
        let sql = "SELECT p.name AS name, l.address AS address, m.serial AS serial \
                   FROM person p, location l, meter m WHERE p.id = $1 AND l.id = $2 AND m.id = $3";
        let ask = self.ask("indexing an account", sql).with(account.customer);
        let row = ask.with(account.location).with(account.meter).one().await?;
        let Some(row) = row else { return Ok(()) };
        let (name, address, serial): (String, String, String) =
            (row.get("name")?, row.get("address")?, row.get("serial")?);
        // Lines keep a phrase from matching across two of them.
        let text = format!("{}\n{name}\n{address}\n{serial}", account.number).to_lowercase();
        let sql = "INSERT INTO account_search (account, text) VALUES ($1, $2)";
        let ask = self.ask("indexing an account", sql).with(account.id);
        ask.with(text.as_str()).run().await.map(drop)
    }
}

/// A pattern that contains this text literally.
fn like(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
