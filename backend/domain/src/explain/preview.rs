//! What a change of how an account pays would mean, said before anybody asks for it: from the books
//! of the account and from what its program asks for.

use super::{BookBehind, Differs, LineageId};
use crate::convert::{Moves, Preview, Stands, Terms};
use crate::id::AccountId;
use crate::ledger::Book;
use crate::money::Money;
use crate::time::{Span, Timestamp};

/// A preview and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PreviewSubject {
    /// Whose.
    pub account: AccountId,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// When it was asked.
    pub now: Timestamp,
    /// Length of the meter's interval: a change holds from the end of the running one on.
    pub interval: Span,
    /// What the program asks for on this day.
    pub terms: Terms,
    /// Every book of the account, in the order of [`Book::of_account`].
    pub books: Vec<BookBehind>,
    /// What was said.
    pub said: Preview,
}

impl PreviewSubject {
    fn of(&self, book: Book) -> Money {
        let mine = self.books.iter().filter(|one| one.book == book);
        mine.map(BookBehind::balance).sum()
    }

    /// What the change would mean, by the books.
    pub fn compute(&self) -> Preview {
        let id = self.account;
        let (from, to) = (self.said.from, self.said.to);
        let own = self.of(Book::Prepaid(id));
        let stands = Stands {
            bill: self.of(Book::Receivable(id)),
            debt: -self.of(Book::Debt(id)),
            held: self.of(Book::Deposit(id)),
        };
        let moves = if from == to {
            Moves::default()
        } else {
            self.terms.moves(to, stands)
        };
        Preview {
            from,
            to,
            at: self.now.floor_to(self.interval) + self.interval,
            balance: own,
            help: self.of(Book::Assistance(id)),
            borrowed: -self.of(Book::Emergency(id)),
            arrears: (-stands.bill).max(Money::ZERO) + (-own).max(Money::ZERO),
            debt: stands.debt,
            moves,
            held: stands.held,
        }
    }

    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let mut found = Vec::new();
        let own = Book::of_account(self.account);
        let books: Vec<Book> = self.books.iter().map(|one| one.book).collect();
        let (account, to, at) = (self.account, self.said.to, self.now);
        if lineage != (LineageId::Preview { account, to, at }) || books != own {
            found.push(Differs::Subject(lineage));
        }
        let all = self.books.iter().flat_map(|one| &one.entries);
        let broken = all.filter(|one| one.check().is_err());
        found.extend(broken.map(|one| Differs::Entry(one.id)));
        if self.interval <= Span::ZERO {
            let what = "the length of an interval";
            found.extend(Differs::figure(what, &self.interval, &Span::hours(1)));
            return found;
        }
        let (said, again) = (&self.said, self.compute());
        for (what, stated, computed) in [
            ("the balance", said.balance, again.balance),
            ("the help", said.help, again.help),
            ("what is borrowed", said.borrowed, again.borrowed),
            ("what is owed", said.arrears, again.arrears),
            ("the debt", said.debt, again.debt),
            ("the deposit", said.held, again.held),
            ("the fee", said.moves.fee, again.moves.fee),
            ("what is asked for", said.moves.deposit, again.moves.deposit),
            (
                "what pays the bill",
                said.moves.to_bill,
                again.moves.to_bill,
            ),
            ("what pays debt", said.moves.to_debt, again.moves.to_debt),
            (
                "what comes to the balance",
                said.moves.to_balance,
                again.moves.to_balance,
            ),
        ] {
            found.extend(Differs::figure(what, &stated, &computed));
        }
        found.extend(Differs::figure("from when on", &said.at, &again.at));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Mode;
    use crate::id::{PaymentId, TransferId};
    use crate::ledger::{Reason, Transfer};

    const ACCOUNT: AccountId = AccountId::from_number(7);
    const NAME: LineageId = LineageId::Preview {
        account: ACCOUNT,
        to: Mode::Prepaid,
        at: Timestamp::from_millis(5_400_000),
    };

    /// $60 are held, $25 of a bill and $10 of debt are owed.
    fn subject() -> PreviewSubject {
        let at = Timestamp::from_millis(5_400_000);
        let paid = Reason::Payment(PaymentId::from_number(1));
        let made = |from, to, dollars, id| {
            let id = TransferId::from_number(id);
            Transfer::posted(id, (from, to), Money::dollars(dollars), paid, at)
        };
        let behind = |book| {
            let entries = match book {
                Book::Deposit(_) => vec![made(Book::Clearing, book, 60, 1)],
                Book::Receivable(_) => vec![made(book, Book::Revenue, 25, 2)],
                _ => Vec::new(),
            };
            let before = match book {
                Book::Debt(_) => Money::dollars(-10),
                _ => Money::ZERO,
            };
            BookBehind {
                book,
                before,
                entries,
            }
        };
        let mut subject = PreviewSubject {
            account: ACCOUNT,
            zone: "America/Los_Angeles".into(),
            now: at,
            interval: Span::hours(1),
            terms: Terms {
                fee: Money::dollars(5),
                deposit: Money::dollars(40),
            },
            books: Book::of_account(ACCOUNT).map(behind).to_vec(),
            said: Preview::of_nothing(Mode::Regular, Mode::Prepaid, at),
        };
        subject.said = subject.compute();
        subject
    }

    #[test]
    fn a_preview_computes_itself_again_and_names_what_was_altered() {
        let good = subject();
        assert_eq!(good.differences(NAME), []);
        let moves = good.said.moves;
        let parts = [moves.fee, moves.to_bill, moves.to_debt, moves.to_balance];
        assert_eq!(parts, [5, 30, 10, 20].map(Money::dollars));
        assert_eq!(good.said.at, Timestamp::from_millis(7_200_000));
        type Change = fn(&mut PreviewSubject);
        let changes: [(Change, &str); 5] = [
            (
                |it| it.said.moves.to_bill += Money::micros(1),
                "what pays the bill",
            ),
            (|it| it.terms.fee = Money::dollars(4), "the fee"),
            (|it| it.said.at = it.now, "from when on"),
            (|it| it.said.debt = Money::ZERO, "the debt"),
            (|it| it.said.to = Mode::Regular, "the bundle is named"),
        ];
        for (change, named) in changes {
            let mut other = subject();
            change(&mut other);
            let found = other.differences(NAME);
            let is_named = found.iter().any(|one| one.to_string().starts_with(named));
            assert!(is_named, "{named}: {found:?}");
        }
        let mut lost = subject();
        for book in &mut lost.books {
            book.entries.clear();
        }
        assert!(!lost.differences(NAME).is_empty());
    }
}
