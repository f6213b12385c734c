//! Somebody at the HTTP API, as a browser of the same site would ask.

use crate::chance;
use ami_domain::id::{AccountId, AlertId, PaymentId};
use ami_domain::money::Money;
use ami_wire::api::event::Events;
use ami_wire::api::{
    Account, Alert, Confirmation, Message, Pay, Payment, Payments, Problem, ServerTime, Session,
    SignIn,
};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Longest wait for an answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The server was not there or went away meanwhile: ask again.
    Away,
    /// It said no, and which words.
    Refused(StatusCode, String),
}

/// A session.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    client: Client,
    base: String,
}

impl Api {
    /// Signs in.
    pub(crate) async fn sign_in(base: &str, login: &str, password: &str) -> Self {
        let client = Client::builder()
            .cookie_store(true)
            .timeout(ANSWER_LIMIT)
            .build()
            .unwrap();
        let api = Self {
            client,
            base: base.to_owned(),
        };
        let who = SignIn {
            login: login.to_owned(),
            password: password.to_owned(),
        };
        let asked = api.request(Method::POST, "session").json(&who);
        let _: Session = answer(asked).await.unwrap();
        api
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/api/{path}", self.base);
        self.client
            .request(method, url)
            .header("origin", &self.base)
    }

    /// What is at a path.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Trouble> {
        answer(self.request(Method::GET, path)).await
    }

    /// Puts something at a path.
    pub(crate) async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Trouble> {
        answer(self.request(Method::PUT, path).json(body)).await
    }

    /// Deletes what is at a path.
    pub(crate) async fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T, Trouble> {
        answer(self.request(Method::DELETE, path)).await
    }

    /// Posts something to a path.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Trouble> {
        answer(self.request(Method::POST, path).json(body)).await
    }

    /// Business time.
    pub(crate) async fn time(&self) -> ServerTime {
        self.get("time").await.unwrap()
    }

    /// The prepaid events of an account.
    pub(crate) async fn events(&self, account: AccountId) -> Events {
        let path = format!("accounts/{account}/events");
        self.get(&path).await.unwrap()
    }

    /// Who is signed in.
    pub(crate) async fn session(&self) -> Session {
        self.get("session").await.unwrap()
    }

    /// The account as its home screen shows it.
    pub(crate) async fn account(&self, account: AccountId) -> Account {
        self.get(&format!("accounts/{account}")).await.unwrap()
    }

    /// Offers a payment, or offers it again.
    pub(crate) async fn pay(
        &self,
        account: AccountId,
        payment: PaymentId,
        amount: Money,
    ) -> Result<Payment, Trouble> {
        let path = format!("accounts/{account}/payments/{payment}");
        let pay = Pay {
            amount,
            method: "sandbox_card".into(),
            token: "tok_approve".into(),
        };
        answer(self.request(Method::PUT, &path).json(&pay)).await
    }

    /// Where a payment stands.
    pub(crate) async fn payment(
        &self,
        account: AccountId,
        payment: PaymentId,
    ) -> Result<Payment, Trouble> {
        self.get(&format!("accounts/{account}/payments/{payment}"))
            .await
    }

    /// All payments.
    pub(crate) async fn payments(&self, account: AccountId) -> Vec<Payment> {
        let all: Payments = self
            .get(&format!("accounts/{account}/payments"))
            .await
            .unwrap();
        all.payments
    }

    /// Texts to this account.
    pub(crate) async fn messages(&self, account: AccountId) -> Vec<Message> {
        self.get(&format!("accounts/{account}/messages"))
            .await
            .unwrap()
    }

    /// A text to many, for somebody of the utility.
    pub(crate) async fn alert(&self, alert: AlertId) -> Alert {
        self.get(&format!("utility/alerts/{alert}")).await.unwrap()
    }

    /// What receipts say about the numbers of the use case.
    pub(crate) async fn conformance(&self) -> ami_wire::api::Conformance {
        self.get("conformance").await.unwrap()
    }

    /// What meters have confirmed.
    pub(crate) async fn confirmations(&self) -> Vec<Confirmation> {
        self.get("confirmations").await.unwrap()
    }
}

/// An id for a payment, made by who pays.
pub(crate) fn new_payment() -> PaymentId {
    PaymentId::from_bytes(chance::bytes())
}

async fn answer<T: DeserializeOwned>(asked: RequestBuilder) -> Result<T, Trouble> {
    let answer = asked.send().await.map_err(|_| Trouble::Away)?;
    let status = answer.status();
    let body = answer.bytes().await.map_err(|_| Trouble::Away)?;
    if status.is_success() {
        return Ok(serde_json::from_slice(&body).unwrap_or_else(|e| panic!("{e}: {body:?}")));
    }
    let problem: Problem = serde_json::from_slice(&body).unwrap_or_else(|e| panic!("{status} {e}"));
    Err(Trouble::Refused(status, problem.detail))
}
