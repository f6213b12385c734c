//! What a server says unasked or in trouble: data notification, exception, service error.

use crate::codec::{DecodeError, Reader, put_octets};
use crate::data::Data;

/// Values that the server sends unasked (push).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataNotification {
    /// Long invoke id and priority.
    pub invoke: u32,
    /// When it was sent, in the form of the clock.
    pub at: Option<[u8; 12]>,
    /// The values.
    pub body: Data,
}

impl DataNotification {
    /// Appends the message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.push(0x0F);
        out.extend(self.invoke.to_be_bytes());
        put_octets(
            out,
            self.at
                .as_ref()
                .map(<[u8; 12]>::as_slice)
                .unwrap_or_default(),
        );
        self.body.encode(out);
    }

    /// Reads one message that fills `bytes`, without its protection.
    ///
    /// # Errors
    /// Any byte that does not fit.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.tag(0x0F)?;
        let message = Self::read(&mut reader)?;
        reader.end()?;
        Ok(message)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let invoke = reader.u32()?;
        let at = match reader.octets()? {
            [] => None,
            // Some meters send the time as a tagged octet-string inside the octets.
            [9, 12, time @ ..] | time => {
                let time = <[u8; 12]>::try_from(time);
                Some(time.map_err(|_| DecodeError::Meaning {
                    what: "a time not 12 bytes long",
                })?)
            }
        };
        Ok(Self {
            invoke,
            at,
            body: Data::read(reader)?,
        })
    }
}

/// Exception response: the request was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exception {
    /// 1 service not allowed, 2 service unknown.
    pub state: u8,
    /// 1 not possible, 2 not supported, 3 other reason, 4 PDU too long, 5 deciphering,
    /// 6 invocation counter.
    pub service: u8,
}

impl Exception {
    /// No association: ask for one first.
    pub const NOT_ALLOWED: Self = Self {
        state: 1,
        service: 1,
    };
    /// We do not know this request.
    pub const UNKNOWN: Self = Self {
        state: 2,
        service: 2,
    };
    /// Longer than the negotiated length.
    pub const TOO_LONG: Self = Self {
        state: 1,
        service: 4,
    };
    /// The protection is wrong or missing.
    pub const DECIPHERING: Self = Self {
        state: 1,
        service: 5,
    };
    /// A counter that was used before.
    pub const COUNTER: Self = Self {
        state: 1,
        service: 6,
    };

    /// Appends the message; `counter` is added to a counter error only.
    pub fn encode(&self, out: &mut Vec<u8>, counter: u32) {
        out.extend([0xD8, self.state, self.service]);
        if self.service == 6 {
            out.extend(counter.to_be_bytes());
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let state = reader.u8()?;
        let service = reader.u8()?;
        if service == 6 && !reader.is_empty() {
            reader.u32()?;
        }
        Ok(Self { state, service })
    }
}

/// Confirmed service error, mostly inside a refused association.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceError {
    /// 1 initiate, 5 read, 6 write.
    pub service: u8,
    /// Which group of errors, for instance 6 initiate.
    pub group: u8,
    /// The error in its group, for instance 1 DLMS version too low.
    pub code: u8,
}

impl ServiceError {
    /// Appends the message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.extend([0x0E, self.service, self.group, self.code]);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            service: reader.u8()?,
            group: reader.u8()?,
            code: reader.u8()?,
        })
    }
}
