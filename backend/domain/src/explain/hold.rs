//! What keeps supply on although nothing is left, and before when nothing is turned off: the facts
//! and the rules of the last look, weighed again.

use super::{Differs, LineageId};
use crate::clearance::{Facts, Hold, Rules, Verdict, earliest, weigh};
use crate::id::{AccountId, ClearanceId};
use crate::time::{Timestamp, Zone};

/// A look at zero that ended with supply on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HoldSubject {
    /// Whose.
    pub account: AccountId,
    /// What was looked at.
    pub facts: Facts,
    /// The rules that held on that day.
    pub rules: Rules,
    /// Every rule that kept supply on; with those that are the utility's for all at once.
    pub holds: Vec<Hold>,
    /// Not before this; `None` when something waits for more than time.
    pub not_before: Option<Timestamp>,
    /// When it is looked at again, and not before that either.
    pub again: Timestamp,
}

impl HoldSubject {
    /// Looks at these facts under these rules; `for_all` are those of `holds` that no facts of one
    /// home decide.
    pub fn new(
        account: AccountId,
        (facts, again): (Facts, Timestamp),
        rules: Rules,
        holds: &[Hold],
    ) -> Self {
        let mut looked = Self {
            again,
            account,
            facts,
            rules,
            holds: holds
                .iter()
                .copied()
                .filter(|one| one.is_for_all())
                .collect(),
            not_before: None,
        };
        (looked.holds, looked.not_before) = looked.compute();
        looked
    }

    /// The date that a customer is shown.
    pub fn shown(&self) -> Timestamp {
        self.not_before.unwrap_or(self.again)
    }

    /// What every rule said.
    pub fn verdicts(&self) -> Vec<Verdict> {
        weigh(ClearanceId::from_number(0), &self.facts, &self.rules).verdicts
    }

    /// Where the home stands; UTC where nobody knows.
    pub fn zone(&self) -> Zone {
        let named = self.facts.zone.as_deref().map(Zone::named);
        named.and_then(Result::ok).unwrap_or_else(Zone::utc)
    }

    /// Who holds by facts and rules, behind those for all; and before when nothing is turned off,
    /// where the end of a hold counts as told at this look.
    fn compute(&self) -> (Vec<Hold>, Option<Timestamp>) {
        let for_all = self.holds.iter().copied().filter(|one| one.is_for_all());
        let id = ClearanceId::from_number(0);
        let own = weigh(id, &self.facts, &self.rules).outcome.err();
        let holds = for_all.chain(own.unwrap_or_default()).collect();
        let told = Facts {
            hold_end_told: self.facts.hold_told.map(|_| self.facts.at),
            ..self.facts.clone()
        };
        let zone = self.facts.zone.as_deref().map(Zone::named);
        let zone = zone.and_then(Result::ok);
        let first = zone.and_then(|zone| earliest(&told, &self.rules, &zone));
        (holds, first)
    }

    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let mut found = Vec::new();
        if lineage != LineageId::Hold(self.account) {
            found.push(Differs::Subject(lineage));
        }
        let (holds, not_before) = self.compute();
        found.extend(Differs::figure("what holds", &self.holds, &holds));
        let what = "not before";
        found.extend(Differs::figure(what, &self.not_before, &not_before));
        found
    }
}
