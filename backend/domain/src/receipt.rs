//! The meter's proof of processing (FR-15): message, meter, and when by the meter's clock.

use crate::code::Code;
use crate::energy::{WattHours, Watts};
use crate::id::{MessageId, MeterId};
use crate::selftest::TestResult;
use crate::time::Timestamp;

/// Position of the meter's switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// Service on.
    On,
    /// Service off.
    Off,
    /// Off, and closes when a person presses the meter's button.
    Ready,
}

/// The state of service at a meter, by the meter's own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Supply {
    /// The switch.
    pub switch: Switch,
    /// Demand limit in force.
    pub limit: Option<Watts>,
    /// Credit on the meter; may be negative where service goes on at zero.
    pub credit: WattHours,
    /// When the meter said so, by its clock.
    pub at: Timestamp,
    /// The demand limit has opened the switch, and it has not been closed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trip: Option<Trip>,
}

/// The demand limit has opened the switch (FR-22, FR-23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Trip {
    /// When, by the meter's clock.
    pub at: Timestamp,
    /// When the meter closes it again by itself; `None` when only a hand at the meter does.
    pub closes_at: Option<Timestamp>,
}

/// Why a meter does not carry out a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeterRefusal {
    /// Its time was over before it could be carried out.
    Expired,
    /// A newer one was carried out already, or its sequence is older than the meter remembers.
    Stale,
    /// It is for another meter.
    OtherMeter,
    /// It comes from an older epoch.
    OldEpoch,
    /// The meter has nothing to do it with (AS-2), or cannot read it.
    NotSupported,
    /// The meter can hold no more.
    Full,
    /// ADCS did not say Go when it was asked again (DESIGN 7.9), or the gateway's cap for cuts
    /// is reached (DESIGN 7.12). The gateway says this, and service stays on.
    Held,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome", content = "why")]
pub enum Outcome {
    /// Carried out.
    Done,
    /// Refused, nothing changed.
    Refused(MeterRefusal),
}

/// The meter's receipt. The same message gets the same receipt, however often it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Receipt {
    /// The message that was processed.
    pub message: MessageId,
    /// The meter that did it.
    pub meter: MeterId,
    /// When processing was complete, by the meter's clock.
    pub completed_at: Timestamp,
    /// What it was about.
    pub code: Code,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Row of the meter's own log.
    pub log_seq: u64,
    /// The state of service after it.
    pub supply: Supply,
    /// What a test found; only in the receipt of a test (FR-13).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<TestResult>,
}
