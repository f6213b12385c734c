//! The books of an account by chance, and what follows from them on another machine.

use crate::case::ACCOUNT;
use crate::{computed, moved};
use ami_domain::chance::Seeded;
use ami_domain::explain::{BookBehind, BooksSaid, BooksSubject, LineageId, Subject};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;

const NAME: LineageId = LineageId::Books(ACCOUNT);

/// Entries between the books of the account and with others, as many as 40.
fn subject(dice: &mut Seeded) -> BooksSubject {
    let own = Book::of_account(ACCOUNT);
    let others = [Book::Clearing, Book::Revenue, Book::Fund];
    let all: Vec<Transfer> = (0..dice.below(40))
        .filter_map(|id| {
            let mut pick = || {
                let at = usize::try_from(dice.below(10)).unwrap();
                own.get(at)
                    .copied()
                    .unwrap_or_else(|| others[at - own.len()])
            };
            let (from, to) = (pick(), pick());
            let cents = i64::try_from(dice.below(20_000)).unwrap() + 1;
            (from != to).then(|| moved(u128::from(id) + 1, from, to, cents, Reason::Correction))
        })
        .collect();
    // What is too long ago is a sum.
    let listed = usize::try_from(dice.below(30)).unwrap().min(all.len());
    let (old, new) = all.split_at(all.len() - listed);
    let books = own.map(|book| BookBehind {
        book,
        before: old.iter().map(|one| one.effect_on(book)).sum(),
        entries: new
            .iter()
            .rev()
            .filter(|one| one.from == book || one.to == book)
            .copied()
            .collect(),
    });
    let mut subject = BooksSubject {
        account: ACCOUNT,
        zone: "America/Los_Angeles".to_owned(),
        closed: dice.below(2) == 0,
        books: books.to_vec(),
        said: BooksSaid {
            held: Money::ZERO,
            owed: Money::ZERO,
            most_back: Money::ZERO,
            kept_for_lent: Money::ZERO,
            most_applied: Money::ZERO,
            refund: Money::ZERO,
            owed_after: Money::ZERO,
            help: Money::ZERO,
        },
    };
    subject.said = subject.compute();
    subject
}

/// An account's books, computed again.
pub(crate) fn agree(dice: &mut Seeded, seed: u64) {
    let subject = Subject::Books(Box::new(subject(dice)));
    assert_eq!(computed(NAME, subject), [""; 0], "books {seed}");
}

#[test]
fn books_that_were_changed_are_refused_with_the_figure_named() {
    type Change = fn(&mut BooksSubject);
    let more = Money::micros(1);
    let changes: [(Change, &str); 5] = [
        (|it| it.said.held += Money::micros(1), "the deposit"),
        (
            |it| it.said.most_back += Money::micros(1),
            "what may be given back",
        ),
        (|it| it.said.refund += Money::micros(1), "what is paid back"),
        (
            |it| it.said.owed_after += Money::micros(1),
            "what is owed after that",
        ),
        (|it| it.books.swap(0, 1), "the bundle is named books."),
    ];
    for seed in 0..50 {
        let good = subject(&mut Seeded::new(seed));
        for (change, named) in &changes {
            let mut altered = good.clone();
            change(&mut altered);
            let found = computed(NAME, Subject::Books(Box::new(altered)));
            assert!(found[0].starts_with(named), "{named}: {found:?}");
        }
        // A micro-dollar of deposit or of help is never lost.
        for at in [4, 6] {
            let mut altered = good.clone();
            altered.books[at].before += more;
            let found = computed(NAME, Subject::Books(Box::new(altered)));
            assert_ne!(found, [""; 0], "book {at}");
        }
    }
}
