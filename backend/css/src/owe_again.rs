//! What a payment has paid of debt and emergency credit is owed again when the payment goes back.
//!
//! Last in, first out: what bought energy goes back first, and only what is more than that opens
//! debts again, in the order opposite to that in which they were paid. So nobody's home is brought
//! to zero by money that had bought no energy, and no debt is paid by money that nobody has.

use crate::CssError;
use crate::borrow::{friendly_back, friendly_owes};
use crate::debt::begin_days;
use crate::split::{LINES_MAX, named};
use crate::take_back::{derived, hashed};
use ami_domain::clock::Now;
use ami_domain::debt::DEBTS_MAX;
use ami_domain::id::DebtId;
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_store::{AccountRow, PaymentRow, Tx};

/// What a share has paid back.
#[derive(Clone, Copy)]
enum Of {
    /// What friendly hours have lent.
    Friendly,
    /// Emergency credit.
    Emergency,
    /// This debt.
    Debt(DebtId),
}

/// One share of a payment, and what it paid back.
struct Share {
    paid: Transfer,
    of: Of,
}

/// Opens again what a payment has paid, as far as what went back says. The entry that took it from
/// the account is posted before.
pub(crate) async fn owe_again(
    tx: &mut Tx,
    now: Now,
    account: &AccountRow,
    row: &PaymentRow,
    reason: Reason,
) -> Result<(), CssError> {
    let all = tx.transfers_for(row.id, LINES_MAX).await?;
    let shares = shares(tx, row, &all).await?;
    let shared: Money = shares.iter().map(|share| share.paid.amount).sum();
    if !shared.is_positive() {
        return Ok(());
    }
    let gone = gone(tx, row, &all).await?;
    let mut before = opened(tx, row, &all, &shares).await?;
    let energy = row.amount - shared;
    let mut due = (gone - energy).min(shared) - before;
    let mut opens = false;
    for share in shares.iter().rev() {
        let known = before.min(share.paid.amount);
        before -= known;
        let part = (share.paid.amount - known).min(due);
        if !part.is_positive() {
            continue;
        }
        due -= part;
        let entry = if part == share.paid.amount {
            reversal(&share.paid, now)
        } else {
            let words = [
                "owed-again",
                &share.paid.id.to_string(),
                &gone.as_micros().to_string(),
            ];
            let books = (share.paid.to, share.paid.from);
            Transfer::posted(hashed(&words), books, part, reason, now.business)
        };
        tx.add_transfer(&entry).await?;
        match share.of {
            Of::Friendly => friendly_owes(tx, account.id, part).await?,
            Of::Emergency => {}
            Of::Debt(debt) => {
                tx.owe_again(debt, part).await?;
                opens = true;
            }
        }
    }
    // Who has left pays nothing by the day.
    if opens && !account.is_closed() {
        begin_days(tx, account, now).await?;
    }
    Ok(())
}

/// What of a payment has paid debts and emergency credit, and would be owed again if it went back.
pub(crate) async fn shared(tx: &mut Tx, row: &PaymentRow) -> Result<Money, CssError> {
    let all = tx.transfers_for(row.id, LINES_MAX).await?;
    let shares = shares(tx, row, &all).await?;
    let shared: Money = shares.iter().map(|share| share.paid.amount).sum();
    Ok((shared - opened(tx, row, &all, &shares).await?).max(Money::ZERO))
}

/// The shares of a payment in the order in which they were taken.
async fn shares(tx: &mut Tx, row: &PaymentRow, all: &[Transfer]) -> Result<Vec<Share>, CssError> {
    let posted = |one: &&Transfer| one.state == TransferState::Posted;
    let lent = all.iter().filter(posted);
    let lent = lent.filter(|one| one.reason == Reason::LentBack(row.id));
    let own = friendly_back(row.id);
    let (friendly, emergency): (Vec<_>, Vec<_>) = lent.partition(|one| one.id == own);
    let friendly = friendly.into_iter().map(|one| share(one, Of::Friendly));
    let emergency = emergency.into_iter().map(|one| share(one, Of::Emergency));
    let mut shares: Vec<Share> = friendly.chain(emergency).collect();
    for debt in tx.debts_ever(row.account, DEBTS_MAX).await? {
        let name = named("debt_share", &[&row.id.to_bytes(), &debt.id.to_bytes()]);
        let own = all.iter().filter(posted).find(|one| one.id == name);
        shares.extend(own.map(|one| share(one, Of::Debt(debt.id))));
    }
    Ok(shares)
}

const fn share(paid: &Transfer, of: Of) -> Share {
    Share { paid: *paid, of }
}

/// What of a payment has left the account and not come back.
async fn gone(tx: &mut Tx, row: &PaymentRow, all: &[Transfer]) -> Result<Money, CssError> {
    let mut gone = Money::ZERO;
    for out in all.iter().filter(|one| moves_back(one)) {
        if out.from != Book::Prepaid(row.account) {
            continue;
        }
        let came_back = derived("refund-back", row, Reason::Reversal(out.id));
        if tx.transfer(came_back).await?.is_none() {
            gone += out.amount;
        }
    }
    // What could not be taken after all went out by an entry that names the payment's own.
    let not_taken = derived("out", row, Reason::Reversal(row.transfer));
    if let Some(out) = tx.transfer(not_taken).await? {
        gone += out.amount;
    }
    Ok(gone)
}

/// What was opened again before.
async fn opened(
    tx: &mut Tx,
    row: &PaymentRow,
    all: &[Transfer],
    shares: &[Share],
) -> Result<Money, CssError> {
    let parts = all.iter().filter(|one| moves_back(one));
    let parts = parts.filter(|one| one.to == Book::Prepaid(row.account));
    let mut opened: Money = parts.map(|one| one.amount).sum();
    for share in shares {
        let whole = tx.transfer(reversed(share.paid.id)).await?;
        opened += whole.map_or(Money::ZERO, |one| one.amount);
    }
    Ok(opened)
}

/// An entry by which a payment goes back.
fn moves_back(one: &Transfer) -> bool {
    let back = match one.reason {
        Reason::Refund(_) | Reason::Returned(_) | Reason::DisputeEnd(_) => true,
        Reason::Payment(_)
        | Reason::Usage(_)
        | Reason::Fixed(_)
        | Reason::EventUsage { .. }
        | Reason::EventReturn(_)
        | Reason::Correction
        | Reason::Reversal(_)
        | Reason::Rerate(_)
        | Reason::Minimum(_)
        | Reason::Tax(_)
        | Reason::Dispute(_)
        | Reason::Fee(_)
        | Reason::SetAside
        | Reason::DebtShare(_)
        | Reason::DebtDay(_)
        | Reason::Lent
        | Reason::LentBack(_)
        | Reason::Granted
        | Reason::Helped(_)
        | Reason::Expired
        | Reason::MoveOut
        | Reason::WrittenOff
        | Reason::Remitted
        | Reason::ModeFee
        | Reason::DepositAsked
        | Reason::DepositUsed
        | Reason::DepositTaken
        | Reason::DepositGivenBack => false,
    };
    back && one.state == TransferState::Posted
}

/// The same movement the other way.
fn reversal(of: &Transfer, now: Now) -> Transfer {
    let books = (of.to, of.from);
    let reason = Reason::Reversal(of.id);
    Transfer::posted(reversed(of.id), books, of.amount, reason, now.business)
}

/// The name of what takes a share back.
fn reversed(share: ami_domain::id::TransferId) -> ami_domain::id::TransferId {
    hashed(&["reversal", &share.to_string()])
}
