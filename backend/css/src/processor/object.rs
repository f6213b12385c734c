//! What the processor's API gives, as far as we read it (stripe.com/docs/api, version 2024-06-20
//! and later): amounts are the currency's smallest unit, times seconds since 1970 UTC.

use ami_domain::money::Money;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A charge from its beginning to its end: `payment_intent`.
#[derive(Debug, Clone, Deserialize)]
pub struct Intent {
    /// `pi_..`.
    pub id: String,
    /// Where it stands.
    pub status: String,
    /// Cents.
    pub amount: i64,
    /// Small letters.
    pub currency: String,
    /// What we wrote to it.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
    /// Where the payer goes on.
    #[serde(default)]
    pub next_action: Option<NextAction>,
    /// Why the last try failed.
    #[serde(default)]
    pub last_payment_error: Option<Failure>,
}

/// A page for one payment: `checkout.session`.
#[derive(Debug, Clone, Deserialize)]
pub struct Session {
    /// `cs_..`.
    pub id: String,
    /// `open`, `complete` or `expired`.
    pub status: Option<String>,
    /// Where the payer goes, while it is open.
    #[serde(default)]
    pub url: Option<String>,
    /// What we named it.
    #[serde(default)]
    pub client_reference_id: Option<String>,
    /// Cents.
    #[serde(default)]
    pub amount_total: Option<i64>,
    /// Small letters.
    #[serde(default)]
    pub currency: Option<String>,
    /// The charge, once somebody has paid.
    #[serde(default)]
    pub payment_intent: Option<String>,
    /// The saving of a card, once somebody has saved one.
    #[serde(default)]
    pub setup_intent: Option<String>,
    /// Whose page it is: `cus_..`.
    #[serde(default)]
    pub customer: Option<String>,
}

/// Somebody who may save cards: `customer`. Nothing of ours is in it but the account's id.
#[derive(Debug, Clone, Deserialize)]
pub struct Customer {
    /// `cus_..`.
    pub id: String,
}

/// The saving of a card: `setup_intent`, with its card.
#[derive(Debug, Clone, Deserialize)]
pub struct Setup {
    /// `seti_..`.
    pub id: String,
    /// `succeeded` when the card may be charged.
    pub status: String,
    /// Whose it is.
    #[serde(default)]
    pub customer: Option<String>,
    /// The card.
    #[serde(default)]
    pub payment_method: Option<Saved>,
}

/// A card that may be charged while its owner is away: `payment_method`.
#[derive(Debug, Clone, Deserialize)]
pub struct Saved {
    /// `pm_..`.
    pub id: String,
    /// By what its owner knows it.
    #[serde(default)]
    pub card: Option<Face>,
}

/// By what the owner of a card knows it.
#[derive(Debug, Clone, Deserialize)]
pub struct Face {
    /// `visa`, `mastercard` ..
    pub brand: String,
    /// The last four digits.
    pub last4: String,
    /// From 1 to 12.
    pub exp_month: u8,
    /// Four digits.
    pub exp_year: u16,
}

/// What the payer does next.
#[derive(Debug, Clone, Deserialize)]
pub struct NextAction {
    /// Their bank's page.
    #[serde(default)]
    pub redirect_to_url: Option<Redirect>,
}

/// A page to go to.
#[derive(Debug, Clone, Deserialize)]
pub struct Redirect {
    /// Its address.
    pub url: Option<String>,
}

/// An answer that says no.
#[derive(Debug, Clone, Deserialize)]
pub struct Failed {
    /// Why.
    pub error: Failure,
}

/// Why not.
#[derive(Debug, Clone, Deserialize)]
pub struct Failure {
    /// `card_error`, `invalid_request_error`, `idempotency_error`, `api_error`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// For programs.
    #[serde(default)]
    pub code: Option<String>,
    /// The issuer's word.
    #[serde(default)]
    pub decline_code: Option<String>,
    /// The charge as it stands now.
    #[serde(default)]
    pub payment_intent: Option<Box<Intent>>,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let code = self.code.as_deref().unwrap_or("no code");
        write!(f, "{} ({code})", self.kind)
    }
}

/// Money on its way back.
#[derive(Debug, Clone, Deserialize)]
pub struct Refund {
    /// `re_..`.
    pub id: String,
    /// `pending`, `requires_action`, `succeeded`, `failed` or `canceled`.
    pub status: Option<String>,
    /// What we wrote to it.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
}

/// A payer says that they did not pay.
#[derive(Debug, Clone, Deserialize)]
pub struct Dispute {
    /// `dp_..`.
    pub id: String,
    /// Cents.
    pub amount: i64,
    /// Small letters.
    pub currency: String,
    /// `warning_..`, `needs_response`, `under_review`, `won`, `lost`.
    pub status: String,
    /// Why, in the bank's words.
    #[serde(default)]
    pub reason: String,
    /// The charge.
    pub payment_intent: Option<String>,
    /// What it has moved: taken when it began, and given back when it was won, or in part where a
    /// refund was given before, although it is lost.
    #[serde(default)]
    pub balance_transactions: Vec<Line>,
}

impl Dispute {
    /// What was given back to us; zero as long as nothing was.
    pub fn given_back(&self) -> Money {
        let lines = self.balance_transactions.iter();
        let back = lines.filter(|line| line.currency.eq_ignore_ascii_case(&self.currency));
        back.map(|line| money(line.amount.max(0))).sum()
    }
}

/// Something that the processor tells.
#[derive(Debug, Clone, Deserialize)]
pub struct Event {
    /// `evt_..`.
    pub id: String,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: String,
    /// When, in seconds since 1970 UTC.
    #[serde(default)]
    pub created: i64,
    /// To what.
    pub data: EventData,
}

/// What an event is about.
#[derive(Debug, Clone, Deserialize)]
pub struct EventData {
    /// The object as it was then.
    pub object: EventObject,
}

/// As far as we read it: where to look.
#[derive(Debug, Clone, Deserialize)]
pub struct EventObject {
    /// Its name.
    pub id: String,
    /// The charge behind it.
    #[serde(default)]
    pub payment_intent: Option<String>,
}

/// A page of a list.
#[derive(Debug, Clone, Deserialize)]
pub struct List<T> {
    /// Newest first.
    pub data: Vec<T>,
    /// There are older ones.
    #[serde(default)]
    pub has_more: bool,
}

/// A line of the report: `balance_transaction`.
#[derive(Debug, Clone, Deserialize)]
pub struct Line {
    /// `txn_..`.
    pub id: String,
    /// Cents, below zero when it left our balance there.
    pub amount: i64,
    /// Cents that the processor kept.
    pub fee: i64,
    /// Small letters.
    pub currency: String,
    /// Seconds since 1970 UTC.
    pub created: i64,
    /// `charge`, `payment`, `refund`, `payment_refund`, `adjustment`, `payout`, `stripe_fee`, ..
    #[serde(rename = "type")]
    pub kind: String,
    /// What it belongs to.
    #[serde(default)]
    pub source: Option<Source>,
}

/// What a line belongs to.
#[derive(Debug, Clone, Deserialize)]
pub struct Source {
    /// `ch_..`, `re_..`, `dp_..`.
    pub id: String,
    /// The charge behind it.
    #[serde(default)]
    pub payment_intent: Option<String>,
}

/// Cents as money.
pub fn money(cents: i64) -> Money {
    Money::cents(cents)
}
