//! Class 40, push setup: what a meter sends unasked, and where.

use super::{CaptureObject, fields, number};
use crate::codec::DecodeError;
use crate::data::Data;
use crate::obis::Obis;

/// Class id.
pub const CLASS: u16 = 40;
/// The first push setup, 0-0:25.9.0.255.
pub const FIRST: Obis = Obis::new(0, 0, 25, 9, 0, 255);
/// Attribute 2: the objects that are sent, as capture objects.
pub const OBJECT_LIST: i8 = 2;
/// Attribute 3: see [`Destination`].
pub const DESTINATION: i8 = 3;
/// Attribute 4: when it may be sent.
pub const WINDOW: i8 = 4;
/// Attribute 5: seconds of random delay.
pub const RANDOM_DELAY: i8 = 5;
/// Attribute 6: how often it is sent again.
pub const RETRIES: i8 = 6;
/// Attribute 7: seconds between two tries.
pub const REPETITION_DELAY: i8 = 7;
/// Method 1: sends now, parameter integer 0.
pub const PUSH: i8 = 1;

/// Attribute 3: where the values are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// 0 TCP, 1 UDP, 6 HDLC.
    pub transport: u8,
    /// Address in the form of the transport.
    pub address: Vec<u8>,
    /// 0 A-XDR encoded xDLMS message.
    pub message: u8,
}

impl Destination {
    /// As attribute 3.
    #[must_use]
    pub fn to_data(&self) -> Data {
        let address = Data::Octets(self.address.clone());
        Data::Structure(vec![
            Data::Enum(self.transport),
            address,
            Data::Enum(self.message),
        ])
    }

    /// From attribute 3.
    ///
    /// # Errors
    /// Any other shape.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        const WHAT: &str = "a push destination";
        let [transport, address, message] = fields(data, WHAT)?;
        let address = address
            .as_bytes()
            .ok_or(DecodeError::Meaning { what: WHAT })?;
        Ok(Self {
            transport: number(transport, WHAT)?,
            address: address.to_vec(),
            message: number(message, WHAT)?,
        })
    }
}

/// Attribute 2 from the objects that are sent.
#[must_use]
pub fn object_list(objects: &[CaptureObject]) -> Data {
    Data::Array(objects.iter().map(CaptureObject::to_data).collect())
}
