//! Cards through a processor that speaks Stripe's API: authorise, credit, capture. The token comes
//! from the processor's own form; no card number reaches us.

use super::{Answer, Captured, Charge, GivenBack, Known, PaymentMethod, Verdict};
use crate::processor::object::{Failure, Intent};
use crate::processor::{Kind, Processor, Trouble};
use ami_domain::id::RefundId;
use ami_domain::money::Money;
use ami_domain::payment::Refusal;
use std::sync::Arc;

/// The word in requests and rows.
pub const NAME: &str = "card";

/// Cards.
#[derive(Debug)]
pub struct Card {
    processor: Arc<Processor>,
}

impl Card {
    /// Through this processor.
    pub const fn new(processor: Arc<Processor>) -> Self {
        Self { processor }
    }
}

impl PaymentMethod for Card {
    fn name(&self) -> &'static str {
        NAME
    }
    fn charge<'a>(&'a self, charge: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(begin(&self.processor, charge, Kind::Card))
    }
    fn cancel<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(end(&self.processor, known, Kind::Card, false))
    }
    fn look<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(see(&self.processor, known, Kind::Card))
    }
    fn abandon<'a>(&'a self, known: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(end(&self.processor, known, Kind::Card, true))
    }
    fn capture<'a>(&'a self, known: Known<'a>) -> Answer<'a, Captured> {
        Box::pin(async move {
            let Some(reference) = known.reference else {
                return Captured::Doubt;
            };
            match self.processor.capture(reference, &known).await {
                Ok(intent) => captured(&intent),
                Err(Trouble::No(why)) => match why.payment_intent {
                    Some(intent) => captured(&intent),
                    None => Captured::Doubt,
                },
                Err(Trouble::Away(_)) => Captured::Doubt,
            }
        })
    }
    fn give_back<'a>(
        &'a self,
        known: Known<'a>,
        refund: RefundId,
        amount: Money,
    ) -> Answer<'a, GivenBack> {
        Box::pin(give_back(&self.processor, known, refund, amount))
    }
    fn brings_card(&self) -> bool {
        true
    }
    fn processor(&self) -> Option<&Processor> {
        Some(&self.processor)
    }
}

/// Makes the charge and asks the issuer. Two requests: the first can be repeated without the
/// token, so that a crash between them leaves nothing that cannot be found again.
pub(super) async fn begin(processor: &Processor, charge: Charge<'_>, kind: Kind) -> Verdict {
    let known = charge.known();
    let intent = match made(processor, &known, kind, charge.old).await {
        Ok(intent) if is_open(&intent) => intent,
        Ok(intent) => return verdict(&intent, &known, kind),
        Err(trouble) => return refusal(trouble),
    };
    match processor
        .confirm(&intent.id, &known, charge.token, kind)
        .await
    {
        Ok(intent) => verdict(&intent, &known, kind),
        Err(trouble) => refusal(trouble),
    }
}

/// The charge of a payment: the one that there is, where it may have been made so long ago that
/// the same question would make another.
pub(super) async fn made(
    processor: &Processor,
    known: &Known<'_>,
    kind: Kind,
    old: bool,
) -> Result<Intent, Trouble> {
    let found = if old {
        processor.found(known).await?
    } else {
        None
    };
    match found {
        Some(found) => Ok(found),
        None => processor.create(known, kind).await,
    }
}

/// Whether nobody was asked yet to pay it.
pub(super) fn is_open(intent: &Intent) -> bool {
    let open = ["requires_payment_method", "requires_confirmation"];
    open.contains(&intent.status.as_str()) && intent.last_payment_error.is_none()
}

/// Where it stands.
pub(super) async fn see(processor: &Processor, known: Known<'_>, kind: Kind) -> Verdict {
    let Some(reference) = known.reference else {
        return Verdict::Doubt;
    };
    match processor.intent(reference).await {
        // What has cleared is said only where the charge is known: its name is on record then.
        Ok(intent) if kind == Kind::Bank && intent.status == "succeeded" => {
            match wrong(&intent, &known) {
                Some(wrong) => wrong,
                None => Verdict::Approved,
            }
        }
        Ok(intent) => verdict(&intent, &known, kind),
        Err(_) => Verdict::Doubt,
    }
}

/// Ends the doubt; with `even_waiting` a charge that waits for its payer is given up, too. One that
/// waits for a step which no page of ours can show waits for nobody, and is given up at once.
pub(super) async fn end(
    processor: &Processor,
    known: Known<'_>,
    kind: Kind,
    even_waiting: bool,
) -> Verdict {
    let reference = match known.reference {
        Some(reference) => reference.to_owned(),
        None => match made(processor, &known, kind, true).await {
            Ok(intent) => intent.id,
            Err(trouble) => return refusal(trouble),
        },
    };
    // Making it again gives the first answer again: only a look says where it stands now.
    let Ok(intent) = processor.intent(&reference).await else {
        return Verdict::Doubt;
    };
    let open = ["requires_payment_method", "requires_confirmation"];
    // What is not ours to the cent is not kept on anybody's card.
    let not_ours = intent.status == "requires_capture" && wrong(&intent, &known).is_some();
    let waits = intent.status == "requires_action";
    let give_up = open.contains(&intent.status.as_str())
        || (waits && next_page(&intent).is_none())
        || (even_waiting && (waits || not_ours));
    if !give_up {
        return verdict(&intent, &known, kind);
    }
    let before = intent.last_payment_error.as_ref().map(why);
    match processor.cancel(&reference, &known).await {
        Ok(_) => Verdict::Refused(before.unwrap_or(if even_waiting || waits {
            Refusal::NotAuthenticated
        } else {
            Refusal::Timeout
        })),
        // Somebody was faster: looked at again later.
        Err(_) => Verdict::Doubt,
    }
}

