//! The seal on what the payment processor tells: `Stripe-Signature: t=SECONDS,v1=HEX,..`, the
//! HMAC-SHA256 over `SECONDS.BODY`.

use crate::work_order::seal::fresh;
use ami_domain::time::Timestamp;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The header.
pub const SIGNATURE: &str = "stripe-signature";
/// Seals in one header that are looked at: the sender may be changing its secret.
const SEALS_MAX: usize = 4;

/// Opens what the processor sends; made from the secret, which it does not show.
#[derive(Clone)]
pub struct ProcessorSeal(Hmac<Sha256>);

impl std::fmt::Debug for ProcessorSeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProcessorSeal(..)")
    }
}

impl ProcessorSeal {
    /// From the secret as the processor shows it, `whsec_..`.
    pub fn new(secret: &str) -> Self {
        // HMAC takes a key of any length (RFC 2104); the other arm cannot be reached.
        let key = Hmac::new_from_slice(secret.as_bytes());
        Self(key.unwrap_or_else(|_| Hmac::new(&Default::default())))
    }

    /// The header's seal is ours for this body and at most five minutes old; compared in constant
    /// time.
    pub fn opens(&self, header: &str, body: &[u8], real_now: Timestamp) -> bool {
        let parts = || {
            header
                .split(',')
                .filter_map(|part| part.trim().split_once('='))
        };
        let Some((_, at)) = parts().find(|(key, _)| *key == "t") else {
            return false;
        };
        if !fresh(at, real_now) {
            return false;
        }
        let sealed = self.0.clone().chain_update(at).chain_update(b".");
        let sealed = sealed.chain_update(body);
        parts()
            .filter(|(key, _)| *key == "v1")
            .take(SEALS_MAX)
            .filter_map(|(_, text)| bytes(text))
            .any(|seal| sealed.clone().verify_slice(&seal).is_ok())
    }
}

/// 32 bytes from hexadecimal digits.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let pair = |pair: &[u8]| {
        let text = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(text, 16).ok()
    };
    digits.chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seal_is_the_processors_and_no_other() {
        // printf '%s' '1614265330.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
        let seal = ProcessorSeal::new("whsec_test");
        let body = br#"{"id":"evt_1"}"#;
        let hex = "347e9afe3d74ec4c5cbefd270edc9246513ae3da7b375223e302560fbd4146eb";
        let now = Timestamp::from_millis(1_614_265_330_000);
        let header = format!("t=1614265330,v1={hex},v0=ff");
        assert!(seal.opens(&header, body, now));
        let old = format!("t=1614265330,v1={},v1={hex}", "0".repeat(64));
        assert!(
            seal.opens(&old, body, now),
            "the second seal may be the right one"
        );
        for (header, body, now) in [
            (header.as_str(), &b"{}"[..], now),
            (&header.replace("330", "331"), body, now),
            (&header, body, Timestamp::from_millis(1_614_265_631_000)),
            (&header, body, Timestamp::from_millis(1_614_265_029_000)),
            (&header.replace("v1=", "v0="), body, now),
            (&header.replace("t=", "x="), body, now),
            ("", body, now),
            ("t=1614265330,v1=", body, now),
        ] {
            assert!(!seal.opens(header, body, now), "{header}");
        }
        assert!(!ProcessorSeal::new("whsec_other").opens(&header, body, now));
        assert_eq!(format!("{seal:?}"), "ProcessorSeal(..)");
    }
}
