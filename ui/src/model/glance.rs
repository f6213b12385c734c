//! The one glance: which state of a home wins, and by which word, shape and colour it is shown.
//! The same for website and in-home display (SC1.12, SC1.13, FR-01).

use crate::model::age::Freshness;
use ami_domain::display::{Confidence, DisplayView, Remaining, Standing};
use ami_domain::energy::{WattHours, Watts};
use ami_domain::live::Live;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Timestamp};
use ami_wire::api::Account;
use ami_wire::ihd::IhdView;

/// Below this the state is critical (research: one day).
const CRITICAL: Span = Span::hours(24);

/// Everything that one glance needs, from either source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// The value that the back office computed; `None` before the first.
    pub view: Option<DisplayView>,
    /// What the gateway makes of the balance since (IS-1); only a display knows it.
    pub estimate: Option<Live>,
    /// State of service by the meter's last word.
    pub supply: Option<Supply>,
    /// Power now; only a display next to the meter knows it.
    pub power: Option<Watts>,
    /// When the meter was read, where that is known apart from the view.
    pub read_at: Option<Timestamp>,
    /// The utility can be reached.
    pub utility_link: bool,
    /// The meter can be reached.
    pub meter_link: bool,
    /// A display's figures of its disk: nothing came since its start.
    pub kept: bool,
}

/// State of a home. Exactly one wins, in the order of [`level`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nothing is known yet.
    Starting,
    /// Service is off.
    Off,
    /// The limit has opened the switch, and it closes by itself (FR-22).
    Tripped,
    /// The limit has opened it again: only the meter's button closes it (FR-23).
    Press,
    /// Off, and the meter's button switches it on.
    Ready,
    /// Demand is limited.
    Limited,
    /// Nothing left.
    Zero,
    /// Less than a day left.
    Critical,
    /// Below the threshold.
    Low,
    /// Monthly bill.
    Regular,
    /// All is well.
    Ok,
    /// The figures are known and the state of service is not.
    Unknown,
}

/// How loud a state is drawn; always together with a shape and a word (WCAG 1.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Quiet.
    Calm,
    /// Worth knowing.
    Note,
    /// Act soon.
    Warn,
    /// Act now.
    Alarm,
}

/// Use now against this home's usual use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// Below three fifths of the usual.
    Low,
    /// As usual.
    Usual,
    /// Above eight fifths of the usual.
    High,
    /// No power reading or no history.
    Unknown,
}

/// Which link is worth a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// Both ends can be reached.
    Up,
    /// The display has lost the gateway.
    Down,
    /// The gateway has lost the meter.
    MeterDown,
    /// The gateway has lost the utility.
    UtilityDown,
}

impl From<&IhdView> for Glance {
    fn from(ihd: &IhdView) -> Self {
        Self {
            view: ihd.view.clone(),
            estimate: ihd.estimate,
            supply: Some(ihd.supply),
            power: ihd.meter_link.then_some(ihd.power),
            read_at: Some(ihd.read_at),
            utility_link: ihd.utility_link,
            meter_link: ihd.meter_link,
            kept: false,
        }
    }
}

impl From<&Account> for Glance {
    fn from(account: &Account) -> Self {
        Self {
            view: Some(account.view.clone()),
            estimate: None,
            supply: account.supply,
            power: None,
            read_at: None,
            utility_link: true,
            meter_link: account.gateway_online,
            kept: false,
        }
    }
}

/// The state that wins: what cannot be used comes before what runs out, and that before the rest.
pub fn level(glance: &Glance) -> Level {
    let trip = glance.supply.and_then(|supply| supply.trip);
    let closes = trip.is_some_and(|trip| trip.closes_at.is_some());
    match glance.supply.map(|supply| supply.switch) {
        Some(Switch::Off) if closes => return Level::Tripped,
        Some(Switch::Ready) if trip.is_some() => return Level::Press,
        Some(Switch::Off) => return Level::Off,
        Some(Switch::Ready) => return Level::Ready,
        Some(Switch::On) | None => {}
    }
    let Some(view) = &glance.view else {
        return Level::Starting;
    };
    if glance.supply.is_some_and(|supply| supply.limit.is_some()) {
        return Level::Limited;
    }
    let left = view.remaining.map(|remaining| remaining.likely);
    match view.standing {
        Standing::Zero => Level::Zero,
        Standing::Low if left.is_some_and(|left| left <= CRITICAL) => Level::Critical,
        Standing::Low => Level::Low,
        Standing::Regular => Level::Regular,
        Standing::Vacant => Level::Starting,
        Standing::Ok if glance.supply.is_none() => Level::Unknown,
        Standing::Ok => Level::Ok,
    }
}

/// The state that may be shown of figures of this age: old ones prove no more that power is on.
pub fn level_at(glance: &Glance, age: Freshness) -> Level {
    match (level(glance), age) {
        (Level::Ok | Level::Regular, Freshness::Old(_) | Freshness::Unsure(_)) => Level::Unknown,
        (level, Freshness::Old(_) | Freshness::Unsure(_)) => level,
        (level, Freshness::Fresh | Freshness::Aged(_)) => level,
    }
}

