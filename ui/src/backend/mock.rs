//! A utility inside the page, for demonstrations and screenshots: `?mock=1`, with
//! `as=customer|representative|utility|installer` and
//! `state=low|critical|zero|off|limited|learning|offline|stale|gone`.

mod answer;
mod bookings;
mod care;
mod estimate;
mod feed;
mod fitter;
pub(super) mod home;
mod money;
mod more;
mod office;
mod papers;
mod power;
mod report;
mod service;
mod staff;
mod stay;
mod till;
mod world;

use super::{
    Answer, Backend, DisplayFeed, Feed, Guard, Host, Sink, Trouble, mock_data as data, ready,
};
use crate::browser;
use crate::model::link::query_value;
use crate::model::pay::Draft;
use ami_domain::id::{AccountId, AlertId, PaymentId};
use ami_domain::role::Role;
use ami_domain::time::Timestamp;
use ami_wire::api::{
    Account, Confirmation, Estimate, Message, Owing, Payment, PaymentOptions, Payments, ServerTime,
    Session, SetLocale, SignIn, Step, Usage,
};
use answer::{known, later, refused};
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
    till: till::Kept,
    power: power::Kept,
    bookings: bookings::Kept,
    service: service::Kept,
    fitter: fitter::Kept,
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
            till: till::Kept::default(),
            power: power::Kept::default(),
            bookings: bookings::Kept::default(),
            service: service::Kept::default(),
            fitter: fitter::Kept::default(),
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
        feed::live(&self.0, account, sink)
    }
    fn display(&self, _: Option<AccountId>, sink: Sink<DisplayFeed>) -> Guard {
        feed::display(&self.0, &sink)
    }
}
