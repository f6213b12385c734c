//! The server over HTTP: same origin, JSON, session cookie.

mod ask;
mod bookings;
mod care;

use super::{Answer, Backend, DisplayFeed, Feed, Guard, Host, Sink, Trouble, live};
use crate::model::link::escaped;
use crate::model::pay::Draft;
use ami_domain::account::Mode;
use ami_domain::clearance::Cause;
use ami_domain::explain::LineageId;
use ami_domain::id::{
    AccountId, AgentId, AlertId, ClearanceId, ContactId, LinkId, MeterId, OrderId, PaymentId,
    PlanId, RefundId, TransferId,
};
use ami_domain::money::Money;
use ami_domain::time::{Day, Timestamp};
use ami_wire::api::auto_pay::{AutoPay, SetAutoPay};
use ami_wire::api::enrol::{Contacts, Enrol, Enrolment, NameContact, Screen};
use ami_wire::api::link::{MadeLink, MakeLink, PayLink};
use ami_wire::api::service::{
    CallerChecked, CheckCaller, CommandEntry, EndOrder, MeterEntry, NoPower, Order,
};
use ami_wire::api::station::{Agent, AgentKey, AgentStatement, Remit, SetAgent};
use ami_wire::api::{
    Account, AccountRow, Alert, AnswerQuestion, AskMoveOut, BankFile, BankFileDone, ChangeProgram,
    Close, Confirmation, Conformance, Conversion, DebtPlan, DebtPreview, Decision, Estimate,
    Explained, GiveBack, Held, IssuedStatement, Message, MoveOut, MovePlan, Owing, PauseDebt,
    Payment, PaymentOptions, PaymentQuestions, Payments, PlanSupply, Program, PublishAlert, Refund,
    Refunds, RegulatorReport, ReportWeather, ServerTime, Session, SetLocale, SetMode, SetNumbers,
    Settings, SignIn, SplitPreview, StatementRow, Step, SupplyNow, SupplyPlan, Usage, WeatherAt,
};
use ask::{NOTHING, ask, done, get, of, station};
use gloo_net::http::Method;

/// Answers from the server that served this page.
pub(super) struct HttpBackend;

