//! Places that others may book: what their customers have opened, and nothing else (SC3.3).

use crate::account::{ACCOUNT, AccountRow};
use crate::error::StoreError;
use crate::limits;
use crate::sql::each;
use crate::tx::Tx;
use ami_domain::id::{AccountId, LocationId, UserId};
use ami_domain::time::Timestamp;

impl Tx {
    /// Lets others book the place of an account; nothing changes when they may already. `by` is
    /// `None` when the place is set up with its account.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn open_facility(
        &mut self,
        (location, account): (LocationId, AccountId),
        at: Timestamp,
        by: Option<UserId>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO facility (location, account, opened_at, opened_by) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let ask = self.ask("opening a facility", sql).with(location);
        ask.with(account).with(at).with(by).run().await?;
        Ok(())
    }

    /// Others may not book the place of this account any more. What they have booked stays.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn close_facility(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "DELETE FROM facility WHERE account = $1";
        let ask = self.ask("closing a facility", sql).with(account);
        ask.run().await?;
        Ok(())
    }

    /// Whether others may book the place of this account.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn is_facility(&mut self, account: AccountId) -> Result<bool, StoreError> {
        let sql = "SELECT account FROM facility WHERE account = $1";
        let ask = self.ask("whether a place is open to others", sql);
        Ok(ask.with(account).one().await?.is_some())
    }

    /// The account at a location that others may book; `None` when its customer has not opened it.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn facility_at(
        &mut self,
        location: LocationId,
    ) -> Result<Option<AccountRow>, StoreError> {
        let sql = format!(
            "SELECT {ACCOUNT} FROM facility f JOIN account a ON a.id = f.account \
             WHERE f.location = $1"
        );
        let ask = self.ask("account of a facility", sql).with(location);
        let row = ask.one().await?;
        row.as_ref().map(crate::account::read).transpose()
    }

    /// Places that others may book and whose address contains the text, whatever the case: id and
    /// address, and nothing of whose they are (SC3.3). None for fewer than three characters; at
    /// most [`limits::SEARCH_MAX`].
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn search_facilities(
        &mut self,
        text: &str,
        limit: u32,
    ) -> Result<Vec<(LocationId, String)>, StoreError> {
        let Some(search) = self.search_for(text).filter(|search| search.long) else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT l.id AS id, l.address AS address FROM account_search \
             JOIN account a ON a.id = account_search.account \
             JOIN facility f ON f.account = a.id \
             JOIN location l ON l.id = f.location \
             WHERE {} AND LOWER(l.address) LIKE $2 ESCAPE '\\' AND a.prepay_enabled = 1 \
             ORDER BY l.address LIMIT $3",
            search.condition
        );
        let limit = i64::from(limit.min(limits::SEARCH_MAX));
        let ask = self.ask("searching facilities", sql);
        let ask = ask.with(search.pattern.as_str()).with(search.like.as_str());
        each(ask.with(limit).all().await?, |row| {
            Ok((row.get("id")?, row.get("address")?))
        })
    }
}
