//! What no card or bank takes back is sent as a cheque: who sends it enters its number and day, and
//! the money leaves the books by one entry.

use super::pay_back::rest;
use super::{ROWS, events_open, stands};
use crate::take_back::hashed;
use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::id::{AccountId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::move_out::Unpaid;
use ami_domain::time::{Day, Timestamp, Zone};
use ami_store::{AccountRow, ChequeEnd, ChequeRow, MoveOutRow, Tx};

/// Characters of a cheque's number.
pub const NUMBER_MAX: usize = 40;
/// Characters of why one is cancelled.
const WHY: std::ops::RangeInclusive<usize> = 10..=500;
/// A bank need not pay a cheque that is older than six months (Uniform Commercial Code § 4-404).
pub const STALE_AFTER_DAYS: i32 = 180;

/// Why a cheque is not taken; nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChequeError {
    /// The account is still open, or something that may change the amount is under way.
    #[error("the account is not closed, or money of it is under way")]
    Wait,
    /// Another amount is owed by cheque.
    #[error("{due} is owed by cheque")]
    Amount {
        /// What is owed.
        due: Money,
    },
    /// A number that no cheque has.
    #[error("a cheque's number has 1 to {NUMBER_MAX} letters, digits and hyphens")]
    Number,
    /// A day that has not come, or is before the account was closed.
    #[error("a cheque is sent after the account was closed, and not in the future")]
    Day,
    /// Its id or its number is another cheque's.
    #[error("a cheque with this number or id is entered already")]
    Used,
    /// No such cheque of this account.
    #[error("the cheque is not known")]
    Unknown,
    /// The bank has paid it: nothing is owed by it any more.
    #[error("the bank has paid the cheque")]
    Cashed,
    /// It was cancelled: its money is owed again.
    #[error("the cheque was cancelled")]
    Cancelled,
}

impl ChequeError {
    /// Id of the text that tells a person what to do next.
    pub const fn text_id(self) -> &'static str {
        match self {
            ChequeError::Wait => "error-cheque-wait",
            ChequeError::Amount { .. } => "error-cheque-amount",
            ChequeError::Number => "error-cheque-number",
            ChequeError::Day => "error-cheque-day",
            ChequeError::Used => "error-cheque-used",
            ChequeError::Unknown => "error-cheque-unknown",
            ChequeError::Cashed => "error-cheque-cashed",
            ChequeError::Cancelled => "error-cheque-cancelled",
        }
    }
    /// The field of the request that is wrong.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            ChequeError::Amount { .. } => Some("amount"),
            ChequeError::Number => Some("number"),
            ChequeError::Day => Some("sent_on"),
            ChequeError::Wait
            | ChequeError::Used
            | ChequeError::Unknown
            | ChequeError::Cashed
            | ChequeError::Cancelled => None,
        }
    }
}

impl Css {
    /// A cheque was sent: what is owed by cheque leaves the books. The same cheque a second time
    /// changes nothing.
    ///
    /// # Errors
    /// [`ChequeError`]; nothing changed then.
    pub async fn cheque_sent(&self, now: Now, cheque: &ChequeRow) -> Result<(), CssError> {
        if !is_number(&cheque.number) {
            return Err(ChequeError::Number.into());
        }
        let account = cheque.account;
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let wish = tx.move_out(account).await?;
        let due = tx.balance(Book::RefundDue(account)).await?.whole_cents();
        if !cheque.amount.is_positive() {
            return Err(ChequeError::Amount { due }.into());
        }
        if let Some(known) = tx.insert_cheque(cheque).await? {
            return if known.same(cheque) {
                Ok(())
            } else {
                Err(ChequeError::Used.into())
            };
        }
        let closed = closed(&mut tx, now, &row, wish).await?;
        if cheque.amount != due {
            return Err(ChequeError::Amount { due }.into());
        }
        let [closed, today] = days(&mut tx, &row, [closed, now.business]).await?;
        let real = cheque.sent_on.plus(1).plus(-1) == cheque.sent_on;
        if !real || cheque.sent_on < closed || cheque.sent_on > today {
            return Err(ChequeError::Day.into());
        }
        let books = (Book::RefundDue(account), Book::Clearing);
        let entry = Transfer::posted(cheque.id, books, due, Reason::MoveOut, now.business);
        tx.add_transfer(&entry).await?;
        let detail = format!("cheque {} of {due}", cheque.number);
        tx.program_changed(account, cheque.by, now.business, &detail)
            .await?;
        tx.commit().await?;
        tracing::info!(account.id = %account, person.id = %cheque.by, "A cheque was entered");
        Ok(())
    }

