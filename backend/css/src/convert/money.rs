//! What a change of how an account pays moves in the books: a fee, and a deposit that is asked for
//! or given back. Each is an entry of its own.

use crate::help::give;
use crate::split::settled;
use crate::{Css, CssError};
use ami_adcs::refresh;
use ami_domain::account::Mode;
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::convert::{Moves, Stands, Terms};
use ami_domain::debt::DEBTS_MAX;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::Timestamp;
use ami_store::{AccountRow, Tx};

/// What a change looks at.
pub(crate) async fn stands(tx: &mut Tx, account: AccountId) -> Result<Stands, CssError> {
    Ok(Stands {
        bill: tx.balance(Book::Receivable(account)).await?,
        debt: -tx.balance(Book::Debt(account)).await?,
        held: tx.balance(Book::Deposit(account)).await?,
    })
}

impl Css {
    /// What the program of an account asks for today when somebody changes how it pays.
    pub(crate) async fn asked(
        &self,
        tx: &mut Tx,
        now: Timestamp,
        row: &AccountRow,
    ) -> Result<Terms, CssError> {
        let unknown = || CssError::UnknownTariff(row.tariff.clone());
        let tariff = self.terms.tariffs.get(&row.tariff).ok_or_else(unknown)?;
        let zone = crate::debt::zone(tx, row).await?;
        Ok(tariff.on(zone.civil(now).day).conversion)
    }

    /// Books what a change moves; what comes to the balance buys credit like any other money.
    pub(super) async fn book_moves(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        moves: &Moves,
    ) -> Result<(), CssError> {
        let id = account.id;
        let (bill, held) = (Book::Receivable(id), Book::Deposit(id));
        for (books, amount, reason) in [
            ((bill, Book::Fees), moves.fee, Reason::ModeFee),
            ((bill, held), moves.deposit, Reason::DepositAsked),
            ((held, bill), moves.to_bill, Reason::DepositUsed),
        ] {
            if amount.is_positive() {
                let name = TransferId::from_bytes(chance.bytes());
                let entry = Transfer::posted(name, books, amount, reason, now.business);
                tx.add_transfer(&entry).await?;
            }
        }
        let of = (held, Reason::DepositUsed);
        pay_debts(tx, now, chance, (id, of), moves.to_debt).await?;
        self.to_balance(tx, now, chance, (id, of), moves.to_balance)
            .await
    }

    /// A bill of before has more by a correction than is owed on it, and the account prepays by
    /// now: what was set aside of it is less by that, and what is more than that is the customer's
    /// balance. No bill will ever be made that it could be taken off.
    pub(crate) async fn bill_is_less(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
    ) -> Result<(), CssError> {
        let bill = Book::Receivable(account.id);
        let more = tx.balance(bill).await?;
        if account.mode != Mode::Prepaid || !more.is_positive() {
            return Ok(());
        }
        let of = (account.id, (bill, Reason::SetAside));
        let left = pay_debts(tx, now, chance, of, more).await?;
        let of = (account.id, (bill, Reason::Correction));
        self.to_balance(tx, now, chance, of, left).await?;
        tx.watch(account.id, now.business, false).await?;
        Ok(())
    }

    /// Money from another book of the account comes to the balance, and buys credit there like any
    /// other.
    pub(crate) async fn to_balance(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        (account, (from, reason)): (AccountId, (Book, Reason)),
        amount: Money,
    ) -> Result<(), CssError> {
        if !amount.is_positive() {
            return Ok(());
        }
        let row = tx.account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let look = refresh::look(tx, now, &self.terms, row).await?;
        let before = tx.spendable(account).await?;
        let name = TransferId::from_bytes(chance.bytes());
        let books = (from, Book::Prepaid(account));
        let entry = Transfer::posted(name, books, amount, reason, now.business);
        tx.add_transfer(&entry).await?;
        let after = tx.spendable(account).await?;
        let credit = look.credit(after) - look.credit(before);
        if after.is_positive() && credit > WattHours::ZERO {
            give(tx, now, chance, &look.account, name, credit).await?;
        }
        Ok(())
    }
}

/// Debts are paid from another book of the account in the order of paying back, and their rows say
/// so. Gives what is left.
pub(crate) async fn pay_debts(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    (account, (from, reason)): (AccountId, (Book, Reason)),
    mut left: Money,
) -> Result<Money, CssError> {
    if !left.is_positive() {
        return Ok(Money::ZERO);
    }
    for debt in tx.debts(account, DEBTS_MAX).await? {
        let part = left.min(debt.owed);
        if !part.is_positive() {
            continue;
        }
        left -= part;
        let missed = debt.missed.min(debt.owed - part);
        tx.pay_debt(debt.id, part, missed).await?;
        let name = TransferId::from_bytes(chance.bytes());
        let books = (from, Book::Debt(account));
        let entry = Transfer::posted(name, books, part, reason, now.business);
        tx.add_transfer(&entry).await?;
    }
    settled(tx, account, now.business).await?;
    Ok(left)
}
