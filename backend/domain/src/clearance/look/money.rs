//! Rules about the balance and how fresh it is.

use super::{Look, View};
use crate::clearance::verdict::What;
use crate::money::Money;
use crate::time::{Span, Timestamp};

/// Clocks of meters, sources of weather and ours may differ by so much.
const AHEAD_MAX: Span = Span::minutes(15);
/// Payments that wait for their payer keep supply on for so long altogether, in a week and while
/// nobody pays: four pages, each left open to its end.
const IN_VAIN_MAX: Span = Span::hours(2);

impl View<'_> {
    pub(super) fn balance(self) -> Look {
        let has = self.facts.balance;
        let holds = has.is_none_or(|has| has > Money::ZERO);
        Look::when(self.by_money(), holds).saw(What::Balance, has)
    }

    /// Nobody is cut for a small debt. That the balance is not known holds, too.
    pub(super) fn debt(self) -> Look {
        let least = self.class.owed_min;
        let owed = self.facts.balance.map(|has| Money::ZERO - has);
        let asked = self.by_money() && least > Money::ZERO;
        Look::when(asked, owed.is_none_or(|owed| owed < least))
            .saw(What::Owed, owed)
            .asks(What::OwedMin, least)
    }

    pub(super) fn below(self) -> Look {
        let least = self.class.below_for;
        let since = self.facts.below_since;
        let short = since.is_none_or(|since| self.facts.at.since(since) < least);
        Look::when(self.by_money() && least > Span::ZERO, short)
            .saw(What::BelowSince, since)
            .asks(What::BelowFor, least)
    }

    pub(super) fn balance_old(self) -> Look {
        let until = self.facts.charged_until;
        let most = self.rules.data_max_age;
        Look::when(self.by_money(), self.older(until, most))
            .saw(What::ChargedUntil, until)
            .asks(What::AgeMax, most)
    }

    pub(super) fn usage_old(self) -> Look {
        let until = self.facts.usage_until;
        let most = self.rules.data_max_age;
        Look::when(self.by_money(), self.older(until, most))
            .saw(What::UsageUntil, until)
            .asks(What::AgeMax, most)
    }

    /// A clock that has gone back would make old data look fresh: whatever tells of a moment
    /// that has not come shows it.
    pub(super) fn clock(self) -> Look {
        let facts = self.facts;
        let moments: [Option<Timestamp>; 6] = [
            facts.charged_until,
            facts.usage_until,
            facts.warned_at,
            facts.acknowledged.map(|read| read.at),
            facts.below_since,
            facts.weather.as_ref().and_then(|is| is.newest()),
        ];
        let newest = moments.into_iter().flatten().max();
        let holds = newest.is_some_and(|newest| newest.since(facts.at) > AHEAD_MAX);
        Look::when(true, holds)
            .saw(What::DecidedAt, facts.at)
            .saw(What::Newest, newest)
            .asks(What::AheadMax, AHEAD_MAX)
    }

    /// Whoever is at the page of a bank or of the payment company has the time that it takes. But
    /// opening one page after the other is no way to be supplied for nothing. Once the processor
    /// has the money, or is asked for it, that keeps supply on whatever was before.
    pub(super) fn payment(self) -> Look {
        let (open, waiting) = (self.facts.payments_open, self.facts.payments_waiting);
        let vain = self.facts.waited_in_vain;
        let counts = match vain >= IN_VAIN_MAX {
            true => open.saturating_sub(waiting),
            false => open,
        };
        let look = Look::when(self.by_money(), counts > 0).saw(What::PaymentsOpen, open);
        if waiting == 0 || vain == Span::ZERO {
            return look;
        }
        look.saw(What::PaymentsWaiting, waiting)
            .saw(What::InVain, vain)
            .asks(What::InVainMax, IN_VAIN_MAX)
    }
}
