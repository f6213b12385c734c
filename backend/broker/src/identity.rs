//! Who a listener is to those who connect: a certificate and its private key.

use crate::config::BrokerError;
use std::sync::Arc;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate with those that it rests on, and its private key; clones share it. `Debug` hides
/// the key.
#[derive(Clone)]
pub struct Identity(Arc<ServerConfig>);

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(..)")
    }
}

impl Identity {
    /// From PEM: the listener's certificate first, then those that it rests on, and the private
    /// key in PKCS #8, SEC 1 or PKCS #1.
    ///
    /// # Errors
    /// [`BrokerError::Certificate`] when there is none or one cannot be used, [`BrokerError::Key`]
    /// when there is none, it cannot be used, or it is another certificate's.
    pub fn from_pem(certificate: &[u8], key: &[u8]) -> Result<Self, BrokerError> {
        let no_certificate =
            |why: &dyn std::fmt::Display| BrokerError::Certificate(why.to_string());
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate).collect();
        let chain = chain.map_err(|error| no_certificate(&error))?;
        if chain.is_empty() {
            return Err(no_certificate(&"no BEGIN CERTIFICATE in it"));
        }
        // Not the parser's own words: they could hold a piece of the key.
        let no_key = |_| BrokerError::Key("no private key in PEM in it".to_owned());
        Self::new(chain, PrivateKeyDer::from_pem_slice(key).map_err(no_key)?)
    }

    /// From DER: one certificate that rests on itself, and its private key in PKCS #8.
    ///
    /// # Errors
    /// As [`Identity::from_pem`].
    pub fn from_der(certificate: &[u8], key: &[u8]) -> Result<Self, BrokerError> {
        let no_key = |why: &str| BrokerError::Key(why.to_owned());
        let key = PrivateKeyDer::try_from(key.to_vec()).map_err(no_key)?;
        Self::new(vec![CertificateDer::from(certificate.to_vec())], key)
    }

    fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) -> Result<Self, BrokerError> {
        let wrong = |error: tokio_rustls::rustls::Error| BrokerError::Key(error.to_string());
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(wrong)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(wrong)?;
        Ok(Self(Arc::new(config)))
    }

    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        self.0.clone()
    }
}
