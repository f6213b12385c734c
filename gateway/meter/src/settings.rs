//! What a utility may set at a meter, checked (FR-21, FR-22, FR-29, NFR-05).

use ami_domain::command::{MeterSettings, Priority};
use ami_domain::energy::{self, WattHours, Watts};
use ami_domain::time::Span;
use ami_locales::Locale;

/// Steps of the demand limit at most.
pub const STEPS_MAX: usize = 8;
/// Longest time of averaging and longest wait before the automatic closing, seconds.
pub const SECONDS_MAX: u32 = 3_600;

/// Whether settings can be used: steps fall and lie within the rated capacity, times are from one
/// second to an hour, the language is one that we speak, and no priority is named twice.
pub fn sane(settings: &MeterSettings) -> bool {
    let falls = |pair: &[u16]| matches!(pair, [one, next] if next < one);
    let steps = &settings.steps;
    let order = &settings.order;
    let once = |(place, one): (usize, &Priority)| !order.iter().take(place).any(|o| o == one);
    steps.len() <= STEPS_MAX
        && steps.iter().all(|step| (1..=1_000).contains(step))
        && steps.windows(2).all(falls)
        && (1..=SECONDS_MAX).contains(&settings.averaged_over_s)
        && (1..=SECONDS_MAX).contains(&settings.recloses_after_s)
        && settings
            .warns_at
            .is_none_or(|at| (WattHours::ZERO..=energy::MAX).contains(&at))
        && Locale::from_tag(&settings.locale).is_some()
        && order.iter().enumerate().all(once)
}

/// The order in which waiting messages are carried out: as set, what is not named in it after
/// that, and what brings power back before everything (DESIGN 7.11).
pub fn order(settings: &MeterSettings) -> Vec<Priority> {
    let mut order = vec![Priority::Restore];
    for one in settings.order.iter().chain(&Priority::ALL) {
        if !order.contains(one) {
            order.push(*one);
        }
    }
    order
}

/// Time over which demand is averaged.
pub fn averaged_over(settings: &MeterSettings) -> Span {
    Span::seconds(settings.averaged_over_s.into())
}

/// From a trip to the automatic closing.
pub fn recloses_after(settings: &MeterSettings) -> Span {
    Span::seconds(settings.recloses_after_s.into())
}

/// Demand of one step, counted from 1; `None` when there is no such step.
pub fn step_demand(settings: &MeterSettings, rated: Watts, step: usize) -> Option<Watts> {
    let permille = settings.steps.get(step.checked_sub(1)?)?;
    let watts = i128::from(rated.get()) * i128::from(*permille) / 1_000;
    i64::try_from(watts).ok().map(Watts::new)
}

/// The step, counted from 1, that is this demand; 0 for none.
pub fn step_of(settings: &MeterSettings, rated: Watts, demand: Watts) -> u8 {
    let is = |step: &usize| step_demand(settings, rated, *step) == Some(demand);
    let found = (1..=settings.steps.len()).find(is);
    found.and_then(|step| u8::try_from(step).ok()).unwrap_or(0)
}

/// The language of the meter's own display.
pub fn locale(settings: &MeterSettings) -> Locale {
    Locale::from_tag(&settings.locale).unwrap_or(Locale::EnUs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr21_steps_are_shares_of_the_rated_capacity() {
        let settings = MeterSettings::default();
        let rated = Watts::new(24_000);
        assert_eq!(step_demand(&settings, rated, 1), Some(Watts::new(21_600)));
        assert_eq!(step_demand(&settings, rated, 2), Some(Watts::new(18_000)));
        assert_eq!(step_demand(&settings, rated, 5), None);
        assert_eq!(step_demand(&settings, rated, 0), None);
        assert_eq!(step_of(&settings, rated, Watts::new(18_000)), 2);
        assert_eq!(step_of(&settings, rated, Watts::new(18_001)), 0);
    }

    #[test]
    fn settings_that_make_no_sense_are_seen() {
        let good = MeterSettings::default;
        assert!(sane(&good()));
        let bad = [
            MeterSettings {
                steps: vec![500, 900],
                ..good()
            },
            MeterSettings {
                steps: vec![1_001],
                ..good()
            },
            MeterSettings {
                steps: (1..=9).rev().map(|n| n * 100).collect(),
                ..good()
            },
            MeterSettings {
                averaged_over_s: 0,
                ..good()
            },
            MeterSettings {
                recloses_after_s: 3_601,
                ..good()
            },
            MeterSettings {
                warns_at: Some(WattHours::new(-1)),
                ..good()
            },
            MeterSettings {
                locale: "fr-CA".into(),
                ..good()
            },
            MeterSettings {
                order: vec![Priority::Cut, Priority::Cut],
                ..good()
            },
        ];
        for settings in bad {
            assert!(!sane(&settings), "{settings:?}");
        }
    }

    #[test]
    fn nfr05_restoring_is_first_however_the_order_is_set() {
        let order_of = |wanted: Vec<Priority>| {
            order(&MeterSettings {
                order: wanted,
                ..MeterSettings::default()
            })
        };
        let set = order_of(vec![Priority::Routine, Priority::Cut]);
        assert_eq!(
            set[..3],
            [Priority::Restore, Priority::Routine, Priority::Cut]
        );
        assert_eq!(set.len(), Priority::ALL.len());
    }
}
