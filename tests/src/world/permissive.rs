//! Rules under which the homes of a world may be cut at any hour and in any weather, so that
//! scenarios can cut. A warning must have been at the meter, as everywhere.

use super::World;
use ami_adcs::{LiveTerms, Terms};
use ami_domain::clearance::{Cause, ClassRules, Rules};
use ami_domain::energy::Watts;
use ami_domain::protection::{Class, Standing};
use ami_domain::time::Span;
use std::collections::BTreeMap;

/// Where the weather of every home is reported.
pub const PLACE: &str = "Springfield";

/// The rules of a world.
pub fn rules() -> Rules {
    let class = ClassRules {
        from_minute: 0,
        until_minute: 1_440,
        weekdays: (0..7).collect(),
        holidays: false,
        season: None,
        hot_c10: None,
        cold_c10: None,
        advisories: Vec::new(),
        notice: Span::ZERO,
        notice_for: vec![Cause::Zero],
        protections: true,
    };
    let classes = [Class::Residential, Class::Business];
    let by_class: BTreeMap<Class, ClassRules> = classes
        .into_iter()
        .map(|one| (one, class.clone()))
        .collect();
    Rules {
        version: "world-1".to_owned(),
        data_max_age: Span::hours(3),
        weather_max_age: Span::hours(24),
        holidays: Vec::new(),
        disconnect: by_class.clone(),
        limit: by_class,
        standing: Vec::new(),
    }
}

/// What is known of the customer of every home.
pub fn standing() -> Standing {
    Standing {
        class: Some(Class::Residential),
        protections: Vec::new(),
        place: PLACE.to_owned(),
        rated: Watts::new(10_000),
    }
}

impl World {
    /// The utility sets other rules and numbers.
    pub fn set_terms(&mut self, change: impl FnOnce(&mut Terms)) {
        let mut terms = Terms::clone(&self.css.terms);
        change(&mut terms);
        self.css.terms = LiveTerms::new(terms);
    }
}
