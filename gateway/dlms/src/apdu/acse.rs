//! Making and ending an association: AARQ, AARE, RLRQ, RLRE.

use super::ber;
use crate::codec::{DecodeError, Reader};

/// Bytes of a challenge or password that we accept (IEC 62056-5-3 allows 8 to 64).
const MAX_AUTHENTICATION: usize = 64;

/// How the client shows who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// Nothing is shown, number 0.
    None,
    /// A password, number 1.
    Lls,
    /// Challenge and GMAC in both directions, number 5.
    Hls5Gmac,
    /// Any other number; we neither offer nor accept it.
    Other(u8),
}

impl Mechanism {
    const fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Lls => 1,
            Self::Hls5Gmac => 5,
            Self::Other(number) => number,
        }
    }

    const fn from_number(number: u8) -> Self {
        match number {
            0 => Self::None,
            1 => Self::Lls,
            5 => Self::Hls5Gmac,
            number => Self::Other(number),
        }
    }
}

/// Association request.
#[derive(Clone, PartialEq, Eq)]
pub struct Aarq {
    /// Logical names with ciphering (context 3) instead of without (context 1).
    pub ciphered: bool,
    /// The client's system title.
    pub title: Option<[u8; 8]>,
    /// Absent when there is no authentication.
    pub mechanism: Option<Mechanism>,
    /// Password, or the client's challenge.
    pub authentication: Option<Vec<u8>>,
    /// The initiate request, ciphered or not.
    pub user_information: Vec<u8>,
}

impl std::fmt::Debug for Aarq {
    /// The password stays hidden.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Aarq")
            .field("ciphered", &self.ciphered)
            .field("mechanism", &self.mechanism)
            .finish_non_exhaustive()
    }
}

impl Aarq {
    /// Appends the message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut body = Vec::new();
        put_context(&mut body, self.ciphered);
        if let Some(title) = &self.title {
            put_wrapped(&mut body, 0xA6, title);
        }
        if let Some(mechanism) = self.mechanism {
            ber::put(&mut body, 0x8A, &[0x07, 0x80]);
            ber::put(&mut body, 0x8B, &ber::oid(2, mechanism.number()));
        }
        if let Some(authentication) = &self.authentication {
            put_authentication(&mut body, 0xAC, authentication);
        }
        put_wrapped(&mut body, 0xBE, &self.user_information);
        ber::put(out, 0x60, &body);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut out = Self {
            ciphered: false,
            title: None,
            mechanism: None,
            authentication: None,
            user_information: Vec::new(),
        };
        ber::fields(reader, |tag, value| {
            match tag {
                0xA1 => out.ciphered = read_context(value)?,
                0xA6 => out.title = Some(read_title(value)?),
                0x8B => out.mechanism = Some(read_mechanism(value)?),
                0xAC => out.authentication = Some(read_authentication(value)?),
                0xBE => out.user_information = ber::inner(value, 0x04)?.to_vec(),
                // Version, AP and AE titles, requirements: they change nothing for us.
                _ => {}
            }
            Ok(())
        })?;
        Ok(out)
    }
}

/// Who refused an association, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Diagnostic {
    /// The application, number as in the standard: 0 none, 1 no reason, 11 mechanism not
    /// recognised, 12 mechanism required, 13 authentication failed, 14 required.
    User(u8),
    /// The association layer: 0 none, 1 no reason, 2 no common version.
    Provider(u8),
}

impl Diagnostic {
    /// Nothing to say.
    pub const NONE: Self = Self::User(0);
    /// The context is not supported.
    pub const CONTEXT: Self = Self::User(2);
    /// The mechanism is not the one that this client must use.
    pub const MECHANISM: Self = Self::User(11);
    /// Wrong password.
    pub const FAILED: Self = Self::User(13);
    /// The second pass of the mutual authentication is still to come.
    pub const REQUIRED: Self = Self::User(14);
}

/// Association response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aare {
    /// As in the request.
    pub ciphered: bool,
    /// 0 accepted, 1 rejected for good, 2 rejected for now.
    pub result: u8,
    /// The reason.
    pub diagnostic: Diagnostic,
    /// The server's system title.
    pub title: Option<[u8; 8]>,
    /// Often absent, even after a password was accepted.
    pub mechanism: Option<Mechanism>,
    /// The server's challenge.
    pub authentication: Option<Vec<u8>>,
    /// The initiate response or a service error, ciphered or not; empty when refused.
    pub user_information: Vec<u8>,
}

