//! One home, one gateway, one ADCS, and a network that loses, copies, delays and holds back.

use crate::paper;
use ami_domain::command::{Command, CommandKind};
use ami_domain::id::{MessageId, MeterId};
use ami_domain::receipt::{self, MeterRefusal, Receipt};
use ami_domain::time::{Span, Timestamp};
use ami_gateway::command::{Check, Gone, Order, after_read_back, command_check, order};
use ami_gateway::journal::Known;
use ami_gateway::queue::{Item, Queue};
use ami_gateway::still::{Question, Verdict};
use ami_wire::still::{Go, Still};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

const METER: MeterId = MeterId::from_number(1);
/// ADCS sends again after this time (NFR-02).
const AGAIN_MS: i64 = 45_000;
/// A cut is of no use after this.
const EXPIRY: Span = Span::seconds(90);
/// The bad time; after it the network is good, so that everything can settle.
const BAD_MS: i64 = 1_200_000;
const END_MS: i64 = BAD_MS + 600_000;

/// What is left out of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Design {
    /// Nothing.
    Ours,
    /// The question before a cut.
    NoQuestion,
    /// Question, sequence and expiry.
    LastWins,
}

/// What one run came to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) hurt: u32,
    pub(crate) stale_ms: i64,
    pub(crate) disorder: u32,
    pub(crate) dark: bool,
    pub(crate) cuts: u32,
}

#[derive(Debug, Clone)]
enum Happens {
    /// The balance is at zero: ADCS arms a cut.
    Zero,
    Paid,
    Command(Command),
    Asked(Still),
    Answered(Go),
    Receipted(MessageId),
    /// ADCS looks whether a receipt is in.
    Look(MessageId),
    /// Bytes reach the meter.
    Meter(Box<Item>),
    /// The meter's answer is in, or is lost.
    Port {
        item: Box<Item>,
        lost: bool,
    },
    Tick,
}

struct World {
    design: Design,
    chance: u64,
    loss: u64,
    /// The gateway's wall clock is off by so much.
    skew: Span,
    now: i64,
    order: u64,
    agenda: BinaryHeap<Reverse<(i64, u64)>>,
    happens: HashMap<u64, Happens>,
    // ADCS
    paid_at: Option<i64>,
    seq: u64,
    open: HashMap<MessageId, Command>,
    // gateway
    queue: Queue,
    known: HashMap<MessageId, Known>,
    gone: Gone,
    asking: Option<(Item, Question)>,
    busy: bool,
    // meter
    done: HashSet<MessageId>,
    last: u64,
    on: bool,
    outcome: Outcome,
}

/// One run.
pub(crate) fn run(seed: u64, design: Design) -> Outcome {
    let mut world = World::new(seed, design);
    while let Some(Reverse((at, number))) = world.agenda.pop() {
        if at > END_MS {
            break;
        }
        world.now = at;
        if let Some(happens) = world.happens.remove(&number) {
            world.handle(happens);
        }
    }
    world.outcome.dark = world.paid_at.is_some() && !world.on;
    world.outcome
}

impl World {
    fn new(seed: u64, design: Design) -> World {
        let mut world = World {
            design,
            chance: seed,
            loss: 0,
            skew: Span::ZERO,
            now: 0,
            order: 0,
            agenda: BinaryHeap::new(),
            happens: HashMap::new(),
            paid_at: Some(0),
            seq: 0,
            open: HashMap::new(),
            queue: Queue::default(),
            known: HashMap::new(),
            gone: Gone::default(),
            asking: None,
            busy: false,
            done: HashSet::new(),
            last: 0,
            on: true,
            outcome: Outcome::default(),
        };
        world.loss = world.below(41);
        world.skew = Span::millis(world.below(120_000) as i64 - 60_000);
        let mut at = 0;
        while at < BAD_MS - 200_000 {
            at += 5_000 + world.below(100_000) as i64;
            world.at(at, Happens::Zero);
            at += 2_000 + world.below(100_000) as i64;
            world.at(at, Happens::Paid);
        }
        world
    }

