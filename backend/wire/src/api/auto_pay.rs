//! Topping up by a calendar (SC4.6): paydays, a pause that ends, and what comes.

use ami_domain::money::Money;
use ami_domain::payday::{Payday, Would};
use ami_domain::program::Replenish;
use ami_domain::time::{Day, LocalMoment};
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// `GET /api/accounts/{account}/auto-pay`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AutoPay {
    /// Amount, trigger, caps and pause; `None` when the account never topped itself up.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub settings: Option<Replenish>,
    /// Name of the payment method whose reference is saved; the reference is never shown.
    pub method: Option<String>,
    /// When there is money.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub payday: Option<Payday>,
    /// A pause ends then.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub resume_at: Option<LocalMoment>,
    /// The trigger counts: at zero the account tops itself up (see the program).
    pub by_balance: bool,
    /// Tries that failed one after the other.
    pub tries: u32,
    /// So many failed that nothing is charged until the settings are saved again.
    pub stopped: bool,
    /// A payment is under way or in doubt; nothing else is charged until it has ended.
    pub in_doubt: bool,
    /// The next paydays, and what each would do.
    pub ahead: Vec<AutoPayAhead>,
    /// Least payment.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub payment_min: Money,
    /// Largest payment.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub payment_max: Money,
}

/// One payday ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AutoPayAhead {
    /// When, by the clock of the site.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// `pay`, `week_cap`, `month_cap` or `paused`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub would: Would,
}

/// `PUT /api/accounts/{account}/auto-pay`: keeps it, and forgets tries that failed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetAutoPay {
    /// Amount, trigger, caps and pause.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub settings: Replenish,
    /// Name of the payment method.
    pub method: String,
    /// The processor's reference; absent keeps the saved one.
    #[serde(default)]
    pub token: Option<String>,
    /// When there is money; absent for never.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub payday: Option<Payday>,
    /// A pause ends when this day begins at the site.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub resume_on: Option<Day>,
}

impl std::fmt::Debug for SetAutoPay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SetAutoPay({:?})", self.payday)
    }
}
