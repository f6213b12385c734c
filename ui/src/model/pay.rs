//! Paying: which amounts are offered, what is wrong with a typed one, and the honest chain of
//! what happened to a payment (SC1.3 to SC1.11).

use ami_domain::id::{AccountId, PaymentId};
use ami_domain::money::{Money, MoneyError};
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::time::Span;
use ami_locales::{Args, args};
use ami_wire::api::card::CardFace;
use ami_wire::api::{Pay, Payment, PaymentWay};
use serde::{Deserialize, Serialize};

/// So many amounts are offered as buttons.
const CHIPS_MAX: usize = 4;
/// After this long without the meter's word the reader is told that it takes longer (NFR-02).
pub const SLOW_AFTER: Span = Span::minutes(2);
/// After this long the reader is told whom to call.
pub const CALL_AFTER: Span = Span::minutes(5);

/// A payment on its way to the server; kept until it is answered, so that a second try and a
/// reload of the page send the same one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Whose account.
    pub account: AccountId,
    /// Made here, and kept.
    pub payment: PaymentId,
    /// What is sent.
    pub pay: Pay,
}

/// What is wrong with a typed amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountTrouble {
    /// Nothing was typed.
    Missing,
    /// Not an amount.
    NotANumber,
    /// Below the least payment.
    TooSmall,
    /// Above the largest payment.
    TooLarge,
}

/// Reads a typed amount.
///
/// # Errors
/// [`AmountTrouble`] naming what is wrong; the bounds are inside.
pub fn amount(text: &str, least: Money, largest: Money) -> Result<Money, AmountTrouble> {
    if text.trim().is_empty() {
        return Err(AmountTrouble::Missing);
    }
    let money = Money::parse(text).map_err(|error| match error {
        MoneyError::NotAnAmount => AmountTrouble::NotANumber,
        MoneyError::TooLarge => AmountTrouble::TooLarge,
    })?;
    if money < least {
        Err(AmountTrouble::TooSmall)
    } else if money > largest {
        Err(AmountTrouble::TooLarge)
    } else {
        Ok(money)
    }
}

impl AmountTrouble {
    /// Text id of its sentence.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Missing => "pay-amount-missing",
            Self::NotANumber => "pay-amount-not-a-number",
            Self::TooSmall => "pay-amount-too-small",
            Self::TooLarge => "pay-amount-too-large",
        }
    }
}

/// Amounts that are offered as buttons: round ones between the bounds, smallest first.
pub fn chips(least: Money, largest: Money) -> Vec<Money> {
    let round = [10, 20, 40, 60, 100, 200, 500].map(Money::dollars);
    let mut chips: Vec<Money> = round
        .into_iter()
        .filter(|m| (least..=largest).contains(m))
        .take(CHIPS_MAX)
        .collect();
    if chips.is_empty() {
        chips.push(least);
    }
    chips
}

/// Where one step of the chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Done.
    Done,
    /// Under way.
    Now,
    /// Not yet.
    Later,
    /// It failed here.
    Failed,
}

impl Mark {
    /// The word in `data-mark`, and the name of its shape.
    pub const fn word(self) -> &'static str {
        match self {
            Mark::Done => "done",
            Mark::Now => "now",
            Mark::Later => "later",
            Mark::Failed => "failed",
        }
    }
}

/// The chain Paid, Sent, Meter confirmed; nothing is shown as done that is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The funds were verified and the ledger posted.
    pub paid: Mark,
    /// The message went out to the meter.
    pub sent: Mark,
    /// The meter's own receipt is here (FR-15).
    pub confirmed: Mark,
    /// It takes longer than usual.
    pub slow: bool,
    /// Long enough to offer a call.
    pub call: bool,
}

