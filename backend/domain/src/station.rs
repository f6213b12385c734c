//! What holds at a pay station (BR-03): a typo never pays for a stranger, and whoever stands at the
//! counter learns nothing of a customer but that the money goes where they meant.

use crate::ledger::{Book, Reason, Transfer, TransferState};
use crate::money::Money;

/// Longest account number or check that is looked at, in characters.
pub const TYPED_MAX: usize = 64;

/// Where one part of a payment went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// To the balance.
    Balance,
    /// Pays debt back.
    Debt,
    /// Pays emergency credit back.
    Emergency,
    /// What the payment itself costs.
    Fee,
}

/// A name that only somebody who knows it can read: the first letter of each of its first three
/// words, and never how long they are.
pub fn masked(name: &str) -> String {
    let words = name.split_whitespace().take(3);
    let masked = words.filter_map(|word| word.chars().next().map(|first| format!("{first}***")));
    masked.collect::<Vec<_>>().join(" ")
}

/// Whether what was typed beside the account number belongs to its customer: one letter is the
/// first of their last name, anything longer is the postal code. Upper and lower case, spaces and
/// hyphens do not matter. An empty check belongs to nobody.
pub fn belongs(check: &str, name: &str, postal: &str) -> bool {
    let plain = |text: &str| -> String {
        let kept = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        kept.take(TYPED_MAX).flat_map(char::to_lowercase).collect()
    };
    let check = plain(check);
    let mut letters = check.chars();
    match (letters.next(), letters.next()) {
        (None, _) => false,
        (Some(letter), None) => {
            let last = plain(name.split_whitespace().last().unwrap_or_default());
            last.starts_with(letter)
        }
        (Some(_), Some(_)) => check == plain(postal),
    }
}

/// The parts of a payment of this amount, from the posted transfers that it is the reason of. What
/// went on to nowhere else stays in the balance.
pub fn parts(amount: Money, transfers: &[Transfer]) -> Vec<(Part, Money)> {
    let mut parts = vec![(Part::Balance, amount)];
    let posted = transfers
        .iter()
        .filter(|transfer| transfer.state == TransferState::Posted);
    for transfer in posted {
        let Some(part) = part_of(transfer.reason) else {
            continue;
        };
        // A share leaves the balance, or is taken before it gets there.
        if matches!(
            transfer.from,
            Book::Prepaid(_) | Book::Agent(_) | Book::Clearing
        ) {
            parts[0].1 -= transfer.amount;
            parts.push((part, transfer.amount));
        }
    }
    parts.retain(|(_, amount)| amount.is_positive());
    parts
}

fn part_of(reason: Reason) -> Option<Part> {
    if let Reason::DebtShare(_) = reason {
        Some(Part::Debt)
    } else if let Reason::LentBack(_) = reason {
        Some(Part::Emergency)
    } else if let Reason::Fee(_) = reason {
        Some(Part::Fee)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, PaymentId, TransferId};
    use crate::time::Timestamp;

    #[test]
    fn a_masked_name_keeps_first_letters_and_no_length() {
        for (name, shown) in [
            ("Ana Lima", "A*** L***"),
            ("  María  José de la O ", "M*** J*** d***"),
            ("Óscar", "Ó***"),
            ("", ""),
        ] {
            assert_eq!(masked(name), shown);
        }
        assert_eq!(masked("Al Li"), masked("Alexandra Livingstone"));
    }

    #[test]
    fn the_check_tells_a_typo_from_the_customer() {
        let (name, postal) = ("Ana Lima", "92507-1234");
        for good in ["L", "l", " L ", "92507-1234", "925071234", "92507 1234"] {
            assert!(belongs(good, name, postal), "{good}");
        }
        for bad in ["", " ", "A", "92507", "9250", "Lima", "-"] {
            assert!(!belongs(bad, name, postal), "{bad}");
        }
        // Nothing that is not known ever matches.
        assert!(!belongs("", "", ""));
        assert!(!belongs("--", "", ""));
        assert!(!belongs("xy", "Ana", ""));
    }

    #[test]
    fn the_parts_of_a_payment_sum_to_it() {
        let home = AccountId::from_number(1);
        let paid = PaymentId::from_number(2);
        let one = |id, from, to, dollars, reason, state| Transfer {
            id: TransferId::from_number(id),
            from,
            to,
            amount: Money::dollars(dollars),
            state,
            reason,
            at: Timestamp::default(),
        };
        let (mine, debt) = (Book::Prepaid(home), Book::Debt(home));
        let posted = TransferState::Posted;
        let all = [
            one(1, Book::Clearing, mine, 50, Reason::Payment(paid), posted),
            one(2, mine, debt, 20, Reason::DebtShare(paid), posted),
            one(3, mine, Book::Fees, 1, Reason::Fee(paid), posted),
            one(
                4,
                mine,
                debt,
                9,
                Reason::DebtShare(paid),
                TransferState::Voided,
            ),
        ];
        let found = parts(Money::dollars(50), &all);
        let expected = [(Part::Balance, 29), (Part::Debt, 20), (Part::Fee, 1)];
        assert_eq!(found, expected.map(|(part, n)| (part, Money::dollars(n))));
        let sum: Money = found.iter().map(|(_, amount)| *amount).sum();
        assert_eq!(sum, Money::dollars(50));
        assert_eq!(
            parts(Money::dollars(5), &[]),
            [(Part::Balance, Money::dollars(5))]
        );
    }
}
