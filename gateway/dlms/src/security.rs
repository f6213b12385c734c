//! Security suite 0: AES-GCM-128 ciphering, GMAC, and the counters that keep it safe.
//!
//! A counter value used twice under one key breaks AES-GCM. That is why a [`Counter`] gives
//! only values under a ceiling which the caller has stored before.

mod counter;
mod protect;

pub use counter::{Counter, ReplayGuard};
pub use protect::{Form, Opened, is_protected, open_apdu, protect_apdu};
pub(crate) use protect::{open_initiate, overhead, protect_initiate};

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{AeadInPlace, KeyInit};
use aes_gcm::aes::Aes128;

use crate::codec::DecodeError;

type Gcm = aes_gcm::AesGcm<Aes128, U12, U12>;

/// Bytes of an authentication tag in suite 0.
pub const TAG_LEN: usize = 12;

/// Eight bytes that name a device; half of every nonce it sends under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SystemTitle(pub [u8; 8]);

/// The two keys of suite 0. `Debug` hides them.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    encryption: [u8; 16],
    authentication: [u8; 16],
}

impl Keys {
    /// Global unicast encryption key (EK) and authentication key (AK).
    #[must_use]
    pub const fn new(encryption: [u8; 16], authentication: [u8; 16]) -> Self {
        Self {
            encryption,
            authentication,
        }
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(hidden)")
    }
}

/// A password of low level security. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Vec<u8>);

impl Password {
    /// Any bytes; meters usually want eight ASCII characters.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(hidden)")
    }
}

/// How messages are protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Not at all.
    Plain,
    /// Encrypted without a tag, security control 0x20: anybody can change it on its way. Only
    /// for meters that can do no better.
    Encrypted,
    /// With a tag, readable by all, security control 0x10.
    Authenticated,
    /// Both, security control 0x30.
    Both,
}

impl Protection {
    /// The security control byte of suite 0, key set 0, without compression.
    #[must_use]
    pub const fn control(self) -> u8 {
        match self {
            Self::Plain => 0,
            Self::Authenticated => 0x10,
            Self::Encrypted => 0x20,
            Self::Both => 0x30,
        }
    }

    /// True when a message protected like this satisfies a demand for `least`.
    ///
    /// Without a tag even the counter may be forged, so [`Protection::Encrypted`] satisfies
    /// only the demand for itself.
    #[must_use]
    pub const fn covers(self, least: Self) -> bool {
        let (own, demanded) = (self.control(), least.control());
        own & demanded == demanded && (own != 0x20 || demanded == 0x20)
    }

    fn from_control(control: u8) -> Result<Self, SecurityError> {
        match control {
            0x10 => Ok(Self::Authenticated),
            0x20 => Ok(Self::Encrypted),
            0x30 => Ok(Self::Both),
            other => Err(SecurityError::Control(other)),
        }
    }
}

/// Why a protected message was not made or not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecurityError {
    /// The stored ceiling of the counter is reached: reserve and store more, then retry.
    #[error("invocation counter is at its stored ceiling; reserve more first")]
    CounterNotReserved,
    /// The tag does not fit keys, title, counter and bytes.
    #[error("authentication tag is wrong")]
    Tag,
    /// The counter was used before, so this is a recording or a restarted sender.
    #[error("invocation counter {got} is not above {last}")]
    Replay {
        /// Counter of the refused message.
        got: u32,
        /// Highest counter accepted so far.
        last: u32,
    },
    /// Suite, key set or compression that we do not have.
    #[error("security control {0:#04x} is not supported")]
    Control(u8),
    /// The message is protected less than the association demands.
    #[error("message is protected less than the association demands")]
    TooWeak,
    /// Keys or system title are missing in our configuration or in their answer.
    #[error("keys or system title are missing")]
    NoKeys,
    /// The frame of the protected message is broken.
    #[error("protected message: {0}")]
    Decode(#[from] DecodeError),
}

/// Protects `plain`: gives security control, counter, (cipher) text and tag.
///
/// With [`Protection::Plain`] the bytes come back with an empty header; callers avoid that.
#[must_use]
pub fn seal(
    keys: &Keys,
    protection: Protection,
    title: SystemTitle,
    counter: u32,
    plain: &[u8],
) -> Vec<u8> {
    let control = protection.control();
    let mut out = vec![control];
    out.extend(counter.to_be_bytes());
    match protection {
        Protection::Plain => return plain.to_vec(),
        Protection::Authenticated => {
            let tag = gcm_tag(keys, title, counter, &aad(keys, control, plain), &mut []);
            out.extend_from_slice(plain);
            out.extend(tag);
        }
        Protection::Encrypted => {
            let mut text = plain.to_vec();
            gcm_tag(keys, title, counter, &[], &mut text);
            out.extend(text);
        }
        Protection::Both => {
            let mut text = plain.to_vec();
            let tag = gcm_tag(keys, title, counter, &aad(keys, control, &[]), &mut text);
            out.extend(text);
            out.extend(tag);
        }
    }
    out
}

