//! What the use case promises in numbers, computed from records of delivery: what was asked, and
//! what the meter's receipt proves. Integers only: a percentile is the nearest rank, a share is
//! two counts, and nothing is rounded before it is compared.

mod lead;
mod spread;
mod success;

pub use lead::Lead;
pub use spread::Spread;
pub use success::{Success, Tally};

use crate::time::{Span, Timestamp};

/// What must be receipted within this (NFR-02, NFR-09, NFR-14).
pub const DEADLINE: Span = Span::seconds(60);
/// What has no receipt after this is sent again (NFR-10).
pub const RETRY: Span = Span::seconds(45);
/// A retry may be this much later than [`RETRY`]: the pace of the duty that sends.
pub const RETRY_SLACK: Span = Span::seconds(2);
/// An event is at the meter this long before its start (NFR-08).
pub const LEAD: Span = Span::hours(24);

/// Parts of a million that must succeed for most meters: 99.9 % (NFR-12, NFR-13).
pub const MOST_PPM: u64 = 999_000;
/// Parts of a million that must succeed for the rest: 98 %.
pub const REST_PPM: u64 = 980_000;
/// The part of the meters that "the rest" is, in parts of a million: 1 %.
pub const REST_OF_METERS_PPM: u64 = 10_000;

/// Of which promise a message is a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Connect, disconnect, limit, take the limit away, and credit, which connects (NFR-02).
    Supply,
    /// Texts to people, and taking them back (NFR-09).
    Alert,
    /// A test from the desk (NFR-14).
    Test,
    /// An event and what cancels it (NFR-08).
    Event,
    /// Balance and forecast (FR-08, FR-09).
    Balance,
    /// Settings and changes of the mode.
    Other,
}

/// How a message ended. There is exactly one end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The meter has carried it out; its receipt came in at this moment.
    Done(Timestamp),
    /// The meter has refused it and said so.
    Refused(Timestamp),
    /// Its time was over before a receipt came.
    Expired,
    /// A newer one said more before it had a receipt.
    Superseded,
    /// It is still open.
    Open,
}

/// One message to one meter, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// What it was.
    pub class: Class,
    /// When ADCS took it; not before `due_at` when it was planned ahead.
    pub accepted_at: Timestamp,
    /// When it was sent first.
    pub sent_at: Option<Timestamp>,
    /// Its end.
    pub end: End,
    /// Times that it was sent.
    pub attempts: u32,
    /// From the first sending to the second, when it was sent exactly twice.
    pub again_after: Option<Span>,
    /// The meter had power all the time from acceptance to the end; where nobody knows about its
    /// power, it was in reach.
    pub powered: bool,
    /// Start of the event that it brings.
    pub starts_at: Option<Timestamp>,
}

/// Part of a whole.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Share {
    /// So many ..
    pub part: u64,
    /// .. of so many.
    pub whole: u64,
}

/// Retries after silence (NFR-10).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retries {
    /// Messages that were due for a second sending and got it at 45 s, of all that were due.
    pub in_time: Share,
    /// Messages that were sent again before that, because their gateway had come back.
    pub early: u64,
    /// From the first to the second sending.
    pub after: Spread,
}

/// Everything that a set of deliveries says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// Acceptance to receipt of [`Class::Supply`].
    pub supply: Spread,
    /// Of [`Class::Alert`].
    pub alert: Spread,
    /// Of [`Class::Test`].
    pub test: Spread,
    /// Silence and what followed.
    pub retries: Retries,
    /// Events and their starts.
    pub lead: Lead,
    /// So many messages ended in each way: done, refused, expired, superseded, open.
    pub ends: [u64; 5],
}

impl Share {
    /// Of a whole.
    pub const fn new(part: u64, whole: u64) -> Self {
        Self { part, whole }
    }
    /// Counts one.
    pub const fn count(&mut self, good: bool) {
        self.whole += 1;
        if good {
            self.part += 1;
        }
    }
    /// Parts of a million, rounded down; a million for a part of nothing.
    pub fn ppm(self) -> u64 {
        if self.whole == 0 {
            return 1_000_000;
        }
        let ppm = u128::from(self.part) * 1_000_000 / u128::from(self.whole);
        u64::try_from(ppm).unwrap_or(u64::MAX)
    }
    /// Whether it is at least so many parts of a million; compared without rounding. A part of
    /// nothing is.
    pub fn at_least(self, ppm: u64) -> bool {
        u128::from(self.part) * 1_000_000 >= u128::from(ppm) * u128::from(self.whole)
    }
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Share) -> Share {
        Share {
            part: self.part + other.part,
            whole: self.whole + other.whole,
        }
    }
}

