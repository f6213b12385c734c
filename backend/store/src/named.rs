//! The tariffs and time zones that homes have, each by its name: a server must know them all.

use crate::error::StoreError;
use crate::sql::{at_most, each};
use crate::tx::Tx;

/// Accounts that are charged; as an index has it.
const CHARGED: &str = "show_due < 9223372036854775807";

impl Tx {
    /// The tariff of some account that is the next by name; one after the other they are all.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn next_tariff(&mut self, after: &str) -> Result<Option<String>, StoreError> {
        let sql = format!(
            "SELECT tariff AS name FROM account WHERE tariff > $1 AND {CHARGED} \
             ORDER BY tariff LIMIT 1"
        );
        self.next_name(sql, after).await
    }

    /// The same for the time zones of places.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn next_zone(&mut self, after: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT zone AS name FROM location WHERE zone > $1 ORDER BY zone LIMIT 1";
        self.next_name(sql.to_owned(), after).await
    }

    async fn next_name(&mut self, sql: String, after: &str) -> Result<Option<String>, StoreError> {
        let row = self.ask("the next name", sql).with(after).one().await?;
        row.map(|row| row.get("name")).transpose()
    }

    /// Numbers of accounts with this tariff, at most so many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn accounts_on_tariff(
        &mut self,
        tariff: &str,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let sql = format!("SELECT number FROM account WHERE tariff = $1 AND {CHARGED} LIMIT $2");
        let ask = self.ask("accounts on a tariff", sql).with(tariff);
        each(ask.with(at_most(limit)).all().await?, |row| {
            row.get("number")
        })
    }

    /// Addresses of places in this time zone, at most so many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn places_in_zone(
        &mut self,
        zone: &str,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT address FROM location WHERE zone = $1 LIMIT $2";
        let ask = self.ask("places in a zone", sql).with(zone);
        each(ask.with(at_most(limit)).all().await?, |row| {
            row.get("address")
        })
    }
}
