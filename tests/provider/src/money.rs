//! What it keeps of a payment.

/// Cents of a card payment: 2.9 % and 30 cents, rounded down.
pub const fn card_fee(cents: i64) -> i64 {
    cents * 29 / 1_000 + 30
}

/// Cents of a bank payment: 0.8 %, at most five dollars.
pub const fn bank_fee(cents: i64) -> i64 {
    let fee = cents * 8 / 1_000;
    if fee > 500 { 500 } else { fee }
}

/// Cents of a dispute.
pub const DISPUTE_FEE: i64 = 1_500;
