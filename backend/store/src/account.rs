//! Accounts of customers, and what they are shown. Finding them is in `account_find.rs`.

use crate::error::StoreError;
use crate::sql::{Row, must};
use crate::tx::Tx;
use ami_domain::account::{AtZero, Mode};
use ami_domain::display::{DisplayView, Standing};
use ami_domain::explain::{Grounds, LineageId};
use ami_domain::figure_code::FigureCode;
use ami_domain::id::{AccountId, LocationId, MeterId, UserId};
use ami_domain::money::Money;
use ami_domain::program::LowAt;
use ami_domain::time::{Span, Timestamp};

/// A customer account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Which.
    pub id: AccountId,
    /// As printed on letters; unique.
    pub number: String,
    /// Whose.
    pub customer: UserId,
    /// Where.
    pub location: LocationId,
    /// What counts its energy; one account at a time.
    pub meter: MeterId,
    /// How it pays.
    pub mode: Mode,
    /// Set up for prepayment: its site may be booked, and it may book (IX-02).
    pub prepay_enabled: bool,
    /// What happens at zero.
    pub at_zero: AtZero,
    /// Name of its tariff.
    pub tariff: String,
    /// ISO 4217 code of its money.
    pub currency: String,
    /// Day of the month of its bill, 1 to 28.
    pub bill_day: i8,
    /// Opened.
    pub opened_at: Timestamp,
    /// The customer has lived there since then, at the latest since the account opened. Use before
    /// it is somebody else's.
    pub occupied_from: Timestamp,
    /// Energy before this moment is charged.
    pub charged_until: Timestamp,
    /// Sequence of the view that is stored; zero before the first.
    pub view_seq: u64,
    /// When the view was last computed for display, by the clock of [`Tx::set_shown_at`].
    pub shown_at: Timestamp,
    /// A fresh view is due then, though nothing happens (FR-08, FR-09).
    pub show_due: Timestamp,
    /// When its balance is low; `None` for the utility's number (SC4.1).
    pub low: Option<LowAt>,
    /// Grows with each [`Tx::lock_account`].
    pub version: i64,
}

/// The columns of `account a`, for [`read`].
pub(crate) const ACCOUNT: &str = "a.id, a.number, a.customer, a.location, a.meter, a.mode, \
                                  a.prepay_enabled, a.at_zero, a.tariff, a.currency, \
                                  a.bill_day, a.opened_at, \
                                  COALESCE(a.occupied_from, a.opened_at) AS occupied_from, \
                                  a.charged_until, a.view_seq, a.shown_at, a.show_due, a.low_ms, a.low_micros, a.version";

