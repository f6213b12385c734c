//! Who may associate with a server, how, and what they may do then.

use crate::apdu::Conformance;
use crate::hdlc::ServerHdlcConfig;
use crate::obis::Obis;
use crate::security::{Keys, Password, Protection, SystemTitle};

/// How messages travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerTransport {
    /// HDLC on a serial port.
    Hdlc(ServerHdlcConfig),
    /// The wrapper on TCP.
    Wrapper {
        /// Our logical device; messages for others are ignored.
        server: u16,
    },
}

/// How one client must show who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// Not at all.
    None,
    /// With this password.
    Lls(Password),
    /// Mutually, by challenge and GMAC.
    Hls5 {
        /// Both keys.
        keys: Keys,
        /// The least protection of its messages after the association.
        least: Protection,
        /// The only client that may come; none means any that holds the keys.
        client_title: Option<SystemTitle>,
        /// Highest counter accepted before the last restart.
        last_counter: Option<u32>,
    },
}

/// Which objects a right covers, by class and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// None.
    Nothing,
    /// These.
    Only(Vec<(u16, Obis)>),
    /// All.
    Everything,
}

impl Scope {
    /// True when the object is covered.
    #[must_use]
    pub fn covers(&self, class: u16, obis: Obis) -> bool {
        match self {
            Self::Nothing => false,
            Self::Only(list) => list.contains(&(class, obis)),
            Self::Everything => true,
        }
    }
}

/// What one client may do; the association object may always be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// Read.
    pub get: Scope,
    /// Write.
    pub set: Scope,
    /// Call methods.
    pub action: Scope,
}

impl Rights {
    /// Reads these objects and nothing else.
    #[must_use]
    pub const fn reads(get: Scope) -> Self {
        Self {
            get,
            set: Scope::Nothing,
            action: Scope::Nothing,
        }
    }

    /// Everything.
    #[must_use]
    pub const fn all() -> Self {
        Self {
            get: Scope::Everything,
            set: Scope::Everything,
            action: Scope::Everything,
        }
    }
}

/// One client that may associate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Its service access point: 16 public, 1 management, 17 reader by custom.
    pub client: u16,
    /// How it shows who it is.
    pub login: Login,
    /// What it may do.
    pub rights: Rights,
}

/// Everything a server session needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerConfig {
    /// How messages travel.
    pub transport: ServerTransport,
    /// The meter's system title, unique in the world.
    pub title: SystemTitle,
    /// Bytes of the longest message that we take.
    pub max_pdu: u16,
    /// What we can do.
    pub conformance: Conformance,
    /// Who may associate; nobody else is let in.
    pub access: Vec<Access>,
}

impl ServerConfig {
    /// 1,024 bytes and all that this crate can do.
    #[must_use]
    pub const fn new(transport: ServerTransport, title: SystemTitle, access: Vec<Access>) -> Self {
        Self {
            transport,
            title,
            max_pdu: 1_024,
            conformance: Conformance::OURS,
            access,
        }
    }
}