/// Reads the chain off a payment that was offered `waited` ago.
pub fn chain(payment: &Payment, waited: Span) -> Chain {
    let nothing = Chain {
        paid: Mark::Now,
        sent: Mark::Later,
        confirmed: Mark::Later,
        slow: waited > SLOW_AFTER,
        call: waited > CALL_AFTER,
    };
    match payment.state {
        PaymentState::Offered | PaymentState::Authorised { .. } => nothing,
        // The payer's bank, or the days that a bank takes: neither is slow.
        PaymentState::Waits { .. } | PaymentState::Pending { .. } => Chain {
            slow: false,
            call: false,
            ..nothing
        },
        PaymentState::Refused { .. } => Chain {
            paid: Mark::Failed,
            slow: false,
            call: false,
            ..nothing
        },
        PaymentState::Applied { .. } => {
            let Some(delivery) = &payment.delivery else {
                return Chain {
                    paid: Mark::Done,
                    sent: Mark::Now,
                    ..nothing
                };
            };
            let (sent, confirmed) = match (delivery.sent_at, delivery.confirmed_at) {
                _ if delivery.refused => (Mark::Done, Mark::Failed),
                (_, Some(_)) => (Mark::Done, Mark::Done),
                (Some(_), None) => (Mark::Done, Mark::Now),
                (None, None) => (Mark::Now, Mark::Later),
            };
            let open = confirmed != Mark::Done;
            Chain {
                paid: Mark::Done,
                sent,
                confirmed,
                slow: open && (delivery.late || nothing.slow),
                call: open && (delivery.refused || nothing.call),
            }
        }
    }
}

/// Whether nothing can happen to this payment any more.
pub fn is_over(payment: &Payment) -> bool {
    let chain = chain(payment, Span::ZERO);
    [chain.paid, chain.sent, chain.confirmed].contains(&Mark::Failed)
        || chain.confirmed == Mark::Done
}

/// Text id of why a payment was refused; `.next` says what to do.
pub const fn refusal_text(why: Refusal) -> &'static str {
    match why {
        Refusal::Declined => "pay-refused-declined",
        Refusal::InsufficientFunds => "pay-refused-insufficient",
        Refusal::Timeout => "pay-refused-timeout",
        Refusal::NotAccepted => "pay-refused-other",
        Refusal::ExpiredCard => "pay-refused-expired",
        Refusal::NotAuthenticated => "settlement-refused-not-authenticated",
    }
}

/// The same for this payment: leaving the payment company's page is nobody's failure.
pub fn refused_text(payment: &Payment, why: Refusal) -> &'static str {
    match why {
        Refusal::Timeout if payment.method == CARD_PAGE_METHOD => "settlement-refused-page-over",
        why => refusal_text(why),
    }
}

/// Text id of where a payment waits for its payer: a bank that asks who they are, or the payment
/// company's page, at which no bank has been asked anything yet.
pub fn waits_text(payment: &Payment) -> &'static str {
    match payment.method.as_str() {
        CARD_PAGE_METHOD => "settlement-waits-page",
        _ => "settlement-waits",
    }
}

/// Text id of the one word for a payment in a list.
pub fn state_text(payment: &Payment) -> &'static str {
    match (payment.state, payment.money.after.as_str()) {
        (PaymentState::Waits { .. }, _) => return "settlement-state-waits",
        (PaymentState::Pending { .. }, _) => return "settlement-state-pending",
        (_, "refunded") => return "settlement-state-refunded",
        (_, "returned" | "not_taken") => return "settlement-state-returned",
        (_, "disputed") => return "settlement-state-disputed",
        (_, "dispute_lost") => return "settlement-state-dispute-lost",
        _ => {}
    }
    let chain = chain(payment, Span::ZERO);
    match (chain.paid, chain.sent, chain.confirmed) {
        (Mark::Failed, ..) => "history-state-refused",
        (_, _, Mark::Done) => "history-state-confirmed",
        (_, Mark::Done, _) => "history-state-sent",
        (Mark::Done, ..) => "history-state-paid",
        (Mark::Now | Mark::Later, ..) => "history-state-offered",
    }
}

