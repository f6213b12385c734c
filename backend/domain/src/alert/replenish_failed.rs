//! An automatic top-up failed (SC4.6): the customer must know before the balance is gone.

use super::{Alert, Facts, Told};
use crate::message::Importance;
use crate::policy::Policy;

/// Told until it works again or the customer has seen it.
pub(super) const ALERT: Alert = Alert {
    word: "replenish_failed",
    text: |_| "alert-auto-pay-failed",
    importance: Importance::Warning,
    repeats_seen: false,
    level,
    wakes_from: 2,
    pace: |policy| policy.alert_low_every,
};

fn level(facts: &Facts, _: &Policy, _: Option<Told>) -> Option<u8> {
    facts.replenish_failed.then_some(1)
}
