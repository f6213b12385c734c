//! What the lines of a statement are, and that they add up.

use super::*;
use crate::id::TransferId;
use crate::time::Timestamp;

#[test]
fn every_kind_has_its_own_word_and_text() {
    for kind in Kind::ALL {
        let json = serde_json::to_string(&kind).expect("a word");
        assert_eq!(json, format!("\"{}\"", kind.word()));
        let text = format!("statement-kind-{}", kind.word().replace('_', "-"));
        assert_eq!(kind.text_id(), text);
    }
}

#[test]
fn only_a_charge_that_goes_back_makes_power_cheaper() {
    let home = AccountId::from_number(1);
    let (own, debt, lent) = (Book::Prepaid(home), Book::Debt(home), Book::Emergency(home));
    for (from, to, kind) in [
        (Book::Revenue, own, Kind::Reversal),
        (Book::Tax, Book::Receivable(home), Kind::Reversal),
        (own, Book::Clearing, Kind::Returned),
        (Book::Clearing, own, Kind::Refund),
        (Book::Clearing, Book::RefundDue(home), Kind::Refund),
        (debt, own, Kind::Debt),
        (lent, own, Kind::Emergency),
    ] {
        let of = Reason::Reversal(TransferId::from_number(1));
        let id = TransferId::from_number(2);
        let at = Timestamp::default();
        let back = Transfer::posted(id, (from, to), Money::cents(1), of, at);
        assert_eq!(Kind::of(&back), kind, "{from:?} {to:?}");
        assert_eq!(kind.is_charge(), kind == Kind::Reversal);
    }
}

#[test]
fn entries_of_a_day_gather_and_lead_from_opening_to_closing() {
    let day = |day| Day {
        year: 2026,
        month: 3,
        day,
    };
    let mut part = Part::new("prepaid".into(), Money::dollars(5));
    for (posted, kind, micros) in [
        (1, Kind::Energy, -7),
        (1, Kind::Payment, 900),
        (1, Kind::Energy, -5),
        (2, Kind::Energy, -3),
    ] {
        let about = (kind == Kind::Energy).then(|| day(posted));
        part.take(day(posted), kind, about, Money::micros(micros));
    }
    let part = part.balanced();
    let seen: Vec<_> = part
        .entries
        .iter()
        .map(|entry| {
            (
                entry.day.day,
                entry.kind,
                entry.count,
                entry.amount.as_micros(),
            )
        })
        .collect();
    let expected = [
        (1, Kind::Energy, 2, -12),
        (1, Kind::Payment, 1, 900),
        (2, Kind::Energy, 1, -3),
    ];
    assert_eq!(seen, expected);
    assert_eq!(part.closing, Money::micros(5_000_885));
    assert_eq!(part.entries.last().map(|e| e.balance), Some(part.closing));
}
