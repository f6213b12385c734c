//! The HTTP side of a payment processor that speaks Stripe's documented API: forms in, JSON out,
//! an idempotency key on everything that changes something. No card number is ever in a request
//! or an answer: cards are tokens here.

mod found;
pub mod object;
mod page;
mod saving;

use crate::payment_method::Known;
use ami_domain::id::RefundId;
use ami_domain::money::Money;
use object::{Dispute, Event, Failure, Intent, Line, List, Refund};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, Method, StatusCode, Url};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Longest wait for one answer; the caller's own limit is shorter where a customer waits.
const ANSWER: Duration = Duration::from_secs(20);
/// Longest answer that is read, in bytes.
const BODY_MAX: usize = 4 * 1024 * 1024;
/// Rows of one page of a list; the most that the API gives.
const PAGE: u32 = 100;

/// Where the processor is and who we are there.
#[derive(Clone)]
pub struct Access {
    /// For example `https://api.stripe.com`.
    pub url: Url,
    /// The secret key.
    pub secret: String,
    /// Where the payer comes back to after their bank has asked them; the payment's id is put at
    /// its end.
    pub return_url: String,
    /// Where they come back to from the processor's page for cards; the same is put at its end.
    pub page_url: String,
    /// Where they come back to from its page on which a card is saved.
    pub card_url: String,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Access({})", self.url)
    }
}

/// The way to the processor.
#[derive(Debug)]
pub struct Processor {
    client: Client,
    url: Url,
    key: HeaderValue,
    return_url: String,
    page_url: String,
    card_url: String,
    for_tests: bool,
}

/// Why there is no answer to work with.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// Away, busy, or not making sense: the same may be asked again.
    #[error("the payment processor does not answer: {0}")]
    Away(String),
    /// It says no.
    #[error("the payment processor says no: {0}")]
    No(Failure),
}

/// How a charge is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A card: held, then captured.
    Card,
    /// A bank account: taken whole, and cleared days later.
    Bank,
}

impl Processor {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When this machine's TLS cannot be set up, or the secret is no text for a header.
    pub fn new(access: Access) -> Result<Self, Trouble> {
        let away = |error: String| Trouble::Away(error);
        // The secret goes where the configuration says: no redirect, no proxy of the environment.
        let client = Client::builder()
            .timeout(ANSWER)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent("ami-server")
            .build()
            .map_err(|e| away(e.to_string()))?;
        let mut key = HeaderValue::from_str(&format!("Bearer {}", access.secret))
            .map_err(|e| away(e.to_string()))?;
        key.set_sensitive(true);
        Ok(Self {
            for_tests: access.secret.contains("_test_"),
            client,
            url: access.url,
            key,
            return_url: access.return_url,
            page_url: access.page_url,
            card_url: access.card_url,
        })
    }

    /// The key is one for tests: no real money moves.
    pub const fn is_for_tests(&self) -> bool {
        self.for_tests
    }