impl Aare {
    /// Appends the message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut body = Vec::new();
        put_context(&mut body, self.ciphered);
        ber::put(&mut body, 0xA2, &[0x02, 0x01, self.result]);
        let (source, code) = match self.diagnostic {
            Diagnostic::User(code) => (0xA1, code),
            Diagnostic::Provider(code) => (0xA2, code),
        };
        ber::put(&mut body, 0xA3, &[source, 0x03, 0x02, 0x01, code]);
        if let Some(title) = &self.title {
            put_wrapped(&mut body, 0xA4, title);
        }
        if let Some(mechanism) = self.mechanism {
            ber::put(&mut body, 0x88, &[0x07, 0x80]);
            ber::put(&mut body, 0x89, &ber::oid(2, mechanism.number()));
        }
        if let Some(authentication) = &self.authentication {
            put_authentication(&mut body, 0xAA, authentication);
        }
        if !self.user_information.is_empty() {
            put_wrapped(&mut body, 0xBE, &self.user_information);
        }
        ber::put(out, 0x61, &body);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut out = Self {
            ciphered: false,
            // A response that does not say that it accepts has not accepted.
            result: 1,
            diagnostic: Diagnostic::NONE,
            title: None,
            mechanism: None,
            authentication: None,
            user_information: Vec::new(),
        };
        ber::fields(reader, |tag, value| {
            match tag {
                0xA1 => out.ciphered = read_context(value)?,
                0xA2 => out.result = ber::small_integer(value)?,
                0xA3 => out.diagnostic = read_diagnostic(value)?,
                0xA4 => out.title = Some(read_title(value)?),
                0x89 => out.mechanism = Some(read_mechanism(value)?),
                0xAA => out.authentication = Some(read_authentication(value)?),
                0xBE => out.user_information = ber::inner(value, 0x04)?.to_vec(),
                _ => {}
            }
            Ok(())
        })?;
        Ok(out)
    }
}

/// Release request (RLRQ) or response (RLRE); they differ only in their tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// 0 normal.
    pub reason: Option<u8>,
    /// An initiate request or response, ciphered, when the release is protected.
    pub user_information: Vec<u8>,
}

impl Release {
    /// A normal release without protection.
    pub const NORMAL: Self = Self {
        reason: Some(0),
        user_information: Vec::new(),
    };

    /// Appends the request.
    pub fn encode_request(&self, out: &mut Vec<u8>) {
        self.encode(out, 0x62);
    }

    /// Appends the response.
    pub fn encode_response(&self, out: &mut Vec<u8>) {
        self.encode(out, 0x63);
    }

    fn encode(&self, out: &mut Vec<u8>, tag: u8) {
        let mut body = Vec::new();
        if let Some(reason) = self.reason {
            ber::put(&mut body, 0x80, &[reason]);
        }
        if !self.user_information.is_empty() {
            put_wrapped(&mut body, 0xBE, &self.user_information);
        }
        ber::put(out, tag, &body);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut out = Self {
            reason: None,
            user_information: Vec::new(),
        };
        ber::fields(reader, |tag, value| {
            match tag {
                0x80 => out.reason = value.first().copied(),
                0xBE => out.user_information = ber::inner(value, 0x04)?.to_vec(),
                _ => {}
            }
            Ok(())
        })?;
        Ok(out)
    }
}

fn put_context(out: &mut Vec<u8>, ciphered: bool) {
    let mut oid = Vec::new();
    ber::put(&mut oid, 0x06, &ber::oid(1, if ciphered { 3 } else { 1 }));
    ber::put(out, 0xA1, &oid);
}

fn read_context(value: &[u8]) -> Result<bool, DecodeError> {
    match ber::last_of_oid(ber::inner(value, 0x06)?, 1)? {
        1 => Ok(false),
        3 => Ok(true),
        _ => Err(DecodeError::Meaning {
            what: "an application context with short names",
        }),
    }
}

fn put_wrapped(out: &mut Vec<u8>, tag: u8, value: &[u8]) {
    let mut octets = Vec::new();
    ber::put(&mut octets, 0x04, value);
    ber::put(out, tag, &octets);
}

fn put_authentication(out: &mut Vec<u8>, tag: u8, value: &[u8]) {
    let mut inner = Vec::new();
    ber::put(&mut inner, 0x80, value);
    ber::put(out, tag, &inner);
}

fn read_authentication(value: &[u8]) -> Result<Vec<u8>, DecodeError> {
    let bytes = ber::inner(value, 0x80)?;
    if bytes.len() > MAX_AUTHENTICATION {
        return Err(DecodeError::TooLarge {
            at: 0,
            limit: MAX_AUTHENTICATION,
        });
    }
    Ok(bytes.to_vec())
}

fn read_title(value: &[u8]) -> Result<[u8; 8], DecodeError> {
    let title = <[u8; 8]>::try_from(ber::inner(value, 0x04)?);
    title.map_err(|_| DecodeError::Meaning {
        what: "a system title not eight bytes long",
    })
}

fn read_mechanism(value: &[u8]) -> Result<Mechanism, DecodeError> {
    ber::last_of_oid(value, 2).map(Mechanism::from_number)
}

fn read_diagnostic(value: &[u8]) -> Result<Diagnostic, DecodeError> {
    match value.first() {
        Some(0xA2) => Ok(Diagnostic::Provider(ber::small_integer(ber::inner(
            value, 0xA2,
        )?)?)),
        _ => Ok(Diagnostic::User(ber::small_integer(ber::inner(
            value, 0xA1,
        )?)?)),
    }
}
