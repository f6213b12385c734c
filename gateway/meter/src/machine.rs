//! The meter: its state, and the one door through which anything happens to it.

mod carry;
mod check;
mod look;
mod pass;
mod supply;

use crate::electric::{Electric, Fault};
use crate::events::Events;
use crate::inbox::Inbox;
use crate::limiter::{Cycle, Demand, Happening};
use crate::log::Log;
use crate::register::{BadLength, Register};
use crate::switch::ControlMode;
use ami_domain::account::Mode;
use ami_domain::code::Code;
use ami_domain::command::MeterSettings;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::event::EventReport;
use ami_domain::id::{MessageId, MeterId};
use ami_domain::receipt::{Receipt, Switch};
use ami_domain::time::{Span, Timestamp};
use ami_wire::up::{IntervalRow, LogRow};

/// Version of the stored state; another one is refused at start.
pub const STATE_VERSION: u8 = 1;

/// The meter's clock shows nothing earlier: 1970.
pub const CLOCK_FIRST: Timestamp = Timestamp::from_millis(0);
/// The meter's clock shows nothing later: 2200. Room to add a whole profile without an overflow.
pub const CLOCK_LAST: Timestamp = Timestamp::from_millis(7_258_118_400_000);

/// The clock cannot be set before 2000 ..
pub const SET_FIRST: Timestamp = Timestamp::from_millis(946_684_800_000);
/// .. nor from 2150 on: a slip of a tool must not bring the meter to the end of its time.
pub const SET_LAST: Timestamp = Timestamp::from_millis(5_680_281_600_000);

/// What a meter is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    /// Its id.
    pub meter: MeterId,
    /// What is printed on it, at most [`Meter::SERIAL_MAX`] printable ASCII characters.
    pub serial: String,
    /// Length of an interval: 60, 30 or 15 minutes (FR-19).
    pub interval: Span,
    /// `false` for transformer-rated meters, which cannot switch (AS-2) and are always on.
    pub has_switch: bool,
    /// Position of the switch at first.
    pub switch: Switch,
    /// Credit at first.
    pub credit: WattHours,
}

/// Why a meter cannot be made or read back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MeterError {
    /// The interval.
    #[error(transparent)]
    Interval(#[from] BadLength),
    /// The serial number.
    #[error(
        "the serial number must have 1 to {} printable ASCII characters",
        Meter::SERIAL_MAX
    )]
    Serial,
    /// The stored state is of another program.
    #[error("the state has version {0}, this meter reads {STATE_VERSION}")]
    Version(u8),
    /// The stored state is of another meter.
    #[error("the state belongs to meter {0}")]
    OtherMeter(MeterId),
}

/// What happens to a meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The home drew this energy, evenly, since the last input; and draws this power now. Counts
    /// only while the switch is on.
    Used {
        /// Since the last input.
        energy: WattHours,
        /// Now.
        power: Watts,
    },
    /// The home drew this power since the last input, and still does.
    Load(Watts),
    /// Time passes; the load stays what it was.
    Tick,
    /// Bytes of a `wire::down::Down`.
    Message(Vec<u8>),
    /// The same, but it waits: carried out by priority as time passes (NFR-05).
    Post(Vec<u8>),
    /// A person presses the meter's button.
    Button,
    /// The clock is set; moves nothing but the clock. Outside [`SET_FIRST`] to [`SET_LAST`]
    /// nothing happens.
    SetClock(Timestamp),
    /// A utility tool opens the switch.
    Disconnect,
    /// A utility tool closes the switch, or readies it where the control mode says so.
    Reconnect,
    /// A utility tool says how the switch may be moved.
    Control(ControlMode),
    /// A utility tool sets or clears the demand limit.
    Limit(Option<Watts>),
    /// A utility tool adds to the credit; negative takes away.
    AddCredit(WattHours),
    /// A utility tool changes settings; without effect when they make no sense.
    Settings(Box<MeterSettings>),
    /// Something breaks, or is mended; for tests and demonstrations.
    Fault(Option<Fault>),
}

