//! Who answers the UI's questions: the server over HTTP, the window around the page, or a mock.

mod answer;
mod bookings;
mod care;
mod http;
pub(crate) mod live;
mod mock;
mod mock_data;
mod tauri;

use answer::ready;
pub(crate) use answer::{Answer, DisplayFeed, Feed, Guard, Host, Sink, Trouble};
use bookings::Bookings;
use care::Care;

use crate::browser::{self, Keep};
use crate::model::link::query_value;
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
use std::rc::Rc;

/// Every question that the UI asks. Paths and shapes: `ami_wire::api`.
pub(crate) trait Backend: Bookings + Care {
    /// Which host this is.
    fn host(&self) -> Host;
    /// Business time.
    fn time(&self) -> Answer<ServerTime>;
    /// Who is signed in; [`Trouble::SignedOut`] for nobody.
    fn session(&self) -> Answer<Session>;
    /// Signs in.
    fn sign_in(&self, who: SignIn) -> Answer<Session>;
    /// Signs out.
    fn sign_out(&self) -> Answer<()>;
    /// Keeps the language of who is signed in.
    fn set_locale(&self, locale: SetLocale) -> Answer<()>;
    /// Accounts that match.
    fn accounts(&self, search: &str) -> Answer<Vec<AccountRow>>;
    /// One account.
    fn account(&self, account: AccountId) -> Answer<Account>;
    /// Money through the next bill date.
    fn estimate(&self, account: AccountId) -> Answer<Estimate>;
    /// Money through a day, written `YYYY-MM-DD`.
    fn estimate_through(&self, account: AccountId, day: &str) -> Answer<Estimate>;
    /// Usage of a window.
    fn usage(
        &self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
        step: Step,
    ) -> Answer<Usage>;
    /// How, and how much, may be paid now.
    fn payment_options(&self, _: AccountId) -> Answer<PaymentOptions> {
        ready(Err(Trouble::NotHere))
    }
    /// What a person must look at; with `all` what was answered, too.
    fn payment_questions(&self, _all: bool) -> Answer<PaymentQuestions> {
        ready(Err(Trouble::NotHere))
    }
    /// A person has looked.
    fn answer_question(&self, _: AnswerQuestion) -> Answer<PaymentQuestions> {
        ready(Err(Trouble::NotHere))
    }
    /// A bank's file of transfers.
    fn bank_file(&self, _: BankFile) -> Answer<BankFileDone> {
        ready(Err(Trouble::NotHere))
    }
    /// Pays, or asks again with the same id.
    fn pay(&self, draft: &Draft) -> Answer<Payment>;
    /// One payment.
    fn payment(&self, account: AccountId, payment: PaymentId) -> Answer<Payment>;
    /// What a payment would be split into now.
    fn split(&self, _: AccountId, _: Money) -> Answer<SplitPreview> {
        ready(Err(Trouble::NotHere))
    }
    /// What is owed and could be borrowed.
    fn owing(&self, _: AccountId) -> Answer<Owing> {
        ready(Err(Trouble::NotHere))
    }
    /// Looks at what a plan would mean, for representatives.
    fn preview_debt(&self, _: AccountId, _: DebtPlan) -> Answer<DebtPreview> {
        ready(Err(Trouble::NotHere))
    }
    /// A representative sets aside what is owed.
    fn set_aside(&self, _: AccountId, _: DebtPlan) -> Answer<Owing> {
        ready(Err(Trouble::NotHere))
    }
    /// A representative pauses paying back, or ends the pause.
    fn pause_debt(&self, _: AccountId, _: PauseDebt) -> Answer<Owing> {
        ready(Err(Trouble::NotHere))
    }
    /// Takes emergency credit.
    fn lend(&self, _: AccountId) -> Answer<Owing> {
        ready(Err(Trouble::NotHere))
    }
    /// What is behind a figure.
    fn explain(&self, _: LineageId) -> Answer<Explained> {
        ready(Err(Trouble::NotHere))
    }
    /// Payments, newest first.
    fn payments(&self, account: AccountId) -> Answer<Payments>;
    /// Texts, newest first.
    fn messages(&self, account: AccountId) -> Answer<Vec<Message>>;
    /// The reader has read a text.
    fn confirm_message(&self, account: Option<AccountId>, alert: AlertId) -> Answer<()>;
    /// Payments that meters have confirmed, for representatives.
    fn confirmations(&self) -> Answer<Vec<Confirmation>>;
    /// A representative acknowledges one.
    fn acknowledge(&self, payment: PaymentId) -> Answer<()>;
    /// Texts to many, newest first, for the utility.
    fn alerts(&self) -> Answer<Vec<Alert>> {
        ready(Err(Trouble::NotHere))
    }
    /// One of them, and how far it has come.
    fn alert(&self, _: AlertId) -> Answer<Alert> {
        ready(Err(Trouble::NotHere))
    }
    /// Publishes one.
    fn publish_alert(&self, _: AlertId, _: PublishAlert) -> Answer<Alert> {
        ready(Err(Trouble::NotHere))
    }
    /// Approves or takes back one: `approval` or `cancellation`.
    fn decide_alert(&self, _: AlertId, _: &'static str) -> Answer<Alert> {
        ready(Err(Trouble::NotHere))
    }
    /// The numbers of the utility.
    fn numbers(&self) -> Answer<Settings> {
        ready(Err(Trouble::NotHere))
    }
    /// Changes some of them.
    fn set_numbers(&self, _: SetNumbers) -> Answer<Settings> {
        ready(Err(Trouble::NotHere))
    }
    /// A text stands on the screen of this display.
    fn message_seen(&self, _: AlertId) -> Answer<()> {
        ready(Ok(()))
    }
    /// How an account tops itself up, and what comes.
    fn auto_pay(&self, _: AccountId) -> Answer<AutoPay> {
        ready(Err(Trouble::NotHere))
    }
    /// Keeps it.
    fn set_auto_pay(&self, _: AccountId, _: SetAutoPay) -> Answer<AutoPay> {
        ready(Err(Trouble::NotHere))
    }
    /// Links through which others pay, newest first.
    fn links(&self, _: AccountId) -> Answer<Vec<PayLink>> {
        ready(Err(Trouble::NotHere))
    }
    /// Makes one; its path is shown this once.
    fn make_link(&self, _: AccountId, _: MakeLink) -> Answer<MadeLink> {
        ready(Err(Trouble::NotHere))
    }
    /// Takes one back.
    fn revoke_link(&self, _: AccountId, _: LinkId) -> Answer<PayLink> {
        ready(Err(Trouble::NotHere))
    }
    /// What could be given back of a payment, for representatives.
    fn refunds(&self, _: AccountId, _: PaymentId) -> Answer<Refunds> {
        ready(Err(Trouble::NotHere))
    }
    /// Gives a part or all of it back; the same id again gives nothing more.
    fn refund(&self, _: AccountId, _: PaymentId, _: RefundId, _: GiveBack) -> Answer<Refund> {
        ready(Err(Trouble::NotHere))
    }
    /// Pay stations, by name, for the utility.
    fn agents(&self) -> Answer<Vec<Agent>> {
        ready(Err(Trouble::NotHere))
    }
    /// Adds one or changes it.
    fn set_agent(&self, _: AgentId, _: SetAgent) -> Answer<Agent> {
        ready(Err(Trouble::NotHere))
    }
    /// Gives one a new key, shown this once.
    fn new_agent_key(&self, _: AgentId) -> Answer<AgentKey> {
        ready(Err(Trouble::NotHere))
    }
    /// Ends all keys of one.
    fn revoke_agent_keys(&self, _: AgentId) -> Answer<Agent> {
        ready(Err(Trouble::NotHere))
    }
    /// Records that one has handed money over.
    fn remit(&self, _: AgentId, _: TransferId, _: Remit) -> Answer<Agent> {
        ready(Err(Trouble::NotHere))
    }
    /// The running day of one.
    fn agent_statement(&self, _: AgentId) -> Answer<AgentStatement> {
        ready(Err(Trouble::NotHere))
    }
    /// What receipts say about the use case's numbers, for the utility.
    fn conformance(&self) -> Answer<Conformance>;
    /// The report for the regulator of the days before another, for the utility.
    fn regulator(&self, _: Day, _: Day) -> Answer<RegulatorReport> {
        ready(Err(Trouble::NotHere))
    }
    /// Closed days of the ledger, newest first, for the utility.
    fn closes(&self) -> Answer<Vec<Close>> {
        ready(Err(Trouble::NotHere))
    }
    /// Statements of an account, newest first.
    fn statements(&self, _: AccountId) -> Answer<Vec<StatementRow>> {
        ready(Err(Trouble::NotHere))
    }
    /// The statement that begins with this day, as 2026-11-15.
    fn statement(&self, _: AccountId, _: &str) -> Answer<IssuedStatement> {
        ready(Err(Trouble::NotHere))
    }
    /// What happens at zero, and what may.
    fn program(&self, _: AccountId) -> Answer<Program> {
        ready(Err(Trouble::NotHere))
    }
    /// Changes what happens at zero.
    fn set_program(&self, _: AccountId, _: ChangeProgram) -> Answer<Program> {
        ready(Err(Trouble::NotHere))
    }
    /// Where an account stands on its way to prepayment, with the text in this language.
    fn enrolment(&self, _: AccountId, _: &str) -> Answer<Enrolment> {
        ready(Err(Trouble::NotHere))
    }
    /// Answers the medical questions.
    fn screen(&self, _: AccountId, _: Screen) -> Answer<Enrolment> {
        ready(Err(Trouble::NotHere))
    }
    /// Agrees to prepay.
    fn enrol(&self, _: AccountId, _: Enrol) -> Answer<Enrolment> {
        ready(Err(Trouble::NotHere))
    }
    /// Second contacts.
    fn contacts(&self, _: AccountId) -> Answer<Contacts> {
        ready(Err(Trouble::NotHere))
    }
    /// Names one, or changes it.
    fn name_contact(&self, _: AccountId, _: ContactId, _: NameContact) -> Answer<Contacts> {
        ready(Err(Trouble::NotHere))
    }
    /// Removes one.
    fn remove_contact(&self, _: AccountId, _: ContactId) -> Answer<Contacts> {
        ready(Err(Trouble::NotHere))
    }
    /// Whether and when an account is closed.
    fn move_out(&self, _: AccountId) -> Answer<MoveOut> {
        ready(Err(Trouble::NotHere))
    }
    /// Asks to close it.
    fn ask_move_out(&self, _: AccountId, _: AskMoveOut) -> Answer<MoveOut> {
        ready(Err(Trouble::NotHere))
    }
    /// Takes that back.
    fn stay(&self, _: AccountId) -> Answer<MoveOut> {
        ready(Err(Trouble::NotHere))
    }
    /// Checks who is calling, for representatives.
    fn check_caller(&self, _: AccountId, _: CheckCaller) -> Answer<CallerChecked> {
        ready(Err(Trouble::NotHere))
    }
    /// Where a report of no power stands.
    fn no_power(&self, _: AccountId) -> Answer<NoPower> {
        ready(Err(Trouble::NotHere))
    }
    /// Takes a step of it: nothing for the report itself, `/activation` or `/still-off`.
    fn no_power_step(&self, _: AccountId, _: &'static str) -> Answer<NoPower> {
        ready(Err(Trouble::NotHere))
    }
    /// Field and trouble orders; only open ones, or all.
    fn orders(&self, _: bool) -> Answer<Vec<Order>> {
        ready(Err(Trouble::NotHere))
    }
    /// Says how an order ended.
    fn end_order(&self, _: OrderId, _: EndOrder) -> Answer<Order> {
        ready(Err(Trouble::NotHere))
    }
    /// What a meter was told.
    fn command_log(&self, _: AccountId) -> Answer<Vec<CommandEntry>> {
        ready(Err(Trouble::NotHere))
    }
    /// What a meter has written down.
    fn meter_log(&self, _: AccountId) -> Answer<Vec<MeterEntry>> {
        ready(Err(Trouble::NotHere))
    }
    /// Converts to regular billing or back.
    fn set_mode(&self, _: AccountId, _: SetMode) -> Answer<Program> {
        ready(Err(Trouble::NotHere))
    }
    /// What that would mean by now.
    fn conversion(&self, _: AccountId, _to: Mode) -> Answer<Conversion> {
        ready(Err(Trouble::NotHere))
    }
    /// Supply of an account and its plans, for representatives.
    fn supply(&self, _: AccountId) -> Answer<SupplyNow> {
        ready(Err(Trouble::NotHere))
    }
    /// Switches on now.
    fn connect(&self, _: AccountId) -> Answer<SupplyNow> {
        ready(Err(Trouble::NotHere))
    }
    /// Plans something.
    fn plan(&self, _: AccountId, _: PlanId, _: PlanSupply) -> Answer<SupplyPlan> {
        ready(Err(Trouble::NotHere))
    }
    /// Moves a plan.
    fn move_plan(&self, _: AccountId, _: PlanId, _: MovePlan) -> Answer<SupplyPlan> {
        ready(Err(Trouble::NotHere))
    }
    /// Takes a plan back.
    fn cancel_plan(&self, _: AccountId, _: PlanId) -> Answer<SupplyPlan> {
        ready(Err(Trouble::NotHere))
    }
    /// Homes that a rule keeps on, for the utility.
    fn holds(&self) -> Answer<Vec<Held>> {
        ready(Err(Trouble::NotHere))
    }
    /// One decision about supply.
    fn decision(&self, _: ClearanceId) -> Answer<Decision> {
        ready(Err(Trouble::NotHere))
    }
    /// The newest decisions about an account's supply.
    fn decisions(&self, _: AccountId) -> Answer<Vec<Decision>> {
        ready(Err(Trouble::NotHere))
    }
    /// Releases one from quarantine; two people must.
    fn release(&self, _: MeterId, _: Cause) -> Answer<Held> {
        ready(Err(Trouble::NotHere))
    }
    /// The weather at every place.
    fn weather(&self) -> Answer<Vec<WeatherAt>> {
        ready(Err(Trouble::NotHere))
    }
    /// Reports the weather at a place.
    fn report_weather(&self, _: ReportWeather) -> Answer<WeatherAt> {
        ready(Err(Trouble::NotHere))
    }
    /// News of an account until the guard is dropped.
    fn live(&self, account: AccountId, sink: Sink<Feed>) -> Guard;
    /// News for a display until the guard is dropped.
    fn display(&self, account: Option<AccountId>, sink: Sink<DisplayFeed>) -> Guard;
}

const KEY_MOCK: &str = "ami-mock";

/// Chooses by where the page runs. `?mock=1` stays chosen in this tab, `?mock=0` ends it.
pub(crate) fn choose() -> Rc<dyn Backend> {
    let query = browser::query();
    match query_value(&query, "mock") {
        Some("0") => browser::forget(Keep::Tab, KEY_MOCK),
        Some(_) => browser::keep(Keep::Tab, KEY_MOCK, &query),
        None => {}
    }
    if let Some(query) = browser::kept(Keep::Tab, KEY_MOCK) {
        Rc::new(mock::MockBackend::new(&query))
    } else if browser::in_window() {
        Rc::new(tauri::TauriBackend)
    } else {
        Rc::new(http::HttpBackend)
    }
}
