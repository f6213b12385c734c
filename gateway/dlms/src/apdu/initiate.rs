//! The xDLMS half of an association: what both ends can do and how long a message may be.

use crate::codec::{DecodeError, Reader};

/// The 24 conformance bits, bit 0 of the standard is the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conformance(pub u32);

impl Conformance {
    /// General protection (general-glo-ciphering).
    pub const GENERAL_PROTECTION: u32 = 0x40_0000;
    /// Block transfer with GET.
    pub const BLOCK_GET: u32 = 0x00_1000;
    /// Block transfer with SET.
    pub const BLOCK_SET: u32 = 0x00_0800;
    /// Block transfer with ACTION.
    pub const BLOCK_ACTION: u32 = 0x00_0400;
    /// Lists of attributes.
    pub const MULTIPLE: u32 = 0x00_0200;
    /// Data notification.
    pub const NOTIFICATION: u32 = 0x00_0080;
    /// GET.
    pub const GET: u32 = 0x00_0010;
    /// SET.
    pub const SET: u32 = 0x00_0008;
    /// Selective access.
    pub const SELECTIVE: u32 = 0x00_0004;
    /// ACTION.
    pub const ACTION: u32 = 0x00_0001;
    /// All that this crate can do.
    pub const OURS: Self = Self(
        Self::GENERAL_PROTECTION
            | Self::BLOCK_GET
            | Self::BLOCK_SET
            | Self::BLOCK_ACTION
            | Self::MULTIPLE
            | Self::NOTIFICATION
            | Self::GET
            | Self::SET
            | Self::SELECTIVE
            | Self::ACTION,
    );

    /// True when every bit of `bits` is set.
    #[must_use]
    pub const fn has(self, bits: u32) -> bool {
        self.0 & bits == bits
    }

    /// What both can do.
    #[must_use]
    pub const fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// What the client proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitiateRequest {
    /// True when the client sent a dedicated key; the server refuses it (phase 2).
    pub dedicated_key: bool,
    /// Version, 6 today.
    pub version: u8,
    /// What the client can do.
    pub conformance: Conformance,
    /// Bytes of the longest message that the client takes; 0 means no limit.
    pub max_pdu: u16,
}

impl InitiateRequest {
    /// Appends the message, without a dedicated key.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.extend([0x01, 0x00, 0x00, 0x00, self.version]);
        put_conformance(out, self.conformance);
        out.extend(self.max_pdu.to_be_bytes());
    }

    /// Reads the message.
    ///
    /// # Errors
    /// Any byte that does not fit.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.tag(0x01)?;
        let dedicated_key = reader.flag()?;
        if dedicated_key {
            reader.octets()?;
        }
        if reader.flag()? {
            reader.flag()?;
        }
        if reader.flag()? {
            reader.u8()?;
        }
        let version = reader.u8()?;
        let conformance = read_conformance(&mut reader)?;
        let max_pdu = reader.u16()?;
        reader.end()?;
        Ok(Self {
            dedicated_key,
            version,
            conformance,
            max_pdu,
        })
    }
}

/// What the server agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitiateResponse {
    /// Version, 6 today.
    pub version: u8,
    /// What both can do.
    pub conformance: Conformance,
    /// Bytes of the longest message that the server takes; 0 means no limit.
    pub max_pdu: u16,
}

impl InitiateResponse {
    /// Appends the message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.extend([0x08, 0x00, self.version]);
        put_conformance(out, self.conformance);
        out.extend(self.max_pdu.to_be_bytes());
        // The name of the association object, always 7 with logical names.
        out.extend([0x00, 0x07]);
    }

    /// Reads the message.
    ///
    /// # Errors
    /// Any byte that does not fit.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.tag(0x08)?;
        if reader.flag()? {
            reader.u8()?;
        }
        let version = reader.u8()?;
        let conformance = read_conformance(&mut reader)?;
        let max_pdu = reader.u16()?;
        reader.u16()?;
        reader.end()?;
        Ok(Self {
            version,
            conformance,
            max_pdu,
        })
    }
}

fn put_conformance(out: &mut Vec<u8>, conformance: Conformance) {
    out.extend([0x5F, 0x1F, 0x04, 0x00]);
    out.extend(&conformance.0.to_be_bytes()[1..]);
}

fn read_conformance(reader: &mut Reader<'_>) -> Result<Conformance, DecodeError> {
    reader.tag(0x5F)?;
    // Old servers leave the second byte of the tag away.
    if reader.peek() == Some(0x1F) {
        reader.u8()?;
    }
    reader.tag(0x04)?;
    reader.tag(0x00)?;
    let [a, b, c] = reader.array()?;
    Ok(Conformance(u32::from_be_bytes([0, a, b, c])))
}
