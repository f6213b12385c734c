//! What both ends agree on when they connect: lengths and windows.

use super::Address;
use crate::codec::Reader;

const DEFAULT_INFO: u16 = 128;
const MAX_INFO: u16 = 2030;
const MAX_WINDOW: u8 = 7;

/// Lengths and windows, from the view of the side that holds the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Params {
    /// Bytes of the information fields that we send, at most.
    pub info_tx: u16,
    /// Bytes of the information fields that we take, at most.
    pub info_rx: u16,
    /// Frames that we send without an acknowledgement, at most.
    pub window_tx: u8,
    /// Frames that we take before we acknowledge, at most.
    pub window_rx: u8,
}

impl Default for Params {
    /// What the standard assumes when nothing is said: 128 bytes, window 1.
    fn default() -> Self {
        Self {
            info_tx: DEFAULT_INFO,
            info_rx: DEFAULT_INFO,
            window_tx: 1,
            window_rx: 1,
        }
    }
}

impl Params {
    /// The information field of SNRM or UA; empty when all is as the standard assumes.
    pub(super) fn snrm_info(self) -> Vec<u8> {
        if self == Self::default() {
            Vec::new()
        } else {
            self.ua_info()
        }
    }

    pub(super) fn ua_info(self) -> Vec<u8> {
        let mut list = Vec::new();
        for (id, bytes) in [(5, self.info_tx), (6, self.info_rx)] {
            list.push(id);
            match u8::try_from(bytes) {
                Ok(byte) => list.extend([1, byte]),
                Err(_) => {
                    list.push(2);
                    list.extend(bytes.to_be_bytes());
                }
            }
        }
        list.extend([7, 4, 0, 0, 0, self.window_tx, 8, 4, 0, 0, 0, self.window_rx]);
        let mut out = vec![0x81, 0x80];
        crate::codec::put_octets(&mut out, &list);
        out
    }

    /// What holds after the other side's list `info`: never more than either side can do.
    ///
    /// The group length is ignored, because servers are seen that write 0 there; a broken
    /// rest of the list leaves what was read so far.
    #[must_use]
    pub fn negotiated(self, info: &[u8]) -> Self {
        let theirs = Self::read(info);
        let least = |a: u16, b: u16| a.min(b).clamp(16, MAX_INFO);
        let window = |a: u8, b: u8| a.min(b).clamp(1, MAX_WINDOW);
        Self {
            info_tx: least(self.info_tx, theirs.info_rx),
            info_rx: least(self.info_rx, theirs.info_tx),
            window_tx: window(self.window_tx, theirs.window_rx),
            window_rx: window(self.window_rx, theirs.window_tx),
        }
    }

    fn read(info: &[u8]) -> Self {
        let mut out = Self::default();
        let mut reader = Reader::new(info);
        if reader.take(3).is_err() {
            return out;
        }
        while let (Ok(id), Ok(value)) = (reader.u8(), reader.octets()) {
            let number = value
                .iter()
                .fold(0u32, |all, byte| (all << 8) | u32::from(*byte));
            let length = u16::try_from(number).unwrap_or(MAX_INFO);
            let window = u8::try_from(number).unwrap_or(MAX_WINDOW);
            match id {
                5 => out.info_tx = length,
                6 => out.info_rx = length,
                7 => out.window_tx = window,
                8 => out.window_rx = window,
                _ => {}
            }
        }
        out
    }
}

/// How a client reaches one meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HdlcConfig {
    /// The client's service access point, 1 to 127.
    pub client: u8,
    /// The meter.
    pub server: Address,
    /// What we propose.
    pub params: Params,
    /// Milliseconds without an answer until a frame is sent again.
    pub answer_ms: u64,
    /// How often a frame is sent in all, at least once.
    pub tries: u32,
    /// Milliseconds of silence inside a frame after which its start is given up.
    pub gap_ms: u64,
}

impl HdlcConfig {
    /// One-byte addresses, 128 bytes, window 1, 2 s for an answer, 4 tries, gap 500 ms.
    #[must_use]
    pub fn new(client: u8, server: u8) -> Self {
        Self {
            client,
            server: Address::short(server),
            params: Params::default(),
            answer_ms: 2_000,
            tries: 4,
            gap_ms: 500,
        }
    }
}

/// How a server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerHdlcConfig {
    /// Our own address; frames for others are ignored.
    pub server: Address,
    /// The most that we can do.
    pub params: Params,
    /// Milliseconds of silence inside a frame after which its start is given up.
    pub gap_ms: u64,
    /// Milliseconds without any frame after which the connection is forgotten.
    pub inactivity_ms: u64,
}

impl ServerHdlcConfig {
    /// A one-byte address, 128 bytes, window 1, gap 500 ms, forgotten after 120 s.
    #[must_use]
    pub fn new(server: u8) -> Self {
        Self {
            server: Address::short(server),
            params: Params::default(),
            gap_ms: 500,
            inactivity_ms: 120_000,
        }
    }
}
