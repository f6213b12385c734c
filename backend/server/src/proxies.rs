//! Proxies in front of us, and whose request it is that they hand on. `X-Forwarded-For` counts only
//! as far as proxies that the configuration names have written it: anybody can send the header.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// Longest list of proxies.
const RANGES_MAX: usize = 64;
/// Steps of a forwarded request that are looked at; what is longer is nobody's honest path.
const STEPS_MAX: usize = 16;

/// Addresses of proxies that are believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<Range>);

/// An address, or all addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    address: IpAddr,
    bits: u8,
}

impl FromStr for Proxies {
    type Err = String;
    /// Reads addresses and ranges such as `10.0.0.0/8`, with commas between them.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|one| !one.is_empty());
        let ranges: Vec<Range> = parts.map(str::parse).collect::<Result<_, _>>()?;
        if ranges.len() > RANGES_MAX {
            return Err(format!("has more than {RANGES_MAX} entries"));
        }
        Ok(Self(ranges))
    }
}

impl FromStr for Range {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no address such as 10.1.2.3, and no range 10.0.0.0/8");
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits.parse().map_err(|_| wrong())?,
            None => most,
        };
        if bits == 0 || bits > most {
            return Err(wrong());
        }
        Ok(Self { address, bits })
    }
}

impl Range {
    fn holds(self, other: IpAddr) -> bool {
        let (ours, theirs, width) = match (self.address, other) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                (u128::from(ours.to_bits()), u128::from(theirs.to_bits()), 32)
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => (ours.to_bits(), theirs.to_bits(), 128),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
        };
        let shift = u32::from(width - self.bits);
        ours >> shift == theirs >> shift
    }
}

impl Proxies {
    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|range| range.holds(address))
    }

    /// Whose request it is: `peer` holds the connection, `forwarded` are the values of
    /// `X-Forwarded-For` in their order. From the end, each entry was written by the one after it:
    /// the first that is none of our proxies is the caller. What cannot be read ends the search,
    /// and then the caller is the last proxy itself.
    pub fn caller<'a>(&self, peer: IpAddr, forwarded: impl Iterator<Item = &'a str>) -> IpAddr {
        let mut caller = peer.to_canonical();
        let steps: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
        for step in steps.iter().rev().take(STEPS_MAX) {
            if !self.trusts(caller) {
                break;
            }
            let Ok(before) = step.trim().parse::<IpAddr>() else {
                break;
            };
            caller = before.to_canonical();
        }
        caller
    }
}

/// What is counted as one place: an IPv4 address, or the half of an IPv6 address that a home or
/// an office has to itself.
pub fn place(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let half = Ipv6Addr::from_bits(address.to_bits() >> 64 << 64);
            format!("{half}/64")
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn caller(proxies: &str, peer: &str, forwarded: &[&str]) -> String {
        let proxies: Proxies = proxies.parse().unwrap();
        let peer = peer.parse().unwrap();
        proxies.caller(peer, forwarded.iter().copied()).to_string()
    }

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        let ours = "10.0.0.0/8, 192.0.2.7,2001:db8::/32";
        let cases: [(&str, &[&str], &str); 9] = [
            ("203.0.113.9", &[], "203.0.113.9"),
            // No proxy of ours: it may say what it likes.
            ("203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
            ("10.1.2.3", &["198.51.100.1"], "198.51.100.1"),
            // What the caller itself sent stands before what our proxy added.
            ("10.1.2.3", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            (
                "10.1.2.3",
                &["1.1.1.1", "198.51.100.1, 192.0.2.7"],
                "198.51.100.1",
            ),
            ("10.1.2.3", &["nonsense"], "10.1.2.3"),
            ("::ffff:10.1.2.3", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("2001:db8::1", &["2001:4860::8"], "2001:4860::8"),
            ("192.0.2.8", &["198.51.100.1"], "192.0.2.8"),
        ];
        for (peer, forwarded, expected) in cases {
            assert_eq!(
                caller(ours, peer, forwarded),
                expected,
                "{peer} {forwarded:?}"
            );
        }
        assert_eq!(caller("", "10.1.2.3", &["198.51.100.1"]), "10.1.2.3");
    }

    #[test]
    fn a_list_that_cannot_be_read_is_refused() {
        for wrong in [
            "x",
            "10.0.0.0/33",
            "10.0.0.0/",
            "0.0.0.0/0",
            "::/129",
            "1.2.3",
        ] {
            assert!(wrong.parse::<Proxies>().is_err(), "{wrong}");
        }
        assert_eq!(" , ".parse(), Ok(Proxies::default()));
    }

    #[test]
    fn an_ipv6_home_is_one_place() {
        let of = |text: &str| place(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
