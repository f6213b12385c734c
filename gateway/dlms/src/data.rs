//! COSEM `Data`: the one value type of every attribute and parameter, in A-XDR.

use crate::codec::{DecodeError, Reader, put_length, put_octets};
use crate::obis::Obis;

/// Nesting that we read; the object list of an association needs five.
pub const MAX_DEPTH: usize = 12;
/// Bytes of one encoded value that we read; a day of profile rows needs a few thousand.
pub const MAX_DATA_LEN: usize = 256 * 1024;

/// One COSEM value. Floats keep their IEEE 754 bytes: nothing here computes with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// No value, tag 0.
    Null,
    /// Values of one type, tag 1.
    Array(Vec<Data>),
    /// Values of different types, tag 2.
    Structure(Vec<Data>),
    /// Tag 3.
    Bool(bool),
    /// Tag 4, one entry per bit in wire order.
    Bits(Vec<bool>),
    /// double-long, tag 5.
    I32(i32),
    /// double-long-unsigned, tag 6.
    U32(u32),
    /// octet-string, tag 9.
    Octets(Vec<u8>),
    /// visible-string, tag 10, as received: the sender's code page is not known.
    Visible(Vec<u8>),
    /// utf8-string, tag 12.
    Utf8(String),
    /// Two binary coded digits, tag 13.
    Bcd(u8),
    /// integer, tag 15.
    I8(i8),
    /// long, tag 16.
    I16(i16),
    /// unsigned, tag 17.
    U8(u8),
    /// long-unsigned, tag 18.
    U16(u16),
    /// long64, tag 20.
    I64(i64),
    /// long64-unsigned, tag 21.
    U64(u64),
    /// enum, tag 22.
    Enum(u8),
    /// float32, tag 23.
    Float32([u8; 4]),
    /// float64, tag 24.
    Float64([u8; 8]),
    /// date-time, tag 25; `class::ClockTime` reads it.
    DateTime([u8; 12]),
    /// date, tag 26.
    Date([u8; 5]),
    /// time, tag 27.
    Time([u8; 4]),
}

