//! The prepaid events of a statement: what was paid for them, what they used, and what went back.
//! Their money is in books of their own, which no account's lines touch.

use crate::close::{number, read_day};
use crate::error::StoreError;
use crate::ledger_column::{TRANSFER, read};
use crate::limits;
use crate::sql::{at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, EventId};
use ami_domain::ledger::Transfer;
use ami_domain::money::Money;
use ami_domain::time::Day;

impl Tx {
    /// How the books of the events that an account pays for stood before a day began, from the
    /// closed days; those that were empty are left out.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn event_openings(
        &mut self,
        account: AccountId,
        day: Day,
    ) -> Result<Vec<(EventId, Money)>, StoreError> {
        let sql = "SELECT e.id, b.micros FROM event e JOIN day_balance b ON b.owner = e.id \
                   AND b.book = 'event' AND b.day = (SELECT MAX(c.day) FROM day_balance c \
                   WHERE c.owner = e.id AND c.book = 'event' AND c.day < $2) \
                   WHERE e.account = $1 AND b.micros <> 0 ORDER BY e.starts_at, e.id LIMIT $3";
        let ask = self.ask("openings of events", sql).with(account);
        let ask = ask.with(number(day)).with(at_most(limits::LIST_MAX));
        each(ask.all().await?, |row| {
            Ok((row.get("id")?, row.get("micros")?))
        })
    }

    /// What moved those books in the closed days from `from` and before `until`, in the order of
    /// the days.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when there are more than a statement can have, or of the engine.
    pub async fn event_lines(
        &mut self,
        account: AccountId,
        from: Day,
        until: Day,
    ) -> Result<Vec<(Day, Transfer)>, StoreError> {
        // An event's transfers are few beside the days': they are looked for by the event.
        let side = |side: &str| {
            format!(
                "SELECT {TRANSFER}, closed_day FROM transfer WHERE {side}_event IN \
                 (SELECT id FROM event WHERE account = $1) \
                 AND state = 'posted' AND closed_day >= $2 AND closed_day < $3"
            )
        };
        let sql = format!(
            "{} UNION ALL {} ORDER BY closed_day, ended_at, id LIMIT $4",
            side("from"),
            side("to")
        );
        let ask = self.ask("an account's events in closed days", sql);
        let ask = ask.with(account).with(number(from)).with(number(until));
        let rows = ask.with(at_most(u32::MAX)).all().await?;
        if rows.len() >= limits::LIST_MAX as usize {
            return Err(StoreError::Corrupt {
                what: "an account's events in closed days",
                why: format!("{account} has more than {}", limits::LIST_MAX),
            });
        }
        each(rows, |row| Ok((read_day(row, "closed_day")?, read(row)?)))
    }
}
