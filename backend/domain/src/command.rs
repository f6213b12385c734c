//! Commands to a meter: named, ordered, prioritised, and bounded in time.

use crate::account::Mode;
use crate::clearance::Cut;
use crate::code::Code;
use crate::display::DisplayView;
use crate::energy::{WattHours, Watts};
use crate::event::MeterEvent;
use crate::id::{AlertId, EventId, MessageId, MeterId, PaymentId};
use crate::message::Notice;
use crate::time::Timestamp;

/// Which goes first (NFR-04, NFR-05). The order of the variants is the default order, first
/// served first; reconnecting outranks everything.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Brings power back: a connect, or credit that switches service on.
    Restore,
    /// A test from the desk: a person waits for its answer (NFR-14).
    Test,
    /// Takes power away: a disconnect or limit.
    Cut,
    /// Warnings and emergencies, and taking them back.
    Alert,
    /// Prepayment events and settings.
    Event,
    /// Balance and forecast.
    Balance,
    /// Everything else.
    Routine,
}

/// Prepayment information for a meter (IX-05, IX-08).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Prepay {
    /// The payment that bought it.
    pub payment: PaymentId,
    /// Energy to add to the meter's credit, above zero.
    pub credit: WattHours,
}

/// A demand limit (FR-06, FR-21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Limit {
    /// Mean demand above which the meter trips, above zero.
    pub demand: Watts,
    /// What allows it.
    pub cut: Cut,
}

/// What a utility may set at a meter (FR-21, FR-22, FR-29, NFR-05).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct MeterSettings {
    /// Steps of the demand limit in permille of the rated capacity, falling; at most 8.
    pub steps: Vec<u16>,
    /// Demand is averaged over this before it is compared with the limit, seconds, 1 to 3600.
    pub averaged_over_s: u32,
    /// From a trip to the one automatic closing, seconds; 120 in the use case (FR-22).
    pub recloses_after_s: u32,
    /// The meter warns by itself when its own credit falls to this; `None` for never (SC4.1).
    pub warns_at: Option<WattHours>,
    /// The meter's own display is lit; display devices are served either way (FR-03).
    pub display_on: bool,
    /// Language of the meter's own display, `en-US` or `es-US` (FR-29).
    pub locale: String,
    /// In which order waiting messages are processed (NFR-05).
    pub order: Vec<Priority>,
}

/// What a meter is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "with")]
pub enum CommandKind {
    /// Add credit and switch service on (SC1.6 to SC1.8).
    Prepay(Prepay),
    /// Switch service on.
    Connect,
    /// Show this view (SC1.12, FR-08, FR-09).
    Show(Box<DisplayView>),
    /// Show this text (FR-11).
    Notice(Box<Notice>),
    /// Take this text away again.
    Withdraw(AlertId),
    /// Switch service off. The gateway asks ADCS once more before it does (DESIGN 7.9).
    Disconnect(Cut),
    /// Limit demand (FR-06); asked again like a disconnect.
    Limit(Limit),
    /// Take the demand limit away.
    Unlimit,
    /// Store a prepayment event, or a newer version of it (SC2.9).
    Event(MeterEvent),
    /// Take a prepayment event back; this version and every older one (FR-14).
    CancelEvent {
        /// Which one.
        event: EventId,
        /// Larger than that of every version before.
        version: u32,
    },
    /// Test yourself (FR-13).
    Test,
    /// Prepaid or monthly bill, from the end of the running interval on (FR-28).
    SetMode(Mode),
    /// New settings.
    Settings(Box<MeterSettings>),
}

/// One message to one meter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Command {
    /// The same on every retry.
    pub id: MessageId,
    /// To whom.
    pub meter: MeterId,
    /// Raised when the back office was restored or its keys changed; older ones are refused.
    pub epoch: u32,
    /// Grows by one with each command to this meter.
    pub seq: u64,
    /// Which goes first.
    pub priority: Priority,
    /// What to do.
    #[serde(flatten)]
    pub kind: CommandKind,
    /// When ADCS took it (starts the clock of NFR-02).
    pub accepted_at: Timestamp,
    /// Not carried out before this.
    pub not_before: Timestamp,
    /// Of no use from then on; `None` for what is right however late, such as reconnecting.
    pub not_after: Option<Timestamp>,
}

impl Priority {
    /// In default order.
    pub const ALL: [Priority; 7] = [
        Priority::Restore,
        Priority::Test,
        Priority::Cut,
        Priority::Alert,
        Priority::Event,
        Priority::Balance,
        Priority::Routine,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Priority::Restore => "restore",
            Priority::Test => "test",
            Priority::Cut => "cut",
            Priority::Alert => "alert",
            Priority::Event => "event",
            Priority::Balance => "balance",
            Priority::Routine => "routine",
        }
    }
}

