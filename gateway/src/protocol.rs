//! Protocols: what is said to a meter. One file each, one line in [`PROTOCOLS`].
//!
//! A [`Driver`] is sans I/O: bytes and the time go in, bytes and answers come out, so that it can
//! be tested and fuzzed without a port. The fleet's pump moves the bytes.

pub mod dlms;

use crate::config::MeterConfig;
use ami_domain::code::Code;
use ami_domain::display::DisplayView;
use ami_domain::energy::Watts;
use ami_domain::event::EventReport;
use ami_domain::id::MessageId;
use ami_domain::message::Notice;
use ami_domain::receipt::{Receipt, Supply};
use ami_domain::time::Timestamp;
use ami_wire::up::{Intervals, LogRow};

/// Every protocol that a gateway speaks.
pub static PROTOCOLS: &[&dyn Protocol] = &[&dlms::Dlms];

/// A protocol.
pub trait Protocol: Sync {
    /// The word in `protocol = "dlms"`.
    fn word(&self) -> &'static str;
    /// A driver for one meter. `challenge` is 32 bytes of chance for its authentication;
    /// `ceiling` is where its invocation counter goes on.
    fn driver(&self, meter: &MeterConfig, challenge: [u8; 32], ceiling: u32) -> Box<dyn Driver>;
}

/// What can be asked of a meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Be there, and let me in.
    Connect,
    /// Carry out this message: bytes of a `wire::Down`, unchanged.
    Process(Vec<u8>),
    /// Your receipt for this message.
    Receipt(MessageId),
    /// What a display shows.
    Display,
    /// Recorded intervals that begin in `from..to`.
    Intervals {
        /// First moment.
        from: Timestamp,
        /// First moment after.
        to: Timestamp,
    },
    /// At most so many rows of your log with a larger number than this.
    Log {
        /// The last row that is known.
        after: u64,
        /// How many.
        max: u32,
    },
    /// Good-bye.
    Release,
}

/// What a meter answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// To [`Ask::Connect`].
    Connected,
    /// To [`Ask::Process`].
    Processed(Box<Receipt>),
    /// To [`Ask::Receipt`]; `None` when the message was not processed, or too long ago.
    Receipt(Option<Box<Receipt>>),
    /// To [`Ask::Display`].
    Display(Box<Shown>),
    /// To [`Ask::Intervals`], oldest first.
    Intervals(Intervals),
    /// To [`Ask::Log`], oldest first.
    Log(Vec<LogRow>),
    /// To [`Ask::Release`].
    Released,
}

/// Everything that a display shows, from the meter itself (FR-03).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Shown {
    /// The back office's view as the meter holds it.
    pub view: Option<DisplayView>,
    /// State of service.
    pub supply: Supply,
    /// Power now.
    pub power: Watts,
    /// The last message that the meter processed.
    pub last_code: Option<Code>,
    /// Texts to show.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// Prepayment events, with what became of each.
    #[serde(default)]
    pub events: Vec<EventReport>,
}

/// Why there is no answer. The difference between the first two keeps a payment from being
/// credited twice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DriverError {
    /// Certainly not carried out: may be sent again.
    #[error("not sent: {0}")]
    NotSent(String),
    /// Sent, no answer: read back before anything is sent again.
    #[error("sent without an answer: {0}")]
    Indeterminate(String),
    /// The meter said no; the same again will be refused again.
    #[error("refused by the meter: {0}")]
    Refused(String),
    /// The meter's answer cannot be understood; for a message that is as good as none.
    #[error("the meter's answer cannot be read: {0}")]
    Garbled(String),
}

/// One meter's protocol session.
pub trait Driver: Send {
    /// Raises the invocation counter's ceiling when it runs low. The new ceiling must be stored
    /// before the next [`Driver::start`].
    fn reserve(&mut self) -> Option<u32>;
    /// Starts a question.
    ///
    /// # Errors
    /// [`DriverError::NotSent`] when it cannot be asked now.
    fn start(&mut self, ask: Ask, now_ms: u64) -> Result<(), DriverError>;
    /// Takes bytes from the port.
    fn receive(&mut self, bytes: &[u8], now_ms: u64);
    /// Bytes for the port, in order, until there are none.
    fn poll_transmit(&mut self) -> Option<Vec<u8>>;
    /// When [`Driver::on_timeout`] wants to be called, in milliseconds of [`crate::clock::Clock`].
    fn next_timeout(&self) -> Option<u64>;
    /// Sends again or gives up when the time has come.
    fn on_timeout(&mut self, now_ms: u64);
    /// The outcome of the question, once.
    fn poll_answer(&mut self) -> Option<Result<Answer, DriverError>>;
    /// The port is gone: the question ends now.
    fn closed(&mut self);
}
