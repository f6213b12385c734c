//! The seal on what goes to the work-order system and what comes back, in the form of Standard
//! Webhooks (standardwebhooks.com), so that libraries for it exist: HMAC-SHA256 over
//! `id.timestamp.body`.

use ami_domain::time::{Span, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Header with the message's name.
pub const ID: &str = "webhook-id";
/// Header with the seconds since 1970 UTC in which it was sealed.
pub const AT: &str = "webhook-timestamp";
/// Header with the seals, apart by spaces.
pub const SIGNATURE: &str = "webhook-signature";
/// Fewest bytes of a secret.
pub const SECRET_MIN: usize = 32;
/// Most bytes of a secret.
pub const SECRET_MAX: usize = 1_024;
/// A message that was sealed longer ago, or so far ahead, is refused.
pub const REPLAY: Span = Span::minutes(5);
/// Seals in one header that are looked at: the sender may be changing its secret.
const SEALS_MAX: usize = 4;

/// Seals and opens; made from the secret, which it does not show.
#[derive(Clone)]
pub struct Seal(Hmac<Sha256>);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(..)")
    }
}

impl Seal {
    /// From a secret of any length.
    pub fn new(secret: &[u8]) -> Self {
        // HMAC takes a key of any length (RFC 2104); the other arm cannot be reached.
        let key = Hmac::new_from_slice(secret);
        Self(key.unwrap_or_else(|_| Hmac::new(&Default::default())))
    }

    fn over(&self, id: &str, at: &str, body: &[u8]) -> Hmac<Sha256> {
        let parts = [id.as_bytes(), b".", at.as_bytes(), b".", body];
        parts
            .iter()
            .fold(self.0.clone(), |mac, part| mac.chain_update(part))
    }

    /// The seal on this body, as [`SIGNATURE`] says it.
    pub fn sign(&self, id: &str, at: &str, body: &[u8]) -> String {
        let seal = self.over(id, at, body).finalize().into_bytes();
        format!("v1,{}", STANDARD.encode(seal))
    }

    /// One of the seals is ours for this body; compared in constant time.
    pub fn opens(&self, id: &str, at: &str, seals: &str, body: &[u8]) -> bool {
        seals.split(' ').take(SEALS_MAX).any(|seal| {
            let bytes = seal
                .strip_prefix("v1,")
                .and_then(|text| STANDARD.decode(text).ok());
            bytes.is_some_and(|bytes| self.over(id, at, body).verify_slice(&bytes).is_ok())
        })
    }
}

/// The message was sealed within [`REPLAY`] of now.
pub fn fresh(at: &str, real_now: Timestamp) -> bool {
    at.parse::<i64>().is_ok_and(|seconds| {
        let apart = seconds
            .saturating_mul(1_000)
            .saturating_sub(real_now.as_millis());
        apart.unsigned_abs() <= REPLAY.as_millis().unsigned_abs()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seal_is_the_one_of_standard_webhooks() {
        // The published example of the specification's libraries.
        let secret = STANDARD
            .decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .expect("the published secret is base64");
        let seal = Seal::new(&secret);
        let (id, at) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330");
        let body = br#"{"test": 2432232314}"#;
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(seal.sign(id, at, body), expected);
        assert!(seal.opens(id, at, &format!("v1,AAAA {expected}"), body));
        assert!(!seal.opens(id, "1614265331", expected, body));
        assert!(!seal.opens("msg_other", at, expected, body));
        assert!(!seal.opens(id, at, expected, br#"{"test": 2432232315}"#));
        assert!(!Seal::new(b"another").opens(id, at, expected, body));
        for none in [
            "",
            "v1,",
            "v1,!",
            "v0,g0hM",
            "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ] {
            assert!(!seal.opens(id, at, none, body), "{none}");
        }
        assert_eq!(format!("{seal:?}"), "Seal(..)");
    }

    #[test]
    fn what_was_sealed_long_ago_or_far_ahead_is_refused() {
        let now = Timestamp::from_millis(1_000_000_000);
        for (at, is) in [
            ("1000000", true),
            ("999700", true),
            ("1000300", true),
            ("999699", false),
            ("1000301", false),
            ("9223372036854775807", false),
            ("-9223372036854775808", false),
            ("", false),
            ("now", false),
        ] {
            assert_eq!(fresh(at, now), is, "{at}");
        }
    }
}
