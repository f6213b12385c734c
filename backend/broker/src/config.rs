//! What a broker is told, its limits, and what can go wrong.

use crate::identity::Identity;
use std::net::SocketAddr;
use std::time::Duration;

/// So many clients may be shaking hands at once.
pub(crate) const HANDSHAKES_MAX: usize = 1_000;
/// A client must have said CONNECT and been answered within this time.
pub(crate) const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// Behind TLS: who connects from here must have said for whom within this time.
pub(crate) const PROXY_WITHIN: Duration = Duration::from_millis(500);
/// Longest client id in bytes.
pub(crate) const CLIENT_ID_MAX: usize = 128;
/// Deepest topic.
pub(crate) const TOPIC_LEVELS_MAX: usize = 16;

/// What a broker is told. Start from [`Config::new`] and change what differs.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address and port; port 0 asks the system for one.
    pub listen: SocketAddr,
    /// With it the port speaks TLS and nothing else; without it MQTT in the clear.
    pub tls: Option<Identity>,
    /// With TLS: most connections that are neither through the handshakes nor answered. Beyond it
    /// the one goes that has waited longest, of the address that has most of them.
    pub max_half_open: usize,
    /// Largest MQTT packet in bytes, either way.
    pub max_packet: u32,
    /// Most messages waiting for one client; when full the oldest is dropped.
    pub max_queue: usize,
    /// Most clients.
    pub max_sessions: usize,
    /// Most topic filters of one client.
    pub max_subscriptions: usize,
    /// Most topics with a retained message; a new one beyond it is not kept, with a warning.
    pub max_retained: usize,
    /// A client's session is kept at most this long after it left.
    pub session_expiry: Duration,
    /// Threads of its own, at least one.
    pub threads: usize,
}

impl Config {
    /// In the clear, with the usual limits: 1,000 half-open connections, 512 KiB packets, 1,000
    /// queued messages a client, 10,000 clients, 64 filters a client, 16,384 retained topics,
    /// sessions of two hours, two threads.
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            listen,
            tls: None,
            max_half_open: HANDSHAKES_MAX,
            max_packet: 512 * 1024,
            max_queue: 1_000,
            max_sessions: 10_000,
            max_subscriptions: 64,
            max_retained: 16_384,
            session_expiry: Duration::from_secs(2 * 3600),
            threads: 2,
        }
    }
}

/// Why a broker does not run or does not publish.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// The address is taken, not ours, or needs rights that we do not have.
    #[error("cannot listen for MQTT on {address}: {why}; free the port or choose another")]
    Port {
        /// What was asked for.
        address: SocketAddr,
        /// What the system says.
        why: String,
    },
    /// What was given as its certificate.
    #[error("the certificate for MQTT over TLS cannot be used: {0}")]
    Certificate(String),
    /// What was given as its private key; never with a piece of it.
    #[error("the private key for MQTT over TLS cannot be used: {0}")]
    Key(String),
    /// The system gives no threads.
    #[error("cannot start the broker's threads: {0}")]
    Threads(std::io::Error),
    /// It died while starting.
    #[error("the broker stopped while it was starting")]
    Stopped,
    /// Empty, or with wildcards.
    #[error("{0:?} is not a topic that can be published to")]
    Topic(String),
    /// Does not fit in a packet.
    #[error("a payload of {0} bytes does not fit in a packet")]
    TooLarge(usize),
    /// rmqtt's own words.
    #[error("the message was not taken: {0}")]
    Publish(String),
}

impl BrokerError {
    pub(crate) fn port(address: SocketAddr, why: &dyn std::fmt::Display) -> Self {
        BrokerError::Port {
            address,
            why: why.to_string(),
        }
    }
}
