//! With whom a display speaks TLS: with the holder of one certificate, and nobody else in the
//! world; or, before it is paired, with whoever answers.

use rumqttc::tokio_native_tls::native_tls::{
    Certificate, Error, Protocol, TlsConnector, TlsConnectorBuilder,
};
use rumqttc::v5::ConnectionError;
use rumqttc::{TlsError, Transport};

/// The one certificate that is trusted.
#[derive(Clone)]
pub(crate) struct Trusted(Certificate);

impl std::fmt::Debug for Trusted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Trusted(..)")
    }
}

impl Trusted {
    /// As a pairing gives it.
    ///
    /// # Errors
    /// When it is no certificate.
    pub(crate) fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Certificate::from_der(bytes).map(Self)
    }

    /// As an installer's file has it.
    ///
    /// # Errors
    /// When it is no certificate.
    pub(crate) fn from_pem(bytes: &[u8]) -> Result<Self, Error> {
        Certificate::from_pem(bytes).map(Self)
    }

    /// The system's roots count for nothing: with them each of a hundred companies could speak for
    /// this gateway. The host's name is not looked at, because an address on a home's network
    /// changes, and no other certificate is trusted under any name.
    ///
    /// # Errors
    /// What the system's TLS says.
    pub(crate) fn only(&self) -> Result<Transport, Error> {
        let mut builder = builder();
        builder
            .disable_built_in_roots(true)
            .add_root_certificate(self.0.clone())
            .danger_accept_invalid_hostnames(true);
        Ok(Transport::tls_with_config(builder.build()?.into()))
    }
}

/// Whoever answers, for a display that is to be paired and knows no gateway. What is said then may
/// be read by anybody: two public keys, a nonce and the number that people compare. The password
/// is sealed to the display's key, and comes with the certificate that was compared
/// (`gateway/pair`).
///
/// # Errors
/// What the system's TLS says.
pub(crate) fn whoever() -> Result<Transport, Error> {
    let mut builder = builder();
    builder
        .danger_accept_invalid_certs(true)
        .danger_accept_invalid_hostnames(true);
    Ok(Transport::tls_with_config(builder.build()?.into()))
}

fn builder() -> TlsConnectorBuilder {
    let mut builder = TlsConnector::builder();
    builder.min_protocol_version(Some(Protocol::Tlsv12));
    builder
}

/// Whether who answered did not show that it is the trusted one. Nothing was said to it then.
pub(crate) const fn is_stranger(error: &ConnectionError) -> bool {
    matches!(error, ConnectionError::Tls(TlsError::NativeTls(_)))
}

#[cfg(test)]
#[path = "tls_tests.rs"]
pub(crate) mod tests;
