//! The sandbox card with a place at which the server can die.

use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_css::payment_method::{Answer, Charge, Known, PaymentMethod, Verdict};
use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Waker};
use tokio::sync::Notify;

/// Where in a payment the server dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrashPoint {
    /// The offer is on record, the processor has not been asked (after T1).
    BeforeCharge,
    /// The processor has answered, nothing is applied (before T2).
    AfterCharge,
    /// Everything is applied; nobody has heard the answer, nothing has been published (after T2).
    AfterApply,
}

/// A processor that can tell when a crash is due.
#[derive(Debug)]
pub struct CrashCard {
    /// The processor itself: another company, which does not die with our server.
    pub card: Arc<SandboxCard>,
    due: Mutex<Option<CrashPoint>>,
    reached: Notify,
}

impl CrashCard {
    /// In front of this processor.
    pub fn new(card: Arc<SandboxCard>) -> Self {
        Self {
            card,
            due: Mutex::new(None),
            reached: Notify::new(),
        }
    }

    /// The next charge stops here.
    pub fn stop_at(&self, point: CrashPoint) {
        *self.due.lock().unwrap_or_else(PoisonError::into_inner) = Some(point);
    }

    /// Waits until a charge has stopped.
    pub async fn reached(&self) {
        self.reached.notified().await;
    }

    /// The processor takes money of which we know nothing; for tests of the checks.
    pub fn take_unasked(&self, payment: PaymentId) {
        let charge = Charge {
            payment,
            amount: Money::dollars(10),
            currency: "USD",
            token: "tok_approve",
            old: false,
        };
        // The sandbox settles an approved charge before it first waits.
        let mut charged = self.card.charge(charge);
        let mut context = Context::from_waker(Waker::noop());
        let _ = charged.as_mut().poll(&mut context);
    }

    fn take(&self) -> Option<CrashPoint> {
        self.due
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

impl PaymentMethod for CrashCard {
    fn name(&self) -> &'static str {
        self.card.name()
    }

    fn charge<'a>(&'a self, charge: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(async move {
            match self.take() {
                None | Some(CrashPoint::AfterApply) => self.card.charge(charge).await,
                Some(CrashPoint::BeforeCharge) => {
                    self.reached.notify_one();
                    std::future::pending().await
                }
                Some(CrashPoint::AfterCharge) => {
                    self.card.charge(charge).await;
                    self.reached.notify_one();
                    std::future::pending().await
                }
            }
        })
    }

    fn cancel<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        self.card.cancel(known)
    }
}
