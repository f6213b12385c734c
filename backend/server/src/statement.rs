//! Statements as files. Both say exactly what the stored statement says.

pub mod csv;
mod paper;
pub mod pdf;

use ami_domain::explain::LineageId;
use ami_domain::money::Money;
use ami_domain::statement::Statement;

/// What is behind every amount of a statement: `ami-server explain` and "Why?" take this name.
const fn lineage(statement: &Statement) -> LineageId {
    LineageId::Statement {
        account: statement.account,
        from: statement.from,
    }
}

/// An amount without rounding: two decimals, and up to six where the ledger has them.
pub fn exact(amount: Money) -> String {
    let mut text = amount.to_string();
    let least = text.find('.').map_or(text.len(), |point| point + 3);
    while text.len() > least && text.ends_with('0') {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::time::Day;

    #[test]
    fn amounts_are_never_rounded_and_days_are_read_back() {
        for (micros, text) in [
            (20_000_000, "20.00"),
            (-1_234_567, "-1.234567"),
            (500_000, "0.50"),
            (-7, "-0.000007"),
        ] {
            assert_eq!(exact(Money::micros(micros)), text);
        }
        let day = Day::from_text("2026-03-09").expect("a day");
        assert_eq!((day.year, day.month, day.day), (2026, 3, 9));
        for bad in ["2026-3-9", "2026-13-01", "x", "2026-03-09-1", ""] {
            assert_eq!(Day::from_text(bad), None, "{bad}");
        }
    }
}
