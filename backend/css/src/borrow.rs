//! Money that a customer has chosen to borrow without asking each time: emergency credit when the
//! balance reaches zero, and what is used below zero in friendly hours. Both are owed in one book,
//! are shown as borrowed wherever a balance is shown, and are paid back first.

use crate::help::Cost;
use crate::split::named;
use crate::{Css, CssError};
use ami_adcs::Terms;
use ami_adcs::refresh::Look;
use ami_domain::account::Mode;
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::display::Standing;
use ami_domain::explain::LineageId;
use ami_domain::id::{AccountId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::protection;
use ami_domain::time::{Timestamp, Zone};
use ami_store::{AccountRow, BorrowingRow, FriendlyUse, Tx};

impl Css {
    /// Lends emergency credit to an account at zero whose customer has chosen so: never more than
    /// the utility lends at once, with what is owed of it already, and nothing where it would
    /// bring no service. Whether something was lent; what was cut is restored then.
    pub(crate) async fn lend_at_zero(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
    ) -> Result<bool, CssError> {
        let chosen = tx.borrowing(account.id).await?;
        if !chosen.at_zero || account.mode != Mode::Prepaid {
            return Ok(false);
        }
        let before = tx.spendable(account.id).await?;
        let owed = emergency(tx, account.id, &chosen).await?;
        let Some(amount) = self.terms.policy.debt.lends_at_zero(before, owed) else {
            return Ok(false);
        };
        let id = TransferId::from_bytes(chance.bytes());
        let books = (Book::Emergency(account.id), Book::Prepaid(account.id));
        tx.add_transfer(&Transfer::posted(
            id,
            books,
            amount,
            Reason::Lent,
            now.business,
        ))
        .await?;
        self.lift(tx, now, chance, account, id, before).await?;
        let lent = (amount, LineageId::Owed(account.id));
        self.tell_money(tx, now, chance, account, lent, "alert-lent-at-zero")
            .await?;
        let detail = format!("emergency credit of {amount} lent at zero, as chosen");
        tx.program_changed(account.id, account.customer, now.business, &detail)
            .await?;
        Ok(true)
    }

    /// Whether the customer borrows what they use at this moment: then nothing is done at zero,
    /// whatever was chosen for it, until the hours are over.
    pub(crate) async fn borrows_now(
        &self,
        tx: &mut Tx,
        now: Now,
        account: &AccountRow,
    ) -> Result<bool, CssError> {
        if !tx.borrowing(account.id).await?.friendly {
            return Ok(false);
        }
        let site = tx.standing(account.id).await?;
        let zone = crate::debt::zone(tx, account).await?;
        Ok(is_friendly(&self.terms, site.as_ref(), &zone, now.business))
    }

    /// When friendly hours are over and the balance is still used up, the customer is told what
    /// they have borrowed in them, once; from then on zero goes its way.
    pub(crate) async fn friendly_over(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        look: &Look,
        standing: Standing,
    ) -> Result<(), CssError> {
        let account = &look.account;
        let row = tx.borrowing(account.id).await?;
        if row.friendly_until <= row.told_until {
            return Ok(());
        }
        let site = tx.standing(account.id).await?;
        if is_friendly(&self.terms, site.as_ref(), &look.zone, now.business) {
            return Ok(());
        }
        if standing == Standing::Zero && row.friendly_owed.is_positive() {
            let owed = (row.friendly_owed, LineageId::Owed(account.id));
            self.tell_money(tx, now, chance, account, owed, "alert-friendly-over")
                .await?;
        }
        let told = BorrowingRow {
            told_until: row.friendly_until,
            ..row
        };
        Ok(tx.set_borrowing(account.id, &told).await?)
    }
}

/// What is owed of emergency credit; what friendly hours have lent is in the same book and is
/// none.
pub(crate) async fn emergency(
    tx: &mut Tx,
    account: AccountId,
    row: &BorrowingRow,
) -> Result<Money, CssError> {
    let owed = -tx.balance(Book::Emergency(account)).await?;
    Ok((owed - row.friendly_owed).max(Money::ZERO))
}

/// A payment pays this much of what was borrowed back: first what friendly hours have lent, by an
/// entry of its own, so that it is theirs again when the payment goes back.
pub(crate) async fn pay_back(
    tx: &mut Tx,
    now: Now,
    account: AccountId,
    payment: PaymentId,
    amount: Money,
) -> Result<(), CssError> {
    let owed = tx.borrowing(account).await?.friendly_owed;
    let friendly = owed.min(amount).max(Money::ZERO);
    let emergency = named("lent_back", &[&payment.to_bytes()]);
    let parts = [
        (friendly_back(payment), friendly),
        (emergency, amount - friendly),
    ];
    for (id, part) in parts {
        if part.is_positive() {
            let books = (Book::Prepaid(account), Book::Emergency(account));
            let reason = Reason::LentBack(payment);
            let line = Transfer::posted(id, books, part, reason, now.business);
            tx.add_transfer(&line).await?;
        }
    }
    friendly_owes(tx, account, -friendly).await
}

/// The name of the entry by which a payment pays back what friendly hours have lent.
pub(crate) fn friendly_back(payment: PaymentId) -> TransferId {
    named("friendly_back", &[&payment.to_bytes()])
}

/// So much more is owed of what friendly hours have lent, or less.
pub(crate) async fn friendly_owes(
    tx: &mut Tx,
    account: AccountId,
    by: Money,
) -> Result<(), CssError> {
    if by == Money::ZERO {
        return Ok(());
    }
    let row = tx.borrowing(account).await?;
    let owes = BorrowingRow {
        friendly_owed: row.friendly_owed + by,
        ..row
    };
    Ok(tx.set_borrowing(account, &owes).await?)
}

/// Posts what was used below zero in friendly hours as borrowed, once these costs are in the books
/// and help has paid; what an interval got back goes back first. The newest use is what lies
/// below zero.
pub(crate) async fn in_friendly_hours(
    tx: &mut Tx,
    now: Now,
    terms: &Terms,
    look: &Look,
    costs: &[Cost],
) -> Result<(), CssError> {
    let account = look.account.id;
    let row = tx.borrowing(account).await?;
    if row.friendly_owed.is_positive() {
        for cost in costs.iter().filter(|cost| cost.amount.is_negative()) {
            take_back(tx, now, account, cost).await?;
        }
    }
    if !row.friendly {
        return Ok(());
    }
    let mut below = -tx.balance(Book::Prepaid(account)).await?;
    if !below.is_positive() {
        return Ok(());
    }
    let site = tx.standing(account).await?;
    for cost in costs.iter().rev() {
        let part = cost.amount.min(below);
        if !part.is_positive() {
            continue;
        }
        below -= part;
        if is_friendly(terms, site.as_ref(), &look.zone, cost.start) {
            let before = tx.friendly_use(account, cost.start).await?;
            lend(tx, now, account, cost, before, part).await?;
        }
    }
    Ok(())
}

/// What an interval got back makes what was borrowed for it smaller, as far as the balance allows.
async fn take_back(tx: &mut Tx, now: Now, account: AccountId, cost: &Cost) -> Result<(), CssError> {
    let before = tx.friendly_use(account, cost.start).await?;
    let owed = tx.borrowing(account).await?.friendly_owed;
    let room = tx.balance(Book::Prepaid(account)).await?;
    let part = before.amount.min(-cost.amount).min(owed).min(room);
    if !part.is_positive() {
        return Ok(());
    }
    lend(tx, now, account, cost, before, -part).await
}

/// Lends so much for an interval, or takes it back when it is negative, and notes what the interval
/// has borrowed and what the account owes for it.
async fn lend(
    tx: &mut Tx,
    now: Now,
    account: AccountId,
    cost: &Cost,
    before: FriendlyUse,
    by: Money,
) -> Result<(), CssError> {
    let (owed, own) = (Book::Emergency(account), Book::Prepaid(account));
    let (books, part) = match by.is_negative() {
        true => ((own, owed), -by),
        false => ((owed, own), by),
    };
    let id = name(account, cost.start, before.times);
    // By the time of the booking: a view that was shown before knows nothing of it.
    let moved = Transfer::posted(id, books, part, Reason::Lent, now.business);
    tx.add_transfer(&moved).await?;
    let after = FriendlyUse {
        amount: before.amount + by,
        times: before.times + 1,
    };
    tx.set_friendly_use(account, cost.start, &after).await?;
    let row = tx.borrowing(account).await?;
    let owes = BorrowingRow {
        friendly_owed: row.friendly_owed + by,
        friendly_until: row.friendly_until.max(Some(cost.end)),
        ..row
    };
    Ok(tx.set_borrowing(account, &owes).await?)
}

/// The one name of a loan for an interval after so many movements.
fn name(account: AccountId, start: Timestamp, times: u32) -> TransferId {
    let start = start.as_millis().to_be_bytes();
    let parts: [&[u8]; 3] = [&account.to_bytes(), &start, &times.to_be_bytes()];
    named("friendly", &parts)
}

/// Whether friendly hours hold at this moment, by the clock at the site.
fn is_friendly(
    terms: &Terms,
    site: Option<&protection::Standing>,
    zone: &Zone,
    at: Timestamp,
) -> bool {
    let local = zone.civil(at);
    site.is_some_and(|site| terms.is_friendly(site, local.day, local.weekday, local.minute))
}
