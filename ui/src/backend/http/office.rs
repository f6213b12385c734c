//! What staff asks, over HTTP.

use super::HttpBackend;
use super::ask::{NOTHING, ask, done, get, of, station};
use crate::backend::Answer;
use crate::backend::office::Office;
use crate::model::link::escaped;
use ami_domain::clearance::Cause;
use ami_domain::id::{
    AccountId, AgentId, AlertId, ClearanceId, DebtId, GrantId, MeterId, OrderId, PaymentId, PlanId,
    RefundId, TransferId, WriteOffId,
};
use ami_domain::protection::Flag;
use ami_domain::time::Day;
use ami_wire::api::baseline::{Baseline, SetBaseline};
use ami_wire::api::protect::{
    EndProtection, Protections, RulePack, SetHome, SetProtection, SetRulesOf,
};
use ami_wire::api::service::{
    CallerChecked, CheckCaller, CommandEntry, EndOrder, MeterEntry, NoPower, Order,
};
use ami_wire::api::station::{Agent, AgentKey, AgentStatement, Remit, SetAgent};
use ami_wire::api::{
    AccountRow, Alert, AnswerQuestion, AskWriteOff, BankFile, BankFileDone, CancelCheque,
    ChequeSent, Close, Confirmation, Conformance, CutsStopped, DebtPlan, DebtPreview,
    DecideWriteOff, Decision, EndGrant, GiveBack, GiveGrant, GivenPasswordCode, Grants, Held,
    MoveOut, MovePlan, Owing, PauseDebt, PaymentQuestions, PlanSupply, PublishAlert, Refund,
    Refunds, RegulatorReport, ReportWeather, SetNumbers, Settings, StopCuts, SupplyNow, SupplyPlan,
    WeatherAt, WriteOff,
};
use gloo_net::http::Method;

/// A path below one protection of an account.
fn flagged(account: AccountId, flag: Flag, rest: &str) -> String {
    of(account, &format!("/protections/{}{rest}", flag.word()))
}

/// The stop of all cuts.
const CUT_STOP: &str = "/api/utility/cut-stop";

impl Office for HttpBackend {
    fn accounts(&self, search: &str) -> Answer<Vec<AccountRow>> {
        get(format!("/api/accounts?search={}", escaped(search)))
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
    fn preview_debt(&self, account: AccountId, plan: DebtPlan) -> Answer<DebtPreview> {
        ask(Method::POST, of(account, "/debt/preview"), Some(&plan))
    }
    fn set_aside(&self, account: AccountId, plan: DebtPlan) -> Answer<Owing> {
        ask(Method::PUT, of(account, "/debt"), Some(&plan))
    }
    fn pause_debt(&self, account: AccountId, pause: PauseDebt) -> Answer<Owing> {
        ask(Method::PUT, of(account, "/debt-pause"), Some(&pause))
    }
    fn check_caller(&self, account: AccountId, check: CheckCaller) -> Answer<CallerChecked> {
        ask(Method::PUT, of(account, "/identity"), Some(&check))
    }
    fn give_password_code(&self, account: AccountId) -> Answer<GivenPasswordCode> {
        ask(Method::PUT, of(account, "/password-code"), NOTHING)
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
    fn confirmations(&self) -> Answer<Vec<Confirmation>> {
        get("/api/confirmations".to_owned())
    }
    fn closes(&self) -> Answer<Vec<Close>> {
        get("/api/closes".to_owned())
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
    fn cut_stop(&self) -> Answer<Option<CutsStopped>> {
        get(CUT_STOP.to_owned())
    }
    fn stop_cuts(&self, wish: StopCuts) -> Answer<Option<CutsStopped>> {
        ask(Method::PUT, CUT_STOP.to_owned(), Some(&wish))
    }
    fn lift_cut_stop(&self) -> Answer<Option<CutsStopped>> {
        ask(Method::PUT, format!("{CUT_STOP}/lift"), NOTHING)
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
    fn protect(&self, account: AccountId, flag: Flag, set: SetProtection) -> Answer<Protections> {
        ask(Method::PUT, flagged(account, flag, ""), Some(&set))
    }
    fn end_protection(
        &self,
        account: AccountId,
        flag: Flag,
        end: EndProtection,
    ) -> Answer<Protections> {
        ask(Method::PUT, flagged(account, flag, "/end"), Some(&end))
    }
    fn set_rules_of(&self, account: AccountId, rules: SetRulesOf) -> Answer<Protections> {
        ask(Method::PUT, of(account, "/rules"), Some(&rules))
    }
    fn rules(&self) -> Answer<Vec<RulePack>> {
        get("/api/rules".to_owned())
    }
    fn baseline(&self, account: AccountId) -> Answer<Baseline> {
        get(of(account, "/baseline"))
    }
    fn set_baseline(&self, account: AccountId, set: SetBaseline) -> Answer<Baseline> {
        ask(Method::PUT, of(account, "/baseline"), Some(&set))
    }
    fn give_grant(&self, account: AccountId, grant: GrantId, give: GiveGrant) -> Answer<Grants> {
        let path = of(account, &format!("/grants/{grant}"));
        ask(Method::PUT, path, Some(&give))
    }
    fn end_grant(&self, account: AccountId, grant: GrantId, end: EndGrant) -> Answer<Grants> {
        let path = of(account, &format!("/grants/{grant}/end"));
        ask(Method::PUT, path, Some(&end))
    }
    fn change_recovery(&self, account: AccountId, debt: DebtId, plan: DebtPlan) -> Answer<Owing> {
        ask(
            Method::PUT,
            of(account, &format!("/debt/{debt}")),
            Some(&plan),
        )
    }
    fn ask_write_off(
        &self,
        account: AccountId,
        id: WriteOffId,
        wish: AskWriteOff,
    ) -> Answer<WriteOff> {
        let path = of(account, &format!("/write-offs/{id}"));
        ask(Method::PUT, path, Some(&wish))
    }
    fn write_offs(&self) -> Answer<Vec<WriteOff>> {
        get("/api/write-offs".to_owned())
    }
    fn decide_write_off(&self, id: WriteOffId, decide: DecideWriteOff) -> Answer<WriteOff> {
        let path = format!("/api/write-offs/{id}/decision");
        ask(Method::PUT, path, Some(&decide))
    }
    fn cheque_sent(&self, account: AccountId, id: TransferId, sent: ChequeSent) -> Answer<MoveOut> {
        ask(
            Method::PUT,
            of(account, &format!("/cheques/{id}")),
            Some(&sent),
        )
    }
    fn set_home(&self, account: AccountId, home: SetHome) -> Answer<Protections> {
        ask(Method::PUT, of(account, "/home"), Some(&home))
    }
    fn cancel_cheque(
        &self,
        account: AccountId,
        id: TransferId,
        why: CancelCheque,
    ) -> Answer<MoveOut> {
        let path = of(account, &format!("/cheques/{id}/cancelled"));
        ask(Method::PUT, path, Some(&why))
    }
}
