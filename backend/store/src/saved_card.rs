//! Cards that customers saved on the payment company's page: their names there, never a number.

use crate::error::StoreError;
use crate::sql::{at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, CardSetupId};
use ami_domain::time::Timestamp;

/// A saved card.
#[derive(Clone, PartialEq, Eq)]
pub struct SavedCardRow {
    /// Who the customer is at the company.
    pub customer: String,
    /// The card's name there; it is never shown or logged.
    pub method: String,
    /// What is printed on it, as the company writes it: `visa`.
    pub brand: String,
    /// Its last four digits.
    pub last4: String,
    /// The month, from 1 to 12, at whose end it expires.
    pub month: u8,
    /// The year of that month.
    pub year: u16,
    /// Since when we have it.
    pub saved_at: Timestamp,
}

impl std::fmt::Debug for SavedCardRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SavedCardRow({} {})", self.brand, self.last4)
    }
}

/// A page of the company on which a card is being saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardSetupRow {
    /// Made by the asker.
    pub id: CardSetupId,
    /// Who the customer is at the company.
    pub customer: String,
    /// The page's name there.
    pub session: String,
    /// Where the customer goes.
    pub url: String,
    /// When it was opened.
    pub at: Timestamp,
}

impl Tx {
    /// The saved card of an account.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn saved_card(
        &mut self,
        account: AccountId,
    ) -> Result<Option<SavedCardRow>, StoreError> {
        let sql = "SELECT customer, method, brand, last4, month, year, saved_at \
                   FROM saved_card WHERE account = $1";
        let row = self.ask("a saved card", sql).with(account).one().await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let month: u32 = row.get("month")?;
        Ok(Some(SavedCardRow {
            customer: row.get("customer")?,
            method: row.get("method")?,
            brand: row.get("brand")?,
            last4: row.get("last4")?,
            month: u8::try_from(month).map_err(|_| row.corrupt("month", &format!("{month}")))?,
            year: row.get("year")?,
            saved_at: row.get("saved_at")?,
        }))
    }

    /// Keeps a card in place of the one before. The page on which it was saved is over.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn save_card(
        &mut self,
        account: AccountId,
        card: &SavedCardRow,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO saved_card \
                   (account, customer, method, brand, last4, month, year, saved_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                   ON CONFLICT (account) DO UPDATE SET customer = excluded.customer, \
                   method = excluded.method, brand = excluded.brand, last4 = excluded.last4, \
                   month = excluded.month, year = excluded.year, saved_at = excluded.saved_at";
        let ask = self.ask("saving a card", sql).with(account);
        let ask = ask.with(card.customer.as_str()).with(card.method.as_str());
        let ask = ask.with(card.brand.as_str()).with(card.last4.as_str());
        let ask = ask.with(u32::from(card.month)).with(card.year);
        ask.with(card.saved_at).run().await?;
        self.end_card_setup(account).await
    }

    /// Forgets a card; none is no error.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn forget_card(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "DELETE FROM saved_card WHERE account = $1";
        let ask = self.ask("forgetting a card", sql).with(account);
        ask.run().await.map(drop)
    }

    /// The company is to forget this card, from then on, real time; a second time changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn forget_card_later(
        &mut self,
        method: &str,
        real: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO card_to_forget (method, tries, next_at) VALUES ($1, 0, $2) \
                   ON CONFLICT (method) DO NOTHING";
        let ask = self.ask("a card to forget", sql).with(method);
        ask.with(real).run().await.map(drop)
    }

    /// Cards that the company is to be asked to forget by then, real time, each with how often it
    /// was asked: first those that have waited longest.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn cards_to_forget(
        &mut self,
        real: Timestamp,
        limit: u32,
    ) -> Result<Vec<(String, u32)>, StoreError> {
        let sql = "SELECT method, tries FROM card_to_forget WHERE next_at <= $1 \
                   ORDER BY next_at LIMIT $2";
        let ask = self.ask("cards to forget", sql).with(real);
        each(ask.with(at_most(limit)).all().await?, |row| {
            Ok((row.get("method")?, row.get("tries")?))
        })
    }

    /// The company is asked once more, and again then.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn put_off_card(
        &mut self,
        method: &str,
        next_at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE card_to_forget SET tries = tries + 1, next_at = $2 WHERE method = $1";
        let ask = self.ask("putting a card off", sql).with(method);
        ask.with(next_at).run().await.map(drop)
    }

    /// The company has forgotten this card.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn card_forgotten(&mut self, method: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM card_to_forget WHERE method = $1";
        let ask = self.ask("a card is forgotten", sql).with(method);
        ask.run().await.map(drop)
    }

    /// The page on which a card of this account is being saved.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn card_setup(
        &mut self,
        account: AccountId,
    ) -> Result<Option<CardSetupRow>, StoreError> {
        let sql = "SELECT id, customer, session, url, at FROM card_setup WHERE account = $1";
        let row = self.ask("a page for a card", sql).with(account).one();
        let Some(row) = row.await? else {
            return Ok(None);
        };
        Ok(Some(CardSetupRow {
            id: row.get("id")?,
            customer: row.get("customer")?,
            session: row.get("session")?,
            url: row.get("url")?,
            at: row.get("at")?,
        }))
    }

    /// The account for which a page with this name is open.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn card_setup_named(
        &mut self,
        session: &str,
    ) -> Result<Option<AccountId>, StoreError> {
        let sql = "SELECT account FROM card_setup WHERE session = $1";
        let row = self.ask("whose page for a card", sql).with(session);
        row.one().await?.map(|row| row.get("account")).transpose()
    }

    /// Keeps a page in place of the one before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn set_card_setup(
        &mut self,
        account: AccountId,
        setup: &CardSetupRow,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO card_setup (account, id, customer, session, url, at) \
                   VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (account) DO UPDATE SET id = excluded.id, \
                   customer = excluded.customer, session = excluded.session, \
                   url = excluded.url, at = excluded.at";
        let ask = self.ask("keeping a page for a card", sql).with(account);
        let ask = ask.with(setup.id).with(setup.customer.as_str());
        let ask = ask.with(setup.session.as_str()).with(setup.url.as_str());
        ask.with(setup.at).run().await.map(drop)
    }

    /// The page is over; none is no error.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn end_card_setup(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "DELETE FROM card_setup WHERE account = $1";
        let ask = self.ask("ending a page for a card", sql).with(account);
        ask.run().await.map(drop)
    }
}
