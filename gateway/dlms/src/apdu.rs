//! The messages of the application layer: association, GET, SET, ACTION, notification, errors.
//!
//! Every type has `encode(&mut Vec<u8>)` and is read back by [`FromServer::from_bytes`] or
//! [`FromClient::from_bytes`]. Nothing here knows of ciphering: see `security.rs`.

mod acse;
mod action;
mod ber;
mod get;
mod initiate;
mod notify;
mod result;
mod set;

pub use acse::{Aare, Aarq, Diagnostic, Mechanism, Release};
pub(crate) use action::value_of_parts;
pub use action::{ActionRequest, ActionResponse};
pub use get::{GetRequest, GetResponse, Target};
pub(crate) use get::{put_list, read_list_bytes};
pub use initiate::{Conformance, InitiateRequest, InitiateResponse};
pub use notify::{DataNotification, Exception, ServiceError};
pub use result::{AccessResult, ActionResult};
pub use set::{SetRequest, SetResponse};

use crate::codec::{DecodeError, Reader};
use crate::data::Data;
use crate::obis::Obis;

/// Bytes that one value may reach over all its blocks, in either direction.
pub const MAX_TRANSFER: usize = crate::data::MAX_DATA_LEN;
/// Attributes that one GET with a list may name.
pub const MAX_LIST: usize = 64;

/// One attribute of one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// Interface class.
    pub class: u16,
    /// Logical name.
    pub obis: Obis,
    /// Attribute number, 1 is the logical name.
    pub index: i8,
}

impl Attribute {
    /// Names attribute `index` of the object.
    #[must_use]
    pub const fn new(class: u16, obis: Obis, index: i8) -> Self {
        Self { class, obis, index }
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        out.extend(self.class.to_be_bytes());
        out.extend(self.obis.0);
        out.extend(self.index.to_be_bytes());
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let class = reader.u16()?;
        let obis = Obis(reader.array()?);
        Ok(Self {
            class,
            obis,
            index: i8::from_be_bytes(reader.array()?),
        })
    }
}

/// One method of one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Method {
    /// Interface class.
    pub class: u16,
    /// Logical name.
    pub obis: Obis,
    /// Method number, counted from 1.
    pub index: i8,
}

impl Method {
    /// Names method `index` of the object.
    #[must_use]
    pub const fn new(class: u16, obis: Obis, index: i8) -> Self {
        Self { class, obis, index }
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        Attribute::new(self.class, self.obis, self.index).encode(out);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let Attribute { class, obis, index } = Attribute::read(reader)?;
        Ok(Self { class, obis, index })
    }
}

/// One part of a long value, as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// True on the last part.
    pub last: bool,
    /// Counted from 1.
    pub number: u32,
    /// The bytes of this part.
    pub raw: Vec<u8>,
}

impl Block {
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        out.push(u8::from(self.last));
        out.extend(self.number.to_be_bytes());
        crate::codec::put_octets(out, &self.raw);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let last = reader.flag()?;
        let number = reader.u32()?;
        Ok(Self {
            last,
            number,
            raw: reader.octets()?.to_vec(),
        })
    }
}

/// Everything that a server may send, without its protection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromServer {
    /// Answer to the association request.
    Aare(Aare),
    /// Answer to the release request.
    Released(Release),
    /// Answer to a GET.
    Get(GetResponse),
    /// Answer to a SET.
    Set(SetResponse),
    /// Answer to an ACTION.
    Action(ActionResponse),
    /// Values that the server sends unasked.
    Notification(DataNotification),
    /// The request was not carried out.
    Exception(Exception),
    /// The association was not made, or the service failed.
    ServiceError(ServiceError),
}

impl FromServer {
    /// Reads one message that fills `bytes`.
    ///
    /// # Errors
    /// Any byte that does not fit; unknown messages are [`DecodeError::Tag`] at 0.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let message = match reader.u8()? {
            0x61 => Self::Aare(Aare::read(&mut reader)?),
            0x63 => Self::Released(Release::read(&mut reader)?),
            0xC4 => Self::Get(GetResponse::read(&mut reader)?),
            0xC5 => Self::Set(SetResponse::read(&mut reader)?),
            0xC7 => Self::Action(ActionResponse::read(&mut reader)?),
            0x0F => Self::Notification(DataNotification::read(&mut reader)?),
            0xD8 => Self::Exception(Exception::read(&mut reader)?),
            0x0E => Self::ServiceError(ServiceError::read(&mut reader)?),
            tag => return Err(DecodeError::Tag { at: 0, tag }),
        };
        reader.end()?;
        Ok(message)
    }
}

/// Everything that a client may send, without its protection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromClient {
    /// Association request.
    Aarq(Aarq),
    /// Release request.
    Release(Release),
    /// GET.
    Get(GetRequest),
    /// SET.
    Set(SetRequest),
    /// ACTION.
    Action(ActionRequest),
}

impl FromClient {
    /// Reads one message that fills `bytes`.
    ///
    /// # Errors
    /// Any byte that does not fit; unknown messages are [`DecodeError::Tag`] at 0.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let message = match reader.u8()? {
            0x60 => Self::Aarq(Aarq::read(&mut reader)?),
            0x62 => Self::Release(Release::read(&mut reader)?),
            0xC0 => Self::Get(GetRequest::read(&mut reader)?),
            0xC1 => Self::Set(SetRequest::read(&mut reader)?),
            0xC3 => Self::Action(ActionRequest::read(&mut reader)?),
            tag => return Err(DecodeError::Tag { at: 0, tag }),
        };
        reader.end()?;
        Ok(message)
    }
}

/// A value, or why there is none, as it stands in a response.
pub(crate) fn put_result(out: &mut Vec<u8>, result: &Result<Data, AccessResult>) {
    match result {
        Ok(data) => {
            out.push(0);
            data.encode(out);
        }
        Err(refusal) => out.extend([1, refusal.code()]),
    }
}

pub(crate) fn read_result(
    reader: &mut Reader<'_>,
) -> Result<Result<Data, AccessResult>, DecodeError> {
    let at = reader.at();
    match reader.u8()? {
        0 => Ok(Ok(Data::read(reader)?)),
        1 => Ok(Err(AccessResult::from_code(reader.u8()?)
            .err()
            .unwrap_or_default())),
        tag => Err(DecodeError::Tag { at, tag }),
    }
}

#[cfg(test)]
mod tests;
