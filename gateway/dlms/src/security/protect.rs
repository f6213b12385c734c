//! Whole protected messages: glo-get-request and its kin, and general-glo-ciphering.

use super::{Keys, Protection, SecurityError, SystemTitle, TAG_LEN, seal, unseal};
use crate::codec::{Reader, put_octets};

const GENERAL: u8 = 0xDB;
const INITIATE_REQUEST: u8 = 0x21;
const INITIATE_RESPONSE: u8 = 0x28;
/// Plain tag and the tag of its ciphered twin.
const SERVICES: [(u8, u8); 7] = [
    (0xC0, 0xC8),
    (0xC1, 0xC9),
    (0xC3, 0xCB),
    (0xC4, 0xCC),
    (0xC5, 0xCD),
    (0xC7, 0xCF),
    (0x0E, 0x2E),
];

/// Which envelope a protected message travels in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// The ciphered twin of the service: glo-get-request and so on.
    #[default]
    Service,
    /// general-glo-ciphering, which carries the sender's title.
    General,
}

/// A protected message after its tag was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The plain message.
    pub plain: Vec<u8>,
    /// How it was protected.
    pub protection: Protection,
    /// The sender's counter, still to be checked against replay.
    pub counter: u32,
    /// The envelope, so that an answer can take the same.
    pub form: Form,
}

/// True when `apdu` is one of the protected messages that [`open_apdu`] reads.
#[must_use]
pub fn is_protected(apdu: &[u8]) -> bool {
    let Some(tag) = apdu.first() else {
        return false;
    };
    *tag == GENERAL || SERVICES.iter().any(|(_, ciphered)| ciphered == tag)
}

/// Bytes that protection adds to a message, at most.
pub(crate) const fn overhead(form: Form) -> usize {
    let header = match form {
        Form::Service => 1 + 3,
        Form::General => 1 + 9 + 3,
    };
    header + 5 + TAG_LEN
}

/// Protects the message `plain`. A message without a ciphered twin takes the general form.
#[must_use]
pub fn protect_apdu(
    keys: &Keys,
    protection: Protection,
    form: Form,
    title: SystemTitle,
    counter: u32,
    plain: &[u8],
) -> Vec<u8> {
    let sealed = seal(keys, protection, title, counter, plain);
    let twin = plain
        .first()
        .and_then(|tag| SERVICES.iter().find(|(own, _)| own == tag));
    let mut out = Vec::with_capacity(sealed.len() + 16);
    match (form, twin) {
        (Form::Service, Some((_, ciphered))) => out.push(*ciphered),
        (Form::Service, None) | (Form::General, _) => {
            out.push(GENERAL);
            put_octets(&mut out, &title.0);
        }
    }
    put_octets(&mut out, &sealed);
    out
}

/// Opens either form, whichever was sent. `title` is the sender's as we know it; a title in
/// the message must be the same.
///
/// # Errors
/// [`SecurityError`], among them a tag byte inside that is not the twin of the one outside.
pub fn open_apdu(keys: &Keys, title: SystemTitle, apdu: &[u8]) -> Result<Opened, SecurityError> {
    open_envelope(keys, title, apdu, |outer, inner| {
        SERVICES.contains(&(inner, outer))
    })
}

/// The initiate request or response inside AARQ and AARE.
pub(crate) fn protect_initiate(
    keys: &Keys,
    protection: Protection,
    title: SystemTitle,
    counter: u32,
    plain: &[u8],
) -> Vec<u8> {
    let request = plain.first() == Some(&0x01);
    let mut out = vec![if request {
        INITIATE_REQUEST
    } else {
        INITIATE_RESPONSE
    }];
    put_octets(&mut out, &seal(keys, protection, title, counter, plain));
    out
}

pub(crate) fn open_initiate(
    keys: &Keys,
    title: SystemTitle,
    bytes: &[u8],
) -> Result<Opened, SecurityError> {
    open_envelope(keys, title, bytes, |outer, inner| {
        matches!(
            (outer, inner),
            (INITIATE_REQUEST, 0x01) | (INITIATE_RESPONSE, 0x08 | 0x0E)
        ) || (outer, inner) == (0x2E, 0x0E)
    })
}

fn open_envelope(
    keys: &Keys,
    title: SystemTitle,
    bytes: &[u8],
    fits: impl Fn(u8, u8) -> bool,
) -> Result<Opened, SecurityError> {
    let mut reader = Reader::new(bytes);
    let outer = reader.u8()?;
    let form = if outer == GENERAL {
        Form::General
    } else {
        Form::Service
    };
    if form == Form::General {
        let sender = reader.octets()?;
        // An empty title means the one that was told at association.
        if !sender.is_empty() && sender != title.0 {
            return Err(SecurityError::Tag);
        }
    }
    let sealed = reader.octets()?;
    reader.end()?;
    let (protection, counter, plain) = unseal(keys, title, sealed)?;
    let inner = plain.first().copied().unwrap_or_default();
    // Without this an attacker could move a recorded answer under another service.
    if form == Form::Service && !fits(outer, inner) {
        return Err(SecurityError::Tag);
    }
    Ok(Opened {
        plain,
        protection,
        counter,
        form,
    })
}
