//! `DisplayView`: the one value that meter, in-home display and website show (SC1.12, SC1.13,
//! FR-01). It is computed once, in the back office, and carried unchanged to all three (IS-1).

use crate::account::{AtZero, Mode};
use crate::behind::Behind;
use crate::energy::{Rate, WattHours, Watts};
use crate::id::EventId;
use crate::live::LiveBasis;
use crate::money::Money;
use crate::program::Act;
use crate::time::{LocalMoment, Span, Timestamp, Zone};

/// How much the shown estimate is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// From this home's own history.
    Own,
    /// From the profile of homes like it: too little history yet.
    Class,
}

/// How the balance stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Enough for longer than the threshold.
    Ok,
    /// Below the threshold (48 h unless set otherwise).
    Low,
    /// Nothing left.
    Zero,
    /// Monthly bill: there is no prepaid balance.
    Regular,
    /// The customer has moved out: the home is nobody's, and its displays forget what they know.
    Vacant,
}

/// Time until the balance reaches zero, from the history of this home (SC1.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Remaining {
    /// The likely time left, rounded down to a minute.
    pub likely: Span,
    /// If the home uses more than usual.
    pub early: Span,
    /// If the home uses less than usual.
    pub late: Span,
    /// The likely moment of zero.
    pub zero_at: LocalMoment,
    /// What the estimate rests on.
    pub confidence: Confidence,
}

/// What lies ahead at zero, as far as it is known (SC5.7, SC5.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ahead {
    /// What is done.
    pub act: Act,
    /// Demand that is left when it is a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Watts>,
    /// What the meter's site is built for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rated: Option<Watts>,
    /// Not before this; `None` when it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<LocalMoment>,
    /// Why service is on although nothing is left; `None` while something is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

/// Why service is still on at zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// It is being looked at.
    Pending,
    /// The weather.
    Weather,
    /// A rule protects the customer.
    Protected,
    /// Not at this time of day, on this day.
    Hours,
    /// The customer must be told first.
    Notice,
    /// What is known of the home is too old.
    Stale,
    /// A prepaid event is running.
    Event,
    /// Too many at once: people look first.
    Many,
    /// A person is on the way: the meter has no switch (AS-2).
    FieldOrder,
    /// Too little is owed, or not for long enough.
    Small,
}

/// What is not borrowed is not sent, so that what was stored before reads back.
fn is_nothing(amount: &Money) -> bool {
    *amount == Money::ZERO
}

/// What a customer sees, the same value everywhere.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DisplayView {
    /// Grows with each computation for this account; a smaller one never replaces a larger.
    pub seq: u64,
    /// How the account pays.
    pub mode: Mode,
    /// ISO 4217 code of every amount here.
    pub currency: String,
    /// Prepaid balance; may be negative.
    pub balance: Money,
    /// What of the balance is borrowed as emergency credit, and paid back first by payments.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub borrowed: Money,
    /// Energy that the balance buys at this home's pattern of use (never below zero).
    pub credit: WattHours,
    /// Time left; `None` when use is zero, unknown or so small that it lasts over
    /// [`Remaining::HORIZON`].
    pub remaining: Option<Remaining>,
    /// How the balance stands.
    pub standing: Standing,
    /// What happens at zero.
    pub at_zero: AtZero,
    /// What is done at zero, when at the earliest, and why it is not done yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<Ahead>,
    /// The price of a kilowatt-hour at `as_of`.
    pub rate_now: Rate,
    /// What an estimate of the balance between two views is computed from (IS-1); `None` where
    /// there is nothing to estimate, and for a guest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Box<LiveBasis>>,
    /// What is behind these figures, for a display; `None` for a guest, where nobody lives, and in
    /// a view from before it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<Box<Behind>>,
    /// Energy used since local midnight.
    pub used_today: WattHours,
    /// Cost of it.
    pub cost_today: Money,
    /// Mean energy of a day over the last days with data.
    pub daily_average: WattHours,
    /// End of the last interval that is in these figures; `None` before the first.
    pub usage_until: Option<LocalMoment>,
    /// Date and time of last update (FR-01).
    pub as_of: LocalMoment,
    /// The running prepayment event, or the next one that starts within 24 h (SC2.15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventShown>,
}

/// Whose a shown event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventScope {
    /// The viewer's own, at this site.
    Own,
    /// The viewer's own, at a place that somebody else owns (Program B).
    Elsewhere,
    /// Somebody else's at this site, seen by the site's owner: when, and nothing else.
    Taken,
    /// Somebody else's at this site, seen at the site while it runs: the event's money is shown,
    /// and every other figure of the view is empty, because it is the owner's (SC3).
    Guest,
}

/// A prepayment event as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EventShown {
    /// Which.
    pub id: EventId,
    /// Whose.
    pub scope: EventScope,
    /// First moment.
    pub start: LocalMoment,
    /// First moment after.
    pub end: LocalMoment,
    /// Has begun. After `end` it goes on until its payer ends it (PR-ENDB).
    pub running: bool,
    /// What is left of it; `None` where it is not the viewer's.
    pub left: Option<EventLeft>,
}

/// What is left of an event's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EventLeft {
    /// Money.
    pub balance: Money,
    /// Energy that it buys at this site's pattern of use.
    pub energy: WattHours,
}

impl DisplayView {
    /// The figures of the account are not for who looks: only `event` is.
    pub fn is_guest(&self) -> bool {
        matches!(&self.event, Some(event) if event.scope == EventScope::Guest)
    }

    /// Nobody lives here: there are no figures, and a display keeps none (moving out).
    pub fn is_vacant(&self) -> bool {
        self.standing == Standing::Vacant
    }

    /// What takes the place of the figures of a customer who has left.
    pub fn vacant(seq: u64, currency: &str, now: Timestamp) -> Self {
        DisplayView {
            seq,
            mode: Mode::Regular,
            currency: currency.to_owned(),
            balance: Money::ZERO,
            borrowed: Money::ZERO,
            credit: WattHours::ZERO,
            remaining: None,
            standing: Standing::Vacant,
            at_zero: AtZero::RegularBilling,
            ahead: None,
            rate_now: Rate::default(),
            basis: None,
            behind: None,
            used_today: WattHours::ZERO,
            cost_today: Money::ZERO,
            daily_average: WattHours::ZERO,
            usage_until: None,
            as_of: Zone::utc().local(now),
            event: None,
        }
    }
}

impl Held {
    /// Every reason.
    pub const ALL: [Held; 10] = [
        Held::Pending,
        Held::Weather,
        Held::Protected,
        Held::Hours,
        Held::Notice,
        Held::Stale,
        Held::Event,
        Held::Many,
        Held::FieldOrder,
        Held::Small,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Held::Pending => "pending",
            Held::Weather => "weather",
            Held::Protected => "protected",
            Held::Hours => "hours",
            Held::Notice => "notice",
            Held::Stale => "stale",
            Held::Event => "event",
            Held::Many => "many",
            Held::FieldOrder => "field_order",
            Held::Small => "small",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.word() == word)
    }
}

impl Remaining {
    /// Estimates beyond this are "more than 99 days" and not a number.
    pub const HORIZON: Span = Span::days(99);
}