pub(super) async fn give_back(
    processor: &Processor,
    known: Known<'_>,
    refund: RefundId,
    amount: Money,
) -> GivenBack {
    let Some(reference) = known.reference else {
        return GivenBack::Failed;
    };
    let given = match processor.refunded(reference, refund).await {
        Ok(Some(given)) => Ok(given),
        Ok(None) => processor.give_back(reference, refund, amount).await,
        Err(trouble) => Err(trouble),
    };
    match given {
        Ok(done) => match done.status.as_deref() {
            Some("failed" | "canceled") => GivenBack::Failed,
            Some(_) | None => GivenBack::Done {
                reference: Some(done.id),
            },
        },
        Err(Trouble::No(_)) => GivenBack::Failed,
        Err(Trouble::Away(_)) => GivenBack::Doubt,
    }
}

/// What the state of a charge means for the payment.
pub(super) fn verdict(intent: &Intent, known: &Known<'_>, kind: Kind) -> Verdict {
    if let Some(wrong) = wrong(intent, known) {
        return wrong;
    }
    let reference = intent.id.clone();
    match (intent.status.as_str(), kind) {
        ("requires_capture" | "succeeded", Kind::Card) => Verdict::Held { reference },
        ("succeeded", Kind::Bank) | ("processing", _) => Verdict::Pending { reference },
        ("requires_action", _) => match next_page(intent) {
            Some(url) => Verdict::NextStep { reference, url },
            // A step that no page of ours can show: whoever ends the doubt gives it up.
            None => Verdict::Doubt,
        },
        ("requires_payment_method" | "canceled", _) => match &intent.last_payment_error {
            Some(failure) => Verdict::Refused(why(failure)),
            None => Verdict::Refused(Refusal::Timeout),
        },
        _ => Verdict::Doubt,
    }
}

/// Where the payer goes on.
fn next_page(intent: &Intent) -> Option<String> {
    let redirect = intent.next_action.as_ref()?.redirect_to_url.as_ref()?;
    redirect.url.clone()
}

/// Whatever the processor says of a charge that is not ours to the cent is not believed.
fn wrong(intent: &Intent, known: &Known<'_>) -> Option<Verdict> {
    let ours = intent.amount == known.amount.as_cents_floor()
        && intent.currency.eq_ignore_ascii_case(known.currency)
        && intent.metadata.get("payment") == Some(&known.payment.to_string())
        && known.reference.is_none_or(|name| name == intent.id);
    (!ours).then(|| Verdict::Wrong {
        reference: intent.id.clone(),
        said: format!(
            "{} {} {} for payment {:?}",
            intent.id,
            intent.amount,
            intent.currency,
            intent.metadata.get("payment")
        ),
    })
}

fn captured(intent: &Intent) -> Captured {
    match intent.status.as_str() {
        "succeeded" => Captured::Done,
        "canceled" | "requires_payment_method" => Captured::Failed {
            said: format!("{} is {}", intent.id, intent.status),
        },
        _ => Captured::Doubt,
    }
}

/// A refusal in our words; what says nothing about the charge leaves it in doubt.
pub(super) fn refusal(trouble: Trouble) -> Verdict {
    match trouble {
        Trouble::Away(_) => Verdict::Doubt,
        // The same key with other content, or a charge that somebody else has moved.
        Trouble::No(failure) if failure.kind == "idempotency_error" => Verdict::Doubt,
        Trouble::No(failure)
            if failure.code.as_deref() == Some("payment_intent_unexpected_state") =>
        {
            Verdict::Doubt
        }
        Trouble::No(failure) => Verdict::Refused(why(&failure)),
    }
}

fn why(failure: &Failure) -> Refusal {
    let code = failure.code.as_deref().unwrap_or_default();
    let issuer = failure.decline_code.as_deref().unwrap_or_default();
    match (code, issuer) {
        (_, "insufficient_funds") | ("insufficient_funds", _) => Refusal::InsufficientFunds,
        ("expired_card", _) | (_, "expired_card") => Refusal::ExpiredCard,
        (
            "payment_intent_authentication_failure"
            | "payment_intent_payment_attempt_expired"
            | "authentication_required",
            _,
        )
        | (_, "authentication_required") => Refusal::NotAuthenticated,
        (
            "resource_missing"
            | "payment_method_unactivated"
            | "parameter_invalid_empty"
            | "payment_method_invalid_parameter",
            _,
        ) => Refusal::NotAccepted,
        _ if failure.kind == "invalid_request_error" => Refusal::NotAccepted,
        _ => Refusal::Declined,
    }
}
