//! The deposit of an account: what is held, what moved it, and what a representative does with it.

use ami_domain::deposit::Way;
use ami_domain::explain::LineageId;
use ami_domain::money::Money;
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// `GET /api/accounts/{account}/deposit`: the deposit; the answer to a step, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deposit {
    /// ISO 4217 code of every amount here.
    pub currency: String,
    /// What is held for the customer.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub held: Money,
    /// What the account owes beside it: below a balance of zero, on bills, and debt set aside.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub owed: Money,
    /// The most that may be given back: what is owed comes first.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub most_back: Money,
    /// Of what is held, what is kept for what was lent alone, and would go back otherwise.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub kept_for_lent: Money,
    /// The most that may be applied to what is owed.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub most_applied: Money,
    /// What is behind these amounts (`GET /api/explain/{lineage}`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
    /// What moved it, newest first.
    pub moves: Vec<DepositMove>,
}

/// What moved a deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositMove {
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// The ledger's word for it: `deposit_taken`, `deposit_given_back`, `deposit_used`,
    /// `deposit_asked`, or another one.
    pub what: String,
    /// The book on the other side: `receivable`, `debt`, `prepaid`, `clearing` or another one.
    pub other: String,
    /// Signed: what goes out of the deposit is below zero.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// How it came or went at the desk; absent otherwise.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub way: Option<Way>,
    /// Number of the slip, cheque or transfer; empty where there is none.
    pub reference: String,
    /// Why; empty where the reader is the customer.
    pub why: String,
    /// Name of who did it; empty where the reader is the customer.
    pub by: String,
}

/// What a representative does with a deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DepositWhat {
    /// It is taken, and held.
    Taken,
    /// It goes back to the customer.
    GivenBack,
    /// It pays what is owed.
    Applied,
}

/// `PUT /api/accounts/{account}/deposit/{step}`: a step; the id is made by who enters it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StepDeposit {
    /// What is done.
    pub what: DepositWhat,
    /// How much; whole cents, or all that may be applied.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// How it came or goes: `cash`, `cheque`, `card` or `bank`; nothing for what is applied.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub way: Option<Way>,
    /// Number of the slip, cheque or transfer; never of a card.
    #[serde(default)]
    pub reference: String,
    /// Why, 1 to 500 characters.
    pub why: String,
}
