//! Ways to pay (BR-01). One file each; a processor knows a charge by our payment id, so asking
//! twice charges once.

pub mod sandbox_card;

use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use ami_domain::payment::Refusal;
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

/// What a processor is asked to take.
#[derive(Clone, Copy)]
pub struct Charge<'a> {
    /// Our name for it; the same on every retry.
    pub payment: PaymentId,
    /// How much.
    pub amount: Money,
    /// ISO 4217.
    pub currency: &'a str,
    /// The processor's token for the customer's card or bank account.
    pub token: &'a str,
}

impl Debug for Charge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Charge({})", self.payment)
    }
}

/// What the processor says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The money is taken.
    Approved,
    /// It is not, and will not be.
    Refused(Refusal),
}

/// An answer that takes time.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A payment processor.
pub trait PaymentMethod: Debug + Send + Sync {
    /// Its name in requests and rows.
    fn name(&self) -> &'static str;

    /// Takes the money. The same payment a second time gives the first verdict and takes nothing.
    /// May never answer: the caller waits with a limit and then calls [`PaymentMethod::cancel`].
    fn charge<'a>(&'a self, charge: Charge<'a>) -> Answer<'a, Verdict>;

    /// Ends the doubt about a charge: when the money was taken, says so; when not, makes sure that
    /// it never will be, and says [`Refusal::Timeout`].
    fn cancel(&self, payment: PaymentId) -> Answer<'_, Verdict>;
}
