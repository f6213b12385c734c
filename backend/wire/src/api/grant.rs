//! Help for customers, and debt that is given up.

use ami_domain::explain::LineageId;
use ami_domain::grant::Purpose;
use ami_domain::id::{AccountId, DebtId, GrantId, WriteOffId};
use ami_domain::money::Money;
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// `GET /api/accounts/{account}/grants`: the help of an account; the answer to a new one, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grants {
    /// ISO 4217 code of every amount here.
    pub currency: String,
    /// What is behind these amounts (`GET /api/explain/{lineage}`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
    /// What ends first before.
    pub grants: Vec<Grant>,
}

/// Help as it was granted and as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grant {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: GrantId,
    /// `energy` or `debt`: on what it may be spent.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub purpose: Purpose,
    /// How much was granted.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// What is left of it.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub unspent: Money,
    /// What went back at its end; the rest of it was used.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub returned: Money,
    /// What is left then goes back.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub expires_at: LocalMoment,
    /// What was left has gone back.
    pub over: bool,
    /// Name of who granted it; empty where the reader is the customer.
    pub by: String,
    /// Why it was granted.
    pub why: String,
}

/// `PUT /api/accounts/{account}/grants/{grant}`: grants help; the id is made by who grants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GiveGrant {
    /// `energy` or `debt`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub purpose: Purpose,
    /// How much; whole cents.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// It ends with the day that is so many days after today at the site.
    pub days: u16,
    /// Why, 1 to 500 characters.
    pub why: String,
}

/// `PUT /api/accounts/{account}/grants/{grant}/end`: takes back what is left of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndGrant {
    /// Why, 1 to 500 characters.
    pub why: String,
}

/// A wish to give debt up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WriteOff {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: WriteOffId,
    /// Whose debt.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account: AccountId,
    /// The number on papers.
    pub number: String,
    /// Which debt.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub debt: DebtId,
    /// How much of it.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// Why.
    pub why: String,
    /// Name of who asks.
    pub by: String,
    /// The reader has asked, so another person must decide.
    pub own: bool,
    /// `asked`, `approved` or `refused`.
    pub state: String,
}

/// `PUT /api/accounts/{account}/write-offs/{write_off}`: asks for debt to be given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskWriteOff {
    /// Which debt.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub debt: DebtId,
    /// How much of it; at most what is owed.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// Why, 1 to 500 characters.
    pub why: String,
}

/// `PUT /api/write-offs/{write_off}/decision`: a second person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideWriteOff {
    /// Give it up, or leave it owed.
    pub approve: bool,
}
