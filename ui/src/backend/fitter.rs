//! What an installer asks: the displays of a home, and how one is paired.

use super::{Answer, Trouble, ready};
use ami_domain::id::PairingId;
use ami_domain::pairing::CheckNumber;
use ami_wire::api::pairing::{AskPairing, HomeDisplays, Pairing};

/// The questions of installers. Paths and shapes: `ami_wire::api`.
pub(crate) trait Fitter {
    /// The home of the meter with this serial number.
    fn displays(&self, _: &str) -> Answer<HomeDisplays> {
        ready(Err(Trouble::NotHere))
    }
    /// Begins a pairing; the same id again begins it once.
    fn pair(&self, _: PairingId, _: AskPairing) -> Answer<Pairing> {
        ready(Err(Trouble::NotHere))
    }
    /// How it stands.
    fn pairing(&self, _: PairingId) -> Answer<Pairing> {
        ready(Err(Trouble::NotHere))
    }
    /// Both show this number.
    fn confirm_pairing(&self, _: PairingId, _: CheckNumber) -> Answer<Pairing> {
        ready(Err(Trouble::NotHere))
    }
    /// Stops it, or takes the display out; `differs` when the display shows another number.
    fn end_pairing(&self, _: PairingId, _differs: bool) -> Answer<Pairing> {
        ready(Err(Trouble::NotHere))
    }
}