impl Level {
    /// Text id of the sentence; its attribute `.hint` says what to do, where there is something.
    pub const fn text(self) -> &'static str {
        match self {
            Level::Starting => "display-starting",
            Level::Off => "home-state-off",
            Level::Tripped => "home-state-tripped",
            Level::Press => "home-state-press-button",
            Level::Ready => "home-state-ready",
            Level::Limited => "home-state-limited",
            Level::Zero => "home-state-zero",
            Level::Critical => "home-state-critical",
            Level::Low => "home-state-low",
            Level::Regular => "home-regular-billing",
            Level::Ok => "home-state-ok",
            Level::Unknown => "home-state-unknown",
        }
    }
    /// Whether the text has a `.hint`.
    pub const fn has_hint(self) -> bool {
        !matches!(self, Level::Starting | Level::Regular | Level::Ok)
    }
    /// Whether service is on, as far as it is known.
    pub const fn has_power(self) -> bool {
        match self {
            Level::Off | Level::Tripped | Level::Press | Level::Ready => false,
            Level::Starting | Level::Limited | Level::Zero | Level::Critical | Level::Low => true,
            Level::Regular | Level::Ok | Level::Unknown => true,
        }
    }
    /// How loud it is.
    pub const fn tone(self) -> Tone {
        match self {
            Level::Off | Level::Zero => Tone::Alarm,
            Level::Tripped | Level::Press => Tone::Warn,
            Level::Ready | Level::Limited | Level::Critical | Level::Low => Tone::Warn,
            Level::Starting | Level::Unknown => Tone::Note,
            Level::Regular | Level::Ok => Tone::Calm,
        }
    }
    /// The word in `data-state`, and the name of its shape.
    pub const fn word(self) -> &'static str {
        match self {
            Level::Starting => "starting",
            Level::Off => "off",
            Level::Tripped => "tripped",
            Level::Press => "press",
            Level::Ready => "ready",
            Level::Limited => "limited",
            Level::Zero => "zero",
            Level::Critical => "critical",
            Level::Low => "low",
            Level::Regular => "regular",
            Level::Ok => "ok",
            Level::Unknown => "unknown",
        }
    }
}

impl Tone {
    /// The word in `data-tone`.
    pub const fn word(self) -> &'static str {
        match self {
            Tone::Calm => "calm",
            Tone::Note => "note",
            Tone::Warn => "warn",
            Tone::Alarm => "alarm",
        }
    }
}

/// Use now against the mean of this home's days.
pub fn band(power: Option<Watts>, daily_average: WattHours) -> Band {
    let (Some(power), usual) = (power, daily_average.get() / 24) else {
        return Band::Unknown;
    };
    if usual <= 0 {
        return Band::Unknown;
    }
    let fifths = power.get().saturating_mul(5) / usual;
    if fifths < 3 {
        Band::Low
    } else if fifths > 8 {
        Band::High
    } else {
        Band::Usual
    }
}

impl Band {
    /// Text id of its word.
    pub const fn text(self) -> &'static str {
        match self {
            Band::Low => "display-band-low",
            Band::Usual => "display-band-usual",
            Band::High => "display-band-high",
            Band::Unknown => "display-band-unknown",
        }
    }
    /// How many of three bars are filled: the shape beside the word.
    pub const fn bars(self) -> u8 {
        match self {
            Band::Unknown => 0,
            Band::Low => 1,
            Band::Usual => 2,
            Band::High => 3,
        }
    }
}

/// The link that is worth a word; the nearest broken one explains the others.
pub fn link_state(connected: bool, glance: &Glance) -> LinkState {
    if !connected {
        LinkState::Down
    } else if !glance.meter_link {
        LinkState::MeterDown
    } else if !glance.utility_link {
        LinkState::UtilityDown
    } else {
        LinkState::Up
    }
}

impl LinkState {
    /// Text id of its word.
    pub const fn text(self) -> &'static str {
        match self {
            LinkState::Up => "display-link-up",
            LinkState::Down => "display-link-down",
            LinkState::MeterDown => "display-link-meter-down",
            LinkState::UtilityDown => "display-link-utility-down",
        }
    }
    /// The word in `data-link`.
    pub const fn word(self) -> &'static str {
        match self {
            LinkState::Up => "up",
            LinkState::Down => "down",
            LinkState::MeterDown => "meter_down",
            LinkState::UtilityDown => "utility_down",
        }
    }
}

/// The time left as it stands at `now`: an estimate that was made before runs on, never below
/// zero, and keeps the moment of zero that it named.
pub fn left_at(remaining: &Remaining, now: Timestamp) -> Span {
    remaining
        .zero_at
        .at
        .since(now)
        .clamp(Span::ZERO, remaining.likely)
}

/// Whether the band from early to late says more than the likely value does.
pub fn shows_band(remaining: &Remaining) -> bool {
    let width = remaining.late - remaining.early;
    remaining.confidence == Confidence::Class || width >= Span::hours(6)
}

#[cfg(test)]
#[path = "glance_tests.rs"]
pub(super) mod tests;
