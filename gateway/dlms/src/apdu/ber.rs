//! The little BER that the association needs: tag, definite length, value.

use crate::codec::{DecodeError, Reader, put_octets};

/// Fields that one association message may hold; the standard knows about fifteen.
const MAX_FIELDS: usize = 32;

pub(super) fn put(out: &mut Vec<u8>, tag: u8, value: &[u8]) {
    out.push(tag);
    put_octets(out, value);
}

/// Object identifier joint-iso-ccitt 2.16.756.5.8.ARC.LAST, as content bytes.
pub(super) const fn oid(arc: u8, last: u8) -> [u8; 7] {
    [0x60, 0x85, 0x74, 0x05, 0x08, arc, last]
}

/// The last number of an identifier under `arc`.
pub(super) fn last_of_oid(bytes: &[u8], arc: u8) -> Result<u8, DecodeError> {
    match bytes {
        [head @ .., last] if head == &oid(arc, 0)[..6] => Ok(*last),
        _ => Err(DecodeError::Meaning {
            what: "an object identifier outside DLMS",
        }),
    }
}

/// The value of the only field inside `bytes`, which must carry `tag`.
pub(super) fn inner(bytes: &[u8], tag: u8) -> Result<&[u8], DecodeError> {
    let mut reader = Reader::new(bytes);
    reader.tag(tag)?;
    let value = reader.octets()?;
    reader.end()?;
    Ok(value)
}

/// An INTEGER of one byte in its own field.
pub(super) fn small_integer(bytes: &[u8]) -> Result<u8, DecodeError> {
    match inner(bytes, 0x02)? {
        [value] => Ok(*value),
        _ => Err(DecodeError::Meaning {
            what: "an integer of more than one byte",
        }),
    }
}

/// Reads the length and then gives each field to `each`.
pub(super) fn fields<'a>(
    reader: &mut Reader<'a>,
    mut each: impl FnMut(u8, &'a [u8]) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut body = Reader::new(reader.octets()?);
    for _ in 0..MAX_FIELDS {
        if body.is_empty() {
            return Ok(());
        }
        let tag = body.u8()?;
        each(tag, body.octets()?)?;
    }
    Err(DecodeError::TooLarge {
        at: body.at(),
        limit: MAX_FIELDS,
    })
}
