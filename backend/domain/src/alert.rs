//! What a customer is told of their balance, and when (SC4.2, FR-24, NFR-11): a list and its
//! members. An alert has levels; it is told again at its pace, and at once when it gets worse.

mod before_cut;
mod low_balance;
mod replenish_failed;
mod zero;

use crate::display::Standing;
use crate::message::Importance;
use crate::policy::Policy;
use crate::program::Act;
use crate::time::{Span, Timestamp};

/// Clocks of ours differ by less: what was told later than that was told by one that was ahead, and
/// says nothing of when it is told again.
const AHEAD_MAX: Span = Span::minutes(15);

/// What alerts are decided from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// How the balance stands.
    pub standing: Standing,
    /// The likely time left, for the text; `None` when unknown.
    pub left: Option<Span>,
    /// Its early edge, which decides: a warning that comes too soon is better than one that comes
    /// too late.
    pub early: Option<Span>,
    /// What is done at zero.
    pub act: Act,
    /// The meter warned by itself (SC4.1).
    pub meter_says_low: bool,
    /// The last automatic top-up failed.
    pub replenish_failed: bool,
    /// Minute of the day at the site, 0 to 1439.
    pub minute: u16,
}

/// What was told before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// At which level.
    pub level: u8,
    /// When.
    pub at: Timestamp,
    /// The customer has said that they saw it.
    pub seen: bool,
}

/// One alert.
#[derive(Debug)]
pub struct Alert {
    /// Its name in rows; also the audience word of its notices, which are evidence of notice.
    pub word: &'static str,
    /// Its text in `alert.ftl`; the attribute `.next` of the same says what to do.
    pub text: fn(&Facts) -> &'static str,
    /// How much it matters.
    pub importance: Importance,
    /// Told again although the customer has seen it.
    pub repeats_seen: bool,
    /// The level that holds now, 1 for the mildest; `None` when it does not hold. What was told
    /// keeps it for an eighth longer, so that it does not come and go with each interval.
    pub level: fn(&Facts, &Policy, Option<Told>) -> Option<u8>,
    /// From this level on it is told at night, too.
    pub wakes_from: u8,
    /// Pause until it is told again at the same level.
    pub pace: fn(&Policy) -> Span,
}

/// Every alert.
pub static ALERTS: &[Alert] = &[
    low_balance::ALERT,
    before_cut::ALERT,
    zero::ALERT,
    replenish_failed::ALERT,
];

impl Facts {
    /// The early edge is not after this, or after an eighth more when that `was` so before.
    fn is_within(&self, span: Span, was: bool) -> bool {
        let more = if was { span.as_millis() / 8 } else { 0 };
        let edge = Span::millis(span.as_millis() + more);
        self.early.is_some_and(|early| early <= edge)
    }
}

impl Alert {
    /// The level at which it must be told now.
    pub fn due(
        &self,
        facts: &Facts,
        told: Option<Told>,
        now: Timestamp,
        policy: &Policy,
    ) -> Option<u8> {
        let level = (self.level)(facts, policy, told)?;
        if level < self.wakes_from && policy.is_quiet(facts.minute) {
            return None;
        }
        match told {
            None => Some(level),
            Some(told) if told.level < level => Some(level),
            Some(told) if told.seen && !self.repeats_seen => None,
            Some(told) => {
                let again = now >= told.at + (self.pace)(policy);
                (again || told.at > now + AHEAD_MAX).then_some(level)
            }
        }
    }
}

#[cfg(test)]
#[path = "alert_tests.rs"]
mod tests;
