//! How a display and a gateway that have never met come to trust each other. Pure: keys and nonces
//! are made of chance that the caller brings.
//!
//! 1. The display makes a key pair that never leaves it, and a nonce. It shows a [`code`]: nine
//!    digits of a slow hash over both. The code is no secret but a commitment: who knows it still
//!    needs 10⁹ slow hashes for another key with the same code. After ten minutes, and after each
//!    use, key and code are new ones.
//! 2. The installer, signed in on the website, names the meter and types the code. The server
//!    checks who asks, the home, how often and how long ago, keeps a row, and tells the home's
//!    gateway. No secret is in what goes over MQTT.
//! 3. While it is told to wait, and only then, the gateway lets strangers in at its broker, a few
//!    at once and to two topics, and says its own public key there, and the fingerprint of the
//!    certificate that its displays trust. The display trusts nothing yet: it speaks TLS with
//!    whoever answers. That is safe, because all that is said there may be read by anybody, and
//!    what may not is sealed (7).
//! 4. The display takes the first key and fingerprint that it hears for this code, and no others:
//!    only now does it say its key and nonce. Whoever stands between the two had to choose a key
//!    before knowing the display's, so that a second number, below, cannot be arranged.
//! 5. The gateway computes the code again and compares it in constant time: few tries, one by one.
//! 6. Both now know both public keys, and show six digits of a hash over them and the fingerprint:
//!    the [`check`]. The installer compares website and display (one in 10⁶ for whoever stands
//!    between), and confirms.
//! 7. Only then does the gateway make a password for this display, keep its digest, and [`seal`] it
//!    to the display's key (X25519, XSalsa20-Poly1305) with its certificate. The display looks
//!    whether that has the fingerprint that was compared, and from now on trusts it and nothing
//!    else: it comes in over TLS, and says its password to nobody but the holder of that key. The
//!    pairing is done when it has come in. Unpairing forgets the digest.
//!
//! Who stands between the two and hands everything on while they are paired learns two public
//! keys, a nonce and the last four signs of the meter's serial number, and is shut out when the
//! display comes in.

use ami_domain::pairing::{CheckNumber, PairCode};
use argon2::{Algorithm, Argon2, Params, Version};
use crypto_box::aead::Aead;
use crypto_box::{PublicKey, SalsaBox, SecretKey};
use sha2::{Digest, Sha256};

/// Memory of the slow hash in KiB, and its passes: RFC 9106's second choice, in one lane.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const CODE_OF: &[u8] = b"ami display code 1";
const CHECK_OF: &[u8] = b"ami display check 1";

/// A public key.
pub type Key = [u8; 32];
/// What makes a code another one each time.
pub type Nonce = [u8; 16];
/// Of a certificate.
pub type Print = [u8; 32];

/// Why a number or a seal cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PairError {
    /// The slow hash finds no memory.
    #[error("the code of a display cannot be computed: {0}")]
    Code(argon2::Error),
    /// The cipher refuses.
    #[error("a display's password cannot be sealed")]
    Seal,
}

/// Somebody's own key pair. `Debug` hides it.
pub struct Own {
    secret: SecretKey,
    public: Key,
}

impl std::fmt::Debug for Own {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Own(..)")
    }
}

impl Own {
    /// From 32 bytes of chance, which nobody else may have.
    pub fn from_chance(chance: [u8; 32]) -> Self {
        let secret = SecretKey::from(chance);
        let public = *secret.public_key().as_bytes();
        Self { secret, public }
    }

    /// What everybody may know.
    pub const fn public(&self) -> Key {
        self.public
    }
}

/// The code of a display: nine digits of Argon2id over its key, with the nonce as salt. Slow, a
/// tenth of a second and more.
///
/// # Errors
/// [`PairError::Code`] when there is no memory for it.
pub fn code(display: &Key, nonce: &Nonce) -> Result<PairCode, PairError> {
    let mut of = CODE_OF.to_vec();
    of.extend(display);
    let mut digest = [0; 16];
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(digest.len()));
    let params = params.map_err(PairError::Code)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(&of, nonce, &mut digest)
        .map_err(PairError::Code)?;
    Ok(PairCode::of(number(&digest)))
}