impl Data {
    /// Appends the value in A-XDR.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.push(0),
            Self::Array(items) => put_items(out, 1, items),
            Self::Structure(items) => put_items(out, 2, items),
            Self::Bool(value) => out.extend([3, u8::from(*value)]),
            Self::Bits(bits) => {
                out.push(4);
                put_length(out, bits.len());
                for eight in bits.chunks(8) {
                    let byte = |byte, (i, bit): (usize, &bool)| byte | (u8::from(*bit) << (7 - i));
                    out.push(eight.iter().enumerate().fold(0, byte));
                }
            }
            Self::I32(value) => put(out, 5, &value.to_be_bytes()),
            Self::U32(value) => put(out, 6, &value.to_be_bytes()),
            Self::Octets(bytes) => put_string(out, 9, bytes),
            Self::Visible(bytes) => put_string(out, 10, bytes),
            Self::Utf8(text) => put_string(out, 12, text.as_bytes()),
            Self::Bcd(value) => out.extend([13, *value]),
            Self::I8(value) => put(out, 15, &value.to_be_bytes()),
            Self::I16(value) => put(out, 16, &value.to_be_bytes()),
            Self::U8(value) => out.extend([17, *value]),
            Self::U16(value) => put(out, 18, &value.to_be_bytes()),
            Self::I64(value) => put(out, 20, &value.to_be_bytes()),
            Self::U64(value) => put(out, 21, &value.to_be_bytes()),
            Self::Enum(value) => out.extend([22, *value]),
            Self::Float32(bytes) => put(out, 23, bytes),
            Self::Float64(bytes) => put(out, 24, bytes),
            Self::DateTime(bytes) => put(out, 25, bytes),
            Self::Date(bytes) => put(out, 26, bytes),
            Self::Time(bytes) => put(out, 27, bytes),
        }
    }

    /// The value in A-XDR.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.encode(&mut out);
        out
    }

    /// Reads one value that fills `bytes` exactly.
    ///
    /// # Errors
    /// Truncated, surplus or unknown bytes, more than [`MAX_DEPTH`] levels, more than
    /// [`MAX_DATA_LEN`] bytes, and compact arrays, which we refuse.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let value = Self::read(&mut reader)?;
        reader.end()?;
        Ok(value)
    }

    /// Reads one value at the start of `bytes`; also gives how many bytes it took.
    ///
    /// # Errors
    /// As [`Data::from_bytes`], but surplus bytes are no error.
    pub fn decode(bytes: &[u8]) -> Result<(Self, usize), DecodeError> {
        let mut reader = Reader::new(bytes);
        let value = Self::read(&mut reader)?;
        Ok((value, reader.at()))
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if reader.left() > MAX_DATA_LEN {
            return Err(DecodeError::TooLarge {
                at: reader.at(),
                limit: MAX_DATA_LEN,
            });
        }
        read_at_depth(reader, 0)
    }

    /// The whole number in any of the integer types, if it is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::I8(value) => Some(i64::from(*value)),
            Self::I16(value) => Some(i64::from(*value)),
            Self::I32(value) => Some(i64::from(*value)),
            Self::I64(value) => Some(*value),
            Self::U8(value) | Self::Enum(value) => Some(i64::from(*value)),
            Self::U16(value) => Some(i64::from(*value)),
            Self::U32(value) => Some(i64::from(*value)),
            Self::U64(value) => i64::try_from(*value).ok(),
            Self::Null
            | Self::Array(_)
            | Self::Structure(_)
            | Self::Bool(_)
            | Self::Bits(_)
            | Self::Octets(_)
            | Self::Visible(_)
            | Self::Utf8(_)
            | Self::Bcd(_)
            | Self::Float32(_)
            | Self::Float64(_)
            | Self::DateTime(_)
            | Self::Date(_)
            | Self::Time(_) => None,
        }
    }

    /// The whole number if it is not negative.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        if let Self::U64(value) = self {
            return Some(*value);
        }
        self.as_i64().and_then(|value| u64::try_from(value).ok())
    }

    /// The truth value; some meters send 0 and 1 as a number.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self {
            return Some(*value);
        }
        self.as_i64().map(|value| value != 0)
    }

    /// The bytes of an octet, visible or UTF-8 string, or of a tagged date-time.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Octets(bytes) | Self::Visible(bytes) = self {
            return Some(bytes);
        }
        if let Self::Utf8(text) = self {
            return Some(text.as_bytes());
        }
        if let Self::DateTime(bytes) = self {
            Some(bytes)
        } else {
            None
        }
    }

    /// The items of an array or structure.
    #[must_use]
    pub fn items(&self) -> Option<&[Data]> {
        if let Self::Array(items) | Self::Structure(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// An octet-string that holds a logical name.
    #[must_use]
    pub fn as_obis(&self) -> Option<Obis> {
        self.as_bytes().and_then(|bytes| Obis::try_from(bytes).ok())
    }
}

impl From<Obis> for Data {
    fn from(name: Obis) -> Self {
        Self::Octets(name.0.to_vec())
    }
}

fn put(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(bytes);
}

fn put_string(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    put_octets(out, bytes);
}

fn put_items(out: &mut Vec<u8>, tag: u8, items: &[Data]) {
    out.push(tag);
    put_length(out, items.len());
    for item in items {
        item.encode(out);
    }
}

fn read_at_depth(reader: &mut Reader<'_>, depth: usize) -> Result<Data, DecodeError> {
    let at = reader.at();
    if depth >= MAX_DEPTH {
        return Err(DecodeError::TooLarge {
            at,
            limit: MAX_DEPTH,
        });
    }
    Ok(match reader.u8()? {
        0 => Data::Null,
        1 => Data::Array(read_items(reader, depth)?),
        2 => Data::Structure(read_items(reader, depth)?),
        3 => Data::Bool(reader.flag()?),
        4 => Data::Bits(read_bits(reader)?),
        5 => Data::I32(i32::from_be_bytes(reader.array()?)),
        6 => Data::U32(reader.u32()?),
        9 => Data::Octets(reader.octets()?.to_vec()),
        10 => Data::Visible(reader.octets()?.to_vec()),
        12 => {
            let text = String::from_utf8(reader.octets()?.to_vec());
            Data::Utf8(text.map_err(|_| DecodeError::Meaning {
                what: "text that is not UTF-8",
            })?)
        }
        13 => Data::Bcd(reader.u8()?),
        15 => Data::I8(i8::from_be_bytes(reader.array()?)),
        16 => Data::I16(i16::from_be_bytes(reader.array()?)),
        17 => Data::U8(reader.u8()?),
        18 => Data::U16(reader.u16()?),
        20 => Data::I64(i64::from_be_bytes(reader.array()?)),
        21 => Data::U64(u64::from_be_bytes(reader.array()?)),
        22 => Data::Enum(reader.u8()?),
        23 => Data::Float32(reader.array()?),
        24 => Data::Float64(reader.array()?),
        25 => Data::DateTime(reader.array()?),
        26 => Data::Date(reader.array()?),
        27 => Data::Time(reader.array()?),
        tag => return Err(DecodeError::Tag { at, tag }),
    })
}

fn read_items(reader: &mut Reader<'_>, depth: usize) -> Result<Vec<Data>, DecodeError> {
    let at = reader.at();
    let count = reader.length()?;
    // Every item takes at least one byte, so a count above the rest cannot be honest.
    if count > reader.left() {
        return Err(DecodeError::Truncated { at });
    }
    let mut items = Vec::new();
    for _ in 0..count {
        items.push(read_at_depth(reader, depth + 1)?);
    }
    Ok(items)
}

fn read_bits(reader: &mut Reader<'_>) -> Result<Vec<bool>, DecodeError> {
    let count = reader.length()?;
    let bytes = reader.take(count.div_ceil(8))?;
    let bit = |i: usize| {
        bytes
            .get(i / 8)
            .is_some_and(|byte| byte & (0x80 >> (i % 8)) != 0)
    };
    Ok((0..count).map(bit).collect())
}

#[cfg(test)]
pub(crate) mod tests;
