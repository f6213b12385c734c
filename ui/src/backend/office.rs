//! What only the people of the utility ask: representatives at their desks, and the utility.

use super::{Answer, Trouble, ready};
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

/// The questions of staff. Paths and shapes: `ami_wire::api`.
pub(crate) trait Office {
    /// Accounts that match.
    fn accounts(&self, _: &str) -> Answer<Vec<AccountRow>> {
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
    /// Payments that meters have confirmed, for representatives.
    fn confirmations(&self) -> Answer<Vec<Confirmation>> {
        ready(Err(Trouble::NotHere))
    }
    /// A representative acknowledges one.
    fn acknowledge(&self, _: PaymentId) -> Answer<()> {
        ready(Err(Trouble::NotHere))
    }
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
    fn conformance(&self) -> Answer<Conformance> {
        ready(Err(Trouble::NotHere))
    }
    /// The report for the regulator of the days before another, for the utility.
    fn regulator(&self, _: Day, _: Day) -> Answer<RegulatorReport> {
        ready(Err(Trouble::NotHere))
    }
    /// Closed days of the ledger, newest first, for the utility.
    fn closes(&self) -> Answer<Vec<Close>> {
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
    /// A code for the customer of an account, to set a new password; it is shown this once.
    fn give_password_code(&self, _: AccountId) -> Answer<GivenPasswordCode> {
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
    /// The stop of all cuts that is in force.
    fn cut_stop(&self) -> Answer<Option<CutsStopped>> {
        ready(Err(Trouble::NotHere))
    }
    /// Stops all cuts.
    fn stop_cuts(&self, _: StopCuts) -> Answer<Option<CutsStopped>> {
        ready(Err(Trouble::NotHere))
    }
    /// Agrees that cuts begin again; two people must.
    fn lift_cut_stop(&self) -> Answer<Option<CutsStopped>> {
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
    /// Sets a protection, or another end of it.
    fn protect(&self, _: AccountId, _: Flag, _: SetProtection) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// Ends one.
    fn end_protection(&self, _: AccountId, _: Flag, _: EndProtection) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// Says whose rules hold for a customer, and in which hours of their own.
    fn set_rules_of(&self, _: AccountId, _: SetRulesOf) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// Every pack of rules, with its figures and where they come from.
    fn rules(&self) -> Answer<Vec<RulePack>> {
        ready(Err(Trouble::NotHere))
    }
    /// What baseline a home is entitled to.
    fn baseline(&self, _: AccountId) -> Answer<Baseline> {
        ready(Err(Trouble::NotHere))
    }
    /// Says so from a day on.
    fn set_baseline(&self, _: AccountId, _: SetBaseline) -> Answer<Baseline> {
        ready(Err(Trouble::NotHere))
    }
    /// Grants help; the same id again grants nothing more.
    fn give_grant(&self, _: AccountId, _: GrantId, _: GiveGrant) -> Answer<Grants> {
        ready(Err(Trouble::NotHere))
    }
    /// Takes back what is left of it.
    fn end_grant(&self, _: AccountId, _: GrantId, _: EndGrant) -> Answer<Grants> {
        ready(Err(Trouble::NotHere))
    }
    /// Changes how one debt is paid back.
    fn change_recovery(&self, _: AccountId, _: DebtId, _: DebtPlan) -> Answer<Owing> {
        ready(Err(Trouble::NotHere))
    }
    /// Asks for debt to be given up; the same id again asks once.
    fn ask_write_off(&self, _: AccountId, _: WriteOffId, _: AskWriteOff) -> Answer<WriteOff> {
        ready(Err(Trouble::NotHere))
    }
    /// What waits for a second person, oldest first.
    fn write_offs(&self) -> Answer<Vec<WriteOff>> {
        ready(Err(Trouble::NotHere))
    }
    /// Decides as the second person.
    fn decide_write_off(&self, _: WriteOffId, _: DecideWriteOff) -> Answer<WriteOff> {
        ready(Err(Trouble::NotHere))
    }
    /// Enters a cheque that was sent; the same id again enters it once.
    fn cheque_sent(&self, _: AccountId, _: TransferId, _: ChequeSent) -> Answer<MoveOut> {
        ready(Err(Trouble::NotHere))
    }
    /// Says since when the customer lives there.
    fn set_home(&self, _: AccountId, _: SetHome) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// Cancels a cheque that nobody was paid by.
    fn cancel_cheque(&self, _: AccountId, _: TransferId, _: CancelCheque) -> Answer<MoveOut> {
        ready(Err(Trouble::NotHere))
    }
}
