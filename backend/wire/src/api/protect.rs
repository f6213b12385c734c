//! What protects a customer, and whose rules hold for them.

#[cfg(feature = "openapi")]
use crate::schema;
use ami_domain::clearance::Verdict;
use ami_domain::protection::{Class, Flag, Friendly};
use ami_domain::time::{Day, LocalMoment, Span};
use serde::{Deserialize, Serialize};

/// `GET /api/accounts/{account}/protections`; the answer to each change, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Protections {
    /// Name of the customer.
    pub name: String,
    /// Number of the account.
    pub number: String,
    /// What kind of customer it is; `None`: nobody has said, and nobody cuts them.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub class: Option<Class>,
    /// Name of the place whose weather counts; empty: nobody has said, and weather is not known.
    pub place: String,
    /// Since which local day the customer lives there: use of before is not theirs to see;
    /// `None` when the account is closed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::Day>))]
    pub lives_since: Option<Day>,
    /// The local day on which the account was opened.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Day))]
    pub opened_on: Day,
    /// Everything that is set, whether it holds still or not.
    pub protections: Vec<ProtectionSet>,
    /// Hours of their own in which they are never cut.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<schema::Friendly>))]
    pub friendly: Vec<Friendly>,
    /// Whose rules were chosen, such as `us-az`; `None`: the base rules.
    pub jurisdiction: Option<String>,
    /// The rules that hold today; `None`: the utility's own text.
    pub rules: Option<RulesName>,
    /// The customer may certify a need themselves, and it holds for so many days.
    pub certify_days: Option<u16>,
    /// What was said of it, the newest first; at most 50.
    pub notes: Vec<ProtectionSaid>,
    /// Rules that may be chosen.
    pub choices: Vec<RulesName>,
}

/// One protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProtectionSet {
    /// Why.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub flag: Flag,
    /// Until when; without end.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub until: Option<LocalMoment>,
    /// It protects now.
    pub holds: bool,
}

/// Rules by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RulesName {
    /// Such as `us-az`.
    pub jurisdiction: String,
    /// For people.
    pub title: String,
}

/// Something that was said of a protection, or of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProtectionSaid {
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// Who; for staff only.
    pub by: Option<String>,
    /// Which protection; `None`: which rules and hours hold, or since when they live there.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub flag: Option<Flag>,
    /// The customer lives there since this local day.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::Day>))]
    pub home_since: Option<Day>,
    /// It ended; else it was set.
    pub ended: bool,
    /// Until when it was set.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub until: Option<LocalMoment>,
    /// By what proof.
    pub proof: String,
}

/// `PUT /api/accounts/{account}/protections/{flag}`: set it, or give it another end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetProtection {
    /// The last day on which it holds, `YYYY-MM-DD` at the site; without end without it.
    #[serde(default)]
    pub until: Option<String>,
    /// By what proof: who has signed what, and when; 3 to 300 characters.
    pub proof: String,
}

/// `PUT /api/accounts/{account}/protections/{flag}/end`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndProtection {
    /// Why; 3 to 300 characters.
    pub proof: String,
}

/// `PUT /api/accounts/{account}/home`: since when the customer lives there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetHome {
    /// The first day, `YYYY-MM-DD` at the site: no later than the day on which the account was
    /// opened, and no earlier than the customer before left.
    pub since: String,
    /// By what proof; 3 to 300 characters.
    pub proof: String,
}

/// `PUT /api/accounts/{account}/rules`: whose rules hold, and hours of the customer's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetRulesOf {
    /// What kind of customer it is; nothing changes without it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub class: Option<Class>,
    /// Name of the place whose weather counts, at most 80 characters; nothing changes without it.
    #[serde(default)]
    pub place: Option<String>,
    /// Such as `us-az`; the base rules without it.
    #[serde(default)]
    pub jurisdiction: Option<String>,
    /// At most 16.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<schema::Friendly>))]
    pub friendly: Vec<Friendly>,
    /// Why; 3 to 300 characters.
    pub proof: String,
}

/// One of `GET /api/rules`: a pack of rules, with its figures and where they come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RulePack {
    /// Whose.
    pub jurisdiction: String,
    /// For people.
    pub title: String,
    /// Name of its text; decisions carry it.
    pub version: String,
    /// First local day.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Day))]
    pub from: Day,
    /// First local day after; `None` while no end is known.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::Day>))]
    pub until: Option<Day>,
    /// A customer may certify a need themselves, and it holds for so many days.
    pub certify_days: Option<u16>,
    /// Oldest balance and usage on which a cut may rest, milliseconds.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub data_max_age: Span,
    /// Oldest weather, milliseconds.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub weather_max_age: Span,
    /// Days on which nobody is cut, nor on the day before.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<schema::Day>))]
    pub holidays: Vec<Day>,
    /// Its rules by class, first for disconnecting, then for limits.
    pub sheets: Vec<RuleSheet>,
    /// Where the figures come from.
    pub sources: Vec<RuleSource>,
}

/// Rules for one class of customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleSheet {
    /// Of whom.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub class: Class,
    /// For a limit; else for a disconnect.
    pub limits: bool,
    /// Every rule that is asked, with its figures.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub rules: Vec<Verdict>,
}

/// Where figures come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleSource {
    /// Which figures.
    pub figures: Vec<String>,
    /// What the source says, in short, and what was made of it.
    pub says: String,
    /// The source.
    pub source: String,
    /// Somebody has compared the figures with the text of the law itself.
    pub verified: bool,
}
