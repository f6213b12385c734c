//! What is lent at zero to somebody who has chosen so once, and does not ask each time.

use super::DebtPolicy;
use crate::money::Money;

impl DebtPolicy {
    /// What is lent to this balance when it is used up, of which so much is owed already: as much
    /// as the utility lends at once, with what is owed. `None` above zero, while all of that is
    /// owed, and where it would not bring the balance above zero: that would be debt and no light.
    pub fn lends_at_zero(&self, spendable: Money, owed: Money) -> Option<Money> {
        let part = self.emergency - owed.max(Money::ZERO);
        let needed = !spendable.is_positive();
        (needed && part.is_positive() && (spendable + part).is_positive()).then_some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_zero_is_lent_up_to_the_limit_and_only_what_brings_service() {
        let policy = DebtPolicy {
            emergency: Money::dollars(10),
            ..DebtPolicy::default()
        };
        // (balance, owed) -> lent, in dollars.
        let table = [
            (0, 0, Some(10)),
            (-4, 0, Some(10)),
            (0, 4, Some(6)),
            (-5, 4, Some(6)),
            (-6, 4, None),
            (-10, 0, None),
            (0, 10, None),
            (0, 12, None),
            (1, 0, None),
        ];
        for (balance, owed, lent) in table {
            let (balance, owed) = (Money::dollars(balance), Money::dollars(owed));
            let found = policy.lends_at_zero(balance, owed);
            assert_eq!(found, lent.map(Money::dollars), "{balance} {owed}");
        }
        let never = DebtPolicy {
            emergency: Money::ZERO,
            ..policy
        };
        assert_eq!(never.lends_at_zero(Money::ZERO, Money::ZERO), None);
    }
}
