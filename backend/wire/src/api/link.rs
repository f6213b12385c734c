//! Links through which anybody may pay for an account.

use ami_domain::id::LinkId;
use ami_domain::money::Money;
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// One of `GET /api/accounts/{account}/links`, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PayLink {
    /// Its name; it opens nothing.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: LinkId,
    /// For the customer's own bad line; else for others.
    pub own: bool,
    /// All that a payer reads of the customer.
    pub nickname: String,
    /// Suggested amount.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub amount: Option<Money>,
    /// When it was made.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub made_at: LocalMoment,
    /// Of no use from then on.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub expires_at: LocalMoment,
    /// It opens now.
    pub open: bool,
    /// Payments that were offered through it.
    pub uses: u64,
}

/// `POST /api/accounts/{account}/links`: makes a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeLink {
    /// For the customer's own bad line; else for others.
    pub own: bool,
    /// What a payer reads, 1 to 40 characters.
    pub nickname: String,
    /// Suggested amount.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub amount: Option<Money>,
    /// How many days it opens, 1 to 366.
    pub days: u16,
}

/// Answer to it: the link, and this once the path that opens it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeLink {
    /// The link.
    pub link: PayLink,
    /// `/p/` and 64 hexadecimal digits. Only its digest is kept.
    pub path: String,
}

impl std::fmt::Debug for MadeLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MadeLink({:?})", self.link.id)
    }
}
