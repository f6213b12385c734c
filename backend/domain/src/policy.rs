//! Every number that a utility may set, with its unit, range and default.

use crate::command::Priority;
use crate::debt::DebtPolicy;
use crate::money::Money;
use crate::time::{Span, Timestamp, Zone};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// The utility's numbers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Least payment, micro-units; 1 cent to [`Policy::payment_max`] (BR-02).
    pub payment_min: Money,
    /// Largest payment, micro-units.
    pub payment_max: Money,
    /// Most that one account pays in 24 hours; at least [`Policy::payment_max`].
    pub payments_day_max: Money,
    /// Most that one account pays in seven days; at least [`Policy::payments_day_max`].
    pub payments_week_max: Money,
    /// Money that a bank is moving is waited for so long; 1 to 60 d.
    pub bank_patience: Span,
    /// Below this much time left the balance is low; 1 h to 30 d (SC4.1).
    pub low_threshold: Span,
    /// Least threshold that a customer may choose (SC4.1).
    pub low_threshold_min: Span,
    /// Largest threshold that a customer may choose; at most 30 d.
    pub low_threshold_max: Span,
    /// A low balance that nobody has seen is told again after this; 1 h to 7 d (NFR-11).
    pub alert_low_every: Span,
    /// With this much time left the warnings before a cut begin; 0 to 7 d.
    pub alert_before_cut_from: Span,
    /// Pause between warnings before a cut; 5 min to 24 h (FR-24, NFR-11).
    pub alert_before_cut_every: Span,
    /// From this minute of the day at the site only what is critical is told, 0 to 1439.
    pub quiet_from: u16,
    /// To this minute of the day; the same as `quiet_from` for no quiet hours.
    pub quiet_until: u16,
    /// Share of the meter's rated capacity that is left at zero, permille; 50 to 1000.
    pub limit_permille: u16,
    /// What a meter is built for when its place says nothing, watts.
    pub rated_w: i64,
    /// An outcome of zero that is held back is tried again after this; 1 min to 24 h.
    pub zero_retry: Span,
    /// A failed automatic top-up is tried again after this; 1 h to 7 d.
    pub replenish_retry: Span,
    /// A meter without interval data for so long is raised (FR-20); 1 h to 7 d.
    pub silent_after: Span,
    /// Send again when no receipt came for this long after the first sending (NFR-10).
    pub retry_after: Span,
    /// A command without receipt for this long is late (NFR-02).
    pub receipt_deadline: Span,
    /// Longest pause between two sendings of a command that never expires.
    pub retry_max: Span,
    /// A balance that was not sent within this time is of no more use.
    pub show_valid: Span,
    /// Balance goes to every meter at least this often: once a day by FR-09. An hour, so that the
    /// website is never further behind the in-home display, which counts along by itself (IS-1).
    pub refresh_every: Span,
    /// And at this minute of the day at the site, 0 to 1439 (FR-09).
    pub refresh_at: u16,
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
    /// Journals, meters' logs, and commands that no payment rests on, are kept this long; 30 days
    /// to 20 years. Money's records stay for ever.
    pub records_kept: Span,
    /// A command that has waited for this long is served in between even under load; 1 minute to
    /// 1 day.
    pub starve_after: Span,
    /// Debt that is paid back, and emergency credit.
    pub debt: DebtPolicy,
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
            payments_day_max: Money::dollars(2_000),
            payments_week_max: Money::dollars(5_000),
            bank_patience: Span::days(14),
            low_threshold: Span::hours(48),
            retry_after: Span::seconds(45),
            receipt_deadline: Span::seconds(60),
            retry_max: Span::minutes(15),
            show_valid: Span::hours(26),
            refresh_every: Span::hours(1),
            refresh_at: 6 * 60,
            low_threshold_min: Span::hours(12),
            low_threshold_max: Span::days(14),
            alert_low_every: Span::hours(24),
            alert_before_cut_from: Span::hours(6),
            alert_before_cut_every: Span::hours(1),
            quiet_from: 22 * 60,
            quiet_until: 7 * 60,
            limit_permille: 250,
            rated_w: 24_000,
            zero_retry: Span::minutes(10),
            replenish_retry: Span::hours(24),
            silent_after: Span::hours(24),
            event_change_until: Span::minutes(15),
            cut_valid: Span::minutes(15),
            cuts_per_ten_minutes: 60,
            cuts_per_day: 1_000,
            cuts_per_feeder: 20,
            plan_patience: Span::hours(24),
            records_kept: Span::days(3 * 365),
            priority_order: Priority::ALL.into(),
            starve_after: Span::minutes(10),
            debt: DebtPolicy::default(),
        }
    }
}

