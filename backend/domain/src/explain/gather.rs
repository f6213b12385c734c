//! Many entries in few lines, as a statement has them, for whoever wants to see them add up.

use crate::ledger::{Book, Transfer};
use crate::money::Money;
use crate::statement::{Kind, Part};
use crate::time::Zone;

/// The lines of a book from its entries, newest first, on top of what is brought forward: one for
/// each day and kind, at most so many of the newest; what is older is in the opening. From opening
/// to closing they add up to the micro-unit.
pub fn gather(book: Book, opening: Money, entries: &[Transfer], zone: &Zone, most: usize) -> Part {
    let mut part = Part::new(book.word().to_owned(), opening);
    for entry in entries.iter().rev() {
        let effect = entry.effect_on(book);
        if effect == Money::ZERO {
            continue;
        }
        let about = entry.reason.parts().at.map(|at| zone.civil(at).day);
        let day = zone.civil(entry.at).day;
        part.take(day, Kind::of(entry), about, effect);
    }
    let older = part.entries.len().saturating_sub(most);
    let folded: Money = part.entries.drain(..older).map(|one| one.amount).sum();
    part.opening += folded;
    part.balanced()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, PaymentId, TransferId};
    use crate::ledger::{Reason, TransferState};
    use crate::time::{Span, Timestamp};

    #[test]
    fn however_few_lines_are_shown_they_add_up_to_the_balance() {
        let home = Book::Prepaid(AccountId::from_number(1));
        let begin = Timestamp::from_millis(1_790_000_000_000);
        let paid = |day: u32| Transfer {
            id: TransferId::from_number(u128::from(day)),
            from: Book::Clearing,
            to: home,
            amount: Money::micros(7_000_001 + i64::from(day)),
            state: TransferState::Posted,
            reason: Reason::Payment(PaymentId::from_number(u128::from(day))),
            at: begin + Span::days(i64::from(day)),
        };
        let entries: Vec<Transfer> = (0..30).rev().map(paid).collect();
        let opening = Money::micros(-3);
        let balance = opening + entries.iter().map(|one| one.effect_on(home)).sum::<Money>();
        for most in [0, 1, 7, 30, 99] {
            let part = gather(home, opening, &entries, &Zone::utc(), most);
            assert_eq!(part.entries.len(), most.min(30));
            let lines: Money = part.entries.iter().map(|one| one.amount).sum();
            assert_eq!(part.opening + lines, balance, "{most} lines");
            assert_eq!(part.closing, balance, "{most} lines");
            assert!(
                part.entries
                    .last()
                    .is_none_or(|last| last.balance == balance)
            );
        }
    }
}