    /// SplitMix64.
    fn below(&mut self, bound: u64) -> u64 {
        self.chance = self.chance.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.chance;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }

    fn at(&mut self, at: i64, happens: Happens) {
        self.order += 1;
        self.agenda.push(Reverse((at, self.order)));
        self.happens.insert(self.order, happens);
    }

    /// Over the network: lost, copied, late, or held back for up to a minute.
    fn send(&mut self, happens: Happens) {
        let bad = self.now < BAD_MS;
        let copies = 1 + usize::from(bad && self.below(100) < 10);
        for _ in 0..copies {
            if bad && self.below(100) < self.loss {
                continue;
            }
            let delay = if bad && self.below(100) < 10 {
                self.below(60_000)
            } else {
                50 + self.below(1_500)
            };
            self.at(self.now + delay as i64, happens.clone());
        }
    }

    fn handle(&mut self, happens: Happens) {
        match happens {
            Happens::Zero => {
                self.paid_at = None;
                self.command(paper::cut());
            }
            Happens::Paid => {
                self.paid_at = Some(self.now);
                // The payment cancels the cut that waits, in the same transaction.
                self.open.retain(|_, open| open.kind.cuts().is_none());
                self.command(CommandKind::Connect);
            }
            Happens::Look(id) => {
                let open = self.open.get(&id).cloned();
                let wall = Timestamp::from_millis(self.now);
                if let Some(command) = open.filter(|open| !open.expired(wall)) {
                    self.send(Happens::Command(command));
                    self.at(self.now + AGAIN_MS, Happens::Look(id));
                }
            }
            Happens::Asked(still) => {
                let go = self.paid_at.is_none() && self.open.contains_key(&still.message);
                self.send(Happens::Answered(Go {
                    v: still.v,
                    message: still.message,
                    nonce: still.nonce,
                    go,
                }));
            }
            Happens::Receipted(id) => {
                self.open.remove(&id);
            }
            Happens::Meter(item) => self.meter(&item.command),
            Happens::Command(command) => {
                self.queue.push(Item {
                    command,
                    bytes: Vec::new(),
                    retained: false,
                    tries: 0,
                });
                self.gateway();
            }
            Happens::Answered(go) => {
                let now = self.ticks();
                if let Some((_, question)) = &mut self.asking {
                    question.hear(&go, false, now);
                }
                self.gateway();
            }
            Happens::Port { item, lost } => {
                self.busy = false;
                if lost {
                    self.queue.push(*item);
                } else {
                    self.finish(&item.command, receipt::Outcome::Done);
                }
                self.gateway();
            }
            Happens::Tick => self.gateway(),
        }
    }

    fn command(&mut self, kind: CommandKind) {
        self.seq += 1;
        let now = Timestamp::from_millis(self.now);
        let command = Command {
            id: MessageId::from_number(self.seq.into()),
            meter: METER,
            epoch: 1,
            seq: self.seq,
            priority: kind.priority(),
            not_after: kind.cuts().map(|_| now + EXPIRY),
            kind,
            accepted_at: now,
            not_before: now,
        };
        self.open.insert(command.id, command.clone());
        self.at(self.now, Happens::Look(command.id));
    }

    fn ticks(&self) -> u64 {
        u64::try_from(self.now).unwrap()
    }

