//! The calendar beside automatic top-up: paydays, the end of a pause, and tries that failed.

use crate::close::{number, read_day};
use crate::error::StoreError;
use crate::limits::PAYDAY_MAX;
use crate::sql::{Row, at_most, each, must};
use crate::tx::Tx;
use ami_domain::id::AccountId;
use ami_domain::payday::Payday;
use ami_domain::time::{Timestamp, Zone};

/// The calendar of an account that tops itself up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AutoPayRow {
    /// When its owner has money.
    pub payday: Option<Payday>,
    /// The next of them that was not seen to.
    pub next_at: Option<Timestamp>,
    /// A pause ends then; without it a pause lasts.
    pub resume_at: Option<Timestamp>,
    /// Tries that failed one after the other.
    pub tries: u32,
}

impl Tx {
    /// The calendar of an account; `None` when it does not top itself up.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn auto_pay(&mut self, account: AccountId) -> Result<Option<AutoPayRow>, StoreError> {
        let sql = "SELECT payday_weeks, payday_from, payday_days, payday_minute, next_at, \
                   resume_at, tries FROM replenish WHERE account = $1";
        let row = self.ask("paydays", sql).with(account).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// Keeps the calendar.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when the account does not top itself up.
    pub async fn set_auto_pay(
        &mut self,
        account: AccountId,
        row: &AutoPayRow,
    ) -> Result<(), StoreError> {
        let (weeks, from, days, minute) = match row.payday {
            None => (None, None, None, None),
            Some(Payday::Weeks {
                every,
                from,
                minute,
            }) => (
                Some(u32::from(every)),
                Some(number(from)),
                None,
                Some(minute),
            ),
            Some(Payday::Month { days, minute }) => (None, None, Some(days), Some(minute)),
        };
        let sql = "UPDATE replenish SET payday_weeks = $2, payday_from = $3, payday_days = $4, \
                   payday_minute = $5, next_at = $6, resume_at = $7, tries = $8 WHERE account = $1";
        let ask = self.ask("setting paydays", sql).with(account);
        let ask = ask.with(weeks).with(from).with(days).with(minute);
        let ask = ask.with(row.next_at).with(row.resume_at).with(row.tries);
        must(ask.run_one().await?, "automatic top-up", account)
    }

    /// Ends a pause.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when the account does not top itself up.
    pub async fn resume_replenish(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "UPDATE replenish SET paused = 0, resume_at = NULL WHERE account = $1";
        let ask = self.ask("ending a pause", sql).with(account);
        must(ask.run_one().await?, "automatic top-up", account)
    }

    /// Accounts whose payday has come, the longest ago first; also where a clock that has jumped
    /// back since has noted the next one far ahead.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn paydays_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        let sql = "SELECT account, next_at FROM replenish WHERE next_at <= $1 UNION ALL \
                   SELECT account, next_at FROM replenish WHERE next_at > $2 \
                   AND COALESCE(payday_from, 0) <= $3 ORDER BY next_at LIMIT $4";
        let ask = self.ask("paydays that have come", sql).with(now);
        let today = number(Zone::utc().civil(now).day);
        let ask = ask.with(now + PAYDAY_MAX).with(today);
        each(ask.with(at_most(limit)).all().await?, |row| {
            row.get("account")
        })
    }

    /// A page of the accounts whose automatic payment is under way or in doubt: those after this
    /// one, in the order of their ids.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn top_ups_open(
        &mut self,
        after: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        // Nothing is smaller than no bytes at all.
        let after = after.map_or_else(Vec::new, |after| after.to_bytes().to_vec());
        let sql = "SELECT account FROM replenish WHERE open_amount IS NOT NULL \
                   AND account > $1 ORDER BY account LIMIT $2";
        let ask = self.ask("open top-ups", sql).with(after.as_slice());
        each(ask.with(at_most(limit)).all().await?, |row| {
            row.get("account")
        })
    }
}

fn read(row: &Row) -> Result<AutoPayRow, StoreError> {
    let payday = match (
        row.maybe::<u16>("payday_minute")?,
        row.maybe("payday_days")?,
    ) {
        (None, _) => None,
        (Some(minute), Some(days)) => Some(Payday::Month { days, minute }),
        (Some(minute), None) => {
            let weeks: u32 = row.get("payday_weeks")?;
            let every = u8::try_from(weeks)
                .map_err(|_| row.corrupt("payday_weeks", &format!("{weeks} weeks")))?;
            Some(Payday::Weeks {
                every,
                from: read_day(row, "payday_from")?,
                minute,
            })
        }
    };
    Ok(AutoPayRow {
        payday,
        next_at: row.maybe("next_at")?,
        resume_at: row.maybe("resume_at")?,
        tries: row.get("tries")?,
    })
}
