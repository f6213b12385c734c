//! Changing how an account pays (FR-27, FR-28): what it would mean, said before it is asked for,
//! and how the account stood at the boundary.

use crate::account::Mode;
use crate::energy::WattHours;
use crate::money::Money;
use crate::time::{LocalMoment, Timestamp};

/// What is asked for as a deposit: nothing, either way (PR-GOAL: no large deposit at the start).
pub const DEPOSIT: Money = Money::ZERO;
/// What the change itself costs: nothing, so that nobody stays where they are for the price of it.
pub const FEE: Money = Money::ZERO;

/// What a change would mean by now. All amounts but the balance are zero or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preview {
    /// How the account pays now.
    pub from: Mode,
    /// How it would.
    pub to: Mode,
    /// The end of the running interval, from which on it would hold.
    pub at: Timestamp,
    /// The customer's own prepaid balance; it stays theirs and moves nowhere.
    pub balance: Money,
    /// Help for energy that is not used; it pays prepaid energy only.
    pub help: Money,
    /// Borrowed and not paid back; the next payments pay it first, either way.
    pub borrowed: Money,
    /// Owed for energy and not set aside: on bills, and below a balance of zero. Who begins to
    /// prepay may have it set aside as debt.
    pub arrears: Money,
    /// Set aside already.
    pub debt: Money,
    /// [`DEPOSIT`].
    pub deposit: Money,
    /// [`FEE`].
    pub fee: Money,
}

/// How an account and its meter stood at the boundary, once everything before it was charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot {
    /// The prepaid balance.
    pub balance: Money,
    /// Owed on bills.
    pub owed: Money,
    /// The meter's credit as it said last; `None` when it has said nothing yet.
    pub credit: Option<WattHours>,
    /// Energy recorded since the account was opened.
    pub register: WattHours,
}

/// A change in the period of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Conversion {
    /// From when on.
    pub at: LocalMoment,
    /// How the account pays from then on.
    pub mode: Mode,
    /// The prepaid balance at that moment.
    pub balance: Money,
    /// Owed on bills at that moment.
    pub owed: Money,
    /// The meter's credit.
    pub credit: Option<WattHours>,
    /// Energy recorded since the account was opened.
    pub register: WattHours,
}