impl Policy {
    /// Refuses numbers outside their range.
    ///
    /// # Errors
    /// [`PolicyError`] naming the first such number.
    pub fn check(&self) -> Result<(), PolicyError> {
        let rules: [(bool, &'static str, &'static str); 26] = [
            (
                self.debt.holds(),
                "debt",
                "caps that grow from a day to a month, a share of at most 1000 permille, \
                 emergency credit of at most 1000, a pause of at most 366 days",
            ),
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
                self.payments_day_max >= self.payment_max
                    && self.payments_week_max >= self.payments_day_max
                    && self.payments_week_max <= crate::money::MAX,
                "payments_day_max",
                "from payment_max to payments_week_max, which is at most one billion",
            ),
            (
                within(self.bank_patience, Span::days(1), Span::days(60)),
                "bank_patience",
                "from 1 to 60 days",
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
            (
                self.low_threshold_min >= Span::hours(1)
                    && self.low_threshold_min <= self.low_threshold_max
                    && self.low_threshold_max <= Span::days(30),
                "low_threshold_min",
                "from 1 hour to low_threshold_max, which is at most 30 days",
            ),
            (
                within(self.alert_low_every, Span::hours(1), Span::days(7)),
                "alert_low_every",
                "from 1 hour to 7 days",
            ),
            (
                within(self.alert_before_cut_from, Span::ZERO, Span::days(7)),
                "alert_before_cut_from",
                "from 0 to 7 days",
            ),
            (
                within(
                    self.alert_before_cut_every,
                    Span::minutes(5),
                    Span::hours(24),
                ),
                "alert_before_cut_every",
                "from 5 minutes to 24 hours",
            ),
            (
                self.refresh_at < DAY && self.quiet_from < DAY && self.quiet_until < DAY,
                "refresh_at",
                "a minute of the day, 0 to 1439, and so quiet_from and quiet_until",
            ),
            (
                (50..=1000).contains(&self.limit_permille),
                "limit_permille",
                "from 50 to 1000",
            ),
            (
                (1_000..=10_000_000).contains(&self.rated_w),
                "rated_w",
                "from 1000 to 10000000",
            ),
            (
                within(self.zero_retry, Span::minutes(1), Span::hours(24)),
                "zero_retry",
                "from 1 minute to 24 hours",
            ),
            (
                within(self.replenish_retry, Span::hours(1), Span::days(7)),
                "replenish_retry",
                "from 1 hour to 7 days",
            ),
            (
                within(self.records_kept, Span::days(30), Span::days(20 * 366)),
                "records_kept",
                "from 30 days to 20 years",
            ),
            (
                within(self.silent_after, Span::hours(1), Span::days(7)),
                "silent_after",
                "from 1 hour to 7 days",
            ),
        ];
        match rules.into_iter().find(|(holds, ..)| !holds) {
            Some((_, field, range)) => Err(PolicyError { field, range }),
            None => Ok(()),
        }
    }

    /// Whether only what is critical is told at this minute of the day.
    pub const fn is_quiet(&self, minute: u16) -> bool {
        if self.quiet_from <= self.quiet_until {
            minute >= self.quiet_from && minute < self.quiet_until
        } else {
            minute >= self.quiet_from || minute < self.quiet_until
        }
    }

    /// The next moment after this one at which a balance goes out daily (FR-09).
    pub fn refresh_after(&self, zone: &Zone, at: Timestamp) -> Timestamp {
        // By the clock on the wall, which is not as many hours after midnight on two days a year.
        let on = |day| {
            let shown = zone.moment(day, self.refresh_at, false);
            shown.unwrap_or_else(|| zone.start_of(day))
        };
        let day = zone.civil(at).day;
        let mut next = on(day);
        if next <= at {
            next = on(day.plus(1));
        }
        next.min(at + self.refresh_every)
    }
}

fn within(span: Span, least: Span, most: Span) -> bool {
    span >= least && span <= most
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::time::Day;

    #[test]
    fn fr09_a_balance_goes_out_at_the_hour_on_the_wall_when_the_clock_changes_too() {
        let zone = Zone::named("America/Los_Angeles").unwrap();
        let policy = Policy {
            refresh_every: Span::hours(24),
            ..Policy::default()
        };
        for (month, day) in [(3, 8), (7, 1), (11, 1)] {
            let year = 2026;
            let midnight = zone.start_of(Day { year, month, day });
            let next = policy.refresh_after(&zone, midnight);
            assert_eq!(zone.civil(next).minute, policy.refresh_at, "{month}-{day}");
            let again = policy.refresh_after(&zone, next);
            assert!(again.since(next) <= policy.refresh_every);
        }
    }
}
