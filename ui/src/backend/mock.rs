//! A utility inside the page, for demonstrations and screenshots: `?mock=1`, with
//! `as=customer|representative|utility` and
//! `state=low|critical|zero|off|limited|learning|offline|stale|gone`.

mod care;
pub(super) mod home;
mod money;
mod more;
mod office;
mod report;
mod stay;

use super::mock_data as data;
use super::{Answer, Backend, DisplayFeed, Feed, Guard, Host, Sink, Trouble, ready};
use crate::browser;
use crate::model::glance::Glance;
use crate::model::link::query_value;
use crate::model::pay::Draft;
use ami_domain::energy::Watts;
use ami_domain::id::{AccountId, AlertId, PaymentId};
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::role::Role;
use ami_domain::time::{Span, Timestamp};
use ami_wire::api::Owing;
use ami_wire::api::{
    Account, Confirmation, Estimate, Live, Message, Payment, PaymentOptions, Payments, Problem,
    ServerTime, Session, SetLocale, SignIn, Step, Usage,
};
use gloo_timers::future::TimeoutFuture;
use home::Paid;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Time that an answer takes, so that waiting states are seen.
const DELAY_MS: u32 = 150;

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
        }))
    }
}

impl World {
    fn now(&self) -> Timestamp {
        data::BEGIN + Span::millis(browser::real_ms() - self.started_ms)
    }
    fn paid(&self, draft: &Draft, offered: Timestamp) -> Payment {
        let age = self.now().since(offered);
        let amount = draft.pay.amount;
        let mut payment = data::payment(
            &self.state,
            draft.payment,
            draft.account,
            amount,
            offered,
            age,
        );
        let why = match draft.pay.token.as_str() {
            "tok_decline" => Refusal::Declined,
            "tok_insufficient" => Refusal::InsufficientFunds,
            "tok_timeout" => Refusal::Timeout,
            _ => return payment,
        };
        payment.state = PaymentState::Refused { at: offered, why };
        payment.delivery = None;
        payment.balance_after = None;
        payment
    }
    fn all_payments(&self, account: AccountId) -> Vec<Payment> {
        let mut all: Vec<Payment> = self
            .payments
            .borrow()
            .iter()
            .rev()
            .map(|(draft, at)| self.paid(draft, *at))
            .collect();
        all.extend(data::past_payments(account));
        all
    }
    /// What was paid and applied since the page was opened.
    fn added(&self) -> Vec<Paid> {
        let applied = |p: &Payment| matches!(p.state, PaymentState::Applied { .. });
        let payments = self.payments.borrow();
        let paid = payments.iter().map(|(draft, at)| self.paid(draft, *at));
        let paid = paid.filter(applied).map(|payment| Paid {
            id: payment.id,
            amount: payment.amount,
            at: payment.offered_at.at,
        });
        paid.collect()
    }
    fn confirm(&self, alert: AlertId) {
        let now = data::moment(self.now());
        for message in self
            .messages
            .borrow_mut()
            .iter_mut()
            .filter(|m| m.id == alert)
        {
            message.confirmed_at = Some(now);
        }
    }
}

fn later<T: 'static>(answer: Result<T, Trouble>) -> Answer<T> {
    Box::pin(async move {
        TimeoutFuture::new(DELAY_MS).await;
        answer
    })
}

/// The tag of the language that is chosen now.
fn tag() -> &'static str {
    let locale = crate::shell::shell().locale;
    leptos::prelude::GetUntracked::get_untracked(&locale).tag()
}

fn refused(code: &str) -> Trouble {
    let locale = crate::shell::shell().locale;
    let locale = leptos::prelude::GetUntracked::get_untracked(&locale);
    let detail = ami_locales::tr(locale, code, &ami_locales::Args::new());
    Trouble::Refused(Problem {
        code: code.to_owned(),
        detail,
        field: None,
        retry_after_s: None,
    })
}

impl super::bookings::Bookings for MockBackend {}

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
        let role = if representative {
            Role::Representative
        } else {
            Role::Customer
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
    fn account(&self, account: AccountId) -> Answer<Account> {
        later(Ok(data::account(account, &self.0.state, &self.0.added())))
    }
    fn estimate(&self, _: AccountId) -> Answer<Estimate> {
        later(Ok(data::estimate(self.0.now())))
    }
    fn estimate_through(&self, _: AccountId, _: &str) -> Answer<Estimate> {
        later(Ok(data::estimate(self.0.now())))
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
    fn owing(&self, _: AccountId) -> Answer<Owing> {
        later(Ok(self.0.care.owing()))
    }
    fn messages(&self, _: AccountId) -> Answer<Vec<Message>> {
        later(Ok(self.0.messages.borrow().clone()))
    }
    fn confirm_message(&self, _: Option<AccountId>, alert: AlertId) -> Answer<()> {
        self.0.confirm(alert);
        later(Ok(()))
    }
    fn live(&self, account: AccountId, sink: Sink<Feed>) -> Guard {
        let world = Rc::clone(&self.0);
        let alive = Rc::new(Cell::new(()));
        let weak = Rc::downgrade(&alive);
        spawn_local(async move {
            sink(Feed::Up);
            while weak.upgrade().is_some() {
                TimeoutFuture::new(1_000).await;
                let newest = world.payments.borrow().last().cloned();
                if let Some((draft, at)) = newest.filter(|(draft, _)| draft.account == account) {
                    let payment = world.paid(&draft, at);
                    sink(Feed::News(Box::new(Live::Payment(Box::new(payment)))));
                    let view = data::view(&world.state, &world.added());
                    sink(Feed::News(Box::new(Live::View(Box::new(view)))));
                }
            }
        });
        Box::new(alive)
    }
    fn display(&self, _: Option<AccountId>, sink: Sink<DisplayFeed>) -> Guard {
        let state = self.0.state.clone();
        let mut account = data::account(data::account_id(1), &state, &[]);
        if state == "stale" {
            account.view.as_of.at = account.view.as_of.at - Span::hours(31);
        }
        let mut glance = Glance::from(&account);
        glance.power = Some(Watts::new(1_910));
        glance.read_at = Some(account.view.as_of.at);
        if state == "starting" {
            glance.view = None;
        }
        sink(DisplayFeed::Connected(state != "stale"));
        sink(DisplayFeed::Glance(Box::new(glance)));
        let current = |m: &&Message| !m.over;
        let texts = self
            .0
            .messages
            .borrow()
            .iter()
            .filter(current)
            .cloned()
            .collect();
        sink(DisplayFeed::Messages(texts));
        Box::new(())
    }
}
