//! What the utility has set: its numbers, its tariffs and its rules for cutting.

use ami_domain::clearance::{Facts, Packs, Rules};
use ami_domain::policy::Policy;
use ami_domain::protection::{Friendly, Standing};
use ami_domain::tariff::Tariff;
use ami_domain::time::Day;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Numbers, tariffs and rules.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The utility's numbers.
    pub policy: Policy,
    /// By name.
    pub tariffs: BTreeMap<String, Tariff>,
    /// Who may be cut, and when, where no pack says so.
    pub rules: Rules,
    /// The rules of jurisdictions, by date.
    pub packs: Packs,
}

impl Terms {
    /// The rules that count for these facts: those of the customer's jurisdiction on that day,
    /// else the utility's own.
    pub fn rules_for(&self, facts: &Facts) -> &Rules {
        self.packs.of(facts).unwrap_or(&self.rules)
    }

    /// Whether friendly hours hold for this customer at this local minute: those of their own, or
    /// those of the rules for disconnecting customers like them.
    pub fn is_friendly(&self, site: &Standing, day: Day, weekday: u8, minute: u16) -> bool {
        let mut all = self.friendly_hours(site, day);
        all.any(|one| one.holds(weekday, minute))
    }

    /// Whether this customer has friendly hours at all, by the rules of this day.
    pub fn has_friendly(&self, site: &Standing, day: Day) -> bool {
        self.friendly_hours(site, day).next().is_some()
    }

    fn friendly_hours<'a>(
        &'a self,
        site: &'a Standing,
        day: Day,
    ) -> impl Iterator<Item = &'a Friendly> {
        let pack = self.packs.named(site.jurisdiction.as_deref(), day);
        let rules = pack.map_or(&self.rules, |pack| &pack.rules);
        let class = site.class.and_then(|class| rules.disconnect.get(&class));
        let theirs = class.map_or(&[][..], |class| class.friendly.as_slice());
        site.friendly.iter().chain(theirs)
    }
}

/// So many times they change in the life of a process; more wait for its next start.
const CHANGES_MAX: usize = 4_096;

/// The terms that hold now; clones see the same. Reading costs no lock: each change is added
/// behind the one before, and what somebody still reads stays where it is.
#[derive(Debug, Clone)]
pub struct LiveTerms(Arc<Chain>);

#[derive(Debug)]
struct Chain {
    /// The terms of the start, and each change after them.
    all: Vec<OnceLock<Terms>>,
}

impl LiveTerms {
    /// The terms of the start.
    pub fn new(terms: Terms) -> Self {
        let all: Vec<OnceLock<Terms>> = std::iter::once(OnceLock::from(terms))
            .chain(std::iter::repeat_with(OnceLock::new))
            .take(CHANGES_MAX)
            .collect();
        Self(Arc::new(Chain { all }))
    }

    /// The terms of the start: what the configuration says.
    pub fn at_start(&self) -> &Terms {
        self.0
            .all
            .first()
            .and_then(OnceLock::get)
            .expect("the terms of the start are there")
    }

    /// These hold from now on; `false` when there were too many changes already.
    pub fn change(&self, mut terms: Terms) -> bool {
        for place in &self.0.all {
            match place.set(terms) {
                Ok(()) => return true,
                Err(back) => terms = back,
            }
        }
        false
    }
}

impl From<Terms> for LiveTerms {
    fn from(terms: Terms) -> Self {
        Self::new(terms)
    }
}

impl Deref for LiveTerms {
    type Target = Terms;
    fn deref(&self) -> &Terms {
        // Places are filled from the front, and the first always is.
        let filled = self.0.all.partition_point(|place| place.get().is_some());
        let newest = self.0.all.get(filled.saturating_sub(1));
        newest
            .and_then(OnceLock::get)
            .expect("the terms of the start are there")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::money::Money;

    #[test]
    fn a_change_is_seen_by_every_clone_and_what_was_read_before_stays() {
        let policy = |dollars| Policy {
            payment_min: Money::dollars(dollars),
            ..Policy::default()
        };
        let terms = |dollars| Terms {
            policy: policy(dollars),
            tariffs: BTreeMap::new(),
            rules: Rules {
                version: "test".into(),
                data_max_age: ami_domain::time::Span::hours(1),
                weather_max_age: ami_domain::time::Span::hours(1),
                holidays: Vec::new(),
                disconnect: BTreeMap::new(),
                limit: BTreeMap::new(),
                standing: Vec::new(),
            },
            packs: Packs::default(),
        };
        let live = LiveTerms::new(terms(1));
        let other = live.clone();
        let before: &Terms = &live;
        assert!(other.change(terms(2)));
        assert_eq!(before.policy, policy(1));
        assert_eq!(live.policy, policy(2));
        let mut changes = 1;
        while live.change(terms(3)) {
            changes += 1;
        }
        assert_eq!(changes, CHANGES_MAX - 1);
        assert_eq!(other.policy, policy(3));
    }
}
