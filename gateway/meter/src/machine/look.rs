//! Looking at the meter: nothing here changes anything.

use super::AmiMeter;
use crate::electric::Electric;
use crate::events::{Held, Lift};
use crate::limiter::Cycle;
use crate::register::Register;
use crate::settings;
use crate::switch::ControlMode;
use ami_domain::account::Mode;
use ami_domain::code::Code;
use ami_domain::command::MeterSettings;
use ami_domain::display::DisplayView;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::MeterId;
use ami_domain::message::Notice;
use ami_domain::receipt::{Receipt, Supply};
use ami_domain::time::{Timestamp, Window};
use ami_wire::up::{IntervalRow, LogRow};

impl AmiMeter {
    /// The state of service, as of the last input.
    pub fn examine(&self) -> Supply {
        Supply {
            switch: self.switch,
            limit: self.limit_in_force(),
            credit: self.credit,
            at: self.last_at,
            trip: self.cycle.trip,
        }
    }
    /// Its id.
    pub fn meter(&self) -> MeterId {
        self.meter
    }
    /// What is printed on it.
    pub fn serial(&self) -> &str {
        &self.serial
    }
    /// Power now; none while nothing flows.
    pub fn power(&self) -> Watts {
        if self.electric.lets_through(self.switch) {
            self.load
        } else {
            Watts::ZERO
        }
    }
    /// How the switch may be moved.
    pub fn control(&self) -> ControlMode {
        self.control
    }
    /// The measuring part.
    pub fn register(&self) -> &Register {
        &self.register
    }
    /// The view as held (SC1.12).
    pub fn view(&self) -> Option<&DisplayView> {
        self.inbox.view()
    }
    /// Texts as held, those that are over too.
    pub fn notices(&self) -> &[Notice] {
        self.inbox.notices()
    }
    /// The code of the last message that was carried out.
    pub fn last_code(&self) -> Option<Code> {
        self.last_code
    }
    /// Rows of the load profile that begin in the window, oldest first.
    pub fn profile(&self, window: Window) -> impl Iterator<Item = &IntervalRow> {
        self.register.rows_in(window)
    }
    /// Receipts that are remembered.
    pub fn receipts(&self) -> impl Iterator<Item = &Receipt> {
        self.inbox.receipts()
    }
    /// Rows of the log with a larger number than this.
    pub fn log(&self, after_seq: u64) -> impl Iterator<Item = &LogRow> {
        self.log.after(after_seq)
    }
    /// The number of the newest row of the log.
    pub fn last_log_seq(&self) -> u64 {
        self.log.last_seq()
    }

    /// The limit that ADCS has set; an event may raise or lift it for its time.
    pub fn limit_set(&self) -> Option<Watts> {
        self.limit
    }
    /// The limit in force.
    pub(super) fn limit_in_force(&self) -> Option<Watts> {
        let set = self.limit?;
        match self.events.lift() {
            Lift::None => Some(set),
            Lift::To(level) => Some(set.max(level)),
            Lift::Away => None,
        }
    }
    /// The cycle of trips (FR-22, FR-23).
    pub fn cycle(&self) -> Cycle {
        self.cycle
    }
    /// Events as held, ended ones too (FR-18).
    pub fn events(&self) -> &[Held] {
        self.events.held()
    }
    /// Settings in force.
    pub fn settings(&self) -> &MeterSettings {
        &self.settings
    }
    /// Voltages, rated capacity and faults.
    pub fn electric(&self) -> &Electric {
        &self.electric
    }
    /// Current, milliamperes.
    pub fn current_ma(&self) -> i64 {
        self.electric.current_ma(self.switch, self.load)
    }
    /// How use is paid for now (FR-27).
    pub fn mode(&self) -> Mode {
        self.mode
    }
    /// Energy for which no credit was taken: regular billing, or an event that was paid for.
    pub fn uncharged(&self) -> WattHours {
        self.uncharged
    }
    /// Whether credit is at or below what the meter warns at by itself (SC4.1).
    pub fn is_low(&self) -> bool {
        let low = self.settings.warns_at.is_some_and(|at| self.credit <= at);
        low && self.mode == Mode::Prepaid
    }
    /// When something is due by itself, on the caller's clock: an event's start or end, the
    /// automatic closing, a change of mode, or a trip if the load stays what it is.
    pub fn next_due(&self) -> Option<Timestamp> {
        let due = self.next_boundary(self.last_at);
        due.map(|at| at - self.offset)
    }
    /// When the limit trips if the load stays what it is.
    pub(super) fn trips_at(&self, from: Timestamp) -> Option<Timestamp> {
        let limit = self.limit_in_force()?;
        if !self.has_switch || self.control.on_disconnect().is_none() {
            return None;
        }
        if !self.electric.lets_through(self.switch) {
            return None;
        }
        let window = settings::averaged_over(&self.settings);
        self.demand
            .over_in(window, limit, self.load)
            .map(|after| from + after)
    }
}
