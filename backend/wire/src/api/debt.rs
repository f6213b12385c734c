//! What a customer owes, how it is paid back, and what a payment is split into.

use ami_domain::debt::{DebtKind, Line, NotLent, Recovery};
use ami_domain::explain::LineageId;
use ami_domain::id::DebtId;
use ami_domain::money::Money;
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// One line of a payment; the lines sum to it exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SplitLine {
    /// `fee`, `emergency`, `debt` or `energy`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub line: Line,
    /// How much.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
}

/// `GET /api/accounts/{account}/split?amount=micros`: what a payment would be split into now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SplitPreview {
    /// In the order in which they are taken.
    pub split: Vec<SplitLine>,
}

/// `GET /api/accounts/{account}/debt`: what is owed; the answer to its changes, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Owing {
    /// ISO 4217 code of every amount here.
    pub currency: String,
    /// In the order of paying back.
    pub debts: Vec<OwedDebt>,
    /// Nothing is taken for debt until then; `None` without a pause.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub held_until: Option<LocalMoment>,
    /// What is borrowed and not paid back: emergency credit, and what friendly hours have lent.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub emergency: Money,
    /// What of it friendly hours have lent.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub friendly: Money,
    /// What would be lent now; zero when nothing is.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub offer: Money,
    /// At most so much is taken for debt in a day, over all debts and ways.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub day_max: Money,
    /// In seven days.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub week_max: Money,
    /// In thirty days.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub month_max: Money,
    /// Why nothing is lent: `not_offered`, `not_yet` or `owed`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub not_lent: Option<NotLent>,
    /// What is behind the amounts: set aside, paid back, borrowed.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lineage: LineageId,
}

/// One debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwedDebt {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: DebtId,
    /// `arrears` or `overdrawn`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub kind: DebtKind,
    /// What was set aside.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// What is still owed.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub owed: Money,
    /// What days could not give and payments shall make up.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub missed: Money,
    /// How it is paid back: `{"by": "share", "permille": 250}`, `{"by": "time", "amount": micros,
    /// "every": "day"}` or `catch_up` with all three.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub recovery: Recovery,
}

/// `PUT /api/accounts/{account}/debt`, `PUT .../debt/{debt}`, `POST .../debt/preview`: a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DebtPlan {
    /// How it is paid back, as in an owed debt.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub recovery: Recovery,
}

/// What a plan would mean at the usual use of this home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DebtPreview {
    /// What is owed, set aside or not.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub owed: Money,
    /// What this home usually uses in a week.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub weekly: Money,
    /// What a usual week pays back.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub a_week: Money,
    /// When it is paid back; `None` when the plan takes nothing, or takes over ten years.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub until: Option<LocalMoment>,
}

/// `PUT /api/accounts/{account}/debt-pause`: a hardship pause, or its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PauseDebt {
    /// Until this local minute at the site, as `2026-12-24T18:00`; `None` ends the pause.
    pub until: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}
