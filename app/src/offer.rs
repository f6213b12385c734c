//! What a display offers an installer: a code, and then the number to compare. Decided on values;
//! how display and gateway come to trust each other is told in `gateway/pair`.

use ami_domain::pairing::{ARRIVE, PairCode, VALID};
use ami_domain::time::Span;
use ami_pair::{Key, Nonce, Own, PairError, Print, check, code, open, print};
use ami_wire::ihd::{IhdMet, IhdPairing};
use ami_wire::pair::{Hex, IhdAsk, IhdPair, IhdPass, from_hex};

/// A key pair of this display, and the code of it.
#[derive(Debug)]
pub(crate) struct Offer {
    own: Own,
    nonce: Nonce,
    code: PairCode,
    /// The key of the one gateway that has been told ours, and the fingerprint of its certificate;
    /// a second one is told another.
    told: Option<(Key, Print)>,
    met: Option<IhdMet>,
    /// Another display is being paired.
    other: bool,
}

/// What follows from a gateway's word.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing.
    Wait,
    /// Say this to the gateway.
    Ask(IhdAsk),
    /// Come in with this.
    Enter(IhdPass),
    /// This code has had its use: make another one.
    Anew,
}

impl Offer {
    /// A new one; takes a tenth of a second and more.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub(crate) fn new(key: [u8; 32], nonce: Nonce) -> Result<Self, PairError> {
        let own = Own::from_chance(key);
        let code = code(&own.public(), &nonce)?;
        Ok(Self {
            own,
            nonce,
            code,
            told: None,
            met: None,
            other: false,
        })
    }

    /// Whether it is too old. While the installer compares it stays a little longer.
    pub(crate) fn is_over(&self, age: Span) -> bool {
        let last = if self.met.is_some() {
            VALID + ARRIVE
        } else {
            VALID
        };
        age >= last
    }

    /// For the page.
    pub(crate) fn shown(&self, age: Span, reached: bool) -> IhdPairing {
        let left = (VALID - age).as_millis().max(0);
        IhdPairing {
            code: self.code,
            minutes: u32::try_from((left + 59_999) / 60_000).unwrap_or(0),
            reached,
            met: self.met.clone(),
            other: self.other,
        }
    }

    /// The gateway's word.
    pub(crate) fn heard(&mut self, said: &IhdPair) -> Next {
        let theirs = (said.key.0, said.certificate.0);
        // Whoever could say a second key knows ours by then, and could choose theirs by it.
        if self.told.is_some_and(|told| told != theirs) {
            return Next::Anew;
        }
        self.told = Some(theirs);
        let Some(found) = &said.found else {
            self.other = false;
            return if self.met.is_some() {
                Next::Anew
            } else {
                Next::Ask(IhdAsk {
                    v: ami_wire::VERSION,
                    key: Hex(self.own.public()),
                    nonce: Hex(self.nonce),
                })
            };
        };
        if found.display.0 != self.own.public() {
            self.other = true;
            return if self.met.is_some() {
                Next::Anew
            } else {
                Next::Wait
            };
        }
        let met = IhdMet {
            check: check(&theirs.0, &theirs.1, &self.own.public(), &self.nonce),
            last4: found.last4.clone(),
        };
        // What the installer has read must not change under their eyes.
        if self.met.as_ref().is_some_and(|known| *known != met) {
            return Next::Anew;
        }
        let Some(pass) = &found.pass else {
            self.met = Some(met);
            return Next::Wait;
        };
        // Nobody has compared what was not shown.
        if self.met.is_none() {
            return Next::Anew;
        }
        let bytes = from_hex(&pass.bytes);
        let bytes = bytes.and_then(|bytes| open(&self.own, &said.key.0, pass.nonce.0, &bytes));
        let pass = bytes.and_then(|bytes| IhdPass::from_bytes(&bytes).ok());
        let pass = pass.filter(|pass| pass.last4 == met.last4 && is(&pass.certificate, &theirs.1));
        pass.map_or(Next::Anew, Next::Enter)
    }

    /// The gateway awaits nobody any more; whether the code has had its use.
    pub(crate) fn closed(&mut self) -> bool {
        self.other = false;
        self.met.is_some()
    }
}

/// Whether that is the certificate that was compared.
fn is(certificate: &str, compared: &Print) -> bool {
    from_hex(certificate).is_some_and(|bytes| print(&bytes) == *compared)
}

#[cfg(test)]
#[path = "offer_tests.rs"]
mod tests;
