//! A home: its account, its meter, the gateway that carries for it, and the display on the wall.

use super::sabotage;
use ami_domain::account::AtZero;
use ami_domain::display::DisplayView;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{AccountId, AlertId, GatewayId, MessageId, MeterId, UserId};
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp, Zone};
use ami_meter::{AmiMeter, Input, Output};
use ami_wire::ihd::IhdView;
use ami_wire::up::{Intervals, LogRow, Up, UpBody};
use std::collections::{BTreeMap, BTreeSet};

/// A gateway offers again what ADCS has not acknowledged for so long.
pub const RESEND: Span = Span::seconds(30);

/// Which home of a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HomeId(pub usize);

/// How a home uses energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsePattern {
    /// Nothing, ever.
    Empty,
    /// The same power always.
    Steady(Watts),
    /// Day and night, with more from 17:00 to 22:00.
    Family {
        /// Most of the time.
        base: Watts,
        /// In the evening.
        evening: Watts,
    },
}

/// What a home is built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeSpec {
    /// Position of the switch at first.
    pub switch: Switch,
    /// `false` for transformer-rated meters (AS-2).
    pub has_switch: bool,
    /// Prepaid balance at first; may be negative.
    pub opening_balance: Money,
    /// Name of the tariff.
    pub tariff: &'static str,
    /// How it uses energy.
    pub pattern: UsePattern,
    /// Days of use before the world begins, which MDMS knows.
    pub history_days: i64,
    /// Length of the meter's intervals (FR-19).
    pub interval: Span,
    /// What happens at zero.
    pub at_zero: AtZero,
}

/// A home.
#[derive(Debug)]
pub struct Home {
    /// Its account.
    pub account: AccountId,
    /// Its customer.
    pub customer: UserId,
    /// Its meter's id.
    pub meter_id: MeterId,
    /// The gateway that carries for it.
    pub gateway: GatewayId,
    /// The meter itself.
    pub meter: AmiMeter,
    /// What the in-home display shows (SC1.13); `None` before the first.
    pub display: Option<IhdView>,
    /// What it was built from.
    pub spec: HomeSpec,
    /// Every row that the meter ever wrote to its log.
    pub log: Vec<LogRow>,
    /// Every movement of the switch.
    pub switched: Vec<(Timestamp, Switch)>,
    pub(crate) opening_credit: WattHours,
    pub(crate) opening_total: WattHours,
    pub(crate) spool: BTreeMap<u64, Spooled>,
    pub(crate) zone: Zone,
    pub(crate) number: u64,
    /// Cuts that wait for ADCS's answer, by their question's number.
    pub(crate) asked: BTreeMap<u64, super::still::Asked>,
    /// Commands that came, for questions and for the meter whose last arrival wins.
    pub(crate) arrivals: u64,
    spooled: u64,
    /// Texts that the display has shown.
    texts: BTreeSet<AlertId>,
}

/// A message that waits for ADCS's acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spooled {
    pub(crate) up: Up,
    pub(crate) next_at: Timestamp,
}

/// Kinds of messages in the ids that the gateway makes.
pub(crate) const RECEIPT: u128 = 0xA1 << 120;
const INTERVAL: u128 = 0xA2 << 120;
const SUPPLY: u128 = 0xA3 << 120;
const LOG: u128 = 0xA4 << 120;
const CONFIRMED: u128 = 0xA5 << 120;
const SHOWN: u128 = 0xA6 << 120;
const EVENTS: u128 = 0xA6 << 120;

impl HomeSpec {
    /// A flat price, a family of normal use, no balance, switched off: the home of Primary 1.
    pub fn flat() -> Self {
        Self {
            switch: Switch::Off,
            has_switch: true,
            opening_balance: Money::ZERO,
            tariff: "demo-flat",
            pattern: UsePattern::Family {
                base: Watts::new(400),
                evening: Watts::new(1_800),
            },
            history_days: 14,
            interval: Span::hours(1),
            at_zero: AtZero::Disconnect,
        }
    }
    /// The same with prices by time of use.
    pub fn time_of_use() -> Self {
        Self {
            tariff: "demo-time-of-use",
            ..Self::flat()
        }
    }
    /// The same, switched on and with this balance.
    pub fn on(self, balance: Money) -> Self {
        Self {
            switch: Switch::On,
            opening_balance: balance,
            ..self
        }
    }
}

impl UsePattern {
    /// Power that the home would like to draw at this moment.
    pub fn power(self, zone: &Zone, at: Timestamp) -> Watts {
        match self {
            UsePattern::Empty => Watts::ZERO,
            UsePattern::Steady(power) => power,
            UsePattern::Family { base, evening } => {
                let hour = zone.civil(at).minute / 60;
                if (17..22).contains(&hour) {
                    evening
                } else {
                    base
                }
            }
        }
    }
}

/// What [`Home::new`] needs besides the spec.
#[derive(Debug)]
pub(crate) struct Ids {
    pub(crate) account: AccountId,
    pub(crate) customer: UserId,
    pub(crate) meter: MeterId,
    pub(crate) gateway: GatewayId,
    pub(crate) number: u64,
}