/// What a meter did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Proof of processing; the same for every copy of a message (FR-15).
    Receipt(Box<Receipt>),
    /// Bytes that have no id to answer to.
    Unreadable,
    /// The switch is now here.
    SwitchMoved(Switch),
    /// An interval is complete (FR-19).
    IntervalClosed(IntervalRow),
    /// Something that a display shows is different now.
    DisplayChanged,
    /// A row was written to the log (FR-05, FR-26).
    LogRow(LogRow),
    /// A prepayment event has changed (FR-18, SC2.13).
    EventChanged(EventReport),
}

impl Output {
    /// The receipt, when it is one.
    pub fn receipt(&self) -> Option<&Receipt> {
        match self {
            Output::Receipt(receipt) => Some(receipt),
            Output::Unreadable
            | Output::SwitchMoved(_)
            | Output::IntervalClosed(_)
            | Output::DisplayChanged
            | Output::LogRow(_)
            | Output::EventChanged(_) => None,
        }
    }
}

/// The AMI meter. Serialisable at any moment; reading it back gives the same meter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AmiMeter {
    v: u8,
    meter: MeterId,
    serial: String,
    has_switch: bool,
    control: ControlMode,
    switch: Switch,
    /// The limit that ADCS has set; what is in force may be more while an event runs.
    limit: Option<Watts>,
    #[serde(default)]
    cycle: Cycle,
    #[serde(default)]
    demand: Demand,
    #[serde(default)]
    events: Events,
    #[serde(default)]
    settings: MeterSettings,
    #[serde(default)]
    electric: Electric,
    #[serde(default = "prepaid")]
    mode: Mode,
    /// The mode that begins with the next interval, and when that is (FR-28).
    #[serde(default)]
    next_mode: Option<(Mode, Timestamp)>,
    /// The low warning was given and credit has not risen since.
    #[serde(default)]
    warned: bool,
    /// Energy for which no credit was taken: regular billing, or an event that was paid for.
    #[serde(default)]
    uncharged: WattHours,
    credit: WattHours,
    load: Watts,
    /// Watt-milliseconds below one watt-hour that a load has drawn so far.
    rest: i64,
    /// The meter's clock less the caller's.
    offset: Span,
    /// Meter clock at the last input.
    last_at: Timestamp,
    last_code: Option<Code>,
    register: Register,
    pub(crate) inbox: Inbox,
    log: Log,
}

/// A meter of before conversions were known.
const fn prepaid() -> Mode {
    Mode::Prepaid
}

impl Meter {
    /// Longest serial number.
    pub const SERIAL_MAX: usize = 32;
}

impl AmiMeter {
    /// A new meter that begins to measure now.
    ///
    /// # Errors
    /// [`MeterError::Interval`] and [`MeterError::Serial`].
    pub fn new(made: Meter, now: Timestamp) -> Result<Self, MeterError> {
        let serial = made.serial.as_bytes();
        if serial.is_empty()
            || serial.len() > Meter::SERIAL_MAX
            || !serial.iter().all(u8::is_ascii_graphic)
        {
            return Err(MeterError::Serial);
        }
        let now = now.clamp(CLOCK_FIRST, CLOCK_LAST);
        Ok(Self {
            v: STATE_VERSION,
            meter: made.meter,
            serial: made.serial,
            has_switch: made.has_switch,
            control: ControlMode::REMOTE,
            switch: if made.has_switch {
                made.switch
            } else {
                Switch::On
            },
            limit: None,
            cycle: Cycle::default(),
            demand: Demand::default(),
            events: Events::default(),
            settings: MeterSettings::default(),
            electric: Electric::default(),
            mode: Mode::Prepaid,
            next_mode: None,
            warned: false,
            uncharged: WattHours::ZERO,
            credit: made.credit,
            load: Watts::ZERO,
            rest: 0,
            offset: Span::ZERO,
            last_at: now,
            last_code: None,
            register: Register::new(made.interval, now)?,
            inbox: Inbox::default(),
            log: Log::default(),
        })
    }

