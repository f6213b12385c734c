//! HDLC frame format 3 (IEC 62056-46): frames, and one link machine for each end.
//!
//! The machines own no port and no clock: bytes and the time in milliseconds go in, bytes and
//! events come out, and `next_timeout` says when they want to be called again.

mod client;
mod exchange;
mod params;
mod parser;
mod server;

pub use client::{ClientLink, LinkEvent};
pub use params::{HdlcConfig, Params, ServerHdlcConfig};
pub use parser::FrameParser;
pub use server::{ServerEvent, ServerLink};

use crate::codec::{DecodeError, Reader};

const FLAG: u8 = 0x7E;
/// Bytes around the information field, at most: format, two addresses, control, HCS, FCS.
const MAX_HEADER: usize = 2 + 4 + 4 + 1 + 2 + 2;
/// Bytes of one message over all its segments.
pub const MAX_LSDU: usize = 65_535 + 3;

/// Why a link ended or refused to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Nothing came back after all the tries.
    #[error("no answer from the meter after {tries} tries")]
    NoAnswer {
        /// How often it was sent.
        tries: u32,
    },
    /// The other side is not (or no longer) connected: connect again.
    #[error("the meter is not connected; connect again")]
    NotConnected,
    /// The other side rejected a frame (FRMR): connect again.
    #[error("the meter rejected a frame; connect again")]
    FrameRejected,
    /// A message is still on its way.
    #[error("a message is still on its way")]
    Busy,
    /// A message is longer than [`MAX_LSDU`].
    #[error("message is above {MAX_LSDU} bytes")]
    TooLong,
    /// A message does not begin with the LLC bytes.
    #[error("message without LLC bytes")]
    NoLlc,
}

/// An HDLC address of one, two or four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// Logical device, or the client's service access point.
    pub upper: u16,
    /// Physical device; 0 in addresses of one byte.
    pub lower: u16,
    /// Bytes on the wire: 1, 2 or 4.
    pub len: u8,
}

impl Address {
    /// One byte, 0 to 127: clients, and servers without a physical address.
    #[must_use]
    pub const fn short(upper: u8) -> Self {
        Self {
            upper: (upper & 0x7F) as u16,
            lower: 0,
            len: 1,
        }
    }

    /// Two bytes, both parts 0 to 127.
    #[must_use]
    pub const fn two(upper: u8, lower: u8) -> Self {
        Self {
            upper: (upper & 0x7F) as u16,
            lower: (lower & 0x7F) as u16,
            len: 2,
        }
    }

    /// Four bytes, both parts 0 to 16,383.
    #[must_use]
    pub const fn four(upper: u16, lower: u16) -> Self {
        Self {
            upper: upper & 0x3FFF,
            lower: lower & 0x3FFF,
            len: 4,
        }
    }