impl Tx {
    /// Takes a new account and makes it findable by number, name, address and serial.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id, number or meter is taken, or the customer, location
    /// or meter is not known.
    pub async fn insert_account(&mut self, account: &AccountRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO account (id, number, customer, location, meter, mode, at_zero, \
                   tariff, currency, bill_day, opened_at, charged_until, view_seq, shown_at, \
                   version, prepay_enabled, show_due, low_ms, low_micros, occupied_from, \
                   usage_until) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, \
                   $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
                   COALESCE((SELECT ends_at FROM interval_end WHERE meter = $5), $12))";
        self.ask("adding an account", sql)
            .with(account.id)
            .with(account.number.as_str())
            .with(account.customer)
            .with(account.location)
            .with(account.meter)
            .with(account.mode.word())
            .with(account.at_zero.word())
            .with(account.tariff.as_str())
            .with(account.currency.as_str())
            .with(account.bill_day)
            .with(account.opened_at)
            .with(account.charged_until)
            .with(account.view_seq)
            .with(account.shown_at)
            .with(account.version)
            .with(account.prepay_enabled)
            .with(account.show_due)
            .with(low_columns(account.low).0)
            .with(low_columns(account.low).1)
            .with(account.occupied_from)
            .run()
            .await?;
        self.index_account(account).await
    }

    /// The account.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn account(&mut self, id: AccountId) -> Result<Option<AccountRow>, StoreError> {
        let sql = format!("SELECT {ACCOUNT} FROM account a WHERE a.id = $1");
        let row = self.ask("account", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// Reads the account for a decision: writers on one account go one after the other from here
    /// to the end of their transactions, on both engines.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn lock_account(&mut self, id: AccountId) -> Result<Option<AccountRow>, StoreError> {
        let sql = "UPDATE account SET version = version + 1 WHERE id = $1";
        self.ask("locking an account", sql).with(id).run().await?;
        self.account(id).await
    }

    /// Energy before this moment is charged now.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such account.
    pub async fn set_charged_until(
        &mut self,
        id: AccountId,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE account SET charged_until = $2 WHERE id = $1";
        let ask = self.ask("setting charged until", sql).with(id).with(until);
        must(ask.run_one().await?, "account", id)
    }

    /// Since when the customer has lived there; no later than since the account was opened.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when the account is not known, [`StoreError::Conflict`] when the
    /// account was opened before.
    pub async fn set_occupied(
        &mut self,
        account: AccountId,
        from: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE account SET occupied_from = $2 WHERE id = $1";
        let ask = self.ask("saying who lives where", sql).with(account);
        must(ask.with(from).run_one().await?, "account", account)
    }

    /// Changes how the account pays (FR-27).
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such account.
    pub async fn set_mode(&mut self, id: AccountId, mode: Mode) -> Result<(), StoreError> {
        let sql = "UPDATE account SET mode = $2 WHERE id = $1";
        let ask = self.ask("setting the mode", sql).with(id).with(mode.word());
        must(ask.run_one().await?, "account", id)
    }

    /// Sets whether the account is set up for prepayment (IX-02).
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such account.
    pub async fn set_prepay_enabled(
        &mut self,
        id: AccountId,
        enabled: bool,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE account SET prepay_enabled = $2 WHERE id = $1";
        let ask = self.ask("setting prepay enabled", sql).with(id);
        must(ask.with(enabled).run_one().await?, "account", id)
    }

    /// Notes when the account's view was last brought up to date, and when the next one is due.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such account.
    pub async fn set_shown_at(
        &mut self,
        id: AccountId,
        at: Timestamp,
        due: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE account SET shown_at = $2, show_due = $3 WHERE id = $1";
        let ask = self.ask("setting shown at", sql).with(id).with(at);
        must(ask.with(due).run_one().await?, "account", id)
    }

    /// Keeps the view of an account and what it rests on, where that is known; whether it was
    /// taken. A smaller sequence never replaces a larger one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such account.
    pub async fn save_view(
        &mut self,
        id: AccountId,
        view: &DisplayView,
        grounds: Option<&Grounds>,
    ) -> Result<bool, StoreError> {
        let unwritten = |error: serde_json::Error| StoreError::Corrupt {
            what: "saving a view",
            why: error.to_string(),
        };
        let body = serde_json::to_string(view).map_err(unwritten)?;
        let lineage = grounds.map(serde_json::to_string).transpose();
        let lineage = lineage.map_err(unwritten)?;
        let seq = view.seq;
        let code = FigureCode::of(LineageId::View { account: id, seq }).plain();
        let sql = "INSERT INTO shown_view (account, seq, standing, as_of, body, lineage, code) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account) DO UPDATE SET \
                   seq = excluded.seq, standing = excluded.standing, as_of = excluded.as_of, \
                   body = excluded.body, lineage = excluded.lineage, code = excluded.code \
                   WHERE shown_view.seq <= excluded.seq";
        let taken = self
            .ask("saving a view", sql)
            .with(id)
            .with(view.seq)
            .with(standing_word(view.standing))
            .with(view.as_of.at)
            .with(body.as_str())
            .with(lineage.as_deref())
            .with(code.as_str())
            .run_one()
            .await?;
        if taken {
            let sql = "UPDATE account SET view_seq = $2 WHERE id = $1";
            let ask = self.ask("saving a view's sequence", sql);
            ask.with(id).with(view.seq).run().await?;
        }
        Ok(taken)
    }

    /// The stored view of an account.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn view(&mut self, id: AccountId) -> Result<Option<DisplayView>, StoreError> {
        let sql = "SELECT body FROM shown_view WHERE account = $1";
        let Some(row) = self.ask("view", sql).with(id).one().await? else {
            return Ok(None);
        };
        let body: String = row.get("body")?;
        let view = serde_json::from_str(&body).map_err(|error| row.corrupt("body", &error))?;
        Ok(Some(view))
    }

    /// What the stored view of an account rests on; `None` before the first, and for one that was
    /// kept without it.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn lineage(&mut self, id: AccountId) -> Result<Option<Grounds>, StoreError> {
        let sql = "SELECT lineage FROM shown_view WHERE account = $1";
        let Some(row) = self.ask("lineage", sql).with(id).one().await? else {
            return Ok(None);
        };
        let body: Option<String> = row.maybe("lineage")?;
        let read = |body: String| serde_json::from_str(&body);
        let grounds = body.map(read).transpose();
        grounds.map_err(|error| row.corrupt("lineage", &error))
    }
}

/// Reads the columns of [`ACCOUNT`].
pub(crate) fn read(row: &Row) -> Result<AccountRow, StoreError> {
    Ok(AccountRow {
        id: row.get("id")?,
        number: row.get("number")?,
        customer: row.get("customer")?,
        location: row.get("location")?,
        meter: row.get("meter")?,
        mode: row.word("mode", Mode::from_word)?,
        prepay_enabled: row.get("prepay_enabled")?,
        at_zero: row.word("at_zero", AtZero::from_word)?,
        tariff: row.get("tariff")?,
        currency: row.get("currency")?,
        bill_day: row.get("bill_day")?,
        opened_at: row.get("opened_at")?,
        occupied_from: row.get("occupied_from")?,
        charged_until: row.get("charged_until")?,
        view_seq: row.get("view_seq")?,
        shown_at: row.get("shown_at")?,
        show_due: row.get("show_due")?,
        low: match (row.maybe("low_ms")?, row.maybe("low_micros")?) {
            (Some(span), _) => Some(LowAt::Time(span)),
            (None, Some(money)) => Some(LowAt::Balance(money)),
            (None, None) => None,
        },
        version: row.get("version")?,
    })
}

/// A threshold as its two columns.
pub(crate) const fn low_columns(low: Option<LowAt>) -> (Option<Span>, Option<Money>) {
    match low {
        Some(LowAt::Time(span)) => (Some(span), None),
        Some(LowAt::Balance(money)) => (None, Some(money)),
        None => (None, None),
    }
}

/// The stored word.
const fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Ok => "ok",
        Standing::Low => "low",
        Standing::Zero => "zero",
        Standing::Regular => "regular",
        Standing::Vacant => "vacant",
    }
}
