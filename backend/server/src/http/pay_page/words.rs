//! Which text tells a payer what is wrong, or how a payment ended.

use ami_css::CssError;
use ami_css::payment_method::card_page::NAME;
use ami_domain::payment::{PaymentState, Refusal};
use ami_store::PaymentRow;

/// What is wrong with an offer.
pub(super) fn offer(error: &CssError) -> &'static str {
    match error {
        CssError::AmountBelowMinimum { .. } => "pay-amount-too-small",
        CssError::AmountAboveMaximum { .. } => "pay-amount-too-large",
        CssError::NotWholeCents => "pay-amount-not-a-number",
        // How much others have paid is not this payer's to know.
        CssError::AmountAboveSpan { .. } => "payer-too-much-now",
        CssError::BadToken => "payer-card-missing",
        _ => "payer-again",
    }
}

/// Why a payment was refused.
pub(super) fn refusal(row: &PaymentRow) -> &'static str {
    let PaymentState::Refused { why, .. } = &row.state else {
        return "pay-refused-other";
    };
    // Nobody was asked in vain: the payer left the page, or it was open for too long.
    if row.method == NAME && *why == Refusal::Timeout {
        return "settlement-refused-page-over";
    }
    match why.word() {
        "declined" => "pay-refused-declined",
        "insufficient_funds" => "pay-refused-insufficient",
        "timeout" => "pay-refused-timeout",
        "not_accepted" => "pay-refused-not-accepted",
        "expired_card" => "pay-refused-expired",
        _ => "pay-refused-other",
    }
}
