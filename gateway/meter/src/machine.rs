//! The meter: its state, and the one door through which anything happens to it.

mod carry;

use crate::inbox::Inbox;
use crate::log::Log;
use crate::register::{BadLength, Register};
use crate::switch::{ControlMode, on_button};
use ami_domain::code::Code;
use ami_domain::display::DisplayView;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{MessageId, MeterId};
use ami_domain::message::Notice;
use ami_domain::receipt::{Receipt, Supply, Switch};
use ami_domain::time::{Span, Timestamp, Window};
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
    /// A utility tool sets or clears the demand limit. This version keeps and shows it.
    Limit(Option<Watts>),
    /// A utility tool adds to the credit; negative takes away.
    AddCredit(WattHours),
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
    limit: Option<Watts>,
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
                self.load = power;
                self.pass(now, Some(energy), &mut out);
            }
            Input::Load(power) => {
                self.load = power;
                self.pass(now, None, &mut out);
            }
            Input::Tick => self.pass(now, None, &mut out),
            // Everything else happens in a moment of no length: the caller accounts for the time
            // before it with `Used`, `Load` or `Tick`.
            Input::Message(bytes) => self.message(now, &bytes, &mut out),
            Input::Button => self.move_switch(now, on_button(self.switch), &mut out),
            Input::SetClock(at) => self.set_clock(now, at),
            Input::Disconnect => self.disconnect(now, &mut out),
            Input::Reconnect => {
                self.move_switch(now, self.control.on_reconnect(self.switch), &mut out);
            }
            Input::Control(mode) => self.control = mode,
            Input::Limit(limit) => {
                self.limit = limit;
                self.write(now, Code::LIMIT_SET, None, true, &mut out);
                out.push(Output::DisplayChanged);
            }
            Input::AddCredit(energy) => {
                self.credit += energy;
                self.write(now, Code::CREDIT_ADDED, None, true, &mut out);
                out.push(Output::DisplayChanged);
            }
        }
        out
    }

    /// Time passes up to `now`. `used` is what was drawn; without it the load says so.
    fn pass(&mut self, now: Timestamp, used: Option<WattHours>, out: &mut Vec<Output>) {
        let drawn = used.unwrap_or_else(|| self.drawn(now));
        // A switch that is open lets nothing through, whatever the home would like.
        let used = match self.switch {
            Switch::On => drawn.max(WattHours::ZERO),
            Switch::Off | Switch::Ready => WattHours::ZERO,
        };
        let had_credit = self.credit > WattHours::ZERO;
        self.credit -= used;
        let closed = self.register.record(self.last_at, now, used);
        self.last_at = now;
        if had_credit && self.credit <= WattHours::ZERO {
            self.write(now, Code::NO_CREDIT, None, false, out);
            out.push(Output::DisplayChanged);
        }
        for row in closed {
            out.push(Output::IntervalClosed(row));
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

    fn set_clock(&mut self, now: Timestamp, at: Timestamp) {
        if !(SET_FIRST..=SET_LAST).contains(&at) {
            return;
        }
        self.offset = self.offset + at.since(now);
        self.register.disturb();
        self.last_at = at;
    }

    fn disconnect(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        if self.has_switch
            && let Some(to) = self.control.on_disconnect()
        {
            self.move_switch(now, to, out);
        }
    }

    fn move_switch(&mut self, now: Timestamp, to: Switch, out: &mut Vec<Output>) {
        if self.switch == to || !self.has_switch {
            return;
        }
        self.switch = to;
        let code = match to {
            Switch::On => Code::SUPPLY_ON,
            Switch::Off | Switch::Ready => Code::SUPPLY_OFF,
        };
        self.write(now, code, None, false, out);
        out.push(Output::SwitchMoved(to));
        out.push(Output::DisplayChanged);
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

    /// The state of service, as of the last input.
    pub fn examine(&self) -> Supply {
        Supply {
            switch: self.switch,
            limit: self.limit,
            credit: self.credit,
            at: self.last_at,
            trip: None,
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
    /// Power now; none while the switch is open.
    pub fn power(&self) -> Watts {
        match self.switch {
            Switch::On => self.load,
            Switch::Off | Switch::Ready => Watts::ZERO,
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
