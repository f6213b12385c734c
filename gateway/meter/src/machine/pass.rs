//! Time passes: energy is counted, and what is due happens at its own moment, however long the
//! step of the caller is.

use super::{AmiMeter, Output};
use crate::events::Due;
use crate::limiter::Happening;
use crate::settings;
use ami_domain::account::Mode;
use ami_domain::code::Code;
use ami_domain::energy::WattHours;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp};

/// Pieces into which one step of the caller is cut at most; the last takes the rest. Two for each
/// event that is held, and as many again for trips and closings between them, need far fewer.
const PIECES_MAX: usize = 256;

/// One step of the caller.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    begin: Timestamp,
    end: Timestamp,
    /// What was drawn in all of it; without it the load says so.
    used: Option<WattHours>,
}

impl AmiMeter {
    /// Time passes up to `now`. `used` is what was drawn; without it the load says so.
    pub(super) fn pass(&mut self, now: Timestamp, used: Option<WattHours>, out: &mut Vec<Output>) {
        let stretch = Stretch {
            begin: self.last_at,
            end: now,
            used,
        };
        if now < stretch.begin {
            // The caller's clock went back: two minutes of waiting stay two minutes.
            self.cycle.shift(now.since(stretch.begin));
        }
        let mut given = WattHours::ZERO;
        for piece in 1..=PIECES_MAX {
            let from = self.last_at;
            self.due(from, out);
            let next = self.next_boundary(from).filter(|at| *at < now);
            let to = match next {
                Some(at) if piece < PIECES_MAX => at.max(from),
                Some(_) | None => now,
            };
            self.measure(to, stretch, &mut given, out);
            if to >= now || now < from {
                break;
            }
        }
        self.due(now, out);
        self.turn(now, out);
    }

    /// Counts one piece of a stretch.
    fn measure(
        &mut self,
        to: Timestamp,
        stretch: Stretch,
        given: &mut WattHours,
        out: &mut Vec<Output>,
    ) {
        let from = self.last_at;
        let whole = stretch.end.since(stretch.begin);
        // What is open or broken lets nothing through, whatever the home would like.
        let flows = self.electric.lets_through(self.switch);
        let drawn = match stretch.used {
            Some(all) if to == stretch.end => all - *given,
            Some(all) => {
                let until = all.share(to.since(stretch.begin).as_millis(), whole.as_millis());
                until - *given
            }
            None if flows => self.drawn(to),
            None => WattHours::ZERO,
        };
        *given += drawn;
        let used = if flows {
            drawn.max(WattHours::ZERO)
        } else {
            WattHours::ZERO
        };
        let gap = whole > self.register.length();
        let closed = self.register.record_part(from, to, used, gap);
        self.last_at = to;
        self.charge(to, used, out);
        for row in closed {
            out.push(Output::IntervalClosed(row));
        }
        self.watch_demand(from, to, out);
    }

    /// Takes used energy from what has paid for it: first a running event, then credit.
    fn charge(&mut self, now: Timestamp, used: WattHours, out: &mut Vec<Output>) {
        let mut free = self.events.used(used);
        match self.mode {
            Mode::Prepaid => {}
            // A monthly bill counts nothing down (FR-28).
            Mode::Regular => free = used,
        }
        self.uncharged += free;
        let had = self.credit > WattHours::ZERO;
        self.credit -= used - free;
        if had && self.credit <= WattHours::ZERO {
            self.write(now, Code::NO_CREDIT, None, false, out);
            out.push(Output::DisplayChanged);
        }
        self.warn(now, out);
    }

    /// Warns once when credit has fallen to the threshold, without anybody asking (SC4.1).
    pub(super) fn warn(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        let low = self.is_low();
        if low && !self.warned && self.credit > WattHours::ZERO {
            self.write(now, Code::LOW_CREDIT, None, false, out);
            out.push(Output::DisplayChanged);
        }
        self.warned = low;
    }

    fn watch_demand(&mut self, from: Timestamp, to: Timestamp, out: &mut Vec<Output>) {
        let window = settings::averaged_over(&self.settings);
        let Some(limit) = self.limit_in_force() else {
            return;
        };
        if self.switch != Switch::On {
            return;
        }
        self.demand.add(window, self.power(), to.since(from));
        if self.demand.is_over(window, limit) {
            self.happen(to, Happening::Over, out);
        }
    }

    /// Whole watt-hours that the load drew since the last input; the rest is kept for next time.
    fn drawn(&mut self, now: Timestamp) -> WattHours {
        let hour = i128::from(Span::hours(1).as_millis());
        let passed = i128::from(now.since(self.last_at).as_millis().max(0));
        let all = i128::from(self.load.get().max(0)) * passed + i128::from(self.rest);
        self.rest = i64::try_from(all.rem_euclid(hour)).unwrap_or(0);
        WattHours::new(i64::try_from(all.div_euclid(hour)).unwrap_or(i64::MAX))
    }

    /// The next moment at which something happens by itself.
    pub(super) fn next_boundary(&self, from: Timestamp) -> Option<Timestamp> {
        let closes = self.cycle.trip.and_then(|trip| trip.closes_at);
        let mode = self.next_mode.map(|(_, at)| at);
        [closes, mode, self.events.next_at(), self.trips_at(from)]
            .into_iter()
            .flatten()
            .min()
    }

    /// Everything that is due at this moment.
    pub(super) fn due(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        self.happen(now, Happening::Due, out);
        while let Some(due) = self.events.next(now) {
            let (report, code) = match due {
                Due::Start(report) => (report, Code::EVENT_STARTED),
                Due::End(report) => (report, Code::EVENT_ENDED),
            };
            self.write(now, code, None, false, out);
            out.push(Output::EventChanged(report));
            out.push(Output::DisplayChanged);
            // Another limit may be in force now: demand is measured anew.
            self.demand.clear();
            match due {
                // Activates, continues, or raises (SC2.13); the event was paid for.
                Due::Start(_) => self.happen(now, Happening::Connected, out),
                // Opens nothing (DESIGN 7.9).
                Due::End(_) => {}
            }
        }
        if let Some((mode, at)) = self.next_mode
            && at <= now
        {
            self.next_mode = None;
            self.mode = mode;
            let code = match mode {
                Mode::Prepaid => Code::MODE_PREPAID,
                Mode::Regular => Code::MODE_REGULAR,
            };
            self.write(now, code, None, false, out);
            out.push(Output::DisplayChanged);
            self.warn(now, out);
        }
    }
}