    /// A representative has seen that a cheque was paid as it was sent, before a bank's file says
    /// so; that file's word will stand in the place of this one. A second time changes nothing.
    ///
    /// # Errors
    /// [`CssError::BadReason`] without a reason, [`ChequeError::Unknown`], or
    /// [`ChequeError::Cancelled`]; nothing changed then.
    pub async fn cheque_seen_cashed(
        &self,
        now: Now,
        by: UserId,
        (account, cheque): (AccountId, TransferId),
        why: &str,
    ) -> Result<(), CssError> {
        let why = reason(why)?;
        let mut tx = self.store.begin().await?;
        let known = own(&mut tx, account, cheque).await?;
        if known.cancelled.is_some() {
            return Err(ChequeError::Cancelled.into());
        }
        let at = now.business;
        if !tx.cheque_cashed_by(cheque, (by, at), why).await? {
            return Ok(());
        }
        let detail = format!("cheque {} seen as cashed: {why}", known.number);
        tx.program_changed(account, by, at, &detail).await?;
        tx.commit().await?;
        tracing::info!(account.id = %account, person.id = %by, "A cheque was seen as cashed");
        Ok(())
    }

    /// A cheque that was stopped or came back is cancelled by a new entry: the money is owed again
    /// and can be sent once more. A second time changes nothing; the first reason stands.
    ///
    /// # Errors
    /// [`CssError::BadReason`] without a reason, [`ChequeError::Unknown`], or
    /// [`ChequeError::Cashed`]; nothing changed then.
    pub async fn cancel_cheque(
        &self,
        now: Now,
        by: UserId,
        (account, cheque): (AccountId, TransferId),
        (how, why): (Option<Unpaid>, &str),
    ) -> Result<(), CssError> {
        let why = reason(why)?;
        let mut tx = self.store.begin().await?;
        let known = own(&mut tx, account, cheque).await?;
        if known.cancelled.is_some() {
            return Ok(());
        }
        let end = ChequeEnd {
            at: now.business,
            by,
            why: why.to_owned(),
            how,
        };
        if !tx.cancel_cheque(cheque, &end).await? {
            return Err(ChequeError::Cashed.into());
        }
        let books = (Book::Clearing, Book::RefundDue(account));
        let id = hashed(&["cheque-cancelled", &cheque.to_string()]);
        let reason = Reason::Reversal(cheque);
        tx.add_transfer(&Transfer::posted(
            id,
            books,
            known.amount,
            reason,
            now.business,
        ))
        .await?;
        // A bank may have taken money back since it was sent.
        rest(&mut tx, now, account, &cheque.to_bytes()).await?;
        let word = how.map_or("cancelled", Unpaid::word);
        let detail = format!("cheque {} {word}: {why}", known.number);
        tx.program_changed(account, by, now.business, &detail)
            .await?;
        tx.commit().await?;
        tracing::info!(account.id = %account, person.id = %by, "A cheque was cancelled");
        Ok(())
    }

    /// The cheques of an account, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cheques(&self, account: AccountId) -> Result<Vec<ChequeRow>, CssError> {
        let mut tx = self.store.read().await?;
        Ok(tx.cheques_of(account, ROWS).await?)
    }
}

/// A reason that somebody can read later.
fn reason(why: &str) -> Result<&str, CssError> {
    let why = why.trim();
    if WHY.contains(&why.chars().count()) {
        Ok(why)
    } else {
        Err(CssError::BadReason)
    }
}

/// A cheque of this account, under its lock.
async fn own(tx: &mut Tx, account: AccountId, cheque: TransferId) -> Result<ChequeRow, CssError> {
    let row = tx.lock_account(account).await?;
    row.ok_or(CssError::UnknownAccount(account))?;
    let known = tx.cheque(cheque).await?;
    let known = known.filter(|known| known.account == account);
    Ok(known.ok_or(ChequeError::Unknown)?)
}

/// Whether a cheque can have this number.
pub fn is_number(number: &str) -> bool {
    let letter = |one: u8| one.is_ascii_alphanumeric() || one == b'-';
    (1..=NUMBER_MAX).contains(&number.len()) && number.bytes().all(letter)
}

/// When the account was closed, once every card and bank has said what it takes back.
async fn closed(
    tx: &mut Tx,
    now: Now,
    row: &AccountRow,
    wish: Option<MoveOutRow>,
) -> Result<Timestamp, CssError> {
    let done = wish.filter(|wish| wish.next_at.is_none());
    let closed = done.and_then(|wish| wish.closed_at);
    let closed = closed.ok_or(ChequeError::Wait)?;
    let open = events_open(tx, now, row.id).await?;
    if !stands(tx, now, row, None, &open).await?.is_empty() {
        return Err(ChequeError::Wait.into());
    }
    Ok(closed)
}

/// The local days of these moments.
async fn days(
    tx: &mut Tx,
    row: &AccountRow,
    moments: [Timestamp; 2],
) -> Result<[Day; 2], CssError> {
    let place = tx.location(row.location).await?;
    let zone = place.and_then(|place| Zone::named(&place.zone).ok());
    let zone = zone.unwrap_or_else(Zone::utc);
    Ok(moments.map(|at| zone.civil(at).day))
}
