//! How the books of an account stand, and what follows from them: what a deposit may pay and give
//! back, and what would be paid back and owed if the account were closed.

use super::{Differs, LineageId};
use crate::deposit;
use crate::id::AccountId;
use crate::ledger::{Book, Transfer};
use crate::money::Money;
use crate::move_out;

/// An account's books and the figures that follow from them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BooksSubject {
    /// Whose.
    pub account: AccountId,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// The account is closed: what is to be paid back waits in a book of its own.
    pub closed: bool,
    /// Every book of it, in the order of [`Book::of_account`].
    pub books: Vec<BookBehind>,
    /// What was said.
    pub said: BooksSaid,
}

/// A book from its entries.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BookBehind {
    /// Which.
    pub book: Book,
    /// How it stood before the entries that are listed.
    pub before: Money,
    /// Its newest entries, newest first.
    pub entries: Vec<Transfer>,
}

/// What follows from how the books stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BooksSaid {
    /// The deposit that is held.
    pub held: Money,
    /// What is owed beside it.
    pub owed: Money,
    /// The most of the deposit that may be given back.
    pub most_back: Money,
    /// Of it, what is kept for what was lent alone.
    pub kept_for_lent: Money,
    /// The most of it that may be applied to what is owed.
    pub most_applied: Money,
    /// What is paid back when the account is closed.
    pub refund: Money,
    /// What is owed after that.
    pub owed_after: Money,
    /// Help that is not spent.
    pub help: Money,
}

impl BookBehind {
    /// How it stands.
    pub fn balance(&self) -> Money {
        let moved = self.entries.iter().map(|one| one.effect_on(self.book));
        self.before + moved.sum::<Money>()
    }
}

impl BooksSubject {
    /// What follows from the books.
    pub fn compute(&self) -> BooksSaid {
        let of = |book: Book| {
            let mine = self.books.iter().filter(|one| one.book == book);
            mine.map(BookBehind::balance).sum::<Money>()
        };
        let owed = |balance: Money| (-balance).max(Money::ZERO);
        let id = self.account;
        let (prepaid, held) = (of(Book::Prepaid(id)), of(Book::Deposit(id)));
        let (bill, debt) = (of(Book::Receivable(id)), of(Book::Debt(id)));
        let lent = of(Book::Emergency(id));
        let stands = deposit::Stands {
            held,
            below: owed(prepaid),
            bill: owed(bill),
            debt: owed(debt),
            borrowed: owed(lent),
        };
        let end = move_out::Books {
            prepaid: prepaid + held,
            emergency: -lent,
            bill: -bill,
            debt: -debt,
        };
        let end = end.end();
        let waiting = if self.closed {
            of(Book::RefundDue(id))
        } else {
            Money::ZERO
        };
        BooksSaid {
            held,
            owed: stands.owed(),
            most_back: stands.most_back(),
            kept_for_lent: stands.kept_for_lent(),
            most_applied: stands.most_applied(),
            refund: end.refund + waiting,
            owed_after: end.owed,
            help: of(Book::Assistance(id)),
        }
    }

    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let mut found = Vec::new();
        let own = Book::of_account(self.account);
        let books: Vec<Book> = self.books.iter().map(|one| one.book).collect();
        if lineage != LineageId::Books(self.account) || books != own {
            found.push(Differs::Subject(lineage));
        }
        let all = self.books.iter().flat_map(|one| &one.entries);
        let broken = all.filter(|one| one.check().is_err());
        found.extend(broken.map(|one| Differs::Entry(one.id)));
        let (said, again) = (&self.said, self.compute());
        for (what, stated, computed) in [
            ("the deposit", said.held, again.held),
            ("what is owed", said.owed, again.owed),
            ("what may be given back", said.most_back, again.most_back),
            ("what is kept", said.kept_for_lent, again.kept_for_lent),
            ("what may be applied", said.most_applied, again.most_applied),
            ("what is paid back", said.refund, again.refund),
            ("what is owed after that", said.owed_after, again.owed_after),
            ("the help", said.help, again.help),
        ] {
            found.extend(Differs::figure(what, &stated, &computed));
        }
        found
    }
}
