//! Who may associate with the meter and what they may do then.

use ami_dlms::class::{CLOCK, basic, clock};
use ami_dlms::server::{Access, Login, Rights, Scope, ServerTransport};
use ami_dlms::{Keys, Password, Protection, ServerConfig, SystemTitle};

/// The public client: reads name, serial and clock.
pub const LOGIN_PUBLIC: u16 = 16;
/// The reader: a password, reads everything.
pub const LOGIN_READER: u16 = 17;
/// Management: HLS 5 with ciphered messages, everything.
pub const LOGIN_MANAGEMENT: u16 = 1;

/// What proves who a client is. Never printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    /// Of suite 0.
    pub keys: Keys,
    /// Of the reader.
    pub password: Password,
    /// The only management client that may come; none means any that holds the keys. With one
    /// named, its counter is remembered over restarts.
    pub client_title: Option<SystemTitle>,
    /// Highest counter that was accepted from it before the last restart.
    pub last_counter: Option<u32>,
}

/// The meter's associations over this transport.
pub fn server_config(
    transport: ServerTransport,
    title: SystemTitle,
    secrets: Secrets,
) -> ServerConfig {
    let open = [
        (basic::DATA, basic::LOGICAL_DEVICE_NAME),
        (basic::DATA, basic::SERIAL_NUMBER),
        (clock::CLASS, CLOCK),
    ];
    let access = vec![
        Access {
            client: LOGIN_PUBLIC,
            login: Login::None,
            rights: Rights::reads(Scope::Only(open.to_vec())),
        },
        Access {
            client: LOGIN_READER,
            login: Login::Lls(secrets.password),
            rights: Rights::reads(Scope::Everything),
        },
        Access {
            client: LOGIN_MANAGEMENT,
            login: Login::Hls5 {
                keys: secrets.keys,
                least: Protection::Both,
                client_title: secrets.client_title,
                last_counter: secrets.last_counter,
            },
            rights: Rights::all(),
        },
    ];
    ServerConfig::new(transport, title, access)
}
