//! The whole ledger against itself: what is stored beside the transfers must be what they say.
//! Reads everything; for an operator's command and for tests, not for pages.

use crate::close::{CloseRow, DayLink};
use crate::error::StoreError;
use crate::ledger_column::read_book;
use crate::limits;
use crate::sql::each;
use crate::tx::Tx;
use ami_domain::id::{PaymentId, TransferId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::time::Day;
use std::fmt;

/// Something that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// All books together are not zero.
    Total(Money),
    /// A stored balance is not what the transfers say.
    Balance {
        /// Of which book.
        book: Book,
        /// As stored.
        stored: Money,
        /// As replayed.
        replayed: Money,
    },
    /// A payment and its transfer do not fit in state, amount or name.
    Payment(PaymentId),
    /// A transfer says that it is of a payment, and no payment knows it.
    NoPayment(TransferId),
    /// A reversal that does not take back exactly what it names.
    Reversal(TransferId),
    /// A closed day is not what was sealed.
    Day(Day),
    /// No closed day follows this one, though later ones are there; or an open one does.
    Gap(Day),
    /// The balances that a day was closed with do not sum to zero.
    DayTotal(Day, Money),
    /// The balance that closed days end with is not what their transfers say.
    DayBalance(Day, i64),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Total(total) => write!(f, "the books sum to {total}, not to zero"),
            Difference::Balance {
                book,
                stored,
                replayed,
            } => write!(f, "{book:?} is {stored}, its transfers say {replayed}"),
            Difference::Payment(id) => {
                write!(f, "payment {id} and its transfer do not say the same")
            }
            Difference::NoPayment(id) => {
                write!(f, "transfer {id} is of a payment that is not there")
            }
            Difference::Reversal(id) => {
                write!(f, "reversal {id} does not take back exactly what it names")
            }
            Difference::Day(day) => write!(f, "day {} is not what was sealed", Iso(*day)),
            Difference::Gap(day) => write!(f, "the day after {} is not closed", Iso(*day)),
            Difference::DayTotal(day, total) => {
                write!(
                    f,
                    "day {} ends with {total} in all books, not zero",
                    Iso(*day)
                )
            }
            Difference::DayBalance(day, count) => write!(
                f,
                "{count} balances at the end of {} are not what the days' transfers say",
                Iso(*day)
            ),
        }
    }
}

/// A day as people in IT write it.
struct Iso(Day);

