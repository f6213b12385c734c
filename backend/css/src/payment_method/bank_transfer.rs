//! Bank transfers: pending until they clear, days later; nothing is credited before. Either the
//! processor collects the money and says when it has cleared, or the customer sends it and the
//! bank's file says so (`bank_file.rs`).

use super::card::{begin, end, give_back, see};
use super::{Answer, Charge, GivenBack, Known, PaymentMethod, Verdict};
use crate::processor::{Kind, Processor};
use ami_domain::id::RefundId;
use ami_domain::money::Money;
use ami_domain::payment::Refusal;
use std::sync::Arc;

/// The word in requests and rows.
pub const NAME: &str = "bank_transfer";

/// Bank transfers.
#[derive(Debug)]
pub struct BankTransfer {
    processor: Option<Arc<Processor>>,
}

impl BankTransfer {
    /// The processor collects.
    pub const fn collected(processor: Arc<Processor>) -> Self {
        Self {
            processor: Some(processor),
        }
    }
    /// The customer sends it; the payment's id is what they write to it.
    pub const fn sent() -> Self {
        Self { processor: None }
    }
}

impl PaymentMethod for BankTransfer {
    fn name(&self) -> &'static str {
        NAME
    }
    fn charge<'a>(&'a self, charge: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(async move {
            match &self.processor {
                Some(processor) => begin(processor, charge, Kind::Bank).await,
                None => announced(charge.known()),
            }
        })
    }
    fn cancel<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async move {
            match &self.processor {
                Some(processor) => end(processor, known, Kind::Bank, false).await,
                None => announced(known),
            }
        })
    }
    fn look<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async move {
            match &self.processor {
                Some(processor) => see(processor, known, Kind::Bank).await,
                None => announced(known),
            }
        })
    }
    fn abandon<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async move {
            match &self.processor {
                Some(processor) => end(processor, known, Kind::Bank, true).await,
                // It never came; should it come later, the bank's file asks a person.
                None => Verdict::Refused(Refusal::Timeout),
            }
        })
    }
    fn give_back<'a>(
        &'a self,
        known: Known<'a>,
        refund: RefundId,
        amount: Money,
    ) -> Answer<'a, GivenBack> {
        Box::pin(async move {
            match &self.processor {
                Some(processor) => give_back(processor, known, refund, amount).await,
                // People send it back by hand; the entry says that they are to.
                None => GivenBack::Done { reference: None },
            }
        })
    }
    fn clears_later(&self) -> bool {
        true
    }
    fn processor(&self) -> Option<&Processor> {
        self.processor.as_deref()
    }
}

fn announced(known: Known<'_>) -> Verdict {
    Verdict::Pending {
        reference: known.payment.to_string(),
    }
}
