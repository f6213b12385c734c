//! Logical names: the six value groups A-B:C.D.E*F that name every COSEM object.

use std::fmt;
use std::str::FromStr;

use crate::codec::DecodeError;

/// A logical name (IEC 62056-61), groups A to F in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Obis(pub [u8; 6]);

impl Obis {
    /// Names an object; `f` is 255 for the current value.
    #[must_use]
    pub const fn new(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8) -> Self {
        Self([a, b, c, d, e, f])
    }

    /// True in the manufacturer's own range: A 0, B 0, C 128 to 199.
    #[must_use]
    pub const fn is_manufacturer(self) -> bool {
        self.0[0] == 0 && self.0[1] == 0 && self.0[2] >= 128 && self.0[2] <= 199
    }
}

impl TryFrom<&[u8]> for Obis {
    type Error = DecodeError;

    /// Takes exactly six bytes; anything else is an error.
    fn try_from(bytes: &[u8]) -> Result<Self, DecodeError> {
        let six = <[u8; 6]>::try_from(bytes);
        six.map(Self).map_err(|_| DecodeError::Meaning {
            what: "a logical name not six bytes long",
        })
    }
}

impl fmt::Display for Obis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, last] = self.0;
        write!(f, "{a}-{b}:{c}.{d}.{e}*{last}")
    }
}

impl fmt::Debug for Obis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Obis {
    type Err = DecodeError;

    /// Reads `A-B:C.D.E*F` or `A-B:C.D.E` (F is then 255). Anything else is an error.
    fn from_str(text: &str) -> Result<Self, DecodeError> {
        const WHAT: DecodeError = DecodeError::Meaning {
            what: "a name not written A-B:C.D.E*F",
        };
        let (a, rest) = text.split_once('-').ok_or(WHAT)?;
        let (b, rest) = rest.split_once(':').ok_or(WHAT)?;
        let (cde, f) = rest.split_once('*').unwrap_or((rest, "255"));
        let mut parts = cde.split('.');
        let mut next = || parts.next().ok_or(WHAT);
        let groups = [a, b, next()?, next()?, next()?, f];
        if parts.next().is_some() {
            return Err(WHAT);
        }
        let mut out = [0; 6];
        for (slot, group) in out.iter_mut().zip(groups) {
            *slot = group.parse().map_err(|_| WHAT)?;
        }
        Ok(Self(out))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::Obis;

    #[test]
    fn a_name_reads_back_as_it_is_written() {
        let breaker = Obis::new(0, 0, 96, 3, 10, 255);
        assert_eq!(breaker.to_string(), "0-0:96.3.10*255");
        assert_eq!("0-0:96.3.10*255".parse::<Obis>().unwrap(), breaker);
        assert_eq!("0-0:96.3.10".parse::<Obis>().unwrap(), breaker);
        for bad in [
            "",
            "0-0:96.3",
            "0-0:96.3.10.4",
            "0-0:96.3.256",
            "0.0.96.3.10.255",
        ] {
            assert!(bad.parse::<Obis>().is_err(), "{bad}");
        }
    }

    #[test]
    fn only_group_c_128_to_199_is_the_manufacturers() {
        assert!(Obis::new(0, 0, 128, 0, 0, 255).is_manufacturer());
        assert!(!Obis::new(0, 0, 96, 0, 0, 255).is_manufacturer());
        assert!(!Obis::new(1, 0, 128, 0, 0, 255).is_manufacturer());
    }
}
