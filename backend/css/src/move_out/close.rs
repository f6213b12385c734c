//! Closing: once its day has come and its use is charged, an account ends in one commit.

use super::{ROWS, booked, books, events_open, stands};
use crate::charge::Done;
use crate::help::give_up;
use crate::split::named;
use crate::{Css, CssError};
use ami_adcs::request;
use ami_domain::account::Mode;
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::command::CommandKind;
use ami_domain::debt::DEBTS_MAX;
use ami_domain::display::DisplayView;
use ami_domain::event::EventState;
use ami_domain::id::AccountId;
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::move_out::{Ending, GRACE, Stands};
use ami_domain::time::{Span, Timestamp, Window};
use ami_store::{AccountRow, Meter, TenancyRow, Tx};

/// So many accounts are looked at in one tick.
const BATCH: u32 = 64;
/// Looked at again after this while something is open.
pub(super) const LOOK_AGAIN: Span = Span::minutes(5);

impl Css {
    /// Closes every account whose time has come and whose last interval is charged, and pays back
    /// what is left in those that are closed.
    ///
    /// # Errors
    /// The first failure, once every other account had its turn.
    pub async fn close_accounts(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
    ) -> Result<u32, CssError> {
        let now = clock.now();
        let mut done = Done::default();
        loop {
            let mut tx = self.store.read().await?;
            let due = tx.move_outs_due(now.business, done.reach(BATCH)).await?;
            drop(tx);
            let Some(due) = done.next(due, BATCH) else {
                break;
            };
            for account in due {
                done.note(self.leave(clock, chance, account).await);
            }
        }
        done.end()
    }

