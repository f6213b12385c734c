//! Who answers the UI's questions: the server over HTTP, the window around the page, or a mock.

mod answer;
mod bookings;
mod care;
mod fitter;
mod http;
pub(crate) mod live;
mod mock;
mod mock_data;
mod more;
mod office;
mod tauri;
mod till;

use answer::ready;
pub(crate) use answer::{Answer, DisplayFeed, Feed, Guard, Host, Sink, Trouble, is_signed_out};
pub(crate) use more::More;

use crate::app::Answerers;
use crate::browser::{self, Keep, Until};
use crate::model::link::query_value;
use crate::model::pay::Draft;
use ami_domain::id::{AccountId, AlertId, PaymentId};
use ami_domain::money::Money;
use ami_domain::time::Timestamp;
use ami_wire::api::{
    Account, Estimate, Message, Owing, Payment, PaymentOptions, Payments, ServerTime, Session,
    SetLocale, SignIn, SplitPreview, Step, Usage,
};
use std::rc::Rc;

/// Every question that is asked on the page that comes first. Paths and shapes: `ami_wire::api`.
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
    /// Takes emergency credit.
    fn lend(&self, _: AccountId) -> Answer<Owing> {
        ready(Err(Trouble::NotHere))
    }
    /// Payments, newest first.
    fn payments(&self, account: AccountId) -> Answer<Payments>;
    /// Texts, newest first.
    fn messages(&self, account: AccountId) -> Answer<Vec<Message>>;
    /// The reader has read a text.
    fn confirm_message(&self, account: Option<AccountId>, alert: AlertId) -> Answer<()>;
    /// A text stands on the screen of this display.
    fn message_seen(&self, _: AlertId) -> Answer<()> {
        ready(Ok(()))
    }
    /// News of an account until the guard is dropped.
    fn live(&self, account: AccountId, sink: Sink<Feed>) -> Guard;
    /// News for a display until the guard is dropped.
    fn display(&self, account: Option<AccountId>, sink: Sink<DisplayFeed>) -> Guard;
}

const KEY_MOCK: &str = "ami-mock";

/// What a demonstration was asked for. `?mock=1` stays chosen in this tab, `?mock=0` ends it.
fn mocked() -> Option<String> {
    let query = browser::query();
    match query_value(&query, "mock") {
        Some("0") => browser::forget(Keep::Tab, KEY_MOCK),
        Some(_) => browser::keep(Keep::Tab, KEY_MOCK, &query),
        None => {}
    }
    browser::kept(Keep::Tab, KEY_MOCK)
}

/// Chooses by where the page runs. Demonstrations are on the whole page.
pub(crate) fn for_first() -> Answerers {
    if mocked().is_some() {
        browser::open_whole(Until::Tomorrow, &browser::path());
    }
    (Rc::new(http::HttpBackend), None)
}

/// The window around the page.
pub(crate) fn for_window() -> Answerers {
    (Rc::new(tauri::TauriBackend), None)
}

/// The server, or a demonstration.
pub(crate) fn for_whole() -> Answerers {
    if let Some(query) = mocked() {
        let mock = Rc::new(mock::MockBackend::new(&query));
        (Rc::clone(&mock) as Rc<dyn Backend>, Some(mock))
    } else {
        (Rc::new(http::HttpBackend), Some(Rc::new(http::HttpBackend)))
    }
}
