//! The receipt of a change of how an account pays.

use ami_domain::account::Mode;
use ami_domain::energy::WattHours;
use ami_domain::explain::LineageId;
use ami_domain::money::Money;
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// Who asked for a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangedBy {
    /// The account's own customer.
    Customer,
    /// Somebody of the utility, for the customer.
    Staff,
    /// Nobody: the balance ran out, and the customer had chosen a monthly bill for that.
    House,
}

/// One of `GET /api/accounts/{account}/conversions`, newest first. Amounts in micro-units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Converted {
    /// From when on it holds; its name among the account's changes.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// How the account paid before.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Mode))]
    pub from: Mode,
    /// How it pays from then on.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Mode))]
    pub to: Mode,
    /// When it was asked for, and what it costs was booked.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub decided_at: LocalMoment,
    /// Who asked for it.
    pub by: ChangedBy,
    /// Their name; empty where the reader is the customer.
    pub name: String,
    /// All use before the boundary is charged, and what follows is how the account stood there.
    /// Before that, only the balance is known, as it was when the change was asked for.
    pub settled: bool,
    /// The prepaid balance; below zero it is owed.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub balance: Money,
    /// Owed on bills.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub owed: Money,
    /// Debt that was set aside.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub debt: Money,
    /// The deposit that was held from then on.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub held: Money,
    /// The meter's credit in watt-hours; absent where it had said nothing.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub credit: Option<WattHours>,
    /// Energy recorded since the account was opened, in watt-hours.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub register: WattHours,
    /// What the change cost.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub fee: Money,
    /// The deposit that was asked for.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub deposit: Money,
    /// The deposit that was given back: to the bill, to debt and to the balance.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub returned: Money,
    /// What is behind the amounts; absent for a change from before that was kept.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
}
