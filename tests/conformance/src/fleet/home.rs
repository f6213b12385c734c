//! A home of the fleet: the meter machine, the gateway's spool, power and link.

use super::link::Link;
use ami_domain::code::Code;
use ami_domain::display::Standing;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{AccountId, GatewayId, MessageId, MeterId, UserId};
use ami_domain::receipt::{Receipt, Switch};
use ami_domain::time::{Span, Timestamp, Window};
use ami_meter::{AmiMeter, Input, Output};
use ami_wire::up::{IntervalRow, Intervals, LogRow, Up, UpBody};

/// A gateway offers again what ADCS has not acknowledged for so long.
pub(crate) const RESEND: Span = Span::seconds(20);
const HOUR: Span = Span::hours(1);

/// Kinds of messages in the ids that the gateway makes.
const RECEIPT: u128 = 0xA1 << 120;
const INTERVAL: u128 = 0xA2 << 120;
const SUPPLY: u128 = 0xA3 << 120;
const LOG: u128 = 0xA4 << 120;
const EVENTS: u128 = 0xA6 << 120;

/// A home.
#[derive(Debug)]
pub(crate) struct Home {
    pub(crate) number: u64,
    pub(crate) account: AccountId,
    pub(crate) customer: UserId,
    pub(crate) meter_id: MeterId,
    pub(crate) gateway: GatewayId,
    pub(crate) meter: AmiMeter,
    pub(crate) link: Link,
    /// Meter's clock less the world's.
    pub(crate) skew: Span,
    pub(crate) powered: bool,
    /// When it had no power.
    pub(crate) dark: Vec<Window>,
    /// Power at each local hour.
    pub(crate) base: Watts,
    pub(crate) evening: Watts,
    /// Minute of the day of the daily upload, and of the hour of an hourly one.
    pub(crate) minute: i64,
    /// When ADCS received intervals of it.
    pub(crate) collected: Vec<Timestamp>,
    pub(crate) credited: u32,
    pub(crate) switched: Vec<(Timestamp, Switch)>,
    /// When a limit opened the switch.
    pub(crate) trips: Vec<Timestamp>,
    /// Cuts that wait for ADCS's answer.
    pub(crate) asked: Vec<super::still::Asked>,
    pub(crate) opening_credit: WattHours,
    pub(crate) opening_total: WattHours,
    /// Waits for ADCS's acknowledgement: message and when it is offered again.
    pub(crate) spool: Vec<(Up, Timestamp)>,
    pub(crate) rows: Vec<IntervalRow>,
    pub(crate) log: Vec<LogRow>,
    pub(crate) said: u64,
    /// When the meter has something to do by itself.
    pub(crate) due: Option<Timestamp>,
}

impl Home {
    /// The home draws what it likes, hour by hour, up to now. `evening` says whether the hour that
    /// begins at a moment is one of much use.
    pub(crate) fn live(&mut self, now: Timestamp, evening: impl Fn(Timestamp) -> bool) {
        if !self.powered {
            return;
        }
        loop {
            let from = self.meter.measured_until() - self.skew;
            if from >= now {
                return;
            }
            let power = if evening(from) {
                self.evening
            } else {
                self.base
            };
            let next = (from.floor_to(HOUR) + HOUR).min(now);
            self.give(next, Input::Load(power));
        }
    }

    /// Gives something to the meter and keeps what it says about it.
    pub(crate) fn give(&mut self, now: Timestamp, input: Input) {
        for output in self.meter.handle(now + self.skew, input) {
            self.carry(now, output);
        }
    }