impl Backend for HttpBackend {
    fn host(&self) -> Host {
        Host::Web
    }
    fn time(&self) -> Answer<ServerTime> {
        get("/api/time".to_owned())
    }
    fn session(&self) -> Answer<Session> {
        get("/api/session".to_owned())
    }
    fn sign_in(&self, who: SignIn) -> Answer<Session> {
        ask(Method::POST, "/api/session".to_owned(), Some(&who))
    }
    fn sign_out(&self) -> Answer<()> {
        done(ask(Method::DELETE, "/api/session".to_owned(), NOTHING))
    }
    fn set_locale(&self, locale: SetLocale) -> Answer<()> {
        done(ask(
            Method::PUT,
            "/api/session/locale".to_owned(),
            Some(&locale),
        ))
    }
    fn accounts(&self, search: &str) -> Answer<Vec<AccountRow>> {
        get(format!("/api/accounts?search={}", escaped(search)))
    }
    fn account(&self, account: AccountId) -> Answer<Account> {
        get(of(account, ""))
    }
    fn estimate(&self, account: AccountId) -> Answer<Estimate> {
        get(of(account, "/estimate"))
    }
    fn estimate_through(&self, account: AccountId, day: &str) -> Answer<Estimate> {
        get(of(account, &format!("/estimate?until={}", escaped(day))))
    }
    fn usage(
        &self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
        step: Step,
    ) -> Answer<Usage> {
        let step = match step {
            Step::Hour => "hour",
            Step::Day => "day",
            Step::Month => "month",
        };
        let (from, until) = (from.as_millis(), until.as_millis());
        get(of(
            account,
            &format!("/usage?from={from}&until={until}&step={step}"),
        ))
    }
    fn payment_options(&self, account: AccountId) -> Answer<PaymentOptions> {
        get(of(account, "/payment-options"))
    }
    fn payment_questions(&self, all: bool) -> Answer<PaymentQuestions> {
        get(format!("/api/utility/payment-questions?all={all}"))
    }
    fn answer_question(&self, answer: AnswerQuestion) -> Answer<PaymentQuestions> {
        let path = "/api/utility/payment-questions".to_owned();
        ask(Method::PUT, path, Some(&answer))
    }
    fn bank_file(&self, file: BankFile) -> Answer<BankFileDone> {
        ask(
            Method::PUT,
            "/api/utility/bank-file".to_owned(),
            Some(&file),
        )
    }
    fn pay(&self, draft: &Draft) -> Answer<Payment> {
        let path = of(draft.account, &format!("/payments/{}", draft.payment));
        ask(Method::PUT, path, Some(&draft.pay))
    }
    fn payment(&self, account: AccountId, payment: PaymentId) -> Answer<Payment> {
        get(of(account, &format!("/payments/{payment}")))
    }
    fn split(&self, account: AccountId, amount: Money) -> Answer<SplitPreview> {
        get(of(
            account,
            &format!("/split?amount={}", amount.as_micros()),
        ))
    }
    fn owing(&self, account: AccountId) -> Answer<Owing> {
        get(of(account, "/debt"))
    }
    fn preview_debt(&self, account: AccountId, plan: DebtPlan) -> Answer<DebtPreview> {
        ask(Method::POST, of(account, "/debt/preview"), Some(&plan))
    }
    fn set_aside(&self, account: AccountId, plan: DebtPlan) -> Answer<Owing> {
        ask(Method::PUT, of(account, "/debt"), Some(&plan))
    }
    fn pause_debt(&self, account: AccountId, pause: PauseDebt) -> Answer<Owing> {
        ask(Method::PUT, of(account, "/debt-pause"), Some(&pause))
    }
    fn lend(&self, account: AccountId) -> Answer<Owing> {
        ask(Method::PUT, of(account, "/emergency"), NOTHING)
    }
    fn explain(&self, lineage: LineageId) -> Answer<Explained> {
        get(format!("/api/explain/{lineage}"))
    }
    fn payments(&self, account: AccountId) -> Answer<Payments> {
        get(of(account, "/payments"))
    }
    fn messages(&self, account: AccountId) -> Answer<Vec<Message>> {
        get(of(account, "/messages"))
    }
    fn program(&self, account: AccountId) -> Answer<Program> {
        get(of(account, "/program"))
    }
    fn set_program(&self, account: AccountId, change: ChangeProgram) -> Answer<Program> {
        ask(Method::PUT, of(account, "/program"), Some(&change))
    }
    fn enrolment(&self, account: AccountId, locale: &str) -> Answer<Enrolment> {
        get(of(
            account,
            &format!("/enrolment?locale={}", escaped(locale)),
        ))
    }
    fn screen(&self, account: AccountId, answers: Screen) -> Answer<Enrolment> {
        let path = of(account, "/enrolment/screening");
        ask(Method::PUT, path, Some(&answers))
    }
    fn enrol(&self, account: AccountId, wanted: Enrol) -> Answer<Enrolment> {
        ask(Method::PUT, of(account, "/enrolment"), Some(&wanted))
    }
    fn contacts(&self, account: AccountId) -> Answer<Contacts> {
        get(of(account, "/contacts"))
    }
    fn name_contact(
        &self,
        account: AccountId,
        contact: ContactId,
        wanted: NameContact,
    ) -> Answer<Contacts> {
        let path = of(account, &format!("/contacts/{contact}"));
        ask(Method::PUT, path, Some(&wanted))
    }
    fn remove_contact(&self, account: AccountId, contact: ContactId) -> Answer<Contacts> {
        let path = of(account, &format!("/contacts/{contact}"));
        ask(Method::DELETE, path, NOTHING)
    }
    fn move_out(&self, account: AccountId) -> Answer<MoveOut> {
        get(of(account, "/move-out"))
    }
    fn ask_move_out(&self, account: AccountId, wanted: AskMoveOut) -> Answer<MoveOut> {
        ask(Method::PUT, of(account, "/move-out"), Some(&wanted))
    }
    fn stay(&self, account: AccountId) -> Answer<MoveOut> {
        ask(Method::DELETE, of(account, "/move-out"), NOTHING)
    }
    fn check_caller(&self, account: AccountId, check: CheckCaller) -> Answer<CallerChecked> {
        ask(Method::PUT, of(account, "/identity"), Some(&check))
    }
    fn no_power(&self, account: AccountId) -> Answer<NoPower> {
        get(of(account, "/no-power"))
    }
    fn no_power_step(&self, account: AccountId, step: &'static str) -> Answer<NoPower> {
        ask(Method::PUT, of(account, "/no-power") + step, NOTHING)
    }
    fn orders(&self, open: bool) -> Answer<Vec<Order>> {
        get(format!("/api/orders?open={open}"))
    }
    fn end_order(&self, order: OrderId, end: EndOrder) -> Answer<Order> {
        ask(Method::PUT, format!("/api/orders/{order}"), Some(&end))
    }
    fn command_log(&self, account: AccountId) -> Answer<Vec<CommandEntry>> {
        get(of(account, "/command-log"))
    }
    fn meter_log(&self, account: AccountId) -> Answer<Vec<MeterEntry>> {
        get(of(account, "/meter-log"))
    }
    fn confirm_message(&self, account: Option<AccountId>, alert: AlertId) -> Answer<()> {
        let Some(account) = account else {
            return super::ready(Err(Trouble::NotHere));
        };
        let path = of(account, &format!("/messages/{alert}/confirmation"));
        done(ask(Method::PUT, path, NOTHING))
    }
    fn confirmations(&self) -> Answer<Vec<Confirmation>> {
        get("/api/confirmations".to_owned())
    }
    fn closes(&self) -> Answer<Vec<Close>> {
        get("/api/closes".to_owned())
    }
    fn statements(&self, account: AccountId) -> Answer<Vec<StatementRow>> {
        get(of(account, "/statements"))
    }
    fn statement(&self, account: AccountId, from: &str) -> Answer<IssuedStatement> {
        get(of(account, &format!("/statements/{}", escaped(from))))
    }
    fn conformance(&self) -> Answer<Conformance> {
        get("/api/conformance".to_owned())
    }
    fn regulator(&self, from: Day, until: Day) -> Answer<RegulatorReport> {
        get(format!("/api/report/regulator?from={from}&until={until}"))
    }
    fn acknowledge(&self, payment: PaymentId) -> Answer<()> {
        done(ask(
            Method::PUT,
            format!("/api/confirmations/{payment}"),
            NOTHING,
        ))
    }
    fn alerts(&self) -> Answer<Vec<Alert>> {
        get("/api/utility/alerts".to_owned())
    }
    fn alert(&self, alert: AlertId) -> Answer<Alert> {
        get(format!("/api/utility/alerts/{alert}"))
    }
    fn publish_alert(&self, alert: AlertId, wanted: PublishAlert) -> Answer<Alert> {
        let path = format!("/api/utility/alerts/{alert}");
        ask(Method::PUT, path, Some(&wanted))
    }
    fn decide_alert(&self, alert: AlertId, what: &'static str) -> Answer<Alert> {
        let path = format!("/api/utility/alerts/{alert}/{what}");
        ask(Method::PUT, path, NOTHING)
    }
    fn auto_pay(&self, account: AccountId) -> Answer<AutoPay> {
        get(of(account, "/auto-pay"))
    }
    fn set_auto_pay(&self, account: AccountId, wish: SetAutoPay) -> Answer<AutoPay> {
        ask(Method::PUT, of(account, "/auto-pay"), Some(&wish))
    }
    fn links(&self, account: AccountId) -> Answer<Vec<PayLink>> {
        get(of(account, "/links"))
    }
    fn make_link(&self, account: AccountId, wish: MakeLink) -> Answer<MadeLink> {
        ask(Method::POST, of(account, "/links"), Some(&wish))
    }
    fn revoke_link(&self, account: AccountId, link: LinkId) -> Answer<PayLink> {
        ask(
            Method::DELETE,
            of(account, &format!("/links/{link}")),
            NOTHING,
        )
    }
    fn refunds(&self, account: AccountId, payment: PaymentId) -> Answer<Refunds> {
        get(of(account, &format!("/payments/{payment}/refunds")))
    }
    fn refund(&self, who: AccountId, of_: PaymentId, id: RefundId, it: GiveBack) -> Answer<Refund> {
        let path = of(who, &format!("/payments/{of_}/refunds/{id}"));
        ask(Method::PUT, path, Some(&it))
    }
    fn agents(&self) -> Answer<Vec<Agent>> {
        get("/api/utility/agents".to_owned())
    }
    fn set_agent(&self, agent: AgentId, set: SetAgent) -> Answer<Agent> {
        ask(Method::PUT, station(agent, ""), Some(&set))
    }
    fn new_agent_key(&self, agent: AgentId) -> Answer<AgentKey> {
        ask(Method::PUT, station(agent, "/key"), NOTHING)
    }
    fn revoke_agent_keys(&self, agent: AgentId) -> Answer<Agent> {
        ask(Method::DELETE, station(agent, "/key"), NOTHING)
    }
    fn remit(&self, agent: AgentId, id: TransferId, remit: Remit) -> Answer<Agent> {
        let path = station(agent, &format!("/remittances/{id}"));
        ask(Method::PUT, path, Some(&remit))
    }
    fn agent_statement(&self, agent: AgentId) -> Answer<AgentStatement> {
        get(station(agent, "/statement"))
    }
    fn numbers(&self) -> Answer<Settings> {
        get("/api/utility/settings".to_owned())
    }
    fn set_numbers(&self, numbers: SetNumbers) -> Answer<Settings> {
        let path = "/api/utility/settings".to_owned();
        ask(Method::PUT, path, Some(&numbers))
    }
    fn set_mode(&self, account: AccountId, mode: SetMode) -> Answer<Program> {
        ask(Method::PUT, of(account, "/mode"), Some(&mode))
    }
    fn conversion(&self, account: AccountId, to: Mode) -> Answer<Conversion> {
        get(of(account, &format!("/mode?to={}", to.word())))
    }
    fn supply(&self, account: AccountId) -> Answer<SupplyNow> {
        get(of(account, "/supply"))
    }
    fn connect(&self, account: AccountId) -> Answer<SupplyNow> {
        ask(Method::PUT, of(account, "/supply/connect"), NOTHING)
    }
    fn plan(&self, account: AccountId, plan: PlanId, what: PlanSupply) -> Answer<SupplyPlan> {
        ask(
            Method::PUT,
            of(account, &format!("/plans/{plan}")),
            Some(&what),
        )
    }
    fn move_plan(&self, account: AccountId, plan: PlanId, to: MovePlan) -> Answer<SupplyPlan> {
        let path = of(account, &format!("/plans/{plan}/time"));
        ask(Method::PUT, path, Some(&to))
    }
    fn cancel_plan(&self, account: AccountId, plan: PlanId) -> Answer<SupplyPlan> {
        ask(
            Method::DELETE,
            of(account, &format!("/plans/{plan}")),
            NOTHING,
        )
    }
    fn holds(&self) -> Answer<Vec<Held>> {
        get("/api/utility/holds".to_owned())
    }
    fn decision(&self, id: ClearanceId) -> Answer<Decision> {
        get(format!("/api/utility/decisions/{id}"))
    }
    fn decisions(&self, account: AccountId) -> Answer<Vec<Decision>> {
        get(of(account, "/decisions"))
    }
    fn release(&self, meter: MeterId, cause: Cause) -> Answer<Held> {
        let path = format!("/api/utility/holds/{meter}/{}/release", cause.word());
        ask(Method::PUT, path, NOTHING)
    }
    fn weather(&self) -> Answer<Vec<WeatherAt>> {
        get("/api/utility/weather".to_owned())
    }
    fn report_weather(&self, report: ReportWeather) -> Answer<WeatherAt> {
        ask(
            Method::PUT,
            "/api/utility/weather".to_owned(),
            Some(&report),
        )
    }
    fn live(&self, account: AccountId, sink: Sink<Feed>) -> Guard {
        live::open(of(account, "/live"), sink)
    }
    fn display(&self, account: Option<AccountId>, sink: Sink<DisplayFeed>) -> Guard {
        live::display(account, sink)
    }
}
