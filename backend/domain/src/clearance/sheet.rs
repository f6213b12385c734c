//! The figures of rules for people to read: what each rule asks for, by the rules' own word.

use super::{Cause, Facts, Reduce, Rules, Says, Verdict, weigh};
use crate::energy::Watts;
use crate::id::{ClearanceId, MeterId};
use crate::protection::{Class, Standing};
use crate::time::Timestamp;

/// Every rule that is asked before a customer of this class is reduced at zero, with what it asks
/// for. Nothing is known of that customer, so what the rules saw says nothing and is left out.
pub fn figures(class: Class, how: Reduce, rules: &Rules) -> Vec<Verdict> {
    let verdicts = weigh(ClearanceId::from_number(0), &blank(class, how), rules).verdicts;
    let asked = verdicts
        .into_iter()
        .filter(|one| one.says != Says::NotAsked);
    asked
        .map(|one| Verdict {
            saw: Vec::new(),
            ..one
        })
        .collect()
}

/// A customer of whom nothing is known but the class.
fn blank(class: Class, how: Reduce) -> Facts {
    let (nobody, never) = (MeterId::from_number(0), Timestamp::from_millis(0));
    Facts {
        has_switch: true,
        standing: Some(Standing {
            class: Some(class),
            ..Standing::unknown(Watts::ZERO)
        }),
        ..Facts::unknown(nobody, never, how, Cause::Zero)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::table::rules;
    use super::super::{Hold, What};
    use super::*;

    #[test]
    fn every_figure_of_the_rules_is_there_to_be_read() {
        let all = figures(Class::Residential, Reduce::Disconnect, &rules());
        let asks: Vec<What> = all
            .iter()
            .flat_map(|one| one.asks.iter().map(|seen| seen.what))
            .collect();
        for what in [
            What::FromMinute,
            What::UntilMinute,
            What::Weekdays,
            What::OwedMin,
            What::BelowFor,
            What::AgeMax,
            What::NoticeFor,
            What::NoticesMin,
            What::AfterHold,
            What::HotFrom,
            What::ColdFrom,
        ] {
            assert!(asks.contains(&what), "{what:?} of {asks:?}");
        }
        let rules_asked: Vec<Hold> = all.iter().map(|one| one.rule).collect();
        assert!(rules_asked.contains(&Hold::Acknowledge) && rules_asked.contains(&Hold::Season));
    }
}
