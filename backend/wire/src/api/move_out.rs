//! Moving out: `GET`, `PUT` and `DELETE /api/accounts/{account}/move-out`.

#[cfg(feature = "openapi")]
use crate::schema;
use ami_domain::money::Money;
use ami_domain::move_out::Stands;
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

/// Whether and when an account is closed, what that would do now, and what it has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveOut {
    /// The account pays for use before this; `None` while nobody has asked.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub at: Option<LocalMoment>,
    /// When it was closed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub closed: Option<LocalMoment>,
    /// What would be paid back now; of an account that is closed: what was left when it was.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub refund: Money,
    /// The part that can still go back the way it came, to a card or a bank.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub returns: Money,
    /// The part that is owed to the customer by cheque.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub cheque: Money,
    /// What the customer still owes after that.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub owed: Money,
    /// What has to end first.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub stands: Vec<Stands>,
    /// Booked events that are called off.
    pub booked: u32,
}

/// `PUT /api/accounts/{account}/move-out`: close the account then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskMoveOut {
    /// A minute by the clock of the home, `YYYY-MM-DDTHH:MM`; at most 90 days ahead.
    pub at: String,
}