impl CommandKind {
    /// The code under which both logs know it.
    pub const fn code(&self) -> Code {
        match self {
            CommandKind::Prepay(_) => Code::CREDIT_ADDED,
            CommandKind::Connect => Code::SUPPLY_ON,
            CommandKind::Show(_) => Code::BALANCE_UPDATE,
            CommandKind::Notice(_) | CommandKind::Withdraw(_) => Code::INFO_TEXT,
            CommandKind::Disconnect(_) => Code::SUPPLY_OFF,
            CommandKind::Limit(_) => Code::LIMIT_SET,
            CommandKind::Unlimit => Code::LIMIT_CLEARED,
            CommandKind::Event(_) | CommandKind::CancelEvent { .. } => Code::EVENT_STORED,
            CommandKind::Test => Code::TESTED,
            CommandKind::SetMode(Mode::Prepaid) => Code::MODE_PREPAID,
            CommandKind::SetMode(Mode::Regular) => Code::MODE_REGULAR,
            CommandKind::Settings(_) => Code::SETTINGS,
        }
    }
    /// The default priority.
    pub const fn priority(&self) -> Priority {
        match self {
            CommandKind::Prepay(_) | CommandKind::Connect | CommandKind::Unlimit => {
                Priority::Restore
            }
            CommandKind::Test => Priority::Test,
            CommandKind::Disconnect(_) | CommandKind::Limit(_) => Priority::Cut,
            CommandKind::Event(_)
            | CommandKind::CancelEvent { .. }
            | CommandKind::SetMode(_)
            | CommandKind::Settings(_) => Priority::Event,
            // A text that holds no longer is as urgent as one that begins to: while it stands on
            // the wall of a home that has paid, it frightens people for nothing.
            CommandKind::Notice(_) | CommandKind::Withdraw(_) => Priority::Alert,
            CommandKind::Show(_) => Priority::Balance,
        }
    }
    /// The stored word; also the last part of its topic's class.
    pub const fn word(&self) -> &'static str {
        match self {
            CommandKind::Prepay(_) => "prepay",
            CommandKind::Connect => "connect",
            CommandKind::Show(_) => "show",
            CommandKind::Notice(_) => "notice",
            CommandKind::Withdraw(_) => "withdraw",
            CommandKind::Disconnect(_) => "disconnect",
            CommandKind::Limit(_) => "limit",
            CommandKind::Unlimit => "unlimit",
            CommandKind::Event(_) => "event",
            CommandKind::CancelEvent { .. } => "cancel_event",
            CommandKind::Test => "test",
            CommandKind::SetMode(_) => "set_mode",
            CommandKind::Settings(_) => "settings",
        }
    }
    /// Whether it takes power away and so must be asked again before it is carried out
    /// (DESIGN 7.9).
    pub const fn cuts(&self) -> Option<Cut> {
        match self {
            CommandKind::Disconnect(cut) => Some(*cut),
            CommandKind::Limit(limit) => Some(limit.cut),
            CommandKind::Prepay(_)
            | CommandKind::Connect
            | CommandKind::Show(_)
            | CommandKind::Notice(_)
            | CommandKind::Withdraw(_)
            | CommandKind::Unlimit
            | CommandKind::Event(_)
            | CommandKind::CancelEvent { .. }
            | CommandKind::Test
            | CommandKind::SetMode(_)
            | CommandKind::Settings(_) => None,
        }
    }
    /// Whether it moves or limits supply; of these at most one is under way to a meter
    /// (DESIGN 7.10).
    pub const fn moves_supply(&self) -> bool {
        match self {
            CommandKind::Disconnect(_)
            | CommandKind::Limit(_)
            | CommandKind::Unlimit
            | CommandKind::Connect
            | CommandKind::Prepay(_) => true,
            CommandKind::Show(_)
            | CommandKind::Notice(_)
            | CommandKind::Withdraw(_)
            | CommandKind::Event(_)
            | CommandKind::CancelEvent { .. }
            | CommandKind::Test
            | CommandKind::SetMode(_)
            | CommandKind::Settings(_) => false,
        }
    }
}

impl Default for MeterSettings {
    fn default() -> Self {
        Self {
            steps: vec![900, 750, 500, 250],
            averaged_over_s: 60,
            recloses_after_s: 120,
            warns_at: None,
            display_on: true,
            locale: "en-US".into(),
            order: Priority::ALL.into(),
        }
    }
}

impl Command {
    /// Whether its time is over.
    pub fn expired(&self, now: Timestamp) -> bool {
        self.not_after.is_some_and(|end| end <= now)
    }
}
