//! The server over HTTP: same origin, JSON, session cookie.

mod ask;
mod bookings;
mod care;
mod fitter;
mod more;
mod office;
mod till;

use super::{Answer, Backend, DisplayFeed, Feed, Guard, Host, Sink, Trouble, live};
use crate::model::link::escaped;
use crate::model::pay::Draft;
use ami_domain::id::{AccountId, AlertId, PaymentId};
use ami_domain::money::Money;
use ami_domain::time::Timestamp;
use ami_wire::api::{
    Account, Estimate, Message, Owing, Payment, PaymentOptions, Payments, ServerTime, Session,
    SetLocale, SignIn, SplitPreview, Step, Usage,
};
use ask::{NOTHING, ask, done, get, of};
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
    fn lend(&self, account: AccountId) -> Answer<Owing> {
        ask(Method::PUT, of(account, "/emergency"), NOTHING)
    }
    fn payments(&self, account: AccountId) -> Answer<Payments> {
        get(of(account, "/payments"))
    }
    fn messages(&self, account: AccountId) -> Answer<Vec<Message>> {
        get(of(account, "/messages"))
    }
    fn confirm_message(&self, account: Option<AccountId>, alert: AlertId) -> Answer<()> {
        let Some(account) = account else {
            return super::ready(Err(Trouble::NotHere));
        };
        let path = of(account, &format!("/messages/{alert}/confirmation"));
        done(ask(Method::PUT, path, NOTHING))
    }
    fn live(&self, account: AccountId, sink: Sink<Feed>) -> Guard {
        live::open(of(account, "/live"), sink)
    }
    fn display(&self, account: Option<AccountId>, sink: Sink<DisplayFeed>) -> Guard {
        live::display(account, sink)
    }
}
