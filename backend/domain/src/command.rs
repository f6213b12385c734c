//! Commands to a meter: named, ordered, prioritised, and bounded in time.

use crate::code::Code;
use crate::display::DisplayView;
use crate::energy::WattHours;
use crate::id::{AlertId, MessageId, MeterId, PaymentId};
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
    /// Warnings and emergencies.
    Alert,
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
    pub const ALL: [Priority; 4] = [
        Priority::Restore,
        Priority::Alert,
        Priority::Balance,
        Priority::Routine,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Priority::Restore => "restore",
            Priority::Alert => "alert",
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
        }
    }
    /// The default priority.
    pub const fn priority(&self) -> Priority {
        match self {
            CommandKind::Prepay(_) | CommandKind::Connect => Priority::Restore,
            CommandKind::Notice(_) => Priority::Alert,
            CommandKind::Show(_) => Priority::Balance,
            CommandKind::Withdraw(_) => Priority::Routine,
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
        }
    }
}

impl Command {
    /// Whether its time is over.
    pub fn expired(&self, now: Timestamp) -> bool {
        self.not_after.is_some_and(|end| end <= now)
    }
}
