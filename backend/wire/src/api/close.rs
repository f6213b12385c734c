//! Closed days of the ledger, and statements.

#[cfg(feature = "openapi")]
use crate::schema;
use ami_domain::energy::WattHours;
use ami_domain::explain::LineageId;
use ami_domain::money::Money;
use ami_domain::statement::Statement;
use ami_domain::time::{Day, LocalMoment};
use serde::{Deserialize, Serialize};

/// One day of `GET /api/closes`: for the utility, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Close {
    /// Which day, by the utility's calendar.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Day))]
    pub day: Day,
    /// When it was closed; `None` while it is being closed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub closed_at: Option<LocalMoment>,
    /// Transfers that it has taken.
    pub entries: u64,
    /// The link of the chain of days, 64 hexadecimal digits; `None` while it is being closed.
    pub link: Option<String>,
    /// What it did to each kind of book, all owners together.
    pub books: Vec<CloseBook>,
    /// The balances of all books together: zero.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub total: Money,
    /// The meters' credit beside the ledger's; `None` until that is compared.
    #[serde(default)]
    pub credit: Option<CloseCredit>,
}

/// How the comparison of the meters' credit with the ledger's went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseCredit {
    /// Meters that were compared.
    pub compared: u64,
    /// Meters that wait for an interval, a receipt or a first reading to compare with.
    pub waiting: u64,
    /// Differences, at most 1,000.
    pub differences: Vec<CreditDifference>,
}

/// A meter whose credit is not what the ledger says. Watt-hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreditDifference {
    /// The meter's serial number.
    pub meter: String,
    /// The account's number on papers.
    pub account: String,
    /// It came about after this reading, by the meter's clock.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub since: LocalMoment,
    /// And before this one.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// What the meter said.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub counter: WattHours,
    /// What it had to say.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub expected: WattHours,
}

/// One kind of book on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseBook {
    /// The book's word: `prepaid`, `receivable`, `revenue` ..
    pub book: String,
    /// What came in.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub gained: Money,
    /// What went out.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub lost: Money,
    /// How it stood at the end of the day.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub balance: Money,
}

/// One row of `GET /api/accounts/{account}/statements`, newest first. What it says is at
/// `/statements/{from}`, and as files at `/statements/{from}/csv` and `/pdf`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatementRow {
    /// First day, its name.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Day))]
    pub from: Day,
    /// First day after.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Day))]
    pub until: Day,
    /// When it was issued.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub issued_at: LocalMoment,
    /// SHA-256 of what it says, 64 hexadecimal digits.
    pub digest: String,
    /// What is behind every line of it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lineage: LineageId,
}

/// `GET /api/accounts/{account}/statements/{from}`: what it says, and what is behind its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedStatement {
    /// Exactly as it was issued.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Statement))]
    pub statement: Statement,
    /// What is behind every line of it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lineage: LineageId,
}
