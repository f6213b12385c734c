//! The balance is low (SC4.1, SC4.2): once at the threshold, and once more with a day left.

use super::{Alert, Facts, Told};
use crate::display::Standing;
use crate::message::Importance;
use crate::policy::Policy;
use crate::time::Span;

/// With less than this the balance is critical (the display's own word for it).
const CRITICAL: Span = Span::hours(24);

/// Seen at a level, it is not told again before the next one.
pub(super) const ALERT: Alert = Alert {
    word: "low_balance",
    text: |facts| match facts.left {
        Some(_) => "alert-low-balance",
        None => "alert-low-balance-unknown",
    },
    importance: Importance::Warning,
    repeats_seen: false,
    level,
    wakes_from: 2,
    pace: |policy| policy.alert_low_every,
};

fn level(facts: &Facts, _: &Policy, told: Option<Told>) -> Option<u8> {
    let was = told.is_some_and(|told| told.level >= 2);
    match facts.standing {
        Standing::Low if facts.is_within(CRITICAL, was) => Some(2),
        Standing::Low => Some(1),
        Standing::Ok => facts.meter_says_low.then_some(1),
        Standing::Zero | Standing::Regular | Standing::Vacant => None,
    }
}
