//! A display and somebody who plays its gateway.

#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::bridge::News;
use crate::bridge::tests::METER;
use crate::config::{Config, Pass, Secret};
use crate::mqtt::{End, follow, prepare};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate whose key is nowhere.
pub(crate) const PEM: &str = "\
-----BEGIN CERTIFICATE-----\n\
MIIBeTCCAR+gAwIBAgIUap4dcnw6RbJLLHaF0NLRjisTzWEwCgYIKoZIzj0EAwIw\n\
EjEQMA4GA1UEAwwHZ2F0ZXdheTAeFw0yNjExMjcxMTM1MjRaFw0zNjExMjQxMTM1\n\
MjRaMBIxEDAOBgNVBAMMB2dhdGV3YXkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\n\
AAQi+kIn0ESbzU5hip+c2AJqoBdeSMu6356HDqAkRK4QDoT+5e2Rnov3QmPwKzzJ\n\
4wYJhob1iu6O36blBeUlo0mTo1MwUTAdBgNVHQ4EFgQUO3qe0ijC1H50A71NYDmS\n\
iVaIZ/EwHwYDVR0jBBgwFoAUO3qe0ijC1H50A71NYDmSiVaIZ/EwDwYDVR0TAQH/\n\
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBdljKFabikxplswoeDSS7T+nUpEKyd\n\
ravRbmVypO5i1AIhAPpuKjTVn5kEXzbVng3yrBLNYLH6roZtTPZAIh2Ck3Ea\n\
-----END CERTIFICATE-----\n";
const PASSWORD: &str = "the password of a display";
const PATIENCE: Duration = Duration::from_secs(20);
/// MQTT 5: come in.
const CONNACK: [u8; 5] = [0x20, 3, 0, 0, 0];

fn made() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["gateway".to_owned()]).unwrap()
}

/// Plays a gateway with this certificate. Gives its port, and what is said to it inside TLS.
async fn gateway(certificate: Vec<u8>, key: Vec<u8>) -> (u16, Arc<Mutex<Vec<u8>>>) {
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(certificate)],
            PrivateKeyDer::try_from(key).unwrap(),
        );
    let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = heard.clone();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let Ok(mut tls) = acceptor.accept(socket).await else {
                continue;
            };
            let mut piece = [0; 1024];
            let length = tls.read(&mut piece).await.unwrap_or(0);
            kept.lock().unwrap().extend_from_slice(&piece[..length]);
            if length > 0 {
                tls.write_all(&CONNACK).await.ok();
            }
        }
    });
    (port, heard)
}

fn config(port: u16, folder: &Path) -> Config {
    let path = folder.join("display.toml");
    let text = format!("broker = \"mqtts://127.0.0.1:{port}\"\nstate = \"state\"\n");
    std::fs::write(&path, text).unwrap();
    Config::read(&path).unwrap()
}

/// A display that trusts this certificate, until it is in or has to be paired anew.
async fn display(port: u16, trusts: &[u8]) -> (Option<End>, Vec<News>) {
    let folder = tempfile::tempdir().unwrap();
    let pass = Pass {
        secret: Secret(PASSWORD.into()),
        trusted: Trusted::from_der(trusts).unwrap(),
    };
    let (link, events) = prepare(&config(port, folder.path()), METER, &pass).unwrap();
    let news = Mutex::new(Vec::new());
    let inside = tokio::sync::Notify::new();
    let hear = |one| {
        if one == News::Connected(true) {
            inside.notify_one();
        }
        news.lock().unwrap().push(one);
    };
    let ended = async {
        tokio::select! {
            end = follow(link, events, None, &hear) => Some(end),
            () = inside.notified() => None,
        }
    };
    let end = tokio::time::timeout(PATIENCE, ended).await.unwrap();
    (end, news.into_inner().unwrap())
}

fn knows_the_password(heard: &Mutex<Vec<u8>>) -> bool {
    let heard = heard.lock().unwrap();
    heard
        .windows(PASSWORD.len())
        .any(|part| part == PASSWORD.as_bytes())
}

