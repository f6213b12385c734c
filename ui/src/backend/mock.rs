//! A utility inside the page, for demonstrations and screenshots: `?mock=1`, with
//! `as=customer|representative|utility` and
//! `state=low|critical|zero|off|limited|learning|offline|stale|gone`.

mod answer;
mod bookings;
mod care;
mod estimate;
mod feed;
pub(super) mod home;
mod money;
mod office;
mod papers;
mod power;
mod report;
mod service;
mod stay;
mod world;

use super::mock_data as data;
use super::{Answer, Backend, DisplayFeed, Feed, Guard, Host, Sink, Trouble, ready};
use crate::browser;
use crate::model::link::query_value;
use crate::model::pay::Draft;
use ami_domain::account::Mode;
use ami_domain::clearance::Cause;
use ami_domain::explain::LineageId;
use ami_domain::id::{
    AccountId, AgentId, AlertId, ClearanceId, ContactId, LinkId, MeterId, OrderId, PaymentId,
    PlanId, RefundId,
};
use ami_domain::role::Role;
use ami_domain::time::{Day, Timestamp};
use ami_wire::api::auto_pay::{AutoPay, SetAutoPay};
use ami_wire::api::enrol::{Contacts, Enrol, Enrolment, NameContact, Screen};
use ami_wire::api::link::{MadeLink, MakeLink, PayLink};
use ami_wire::api::service::{
    CallerChecked, CheckCaller, CommandEntry, EndOrder, MeterEntry, NoPower, Order,
};
use ami_wire::api::station::{Agent, AgentStatement};
use ami_wire::api::{
    Account, AccountRow, Acknowledged, Confirmation, Conformance, Estimate, Explained, Message,
    Payment, PaymentOptions, Payments, RegulatorReport, ServerTime, Session, SetLocale, SignIn,
    Step, Usage,
};
use ami_wire::api::{Alert, Close, PaymentQuestions, Settings, WeatherAt};
use ami_wire::api::{AskMoveOut, GiveBack, MoveOut, Owing, Refund, Refunds};
use ami_wire::api::{ChangeProgram, Conversion, IssuedStatement, Program, SetMode, StatementRow};
use ami_wire::api::{Decision, Held, MovePlan, PlanSupply, ReportWeather, SupplyNow, SupplyPlan};
use answer::{known, later, refused, tag};
use std::cell::RefCell;
use std::rc::Rc;

struct World {
    state: String,
    started_ms: i64,
    session: RefCell<Option<Session>>,
    payments: RefCell<Vec<(Draft, Timestamp)>>,
    messages: RefCell<Vec<Message>>,
    confirmations: RefCell<Vec<Confirmation>>,
    money: money::Kept,
    care: care::Kept,
    stay: stay::Kept,
    power: power::Kept,
    bookings: bookings::Kept,
    service: service::Kept,
}

/// Answers from inside the page.
pub(super) struct MockBackend(Rc<World>);

impl MockBackend {
    /// As the query asks.
    pub(super) fn new(query: &str) -> Self {
        let role = query_value(query, "as").and_then(|word| word.parse::<Role>().ok());
        Self(Rc::new(World {
            state: query_value(query, "state").unwrap_or("ok").to_owned(),
            started_ms: browser::real_ms(),
            session: RefCell::new(role.map(data::session)),
            payments: RefCell::default(),
            messages: RefCell::new(data::messages()),
            confirmations: RefCell::new(data::confirmations()),
            money: money::Kept::default(),
            care: care::Kept::default(),
            stay: stay::Kept::default(),
            power: power::Kept::default(),
            bookings: bookings::Kept::default(),
            service: service::Kept::default(),
        }))
    }
}

