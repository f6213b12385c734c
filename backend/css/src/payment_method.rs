//! Ways to pay (BR-01). One file each; a processor knows a charge by our payment id, so asking
//! twice charges once.

pub mod bank_transfer;
pub mod card;
pub mod card_page;
pub mod sandbox_card;
pub mod saved_card;

use crate::processor::Processor;
use ami_domain::id::{PaymentId, RefundId};
use ami_domain::money::Money;
use ami_domain::payment::Refusal;
use ami_domain::time::Span;
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
    /// It may have been asked for before, longer ago than [`REMEMBERED`].
    pub old: bool,
}

/// For so long a processor certainly answers the same question as it did the first time; after that
/// it is looked for what has become of it.
pub const REMEMBERED: Span = Span::hours(20);

impl Debug for Charge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Charge({})", self.payment)
    }
}

/// A charge that a processor may know already.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Our name for it.
    pub payment: PaymentId,
    /// How much.
    pub amount: Money,
    /// ISO 4217.
    pub currency: &'a str,
    /// The processor's name for it, once we know it.
    pub reference: Option<&'a str>,
}

/// What the processor says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The money is taken.
    Approved,
    /// The money is held for us until it is captured.
    Held {
        /// The processor's name for the charge.
        reference: String,
    },
    /// A bank is moving the money; it has not cleared.
    Pending {
        /// The processor's name for the charge.
        reference: String,
    },
    /// The payer must prove to their bank who they are; nothing is held yet.
    NextStep {
        /// The processor's name for the charge.
        reference: String,
        /// Where the payer does so.
        url: String,
    },
    /// It is not taken, and will not be.
    Refused(Refusal),
    /// The processor's charge is not the one that we asked for: a person must look.
    Wrong {
        /// The processor's name for the charge.
        reference: String,
        /// What it says of it.
        said: String,
    },
    /// The processor is away, or does not know yet.
    Doubt,
}

/// How a capture went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Captured {
    /// The money is taken.
    Done,
    /// It is not held any more and will not come.
    Failed {
        /// What the processor says of it.
        said: String,
    },
    /// The processor is away, or does not know yet.
    Doubt,
}

/// How giving back went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenBack {
    /// It is on its way to the payer.
    Done {
        /// The processor's name for it.
        reference: Option<String>,
    },
    /// It cannot be given back this way.
    Failed,
    /// The processor is away, or does not know yet.
    Doubt,
}

/// An answer that takes time.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A payment processor.
pub trait PaymentMethod: Debug + Send + Sync {
    /// Its name in requests and rows.
    fn name(&self) -> &'static str;

    /// Takes the money, or has it held. The same payment a second time gives the first verdict and
    /// takes nothing. May never answer: the caller waits with a limit and then calls
    /// [`PaymentMethod::cancel`].
    fn charge<'a>(&'a self, charge: Charge<'a>) -> Answer<'a, Verdict>;

    /// Ends the doubt about a charge: when the money was taken or held, or the payer or their bank
    /// is at it, says so; when not, makes sure that it never will be, and says
    /// [`Refusal::Timeout`].
    fn cancel<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict>;

    /// The method that goes on with a charge which this one has begun: it answers whatever this one
    /// does not answer itself.
    fn goes_on(&self) -> Option<&dyn PaymentMethod> {
        None
    }

    /// Where a charge stands; changes nothing.
    fn look<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        match self.goes_on() {
            Some(method) => method.look(known),
            None => Box::pin(async { Verdict::Doubt }),
        }
    }

    /// Gives up a charge that waits for its payer. When the money was taken or held after all,
    /// says so.
    fn abandon<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        match self.goes_on() {
            Some(method) => method.abandon(known),
            None => self.cancel(known),
        }
    }

    /// Takes what is held; a second time changes nothing.
    fn capture<'a>(&'a self, known: Known<'a>) -> Answer<'a, Captured> {
        match self.goes_on() {
            Some(method) => method.capture(known),
            None => Box::pin(async { Captured::Done }),
        }
    }

    /// Gives a part or all of it back, once for each refund.
    fn give_back<'a>(
        &'a self,
        known: Known<'a>,
        refund: RefundId,
        amount: Money,
    ) -> Answer<'a, GivenBack> {
        match self.goes_on() {
            Some(method) => method.give_back(known, refund, amount),
            None => Box::pin(async { GivenBack::Failed }),
        }
    }

    /// Whether money comes days after it was offered, so that it pays for nothing at once.
    fn clears_later(&self) -> bool {
        false
    }

    /// Whether every charge needs its payer at another page, so that nothing can be charged while
    /// they are away.
    fn needs_payer(&self) -> bool {
        false
    }

    /// Whether a booked time can be paid so. While its payment is open nobody else can have the
    /// time, so the money must be there at once, or as soon as its payer has typed at another
    /// page: for that the time is held, and no longer than [`crate::book_event::HOLD`].
    fn books_events(&self) -> bool {
        !self.clears_later()
    }

    /// Whether it charges the card that the account's customer has saved, and nothing that an
    /// offer names.
    fn keeps_card(&self) -> bool {
        false
    }

    /// Whether an offer brings the card itself, so that whoever has many numbers could try them.
    fn brings_card(&self) -> bool {
        false
    }

    /// The processor behind it, which sends events and reports.
    fn processor(&self) -> Option<&Processor> {
        self.goes_on().and_then(PaymentMethod::processor)
    }
}

impl<'a> Charge<'a> {
    /// The same charge as the processor may know it.
    pub const fn known(&self) -> Known<'a> {
        Known {
            payment: self.payment,
            amount: self.amount,
            currency: self.currency,
            reference: None,
        }
    }
}
