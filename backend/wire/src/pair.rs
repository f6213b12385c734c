//! Pairing a display over MQTT: ADCS with a gateway, and a gateway with a display on the home's
//! network. No secret travels in the clear; how it works is told in `gateway/pair`.

use crate::VERSION;
use ami_domain::id::{GatewayId, MeterId, PairingId};
use ami_domain::pairing::{CheckNumber, PairCode, Stage};

/// What a gateway is to do.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PairDown {
    /// [`VERSION`].
    pub v: u8,
    /// Which pairing.
    pub pairing: PairingId,
    /// What.
    pub order: PairOrder,
}

/// The orders. Each may come again; the second copy changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PairOrder {
    /// Wait for a display; another pairing that is open ends.
    Open(PairOpen),
    /// Say how it stands.
    Look,
    /// Let the display in, if this is the number.
    Confirm(CheckNumber),
    /// End it; a display that is in is shut out.
    End,
}

/// For which display, and how long.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PairOpen {
    /// The home that it will see.
    pub meter: MeterId,
    /// What it shows.
    pub code: PairCode,
    /// The last four signs of the meter's serial number, for the eye.
    pub last4: String,
    /// So long it may take, real milliseconds.
    pub left_ms: u32,
}

/// How a pairing stands at a gateway.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PairUp {
    /// [`VERSION`].
    pub v: u8,
    /// Who says it.
    pub gateway: GatewayId,
    /// Which pairing.
    pub pairing: PairingId,
    /// How it stands.
    pub stage: Stage,
}

/// What a gateway says to displays that want to be paired; nothing while none is awaited.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdPair {
    /// [`VERSION`].
    pub v: u8,
    /// Its public key.
    pub key: Hex<32>,
    /// SHA-256 of the certificate that it gives to displays to trust.
    pub certificate: Hex<32>,
    /// The display that it has found.
    pub found: Option<IhdFound>,
}

/// A display that a gateway has found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdFound {
    /// The display's public key.
    pub display: Hex<32>,
    /// The last four signs of the meter's serial number.
    pub last4: String,
    /// Once the installer has confirmed: an [`IhdPass`] that only this display can open.
    pub pass: Option<IhdSealed>,
}

/// Sealed bytes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdSealed {
    /// Made for this one seal.
    pub nonce: Hex<24>,
    /// The bytes, as hexadecimal digits.
    pub bytes: String,
}

/// What is sealed: how the display comes in from now on.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdPass {
    /// [`VERSION`].
    pub v: u8,
    /// The home that it sees.
    pub meter: MeterId,
    /// As the number before it said.
    pub last4: String,
    /// Its password at the local broker.
    pub password: String,
    /// The one certificate that it trusts there: DER, as hexadecimal digits.
    pub certificate: String,
}

impl std::fmt::Debug for IhdPass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IhdPass({})", self.meter)
    }
}

/// A display says who it is: what its code was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdAsk {
    /// [`VERSION`].
    pub v: u8,
    /// Its public key.
    pub key: Hex<32>,
    /// Made with the key, for this one code.
    pub nonce: Hex<16>,
}

/// Bytes as hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl<const N: usize> serde::Serialize for Hex<N> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&to_hex(&self.0))
    }
}

impl<'de, const N: usize> serde::Deserialize<'de> for Hex<N> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        let bytes = from_hex(&text).and_then(|bytes| bytes.try_into().ok());
        let wrong = || serde::de::Error::custom(format!("{} hexadecimal digits are wanted", 2 * N));
        bytes.map(Self).ok_or_else(wrong)
    }
}

/// Bytes as hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads hexadecimal digits; `None` when there is anything else.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !digits || !text.len().is_multiple_of(2) {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}

impl PairDown {
    /// An order.
    pub fn new(pairing: PairingId, order: PairOrder) -> Self {
        Self {
            v: VERSION,
            pairing,
            order,
        }
    }
}

body!(IhdPass, "display's password");
body!(PairDown, "order about a pairing");
body!(PairUp, "word about a pairing");
body!(IhdPair, "gateway's word to displays");
body!(IhdAsk, "display's word to a gateway");