impl Backend for MockBackend {
    fn host(&self) -> Host {
        Host::Mock
    }
    fn time(&self) -> Answer<ServerTime> {
        ready(Ok(ServerTime {
            now: self.0.now(),
            factor: 1,
        }))
    }
    fn session(&self) -> Answer<Session> {
        later(self.0.session.borrow().clone().ok_or(Trouble::SignedOut))
    }
    fn sign_in(&self, who: SignIn) -> Answer<Session> {
        if who.password == "wrong" {
            return later(Err(refused("error-wrong-password")));
        }
        let representative = who.login.starts_with("rep");
        let role = match representative {
            true => Role::Representative,
            false => Role::Customer,
        };
        let session = data::session(role);
        *self.0.session.borrow_mut() = Some(session.clone());
        later(Ok(session))
    }
    fn sign_out(&self) -> Answer<()> {
        self.0.session.borrow_mut().take();
        later(Ok(()))
    }
    fn set_locale(&self, _: SetLocale) -> Answer<()> {
        ready(Ok(()))
    }
    fn accounts(&self, search: &str) -> Answer<Vec<AccountRow>> {
        let wanted = search.to_lowercase();
        let matches = |row: &AccountRow| {
            format!("{} {} {}", row.number, row.name, row.address)
                .to_lowercase()
                .contains(&wanted)
        };
        later(Ok(data::rows().into_iter().filter(matches).collect()))
    }
    fn account(&self, account: AccountId) -> Answer<Account> {
        later(Ok(data::account(account, &self.0.state, &self.0.added())))
    }
    fn estimate(&self, account: AccountId) -> Answer<Estimate> {
        later(self.0.estimated(account, None))
    }
    fn estimate_through(&self, account: AccountId, day: &str) -> Answer<Estimate> {
        later(self.0.estimated(account, Some(day)))
    }
    fn usage(&self, _: AccountId, from: Timestamp, until: Timestamp, step: Step) -> Answer<Usage> {
        later(Ok(data::usage(from, until, step)))
    }
    fn payment_options(&self, _: AccountId) -> Answer<PaymentOptions> {
        ready(Ok(money::payment_options()))
    }
    fn pay(&self, draft: &Draft) -> Answer<Payment> {
        let now = self.0.now();
        let mut payments = self.0.payments.borrow_mut();
        let known = payments
            .iter()
            .find(|(old, _)| old.payment == draft.payment)
            .map(|(_, at)| *at);
        if known.is_none() {
            payments.push((draft.clone(), now));
        }
        later(Ok(self.0.paid(draft, known.unwrap_or(now))))
    }
    fn payment(&self, account: AccountId, payment: PaymentId) -> Answer<Payment> {
        let found = self
            .0
            .all_payments(account)
            .into_iter()
            .find(|p| p.id == payment);
        later(found.ok_or_else(|| refused("error-not-found")))
    }
    fn payments(&self, account: AccountId) -> Answer<Payments> {
        later(Ok(Payments {
            payments: self.0.all_payments(account),
        }))
    }
    fn explain(&self, lineage: LineageId) -> Answer<Explained> {
        let (state, added) = (&self.0.state, self.0.added());
        known(home::explained(
            state,
            data::balance(state),
            &added,
            lineage,
        ))
    }
    fn auto_pay(&self, _: AccountId) -> Answer<AutoPay> {
        later(Ok(self.0.money.auto_pay(self.0.now())))
    }
    fn set_auto_pay(&self, _: AccountId, wish: SetAutoPay) -> Answer<AutoPay> {
        self.0.money.set_auto_pay(wish);
        later(Ok(self.0.money.auto_pay(self.0.now())))
    }
    fn links(&self, _: AccountId) -> Answer<Vec<PayLink>> {
        later(Ok(self.0.money.links()))
    }
    fn make_link(&self, _: AccountId, wish: MakeLink) -> Answer<MadeLink> {
        later(Ok(self.0.money.make_link(self.0.now(), wish)))
    }
    fn revoke_link(&self, _: AccountId, link: LinkId) -> Answer<PayLink> {
        known(self.0.money.revoke_link(link))
    }
    fn refunds(&self, account: AccountId, payment: PaymentId) -> Answer<Refunds> {
        let all = self.0.all_payments(account);
        let found = all.iter().find(|one| one.id == payment);
        known(found.map(|one| self.0.money.refunds(one)))
    }
    fn refund(&self, _: AccountId, of: PaymentId, id: RefundId, wish: GiveBack) -> Answer<Refund> {
        later(Ok(self.0.money.refund(self.0.now(), of, id, wish)))
    }
    fn owing(&self, _: AccountId) -> Answer<Owing> {
        later(Ok(self.0.care.owing()))
    }
    fn enrolment(&self, _: AccountId, locale: &str) -> Answer<Enrolment> {
        later(Ok(self.0.stay.enrolment(locale)))
    }
    fn screen(&self, account: AccountId, answers: Screen) -> Answer<Enrolment> {
        self.0.stay.screen(answers.needs);
        self.enrolment(account, tag())
    }
    fn enrol(&self, account: AccountId, wish: Enrol) -> Answer<Enrolment> {
        match self.0.stay.enrol(self.0.now(), &wish) {
            Ok(()) => self.enrolment(account, tag()),
            Err(code) => later(Err(refused(code))),
        }
    }
    fn contacts(&self, _: AccountId) -> Answer<Contacts> {
        later(Ok(self.0.stay.contacts()))
    }
    fn name_contact(&self, who: AccountId, id: ContactId, wish: NameContact) -> Answer<Contacts> {
        match self.0.stay.name_contact(self.0.now(), id, wish) {
            Ok(()) => self.contacts(who),
            Err(code) => later(Err(refused(code))),
        }
    }
    fn remove_contact(&self, account: AccountId, id: ContactId) -> Answer<Contacts> {
        self.0.stay.remove_contact(id);
        self.contacts(account)
    }
    fn move_out(&self, _: AccountId) -> Answer<MoveOut> {
        later(Ok(self.0.stay.move_out(&self.0.state)))
    }
    fn ask_move_out(&self, account: AccountId, wish: AskMoveOut) -> Answer<MoveOut> {
        self.0.stay.leave(Some(&wish.at));
        self.move_out(account)
    }
    fn stay(&self, account: AccountId) -> Answer<MoveOut> {
        self.0.stay.leave(None);
        self.move_out(account)
    }
    fn statements(&self, account: AccountId) -> Answer<Vec<StatementRow>> {
        later(Ok(papers::rows(account)))
    }
    fn statement(&self, account: AccountId, from: &str) -> Answer<IssuedStatement> {
        let (state, added) = (&self.0.state, self.0.added());
        known(papers::issued(
            state,
            account,
            data::balance(state),
            &added,
            from,
        ))
    }
    fn program(&self, _: AccountId) -> Answer<Program> {
        later(Ok(self.0.power.program()))
    }
    fn set_program(&self, account: AccountId, wish: ChangeProgram) -> Answer<Program> {
        self.0.power.set_program(wish);
        self.program(account)
    }
    fn set_mode(&self, account: AccountId, wish: SetMode) -> Answer<Program> {
        self.0.power.set_mode(wish.mode);
        self.program(account)
    }
    fn conversion(&self, _: AccountId, to: Mode) -> Answer<Conversion> {
        let balance = data::balance(&self.0.state);
        later(Ok(self.0.power.conversion(to, balance)))
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
    fn report_weather(&self, wish: ReportWeather) -> Answer<WeatherAt> {
        later(Ok(self.0.power.report_weather(wish, self.0.who())))
    }
    fn messages(&self, _: AccountId) -> Answer<Vec<Message>> {
        later(Ok(self.0.messages.borrow().clone()))
    }
    fn confirm_message(&self, _: Option<AccountId>, alert: AlertId) -> Answer<()> {
        self.0.confirm(alert);
        later(Ok(()))
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
    fn live(&self, account: AccountId, sink: Sink<Feed>) -> Guard {
        feed::live(&self.0, account, sink)
    }
    fn display(&self, _: Option<AccountId>, sink: Sink<DisplayFeed>) -> Guard {
        feed::display(&self.0, &sink)
    }
}
