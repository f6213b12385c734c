//! Interface classes: attribute numbers and the shape of their values, shared by both ends.
//!
//! | Class | Module | Class | Module |
//! |---|---|---|---|
//! | 1 Data, 3 Register | [`basic`] | 111 Account, 112 Credit, 113 Charge | [`payment`] |
//! | 7 Profile generic | [`profile`] | 115 Token gateway | [`payment`] |
//! | 8 Clock | [`clock`] | 40 Push setup | [`push`] |
//! | 15 Association LN | [`association`] | from 8192: the manufacturer's own | [`manufacturer`] |
//! | 70 Disconnect control, 71 Limiter | [`supply`] | | |

pub mod association;
pub mod basic;
pub mod clock;
pub mod manufacturer;
pub mod payment;
pub mod profile;
pub mod push;
pub mod supply;

pub use clock::ClockTime;
pub use profile::CaptureObject;

use crate::codec::DecodeError;
use crate::data::Data;
use crate::obis::Obis;

/// The association object, 0-0:40.0.0.255.
pub const ASSOCIATION: Obis = Obis::new(0, 0, 40, 0, 0, 255);
/// The clock, 0-0:1.0.0.255.
pub const CLOCK: Obis = Obis::new(0, 0, 1, 0, 0, 255);

/// The items of a structure, when there are exactly `N`.
pub(crate) fn fields<'a, const N: usize>(
    data: &'a Data,
    what: &'static str,
) -> Result<&'a [Data; N], DecodeError> {
    let items = data
        .items()
        .and_then(|items| <&[Data; N]>::try_from(items).ok());
    items.ok_or(DecodeError::Meaning { what })
}

/// A whole number that fits `T`.
pub(crate) fn number<T: TryFrom<i64>>(data: &Data, what: &'static str) -> Result<T, DecodeError> {
    let number = data.as_i64().and_then(|number| T::try_from(number).ok());
    number.ok_or(DecodeError::Meaning { what })
}

pub(crate) fn name(data: &Data, what: &'static str) -> Result<Obis, DecodeError> {
    data.as_obis().ok_or(DecodeError::Meaning { what })
}

#[cfg(test)]
mod tests;
