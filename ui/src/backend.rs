//! Who answers the UI's questions: the server over HTTP, the window around the page, or a mock.

mod http;
pub(crate) mod live;
mod mock;
mod mock_data;
mod tauri;

use crate::browser::{self, Keep};
use crate::model::glance::Glance;
use crate::model::link::query_value;
use crate::model::pay::Draft;
use ami_domain::clearance::Cause;
use ami_domain::id::{
    AccountId, AlertId, EventId, LocationId, MeterId, OrderId, PaymentId, PlanId,
};
use ami_domain::statement::Statement;
use ami_domain::time::Timestamp;
use ami_wire::api::event::{Book, Event, EventCheck, Events, Facility, Reschedule};
use ami_wire::api::service::{
    CallerChecked, CheckCaller, CommandEntry, EndOrder, MeterEntry, NoPower, Order,
};
use ami_wire::api::{
    Account, AccountRow, Confirmation, Conformance, Estimate, Live, Message, Payment, Payments,
    Problem, ServerTime, Session, SetLocale, SignIn, Step, Usage,
};
use ami_wire::api::{Alert, PublishAlert, SetNumbers, Settings};
use ami_wire::api::{
    ChangeProgram, Held, MovePlan, PlanSupply, Program, ReportWeather, SetMode, SupplyNow,
    SupplyPlan, WeatherAt,
};
use ami_wire::api::{Close, StatementRow};
use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The server refused, and says why in the reader's language.
    Refused(Problem),
    /// Nobody is signed in (any more).
    SignedOut,
    /// The server cannot be reached, or answered nonsense.
    Away,
    /// This host has no such thing.
    NotHere,
}

/// An answer that comes later.
pub(crate) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Trouble>>>>;

/// Something that ends when it is dropped.
pub(crate) type Guard = Box<dyn Any>;

/// News of an account.
pub(crate) enum Feed {
    /// The stream is open.
    Up,
    /// The stream is broken; it is being opened again.
    Down,
    /// One event.
    News(Box<Live>),
}

/// News for a display.
pub(crate) enum DisplayFeed {
    /// Whether the feed is alive.
    Connected(bool),
    /// A new glance.
    Glance(Box<Glance>),
    /// Every text that is to be shown now.
    Messages(Vec<Message>),
}

/// Where news goes.
pub(crate) type Sink<T> = Rc<dyn Fn(T)>;

/// Which host this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    /// A browser, with a server behind it.
    Web,
    /// Our own window in display mode.
    Window,
    /// A demonstration with invented figures.
    Mock,
}

/// Every question that the UI asks. Paths and shapes: `ami_wire::api`.
pub(crate) trait Backend {
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
    /// Usage of a window.
    fn usage(
        &self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
        step: Step,
    ) -> Answer<Usage>;
    /// Pays, or asks again with the same id.
    fn pay(&self, draft: &Draft) -> Answer<Payment>;
    /// One payment.
    fn payment(&self, account: AccountId, payment: PaymentId) -> Answer<Payment>;
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
    /// What receipts say about the use case's numbers, for the utility.
    fn conformance(&self) -> Answer<Conformance>;
    /// Closed days of the ledger, newest first, for the utility.
    fn closes(&self) -> Answer<Vec<Close>> {
        ready(Err(Trouble::NotHere))
    }
    /// Statements of an account, newest first.
    fn statements(&self, _: AccountId) -> Answer<Vec<StatementRow>> {
        ready(Err(Trouble::NotHere))
    }
    /// The statement that begins with this day, as 2026-11-15.
    fn statement(&self, _: AccountId, _: &str) -> Answer<Statement> {
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
    /// Places that may be booked, by a part of their address.
    fn facilities(&self, _: &str) -> Answer<Vec<Facility>> {
        ready(Err(Trouble::NotHere))
    }
    /// What a place says to a window, given by the clock of the place.
    fn check_event(&self, _: AccountId, _: LocationId, _: [&str; 2]) -> Answer<EventCheck> {
        ready(Err(Trouble::NotHere))
    }
    /// Books and pays, or asks again with the same ids.
    fn book_event(&self, _: AccountId, _: EventId, _: Book) -> Answer<Event> {
        ready(Err(Trouble::NotHere))
    }
    /// Prepaid events of an account, the latest start first.
    fn events(&self, _: AccountId) -> Answer<Events> {
        ready(Err(Trouble::NotHere))
    }
    /// One of them.
    fn event(&self, _: AccountId, _: EventId) -> Answer<Event> {
        ready(Err(Trouble::NotHere))
    }
    /// Moves one.
    fn move_event(&self, _: AccountId, _: EventId, _: Reschedule) -> Answer<Event> {
        ready(Err(Trouble::NotHere))
    }
    /// Cancels one before its start.
    fn cancel_event(&self, _: AccountId, _: EventId) -> Answer<Event> {
        ready(Err(Trouble::NotHere))
    }
    /// Ends a running one.
    fn end_event(&self, _: AccountId, _: EventId) -> Answer<Event> {
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

/// An answer that is there already.
fn ready<T: 'static>(answer: Result<T, Trouble>) -> Answer<T> {
    Box::pin(std::future::ready(answer))
}
