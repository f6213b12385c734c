//! The broker in this process: where it listens, and as whom.

use super::{Broker, ConfigError, value};
use ami_broker::{BrokerError, Identity};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// As written, in the order of the keys `broker_certificate_file`, `broker_key_file` and
/// `broker_plain`.
pub(super) type Secured<'a> = (Option<&'a Path>, Option<&'a Path>, bool);

/// Without TLS it may listen on this machine only: every gateway's password and all that is said of
/// a home would cross the network in the clear.
pub(super) fn checked(listen: SocketAddr, secured: Secured<'_>) -> Result<Broker, ConfigError> {
    let tls = match secured {
        (None, None, plain) => {
            if !plain && !listen.ip().to_canonical().is_loopback() {
                let why = format!(
                    "{listen} can be reached from other machines, and gateways would say their \
                     passwords there in the clear; set broker_certificate_file and \
                     broker_key_file, or broker_plain = true if TLS is in front of it"
                );
                return Err(value("broker_listen", why));
            }
            None
        }
        (Some(_), Some(_), true) => {
            let why = "contradicts broker_certificate_file; leave one of them out";
            return Err(value("broker_plain", why));
        }
        (Some(certificate), Some(key), false) => Some(identity(certificate, key)?),
        (Some(_), None, _) => return Err(missing("broker_key_file", "broker_certificate_file")),
        (None, Some(_), _) => return Err(missing("broker_certificate_file", "broker_key_file")),
    };
    Ok(Broker::Embedded { listen, tls })
}

fn identity(certificate: &Path, key: &Path) -> Result<Identity, ConfigError> {
    let made = Identity::from_pem(&read(certificate)?, &read(key)?);
    made.map_err(|error| {
        let (name, file) = match error {
            BrokerError::Certificate(_) => ("broker_certificate_file", certificate),
            _ => ("broker_key_file", key),
        };
        value(name, format!("{}: {error}", file.display()))
    })
}

fn read(file: &Path) -> Result<Vec<u8>, ConfigError> {
    std::fs::read(file).map_err(|source| ConfigError::Read {
        path: PathBuf::from(file),
        source,
    })
}

fn missing(key: &'static str, beside: &str) -> ConfigError {
    value(key, format!("is missing beside {beside}"))
}
