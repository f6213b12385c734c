//! Cards that customers saved on the payment company's page, charged when they are not there:
//! automatic payment (SC4.6), and who does not want to type a card again. What names the card at
//! the company comes from our own record of the account; an offer cannot name one.

use super::card::{Card, is_open, made, refusal, verdict};
use super::{Answer, Charge, Known, PaymentMethod, Verdict};
use crate::processor::{Kind, Processor};
use ami_domain::payment::Refusal;
use std::sync::Arc;

/// The word in requests and rows.
pub const NAME: &str = "saved_card";
/// What stands in place of a token in an offer.
pub const TOKEN: &str = "saved";
/// Between the names of customer and card in the token that we make ourselves.
const AND: char = '/';

/// Saved cards.
#[derive(Debug)]
pub struct SavedCard {
    processor: Arc<Processor>,
    card: Card,
}

/// Both names in one token.
pub(crate) fn token(customer: &str, card: &str) -> String {
    format!("{customer}{AND}{card}")
}

impl SavedCard {
    /// Through this processor.
    pub fn new(processor: Arc<Processor>) -> Self {
        let card = Card::new(Arc::clone(&processor));
        Self { processor, card }
    }

    /// Three requests: a crash between any two leaves a charge without a card, which is found
    /// again by the payment's id and given up.
    async fn begin(&self, charge: Charge<'_>) -> Verdict {
        let known = charge.known();
        let Some((customer, card)) = charge.token.split_once(AND) else {
            return Verdict::Refused(Refusal::NotAccepted);
        };
        let made = match made(&self.processor, &known, Kind::Card, charge.old).await {
            Ok(made) if is_open(&made) => made.id,
            Ok(made) => return verdict(&made, &known, Kind::Card),
            Err(trouble) => return refusal(trouble),
        };
        if let Err(trouble) = self.processor.charge_of(&made, &known, customer).await {
            return refusal(trouble);
        }
        match self.processor.confirm_saved(&made, &known, card).await {
            Ok(intent) => verdict(&intent, &known, Kind::Card),
            Err(trouble) => refusal(trouble),
        }
    }
}

impl PaymentMethod for SavedCard {
    fn name(&self) -> &'static str {
        NAME
    }
    fn charge<'a>(&'a self, charge: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(self.begin(charge))
    }
    fn cancel<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        self.card.cancel(known)
    }
    fn goes_on(&self) -> Option<&dyn PaymentMethod> {
        Some(&self.card)
    }
    fn keeps_card(&self) -> bool {
        true
    }
}