    fn encode(self, out: &mut Vec<u8>) {
        let low = |part: u16| u8::try_from(part & 0x7F).unwrap_or_default() << 1;
        let high = |part: u16| low(part >> 7);
        match self.len {
            1 => out.push(low(self.upper) | 1),
            2 => out.extend([low(self.upper), low(self.lower) | 1]),
            _ => {
                let (upper, lower) = (self.upper, self.lower);
                out.extend([high(upper), low(upper), high(lower), low(lower) | 1]);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = reader.at();
        let mut parts = [0u16; 4];
        for (i, part) in parts.iter_mut().enumerate() {
            let byte = reader.u8()?;
            *part = u16::from(byte >> 1);
            if byte & 1 == 1 {
                let [a, b, c, d] = parts;
                return match i {
                    0 => Ok(Self {
                        upper: a,
                        lower: 0,
                        len: 1,
                    }),
                    1 => Ok(Self {
                        upper: a,
                        lower: b,
                        len: 2,
                    }),
                    3 => Ok(Self {
                        upper: (a << 7) | b,
                        lower: (c << 7) | d,
                        len: 4,
                    }),
                    _ => Err(DecodeError::Tag { at, tag: byte }),
                };
            }
        }
        Err(DecodeError::TooLarge { at, limit: 4 })
    }
}

/// The control byte. `pf` is the poll bit of a client and the final bit of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Information, numbered.
    I {
        /// N(R): the next number that the sender expects.
        nr: u8,
        /// N(S): the number of this frame.
        ns: u8,
        /// Poll or final.
        pf: bool,
    },
    /// Receive ready.
    Rr {
        /// N(R).
        nr: u8,
        /// Poll or final.
        pf: bool,
    },
    /// Receive not ready.
    Rnr {
        /// N(R).
        nr: u8,
        /// Poll or final.
        pf: bool,
    },
    /// Set normal response mode: connect.
    Snrm,
    /// Unnumbered acknowledge.
    Ua,
    /// Disconnect.
    Disc,
    /// Disconnected mode.
    Dm,
    /// Frame reject.
    Frmr,
    /// Unnumbered information: notifications.
    Ui,
    /// Anything else.
    Unknown(u8),
}

impl Control {
    /// The byte on the wire.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::I { nr, ns, pf } => (nr << 5) | ((pf as u8) << 4) | (ns << 1),
            Self::Rr { nr, pf } => (nr << 5) | ((pf as u8) << 4) | 0x01,
            Self::Rnr { nr, pf } => (nr << 5) | ((pf as u8) << 4) | 0x05,
            Self::Snrm => 0x93,
            Self::Ua => 0x73,
            Self::Disc => 0x53,
            Self::Dm => 0x1F,
            Self::Frmr => 0x97,
            Self::Ui => 0x13,
            Self::Unknown(byte) => byte,
        }
    }

    /// Reads the byte; none is an error.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Self {
        let (nr, pf) = (byte >> 5, byte & 0x10 != 0);
        if byte & 1 == 0 {
            return Self::I {
                nr,
                ns: (byte >> 1) & 7,
                pf,
            };
        }
        match (byte & 0x0F, byte & 0xEF) {
            (0x01, _) => Self::Rr { nr, pf },
            (0x05, _) => Self::Rnr { nr, pf },
            (_, 0x83) => Self::Snrm,
            (_, 0x63) => Self::Ua,
            (_, 0x43) => Self::Disc,
            (_, 0x0F) => Self::Dm,
            (_, 0x87) => Self::Frmr,
            (_, 0x03) => Self::Ui,
            _ => Self::Unknown(byte),
        }
    }
}

/// One frame without flags and check sequences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// True when the message goes on in the next frame.
    pub segmented: bool,
    /// Receiver.
    pub destination: Address,
    /// Sender.
    pub source: Address,
    /// What it is.
    pub control: Control,
    /// Information field, may be empty.
    pub info: Vec<u8>,
}

impl Frame {
    /// The frame with flags and check sequences, ready for the port.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut header = Vec::new();
        self.destination.encode(&mut header);
        self.source.encode(&mut header);
        header.push(self.control.byte());
        let info = if self.info.is_empty() {
            0
        } else {
            2 + self.info.len()
        };
        let len = u16::try_from(2 + header.len() + info + 2).unwrap_or(0x7FF) & 0x7FF;
        let format = 0xA000 | (u16::from(self.segmented) << 11) | len;
        let mut out = vec![FLAG];
        out.extend(format.to_be_bytes());
        out.extend(header);
        if !self.info.is_empty() {
            out.extend(crc_x25(&out[1..]).to_le_bytes());
            out.extend_from_slice(&self.info);
        }
        out.extend(crc_x25(&out[1..]).to_le_bytes());
        out.push(FLAG);
        out
    }

    /// Reads what stands between the flags.
    fn from_inner(inner: &[u8]) -> Result<Self, DecodeError> {
        const WHAT: DecodeError = DecodeError::Meaning {
            what: "a frame with a wrong check",
        };
        let (body, fcs) = inner.split_last_chunk::<2>().ok_or(WHAT)?;
        if crc_x25(body) != u16::from_le_bytes(*fcs) {
            return Err(WHAT);
        }
        let mut reader = Reader::new(body);
        let segmented = reader.u16()? & 0x0800 != 0;
        let destination = Address::read(&mut reader)?;
        let source = Address::read(&mut reader)?;
        let control = Control::from_byte(reader.u8()?);
        let mut info = Vec::new();
        if !reader.is_empty() {
            let header = body.get(..reader.at()).ok_or(WHAT)?;
            if crc_x25(header) != u16::from_le_bytes(reader.array()?) {
                return Err(WHAT);
            }
            info = reader.rest().to_vec();
        }
        Ok(Self {
            segmented,
            destination,
            source,
            control,
            info,
        })
    }
}

/// CRC-16/X-25, as HCS and FCS, sent low byte first.
#[must_use]
pub fn crc_x25(bytes: &[u8]) -> u16 {
    let step = |crc: u16, byte: &u8| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0x8408
            } else {
                crc >> 1
            }
        })
    };
    !bytes.iter().fold(0xFFFF, step)
}

#[cfg(test)]
mod tests;
