//! Moving out: the account is closed at a date. It pays for use up to then, what is left goes back
//! to the customer, and nothing of it stays in the home. Supply is not touched: the site returns
//! to the utility's own process.

mod cheque;
mod close;
mod pay_back;

pub use cheque::{ChequeError, NUMBER_MAX, STALE_AFTER_DAYS, is_number};

use crate::book_event::is_charged;
use crate::convert::boundary;
use crate::enrol::{Actor, EnrolError, proof};
use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::event::EventState;
use ami_domain::id::{AccountId, EventId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::move_out::{AHEAD_MAX, Books, Ending, Stands};
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, EventRow, MoveOutRow, Tx};

/// Events, payments and texts of one account that are looked through.
const ROWS: u32 = 1_000;

/// What closing an account would do now, or what it has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The wish, when there is one.
    pub wish: Option<MoveOutRow>,
    /// How the books would end, or what is owed and to be paid back by now.
    pub ending: Ending,
    /// The part of what is paid back that can go the way it came, to a card or a bank; the rest
    /// waits for a cheque.
    pub returns: Money,
    /// Of what the books end with: the deposit that is held.
    pub held: Money,
    /// What has to end first.
    pub stands: Vec<Stands>,
    /// Events that are booked and will be called off.
    pub booked: u32,
    /// The account is closed, and no card and no bank takes more back.
    pub settled: bool,
}

impl Css {
    /// Asks to close an account at this moment, rounded up to the end of its interval; another
    /// moment replaces the first.
    ///
    /// # Errors
    /// [`EnrolError::BadDay`], [`EnrolError::Closed`], [`CssError::NotVerified`]; nothing changed
    /// then.
    pub async fn ask_move_out(
        &self,
        now: Now,
        by: Actor,
        account: AccountId,
        at: Timestamp,
    ) -> Result<MoveOutRow, CssError> {
        let mut tx = self.store.begin().await?;
        let unknown = || CssError::UnknownAccount(account);
        let row = tx.lock_account(account).await?.ok_or_else(unknown)?;
        let meter = tx.meter(row.meter).await?.ok_or_else(unknown)?;
        proof(&mut tx, now, by, account).await?;
        if at > now.business + AHEAD_MAX || at < now.business - Span::days(1) {
            return Err(EnrolError::BadDay.into());
        }
        // Use that is in the books stays there.
        let at = boundary(&meter, at.max(now.business) - Span::millis(1));
        let wanted = MoveOutRow {
            account,
            at,
            asked_by: by.person,
            asked_at: now.business,
            next_at: Some(at),
            closed_at: None,
            refund: Money::ZERO,
        };
        if !tx.ask_move_out(&wanted).await? {
            return Err(EnrolError::Closed.into());
        }
        let detail = format!("moves out at {}", at.as_millis());
        tx.program_changed(account, by.person, now.business, &detail)
            .await?;
        tx.commit().await?;
        Ok(wanted)
    }

    /// Takes the wish back, until it is done.
    ///
    /// # Errors
    /// [`EnrolError::Closed`], [`CssError::NotVerified`].
    pub async fn stay(&self, now: Now, by: Actor, account: AccountId) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let unknown = CssError::UnknownAccount(account);
        let row = tx.lock_account(account).await?.ok_or(unknown)?;
        proof(&mut tx, now, by, account).await?;
        if row.is_closed() {
            return Err(EnrolError::Closed.into());
        }
        if tx.cancel_move_out(account).await? {
            let at = now.business;
            tx.program_changed(account, by.person, at, "stays").await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// What closing this account would do now, or what it has done.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn outlook(&self, now: Now, account: AccountId) -> Result<Outlook, CssError> {
        let mut tx = self.store.read().await?;
        let row = tx.account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let wish = tx.move_out(account).await?;
        let ending = ending(&mut tx, &row).await?;
        let open = events_open(&mut tx, now, account).await?;
        let booked = open.iter().filter(|(_, state)| booked(*state)).count();
        let stands = stands(&mut tx, now, &row, wish.as_ref(), &open).await?;
        // Every card and bank has said by then what it takes: the rest goes by cheque.
        let settled = wish.as_ref();
        let settled = settled.is_some_and(|one| one.closed_at.is_some() && one.next_at.is_none());
        let ways = if settled {
            Vec::new()
        } else {
            self.ways_back(&mut tx, now, account).await?
        };
        let mut returns = Money::ZERO;
        for (_, rest) in ways {
            returns += rest.min(ending.refund - returns);
        }
        Ok(Outlook {
            wish,
            ending,
            returns,
            held: tx.balance(Book::Deposit(account)).await?,
            stands,
            booked: u32::try_from(booked).unwrap_or(u32::MAX),
            settled,
        })
    }
}

