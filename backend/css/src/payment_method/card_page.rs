//! Cards that are typed on the payment company's own page: a Checkout Session of Stripe's API. No
//! card, and no token of one, is ever on a page of ours. What comes of the page is an authorised
//! charge as with every other card: credited, then captured.

use super::card::{self, Card};
use super::{Answer, Charge, Known, PaymentMethod, Verdict};
use crate::processor::object::Session;
use crate::processor::{Kind, Processor, Trouble};
use ami_domain::payment::Refusal;
use std::sync::Arc;

/// The word in requests and rows.
pub const NAME: &str = "card_page";
/// What stands in place of a token: there is none here.
pub const TOKEN: &str = "page";
/// Names of pages begin so, names of charges do not.
const SESSION: &str = "cs_";

/// Cards on the payment company's page.
#[derive(Debug)]
pub struct CardPage {
    processor: Arc<Processor>,
    card: Card,
}

impl CardPage {
    /// Through this processor.
    pub fn new(processor: Arc<Processor>) -> Self {
        let card = Card::new(Arc::clone(&processor));
        Self { processor, card }
    }

    /// The page of a payment, made or, with the same payment again, found.
    async fn open(&self, known: Known<'_>) -> Verdict {
        match self.processor.open_page(&known).await {
            // Making it again gives the first answer again: only a look says where it stands now.
            Ok(session) => match self.processor.page(&session.id).await {
                Ok(session) => self.verdict(&session, &known).await,
                Err(_) => Verdict::Doubt,
            },
            Err(trouble) => card::refusal(trouble),
        }
    }

    async fn see(&self, reference: &str, known: Known<'_>) -> Verdict {
        match self.processor.page(reference).await {
            Ok(session) => self.verdict(&session, &known).await,
            Err(_) => Verdict::Doubt,
        }
    }

    /// Closes the page, unless the payer was faster.
    async fn close(&self, reference: &str, known: Known<'_>) -> Verdict {
        match self.processor.expire_page(reference, &known).await {
            Ok(_) | Err(Trouble::No(_)) => self.see(reference, known).await,
            Err(Trouble::Away(_)) => Verdict::Doubt,
        }
    }

    /// What the state of a page means for the payment.
    async fn verdict(&self, session: &Session, known: &Known<'_>) -> Verdict {
        if let Some(wrong) = wrong(session, known) {
            return wrong;
        }
        match (
            session.status.as_deref(),
            &session.payment_intent,
            &session.url,
        ) {
            (Some("open"), _, Some(url)) => Verdict::NextStep {
                reference: session.id.clone(),
                url: url.clone(),
            },
            (Some("complete"), Some(intent), _) => {
                let charge = Known {
                    reference: Some(intent),
                    ..*known
                };
                card::see(&self.processor, charge, Kind::Card).await
            }
            // Nobody has paid on it, and nobody can any more.
            (Some("expired"), ..) => Verdict::Refused(Refusal::Timeout),
            _ => Verdict::Doubt,
        }
    }
}

/// The page of a payment; `None` when its charge is known already.
fn session<'a>(known: &Known<'a>) -> Option<&'a str> {
    known.reference.filter(|name| name.starts_with(SESSION))
}

/// Whatever the company says of a page that is not ours to the cent is not believed.
fn wrong(session: &Session, known: &Known<'_>) -> Option<Verdict> {
    let payment = known.payment.to_string();
    let currency = session.currency.as_deref().unwrap_or_default();
    let ours = session.amount_total == Some(known.amount.as_cents_floor())
        && currency.eq_ignore_ascii_case(known.currency)
        && session.client_reference_id.as_deref() == Some(payment.as_str());
    (!ours).then(|| Verdict::Wrong {
        reference: session.id.clone(),
        said: format!(
            "{} {:?} {currency} for payment {:?}",
            session.id, session.amount_total, session.client_reference_id
        ),
    })
}

impl PaymentMethod for CardPage {
    fn name(&self) -> &'static str {
        NAME
    }
    fn charge<'a>(&'a self, charge: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(self.open(charge.known()))
    }
    fn cancel<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async move {
            match (session(&known), known.reference) {
                (Some(page), _) => self.see(page, known).await,
                (None, None) => self.open(known).await,
                (None, Some(_)) => self.card.cancel(known).await,
            }
        })
    }
    fn look<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async move {
            match session(&known) {
                Some(page) => self.see(page, known).await,
                None => self.card.look(known).await,
            }
        })
    }
    fn abandon<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async move {
            match session(&known) {
                Some(page) => self.close(page, known).await,
                None => self.card.abandon(known).await,
            }
        })
    }
    fn goes_on(&self) -> Option<&dyn PaymentMethod> {
        Some(&self.card)
    }
    fn needs_payer(&self) -> bool {
        true
    }
}
