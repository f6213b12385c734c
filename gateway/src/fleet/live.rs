//! The balance between two views (IS-1): the same tariff walk as the back office's, over what the
//! meter recorded since, and the power that it shows now. It is an estimate and says so.

use super::Owner;
use super::pump::Line;
use crate::protocol::{Answer, Ask, DriverError};
use ami_domain::energy::{WattHours, Watts};
use ami_domain::live::{Live, LiveBasis};
use ami_domain::time::{Span, Timestamp};
use ami_domain::usage::Interval;

/// Milliseconds of an hour: watts times milliseconds over this are watt-hours.
const HOUR_MS: i64 = 3_600_000;

/// What was used since the balance of the view.
#[derive(Debug, Default)]
pub(crate) struct Since {
    /// Up to when the back office has charged.
    charged_until: Option<Timestamp>,
    /// How far the meter was read when the rows were.
    read_until: Option<Timestamp>,
    rows: Vec<Interval>,
    running: Running,
}

/// The interval that the meter has not closed yet.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Running {
    start: Option<Timestamp>,
    /// Up to when it is counted.
    until: Option<Timestamp>,
    /// Watts times milliseconds.
    work: i64,
}

impl Running {
    fn from(start: Timestamp) -> Self {
        Self {
            start: Some(start),
            until: Some(start),
            work: 0,
        }
    }

    /// The power holds from the last look until now.
    fn count(&mut self, power: Watts, now: Timestamp) {
        if let Some(until) = self.until.filter(|until| *until < now) {
            let passed = now.since(until).as_millis();
            let work = power.get().saturating_mul(passed);
            self.work = self.work.saturating_add(work);
            self.until = Some(now);
        }
    }

    fn interval(&self) -> Option<Interval> {
        let (start, until) = (self.start?, self.until?);
        let used = WattHours::new(self.work / HOUR_MS).max(WattHours::ZERO);
        (until > start).then(|| Interval::measured(start, until.since(start), used))
    }
}

impl Since {
    fn estimate(&self, view: &ami_domain::display::DisplayView) -> Option<Live> {
        if view.event.as_ref().is_some_and(|event| event.running) {
            // The event's money pays, not the balance.
            return None;
        }
        let basis = view.basis.as_ref()?;
        if self.charged_until != Some(basis.charged_until) {
            return None;
        }
        let mut used = self.rows.clone();
        used.extend(self.running.interval());
        basis.live(view.balance, &used)
    }
}

impl Owner {
    /// Keeps up with what was used since the view's balance: the recorded intervals when there are
    /// new ones, and the power now in between.
    pub(crate) async fn follow(&mut self, line: &mut Line) -> Result<(), DriverError> {
        let Some(shown) = &self.last.shown else {
            return Ok(());
        };
        let power = shown.power;
        let basis = shown.view.as_ref().and_then(|view| view.basis.as_deref());
        let Some(from) = basis.map(|basis| basis.charged_until) else {
            self.last.since = Since::default();
            return Ok(());
        };
        let now = self.clock.business();
        let read_until = self.memory.get().read_until;
        let since = &self.last.since;
        if (since.charged_until, since.read_until) != (Some(from), read_until) {
            let age = now.since(from);
            let rows = if (Span::ZERO..=LiveBasis::VALID).contains(&age) {
                self.rows(line, from, now).await?
            } else {
                Vec::new()
            };
            let end = rows.last().map_or(from, Interval::end);
            self.last.since = Since {
                charged_until: Some(from),
                read_until,
                rows,
                running: Running::from(end),
            };
        }
        self.last.since.running.count(power, now);
        Ok(())
    }

    async fn rows(
        &mut self,
        line: &mut Line,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Interval>, DriverError> {
        match self.ask(line, Ask::Intervals { from, to }).await {
            Ok(Answer::Intervals(found)) => {
                let length = found.length;
                let row = |row: &ami_wire::up::IntervalRow| {
                    Interval::measured(row.start, length, row.energy)
                };
                Ok(found.rows.iter().map(row).collect())
            }
            Ok(other) => Err(DriverError::Garbled(format!("{other:?}"))),
            // A meter without a profile is still a meter.
            Err(DriverError::Refused(_)) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The estimate for a display; `None` where there is nothing to estimate.
    pub(crate) fn estimate(&self) -> Option<Live> {
        let view = self.last.shown.as_ref()?.view.as_ref()?;
        self.last.since.estimate(view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_running_interval_is_the_sum_of_power_and_time() {
        let start = Timestamp::from_millis(0);
        let mut running = Running::from(start);
        assert_eq!(running.interval(), None);
        running.count(Watts::new(1_000), start + Span::minutes(30));
        running.count(Watts::new(4_000), start + Span::minutes(45));
        running.count(Watts::new(9_000), start + Span::minutes(45));
        let expected = Interval::measured(start, Span::minutes(45), WattHours::new(1_500));
        assert_eq!(running.interval(), Some(expected));
    }
}