/// The fingerprint of a certificate in DER: its SHA-256.
pub fn print(certificate: &[u8]) -> Print {
    Sha256::digest(certificate).into()
}

/// What both sides show once they know each other's key, and the display the fingerprint of the
/// certificate that it is to trust.
pub fn check(gateway: &Key, certificate: &Print, display: &Key, nonce: &Nonce) -> CheckNumber {
    let mut digest = Sha256::new();
    for part in [CHECK_OF, gateway, certificate, display, nonce] {
        digest.update(part);
    }
    CheckNumber::of(number(&digest.finalize()))
}

/// Seals bytes so that only `to` can open them, and knows that they come from us. The nonce is made
/// for this one seal.
///
/// # Errors
/// [`PairError::Seal`] when the cipher refuses.
pub fn seal(own: &Own, to: &Key, nonce: [u8; 24], plain: &[u8]) -> Result<Vec<u8>, PairError> {
    let cipher = SalsaBox::new(&PublicKey::from(*to), &own.secret);
    let sealed = cipher.encrypt(&nonce.into(), plain);
    sealed.map_err(|_| PairError::Seal)
}

/// Opens what `from` has sealed for us; `None` when it has not, or any bit of it is another one.
pub fn open(own: &Own, from: &Key, nonce: [u8; 24], sealed: &[u8]) -> Option<Vec<u8>> {
    let cipher = SalsaBox::new(&PublicKey::from(*from), &own.secret);
    cipher.decrypt(&nonce.into(), sealed).ok()
}

/// The first eight bytes of a digest: over 10⁹ and more they are spread evenly enough.
fn number(digest: &[u8]) -> u64 {
    digest
        .iter()
        .take(8)
        .fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn both_sides_come_to_the_same_numbers_and_these_stay_what_they_are() {
        let (gateway, display) = (Own::from_chance([1; 32]), Own::from_chance([2; 32]));
        let (gateway, display) = (gateway.public(), display.public());
        let (trusted, other) = (print(b"a certificate"), print(b"another one"));
        let code = |key, nonce| code(&key, &nonce).unwrap();
        // A display and a gateway of different versions must agree: these never change.
        assert_eq!(code(display, [3; 16]).grouped(), "514 337 399");
        let ours = check(&gateway, &trusted, &display, &[3; 16]);
        assert_eq!(ours.grouped(), "691 984");
        assert_ne!(code(display, [4; 16]), code(display, [3; 16]));
        assert_ne!(code(gateway, [3; 16]), code(display, [3; 16]));
        assert_ne!(check(&display, &trusted, &gateway, &[3; 16]), ours);
        assert_ne!(check(&gateway, &other, &display, &[3; 16]), ours);
        assert_ne!(check(&gateway, &trusted, &display, &[4; 16]), ours);
    }

    #[test]
    fn only_the_display_opens_what_is_sealed_to_it_and_only_whole() {
        let gateway = Own::from_chance([1; 32]);
        let (display, other) = (Own::from_chance([2; 32]), Own::from_chance([3; 32]));
        let sealed = seal(&gateway, &display.public(), [7; 24], b"a password").unwrap();
        let by = gateway.public();
        assert_eq!(
            open(&display, &by, [7; 24], &sealed).unwrap(),
            b"a password"
        );
        assert_eq!(open(&other, &by, [7; 24], &sealed), None);
        assert_eq!(open(&display, &other.public(), [7; 24], &sealed), None);
        assert_eq!(open(&display, &by, [8; 24], &sealed), None);
        for place in 0..sealed.len() {
            let mut broken = sealed.clone();
            broken[place] ^= 1;
            assert_eq!(open(&display, &by, [7; 24], &broken), None);
        }
        assert_eq!(open(&display, &by, [7; 24], &[]), None);
        assert!(!format!("{display:?}").contains('2'));
    }
}