    async fn leave(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<(), CssError> {
        self.end_events(clock.now(), chance, account).await?;
        if self.close(clock.now(), chance, account).await? {
            self.pay_back(clock, chance, account).await?;
        }
        Ok(())
    }

    /// Whether the account is closed by now.
    async fn close(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<bool, CssError> {
        let mut tx = self.store.begin().await?;
        let unknown = || CssError::UnknownAccount(account);
        let row = tx.lock_account(account).await?.ok_or_else(unknown)?;
        let Some(wish) = tx.move_out(account).await? else {
            return Ok(false);
        };
        if row.is_closed() {
            return Ok(true);
        }
        let late = now.business >= wish.at + GRACE;
        let open = events_open(&mut tx, now, account).await?;
        let waits = stands(&mut tx, now, &row, Some(&wish), &open).await?;
        let waits = waits.into_iter().any(|what| match what {
            Stands::Use | Stands::Payment => !late,
            Stands::Event => true,
            // The bank may take months: what is paid back waits for it, the home does not.
            Stands::Dispute => false,
        });
        if waits || !open.is_empty() {
            let next = Some(now.business + LOOK_AGAIN);
            tx.postpone_move_out(account, next).await?;
            tx.commit().await?;
            return Ok(false);
        }
        // Nobody who comes for this account may cut whoever lives there next.
        tx.withdraw_errand(row.meter, now, "the account is closed")
            .await?;
        settle_events(&mut tx, account).await?;
        let ending = books(&mut tx, account).await?.end();
        settle(&mut tx, now, account, ending).await?;
        let meter = tx.meter(row.meter).await?.ok_or_else(unknown)?;
        let seq = clear_home(&mut tx, now, chance, &row, &meter).await?;
        let tenancy = TenancyRow {
            meter: meter.id,
            window: Window {
                start: row.occupied_from.min(wish.at),
                end: wish.at,
            },
            seq,
        };
        // The company forgets it in its own time: nobody waits for that.
        if let Some(card) = tx.saved_card(account).await? {
            tx.forget_card_later(&card.method, now.real).await?;
        }
        tx.close_account(account, &meter, tenancy, (now.business, ending.refund))
            .await?;
        tx.remove_contacts(account, wish.asked_by, now.business)
            .await?;
        end_sessions(&mut tx, &row).await?;
        // By its own view the gateway has shut the displays out; here they are out, too.
        ami_adcs::pair::leave(&mut tx, now, meter.id).await?;
        tx.commit().await?;
        tracing::info!(account.id = %account, "An account was closed");
        Ok(true)
    }

    /// Calls off what was booked and has not begun, with its money back; what runs ends with the
    /// time that was booked.
    async fn end_events(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<(), CssError> {
        let mut tx = self.store.read().await?;
        let open = tx.events_open_for(account, ROWS).await?;
        drop(tx);
        for (event, state) in open {
            if booked(state) {
                self.call_off(now, chance, event, account).await?;
            }
            self.end_with_window(now, chance, event, account).await?;
        }
        Ok(())
    }
}

/// Events at the home that wait for nothing but a cut at their end are settled without it: it was
/// not meant for whoever lives there next.
async fn settle_events(tx: &mut Tx, account: AccountId) -> Result<(), CssError> {
    for (id, _) in tx.events_open_for(account, ROWS).await? {
        let Some(mut row) = tx.lock_event(id).await? else {
            continue;
        };
        if row.site == account {
            row.state = EventState::Settled;
            (row.next_at, row.verify_at, row.problem) = (None, None, None);
            tx.save_event(&row).await?;
        }
    }
    Ok(())
}

/// Ends the books: the balance pays what is owed, what is below zero is owed on the last bill, the
/// rest is set aside for the customer, and help that nobody can use any more goes back to where it
/// came from.
async fn settle(tx: &mut Tx, now: Now, account: AccountId, ending: Ending) -> Result<(), CssError> {
    for grant in tx.open_grants(account, ROWS).await? {
        give_up(tx, now, account, &grant).await?;
    }
    let prepaid = Book::Prepaid(account);
    let bill = Book::Receivable(account);
    let held = Book::Deposit(account);
    let deposit = tx.balance(held).await?;
    let all = [
        ("deposit", held, prepaid, deposit),
        ("credit", bill, prepaid, ending.credit),
        ("overdrawn", bill, prepaid, ending.overdrawn),
        (
            "emergency",
            prepaid,
            Book::Emergency(account),
            ending.emergency,
        ),
        ("bill", prepaid, bill, ending.bill),
        ("refund", prepaid, Book::RefundDue(account), ending.refund),
    ];
    let mut moves: Vec<Transfer> = all
        .into_iter()
        .filter(|(.., amount)| amount.is_positive())
        .map(|(word, from, to, amount)| {
            let id = named("move_out", &[word.as_bytes(), &account.to_bytes()]);
            Transfer::posted(id, (from, to), amount, Reason::MoveOut, now.business)
        })
        .collect();
    moves.extend(pay_debts(tx, now.business, account, ending.debt, b"").await?);
    tx.add_posted_transfers(&moves).await?;
    // Whoever has left pays nothing by the day any more; what is owed stays in the books.
    tx.clear_owing(account).await?;
    Ok(())
}

/// Debts are paid in the order of paying back, and their rows say so; `when` is what tells the
/// names of these entries from those of another time.
pub(super) async fn pay_debts(
    tx: &mut Tx,
    at: Timestamp,
    account: AccountId,
    mut left: Money,
    when: &[u8],
) -> Result<Vec<Transfer>, CssError> {
    let mut moves = Vec::new();
    for debt in tx.debts(account, DEBTS_MAX).await? {
        let part = left.min(debt.owed);
        if !part.is_positive() {
            continue;
        }
        left -= part;
        let missed = debt.missed.min(debt.owed - part);
        tx.pay_debt(debt.id, part, missed).await?;
        let id = named("move_out", &[b"debt", &debt.id.to_bytes(), when]);
        let books = (Book::Prepaid(account), Book::Debt(account));
        moves.push(Transfer::posted(id, books, part, Reason::MoveOut, at));
    }
    Ok(moves)
}

/// Nothing of the customer stays in the home: the meter's view is replaced by one that says that
/// nobody lives there, by which gateway and display forget theirs; and every text goes. Gives the
/// number of that view.
async fn clear_home(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    row: &AccountRow,
    meter: &Meter,
) -> Result<u64, CssError> {
    if row.mode == Mode::Prepaid {
        let kind = CommandKind::SetMode(Mode::Regular);
        request::accept(tx, now, chance, meter.id, kind, None).await?;
    }
    for (notice, at_meter, _) in tx.notices_of(row.id, ROWS).await? {
        if at_meter.is_some() || notice.valid.end > now.business {
            let kind = CommandKind::Withdraw(notice.id);
            request::accept(tx, now, chance, meter.id, kind, None).await?;
        }
    }
    let before = tx.view(row.id).await?;
    let seq = tx.next_view(meter.id, before.map(|view| view.seq)).await?;
    let view = DisplayView::vacant(seq, &row.currency, now.business);
    let kind = CommandKind::Show(Box::new(view));
    request::accept(tx, now, chance, meter.id, kind, None).await?;
    Ok(seq)
}

/// Signs a customer out who has no other account here.
async fn end_sessions(tx: &mut Tx, row: &AccountRow) -> Result<(), CssError> {
    let others = tx.accounts_of(row.customer).await?;
    let lives = |other: &AccountRow| other.id != row.id && !other.is_closed();
    if !others.iter().any(lives) {
        tx.delete_sessions_of(row.customer).await?;
    }
    Ok(())
}
