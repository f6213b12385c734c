//! A payment processor for tests and demonstrations: a process of its own that speaks Stripe's
//! documented API (forms in, JSON out, idempotency keys, error objects, signed webhooks, balance
//! transactions), takes its documented test tokens, and can be told to fail in every way that a
//! network and a bank can. It moves no money.

mod answer;
pub mod api;
pub mod book;
pub mod checkout;
pub mod clock;
pub mod control;
pub mod fault;
pub mod money;
pub mod saving;
pub mod webhook;

use axum::Router;
use axum::routing::{get, post};
use book::Book;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// How it is started.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The key that its only customer must show.
    pub secret: String,
    /// Where its events go; nowhere without it.
    pub webhook_url: Option<String>,
    /// Signs them.
    pub webhook_secret: String,
    /// Bank transfers clear by themselves after so many seconds.
    pub clears_after_s: Option<u64>,
}

/// Shared by every request.
#[derive(Debug, Clone)]
pub struct Provider {
    book: Arc<Mutex<Book>>,
    /// How it was started.
    pub config: Arc<Config>,
    /// Its own address, for the pages of its bank.
    pub address: SocketAddr,
    /// There are events to send.
    pub wake: Arc<Notify>,
}

impl Provider {
    /// Listening there.
    pub fn new(config: Config, address: SocketAddr) -> Self {
        Self {
            book: Arc::default(),
            config: Arc::new(config),
            address,
            wake: Arc::new(Notify::new()),
        }
    }

    /// The books, for a moment.
    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it answers.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/v1/payment_intents", post(api::create))
            .route("/v1/payment_intents/search", get(api::search))
            .route(
                "/v1/payment_intents/{id}",
                get(api::intent).post(saving::belongs),
            )
            .route("/v1/payment_intents/{id}/{step}", post(api::step))
            .route("/v1/checkout/sessions", post(checkout::create))
            .route("/v1/checkout/sessions/{id}", get(checkout::session))
            .route("/v1/checkout/sessions/{id}/expire", post(checkout::expire))
            .route("/pay/{id}", get(checkout::page).post(checkout::sent))
            .route("/fake/page-over/{id}", post(checkout::time_is_over))
            .route("/v1/customers", post(saving::customer))
            .route("/v1/setup_intents/{id}", get(saving::setup))
            .route("/v1/payment_methods/{id}/detach", post(saving::detach))
            .route("/v1/refunds", get(api::refunds).post(api::refund))
            .route("/v1/refunds/{id}", get(api::seen_refund))
            .route("/v1/disputes/{id}", get(api::dispute))
            .route("/v1/events", get(api::events))
            .route("/v1/balance_transactions", get(api::lines))
            .route("/bank/{id}", get(control::bank).post(control::prove))
            .route("/fake/faults", post(control::faults))
            .route("/fake/forget-keys", post(control::forget_keys))
            .route("/fake/state", get(control::state))
            .route("/fake/release", post(control::release))
            .route("/fake/bank/{id}/{word}", post(control::prove_by_word))
            .route("/fake/clear/{id}/{word}", post(control::clear))
            .route("/fake/expire/{id}", post(control::expire))
            .route("/fake/dispute/{id}", post(control::open_dispute))
            .route("/fake/decide/{id}/{word}", post(control::decide))
            .route("/fake/refund/{id}/fail", post(control::refund_fails))
            .route("/fake/line", post(control::stray_line))
            .route("/fake/forget-line/{id}", post(control::forget_line))
            .with_state(self.clone())
    }
}
