//! The balance is low (SC4.1, SC4.2): once at the threshold, and once more with a day left.

use super::{Alert, Facts};
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

fn level(facts: &Facts, _: &Policy) -> Option<u8> {
    match facts.standing {
        Standing::Low => Some(if facts.left.is_some_and(|left| left <= CRITICAL) {
            2
        } else {
            1
        }),
        Standing::Ok => facts.meter_says_low.then_some(1),
        Standing::Zero | Standing::Regular => None,
    }
}
