//! The server over HTTP: same origin, JSON, session cookie.

use super::{Answer, Backend, DisplayFeed, Feed, Guard, Host, Sink, Trouble, live};
use crate::model::link::escaped;
use crate::model::pay::Draft;
use crate::shell::shell;
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
    Account, AccountRow, Confirmation, Conformance, Estimate, Message, Payment, Payments, Problem,
    ServerTime, Session, SetLocale, SignIn, Step, Usage,
};
use ami_wire::api::{Alert, PublishAlert, SetNumbers, Settings};
use ami_wire::api::{
    ChangeProgram, Held, MovePlan, PlanSupply, Program, ReportWeather, SetMode, SupplyNow,
    SupplyPlan, WeatherAt,
};
use ami_wire::api::{Close, StatementRow};
use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Answers from the server that served this page.
pub(super) struct HttpBackend;

/// An answer that takes longer is given up; a payment is then asked for again with its id.
const TIMEOUT_MS: u32 = 30_000;

/// No body.
const NOTHING: Option<&()> = None;

fn ask<T: DeserializeOwned + 'static>(
    method: Method,
    path: String,
    body: Option<&impl Serialize>,
) -> Answer<T> {
    let body = body.map(serde_json::to_string);
    let language = shell().locale.get_untracked().tag();
    Box::pin(async move {
        let response = send(method, &path, body, language).await?;
        let status = response.status();
        let text = response.text().await.map_err(|_| Trouble::Away)?;
        if (200..300).contains(&status) {
            // Nothing is a fine answer where nothing is expected.
            let text = if text.is_empty() { "null" } else { &text };
            return serde_json::from_str(text).map_err(|_| Trouble::Away);
        }
        match serde_json::from_str::<Problem>(&text) {
            Ok(problem) if status == 401 && problem.code == "error-unauthorized" => {
                Err(Trouble::SignedOut)
            }
            Ok(problem) => Err(Trouble::Refused(problem)),
            Err(_) if status == 401 => Err(Trouble::SignedOut),
            Err(_) => Err(Trouble::Away),
        }
    })
}

async fn send(
    method: Method,
    path: &str,
    body: Option<Result<String, serde_json::Error>>,
    language: &str,
) -> Result<Response, Trouble> {
    let abort = web_sys::AbortController::new().map_err(|_| Trouble::Away)?;
    let signal = abort.signal();
    let _timer = gloo_timers::callback::Timeout::new(TIMEOUT_MS, move || abort.abort());
    let changes = method == Method::PUT;
    let builder = RequestBuilder::new(path)
        .method(method)
        .abort_signal(Some(&signal))
        .header("Accept", "application/json")
        .header("Accept-Language", language);
    let request = match body {
        // The server takes changes only in a form that no foreign page can send (CSRF).
        None if changes => builder.header("Content-Type", "application/json").build(),
        None => builder.build(),
        Some(Ok(json)) => builder
            .header("Content-Type", "application/json")
            .body(json),
        Some(Err(_)) => return Err(Trouble::Away),
    };
    let request = request.map_err(|_| Trouble::Away)?;
    request.send().await.map_err(|_| Trouble::Away)
}

fn get<T: DeserializeOwned + 'static>(path: String) -> Answer<T> {
    ask(Method::GET, path, NOTHING)
}

/// For requests whose answer says nothing more than yes.
fn done(answer: Answer<serde_json::Value>) -> Answer<()> {
    Box::pin(async move { answer.await.map(drop) })
}

fn of(account: AccountId, rest: &str) -> String {
    format!("/api/accounts/{account}{rest}")
}

fn one(account: AccountId, event: EventId, rest: &str) -> String {
    of(account, &format!("/events/{event}{rest}"))
}

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
    fn pay(&self, draft: &Draft) -> Answer<Payment> {
        let path = of(draft.account, &format!("/payments/{}", draft.payment));
        ask(Method::PUT, path, Some(&draft.pay))
    }
    fn payment(&self, account: AccountId, payment: PaymentId) -> Answer<Payment> {
        get(of(account, &format!("/payments/{payment}")))
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
    fn statement(&self, account: AccountId, from: &str) -> Answer<Statement> {
        get(of(account, &format!("/statements/{}", escaped(from))))
    }
    fn conformance(&self) -> Answer<Conformance> {
        get("/api/conformance".to_owned())
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
    fn facilities(&self, search: &str) -> Answer<Vec<Facility>> {
        get(format!("/api/facilities?search={}", escaped(search)))
    }
    fn check_event(
        &self,
        account: AccountId,
        location: LocationId,
        window: [&str; 2],
    ) -> Answer<EventCheck> {
        let [start, end] = window.map(escaped);
        let query = format!("/event-check?location={location}&start={start}&end={end}");
        get(of(account, &query))
    }
    fn book_event(&self, account: AccountId, event: EventId, wanted: Book) -> Answer<Event> {
        ask(Method::PUT, one(account, event, ""), Some(&wanted))
    }
    fn events(&self, account: AccountId) -> Answer<Events> {
        get(of(account, "/events"))
    }
    fn event(&self, account: AccountId, event: EventId) -> Answer<Event> {
        get(one(account, event, ""))
    }
    fn move_event(&self, account: AccountId, event: EventId, to: Reschedule) -> Answer<Event> {
        ask(Method::PUT, one(account, event, "/window"), Some(&to))
    }
    fn cancel_event(&self, account: AccountId, event: EventId) -> Answer<Event> {
        ask(Method::DELETE, one(account, event, ""), NOTHING)
    }
    fn end_event(&self, account: AccountId, event: EventId) -> Answer<Event> {
        ask(Method::PUT, one(account, event, "/end"), NOTHING)
    }
    fn live(&self, account: AccountId, sink: Sink<Feed>) -> Guard {
        live::open(of(account, "/live"), sink)
    }
    fn display(&self, account: Option<AccountId>, sink: Sink<DisplayFeed>) -> Guard {
        live::display(account, sink)
    }
}
