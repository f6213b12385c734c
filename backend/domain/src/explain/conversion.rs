//! What a change of how an account pays has moved, from what its program asked for and how the
//! account stood when it was decided.

use super::{Differs, LineageId};
use crate::account::Mode;
use crate::convert::{Booked, Grounds};
use crate::id::AccountId;
use crate::ledger::{Reason, Transfer};
use crate::money::Money;
use crate::time::Timestamp;

/// The receipt of a change and what is behind it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ConversionSubject {
    /// Whose.
    pub account: AccountId,
    /// From when on it holds.
    pub at: Timestamp,
    /// How the account pays from then on.
    pub mode: Mode,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// What the amounts were computed from.
    pub grounds: Grounds,
    /// What the receipt says.
    pub booked: Booked,
    /// The entries that were posted for it.
    pub entries: Vec<Transfer>,
}

impl ConversionSubject {
    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let mut found = Vec::new();
        let (account, at) = (self.account, self.at);
        if lineage != (LineageId::Conversion { account, at }) {
            found.push(Differs::Subject(lineage));
        }
        let broken = self.entries.iter().filter(|one| one.check().is_err());
        found.extend(broken.map(|one| Differs::Entry(one.id)));
        let again = self.grounds.terms.moves(self.mode, self.grounds.stands);
        let again = again.booked();
        let what = "what the change was to move";
        found.extend(Differs::figure(what, &self.booked, &again));
        for (what, amount, reason) in [
            ("the fee", self.booked.fee, Reason::ModeFee),
            ("the deposit", self.booked.deposit, Reason::DepositAsked),
            (
                "the deposit given back",
                self.booked.returned,
                Reason::DepositUsed,
            ),
        ] {
            let of = self.entries.iter().filter(|one| one.reason == reason);
            let posted: Money = of.map(|one| one.amount).sum();
            found.extend(Differs::figure(what, &amount, &posted));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::{Stands, Terms};
    use crate::id::TransferId;
    use crate::ledger::Book;

    const ACCOUNT: AccountId = AccountId::from_number(7);

    fn subject() -> ConversionSubject {
        let at = Timestamp::from_millis(3_600_000);
        let bill = Book::Receivable(ACCOUNT);
        let entry = |id, to, dollars, reason| {
            let amount = Money::dollars(dollars);
            Transfer::posted(TransferId::from_number(id), (bill, to), amount, reason, at)
        };
        ConversionSubject {
            account: ACCOUNT,
            at,
            mode: Mode::Regular,
            zone: "America/Los_Angeles".into(),
            grounds: Grounds {
                terms: Terms {
                    fee: Money::dollars(5),
                    deposit: Money::dollars(40),
                },
                stands: Stands::default(),
            },
            booked: Booked {
                fee: Money::dollars(5),
                deposit: Money::dollars(40),
                returned: Money::ZERO,
            },
            entries: vec![
                entry(1, Book::Fees, 5, Reason::ModeFee),
                entry(2, Book::Deposit(ACCOUNT), 40, Reason::DepositAsked),
            ],
        }
    }

    fn lineage(subject: &ConversionSubject) -> LineageId {
        LineageId::Conversion {
            account: subject.account,
            at: subject.at,
        }
    }

    #[test]
    fn a_change_computes_itself_again_and_names_what_was_altered() {
        let good = subject();
        assert_eq!(good.differences(lineage(&good)), []);
        let mut other = subject();
        other.grounds.terms.fee = Money::dollars(4);
        assert_eq!(other.differences(lineage(&other)).len(), 1);
        let mut lost = subject();
        lost.entries.pop();
        assert_eq!(lost.differences(lineage(&lost)).len(), 1);
        let named = LineageId::Owed(ACCOUNT);
        assert_eq!(good.differences(named), [Differs::Subject(named)]);
    }
}
