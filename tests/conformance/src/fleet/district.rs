//! A district: its queue of ticks, and what one tick does.

use super::clock::{HandClock, START, TICK, moment_of, tick_at};
use super::home::{Home, RESEND};
use super::link::carry;
use super::{Faults, Habits, Sabotage};
use ami_css::Css;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock as _;
use ami_domain::id::EventId;
use ami_domain::time::{Span, Timestamp, Zone};
use ami_wire::down::Ack;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What will happen at a tick.
#[derive(Debug)]
pub(crate) enum Event {
    /// A command arrives at a gateway.
    Command(usize, Vec<u8>),
    /// An acknowledgement arrives at a gateway.
    Ack(usize, Vec<u8>),
    /// A message of a gateway arrives at the server.
    Up(usize, Vec<u8>),
    /// A gateway's question before a cut arrives at the server.
    Still(usize, Vec<u8>),
    /// Its answer arrives at the gateway.
    Go(usize, Vec<u8>),
    /// A gateway looks at what it has not had acknowledged.
    Look(usize),
    /// Something is due at a meter by itself: a closing, the start or end of an event.
    Due(usize),
    /// The meter of a home is read; the time of the next reading follows from its balance.
    Read(usize),
    /// A day begins for a home: its fate for the day is drawn.
    Day(usize),
    /// A customer pays whole dollars.
    Pay(usize, i64),
    /// A customer books a window.
    Book(usize),
    /// A customer cancels or ends an event.
    Cancel(usize, EventId),
    /// A switch opens for no reason: a deliberately broken meter.
    Opens(usize),
    /// Power goes.
    PowerOff(usize),
    /// Power comes back.
    PowerOn(usize),
    /// The link goes down.
    LinkDown(usize),
    /// The link comes up.
    LinkUp(usize),
    /// The meter restarts.
    MeterReboot(usize),
    /// The gateway restarts.
    GatewayReboot(usize),
    /// The utility publishes a text to so many homes of the district, all for zero.
    Alert(u64),
    /// A person at the desk tests a meter.
    Test(usize),
    /// The server restarts.
    Restart,
    /// The duties that look by themselves.
    Minute,
    /// Something is due to be sent again.
    Wake,
}

/// A district and the server of it.
#[derive(Debug)]
pub(crate) struct District {
    pub(crate) css: Css,
    pub(crate) card: Arc<SandboxCard>,
    pub(crate) clock: HandClock,
    pub(crate) chance: Seeded,
    pub(crate) dice: Seeded,
    pub(crate) faults: Faults,
    pub(crate) habits: Habits,
    pub(crate) sabotage: Option<Sabotage>,
    pub(crate) homes: Vec<Home>,
    pub(crate) zone: Zone,
    pub(crate) end: Timestamp,
    /// Nothing goes wrong any more, and nobody starts anything.
    pub(crate) calm: bool,
    pub(crate) counts: Counts,
    ticks: BTreeMap<i64, Vec<Event>>,
    /// Something was accepted or became due: the sender looks.
    pub(crate) dirty: bool,
    /// A text is on its way to its audience.
    pub(crate) texts: bool,
    /// Intervals came in: the charger looks.
    pub(crate) to_charge: bool,
}

/// What happened, for the header of the table and to see that a simulation was rich.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Packets that were carried or lost.
    pub packets: u64,
    /// Packets that never arrived.
    pub lost: u64,
    /// Packets that arrived twice.
    pub doubled: u64,
    /// Commands sent, first and again.
    pub sent: u64,
    /// Accounts charged.
    pub charged: u64,
    /// Payments offered.
    pub payments: u64,
    /// Homes that lost power.
    pub power_cuts: u64,
    /// Restarts of meters and gateways.
    pub reboots: u64,
    /// Restarts of the server.
    pub restarts: u64,
    /// Texts times homes.
    pub texts: u64,
    /// Questions before a cut.
    pub questions: u64,
    /// Switches that opened, by command, by a limit, and closed again.
    pub switched: u64,
    /// Windows booked, refused because another one is there, and cancelled.
    pub booked: u64,
    /// Refused.
    pub not_booked: u64,
    /// Cancelled or ended early.
    pub cancelled: u64,
}

