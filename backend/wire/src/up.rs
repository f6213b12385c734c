//! Up: what a gateway says to ADCS on behalf of its meters.

use crate::{VERSION, WireError, read, write};
use ami_domain::code::Code;
use ami_domain::energy::WattHours;
use ami_domain::event::EventReport;
use ami_domain::id::{AlertId, GatewayId, MessageId, MeterId};
use ami_domain::receipt::{Receipt, Supply};
use ami_domain::time::{Span, Timestamp};

/// One message from a gateway. Sent again until ADCS acknowledges its id.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Up {
    /// [`VERSION`].
    pub v: u8,
    /// Made by the gateway; the second copy changes nothing.
    pub id: MessageId,
    /// Who carries it.
    pub gateway: GatewayId,
    /// Whose it is.
    pub meter: MeterId,
    /// When the gateway got it from the meter, by the gateway's business clock.
    pub at: Timestamp,
    /// What it says.
    #[serde(flatten)]
    pub body: UpBody,
}

/// What a message from a meter says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "with")]
pub enum UpBody {
    /// Proof of processing (SC1.8, FR-15).
    Receipt(Receipt),
    /// Recorded intervals (FR-12, FR-19, FR-20).
    Interval(Intervals),
    /// State of service, when it changed.
    Supply(Supply),
    /// Rows of the meter's log (FR-05, FR-26).
    Log(Vec<LogRow>),
    /// What became of prepayment events, whenever one changes; at most 64.
    Events(Vec<EventReport>),
    /// A display shows a text (NFR-09).
    Shown {
        /// Which text.
        alert: AlertId,
        /// When, for the first time.
        at: Timestamp,
    },
    /// A reader confirmed a text at the display.
    Confirmed {
        /// Which text.
        alert: AlertId,
        /// When.
        at: Timestamp,
    },
}

/// Recorded intervals of one length.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Intervals {
    /// Length of each; at most an hour (FR-19).
    pub length: Span,
    /// Rows, oldest first; at most [`Intervals::MAX`].
    pub rows: Vec<IntervalRow>,
}

/// One recorded interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IntervalRow {
    /// First moment of it, by the meter's clock.
    pub start: Timestamp,
    /// Energy used in it.
    pub energy: WattHours,
    /// The meter marked it as not fully measured.
    #[serde(default)]
    pub estimated: bool,
}

/// One row of the meter's log.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LogRow {
    /// Grows by one with each row.
    pub seq: u64,
    /// Meter clock.
    pub at: Timestamp,
    /// Message code.
    pub code: Code,
    /// The message it belongs to.
    pub message: Option<MessageId>,
    /// `true` for what came to the meter, `false` for what it did or sent.
    pub inbound: bool,
    /// Its link to the row before ([`crate::chain::log_chain`]); `None` from a meter without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<String>,
}

/// So many events fit in one message.
pub const EVENTS_MAX: usize = 64;

impl Intervals {
    /// So many rows fit in one message.
    pub const MAX: usize = 1_000;
}

impl UpBody {
    /// Last part of the topic.
    pub const fn word(&self) -> &'static str {
        match self {
            UpBody::Receipt(_) => "receipt",
            UpBody::Interval(_) => "interval",
            UpBody::Supply(_) => "supply",
            UpBody::Log(_) => "log",
            UpBody::Events(_) => "events",
            UpBody::Shown { .. } => "shown",
            UpBody::Confirmed { .. } => "confirmed",
        }
    }
}

impl Up {
    /// As bytes for MQTT.
    pub fn to_bytes(&self) -> Vec<u8> {
        write(self)
    }
    /// Reads bytes from the broker.
    ///
    /// # Errors
    /// [`WireError`] when they are not a message of this version, hold too many rows, or speak of
    /// another meter than their own.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let up: Up = read("message from a meter", bytes)?;
        if up.v != VERSION {
            return Err(WireError::Version(up.v));
        }
        let refuse = |why: &str| {
            Err(WireError::Shape {
                what: "message from a meter",
                why: why.into(),
            })
        };
        match &up.body {
            UpBody::Interval(intervals) => {
                if intervals.rows.len() > Intervals::MAX {
                    return refuse("too many interval rows");
                }
                if intervals.length <= Span::ZERO || intervals.length > Span::hours(1) {
                    return refuse("an interval is longer than zero and at most an hour (FR-19)");
                }
                let sane = |row: &IntervalRow| {
                    row.energy >= WattHours::ZERO && row.energy <= ami_domain::energy::MAX
                };
                if !intervals.rows.iter().all(sane) {
                    return refuse("an interval's energy is negative or beyond any meter");
                }
            }
            UpBody::Receipt(receipt) if receipt.meter != up.meter => {
                return refuse("the receipt is of another meter");
            }
            UpBody::Log(rows) if rows.len() > Intervals::MAX => {
                return refuse("too many log rows");
            }
            UpBody::Events(rows) if rows.len() > EVENTS_MAX => {
                return refuse("too many events");
            }
            UpBody::Receipt(_)
            | UpBody::Supply(_)
            | UpBody::Log(_)
            | UpBody::Events(_)
            | UpBody::Shown { .. }
            | UpBody::Confirmed { .. } => {}
        }
        Ok(up)
    }
}
