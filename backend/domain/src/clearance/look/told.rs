//! Rules about what the customer was told, and whether a person has read it.

use super::{Look, View};
use crate::clearance::verdict::{Value, What};
use crate::time::Span;

impl View<'_> {
    pub(super) fn notice(self) -> Look {
        let (at, long) = (self.facts.warned_at, self.class.notice);
        let short = at.is_none_or(|at| self.facts.at.since(at) < long);
        Look::when(self.by_notice(), short)
            .saw(What::WarnedAt, at)
            .asks(What::NoticeFor, long)
    }

    pub(super) fn notices(self) -> Look {
        let (told, least) = (self.facts.notices, self.class.notices_min);
        Look::when(self.by_notice() && least > 0, told < least)
            .saw(What::Notices, u32::from(told))
            .asks(What::NoticesMin, u32::from(least))
    }

    /// Delivered to a display is not read by a person.
    pub(super) fn acknowledge(self) -> Look {
        let read = self.facts.acknowledged;
        let asked = self.by_notice() && self.class.acknowledge;
        let by = read.map_or(Value::Unknown, |read| match read.by {
            Some(person) => Value::Name(person.to_string()),
            None => Value::Words(vec!["display".to_owned()]),
        });
        Look::when(asked, read.is_none())
            .saw(What::ReadAt, read.map(|read| read.at))
            .saw(What::ReadBy, by)
    }

    /// Who was told that a rule keeps supply on is told that it has ended, with the debt and the
    /// date, and has that time to pay.
    pub(super) fn after_hold(self) -> Look {
        let (told, end) = (self.facts.hold_told, self.facts.hold_end_told);
        let long = self.class.after_hold;
        let short = |begun| end.is_none_or(|end| end < begun || self.facts.at.since(end) < long);
        let look = Look::when(
            self.by_money() && long > Span::ZERO,
            told.is_some_and(short),
        );
        if told.is_none() {
            return look.asks(What::AfterHold, long);
        }
        look.saw(What::HoldTold, told)
            .saw(What::HoldEndTold, end)
            .asks(What::AfterHold, long)
    }
}
