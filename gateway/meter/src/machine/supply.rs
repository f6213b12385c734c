//! The switch and what moves it: limits, hands, tools, clock and settings.

use super::{AmiMeter, Output, SET_FIRST, SET_LAST};
use crate::electric::Fault;
use crate::limiter::{Cycle, Happening};
use crate::settings;
use ami_domain::code::Code;
use ami_domain::command::MeterSettings;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::receipt::Switch;
use ami_domain::time::Timestamp;

impl AmiMeter {
    /// Something happens to the switch; moves it where the limiter's cycle says.
    pub(super) fn happen(&mut self, now: Timestamp, happening: Happening, out: &mut Vec<Output>) {
        if !self.has_switch {
            return;
        }
        let stays = self.control.on_disconnect().is_none();
        if stays && matches!(happening, Happening::Over | Happening::Cut) {
            return;
        }
        let after = settings::recloses_after(&self.settings);
        let step = self.cycle.on(self.switch, happening, now, after);
        let moves = step.switch != self.switch;
        if moves {
            self.demand.clear();
            if !self.move_switch(now, step.switch, happening, out) {
                return;
            }
        }
        if step.cycle != self.cycle {
            self.cycle = step.cycle;
            out.push(Output::DisplayChanged);
        }
        if happening == Happening::Over && self.switch == Switch::Ready {
            self.write(now, Code::PRESS_BUTTON, None, false, out);
        }
    }

    /// Tells the switch to move; `false` when it does not obey.
    fn move_switch(
        &mut self,
        now: Timestamp,
        to: Switch,
        why: Happening,
        out: &mut Vec<Output>,
    ) -> bool {
        let between_open = self.switch != Switch::On && to != Switch::On;
        if self.electric.fault == Some(Fault::SwitchStuck) && !between_open {
            self.electric.disobeyed = true;
            // Tried again by whoever tries again; an automatic closing that failed is spent.
            if why == Happening::Due {
                self.cycle.spent = true;
                if let Some(trip) = &mut self.cycle.trip {
                    trip.closes_at = None;
                }
            }
            out.push(Output::DisplayChanged);
            return false;
        }
        self.electric.disobeyed = false;
        self.switch = to;
        let code = match (why, to) {
            (Happening::Over, _) => Code::LIMIT_TRIP,
            (Happening::Due, _) => Code::RECLOSED,
            (_, Switch::On) => Code::SUPPLY_ON,
            (_, Switch::Off | Switch::Ready) => Code::SUPPLY_OFF,
        };
        self.write(now, code, None, false, out);
        out.push(Output::SwitchMoved(to));
        out.push(Output::DisplayChanged);
        true
    }

    pub(super) fn disconnect(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        self.happen(now, Happening::Cut, out);
    }

    /// A tool closes the switch, or readies it where the control mode wants a hand.
    pub(super) fn reconnect(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        match self.control.on_reconnect(self.switch) {
            Switch::On => self.happen(now, Happening::Connected, out),
            ready @ (Switch::Ready | Switch::Off) => {
                if self.has_switch && self.switch != ready {
                    self.cycle = Cycle::default();
                    self.move_switch(now, ready, Happening::Connected, out);
                }
            }
        }
    }

    /// Sets or clears the demand limit. The same limit again changes nothing; another one begins
    /// with a new cycle (FR-23: "until ADCS changes it").
    pub(super) fn set_limit(
        &mut self,
        now: Timestamp,
        limit: Option<Watts>,
        out: &mut Vec<Output>,
    ) {
        let same = self.limit == limit;
        self.limit = limit;
        self.events.release();
        out.push(Output::DisplayChanged);
        if same {
            return;
        }
        self.demand.clear();
        let happening = match limit {
            Some(_) => Happening::Changed,
            None => Happening::Removed,
        };
        self.happen(now, happening, out);
    }

    pub(super) fn add_credit(&mut self, energy: WattHours) {
        self.credit += energy;
        self.warned &= self.is_low();
    }

    pub(super) fn set_settings(
        &mut self,
        now: Timestamp,
        settings: MeterSettings,
        out: &mut Vec<Output>,
    ) {
        if settings.averaged_over_s != self.settings.averaged_over_s {
            self.demand.clear();
        }
        self.settings = settings;
        self.warn(now, out);
        out.push(Output::DisplayChanged);
    }

    /// Moves nothing but the clock; what is due by the new time happens now, each event once.
    pub(super) fn set_clock(&mut self, now: Timestamp, at: Timestamp, out: &mut Vec<Output>) {
        if !(SET_FIRST..=SET_LAST).contains(&at) {
            return;
        }
        self.offset = self.offset + at.since(now);
        let closed = self.register.set_clock(at);
        out.extend(closed.map(Output::IntervalClosed));
        // Waiting for the automatic closing is a length of time, not a time of day.
        self.cycle.shift(at.since(self.last_at));
        self.last_at = at;
        self.due(at, out);
    }
}