    /// Whether a state that was read back is this meter's and can be used.
    ///
    /// # Errors
    /// [`MeterError`] naming what is wrong.
    pub fn check(&self, meter: MeterId) -> Result<(), MeterError> {
        if self.v != STATE_VERSION {
            return Err(MeterError::Version(self.v));
        }
        if self.meter != meter {
            return Err(MeterError::OtherMeter(self.meter));
        }
        Ok(self.register.check()?)
    }

    /// Use from before the first day of prepayment: counted and recorded whatever the switch, and
    /// no credit is taken for it. `until` is the caller's clock.
    pub fn remember(&mut self, until: Timestamp, energy: WattHours) {
        let until = self.clock(until);
        self.register.record(self.last_at, until, energy);
        self.last_at = until;
    }

    /// Something happens at this moment of the caller's clock. Never panics, whatever comes in.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Output> {
        let now = self.clock(now);
        let mut out = Vec::new();
        match input {
            Input::Used { energy, power } => {
                // Up to now the home drew what it had said before.
                self.pass(now, Some(energy), &mut out);
                self.load = power;
            }
            Input::Load(power) => {
                self.load = power;
                self.pass(now, None, &mut out);
            }
            Input::Tick => self.pass(now, None, &mut out),
            // Everything else happens in a moment of no length: the caller accounts for the time
            // before it with `Used`, `Load` or `Tick`.
            Input::Message(bytes) => self.message(now, &bytes, &mut out),
            Input::Post(bytes) => {
                self.post(now, &bytes, &mut out);
            }
            Input::Button => self.happen(now, Happening::Hand, &mut out),
            Input::SetClock(at) => self.set_clock(now, at, &mut out),
            Input::Disconnect => self.disconnect(now, &mut out),
            Input::Reconnect => self.reconnect(now, &mut out),
            Input::Control(mode) => self.control = mode,
            Input::Limit(limit) => {
                let code = limit.map_or(Code::LIMIT_CLEARED, |_| Code::LIMIT_SET);
                self.write(now, code, None, true, &mut out);
                self.set_limit(now, limit, &mut out);
            }
            Input::AddCredit(energy) => {
                self.write(now, Code::CREDIT_ADDED, None, true, &mut out);
                self.add_credit(energy);
                out.push(Output::DisplayChanged);
            }
            Input::Settings(settings) => {
                if crate::settings::sane(&settings) {
                    self.write(now, Code::SETTINGS, None, true, &mut out);
                    self.set_settings(now, *settings, &mut out);
                }
            }
            Input::Fault(fault) => {
                self.electric.fault = fault;
                // Whoever mended the switch moved it by hand; else no test would ever pass again.
                self.electric.disobeyed &= fault.is_some();
                out.push(Output::DisplayChanged);
            }
        }
        out
    }

    fn write(
        &mut self,
        now: Timestamp,
        code: Code,
        message: Option<MessageId>,
        inbound: bool,
        out: &mut Vec<Output>,
    ) -> u64 {
        let row = self.log.write(now, code, message, inbound);
        let seq = row.seq;
        out.push(Output::LogRow(row));
        seq
    }

    /// The meter's clock when the caller's shows `now`; held inside [`CLOCK_FIRST`] to
    /// [`CLOCK_LAST`].
    pub fn clock(&self, now: Timestamp) -> Timestamp {
        (now + self.offset).clamp(CLOCK_FIRST, CLOCK_LAST)
    }
    /// The caller's clock at the last input: where measuring goes on after a restart.
    pub fn measured_until(&self) -> Timestamp {
        self.last_at - self.offset
    }
}

#[cfg(test)]
mod tests;
