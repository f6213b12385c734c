//! What a customer chose for a low and for an empty balance (PR-END, SC4, SC5).

use ami_domain::account::{AtZero, Mode};
use ami_domain::explain::LineageId;
use ami_domain::money::Money;
use ami_domain::program::{LowAt, NotOffered, Replenish};
use ami_domain::time::{LocalMoment, Span};
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// `GET /api/accounts/{account}/program`; the answer to `PUT`, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Program {
    /// How the account pays.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Mode))]
    pub mode: Mode,
    /// What happens at zero.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::AtZero))]
    pub at_zero: AtZero,
    /// Every outcome, and whether it is offered here.
    pub offers: Vec<Outcome>,
    /// When the balance is low: `{"time": ms}` or `{"balance": micros}`; `None` for the
    /// utility's number.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub low: Option<LowAt>,
    /// The utility's number.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub low_default: Span,
    /// Least time that may be chosen.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub low_min: Span,
    /// Largest time that may be chosen.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub low_max: Span,
    /// How it tops itself up; `None` when it does not.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub top_up: Option<Replenish>,
    /// The last automatic top-up failed.
    pub top_up_failed: bool,
    /// What it borrows by itself.
    pub borrow: Borrow,
    /// Most emergency credit that is lent; zero when the utility lends none.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub lends: Money,
    /// There are friendly hours for this account.
    pub has_friendly: bool,
    /// Least top-up.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub payment_min: Money,
    /// Largest top-up.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub payment_max: Money,
    /// From when on another mode would hold: the end of the running interval (FR-28).
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub converts_at: LocalMoment,
}

/// What a customer borrows without asking each time; nothing unless they have chosen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Borrow {
    /// Emergency credit, when the balance reaches zero.
    pub at_zero: bool,
    /// What is used below zero in friendly hours.
    pub friendly: bool,
}

/// One outcome of zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outcome {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::AtZero))]
    pub outcome: AtZero,
    /// Why it is not offered; `None` when it is.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub refused: Option<NotOffered>,
}

/// `PUT /api/accounts/{account}/program`: change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeProgram {
    /// What happens at zero.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::AtZero))]
    pub at_zero: AtZero,
    /// When the balance is low; without it the utility's number.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub low: Option<LowAt>,
    /// How it tops itself up; without it that stays as it is.
    #[serde(default)]
    pub top_up: Option<SetTopUp>,
    /// What it borrows by itself; without it that stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub borrow: Option<Borrow>,
}

/// A change of topping up.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetTopUp {
    /// The settings.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub settings: Replenish,
    /// Name of the payment method.
    pub method: String,
    /// The processor's reference to the card; without it the saved one.
    #[serde(default)]
    pub token: Option<String>,
}

impl std::fmt::Debug for SetTopUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SetTopUp({:?})", self.settings)
    }
}

/// `GET /api/accounts/{account}/mode?to=regular`: what changing how the account pays would mean by
/// now, before anybody asks for it. Amounts in micro-units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conversion {
    /// How the account pays now.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Mode))]
    pub from: Mode,
    /// How it would pay.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Mode))]
    pub to: Mode,
    /// From when on: the end of the running interval (FR-28).
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// The prepaid balance, which stays the customer's.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub balance: Money,
    /// Help for energy that is not used.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub help: Money,
    /// Borrowed and not paid back.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub borrowed: Money,
    /// Owed for energy and not set aside; it can be set aside as debt when prepayment begins.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub arrears: Money,
    /// Debt that is set aside already.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub debt: Money,
    /// What is asked for as a deposit; it comes on the bill and is held.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub deposit: Money,
    /// What the change costs; it comes on the bill.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub fee: Money,
    /// The deposit that is held now.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub held: Money,
    /// Of the deposit that is held: what pays the bill, the fee with it.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub to_bill: Money,
    /// What pays debt that was set aside.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub to_debt: Money,
    /// What comes to the prepaid balance.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub to_balance: Money,
    /// What is behind these figures (`GET /api/explain/{lineage}`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
}

/// `PUT /api/accounts/{account}/mode`: prepaid to regular billing or back, from
/// [`Program::converts_at`] on (FR-27, FR-28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetMode {
    /// How it is to pay.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Mode))]
    pub mode: Mode,
}
