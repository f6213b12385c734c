//! The numbers and rules of the fleet's utility.

use ami_domain::clearance::{Cause, ClassRules, Rules};
use ami_domain::energy::Watts;
use ami_domain::money::Money;
use ami_domain::policy::Policy;
use ami_domain::protection::{Class, Standing};
use ami_domain::time::Span;
use std::collections::BTreeMap;

/// The utility's numbers: the balance goes out with the day's intervals.
pub fn policy() -> Policy {
    Policy {
        refresh_every: Span::hours(24),
        ..Policy::default()
    }
}

/// Cuts by day on any day, in any weather; a warning must have been at the meter.
pub(crate) fn rules() -> Rules {
    let class = ClassRules {
        from_minute: 8 * 60,
        until_minute: 20 * 60,
        weekdays: (0..7).collect(),
        holidays: false,
        friendly: Vec::new(),
        seasons: Vec::new(),
        owed_min: Money::ZERO,
        below_for: Span::ZERO,
        hot_c10: None,
        cold_c10: None,
        forecast_hours: 24,
        advisories: Vec::new(),
        advisory_linger: Span::ZERO,
        notice: Span::ZERO,
        notice_for: vec![Cause::Zero],
        notices_min: 0,
        acknowledge: false,
        after_hold: Span::ZERO,
        protections: true,
    };
    let by_class: BTreeMap<Class, ClassRules> = [Class::Residential, Class::Business]
        .into_iter()
        .map(|one| (one, class.clone()))
        .collect();
    Rules {
        version: "fleet-1".to_owned(),
        data_max_age: Span::hours(3),
        weather_max_age: Span::hours(24),
        holidays: Vec::new(),
        disconnect: by_class.clone(),
        limit: by_class,
        standing: Vec::new(),
    }
}

/// What is known of every customer.
pub(crate) fn standing() -> Standing {
    Standing {
        class: Some(Class::Residential),
        protections: Vec::new(),
        place: "Springfield".to_owned(),
        jurisdiction: None,
        friendly: Vec::new(),
        rated: Watts::new(10_000),
    }
}
