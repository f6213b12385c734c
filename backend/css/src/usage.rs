//! Historical use for people: hours, civil days or months of the site, with what they cost
//! (SC1.12, FR-31).

use crate::{Css, CssError};
use ami_adcs::refresh;
use ami_domain::clock::Now;
use ami_domain::energy::WattHours;
use ami_domain::id::AccountId;
use ami_domain::money::{Money, Round};
use ami_domain::tariff::{Meterage, Walk};
use ami_domain::time::{Day, Span, Timestamp, Window, Zone};
use ami_domain::usage::{Interval, Quality};
use ami_mdms::history;
use ami_store::EventRow;
use std::collections::BTreeMap;

/// A window may end this long after now: a month or a year that has begun.
const AHEAD_MAX: Span = Span::days(800);

/// Length of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// One hour.
    Hour,
    /// One civil day of the site.
    Day,
    /// One civil month of the site.
    Month,
}

/// One row; a row without data is there with `energy: None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// First moment.
    pub start: Timestamp,
    /// How long.
    pub length: Span,
    /// Energy.
    pub energy: Option<WattHours>,
    /// Cost without daily charges.
    pub cost: Money,
    /// Part of it was estimated.
    pub estimated: bool,
}

/// Use in a window.
#[derive(Debug, Clone)]
pub struct Usage {
    /// Oldest first.
    pub rows: Vec<Row>,
    /// Sum of the rows with data.
    pub total: WattHours,
    /// Cost of it.
    pub cost: Money,
    /// Mean of a day, over the days with data in the window.
    pub daily_average: WattHours,
    /// The site's zone, to say the times in.
    pub zone: Zone,
}

impl Step {
    /// The longest window for it, in days.
    pub const fn days_max(self) -> i64 {
        match self {
            Step::Hour => 31,
            Step::Day => 400,
            Step::Month => 800,
        }
    }
}

impl Css {
    /// Use of an account in a window.
    ///
    /// # Errors
    /// [`CssError::WindowTooLong`] when the window is empty, turned around, before 1970, more than
    /// 800 days ahead, or longer than [`Step::days_max`]; [`CssError::UnknownAccount`];
    /// or when the store fails.
    pub async fn usage(
        &self,
        now: Now,
        account: AccountId,
        window: Window,
        step: Step,
    ) -> Result<Usage, CssError> {
        let days = step.days_max();
        // Moments that no calendar writes well hold no use either.
        let far = window.start < Timestamp::default() || window.end > now.business + AHEAD_MAX;
        if far || window.end <= window.start || window.length() > Span::days(days) {
            return Err(CssError::WindowTooLong { days });
        }
        let mut tx = self.store.read().await?;
        let row = tx
            .account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        let bill_day = row.bill_day;
        let look = refresh::look(&mut tx, now, &self.terms, row).await?;
        // Prices may depend on the energy since the bill date: the walk starts there.
        let first = look.zone.civil(window.start).day;
        let meterage = Meterage::starting(first, bill_day);
        let from = look.zone.start_of(meterage.billed_from).min(window.start);
        let wide = Window {
            start: from.floor_to(look.meter.interval),
            end: window.end,
        };
        let history = history::of_account(&mut tx, &look.account, &look.meter, wide).await?;
        // What a guest used is not the owner's to see (SC3): those steps say nothing.
        let events = tx.events_at_site(account, wide).await?;
        let guests: Vec<_> = events
            .into_iter()
            .filter(|e| e.account != account)
            .collect();
        let history: Vec<_> = history
            .into_iter()
            .filter(|interval| !guests.iter().any(|guest| is_in(interval, guest)))
            .collect();
        let start = Meterage::starting(look.zone.civil(from).day, bill_day);
        let walk = Walk::new(&look.tariff, &look.zone, start);
        Ok(gather(walk, &history, window, step, &look.zone))
    }
}

/// Whether an interval was used in an event.
pub(crate) fn is_in(interval: &Interval, event: &EventRow) -> bool {
    let closed = event.closes.is_some_and(|end| interval.start >= end);
    event.window.start <= interval.start && !closed
}

fn gather(
    mut walk: Walk<'_>,
    history: &[Interval],
    window: Window,
    step: Step,
    zone: &Zone,
) -> Usage {
    let mut rows = frames(window, step, zone);
    let mut days: BTreeMap<Day, WattHours> = BTreeMap::new();
    for interval in history {
        let cost = walk.step(interval, Round::InCustomersFavour).energy;
        if !window.contains(interval.start) {
            continue;
        }
        let at = rows.partition_point(|row| row.start <= interval.start);
        let Some(row) = at.checked_sub(1).and_then(|at| rows.get_mut(at)) else {
            continue;
        };
        row.energy = Some(row.energy.unwrap_or_default() + interval.energy);
        row.cost += cost;
        row.estimated |= interval.quality == Quality::Estimated;
        *days.entry(zone.civil(interval.start).day).or_default() += interval.energy;
    }
    let total: WattHours = days.values().copied().sum();
    let count = i64::try_from(days.len()).unwrap_or(i64::MAX).max(1);
    Usage {
        total,
        cost: rows.iter().map(|row| row.cost).sum(),
        daily_average: total.share(1, count),
        rows,
        zone: zone.clone(),
    }
}

/// Empty rows over the window; the first and last are cut to it.
fn frames(window: Window, step: Step, zone: &Zone) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = window.start;
    while start < window.end {
        let next = next(start, step, zone).min(window.end);
        if next <= start {
            break;
        }
        let length = next.since(start);
        let cost = Money::ZERO;
        rows.push(Row {
            start,
            length,
            energy: None,
            cost,
            estimated: false,
        });
        start = next;
    }
    rows
}

fn next(start: Timestamp, step: Step, zone: &Zone) -> Timestamp {
    let day = zone.civil(start).day;
    match step {
        Step::Hour => start.floor_to(Span::hours(1)) + Span::hours(1),
        Step::Day => zone.start_of(day.plus(1)),
        Step::Month => zone.start_of(day.next_monthly(1)),
    }
}
