//! Who a listener is to those who connect: a certificate and its private key.

use crate::config::BrokerError;
use std::sync::{Arc, PoisonError, RwLock};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

/// A certificate with those that it rests on, and its private key; clones share it, also when it is
/// renewed. `Debug` hides the key.
#[derive(Clone)]
pub struct Identity {
    config: Arc<ServerConfig>,
    shown: Arc<Shown>,
}

/// What the next client is shown.
struct Shown(RwLock<Arc<CertifiedKey>>);

impl Shown {
    fn now(&self) -> Arc<CertifiedKey> {
        // A pointer is written whole or not at all.
        let shown = self.0.read().unwrap_or_else(PoisonError::into_inner);
        shown.clone()
    }
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shown(..)")
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.now())
    }
}

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

    /// From the next connection on every clone of this one shows what the new one does; whoever is
    /// connected stays so. Gives whether it is another certificate than before.
    pub fn renew(&self, new: &Self) -> bool {
        let new = new.shown.now();
        let other = new.cert != self.shown.now().cert;
        let shown = self.shown.0.write();
        *shown.unwrap_or_else(PoisonError::into_inner) = new;
        other
    }

    fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) -> Result<Self, BrokerError> {
        let wrong = |error: tokio_rustls::rustls::Error| BrokerError::Key(error.to_string());
        let pair = CertifiedKey::from_der(chain, key, &default_provider()).map_err(wrong)?;
        let shown = Arc::new(Shown(RwLock::new(Arc::new(pair))));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(wrong)?
            .with_no_client_auth()
            .with_cert_resolver(shown.clone());
        let config = Arc::new(config);
        Ok(Self { config, shown })
    }

    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        self.config.clone()
    }
}
