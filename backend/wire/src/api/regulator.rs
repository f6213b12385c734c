//! The report for the regulator, for the utility.

use ami_domain::regulator::{Line, Value};
use ami_domain::time::{Day, LocalMoment};
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// `GET /api/report/regulator?from=&until=`: counts of customers in groups of ten and more, of
/// which no smaller group can be computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegulatorReport {
    /// The first day, by the utility's own calendar.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Day))]
    pub from: Day,
    /// The first day after.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Day))]
    pub until: Day,
    /// When it was made.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub made_at: LocalMoment,
    /// In the order of the figures.
    pub lines: Vec<RegulatorLine>,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegulatorLine {
    /// What it is about: `cut_by_cause`, `cut_by_duration`, `cut_by_temperature`, the same of
    /// `limit_`, `hold_by_rule`, `alert_to_meter`, `alert_to_display` or `low_alert`.
    pub figure: String,
    /// Cause, length, temperature, rule or kind of text; `all` for their sum.
    pub group: String,
    /// Customer class, or which part of the figure; `all` for the sum.
    pub part: String,
    /// `count`, `meter_days` or `ms`.
    pub unit: String,
    /// The value; `null` where it is withheld, or where there is none.
    pub value: Option<u64>,
    /// The group is of fewer than ten customers, or one that is would follow from it.
    pub withheld: bool,
}

impl From<&Line> for RegulatorLine {
    fn from(line: &Line) -> Self {
        Self {
            figure: line.figure.word().to_owned(),
            group: line.group.to_owned(),
            part: line.part.to_owned(),
            unit: line.unit.word().to_owned(),
            value: line.value.said(),
            withheld: line.value == Value::Withheld,
        }
    }
}
