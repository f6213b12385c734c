//! What every look ahead rests on: intervals, the pattern that was learnt from them, and where the
//! meter stood.

use super::{Differs, fingerprint};
use crate::tariff::{Meterage, Tariff};
use crate::time::{Timestamp, Zone};
use crate::usage::{Interval, Profile};

/// As it is stated.
pub(super) struct Learnt<'a> {
    pub(super) tariff: &'a Tariff,
    pub(super) zone: &'a Zone,
    pub(super) history: &'a [Interval],
    pub(super) profile: &'a Profile,
    /// When it was learnt.
    pub(super) at: Timestamp,
    pub(super) meterage: Meterage,
    pub(super) charged_until: Timestamp,
    /// How many intervals there were, and their mark.
    pub(super) known: (u64, u64),
    pub(super) opened_at: Timestamp,
    pub(super) bill_day: i8,
}

impl Learnt<'_> {
    /// The pattern learnt again, and what comes out otherwise.
    pub(super) fn again(&self) -> (Profile, Vec<Differs>) {
        let mut found = Vec::new();
        let (then, then_mark) = self.known;
        let (now, now_mark) = (self.history.len() as u64, fingerprint(self.history));
        if (now, now_mark) != (then, then_mark) {
            found.push(Differs::Intervals {
                now,
                now_mark,
                then,
                then_mark,
            });
        }
        let holidays = &self.tariff.holidays;
        let profile = Profile::learn(self.history, self.at, self.zone, holidays);
        let what = "the pattern of use";
        found.extend(Differs::figure(what, self.profile, &profile));
        let when = (self.opened_at, self.charged_until);
        let (tariff, zone) = (self.tariff, self.zone);
        let stands = Meterage::charged(tariff, zone, self.history, when, self.bill_day);
        let what = "where the meter stood";
        found.extend(Differs::figure(what, &self.meterage, &stands));
        (profile, found)
    }
}
