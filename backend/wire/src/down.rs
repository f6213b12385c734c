//! Down: what ADCS says to a gateway. A command's bytes reach the meter unchanged.

use crate::{VERSION, WireError, read, write};
use ami_domain::command::Command;
use ami_domain::id::MessageId;
use ami_domain::time::Timestamp;

/// A command on its way to a meter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Down {
    /// [`VERSION`].
    pub v: u8,
    /// The command.
    #[serde(flatten)]
    pub command: Command,
}

/// ADCS has committed these messages of a gateway: it may forget them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ack {
    /// [`VERSION`].
    pub v: u8,
    /// At most [`Ack::MAX`].
    pub ids: Vec<MessageId>,
    /// Real time at the server, by which a gateway puts a wrong clock right (DESIGN 7.11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl Down {
    /// Wraps a command.
    pub fn new(command: Command) -> Self {
        Self {
            v: VERSION,
            command,
        }
    }
    /// As bytes for MQTT and for the meter's message inbox.
    pub fn to_bytes(&self) -> Vec<u8> {
        write(self)
    }
    /// Reads bytes from the broker.
    ///
    /// # Errors
    /// [`WireError`] when they are not a command of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let down: Down = read("command", bytes)?;
        if down.v == VERSION {
            Ok(down)
        } else {
            Err(WireError::Version(down.v))
        }
    }
}

impl Ack {
    /// So many ids fit in one acknowledgement.
    pub const MAX: usize = 256;

    /// Wraps ids.
    pub fn new(ids: Vec<MessageId>) -> Self {
        Self {
            v: VERSION,
            ids,
            at: None,
        }
    }
    /// The same with the server's real time.
    #[must_use]
    pub fn said_at(self, real: Timestamp) -> Self {
        Self {
            at: Some(real),
            ..self
        }
    }
    /// As bytes for MQTT.
    pub fn to_bytes(&self) -> Vec<u8> {
        write(self)
    }
    /// Reads bytes from the broker.
    ///
    /// # Errors
    /// [`WireError`] when they are not an acknowledgement of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let ack: Ack = read("acknowledgement", bytes)?;
        if ack.v == VERSION {
            Ok(ack)
        } else {
            Err(WireError::Version(ack.v))
        }
    }
}