    fn carry(&mut self, now: Timestamp, output: Output) {
        match output {
            Output::Receipt(receipt) => self.receipt(now, *receipt),
            Output::IntervalClosed(row) => self.rows.push(row),
            Output::SwitchMoved(to) => {
                self.switched.push((now, to));
                self.report_supply(now);
            }
            Output::EventChanged(report) => {
                self.said += 1;
                let id = EVENTS | (u128::from(self.number) << 64) | u128::from(self.said);
                self.spool(now, id, UpBody::Events(vec![report]));
                self.report_supply(now);
            }
            Output::LogRow(row) => {
                if row.inbound && row.code == Code::CREDIT_ADDED {
                    self.credited += 1;
                }
                if row.code == Code::LIMIT_TRIP {
                    self.trips.push(now);
                }
                self.log.push(row);
            }
            Output::Unreadable | Output::DisplayChanged => {}
        }
    }

    pub(crate) fn receipt(&mut self, now: Timestamp, receipt: Receipt) {
        let message = u128::from_be_bytes(receipt.message.to_bytes());
        self.spool(now, RECEIPT ^ message, UpBody::Receipt(receipt));
    }

    /// Tells ADCS how service stands.
    pub(crate) fn report_supply(&mut self, now: Timestamp) {
        self.said += 1;
        let id = SUPPLY | (u128::from(self.number) << 64) | u128::from(self.said);
        self.spool(now, id, UpBody::Supply(self.meter.examine()));
    }

    /// What the meter recorded and logged since the last time goes up.
    pub(crate) fn upload(&mut self, now: Timestamp) {
        let meter = u128::from(self.number) << 64;
        if let Some(first) = self.rows.first() {
            let start = u128::from(first.start.as_millis().unsigned_abs());
            let rows = std::mem::take(&mut self.rows);
            let length = self.meter.register().length();
            let body = UpBody::Interval(Intervals { length, rows });
            self.spool(now, INTERVAL | meter | start, body);
        }
        if let Some(first) = self.log.first() {
            let id = LOG | meter | u128::from(first.seq);
            let rows = std::mem::take(&mut self.log);
            self.spool(now, id, UpBody::Log(rows));
        }
    }

    /// Little or nothing is left: intervals go up each hour (FR-07).
    pub(crate) fn is_low(&self) -> bool {
        match self.meter.view().map(|view| view.standing) {
            Some(Standing::Low | Standing::Zero) => true,
            Some(Standing::Ok | Standing::Regular | Standing::Vacant) | None => false,
        }
    }

    /// ADCS has committed these.
    pub(crate) fn acknowledged(&mut self, ids: &[MessageId]) {
        self.spool.retain(|(up, _)| !ids.contains(&up.id));
    }

    /// Power is gone from now on.
    pub(crate) fn darken(&mut self, now: Timestamp) {
        self.powered = false;
        let end = now + Span::days(400);
        self.dark.push(Window { start: now, end });
    }

    /// Power is back; nothing was used meanwhile.
    pub(crate) fn lighten(&mut self, now: Timestamp) {
        self.powered = true;
        if let Some(last) = self.dark.last_mut() {
            last.end = now;
        }
        let (energy, power) = (WattHours::ZERO, Watts::ZERO);
        self.give(now, Input::Used { energy, power });
    }

    /// The meter restarts: it has what it had stored.
    pub(crate) fn reboot(&mut self) -> anyhow::Result<()> {
        let state = serde_json::to_vec(&self.meter)?;
        self.meter = serde_json::from_slice(&state)?;
        self.meter.check(self.meter_id)?;
        Ok(())
    }

    /// Whether it had power all the time between two moments.
    pub(crate) fn lit(&self, from: Timestamp, to: Timestamp) -> bool {
        !self
            .dark
            .iter()
            .any(|dark| dark.start <= to && from < dark.end)
    }

    /// Keeps a message until ADCS has it; a copy of one that waits already is the same message.
    fn spool(&mut self, now: Timestamp, id: u128, body: UpBody) {
        let id = MessageId::from_number(id);
        if self.spool.iter().any(|(up, _)| up.id == id) {
            return;
        }
        let up = Up {
            v: ami_wire::VERSION,
            id,
            gateway: self.gateway,
            meter: self.meter_id,
            at: now,
            body,
        };
        self.spool.push((up, now));
    }
}