impl District {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            css: parts.css,
            card: parts.card,
            clock: HandClock::new(),
            chance: parts.chance,
            dice: parts.dice,
            faults: parts.faults,
            habits: parts.habits,
            sabotage: parts.sabotage,
            homes: Vec::new(),
            zone: parts.zone,
            end: START,
            calm: false,
            counts: Counts::default(),
            ticks: BTreeMap::new(),
            dirty: true,
            texts: false,
            to_charge: false,
        }
    }

    /// So many days pass; then faults end, and the district comes to rest.
    pub(crate) async fn live(&mut self, days: i64) -> anyhow::Result<()> {
        self.end = START + Span::days(days);
        self.begin();
        self.pass(self.end).await?;
        self.calm().await?;
        self.pass(self.end + Span::hours(3)).await?;
        // A last reading for what late messages made meters count.
        for home in 0..self.homes.len() {
            self.at(self.clock.business(), Event::Read(home));
        }
        self.pass(self.end + Span::hours(4)).await
    }

    /// Everything that is due before this moment happens.
    async fn pass(&mut self, end: Timestamp) -> anyhow::Result<()> {
        let last = tick_at(end);
        while let Some(entry) = self.ticks.first_entry() {
            let tick = *entry.key();
            if tick >= last {
                break;
            }
            let events = entry.remove();
            self.clock.set(moment_of(tick));
            self.tick(events).await?;
        }
        self.clock.set(end);
        Ok(())
    }

    async fn tick(&mut self, events: Vec<Event>) -> anyhow::Result<()> {
        let mut ups = Vec::new();
        for event in events {
            match event {
                Event::Command(home, bytes) => self.command(home, bytes),
                Event::Ack(home, bytes) => {
                    if self.homes[home].powered {
                        self.homes[home].acknowledged(&Ack::from_bytes(&bytes)?.ids);
                    }
                }
                Event::Up(home, bytes) => ups.push((home, bytes)),
                Event::Look(home) => self.offer(home),
                Event::Still(home, bytes) => self.answer(home, &bytes).await?,
                Event::Go(home, bytes) => self.go(home, &bytes)?,
                other => self.happen(other).await?,
            }
        }
        if !ups.is_empty() {
            self.receive(ups).await?;
        }
        self.duties().await
    }

    /// The meter itself says when it must be looked at.
    pub(crate) fn plan_due(&mut self, home: usize) {
        let one = &mut self.homes[home];
        let due = one.meter.next_due().map(|at| at - one.skew);
        if due == one.due {
            return;
        }
        one.due = due;
        if let Some(at) = due {
            self.at(at, Event::Due(home));
        }
    }

    /// The home has used what it used up to now.
    pub(crate) fn live_until_now(&mut self, home: usize) {
        let now = self.clock.business();
        let zone = &self.zone;
        let evening = |at| (17..22).contains(&(zone.civil(at).minute / 60));
        self.homes[home].live(now, evening);
    }

    /// The gateway sends what ADCS has not acknowledged, and looks again later.
    pub(crate) fn offer(&mut self, index: usize) {
        let now = self.clock.business();
        let home = &mut self.homes[index];
        if !home.powered || !home.link.up || home.spool.is_empty() {
            return;
        }
        let mut due = Vec::new();
        let mut sent = false;
        for (up, next) in &mut home.spool {
            if *next <= now {
                *next = now + RESEND;
                due.push(up.to_bytes());
                sent = true;
            }
        }
        for bytes in due {
            self.carry(index, |bytes| Event::Up(index, bytes), bytes);
        }
        if sent {
            self.at(now + RESEND, Event::Look(index));
        }
    }

    /// A packet goes over the link of a home, one way or the other.
    pub(crate) fn carry(&mut self, home: usize, event: impl Fn(Vec<u8>) -> Event, bytes: Vec<u8>) {
        let now = self.clock.business();
        let [one, two] = carry(self.homes[home].link, &self.faults, &mut self.dice);
        self.counts.packets += 1;
        if one.is_none() {
            self.counts.lost += 1;
        }
        if let Some(delay) = two {
            self.counts.doubled += 1;
            self.at(now + delay, event(bytes.clone()));
        }
        if let Some(delay) = one {
            self.at(now + delay, event(bytes));
        }
    }

    /// Something happens at a later tick.
    pub(crate) fn at(&mut self, at: Timestamp, event: Event) {
        let next = tick_at(self.clock.business() + TICK);
        self.ticks
            .entry(tick_at(at).max(next))
            .or_default()
            .push(event);
    }

    /// Drops what is on its way: the broker dies with its server.
    pub(crate) fn lose_packets(&mut self) {
        for events in self.ticks.values_mut() {
            let before = events.len();
            events.retain(|event| match event {
                Event::Command(..)
                | Event::Ack(..)
                | Event::Up(..)
                | Event::Still(..)
                | Event::Go(..) => false,
                Event::Look(_)
                | Event::Due(_)
                | Event::Read(_)
                | Event::Day(_)
                | Event::Pay(..)
                | Event::Book(_)
                | Event::Cancel(..)
                | Event::Opens(_)
                | Event::PowerOff(_)
                | Event::PowerOn(_)
                | Event::LinkDown(_)
                | Event::LinkUp(_)
                | Event::MeterReboot(_)
                | Event::GatewayReboot(_)
                | Event::Alert(_)
                | Event::Test(_)
                | Event::Restart
                | Event::Minute
                | Event::Wake => true,
            });
            self.counts.lost += (before - events.len()) as u64;
        }
    }

    pub(crate) fn now(&self) -> ami_domain::clock::Now {
        self.clock.now()
    }
}

/// What a district is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) css: Css,
    pub(crate) card: Arc<SandboxCard>,
    pub(crate) chance: Seeded,
    pub(crate) dice: Seeded,
    pub(crate) faults: Faults,
    pub(crate) habits: Habits,
    pub(crate) sabotage: Option<Sabotage>,
    pub(crate) zone: Zone,
}

impl Counts {
    /// Adds those of another district.
    pub const fn merge(&mut self, other: Counts) {
        self.packets += other.packets;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.sent += other.sent;
        self.charged += other.charged;
        self.payments += other.payments;
        self.power_cuts += other.power_cuts;
        self.reboots += other.reboots;
        self.restarts += other.restarts;
        self.texts += other.texts;
        self.questions += other.questions;
        self.switched += other.switched;
        self.booked += other.booked;
        self.not_booked += other.not_booked;
        self.cancelled += other.cancelled;
    }
}