/// Undoes [`seal`]: gives protection, counter and plain text. Replay is the caller's check.
///
/// # Errors
/// A wrong tag, an unknown security control, or too few bytes.
pub fn unseal(
    keys: &Keys,
    title: SystemTitle,
    sealed: &[u8],
) -> Result<(Protection, u32, Vec<u8>), SecurityError> {
    let mut reader = crate::codec::Reader::new(sealed);
    let control = reader.u8()?;
    let protection = Protection::from_control(control)?;
    let counter = reader.u32()?;
    let body = reader.rest();
    if protection == Protection::Encrypted {
        // The key stream undoes itself; without a tag there is nothing to check.
        let mut text = body.to_vec();
        gcm_tag(keys, title, counter, &[], &mut text);
        return Ok((protection, counter, text));
    }
    let Some(split) = body.len().checked_sub(TAG_LEN) else {
        return Err(DecodeError::Truncated { at: sealed.len() }.into());
    };
    let (text, tag) = body.split_at(split);
    let mut text = text.to_vec();
    let tag = aes_gcm::aead::Tag::<Gcm>::from_slice(tag);
    let nonce = nonce(title, counter);
    let nonce = aes_gcm::aead::Nonce::<Gcm>::from_slice(&nonce);
    let checked = if protection == Protection::Authenticated {
        let aad = aad(keys, control, &text);
        cipher(keys).decrypt_in_place_detached(nonce, &aad, &mut [], tag)
    } else {
        cipher(keys).decrypt_in_place_detached(nonce, &aad(keys, control, &[]), &mut text, tag)
    };
    checked.map_err(|_| SecurityError::Tag)?;
    Ok((protection, counter, text))
}

/// The answer to a challenge in HLS mechanism 5: 0x10, counter, GMAC over the challenge.
#[must_use]
pub fn gmac_token(keys: &Keys, title: SystemTitle, counter: u32, challenge: &[u8]) -> Vec<u8> {
    let control = Protection::Authenticated.control();
    let tag = gcm_tag(
        keys,
        title,
        counter,
        &aad(keys, control, challenge),
        &mut [],
    );
    let mut out = vec![control];
    out.extend(counter.to_be_bytes());
    out.extend(tag);
    out
}

/// Checks an answer to `challenge` that was made under `title`; gives its counter.
///
/// # Errors
/// A wrong tag, a wrong length, or another security control than 0x10.
pub fn check_gmac_token(
    keys: &Keys,
    title: SystemTitle,
    challenge: &[u8],
    token: &[u8],
) -> Result<u32, SecurityError> {
    let mut reader = crate::codec::Reader::new(token);
    let control = reader.u8()?;
    if control != Protection::Authenticated.control() {
        return Err(SecurityError::Control(control));
    }
    let counter = reader.u32()?;
    let tag = reader.take(TAG_LEN)?;
    reader.end()?;
    let nonce = nonce(title, counter);
    let checked = cipher(keys).decrypt_in_place_detached(
        aes_gcm::aead::Nonce::<Gcm>::from_slice(&nonce),
        &aad(keys, control, challenge),
        &mut [],
        aes_gcm::aead::Tag::<Gcm>::from_slice(tag),
    );
    checked.map(|()| counter).map_err(|_| SecurityError::Tag)
}

/// Compares secrets without telling by its time where they differ.
pub(crate) fn same_secret(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (x, y)| all | (x ^ y)) == 0
}

fn cipher(keys: &Keys) -> Gcm {
    Gcm::new(&keys.encryption.into())
}

fn nonce(title: SystemTitle, counter: u32) -> [u8; 12] {
    let mut out = [0; 12];
    out[..8].copy_from_slice(&title.0);
    out[8..].copy_from_slice(&counter.to_be_bytes());
    out
}

fn aad(keys: &Keys, control: u8, plain: &[u8]) -> Vec<u8> {
    let mut out = vec![control];
    out.extend(keys.authentication);
    out.extend_from_slice(plain);
    out
}

fn gcm_tag(keys: &Keys, title: SystemTitle, counter: u32, aad: &[u8], text: &mut [u8]) -> Vec<u8> {
    let nonce = nonce(title, counter);
    let nonce = aes_gcm::aead::Nonce::<Gcm>::from_slice(&nonce);
    let tag = cipher(keys).encrypt_in_place_detached(nonce, aad, text);
    tag.expect("AES-GCM takes any text under 64 GiB").to_vec()
}

#[cfg(test)]
mod tests;
