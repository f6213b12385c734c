//! The broker in this process: where it listens, and as whom.

use super::{Broker, ConfigError, value};
use ami_broker::{BrokerError, Identity};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The certificate of the embedded broker, and the files that it is read from.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// What the broker shows; clones share it.
    pub identity: Identity,
    certificate: PathBuf,
    key: PathBuf,
}

impl Certificate {
    fn read(certificate: &Path, key: &Path) -> Result<Self, ConfigError> {
        Ok(Self {
            identity: identity(certificate, key)?,
            certificate: certificate.to_owned(),
            key: key.to_owned(),
        })
    }

    /// Reads both files again and shows what they hold to whoever connects from now on. Gives
    /// whether it is another certificate than before. Waits for the disk.
    ///
    /// # Errors
    /// [`ConfigError`] when a file cannot be read or used, or the key is another certificate's, as
    /// it is between the writing of the two; then the one before is shown on.
    pub fn renew(&self) -> Result<bool, ConfigError> {
        let new = identity(&self.certificate, &self.key)?;
        Ok(self.identity.renew(&new))
    }
}

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
        (Some(certificate), Some(key), false) => Some(Certificate::read(certificate, key)?),
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
