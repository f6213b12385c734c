//! Where a meter stands, as far as prices depend on it.

use super::{Tariff, Walk};
use crate::calendar::days_between;
use crate::energy::WattHours;
use crate::money::{Money, Round};
use crate::time::{Day, Span, Timestamp, Zone};
use crate::usage::Interval;

/// What a meter has counted so far, as far as prices depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Meterage {
    /// Day of the month on which bills close, 1 to 28.
    pub bill_day: i8,
    /// First day of the running billing period.
    pub billed_from: Day,
    /// The local day that `today` counts; its fixed charge is taken already.
    pub day: Day,
    /// Energy since `billed_from`.
    pub period_to_date: WattHours,
    /// Energy since the start of `day`.
    pub today: WattHours,
    /// What `day` was charged so far, before tax, as its minimum counts it. `None` for a day that
    /// was not entered at its start: no minimum is asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charged_today: Option<Money>,
}

impl Meterage {
    /// A meter at the start of this day with nothing counted in the running billing period. The
    /// charges of the day itself are not asked for any more.
    pub fn starting(day: Day, bill_day: i8) -> Self {
        let bill_day = bill_day.clamp(1, 28);
        Self {
            bill_day,
            billed_from: period_start(day, bill_day),
            day,
            period_to_date: WattHours::ZERO,
            today: WattHours::ZERO,
            charged_today: None,
        }
    }

    /// Where the meter stands at `at` by its intervals of the running billing period. Energy of an
    /// interval over midnight counts by its share of time; later intervals are left out.
    pub fn counted(history: &[Interval], at: Timestamp, zone: &Zone, bill_day: i8) -> Self {
        Self::counted_on(zone.civil(at).day, history, at, zone, bill_day)
    }

    /// Where the meter of an account stands when all before `at` is charged: the same whether it
    /// was charged hour by hour or all at once. `history` is in order; nothing before `opened` was
    /// the account's, and what somebody else used there fills no block and takes no baseline.
    ///
    /// The day is that of the last interval before `at`, so that the first interval of a day owes
    /// its fixed charge also where the charging stopped exactly at midnight, and the days of a gap
    /// are owed by the interval that ends it. Before the first interval it is that of `opened`, so
    /// that an hour that comes late before it takes no day's charge away.
    pub fn charged(
        tariff: &Tariff,
        zone: &Zone,
        history: &[Interval],
        (opened, at): (Timestamp, Timestamp),
        bill_day: i8,
    ) -> Self {
        let before = history.partition_point(|interval| interval.start < opened);
        let history = history.get(before..).unwrap_or_default();
        let last = history.iter().rev().find(|interval| interval.start < at);
        let end = last.map_or(opened.min(at), |last| {
            last.end().clamp(opened, at.max(opened))
        });
        let day = zone.civil(end - Span::millis(1)).day;
        let midnight = zone.start_of(day);
        let on = |day, at| Self::counted_on(day, history, at, zone, bill_day);
        let first = history.iter().position(|one| one.end() > midnight);
        let asked = opened <= midnight && tariff.asks_minimum();
        let Some(first) = first.filter(|_| asked) else {
            return on(day, at);
        };
        let today = history.iter().skip(first);
        let start = history.get(first).map_or(at, |one| one.start);
        // As if the day before had just ended: the walk enters the day and owes its charge.
        let mut walk = Walk::new(tariff, zone, on(day.plus(-1), start));
        for interval in today.take_while(|interval| interval.start < at) {
            walk.step(interval, Round::InCustomersFavour);
        }
        walk.meterage()
    }

    fn counted_on(
        day: Day,
        history: &[Interval],
        at: Timestamp,
        zone: &Zone,
        bill_day: i8,
    ) -> Self {
        let mut meterage = Self::starting(day, bill_day);
        let midnight = zone.start_of(meterage.day);
        let period = zone.start_of(meterage.billed_from);
        for interval in history.iter().filter(|interval| interval.start < at) {
            meterage.period_to_date += interval.since(period);
            meterage.today += interval.since(midnight);
        }
        meterage
    }

    /// First day of the next billing period (AS-1).
    pub fn next_bill(&self) -> Day {
        self.billed_from.next_monthly(self.bill_day)
    }

    /// The same meter at the start of its day, before anything was counted in it.
    pub fn at_midnight(self) -> Self {
        Self {
            period_to_date: (self.period_to_date - self.today).max(WattHours::ZERO),
            today: WattHours::ZERO,
            charged_today: None,
            ..self
        }
    }
}

/// The first day of the billing period that holds the day.
pub(super) fn period_start(day: Day, bill_day: i8) -> Day {
    if day.day >= bill_day {
        return Day {
            day: bill_day,
            ..day
        };
    }
    // 28 days or more earlier is always the month before, since bill days end at 28.
    let before = day.plus(-i32::from(day.day));
    Day {
        day: bill_day,
        ..before
    }
}

/// Days from one to another, none when that is earlier.
pub(super) fn fixed_days(from: Day, to: Day) -> i64 {
    i64::from(days_between(from, to).max(0))
}
