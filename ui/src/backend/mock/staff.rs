//! What staff asks, answered inside the page.

use super::answer::{known, later, refused};
use super::{MockBackend, care, data, office, power, report, service};
use crate::backend::care::Care;
use crate::backend::mock_data::moment;
use crate::backend::office::Office;
use crate::backend::{Answer, More};
use ami_domain::clearance::Cause;
use ami_domain::id::{
    AccountId, AgentId, AlertId, ClearanceId, DebtId, GrantId, MeterId, OrderId, PaymentId, PlanId,
    RefundId, TransferId, WriteOffId,
};
use ami_domain::money::Money;
use ami_domain::protection::Flag;
use ami_domain::time::{Day, Span, Zone};
use ami_wire::api::baseline::{Baseline, BaselineSaid, EntitledFrom, SetBaseline};
use ami_wire::api::protect::{
    EndProtection, ProtectionSaid, ProtectionSet, Protections, RulePack, SetHome, SetProtection,
    SetRulesOf,
};
use ami_wire::api::service::{
    CallerChecked, CheckCaller, CommandEntry, EndOrder, MeterEntry, NoPower, Order,
};
use ami_wire::api::station::{Agent, AgentStatement};
use ami_wire::api::{
    AccountRow, Acknowledged, Alert, AskWriteOff, CancelCheque, ChequeSent, Close, Confirmation,
    Conformance, CutsStopped, DebtPlan, DecideWriteOff, Decision, EndGrant, GiveBack, GiveGrant,
    GivenPasswordCode, Grant, Grants, Held, MoveOut, MovePlan, Owing, PaymentQuestions, PlanSupply,
    Refund, Refunds, RegulatorReport, ReportWeather, Settings, StopCuts, SupplyNow, SupplyPlan,
    WeatherAt, WriteOff,
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
        known(found.map(|one| self.0.money.refunds(one)))
    }
    fn refund(&self, _: AccountId, of: PaymentId, id: RefundId, wish: GiveBack) -> Answer<Refund> {
        later(Ok(self.0.money.refund(self.0.now(), of, id, wish)))
    }
    fn supply(&self, _: AccountId) -> Answer<SupplyNow> {
        later(Ok(self.0.power.supply(&self.0.state)))
    }
    fn connect(&self, account: AccountId) -> Answer<SupplyNow> {
        self.0.power.connect();
        self.supply(account)
    }
    fn plan(&self, _: AccountId, id: PlanId, wish: PlanSupply) -> Answer<SupplyPlan> {
        known(self.0.power.plan(id, &wish, self.0.who()))
    }
    fn move_plan(&self, _: AccountId, id: PlanId, wish: MovePlan) -> Answer<SupplyPlan> {
        known(self.0.power.move_plan(id, &wish))
    }
    fn cancel_plan(&self, _: AccountId, id: PlanId) -> Answer<SupplyPlan> {
        known(self.0.power.cancel_plan(id))
    }
    fn holds(&self) -> Answer<Vec<Held>> {
        later(Ok(self.0.power.holds()))
    }
    fn release(&self, _: MeterId, _: Cause) -> Answer<Held> {
        later(Ok(self.0.power.release()))
    }
    fn decision(&self, id: ClearanceId) -> Answer<Decision> {
        known(power::decision(id))
    }
    fn decisions(&self, _: AccountId) -> Answer<Vec<Decision>> {
        later(Ok(power::decisions()))
    }
    fn weather(&self) -> Answer<Vec<WeatherAt>> {
        later(Ok(self.0.power.weather()))
    }
    fn cut_stop(&self) -> Answer<Option<CutsStopped>> {
        later(Ok(self.0.power.cut_stop()))
    }
    fn stop_cuts(&self, wish: StopCuts) -> Answer<Option<CutsStopped>> {
        later(Ok(self.0.power.stop_cuts(wish, self.0.who())))
    }
    fn lift_cut_stop(&self) -> Answer<Option<CutsStopped>> {
        later(Ok(self.0.power.lift_cut_stop(self.0.who())))
    }
    fn report_weather(&self, wish: ReportWeather) -> Answer<WeatherAt> {
        later(Ok(self.0.power.report_weather(wish, self.0.who())))
    }
    fn confirmations(&self) -> Answer<Vec<Confirmation>> {
        later(Ok(self.0.confirmations.borrow().clone()))
    }
    fn conformance(&self) -> Answer<Conformance> {
        later(Ok(office::conformance()))
    }
    fn closes(&self) -> Answer<Vec<Close>> {
        later(Ok(office::closes()))
    }
    fn alerts(&self) -> Answer<Vec<Alert>> {
        later(Ok(office::alerts()))
    }
    fn alert(&self, id: AlertId) -> Answer<Alert> {
        known(office::alerts().into_iter().find(|one| one.id == id))
    }
    fn numbers(&self) -> Answer<Settings> {
        later(Ok(office::numbers()))
    }
    fn agents(&self) -> Answer<Vec<Agent>> {
        later(Ok(office::agents()))
    }
    fn agent_statement(&self, agent: AgentId) -> Answer<AgentStatement> {
        later(Ok(office::agent_statement(agent)))
    }
    fn payment_questions(&self, _: bool) -> Answer<PaymentQuestions> {
        later(Ok(office::questions()))
    }
    fn orders(&self, all: bool) -> Answer<Vec<Order>> {
        later(Ok(self.0.service.orders(all)))
    }
    fn end_order(&self, id: OrderId, wish: EndOrder) -> Answer<Order> {
        known(self.0.service.end(id, wish, self.0.now()))
    }
    fn check_caller(&self, _: AccountId, _: CheckCaller) -> Answer<CallerChecked> {
        self.0.service.check();
        later(Ok(CallerChecked { verified: true }))
    }
    fn give_password_code(&self, _: AccountId) -> Answer<GivenPasswordCode> {
        let given = self.0.service.password_code();
        later(given.ok_or_else(|| refused("error-identity-needed")))
    }
    fn no_power(&self, account: AccountId) -> Answer<NoPower> {
        let last = self.0.all_payments(account).into_iter().next();
        let switch = data::supply(&self.0.state).switch;
        later(Ok(self.0.service.no_power(switch, last)))
    }
    fn command_log(&self, _: AccountId) -> Answer<Vec<CommandEntry>> {
        later(Ok(service::commands()))
    }
    fn meter_log(&self, _: AccountId) -> Answer<Vec<MeterEntry>> {
        later(Ok(service::written()))
    }
    fn regulator(&self, from: Day, until: Day) -> Answer<RegulatorReport> {
        let made_at = data::moment(self.0.now());
        later(Ok(report::report(from, until, made_at)))
    }
    fn acknowledge(&self, payment: PaymentId) -> Answer<()> {
        let at = data::moment(self.0.now());
        let by = self.0.who();
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
        self.0.stay.cancel_cheque(id, why.how, why.reason);
        self.move_out(account)
    }
}