/// The test cards of the sandbox: token and text id of what it does.
pub const SANDBOX: [(&str, &str); 5] = [
    ("tok_approve", "pay-card-approve"),
    ("tok_decline", "pay-card-decline"),
    ("tok_insufficient", "pay-card-insufficient"),
    ("tok_timeout", "pay-card-timeout"),
    ("tok_duplicate", "pay-card-duplicate"),
];

/// The payment method of the sandbox card.
pub const SANDBOX_METHOD: &str = "sandbox_card";

/// The test cards of a processor for tests, by its documented names.
pub const TEST_CARDS: [(&str, &str); 6] = [
    ("pm_card_visa", "pay-card-approve"),
    ("pm_card_chargeDeclined", "pay-card-decline"),
    (
        "pm_card_chargeDeclinedInsufficientFunds",
        "pay-card-insufficient",
    ),
    ("pm_card_chargeDeclinedExpiredCard", "pay-refused-expired"),
    ("pm_card_authenticationRequired", "settlement-card-proof"),
    ("pm_card_createDispute", "settlement-card-dispute"),
];
/// Its test bank account.
pub const TEST_BANK: [(&str, &str); 1] = [("pm_usBankAccount_success", "settlement-bank-test")];
/// A card that is typed on the payment company's own page: no token passes through ours.
pub const CARD_PAGE: [(&str, &str); 1] = [("page", "settlement-card-page")];
/// The payment method of that page.
pub const CARD_PAGE_METHOD: &str = "card_page";
/// The card that the customer has saved: its names are the server's.
pub const SAVED_CARD: [(&str, &str); 1] = [("saved", "card-saved")];
/// A transfer that the customer sends by themselves.
pub const SENT: [(&str, &str); 1] = [("transfer", "settlement-bank-sent")];

/// What can be chosen on our page for a way to pay; nothing where the card is entered elsewhere.
pub fn choices(way: &PaymentWay) -> &'static [(&'static str, &'static str)] {
    match (way.name.as_str(), way.test, way.send_to.is_some()) {
        ("sandbox_card", ..) => &SANDBOX,
        ("card", true, _) => &TEST_CARDS,
        (CARD_PAGE_METHOD, ..) => &CARD_PAGE,
        ("saved_card", ..) => &SAVED_CARD,
        ("bank_transfer", _, true) => &SENT,
        ("bank_transfer", true, false) => &TEST_BANK,
        _ => &[],
    }
}

/// Text id of what a token does.
pub fn choice_text(token: &str) -> &'static str {
    let all = SANDBOX.iter().chain(&TEST_CARDS).chain(&TEST_BANK);
    let mut all = all.chain(&SENT).chain(&CARD_PAGE).chain(&SAVED_CARD);
    let known = all.find(|(known, _)| *known == token);
    known.map_or("pay-method-card", |(_, text)| text)
}

/// What the text of a saved card is told.
pub fn card_args(face: &CardFace) -> Args {
    let brand = match face.brand.as_str() {
        "visa" => "Visa".to_owned(),
        "mastercard" => "Mastercard".to_owned(),
        "amex" => "American Express".to_owned(),
        "discover" => "Discover".to_owned(),
        other => other.replace('_', " ").to_uppercase(),
    };
    // As texts: nobody writes 2,034.
    let (month, year) = (format!("{:02}", face.month), face.year.to_string());
    args!["brand" => brand, "last4" => face.last4.clone(), "month" => month, "year" => year]
}

/// Text id of a payment method's name.
pub fn method_text(method: &str) -> &'static str {
    match method {
        "bank_transfer" => "pay-method-bank",
        "pay_station" => "pay-method-cash",
        _ => "pay-method-card",
    }
}

#[cfg(test)]
#[path = "pay_tests.rs"]
pub(super) mod tests;
