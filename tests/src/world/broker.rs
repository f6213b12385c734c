//! A broker without sockets. It carries what MQTT would carry, and may lose, repeat, delay and
//! reorder it, as the seed says: delivered means receipted, nothing less (DESIGN 7.10).

use ami_domain::chance::Seeded;
use ami_domain::id::GatewayId;
use ami_domain::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// How long a packet takes when nothing is wrong.
pub const LATENCY: Span = Span::millis(200);
/// No queue is longer; the newest packet is lost, as with a real broker.
pub const QUEUE_MAX: usize = 100_000;

/// What goes wrong, in percent of packets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// Lost.
    pub drop: u64,
    /// Carried twice, each with its own delay.
    pub duplicate: u64,
    /// Up to so much later than [`LATENCY`].
    pub delay: Span,
    /// Packets of one link may overtake each other.
    pub reorder: bool,
}

/// Where a packet goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// To the server.
    Server,
    /// To the gateway of the link.
    Gateway,
}

/// One publication on its way over the link of one gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// Whose link.
    pub link: GatewayId,
    /// Which way.
    pub to: End,
    /// MQTT topic.
    pub topic: String,
    /// MQTT payload.
    pub payload: Vec<u8>,
}

/// The broker and the links to its gateways.
#[derive(Debug)]
pub struct Broker {
    /// What goes wrong from now on.
    pub faults: Faults,
    queue: BTreeMap<(Timestamp, u64), Packet>,
    next: u64,
    chance: Seeded,
    drops: Vec<(String, u32)>,
    cut: BTreeSet<GatewayId>,
    last: BTreeMap<(GatewayId, End), Timestamp>,
    lost: u64,
    carried: u64,
}

impl Broker {
    /// A faultless broker whose later faults follow the seed.
    pub fn new(seed: u64) -> Self {
        Self {
            faults: Faults::default(),
            queue: BTreeMap::new(),
            next: 0,
            chance: Seeded::new(seed),
            drops: Vec::new(),
            cut: BTreeSet::new(),
            last: BTreeMap::new(),
            lost: 0,
            carried: 0,
        }
    }

    /// Loses the next packets, whatever they are.
    pub fn drop_next(&mut self, count: u32) {
        self.drop_next_of("", count);
    }

    /// Loses the next packets whose topic contains this, for example `cmd/prepay`.
    pub fn drop_next_of(&mut self, part: &str, count: u32) {
        self.drops.push((part.to_owned(), count));
    }

    /// Heals: nothing goes wrong any more, every link is up.
    pub fn heal(&mut self) {
        self.faults = Faults::default();
        self.drops.clear();
        self.cut.clear();
    }

    /// A link goes down, and what is on it is lost.
    pub fn cut(&mut self, link: GatewayId) {
        self.cut.insert(link);
        let before = self.queue.len();
        self.queue.retain(|_, packet| packet.link != link);
        self.lost += (before - self.queue.len()) as u64;
    }

    /// A link comes up again.
    pub fn restore(&mut self, link: GatewayId) {
        self.cut.remove(&link);
    }

    /// Whether a link is down.
    pub fn is_cut(&self, link: GatewayId) -> bool {
        self.cut.contains(&link)
    }

    /// Forgets everything on its way: the embedded broker dies with its server.
    pub fn crash(&mut self) {
        self.lost += self.queue.len() as u64;
        self.queue.clear();
        self.last.clear();
    }

    /// Takes a packet. It may never arrive.
    pub fn publish(&mut self, now: Timestamp, packet: Packet) {
        if self.loses(&packet) {
            self.lost += 1;
            return;
        }
        let copies = 1 + u64::from(self.chance.below(100) < self.faults.duplicate);
        for _ in 0..copies {
            let due = self.due(now, &packet);
            self.queue.insert((due, self.next), packet.clone());
            self.next += 1;
        }
    }

    /// What has arrived, in the order of arrival.
    pub fn arrived(&mut self, now: Timestamp) -> Vec<Packet> {
        let later = self.queue.split_off(&(now + Span::millis(1), 0));
        let arrived = std::mem::replace(&mut self.queue, later);
        self.carried += arrived.len() as u64;
        arrived.into_values().collect()
    }

    /// When the next packet arrives.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.queue.keys().next().map(|(due, _)| *due)
    }

    /// Packets that never arrived.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Packets that arrived, copies counted.
    pub fn carried(&self) -> u64 {
        self.carried
    }

    fn loses(&mut self, packet: &Packet) -> bool {
        // The dice fall for every packet, so that one fault does not shift all later ones.
        let unlucky = self.chance.below(100) < self.faults.drop;
        if self.is_cut(packet.link) || self.queue.len() >= QUEUE_MAX {
            return true;
        }
        let rule = self
            .drops
            .iter_mut()
            .find(|(part, left)| *left > 0 && packet.topic.contains(part.as_str()));
        if let Some((_, left)) = rule {
            *left -= 1;
            return true;
        }
        unlucky
    }

    fn due(&mut self, now: Timestamp, packet: &Packet) -> Timestamp {
        let most = u64::try_from(self.faults.delay.as_millis()).unwrap_or(0);
        let delay = i64::try_from(self.chance.below(most + 1)).unwrap_or(0);
        let mut due = now + LATENCY + Span::millis(delay);
        let last = self.last.entry((packet.link, packet.to)).or_default();
        if !self.faults.reorder {
            due = due.max(*last);
        }
        *last = due.max(*last);
        due
    }
}
