//! Service will be reduced soon (FR-24, NFR-11): each hour before it, whether seen or not.

use super::{Alert, Facts, Told};
use crate::display::Standing;
use crate::message::Importance;
use crate::policy::Policy;
use crate::program::Act;

/// Nobody's electricity ends without having been told at the set pace.
pub(super) const ALERT: Alert = Alert {
    word: "before_cut",
    text: |facts| match facts.act {
        Act::Limit => "alert-before-limit",
        Act::Disconnect | Act::Regular | Act::FieldOrder => "alert-before-disconnect",
    },
    importance: Importance::Emergency,
    repeats_seen: true,
    level,
    wakes_from: 1,
    pace: |policy| policy.alert_before_cut_every,
};

fn level(facts: &Facts, policy: &Policy, told: Option<Told>) -> Option<u8> {
    let cuts = match facts.act {
        // Where the meter has no switch, somebody is sent to cut.
        Act::Limit | Act::Disconnect | Act::FieldOrder => true,
        Act::Regular => false,
    };
    let near = facts.is_within(policy.alert_before_cut_from, told.is_some());
    let low = facts.standing == Standing::Low;
    (cuts && low && near).then_some(1)
}