    /// The gateway does one thing at a time, as its owner of a port does.
    fn gateway(&mut self) {
        let wall = Timestamp::from_millis(self.now) + self.skew;
        while !self.busy {
            if let Some((item, question)) = self.asking.take() {
                if self.queue.restores(wall) {
                    self.queue.push(item);
                    continue;
                }
                match question.verdict(self.ticks()) {
                    Verdict::Go { .. } => self.out(item),
                    Verdict::No => {
                        let held = receipt::Outcome::Refused(MeterRefusal::Held);
                        self.finish(&item.command, held);
                    }
                    Verdict::Over => {}
                    Verdict::Wait { until_ms } => {
                        let until = i64::try_from(until_ms).unwrap();
                        self.at(until, Happens::Tick);
                        self.asking = Some((item, question));
                        return;
                    }
                }
                continue;
            }
            let Some(item) = self.queue.pop(wall) else {
                return;
            };
            self.take(item, wall);
        }
    }

    fn take(&mut self, item: Item, wall: Timestamp) {
        let command = &item.command;
        let known = self.known.get(&command.id).copied().unwrap_or(Known::New);
        let mut check = command_check(command, true, false, known, wall);
        if check == Check::ReadBack {
            let found = self.done.contains(&command.id);
            let found = found.then(|| self.receipt(command, receipt::Outcome::Done));
            check = after_read_back(command, found, wall);
        }
        let naive = self.design == Design::LastWins;
        match check {
            Check::Answer(receipt) => self.send(Happens::Receipted(receipt.message)),
            Check::Refuse(_) if naive => self.out(item),
            Check::Refuse(_) => {}
            Check::Hold(_) if naive => self.out(item),
            // Its clock is behind: it waits until the clock says so.
            Check::Hold(at) => {
                let real = at - self.skew;
                self.at(
                    real.as_millis().max(self.now + 1),
                    Happens::Command(item.command),
                );
            }
            Check::ReadBack => unreachable!("read back above"),
            Check::Send => {
                let place = order(command, self.gone, self.queue.newest_supply());
                if place == Order::Older && !naive {
                    let stale = receipt::Outcome::Refused(MeterRefusal::Stale);
                    self.finish(&item.command, stale);
                } else if command.kind.cuts().is_some() && self.design == Design::Ours {
                    self.ask(item);
                } else {
                    self.out(item);
                }
            }
        }
    }

    fn ask(&mut self, item: Item) {
        let nonce = self.below(u64::MAX);
        let message = item.command.id;
        self.asking = Some((item, Question::new(message, nonce, self.ticks())));
        self.send(Happens::Asked(Still {
            v: ami_wire::VERSION,
            gateway: ami_domain::id::GatewayId::from_number(1),
            meter: METER,
            message,
            nonce,
        }));
    }

    /// Bytes leave for the meter; its answer may be lost.
    fn out(&mut self, item: Item) {
        self.busy = true;
        self.known.insert(item.command.id, Known::Intended);
        self.gone = self.gone.with(&item.command);
        let there = self.now + 50 + self.below(400) as i64;
        let back = there + 50 + self.below(400) as i64;
        let lost = self.now < BAD_MS && self.below(100) < 10;
        let item = Box::new(item);
        self.at(there, Happens::Meter(item.clone()));
        self.at(back, Happens::Port { item, lost });
    }

    fn finish(&mut self, command: &Command, outcome: receipt::Outcome) {
        let receipt = self.receipt(command, outcome);
        self.known.insert(command.id, Known::Done(receipt));
        self.send(Happens::Receipted(command.id));
    }

    /// A meter without any fence of its own but the memory of ids.
    fn meter(&mut self, command: &Command) {
        if !self.done.insert(command.id) {
            return;
        }
        self.outcome.disorder += u32::from(command.seq < self.last);
        self.last = self.last.max(command.seq);
        self.on = command.kind.cuts().is_none();
        self.outcome.cuts += u32::from(!self.on);
        if let Some(paid_at) = self.paid_at.filter(|_| !self.on) {
            self.outcome.hurt += 1;
            self.outcome.stale_ms = self.outcome.stale_ms.max(self.now - paid_at);
        }
    }

    fn receipt(&self, command: &Command, outcome: receipt::Outcome) -> Receipt {
        paper::receipt(command, outcome, self.on, Timestamp::from_millis(self.now))
    }
}