impl fmt::Display for Iso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Day { year, month, day } = self.0;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Tx {
    /// Everything in the ledger that does not hold; empty when all is well.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn audit_ledger(&mut self) -> Result<Vec<Difference>, StoreError> {
        let mut found = Vec::new();
        let total = self.ledger_total().await?;
        if total != Money::ZERO {
            found.push(Difference::Total(total));
        }
        for (book, stored, replayed) in self.ledger_check().await? {
            found.push(Difference::Balance {
                book,
                stored,
                replayed,
            });
        }
        self.audit_utility(&mut found).await?;
        self.audit_payments(&mut found).await?;
        self.audit_reversals(&mut found).await?;
        self.audit_days(&mut found).await?;
        Ok(found)
    }

    /// The utility's own books by their days against all of their transfers.
    async fn audit_utility(&mut self, found: &mut Vec<Difference>) -> Result<(), StoreError> {
        let sql = "SELECT book, NULL AS account, NULL AS event, NULL AS agent, \
             CAST(SUM(amount) AS BIGINT) AS micros FROM ( \
             SELECT to_book AS book, amount FROM transfer WHERE state = 'posted' \
             AND to_account IS NULL AND to_event IS NULL AND to_agent IS NULL \
             UNION ALL SELECT from_book, -amount FROM transfer WHERE state = 'posted' \
             AND from_account IS NULL AND from_event IS NULL AND from_agent IS NULL \
             ) AS utility_sides GROUP BY book";
        let rows = self.ask("replaying the utility's books", sql).all().await?;
        let replayed = each(rows, |row| {
            let book = read_book(row, "book", ["account", "event", "agent"])?;
            Ok((book, row.get::<Money>("micros")?))
        })?;
        for (book, replayed) in replayed {
            let stored = self.derived_balance(book).await?;
            if stored != replayed {
                found.push(Difference::Balance {
                    book,
                    stored,
                    replayed,
                });
            }
        }
        Ok(())
    }

    async fn audit_payments(&mut self, found: &mut Vec<Difference>) -> Result<(), StoreError> {
        let sql = "SELECT p.id FROM payment p LEFT JOIN transfer t ON t.id = p.transfer \
             WHERE t.id IS NULL OR t.amount <> p.amount OR t.reason <> 'payment' \
             OR t.reason_payment <> p.id OR t.state <> CASE p.state \
             WHEN 'applied' THEN 'posted' WHEN 'refused' THEN 'voided' ELSE 'pending' END \
             ORDER BY p.id /* every payment */";
        let rows = self.ask("auditing payments", sql).all().await?;
        for id in each(rows, |row| row.get("id"))? {
            found.push(Difference::Payment(id));
        }
        let sql = "SELECT t.id FROM transfer t WHERE t.reason = 'payment' AND NOT EXISTS ( \
             SELECT 1 FROM payment p WHERE p.transfer = t.id AND p.id = t.reason_payment) \
             ORDER BY t.id /* every transfer */";
        let rows = self.ask("auditing payments' transfers", sql).all().await?;
        for id in each(rows, |row| row.get("id"))? {
            found.push(Difference::NoPayment(id));
        }
        Ok(())
    }

    async fn audit_reversals(&mut self, found: &mut Vec<Difference>) -> Result<(), StoreError> {
        let same = |a: &str, b: &str| {
            format!(
                "r.{a}_book = t.{b}_book AND \
                 COALESCE(r.{a}_account, r.{a}_event, $1) = \
                 COALESCE(t.{b}_account, t.{b}_event, $1)"
            )
        };
        let sql = format!(
            "SELECT r.id FROM transfer r LEFT JOIN transfer t ON t.id = r.reason_transfer \
             WHERE r.reason = 'reversal' AND r.state = 'posted' AND (t.id IS NULL \
             OR t.state <> 'posted' OR t.amount <> r.amount OR NOT ({} AND {})) \
             ORDER BY r.id /* every transfer */",
            same("from", "to"),
            same("to", "from")
        );
        let ask = self.ask("auditing reversals", sql).with(&[][..]);
        for id in each(ask.all().await?, |row| row.get("id"))? {
            found.push(Difference::Reversal(id));
        }
        Ok(())
    }

    /// The closed days in their order, from the first.
    async fn audit_days(&mut self, found: &mut Vec<Difference>) -> Result<(), StoreError> {
        let mut days = Vec::new();
        loop {
            let before = days.last().map(|row: &CloseRow| row.day);
            let page = self.closes(before, limits::LIST_MAX).await?;
            let end = page.len() < limits::LIST_MAX as usize;
            days.extend(page);
            if end {
                break;
            }
        }
        let mut before: Option<(Day, Option<DayLink>)> = None;
        for row in days.iter().rev() {
            if let Some((day, link)) = before
                && (link.is_none() || day.plus(1) != row.day)
            {
                found.push(Difference::Gap(day));
            }
            let link = row.sealed.map(|sealed| sealed.1);
            if let Some(link) = link {
                let chained = before.and_then(|(_, link)| link);
                let right = self.link_of_day(row, chained).await?;
                if right != link || !self.day_holds(row).await? {
                    found.push(Difference::Day(row.day));
                }
            }
            let books = self.day_books(row.day).await?;
            let total = books.iter().map(|book| book.balance).sum::<Money>();
            if total != Money::ZERO {
                found.push(Difference::DayTotal(row.day, total));
            }
            before = Some((row.day, link));
        }
        if let Some((day, _)) = before {
            let wrong = self.wrong_day_balances().await?;
            if wrong != 0 {
                found.push(Difference::DayBalance(day, wrong));
            }
        }
        Ok(())
    }

    /// Whether a day's totals are those of its transfers, and as many as it says.
    async fn day_holds(&mut self, row: &CloseRow) -> Result<bool, StoreError> {
        let day = crate::close::number(row.day);
        let sql = "SELECT d.book FROM day_book d WHERE d.day = $1 AND (d.gained <> COALESCE(( \
             SELECT SUM(amount) FROM transfer WHERE closed_day = $1 AND to_book = d.book), 0) \
             OR d.lost <> COALESCE((SELECT SUM(amount) FROM transfer \
             WHERE closed_day = $1 AND from_book = d.book), 0) \
             OR d.micros - d.gained + d.lost <> COALESCE((SELECT b.micros FROM day_book b \
             WHERE b.book = d.book AND b.day < $1 ORDER BY b.day DESC LIMIT 1), 0))";
        let ask = self.ask("auditing a day's books", sql).with(day);
        if !ask.all().await?.is_empty() {
            return Ok(false);
        }
        let sql = "SELECT COUNT(*) AS n FROM transfer WHERE closed_day = $1";
        let counted = self.ask("counting a day", sql).with(day).one().await?;
        let counted: u64 = counted.map_or(Ok(0), |row| row.get("n"))?;
        Ok(counted == row.entries)
    }

    /// Owners' books whose newest closing balance is not the sum of what days have taken.
    async fn wrong_day_balances(&mut self) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM ( \
             SELECT owner, book, SUM(micros) AS micros FROM ( \
             SELECT b.owner, b.book, b.micros FROM day_balance b WHERE b.day = ( \
             SELECT MAX(c.day) FROM day_balance c WHERE c.owner = b.owner AND c.book = b.book) \
             UNION ALL SELECT COALESCE(to_account, to_event), to_book, -amount FROM transfer \
             WHERE closed_day IS NOT NULL AND COALESCE(to_account, to_event) IS NOT NULL \
             UNION ALL SELECT COALESCE(from_account, from_event), from_book, amount \
             FROM transfer WHERE closed_day IS NOT NULL \
             AND COALESCE(from_account, from_event) IS NOT NULL \
             ) AS both_sides GROUP BY owner, book HAVING SUM(micros) <> 0) AS wrong_ones";
        let row = self.ask("auditing closing balances", sql).one().await?;
        row.map_or(Ok(0), |row| row.get("n"))
    }
}
