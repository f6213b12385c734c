//! The account has reached zero (SC5.7, IX-09).

use super::{Alert, Facts, Told};
use crate::display::Standing;
use crate::message::Importance;
use crate::policy::Policy;

/// Told at once, at night too, and again at the pace of low balances.
pub(super) const ALERT: Alert = Alert {
    word: "zero",
    text: |_| "alert-zero-balance",
    importance: Importance::Emergency,
    repeats_seen: false,
    level,
    wakes_from: 1,
    pace: |policy| policy.alert_low_every,
};

fn level(facts: &Facts, _: &Policy, _: Option<Told>) -> Option<u8> {
    (facts.standing == Standing::Zero).then_some(1)
}
