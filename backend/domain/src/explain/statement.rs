//! A statement from the movements behind its lines.

use super::{Differs, LineageId};
use crate::id::AccountId;
use crate::ledger::{Book, Transfer};
use crate::money::Money;
use crate::statement::{Kind, Part};
use crate::time::{Day, Zone};

/// The lines of a statement and the movements behind them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StatementSubject {
    /// Whose.
    pub account: AccountId,
    /// First day.
    pub from: Day,
    /// First day after.
    pub until: Day,
    /// Where its days are, as a name of the time-zone database.
    pub zone: String,
    /// How each book stood before the first day.
    pub openings: Vec<(Book, Money)>,
    /// The movements, in the order of the ledger.
    pub took: Vec<Took>,
    /// What the statement says.
    pub parts: Vec<Part>,
}

/// A movement of one book on one closed day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Took {
    /// The day that has it.
    pub day: Day,
    /// Which of the account's books.
    pub book: Book,
    /// The movement.
    pub entry: Transfer,
}

impl StatementSubject {
    /// The parts by the movements; a book with nothing in it has none.
    pub fn compute(&self, zone: &Zone) -> Vec<Part> {
        // The books of all events are one part.
        let mut parts: Vec<Part> = Vec::new();
        for (book, opening) in &self.openings {
            match parts.last_mut().filter(|part| part.book == book.word()) {
                Some(part) => {
                    part.opening += *opening;
                    part.closing += *opening;
                }
                None => parts.push(Part::new(book.word().to_owned(), *opening)),
            }
        }
        for part in &mut parts {
            let word = part.book.clone();
            for took in self.took.iter().filter(|took| took.book.word() == word) {
                let about = took.entry.reason.parts().at.map(|at| zone.civil(at).day);
                let effect = took.entry.effect_on(took.book);
                part.take(took.day, Kind::of(&took.entry), about, effect);
            }
        }
        let full = parts.into_iter().filter(|part| !part.is_empty());
        full.map(Part::balanced).collect()
    }

    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let (account, from) = (self.account, self.from);
        let mut found = Vec::new();
        if lineage != (LineageId::Statement { account, from }) {
            found.push(Differs::Subject(lineage));
        }
        let Ok(zone) = Zone::named(&self.zone) else {
            found.push(Differs::Zone(self.zone.clone()));
            return found;
        };
        let again = self.compute(&zone);
        found.extend(Differs::figure(
            "the number of books",
            &self.parts.len(),
            &again.len(),
        ));
        for (stated, computed) in self.parts.iter().zip(&again) {
            let book = &stated.book;
            let mut edge = |what: &str, stated: Money, computed: Money| {
                let what = format!("{what} of {book}");
                found.extend(Differs::figure(what, &stated, &computed));
            };
            edge("the opening", stated.opening, computed.opening);
            edge("the closing", stated.closing, computed.closing);
            for (at, one) in stated.entries.iter().enumerate() {
                let computed = computed.entries.get(at);
                let what = format!("line {} of {book}", at + 1);
                found.extend(Differs::figure(what, &Some(one), &computed));
            }
        }
        // Whatever has no line of its own above.
        if found.is_empty() {
            found.extend(Differs::figure("the lines", &self.parts, &again));
        }
        found
    }
}
