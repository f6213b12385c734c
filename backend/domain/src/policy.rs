//! Every number that a utility may set, with its unit, range and default.

use crate::command::Priority;
use crate::money::Money;
use crate::time::Span;

/// The utility's numbers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Least payment, micro-units; 1 cent to [`Policy::payment_max`] (BR-02).
    pub payment_min: Money,
    /// Largest payment, micro-units.
    pub payment_max: Money,
    /// Below this much time left the balance is low; 1 h to 30 d (SC4.1).
    pub low_threshold: Span,
    /// Send again when no receipt came for this long after the first sending (NFR-10).
    pub retry_after: Span,
    /// A command without receipt for this long is late (NFR-02).
    pub receipt_deadline: Span,
    /// Longest pause between two sendings of a command that never expires.
    pub retry_max: Span,
    /// A balance that was not sent within this time is of no more use.
    pub show_valid: Span,
    /// Balance goes to every meter at least this often (FR-09).
    pub refresh_every: Span,
    /// An event may be moved or cancelled until so long before its start; 0 to 7 d (SC2).
    pub event_change_until: Span,
    /// A disconnect or limit that could not be carried out within this time is dropped; 1 minute
    /// to 1 hour (DESIGN 7.7).
    pub cut_valid: Span,
    /// So many cuts in ten minutes at most; more are quarantined (DESIGN 7.12), 0 to 10,000.
    pub cuts_per_ten_minutes: u32,
    /// The same in a day, 0 to 1,000,000.
    pub cuts_per_day: u32,
    /// The same in an hour on one feeder, 0 to 10,000.
    pub cuts_per_feeder: u32,
    /// A planned cut that rules hold is tried for this long after its time; 1 minute to 7 days.
    pub plan_patience: Span,
    /// Which commands go out first (NFR-04); those that restore power are always before all.
    pub priority_order: Vec<Priority>,
    /// A command that has waited for this long is served in between even under load; 1 minute to
    /// 1 day.
    pub starve_after: Span,
}

/// A number outside its range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy.{field} must be {range}")]
pub struct PolicyError {
    /// Which number.
    pub field: &'static str,
    /// What it may be.
    pub range: &'static str,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            payment_min: Money::dollars(10),
            payment_max: Money::dollars(1_000),
            low_threshold: Span::hours(48),
            retry_after: Span::seconds(45),
            receipt_deadline: Span::seconds(60),
            retry_max: Span::minutes(15),
            show_valid: Span::hours(26),
            refresh_every: Span::hours(1),
            event_change_until: Span::minutes(15),
            cut_valid: Span::minutes(15),
            cuts_per_ten_minutes: 60,
            cuts_per_day: 1_000,
            cuts_per_feeder: 20,
            plan_patience: Span::hours(24),
            priority_order: Priority::ALL.into(),
            starve_after: Span::minutes(10),
        }
    }
}

impl Policy {
    /// Refuses numbers outside their range.
    ///
    /// # Errors
    /// [`PolicyError`] naming the first such number.
    pub fn check(&self) -> Result<(), PolicyError> {
        let rules: [(bool, &'static str, &'static str); 12] = [
            (
                self.payment_min >= Money::cents(1) && self.payment_min <= self.payment_max,
                "payment_min",
                "from one cent to payment_max",
            ),
            (
                self.payment_max <= crate::money::MAX,
                "payment_max",
                "at most one billion",
            ),
            (
                self.low_threshold >= Span::hours(1) && self.low_threshold <= Span::days(30),
                "low_threshold",
                "from 1 hour to 30 days",
            ),
            (
                self.retry_after >= Span::seconds(1) && self.retry_after <= self.receipt_deadline,
                "retry_after",
                "from 1 second to receipt_deadline",
            ),
            (
                self.retry_max >= self.retry_after && self.retry_max <= Span::hours(24),
                "retry_max",
                "from retry_after to 24 hours",
            ),
            (
                self.refresh_every >= Span::minutes(5) && self.refresh_every <= Span::hours(24),
                "refresh_every",
                "from 5 minutes to 24 hours",
            ),
            (
                self.event_change_until >= Span::ZERO && self.event_change_until <= Span::days(7),
                "event_change_until",
                "from 0 to 7 days",
            ),
            (
                self.cut_valid >= Span::minutes(1) && self.cut_valid <= Span::hours(1),
                "cut_valid",
                "from 1 minute to 1 hour",
            ),
            (
                self.cuts_per_ten_minutes <= 10_000
                    && self.cuts_per_day <= 1_000_000
                    && self.cuts_per_feeder <= 10_000,
                "cuts_per_ten_minutes, cuts_per_day, cuts_per_feeder",
                "at most 10000, 1000000 and 10000",
            ),
            (
                self.plan_patience >= Span::minutes(1) && self.plan_patience <= Span::days(7),
                "plan_patience",
                "from 1 minute to 7 days",
            ),
            (
                Priority::ALL
                    .iter()
                    .all(|one| self.priority_order.iter().filter(|it| *it == one).count() == 1),
                "priority_order",
                "each priority once",
            ),
            (
                self.starve_after >= Span::minutes(1) && self.starve_after <= Span::days(1),
                "starve_after",
                "from 1 minute to 1 day",
            ),
        ];
        match rules.into_iter().find(|(holds, ..)| !holds) {
            Some((_, field, range)) => Err(PolicyError { field, range }),
            None => Ok(()),
        }
    }
}
