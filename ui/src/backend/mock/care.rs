//! Protections, rules and help of the demonstration.

use super::{MockBackend, later, refused};
use crate::backend::Answer;
use crate::backend::care::Care;
use crate::backend::mock_data::{BEGIN, moment};
use ami_domain::clearance::{Hold, Says, Seen, Value, Verdict, What};
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_domain::protection::{Class, Flag};
use ami_domain::role::Role;
use ami_domain::time::{Day, Span, Zone};
use ami_wire::api::protect::{
    EndProtection, ProtectionSaid, ProtectionSet, Protections, RulePack, RuleSheet, RuleSource,
    RulesName, SetProtection, SetRulesOf,
};
use std::cell::RefCell;

/// So long a customer's own word protects.
const CERTIFY_DAYS: u16 = 90;

/// What changes while the page is open.
pub(super) struct Kept {
    protections: RefCell<Protections>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            protections: RefCell::new(protections()),
        }
    }
}

fn names() -> Vec<RulesName> {
    [("base", "Base rules"), ("us-az", "Arizona")]
        .map(|(jurisdiction, title)| RulesName {
            jurisdiction: jurisdiction.to_owned(),
            title: title.to_owned(),
        })
        .into()
}

fn protections() -> Protections {
    let flag = Flag::MedicalEquipment;
    let until = Some(moment(BEGIN + Span::days(61)));
    Protections {
        name: "Maria Alvarez".to_owned(),
        number: "100001".to_owned(),
        class: Some(Class::Residential),
        protections: vec![ProtectionSet {
            flag,
            until,
            holds: true,
        }],
        friendly: Vec::new(),
        jurisdiction: None,
        rules: names().into_iter().next(),
        certify_days: Some(CERTIFY_DAYS),
        notes: vec![ProtectionSaid {
            at: moment(BEGIN - Span::days(29)),
            by: Some("Rosa Delgado".to_owned()),
            flag: Some(flag),
            ended: false,
            until,
            proof: "Letter of Dr. Chen, October 25".to_owned(),
        }],
        choices: names(),
    }
}

fn pack() -> RulePack {
    let day = |month, day| Day {
        year: 2026,
        month,
        day,
    };
    let asks = |rule, asks| Verdict {
        rule,
        says: Says::Passes,
        saw: Vec::new(),
        asks,
    };
    let seen = |what, value| Seen { what, value };
    let name = names().remove(1);
    RulePack {
        jurisdiction: name.jurisdiction,
        title: name.title,
        version: "us-az/2026-1".to_owned(),
        from: day(1, 1),
        until: None,
        certify_days: Some(CERTIFY_DAYS),
        data_max_age: Span::hours(6),
        weather_max_age: Span::hours(3),
        holidays: vec![day(11, 26), day(12, 25)],
        sheets: vec![RuleSheet {
            class: Class::Residential,
            limits: false,
            rules: vec![
                asks(
                    Hold::Hour,
                    vec![
                        seen(What::FromMinute, Value::Minute(420)),
                        seen(What::UntilMinute, Value::Minute(840)),
                    ],
                ),
                asks(
                    Hold::Debt,
                    vec![seen(What::OwedMin, Value::Money(Money::dollars(25)))],
                ),
                asks(
                    Hold::Hot,
                    vec![seen(What::HotFrom, Value::Temperature(350))],
                ),
            ],
        }],
        sources: vec![RuleSource {
            figures: vec!["hot_c10".to_owned()],
            says: "No disconnects for nonpayment in summer heat.".to_owned(),
            source: "A.A.C. R14-2-211".to_owned(),
            verified: false,
        }],
    }
}

impl MockBackend {
    /// Writes down what was said, and answers with how things stand.
    fn said(&self, note: ProtectionSaid) -> Answer<Protections> {
        let mut known = self.0.care.protections.borrow_mut();
        known.notes.insert(0, note);
        self.shown(&known)
    }
    /// Who said what is for staff.
    fn shown(&self, known: &Protections) -> Answer<Protections> {
        let mut known = known.clone();
        let role = self.0.session.borrow().as_ref().map(|one| one.role);
        if role == Some(Role::Customer) {
            for note in &mut known.notes {
                note.by = None;
            }
        }
        later(Ok(known))
    }
    fn note(&self, flag: Option<Flag>, proof: String) -> ProtectionSaid {
        let session = self.0.session.borrow();
        ProtectionSaid {
            at: moment(self.0.now()),
            by: session.as_ref().map(|one| one.name.clone()),
            flag,
            ended: false,
            until: None,
            proof,
        }
    }
    /// Sets one, in the place of an older one with the same reason.
    fn set(&self, one: ProtectionSet) {
        let mut known = self.0.care.protections.borrow_mut();
        known.protections.retain(|old| old.flag != one.flag);
        known.protections.push(one);
    }
}

impl Care for MockBackend {
    fn protections(&self, _: AccountId) -> Answer<Protections> {
        self.shown(&self.0.care.protections.borrow())
    }
    fn protect(&self, _: AccountId, flag: Flag, set: SetProtection) -> Answer<Protections> {
        let zone = Zone::named("America/Los_Angeles").unwrap_or_else(|_| Zone::utc());
        let day = set.until.as_deref().and_then(Day::from_text);
        let until = day.map(|day| zone.local(zone.start_of(day.plus(1))));
        self.set(ProtectionSet {
            flag,
            until,
            holds: true,
        });
        let note = self.note(Some(flag), set.proof);
        self.said(ProtectionSaid { until, ..note })
    }
    fn end_protection(&self, _: AccountId, flag: Flag, end: EndProtection) -> Answer<Protections> {
        let mut known = self.0.care.protections.borrow_mut();
        known.protections.retain(|old| old.flag != flag);
        drop(known);
        let note = self.note(Some(flag), end.proof);
        self.said(ProtectionSaid {
            ended: true,
            ..note
        })
    }
    fn certify(&self, _: AccountId) -> Answer<Protections> {
        let flag = Flag::SelfCertified;
        let runs = |one: &ProtectionSet| one.flag == flag;
        if self
            .0
            .care
            .protections
            .borrow()
            .protections
            .iter()
            .any(runs)
        {
            return later(Err(refused("error-protect-running")));
        }
        let end = self.0.now() + Span::days(i64::from(CERTIFY_DAYS));
        let until = Some(moment(end));
        self.set(ProtectionSet {
            flag,
            until,
            holds: true,
        });
        let note = self.note(Some(flag), "said by the customer".to_owned());
        self.said(ProtectionSaid { until, ..note })
    }
    fn set_rules_of(&self, _: AccountId, rules: SetRulesOf) -> Answer<Protections> {
        let mut known = self.0.care.protections.borrow_mut();
        let named = rules.jurisdiction.as_deref().unwrap_or("base");
        known.rules = names().into_iter().find(|one| one.jurisdiction == named);
        known.jurisdiction = rules.jurisdiction;
        known.friendly = rules.friendly;
        drop(known);
        self.said(self.note(None, rules.proof))
    }
    fn rules(&self) -> Answer<Vec<RulePack>> {
        later(Ok(vec![pack()]))
    }
}
