//! What is behind a payment's receipt, and behind what is owed and borrowed.

use crate::convert::CHANGES;
use crate::split::LINES_MAX;
use crate::take_back::derived;
use crate::{CssError, debt};
use ami_adcs::lineage::{self, ENTRIES_MAX};
use ami_domain::debt::DEBTS_MAX;
use ami_domain::debt::caps_since;
use ami_domain::explain::{
    BookBehind, BooksSaid, BooksSubject, ConversionSubject, CreditBehind, DebtBehind, DebtDecision,
    OwedSubject, PaymentSubject, RecoverySubject, Subject,
};
use ami_domain::id::{AccountId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::payment::lines;
use ami_domain::time::{Timestamp, Zone};
use ami_store::{AccountRow, PaymentRow, StoreError, Tx};

/// Of each book of an account so many entries are listed.
const BOOK_ENTRIES_MAX: u32 = 300;

/// Every entry about a payment, oldest first, with what took back the payment itself, or a refund
/// of it that a processor could not give.
///
/// # Errors
/// When the store fails.
pub async fn entries_of(tx: &mut Tx, row: &PaymentRow) -> Result<Vec<Transfer>, StoreError> {
    let mut entries = tx.transfers_for(row.id, LINES_MAX).await?;
    let back = |what, of| derived(what, row, Reason::Reversal(of));
    let mut names: Vec<TransferId> = vec![back("out", row.transfer)];
    let refunds = entries
        .iter()
        .filter(|one| one.reason == Reason::Refund(row.id));
    names.extend(refunds.map(|one| back("refund-back", one.id)));
    entries.extend(tx.transfers_named(&names).await?.into_values());
    entries.sort_by_key(|one| (one.at, one.id));
    Ok(entries)
}

pub(super) async fn payment(
    tx: &mut Tx,
    account: &AccountRow,
    row: &PaymentRow,
) -> Result<PaymentSubject, CssError> {
    let entries = entries_of(tx, row).await?;
    let zone = debt::zone(tx, account).await?;
    let split = match tx.debt_split(row.id).await? {
        Some(decision) => {
            let own = Reason::DebtShare(row.id);
            Some(behind(tx, row.account, &zone, decision, own).await?)
        }
        None => None,
    };
    // What an event's money buys is the event's.
    let credit = match tx.payment_credit(row.id).await? {
        Some(grounds) if row.event.is_none() => Some(Box::new(CreditBehind {
            history: lineage::credit_history(tx, account, &grounds).await?,
            grounds,
            said: row.credit,
        })),
        Some(_) | None => None,
    };
    Ok(PaymentSubject {
        account: row.account,
        payment: row.id,
        amount: row.amount,
        zone: zone.name().to_owned(),
        lines: lines(&entries),
        entries,
        split,
        credit,
    })
}

pub(super) async fn owed(tx: &mut Tx, account: &AccountRow) -> Result<OwedSubject, CssError> {
    let id = account.id;
    let (debts, lent) = (Book::Debt(id), Book::Emergency(id));
    // No entry is between the two books.
    let (mut entries, debt_before) = listed(tx, debts, ENTRIES_MAX).await?;
    let (more, emergency_before) = listed(tx, lent, ENTRIES_MAX).await?;
    entries.extend(more);
    entries.sort_by_key(|one| std::cmp::Reverse((one.at, one.id)));
    Ok(OwedSubject {
        account: id,
        zone: debt::zone(tx, account).await?.name().to_owned(),
        debts: tx.debts(id, DEBTS_MAX).await?,
        emergency: -tx.balance(lent).await?,
        debt_before,
        emergency_before,
        entries,
    })
}

pub(super) async fn books(tx: &mut Tx, account: &AccountRow) -> Result<BooksSubject, CssError> {
    let books = books_listed(tx, account.id, BOOK_ENTRIES_MAX).await?;
    // What the pages say is computed where they are made; here from what is listed.
    let held = crate::deposit::stands(tx, account.id).await?;
    let ending = crate::move_out::ending(tx, account).await?;
    Ok(BooksSubject {
        account: account.id,
        zone: debt::zone(tx, account).await?.name().to_owned(),
        closed: account.is_closed(),
        books,
        said: BooksSaid {
            held: held.held,
            owed: held.owed(),
            most_back: held.most_back(),
            kept_for_lent: held.kept_for_lent(),
            most_applied: held.most_applied(),
            refund: ending.refund,
            owed_after: ending.owed,
            help: tx.balance(Book::Assistance(account.id)).await?,
        },
    })
}

/// Every book of an account from its newest entries, so many of each.
pub(super) async fn books_listed(
    tx: &mut Tx,
    account: AccountId,
    most: u32,
) -> Result<Vec<BookBehind>, StoreError> {
    let mut books = Vec::new();
    for book in Book::of_account(account) {
        let (entries, before) = listed(tx, book, most).await?;
        books.push(BookBehind {
            book,
            before,
            entries,
        });
    }
    Ok(books)
}

/// The newest entries of a book, and how it stood before them.
async fn listed(tx: &mut Tx, book: Book, most: u32) -> Result<(Vec<Transfer>, Money), StoreError> {
    let entries = tx.transfers_of(book, most).await?;
    let listed: Money = entries.iter().map(|one| one.effect_on(book)).sum();
    let before = tx.balance(book).await? - listed;
    Ok((entries, before))
}

/// What the day that begins then paid back; `None` where nothing was decided then, and for a day
/// from before it was kept.
pub(super) async fn recovery(
    tx: &mut Tx,
    account: &AccountRow,
    at: Timestamp,
) -> Result<Option<Subject>, CssError> {
    let Some(decision) = tx.debt_day(account.id, at).await? else {
        return Ok(None);
    };
    let zone = debt::zone(tx, account).await?;
    let all = tx.entries_for_debt(account.id, at, ENTRIES_MAX).await?;
    let own = Reason::DebtDay(at);
    let entries = all.into_iter().filter(|one| one.reason == own).collect();
    let behind = behind(tx, account.id, &zone, decision, own).await?;
    Ok(Some(Subject::Recovery(Box::new(RecoverySubject {
        account: account.id,
        zone: zone.name().to_owned(),
        behind,
        entries,
    }))))
}

/// A decision with the entries that its caps had counted: the first ones of each kind, since both
/// kinds are posted in the order of their times, and never its own.
async fn behind(
    tx: &mut Tx,
    account: AccountId,
    zone: &Zone,
    decision: DebtDecision,
    own: Reason,
) -> Result<DebtBehind, CssError> {
    let [.., month] = caps_since(zone, decision.grounds.at);
    let mut counted = tx.entries_for_debt(account, month, ENTRIES_MAX).await?;
    let known = decision.grounds.counted;
    let (mut days, mut shares) = (known.days, known.shares);
    counted.retain(|one| {
        let of_day = matches!(one.reason, Reason::DebtDay(_));
        let left = if of_day { &mut days } else { &mut shares };
        let is_counted = *left > 0 && one.reason != own;
        *left -= u32::from(is_counted);
        is_counted
    });
    Ok(DebtBehind { decision, counted })
}

/// What the change at this moment moved; `None` where there was none, and for one from before its
/// grounds were kept.
pub(super) async fn conversion(
    tx: &mut Tx,
    account: &AccountRow,
    at: Timestamp,
) -> Result<Option<Subject>, CssError> {
    let changes = tx.mode_changes(account.id, CHANGES).await?;
    let change = changes.into_iter().find(|change| change.at == at);
    let Some((change, grounds)) = change.and_then(|one| Some((one, one.grounds?))) else {
        return Ok(None);
    };
    let zone = debt::zone(tx, account).await?;
    let mut entries = Vec::new();
    for book in [Book::Receivable(account.id), Book::Deposit(account.id)] {
        entries.extend(tx.transfers_of(book, ENTRIES_MAX).await?);
    }
    let ours = |reason| {
        matches!(
            reason,
            Reason::ModeFee | Reason::DepositAsked | Reason::DepositUsed
        )
    };
    entries.retain(|one| one.at == change.decided_at && ours(one.reason));
    // One between the two books was found twice.
    entries.sort_by_key(|one| one.id);
    entries.dedup_by_key(|one| one.id);
    Ok(Some(Subject::Conversion(Box::new(ConversionSubject {
        account: account.id,
        at: change.at,
        mode: change.mode,
        zone: zone.name().to_owned(),
        grounds,
        booked: change.booked,
        entries,
    }))))
}