const fn booked(state: EventState) -> bool {
    match state {
        EventState::Booked => true,
        EventState::Held
        | EventState::Running
        | EventState::Over
        | EventState::Settled
        | EventState::Cancelled => false,
    }
}

/// How the books of an account stand.
async fn books(tx: &mut Tx, account: AccountId) -> Result<Books, CssError> {
    // A deposit that is held is the customer's: it pays with the balance.
    let held = tx.balance(Book::Deposit(account)).await?;
    Ok(Books {
        prepaid: tx.balance(Book::Prepaid(account)).await? + held,
        emergency: -tx.balance(Book::Emergency(account)).await?,
        bill: -tx.balance(Book::Receivable(account)).await?,
        debt: -tx.balance(Book::Debt(account)).await?,
    })
}

/// How the books would end now; of an account that is closed, what is owed and to be paid back.
pub(crate) async fn ending(tx: &mut Tx, row: &AccountRow) -> Result<Ending, CssError> {
    let mut ending = books(tx, row.id).await?.end();
    if row.is_closed() {
        ending.refund += tx.balance(Book::RefundDue(row.id)).await?;
    }
    Ok(ending)
}

/// The events that an account pays for, or that are at its site, and that have not ended. One whose
/// use is charged and whose money went back has: a cut at its end that is held, perhaps for good,
/// keeps nobody from leaving.
async fn events_open(
    tx: &mut Tx,
    now: Now,
    account: AccountId,
) -> Result<Vec<(EventId, EventState)>, CssError> {
    let mut open = Vec::new();
    for (id, state) in tx.events_open_for(account, ROWS).await? {
        let over = state == EventState::Over;
        let row = if over { tx.event(id).await? } else { None };
        let done = |row: &EventRow| {
            let charged = is_charged(row, row.closes, now.business);
            charged && row.left == Money::ZERO
        };
        if !row.as_ref().is_some_and(done) {
            open.push((id, state));
        }
    }
    Ok(open)
}

/// What has to end before the account is closed, or what is paid back; `open` is what
/// [`events_open`] gives.
async fn stands(
    tx: &mut Tx,
    now: Now,
    row: &AccountRow,
    wish: Option<&MoveOutRow>,
    open: &[(EventId, EventState)],
) -> Result<Vec<Stands>, CssError> {
    let account = row.id;
    let until = wish.map_or(now.business, |wish| wish.at.min(now.business));
    let meter = tx.meter(row.meter).await?;
    let meter = meter.ok_or(CssError::UnknownAccount(account))?;
    let uncharged = !row.is_closed() && row.charged_until < until.floor_to(meter.interval);
    let event = open.iter().any(|(_, state)| !booked(*state));
    let payments = tx.payments_of(account, ROWS).await?;
    let paying = payments.iter().any(|one| one.state.is_open());
    let (refund, dispute) = tx.undecided(account).await?;
    let all = [
        (uncharged, Stands::Use),
        (event, Stands::Event),
        (paying || refund, Stands::Payment),
        (dispute, Stands::Dispute),
    ];
    let holds = |(holds, what): (bool, Stands)| holds.then_some(what);
    Ok(all.into_iter().filter_map(holds).collect())
}
