//! What a payment went to, line by line, from the entries of the ledger that are about it.

use crate::id::TransferId;
use crate::ledger::{Book, Reason, Transfer, TransferState};
use crate::money::Money;
use std::collections::BTreeSet;

/// What a line of a receipt is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// What was paid.
    Paid,
    /// What the payment itself costs.
    Fee,
    /// What is owed from before.
    Debt,
    /// Emergency credit that is paid back.
    Emergency,
    /// A prepayment event.
    Event,
    /// Electricity.
    Credit,
    /// Given back.
    Refunded,
    /// Taken back by a bank.
    Returned,
    /// A dispute that was lost.
    DisputeLost,
    /// It could not be taken.
    NotTaken,
}

/// A line of a payment's receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PaidLine {
    /// What it is for.
    pub what: LineKind,
    /// How much; below zero when it went out again.
    pub amount: Money,
}

impl LineKind {
    /// Every kind.
    pub const ALL: [LineKind; 10] = [
        LineKind::Paid,
        LineKind::Fee,
        LineKind::Debt,
        LineKind::Emergency,
        LineKind::Event,
        LineKind::Credit,
        LineKind::Refunded,
        LineKind::Returned,
        LineKind::DisputeLost,
        LineKind::NotTaken,
    ];

    /// The word in answers and text ids.
    pub const fn word(self) -> &'static str {
        match self {
            LineKind::Paid => "paid",
            LineKind::Fee => "fee",
            LineKind::Debt => "debt",
            LineKind::Emergency => "emergency",
            LineKind::Event => "event",
            LineKind::Credit => "credit",
            LineKind::Refunded => "refunded",
            LineKind::Returned => "returned",
            LineKind::DisputeLost => "dispute_lost",
            LineKind::NotTaken => "not_taken",
        }
    }
}

/// What was paid and where it went, in the order in which a receipt says it; nothing before the
/// money is credited. The lines between what was paid and what went out again sum up to it.
pub fn lines(entries: &[Transfer]) -> Vec<PaidLine> {
    let posted: Vec<&Transfer> = entries
        .iter()
        .filter(|entry| entry.state == TransferState::Posted)
        .collect();
    let is_payment = |entry: &&&Transfer| matches!(entry.reason, Reason::Payment(_));
    let paid: Money = posted.iter().filter(is_payment).map(|one| one.amount).sum();
    if paid == Money::ZERO {
        return Vec::new();
    }
    let for_event = posted.iter().filter(is_payment);
    let for_event = for_event.filter(|one| one.to.event().is_some()).count() > 0;
    let payments: BTreeSet<TransferId> = posted.iter().filter(is_payment).map(|p| p.id).collect();
    let undone: BTreeSet<TransferId> = posted.iter().filter_map(|one| reversed(one)).collect();
    let (mut shares, mut out, mut left) = (Vec::new(), Vec::new(), paid);
    for entry in posted {
        let gone = PaidLine {
            what: LineKind::Refunded,
            amount: -entry.amount,
        };
        let share = match entry.reason {
            // What the processor keeps is the utility's; a customer's fee comes from their money.
            Reason::Fee(_) if entry.to == Book::Fees => LineKind::Fee,
            Reason::DebtShare(_) => LineKind::Debt,
            Reason::LentBack(_) => LineKind::Emergency,
            other => {
                let leaves = entry.to == Book::Clearing;
                let what = match other {
                    // What a processor could not give back is there again.
                    Reason::Refund(_) if leaves && !undone.contains(&entry.id) => {
                        Some(LineKind::Refunded)
                    }
                    Reason::Returned(_) if leaves => Some(LineKind::Returned),
                    Reason::DisputeEnd(_) if matches!(entry.from, Book::Prepaid(_)) => {
                        Some(LineKind::DisputeLost)
                    }
                    Reason::Reversal(of) if leaves && payments.contains(&of) => {
                        Some(LineKind::NotTaken)
                    }
                    _ => None,
                };
                out.extend(what.map(|what| PaidLine { what, ..gone }));
                continue;
            }
        };
        left -= entry.amount;
        shares.push(PaidLine {
            what: share,
            amount: entry.amount,
        });
    }
    shares.sort_by_key(|line| line.what);
    let what = if for_event {
        LineKind::Event
    } else {
        LineKind::Credit
    };
    let rest = PaidLine { what, amount: left };
    let first = PaidLine {
        what: LineKind::Paid,
        amount: paid,
    };
    let rest = (left != Money::ZERO).then_some(rest);
    let lines = std::iter::once(first).chain(shares).chain(rest);
    lines.chain(out).collect()
}

const fn reversed(entry: &Transfer) -> Option<TransferId> {
    match entry.reason {
        Reason::Reversal(of) => Some(of),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, PaymentId};
    use crate::time::Timestamp;

    const HOME: Book = Book::Prepaid(AccountId::from_number(7));
    const OF: PaymentId = PaymentId::from_number(9);

    fn entry(id: u128, from: Book, to: Book, cents: i64, reason: Reason) -> Transfer {
        let (id, amount) = (TransferId::from_number(id), Money::cents(cents));
        Transfer::posted(id, (from, to), amount, reason, Timestamp::from_millis(0))
    }

    fn said(entries: &[Transfer]) -> Vec<(&'static str, i64)> {
        let lines = lines(entries).into_iter();
        let said = lines.map(|line| (line.what.word(), line.amount.as_micros() / 10_000));
        said.collect()
    }

    #[test]
    fn the_lines_of_a_payment_sum_up_to_it() {
        let debt = Book::Debt(AccountId::from_number(7));
        let lent = Book::Emergency(AccountId::from_number(7));
        let paid = [
            entry(1, Book::Clearing, HOME, 2_000, Reason::Payment(OF)),
            entry(2, HOME, debt, 300, Reason::DebtShare(OF)),
            entry(3, HOME, lent, 500, Reason::LentBack(OF)),
            // What the processor keeps is no line of the customer's.
            entry(4, Book::Fees, Book::Clearing, 60, Reason::Fee(OF)),
        ];
        let lines = [
            ("paid", 2_000),
            ("debt", 300),
            ("emergency", 500),
            ("credit", 1_200),
        ];
        assert_eq!(said(&paid), lines);
        let mut pending = paid;
        pending[0].state = TransferState::Pending;
        assert!(
            said(&pending).is_empty(),
            "nothing is said before it is credited"
        );
    }

    #[test]
    fn what_went_out_again_is_said_and_what_came_back_of_it_is_not() {
        let paid = entry(1, Book::Clearing, HOME, 2_000, Reason::Payment(OF));
        let refund = entry(2, HOME, Book::Clearing, 700, Reason::Refund(OF));
        let back = entry(3, Book::Clearing, HOME, 700, Reason::Reversal(refund.id));
        let out = [("paid", 2_000), ("credit", 2_000), ("refunded", -700)];
        assert_eq!(said(&[paid, refund]), out);
        assert_eq!(said(&[paid, refund, back]), out[..2]);
        let not_taken = entry(4, HOME, Book::Clearing, 2_000, Reason::Reversal(paid.id));
        let out = [("paid", 2_000), ("credit", 2_000), ("not_taken", -2_000)];
        assert_eq!(said(&[paid, not_taken]), out);
    }
}