#[tokio::test]
async fn a_display_comes_in_at_the_gateway_whose_certificate_it_has_whatever_its_name() {
    let ours = made();
    let (port, heard) = gateway(ours.cert.der().to_vec(), ours.signing_key.serialize_der()).await;
    let (end, news) = display(port, ours.cert.der()).await;
    assert_eq!((end, news.first()), (None, Some(&News::Connected(true))));
    assert!(knows_the_password(&heard));
}

#[tokio::test]
async fn a_stranger_is_told_nothing_and_what_the_reader_sees_is_not_forgotten() {
    let (ours, other) = (made(), made());
    let (port, heard) = gateway(other.cert.der().to_vec(), other.signing_key.serialize_der()).await;
    let (end, news) = display(port, ours.cert.der()).await;
    assert_eq!(end, Some(End::Stranger));
    assert!(
        news.iter().all(|one| *one == News::Connected(false)),
        "{news:?}"
    );
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn who_speaks_no_tls_is_a_stranger_too() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = heard.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut piece = [0; 4096];
            let length = socket.read(&mut piece).await.unwrap_or(0);
            kept.lock().unwrap().extend_from_slice(&piece[..length]);
            socket.write_all(&CONNACK).await.ok();
        }
    });
    let (end, _) = display(port, made().cert.der()).await;
    assert_eq!(end, Some(End::Stranger));
    assert!(!heard.lock().unwrap().is_empty() && !knows_the_password(&heard));
}

#[tokio::test]
async fn before_it_is_paired_a_display_speaks_with_whoever_answers() {
    let any = made();
    let (port, heard) = gateway(any.cert.der().to_vec(), any.signing_key.serialize_der()).await;
    let folder = tempfile::tempdir().unwrap();
    let config = config(port, folder.path());
    let options = crate::mqtt::options(&config, "x", ("pair", "pair"), whoever().unwrap());
    let (_client, mut events) = rumqttc::v5::AsyncClient::new(options.unwrap(), 4);
    events.poll().await.unwrap();
    assert!(!heard.lock().unwrap().is_empty());
}

/// The program that runs this test, once more, in a system that trusts another certificate.
#[test]
fn a_root_of_the_system_does_not_help() {
    let folder = tempfile::tempdir().unwrap();
    let other = made();
    let file = folder.path().join("roots.pem");
    std::fs::write(file.with_extension("der"), other.cert.der()).unwrap();
    std::fs::write(
        file.with_extension("key"),
        other.signing_key.serialize_der(),
    )
    .unwrap();
    std::fs::write(&file, pem(other.cert.der())).unwrap();
    let again = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "tls::tests::in_a_system_that_trusts_another",
            "--ignored",
        ])
        .env("SSL_CERT_FILE", &file)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&again.stdout);
    assert!(
        again.status.success() && told.contains("1 passed"),
        "{told}"
    );
}

#[tokio::test]
#[ignore = "started by the test above, with the roots of its choice"]
async fn in_a_system_that_trusts_another() {
    #[expect(clippy::disallowed_methods, reason = "the roots of this system")]
    let roots = PathBuf::from(std::env::var("SSL_CERT_FILE").unwrap());
    let read = |ending| std::fs::read(roots.with_extension(ending)).unwrap();
    let (port, heard) = gateway(read("der"), read("key")).await;
    // With the system's roots one would come in.
    let connector = builder()
        .danger_accept_invalid_hostnames(true)
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = config(port, folder.path());
    let transport = Transport::tls_with_config(connector.into());
    let options = crate::mqtt::options(&config, "x", ("pair", "pair"), transport).unwrap();
    let (_client, mut events) = rumqttc::v5::AsyncClient::new(options, 4);
    events.poll().await.unwrap();
    heard.lock().unwrap().clear();
    let (end, _) = display(port, made().cert.der()).await;
    assert_eq!(end, Some(End::Stranger));
    assert!(heard.lock().unwrap().is_empty());
}

/// RFC 7468.
fn pem(certificate: &[u8]) -> String {
    let text = STANDARD.encode(certificate);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|l| std::str::from_utf8(l).unwrap())
        .collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}
