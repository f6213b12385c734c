//! What customers take with them: the movements of their account and their intervals, page by
//! page, so that neither the length of a life here nor a slow reader holds the store.

use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::energy::WattHours;
use ami_domain::id::AccountId;
use ami_domain::ledger::Transfer;
use ami_domain::money::Money;
use ami_domain::statement::Statement;
use ami_domain::time::{Span, Timestamp, Window, Zone};
use ami_domain::usage::Interval;
use ami_mdms::history;
use ami_store::{AccountRow, EventRow, LedgerMark, Meter, StoreError, Tx};
use std::collections::HashMap;

/// One file holds at most so many days.
pub const DAYS_MAX: i64 = 800;
/// Movements on one page.
pub const MOVES: u32 = 1_000;
/// Intervals on one page are those of so many days; of a meter with a row a minute they are still
/// fewer than the store gives at once.
const PAGE: Span = Span::days(30);
/// A window may end this long after now.
const AHEAD_MAX: Span = Span::days(400);

/// A file that is being written.
#[derive(Debug, Clone)]
pub struct Export {
    /// Whose.
    pub account: AccountRow,
    /// What counted the energy.
    pub meter: Meter,
    /// Where the clock is read.
    pub zone: Zone,
    /// What it holds.
    pub window: Window,
    /// When it was asked for.
    pub at: Timestamp,
    /// The last statement, where one was issued.
    pub bill: Option<Bill>,
}

/// What a statement comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bill {
    /// Its days.
    pub period: Window,
    /// What their power cost.
    pub cost: Money,
    /// What was used, as far as it was known then.
    pub energy: WattHours,
    /// When it was issued.
    pub issued_at: Timestamp,
}

/// One interval, and what it was charged; `None` where the books hold no charge of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The interval.
    pub interval: Interval,
    /// Its cost without daily charges.
    pub cost: Option<Money>,
}

impl Css {
    /// Opens a file of an account.
    ///
    /// # Errors
    /// [`CssError::WindowTooLong`] when the window is empty, turned around, before 1970, far ahead
    /// or longer than [`DAYS_MAX`]; [`CssError::UnknownAccount`]; or when the store fails.
    pub async fn export(
        &self,
        now: Now,
        account: AccountId,
        window: Window,
    ) -> Result<Export, CssError> {
        let far = window.start < Timestamp::default() || window.end > now.business + AHEAD_MAX;
        let long = window.length() > Span::days(DAYS_MAX);
        if far || long || window.end <= window.start {
            return Err(CssError::WindowTooLong { days: DAYS_MAX });
        }
        let unknown = || CssError::UnknownAccount(account);
        let calendar = self.utility_zone().await?;
        let mut tx = self.store.read().await?;
        let row = tx.account(account).await?.ok_or_else(unknown)?;
        let bill = bill(&mut tx, &calendar, account).await?;
        let meter = tx.meter(row.meter).await?.ok_or_else(unknown)?;
        let place = tx.location(row.location).await?;
        let zone = place.and_then(|place| Zone::named(&place.zone).ok());
        Ok(Export {
            account: row,
            meter,
            zone: zone.unwrap_or_else(Zone::utc),
            window,
            at: now.business,
            bill,
        })
    }

    /// The next movements of the file, at most [`MOVES`], oldest first; none at its end.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn moves(
        &self,
        export: &Export,
        after: Option<LedgerMark>,
    ) -> Result<Vec<Transfer>, CssError> {
        let mut tx = self.store.read().await?;
        let page = tx.ledger_page(export.account.id, export.window, after, MOVES);
        Ok(page.await?)
    }

    /// The readings of the file from this moment on, and where the next page begins; `None` when
    /// this was the last one. What guests used at the site is not in it (SC3).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn readings(
        &self,
        export: &Export,
        from: Timestamp,
    ) -> Result<(Vec<Reading>, Option<Timestamp>), CssError> {
        let end = (from + PAGE).min(export.window.end);
        let page = Window { start: from, end };
        let account = export.account.id;
        let mut tx = self.store.read().await?;
        let history = history::of_account(&mut tx, &export.account, &export.meter, page).await?;
        let guests: Vec<EventRow> = tx
            .events_at_site(account, page)
            .await?
            .into_iter()
            .filter(|event| event.account != account)
            .collect();
        let charged = Window {
            start: from,
            end: end + export.meter.interval,
        };
        let charges: HashMap<_, _> = tx
            .interval_charges(account, charged)
            .await?
            .into_iter()
            .collect();
        let readings = history
            .into_iter()
            .filter(|interval| {
                !guests
                    .iter()
                    .any(|event| crate::usage::is_in(interval, event))
            })
            .map(|interval| Reading {
                interval,
                cost: charges.get(&interval.start).copied(),
            });
        Ok((readings.collect(), (end < export.window.end).then_some(end)))
    }
}

/// The last statement of an account. Its days are those of the utility's calendar.
async fn bill(tx: &mut Tx, calendar: &Zone, account: AccountId) -> Result<Option<Bill>, CssError> {
    let Some(row) = tx.statements(account, 1).await?.pop() else {
        return Ok(None);
    };
    let read = serde_json::from_str(&row.body);
    let statement: Statement = read.map_err(|error| StoreError::Corrupt {
        what: "exporting a statement",
        why: error.to_string(),
    })?;
    Ok(Some(Bill {
        period: Window {
            start: calendar.start_of(row.from),
            end: calendar.start_of(row.until),
        },
        cost: statement.total_charged(),
        energy: statement.total_energy(),
        issued_at: row.issued_at,
    }))
}
