//! Protections, rules and help of the demonstration.

mod data;

use super::{MockBackend, later, refused};
use crate::backend::Answer;
use crate::backend::Backend;
use crate::backend::care::Care;
use crate::backend::mock_data::moment;
use ami_domain::id::{AccountId, DebtId, GrantId, TransferId, WriteOffId};
use ami_domain::money::Money;
use ami_domain::protection::Flag;
use ami_domain::role::Role;
use ami_domain::time::{Day, Span, Zone};
use ami_wire::api::baseline::{Baseline, BaselineSaid, EntitledFrom, SetBaseline};
use ami_wire::api::protect::{
    EndProtection, ProtectionSaid, ProtectionSet, Protections, RulePack, SetHome, SetProtection,
    SetRulesOf,
};
use ami_wire::api::{
    AskWriteOff, CancelCheque, ChequeSent, DebtPlan, DecideWriteOff, EndGrant, GiveGrant, Grant,
    Grants, MoveOut, Owing, WriteOff,
};
use std::cell::RefCell;

/// So long a customer's own word protects.
const CERTIFY_DAYS: u16 = 90;

/// What changes while the page is open.
pub(super) struct Kept {
    protections: RefCell<Protections>,
    baseline: RefCell<Baseline>,
    grants: RefCell<Vec<Grant>>,
    owing: RefCell<Owing>,
    write_offs: RefCell<Vec<WriteOff>>,
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
            home_since: None,
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
        known.rules = data::names()
            .into_iter()
            .find(|one| one.jurisdiction == named);
        known.class = rules.class.or(known.class);
        known.place = rules.place.unwrap_or_else(|| known.place.clone());
        known.jurisdiction = rules.jurisdiction;
        known.friendly = rules.friendly;
        drop(known);
        self.said(self.note(None, rules.proof))
    }
    fn set_home(&self, _: AccountId, home: SetHome) -> Answer<Protections> {
        let mut known = self.0.care.protections.borrow_mut();
        let opened = known.opened_on;
        let Some(since) = Day::from_text(&home.since).filter(|day| *day <= opened) else {
            return later(Err(refused("error-home-day")));
        };
        known.lives_since = Some(since);
        drop(known);
        let note = self.note(None, home.proof);
        self.said(ProtectionSaid {
            home_since: Some(since),
            ..note
        })
    }
    fn rules(&self) -> Answer<Vec<RulePack>> {
        later(Ok(vec![data::pack()]))
    }
    fn baseline(&self, _: AccountId) -> Answer<Baseline> {
        later(Ok(self.0.care.baseline.borrow().clone()))
    }
    fn set_baseline(&self, account: AccountId, set: SetBaseline) -> Answer<Baseline> {
        let today = self.0.care.baseline.borrow().today;
        let Some(from) = Day::from_text(&set.from).filter(|day| *day > today) else {
            return later(Err(refused("error-baseline-day")));
        };
        let entitled = EntitledFrom {
            from,
            region: set.region,
            medical: set.medical,
        };
        let mut known = self.0.care.baseline.borrow_mut();
        known.entitled.retain(|old| old.from != from);
        known.entitled.push(entitled.clone());
        known.entitled.sort_by_key(|one| one.from);
        let note = self.note(None, set.why);
        known.notes.insert(
            0,
            BaselineSaid {
                at: note.at,
                by: note.by,
                entitled,
                why: note.proof,
            },
        );
        drop(known);
        self.baseline(account)
    }
    fn grants(&self, _: AccountId) -> Answer<Grants> {
        later(Ok(Grants {
            currency: "USD".to_owned(),
            grants: self.0.care.grants.borrow().clone(),
        }))
    }
    fn give_grant(&self, account: AccountId, id: GrantId, give: GiveGrant) -> Answer<Grants> {
        let note = self.note(None, give.why);
        let end = self.0.now() + Span::days(i64::from(give.days));
        self.0.care.grants.borrow_mut().push(Grant {
            id,
            purpose: give.purpose,
            amount: give.amount,
            unspent: give.amount,
            returned: Money::ZERO,
            expires_at: moment(end),
            over: false,
            by: note.by.unwrap_or_default(),
            why: note.proof,
        });
        self.grants(account)
    }
    fn end_grant(&self, account: AccountId, id: GrantId, _: EndGrant) -> Answer<Grants> {
        let mut all = self.0.care.grants.borrow_mut();
        if let Some(grant) = all.iter_mut().find(|one| one.id == id) {
            grant.returned += grant.unspent;
            grant.unspent = Money::ZERO;
            grant.over = true;
        }
        drop(all);
        self.grants(account)
    }
    fn change_recovery(&self, _: AccountId, id: DebtId, plan: DebtPlan) -> Answer<Owing> {
        let mut known = self.0.care.owing.borrow_mut();
        for debt in known.debts.iter_mut().filter(|debt| debt.id == id) {
            debt.recovery = plan.recovery;
        }
        later(Ok(known.clone()))
    }
    fn ask_write_off(
        &self,
        account: AccountId,
        id: WriteOffId,
        wish: AskWriteOff,
    ) -> Answer<WriteOff> {
        let note = self.note(None, wish.why);
        let asked = WriteOff {
            id,
            account,
            number: "100001".to_owned(),
            debt: wish.debt,
            amount: wish.amount,
            why: note.proof,
            by: note.by.unwrap_or_default(),
            own: true,
            state: "asked".to_owned(),
        };
        self.0.care.write_offs.borrow_mut().push(asked.clone());
        later(Ok(asked))
    }
    fn write_offs(&self) -> Answer<Vec<WriteOff>> {
        later(Ok(self.0.care.write_offs.borrow().clone()))
    }
    fn decide_write_off(&self, _: WriteOffId, _: DecideWriteOff) -> Answer<WriteOff> {
        // There is one person in this page, and two must.
        later(Err(refused("error-write-off-same")))
    }
    fn cheque_sent(&self, account: AccountId, id: TransferId, sent: ChequeSent) -> Answer<MoveOut> {
        let by = self.note(None, String::new()).by;
        self.0.stay.cheque(id, by, sent);
        self.move_out(account)
    }
    fn cancel_cheque(
        &self,
        account: AccountId,
        id: TransferId,
        why: CancelCheque,
    ) -> Answer<MoveOut> {
        if why.reason.trim().chars().count() < 10 {
            return later(Err(refused("error-reason-needed")));
        }
        self.0.stay.cancel_cheque(id, why.reason);
        self.move_out(account)
    }
}