impl Home {
    pub(crate) fn new(spec: HomeSpec, ids: Ids, zone: Zone, meter: AmiMeter) -> Self {
        Self {
            account: ids.account,
            customer: ids.customer,
            meter_id: ids.meter,
            gateway: ids.gateway,
            opening_credit: meter.examine().credit,
            opening_total: meter.register().total(),
            meter,
            display: None,
            spec,
            log: Vec::new(),
            switched: Vec::new(),
            spool: BTreeMap::new(),
            zone,
            number: ids.number,
            asked: BTreeMap::new(),
            arrivals: 0,
            spooled: 0,
            texts: BTreeSet::new(),
        }
    }

    /// Time has passed up to `now` and the home drew what it liked.
    pub(crate) fn live(&mut self, now: Timestamp) {
        let power = self
            .spec
            .pattern
            .power(&self.zone, self.meter.measured_until());
        self.give(now, Input::Load(power));
    }

    /// Gives something to the meter and spools what it says about it.
    pub(crate) fn give(&mut self, now: Timestamp, input: Input) {
        let outputs = self.meter.handle(now, input);
        self.carry(now, outputs);
    }

    /// The meter forgets every message it ever saw; a deliberately broken meter.
    pub(crate) fn forget(&mut self) {
        self.meter = sabotage::without_memory(&self.meter);
    }

    /// A reader confirms a text at the display.
    pub(crate) fn confirm(&mut self, now: Timestamp, alert: AlertId) {
        let id = CONFIRMED ^ u128::from_be_bytes(alert.to_bytes());
        self.spool(now, id, UpBody::Confirmed { alert, at: now });
    }

    /// Energy used since the world began.
    pub fn used(&self) -> WattHours {
        self.meter.register().total() - self.opening_total
    }

    /// The view that the meter holds.
    pub fn view(&self) -> Option<&DisplayView> {
        self.meter.view()
    }

    /// Messages that ADCS has not acknowledged.
    pub fn waiting(&self) -> usize {
        self.spool.len()
    }

    /// What is to be sent now: new, or not acknowledged for [`RESEND`].
    pub(crate) fn due(&mut self, now: Timestamp) -> Vec<Up> {
        let due = self
            .spool
            .values_mut()
            .filter(|waiting| waiting.next_at <= now);
        due.map(|waiting| {
            waiting.next_at = now + RESEND;
            waiting.up.clone()
        })
        .collect()
    }

    /// ADCS has committed these.
    pub(crate) fn acknowledged(&mut self, ids: &[MessageId]) {
        self.spool
            .retain(|_, waiting| !ids.contains(&waiting.up.id));
    }

    /// The display device reads the meter over the local link, whatever the Internet does.
    pub(crate) fn look(&mut self, now: Timestamp, utility_link: bool) {
        let shown = self.meter.display_values(self.meter.clock(now));
        for text in &shown.notices {
            if text.valid.contains(now) && self.texts.insert(text.id) {
                let id = SHOWN ^ (u128::from(self.number) << 64);
                let id = id ^ u128::from_be_bytes(text.id.to_bytes());
                let (alert, at) = (text.id, now);
                self.spool(now, id, UpBody::Shown { alert, at });
            }
        }
        self.display = Some(IhdView {
            v: ami_wire::VERSION,
            meter: self.meter_id,
            view: shown.view,
            supply: shown.supply,
            power: shown.power,
            last_code: shown.last_code,
            read_at: now,
            estimate: None,
            utility_link,
            meter_link: true,
        });
    }

    fn carry(&mut self, now: Timestamp, outputs: Vec<Output>) {
        let meter = u128::from(self.number) << 64;
        let mut rows = Vec::new();
        for output in outputs {
            match output {
                Output::Receipt(receipt) => {
                    let message = u128::from_be_bytes(receipt.message.to_bytes());
                    self.spool(now, RECEIPT ^ message, UpBody::Receipt(*receipt));
                }
                Output::IntervalClosed(row) => {
                    let start = u128::from(row.start.as_millis().unsigned_abs());
                    let length = self.spec.interval;
                    let body = UpBody::Interval(Intervals {
                        length,
                        rows: vec![row],
                    });
                    self.spool(now, INTERVAL | meter | start, body);
                }
                Output::SwitchMoved(to) => {
                    self.switched.push((now, to));
                    self.report_supply(now);
                }
                Output::LogRow(row) => rows.push(row),
                Output::EventChanged(report) => {
                    let id = EVENTS | meter | u128::from(self.spooled);
                    self.spool(now, id, UpBody::Events(vec![report]));
                    // The limit in force may be another one.
                    self.report_supply(now);
                }
                Output::Unreadable | Output::DisplayChanged => {}
            }
        }
        if let Some(first) = rows.first() {
            let id = LOG | meter | u128::from(first.seq);
            self.log.extend(rows.iter().cloned());
            self.spool(now, id, UpBody::Log(rows));
        }
    }

    /// Tells ADCS how service stands.
    pub(crate) fn report_supply(&mut self, now: Timestamp) {
        let id = SUPPLY | (u128::from(self.number) << 64) | u128::from(self.spooled);
        self.spool(now, id, UpBody::Supply(self.meter.examine()));
    }

    /// Keeps a message until ADCS has it; a copy of one that waits already is the same message.
    pub(crate) fn spool(&mut self, now: Timestamp, id: u128, body: UpBody) {
        let id = MessageId::from_number(id);
        if self.spool.values().any(|waiting| waiting.up.id == id) {
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
        self.spool
            .insert(self.spooled, Spooled { up, next_at: now });
        self.spooled += 1;
    }
}
