//! How a client reaches a meter and shows who it is.

use crate::apdu::Conformance;
use crate::hdlc::HdlcConfig;
use crate::security::{Form, Keys, Password, Protection, SystemTitle};

/// How messages travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// HDLC on a serial port.
    Hdlc(HdlcConfig),
    /// The wrapper on TCP.
    Wrapper {
        /// The client's service access point.
        client: u16,
        /// The logical device.
        server: u16,
    },
}

/// How the client shows who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authentication {
    /// Not at all.
    None,
    /// With a password.
    Lls(Password),
    /// Mutually, by challenge and GMAC; needs a [`Cipher`].
    Hls5,
}

/// Keys and how they are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cipher {
    /// Both keys.
    pub keys: Keys,
    /// The client's own system title; no two clients of a meter may share one.
    pub title: SystemTitle,
    /// How our messages are protected, and the least that answers must be.
    pub protection: Protection,
    /// The envelope of our messages; answers may come in either.
    pub form: Form,
}

/// Everything a client needs to know of one meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientConfig {
    /// How messages travel.
    pub transport: Transport,
    /// How the client shows who it is.
    pub authentication: Authentication,
    /// Keys; none means plain messages.
    pub cipher: Option<Cipher>,
    /// The meter's system title if it is known; another one is refused then.
    pub server_title: Option<SystemTitle>,
    /// Bytes of the longest message that we take.
    pub max_pdu: u16,
    /// What we propose.
    pub conformance: Conformance,
    /// Milliseconds without the next message of an answer until the request has failed. On
    /// HDLC it must exceed all the link's tries together.
    pub answer_ms: u64,
    /// Send RLRQ before the end; most HDLC meters want only DISC.
    pub release_request: bool,
}

impl ClientConfig {
    /// Plain and without authentication; 1,024 bytes; 30 s on HDLC, 10 s on TCP.
    #[must_use]
    pub fn new(transport: Transport) -> Self {
        let on_tcp = matches!(transport, Transport::Wrapper { .. });
        Self {
            transport,
            authentication: Authentication::None,
            cipher: None,
            server_title: None,
            max_pdu: 1_024,
            conformance: Conformance::OURS,
            answer_ms: if on_tcp { 10_000 } else { 30_000 },
            release_request: on_tcp,
        }
    }
}
