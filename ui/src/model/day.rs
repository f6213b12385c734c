//! Days of the calendar and exact amounts, as statements write them.

use ami_domain::money::Money;
use ami_domain::time::{Day, Zone};
use ami_locales::{Arg, arg};

/// A day as a value of a text; a day has no zone, so UTC serves.
pub fn on(day: Day) -> Arg {
    arg::moment(Zone::utc().start_of(day).as_millis(), 0)
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

    #[test]
    fn amounts_are_never_rounded_and_days_are_written_as_in_paths() {
        assert_eq!(exact(Money::micros(-1_234_567)), "-1.234567");
        assert_eq!(exact(Money::dollars(20)), "20.00");
        let day = Day {
            year: 2026,
            month: 3,
            day: 9,
        };
        assert_eq!(day.to_string(), "2026-03-09");
    }
}