impl Class {
    /// The class of a command by its stored word; [`Class::Other`] for a word that is not known.
    pub fn of(word: &str) -> Self {
        match word {
            "prepay" | "connect" | "disconnect" | "limit" | "unlimit" => Class::Supply,
            "notice" | "withdraw" => Class::Alert,
            "test" => Class::Test,
            "event" | "cancel_event" => Class::Event,
            "show" => Class::Balance,
            _ => Class::Other,
        }
    }
    /// Whether NFR-13 speaks of it; NFR-12 speaks of all.
    pub const fn moves_supply(self) -> bool {
        match self {
            Class::Supply => true,
            Class::Alert | Class::Test | Class::Event | Class::Balance | Class::Other => false,
        }
    }
}

impl End {
    /// From acceptance to a receipt that says done.
    pub fn done_after(self, accepted_at: Timestamp) -> Option<Span> {
        match self {
            End::Done(at) => Some(at.since(accepted_at)),
            End::Refused(_) | End::Expired | End::Superseded | End::Open => None,
        }
    }
    /// When a receipt of either kind came.
    pub const fn receipted_at(self) -> Option<Timestamp> {
        match self {
            End::Done(at) | End::Refused(at) => Some(at),
            End::Expired | End::Superseded | End::Open => None,
        }
    }
    const fn place(self) -> usize {
        match self {
            End::Done(_) => 0,
            End::Refused(_) => 1,
            End::Expired => 2,
            End::Superseded => 3,
            End::Open => 4,
        }
    }
}

impl Delivery {
    /// Whether it counts for success at all: what was replaced by a newer one before it was due a
    /// second time was not lost by anybody.
    pub const fn counts(&self) -> bool {
        match self.end {
            End::Superseded => self.attempts > 1,
            End::Done(_) | End::Refused(_) | End::Expired | End::Open => true,
        }
    }
    /// Whether the meter proved that it carried it out.
    pub const fn succeeded(&self) -> bool {
        match self.end {
            End::Done(_) => true,
            End::Refused(_) | End::Expired | End::Superseded | End::Open => false,
        }
    }
}

impl Figures {
    /// Adds a delivery. What could not reach its meter counts in [`Figures::ends`] only, and is
    /// judged by [`Success`], which counts it both ways.
    pub fn add(&mut self, one: &Delivery) {
        self.ends[one.end.place()] += 1;
        if !one.powered {
            return;
        }
        let took = one.end.done_after(one.accepted_at);
        match one.class {
            Class::Supply => self.supply.add(took),
            Class::Alert => self.alert.add(took),
            Class::Test => self.test.add(took),
            Class::Event => self.lead.add(one),
            Class::Balance | Class::Other => {}
        }
        self.retries.add(one);
    }

    /// Adds the figures of another part of the fleet.
    pub fn merge(&mut self, other: &Figures) {
        self.supply.merge(&other.supply);
        self.alert.merge(&other.alert);
        self.test.merge(&other.test);
        self.retries.in_time = self.retries.in_time.plus(other.retries.in_time);
        self.retries.early += other.retries.early;
        self.retries.after.merge(&other.retries.after);
        self.lead.merge(&other.lead);
        for (mine, theirs) in self.ends.iter_mut().zip(other.ends) {
            *mine += theirs;
        }
    }
}

impl Retries {
    /// A message is due for its second sending when it was sent and stayed without a receipt for
    /// 45 s. What was sent three times or more does not say when the second came, and only counts
    /// as sent again.
    fn add(&mut self, one: &Delivery) {
        match (one.attempts, one.again_after) {
            (0, _) => {}
            (1, _) => {
                let silent = match (one.end, one.sent_at) {
                    (End::Done(at) | End::Refused(at), Some(sent)) => {
                        at.since(sent) > RETRY + RETRY_SLACK
                    }
                    // Another message, or the end of its time, may have come before 45 s.
                    (End::Done(_) | End::Refused(_), None)
                    | (End::Expired | End::Superseded | End::Open, _) => false,
                };
                if silent {
                    self.in_time.count(false);
                }
            }
            (_, Some(after)) if after < RETRY => self.early += 1,
            (_, Some(after)) => {
                self.after.add(Some(after));
                self.in_time.count(after <= RETRY + RETRY_SLACK);
            }
            (_, None) => self.in_time.count(true),
        }
    }
}

#[cfg(test)]
#[path = "conformance_tests.rs"]
mod tests;
