//! What staff asks, answered inside the page.

use super::{MockBackend, care, data, later, refused, report};
use crate::backend::care::Care;
use crate::backend::office::Office;
use crate::backend::{Answer, More};
use ami_domain::id::{AccountId, DebtId, GrantId, PaymentId, RefundId, TransferId, WriteOffId};
use ami_domain::money::Money;
use ami_domain::protection::Flag;
use ami_domain::time::{Day, Span, Zone};
use ami_wire::api::baseline::{Baseline, BaselineSaid, EntitledFrom, SetBaseline};
use ami_wire::api::protect::{
    EndProtection, ProtectionSaid, ProtectionSet, Protections, RulePack, SetProtection, SetRulesOf,
};
use ami_wire::api::{
    AccountRow, Acknowledged, AskWriteOff, ChequeSent, Confirmation, DebtPlan, DecideWriteOff,
    EndGrant, GiveBack, GiveGrant, Grant, Grants, MoveOut, Owing, Refund, Refunds, RegulatorReport,
    WriteOff,
};

impl Office for MockBackend {
    fn accounts(&self, search: &str) -> Answer<Vec<AccountRow>> {
        let wanted = search.to_lowercase();
        let matches = |row: &AccountRow| {
            format!("{} {} {}", row.number, row.name, row.address)
                .to_lowercase()
                .contains(&wanted)
        };
        later(Ok(data::rows().into_iter().filter(matches).collect()))
    }
    fn refunds(&self, account: AccountId, payment: PaymentId) -> Answer<Refunds> {
        let all = self.0.all_payments(account);
        let found = all.iter().find(|one| one.id == payment);
        let left = found.map(|one| self.0.money.refunds(one));
        later(left.ok_or_else(|| refused("error-not-found")))
    }
    fn refund(&self, _: AccountId, of: PaymentId, id: RefundId, wish: GiveBack) -> Answer<Refund> {
        later(Ok(self.0.money.refund(self.0.now(), of, id, wish)))
    }
    fn confirmations(&self) -> Answer<Vec<Confirmation>> {
        later(Ok(self.0.confirmations.borrow().clone()))
    }
    fn regulator(&self, from: Day, until: Day) -> Answer<RegulatorReport> {
        let made_at = data::moment(self.0.now());
        later(Ok(report::report(from, until, made_at)))
    }
    fn acknowledge(&self, payment: PaymentId) -> Answer<()> {
        let at = data::moment(self.0.now());
        let by = self
            .0
            .session
            .borrow()
            .as_ref()
            .map(|s| s.name.clone())
            .unwrap_or_default();
        for row in self
            .0
            .confirmations
            .borrow_mut()
            .iter_mut()
            .filter(|c| c.payment == payment)
        {
            row.acknowledged = Some(Acknowledged { by: by.clone(), at });
        }
        later(Ok(()))
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
    fn set_rules_of(&self, _: AccountId, rules: SetRulesOf) -> Answer<Protections> {
        let mut known = self.0.care.protections.borrow_mut();
        let named = rules.jurisdiction.as_deref().unwrap_or("base");
        known.rules = care::data::names()
            .into_iter()
            .find(|one| one.jurisdiction == named);
        known.class = rules.class.or(known.class);
        known.place = rules.place.unwrap_or_else(|| known.place.clone());
        known.jurisdiction = rules.jurisdiction;
        known.friendly = rules.friendly;
        drop(known);
        self.said(self.note(None, rules.proof))
    }
    fn rules(&self) -> Answer<Vec<RulePack>> {
        later(Ok(vec![care::data::pack()]))
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
    fn give_grant(&self, account: AccountId, id: GrantId, give: GiveGrant) -> Answer<Grants> {
        let note = self.note(None, give.why);
        let end = self.0.now() + Span::days(i64::from(give.days));
        self.0.care.grants.borrow_mut().push(Grant {
            id,
            purpose: give.purpose,
            amount: give.amount,
            unspent: give.amount,
            returned: Money::ZERO,
            expires_at: data::moment(end),
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
    fn cheque_sent(&self, account: AccountId, _: TransferId, sent: ChequeSent) -> Answer<MoveOut> {
        let by = self.note(None, String::new()).by;
        self.0.stay.cheque(by, sent);
        self.move_out(account)
    }
}
