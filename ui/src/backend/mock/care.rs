//! Protections, rules and help of the demonstration.

pub(super) mod data;

use super::{MockBackend, later, refused};
use crate::backend::Answer;
use crate::backend::care::Care;
use crate::backend::mock_data::moment;
use ami_domain::id::AccountId;
use ami_domain::protection::Flag;
use ami_domain::role::Role;
use ami_domain::time::Span;
use ami_wire::api::baseline::Baseline;
use ami_wire::api::protect::{ProtectionSaid, ProtectionSet, Protections};
use ami_wire::api::{Grant, Grants, Owing, WriteOff};
use std::cell::RefCell;

/// So long a customer's own word protects.
const CERTIFY_DAYS: u16 = 90;

/// What changes while the page is open.
pub(super) struct Kept {
    pub(super) protections: RefCell<Protections>,
    pub(super) baseline: RefCell<Baseline>,
    pub(super) grants: RefCell<Vec<Grant>>,
    pub(super) owing: RefCell<Owing>,
    pub(super) write_offs: RefCell<Vec<WriteOff>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            protections: RefCell::new(data::protections()),
            baseline: RefCell::new(data::baseline()),
            grants: RefCell::new(vec![data::grant()]),
            owing: RefCell::new(data::owing()),
            write_offs: RefCell::default(),
        }
    }
}

impl Kept {
    /// What is owed.
    pub(super) fn owing(&self) -> Owing {
        self.owing.borrow().clone()
    }
}

impl MockBackend {
    /// Writes down what was said, and answers with how things stand.
    pub(super) fn said(&self, note: ProtectionSaid) -> Answer<Protections> {
        let mut known = self.0.care.protections.borrow_mut();
        known.notes.insert(0, note);
        self.shown(&known)
    }
    /// Who said what is for staff.
    pub(super) fn shown(&self, known: &Protections) -> Answer<Protections> {
        let mut known = known.clone();
        let role = self.0.session.borrow().as_ref().map(|one| one.role);
        if role == Some(Role::Customer) {
            for note in &mut known.notes {
                note.by = None;
            }
        }
        later(Ok(known))
    }
    pub(super) fn note(&self, flag: Option<Flag>, proof: String) -> ProtectionSaid {
        let session = self.0.session.borrow();
        ProtectionSaid {
            at: moment(self.0.now()),
            by: session.as_ref().map(|one| one.name.clone()),
            flag,
            home_since: None,
            ended: false,
            until: None,
            proof,
        }
    }
    /// Sets one, in the place of an older one with the same reason.
    pub(super) fn set(&self, one: ProtectionSet) {
        let mut known = self.0.care.protections.borrow_mut();
        known.protections.retain(|old| old.flag != one.flag);
        known.protections.push(one);
    }
}

impl Care for MockBackend {
    fn protections(&self, _: AccountId) -> Answer<Protections> {
        self.shown(&self.0.care.protections.borrow())
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
    fn grants(&self, _: AccountId) -> Answer<Grants> {
        later(Ok(Grants {
            lineage: None,
            currency: "USD".to_owned(),
            grants: self.0.care.grants.borrow().clone(),
        }))
    }
}
