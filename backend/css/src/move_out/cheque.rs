//! What no card or bank takes back is sent as a cheque: who sends it enters its number and day, and
//! the money leaves the books by one entry.

use super::{ROWS, stands};
use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::id::AccountId;
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::{Day, Timestamp, Zone};
use ami_store::{AccountRow, ChequeRow, MoveOutRow, Tx};

/// Characters of a cheque's number.
pub const NUMBER_MAX: usize = 40;

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
        }
    }
    /// The field of the request that is wrong.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            ChequeError::Amount { .. } => Some("amount"),
            ChequeError::Number => Some("number"),
            ChequeError::Day => Some("sent_on"),
            ChequeError::Wait | ChequeError::Used => None,
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
        check_number(&cheque.number)?;
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

    /// The cheques of an account, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cheques(&self, account: AccountId) -> Result<Vec<ChequeRow>, CssError> {
        let mut tx = self.store.read().await?;
        Ok(tx.cheques_of(account, ROWS).await?)
    }
}

fn check_number(number: &str) -> Result<(), ChequeError> {
    let letter = |one: u8| one.is_ascii_alphanumeric() || one == b'-';
    let good = (1..=NUMBER_MAX).contains(&number.len()) && number.bytes().all(letter);
    good.then_some(()).ok_or(ChequeError::Number)
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
    if !stands(tx, now, row, None).await?.is_empty() {
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