    /// The charge of a payment, made or, with the same payment again, found. It has no card yet,
    /// so that it can be found again without the token, which is never stored.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn create(&self, known: &Known<'_>, kind: Kind) -> Result<Intent, Trouble> {
        let (word, capture) = match kind {
            Kind::Card => ("card", "manual"),
            Kind::Bank => ("us_bank_account", "automatic"),
        };
        let form = [
            ("amount", known.amount.as_cents_floor().to_string()),
            ("currency", known.currency.to_ascii_lowercase()),
            ("capture_method", capture.to_owned()),
            ("payment_method_types[]", word.to_owned()),
            ("metadata[payment]", known.payment.to_string()),
        ];
        let key = known.payment.to_string();
        self.change("v1/payment_intents", &form, &key).await
    }

    /// Charges the card or account of this token.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn confirm(
        &self,
        intent: &str,
        known: &Known<'_>,
        token: &str,
        kind: Kind,
    ) -> Result<Intent, Trouble> {
        let mut form = vec![("payment_method", token.to_owned())];
        match kind {
            Kind::Card => {
                let back = format!("{}{}", self.return_url, known.payment);
                form.push(("return_url", back));
            }
            // The payer has agreed to the debit on our page.
            Kind::Bank => form.push((
                "mandate_data[customer_acceptance][type]",
                "offline".to_owned(),
            )),
        }
        let key = format!("{}-confirm", known.payment);
        let path = format!("v1/payment_intents/{}/confirm", segment(intent)?);
        self.change(&path, &form, &key).await
    }

    /// Where a charge stands.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn intent(&self, intent: &str) -> Result<Intent, Trouble> {
        let path = format!("v1/payment_intents/{}", segment(intent)?);
        self.read(&path, &[]).await
    }

    /// Gives a charge up.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn cancel(&self, intent: &str, known: &Known<'_>) -> Result<Intent, Trouble> {
        let path = format!("v1/payment_intents/{}/cancel", segment(intent)?);
        let key = format!("{}-cancel", known.payment);
        self.change(&path, &[], &key).await
    }

    /// Takes what is held.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn capture(&self, intent: &str, known: &Known<'_>) -> Result<Intent, Trouble> {
        let path = format!("v1/payment_intents/{}/capture", segment(intent)?);
        let key = format!("{}-capture", known.payment);
        self.change(&path, &[], &key).await
    }

    /// Gives back a part, or all.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn give_back(
        &self,
        intent: &str,
        refund: RefundId,
        amount: Money,
    ) -> Result<Refund, Trouble> {
        let form = [
            ("payment_intent", intent.to_owned()),
            ("amount", amount.as_cents_floor().to_string()),
            ("metadata[refund]", refund.to_string()),
        ];
        let key = format!("refund-{refund}");
        self.change("v1/refunds", &form, &key).await
    }

    /// A refund as it stands.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn refund(&self, id: &str) -> Result<Refund, Trouble> {
        let path = format!("v1/refunds/{}", segment(id)?);
        self.read(&path, &[]).await
    }

    /// A dispute as it stands.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn dispute(&self, id: &str) -> Result<Dispute, Trouble> {
        let path = format!("v1/disputes/{}", segment(id)?);
        self.read(&path, &[]).await
    }

    /// A page of what the processor has told, newest first, older than `before`.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn events(&self, before: Option<&str>) -> Result<List<Event>, Trouble> {
        let mut query = vec![("limit", PAGE.to_string())];
        query.extend(before.map(|id| ("starting_after", id.to_owned())));
        self.read("v1/events", &query).await
    }

    /// A page of the report, newest first, older than `before`: what moved in this window, in
    /// seconds since 1970 UTC, with what it belongs to.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn report(
        &self,
        from: i64,
        until: i64,
        before: Option<&str>,
    ) -> Result<List<Line>, Trouble> {
        let mut query = vec![
            ("created[gte]", from.to_string()),
            ("created[lt]", until.to_string()),
            ("expand[]", "data.source".to_owned()),
            ("limit", PAGE.to_string()),
        ];
        query.extend(before.map(|id| ("starting_after", id.to_owned())));
        self.read("v1/balance_transactions", &query).await
    }

    async fn change<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &[(&str, String)],
        key: &str,
    ) -> Result<T, Trouble> {
        let url = self.at(path)?;
        let mut encoded = url.clone();
        encoded.set_query(None);
        if !form.is_empty() {
            encoded.query_pairs_mut().extend_pairs(form);
        }
        let asked = self
            .client
            .request(Method::POST, url)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("idempotency-key", key)
            .body(encoded.query().unwrap_or_default().to_owned());
        self.answer(asked).await
    }

    async fn read<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<T, Trouble> {
        let mut url = self.at(path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.answer(self.client.get(url)).await
    }

    fn at(&self, path: &str) -> Result<Url, Trouble> {
        let base = self.url.as_str().trim_end_matches('/');
        let url = format!("{base}/{path}").parse();
        url.map_err(|_| Trouble::Away(format!("{path} is no path")))
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        asked: reqwest::RequestBuilder,
    ) -> Result<T, Trouble> {
        let asked = asked.header(AUTHORIZATION, self.key.clone());
        let mut answer = asked.send().await.map_err(|e| away(&e))?;
        let status = answer.status();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|e| away(&e))? {
            if body.len() + chunk.len() > BODY_MAX {
                return Err(Trouble::Away("its answer is too long".to_owned()));
            }
            body.extend_from_slice(&chunk);
        }
        let unreadable = |_| Trouble::Away(format!("HTTP {}, no JSON", status.as_u16()));
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(unreadable);
        }
        // Keys, limits, locks and the processor's own trouble say nothing about the charge.
        let passing = [
            StatusCode::UNAUTHORIZED,
            StatusCode::FORBIDDEN,
            StatusCode::CONFLICT,
            StatusCode::TOO_MANY_REQUESTS,
        ];
        if passing.contains(&status) || !status.is_client_error() {
            return Err(Trouble::Away(format!("HTTP {}", status.as_u16())));
        }
        let failed: object::Failed = serde_json::from_slice(&body).map_err(unreadable)?;
        Err(Trouble::No(failed.error))
    }
}

/// The processor's names stand in paths: only what its names are made of.
fn segment(id: &str) -> Result<&str, Trouble> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if !id.is_empty() && id.len() <= 255 && id.bytes().all(plain) {
        Ok(id)
    } else {
        Err(Trouble::Away("it gave a name that is none".to_owned()))
    }
}

/// In a few words, without the address.
fn away(error: &reqwest::Error) -> Trouble {
    let words = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "cannot connect"
    } else {
        "the connection broke"
    };
    Trouble::Away(words.to_owned())
}
