//! A port that speaks TLS and nothing else.

use super::{PATIENCE, client, connected, message, options, until};
use crate::guard::{Guard, PASSWORD};
use ami_broker::{Broker, Config, Identity, Qos};
use rcgen::{CertificateParams, CertifiedKey, KeyPair, generate_simple_self_signed};
use rumqttc::Transport;
use rumqttc::tokio_native_tls::native_tls::{Certificate, TlsConnector};
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::{AsyncClient, EventLoop, Incoming};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

fn made() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["localhost".to_owned()]).unwrap()
}

fn identity(made: &CertifiedKey<KeyPair>) -> Identity {
    Identity::from_der(made.cert.der(), &made.signing_key.serialize_der()).unwrap()
}

async fn broker(guard: &Arc<Guard>, made: &CertifiedKey<KeyPair>, half_open: usize) -> Broker {
    let config = Config {
        tls: Some(identity(made)),
        max_half_open: half_open,
        ..Config::new(SocketAddr::from(([127, 0, 0, 1], 0)))
    };
    Broker::start(config, guard.clone()).await.unwrap()
}

/// A client that trusts this certificate alone.
fn trusting(
    id: &str,
    address: SocketAddr,
    made: &CertifiedKey<KeyPair>,
) -> (AsyncClient, EventLoop) {
    let mut options = options(id, address, PASSWORD);
    options.set_max_packet_size(Some(64 * 1024));
    let connector = TlsConnector::builder()
        .disable_built_in_roots(true)
        .add_root_certificate(Certificate::from_der(made.cert.der()).unwrap())
        .danger_accept_invalid_hostnames(true)
        .build();
    options.set_transport(Transport::tls_with_config(connector.unwrap().into()));
    AsyncClient::new(options, 32)
}

/// A wire between two ends that keeps all that passes.
async fn recorder(to: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tape = Arc::new(Mutex::new(Vec::new()));
    let kept = tape.clone();
    tokio::spawn(async move {
        while let Ok((here, _)) = listener.accept().await {
            let there = TcpStream::connect(to).await.unwrap();
            let ((a, b), (c, d)) = (here.into_split(), there.into_split());
            for (mut from, mut on) in [(a, d), (c, b)] {
                let tape = kept.clone();
                tokio::spawn(async move {
                    let mut piece = [0; 1024];
                    while let Ok(length @ 1..) = from.read(&mut piece).await {
                        tape.lock().await.extend_from_slice(&piece[..length]);
                        if on.write_all(&piece[..length]).await.is_err() {
                            return;
                        }
                    }
                    on.shutdown().await.ok();
                });
            }
        }
    });
    (address, tape)
}

fn holds(tape: &[u8], word: &str) -> bool {
    tape.windows(word.len()).any(|part| part == word.as_bytes())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wire_shows_neither_password_nor_topic_nor_what_is_said() {
    let guard = Guard::new();
    let made = made();
    let broker = broker(&guard, &made, 8).await;
    let (address, tape) = recorder(broker.local_addr()).await;
    let (first, mut events) = trusting("a", address, &made);
    first
        .subscribe("free/view", QoS::AtLeastOnce)
        .await
        .unwrap();
    until(&mut events, |p| {
        matches!(p, Incoming::SubAck(_)).then_some(())
    })
    .await;
    // More than one piece, so that it is seen to arrive whole.
    let balance = "the balance of this home;".repeat(1_000).into_bytes();
    let inside = broker.publish("free/view", balance.clone(), Qos::AtLeastOnce, true);
    inside.await.unwrap();
    assert_eq!(message(&mut events).await.1, balance);
    let tape = tape.lock().await;
    assert!(tape.len() > balance.len());
    for word in [PASSWORD, "free/view", "the balance"] {
        assert!(!holds(&tape, word), "{word} is on the wire");
    }
    drop(tape);
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_trusts_another_certificate_never_says_its_password() {
    let guard = Guard::new();
    let (ours, other) = (made(), made());
    let broker = broker(&guard, &ours, 8).await;
    let (_client, mut events) = trusting("a", broker.local_addr(), &other);
    assert!(events.poll().await.is_err());
    assert_eq!(guard.asked(), 0, "somebody came to the door");
    let (_client, mut events) = trusting("b", broker.local_addr(), &ours);
    connected(&mut events).await;
    assert_eq!(guard.asked(), 1);
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mqtt_in_the_clear_and_rubbish_get_nothing_and_harm_nobody() {
    let guard = Guard::new();
    let made = made();
    let broker = broker(&guard, &made, 8).await;
    let (_plain, mut events) = client("plain", broker.local_addr());
    let polled = tokio::time::timeout(PATIENCE, events.poll()).await.unwrap();
    assert!(polled.is_err());
    for rubbish in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        &[0; 4_096],
        &[0x16, 3, 1, 0xff, 0xff, 1],
        b"",
    ] {
        let mut socket = TcpStream::connect(broker.local_addr()).await.unwrap();
        socket.write_all(rubbish).await.unwrap();
        socket.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let read = tokio::time::timeout(PATIENCE, socket.read_to_end(&mut answer)).await;
        // An alert of TLS at most, never a word of MQTT.
        assert!(read.unwrap().is_err() || answer.first().is_none_or(|byte| *byte == 0x15));
    }
    assert_eq!(guard.asked(), 0);
    let (_client, mut events) = trusting("a", broker.local_addr(), &made);
    connected(&mut events).await;
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_stalls_holds_up_nobody_and_has_to_go_when_there_is_no_room() {
    let guard = Guard::new();
    let made = made();
    let broker = broker(&guard, &made, 4).await;
    let mut stalled = Vec::new();
    for _ in 0..12 {
        stalled.push(TcpStream::connect(broker.local_addr()).await.unwrap());
    }
    let begun = tokio::time::Instant::now();
    let (_client, mut events) = trusting("a", broker.local_addr(), &made);
    connected(&mut events).await;
    assert!(begun.elapsed() < Duration::from_secs(5), "it was held up");
    // The first eight had to make room, long before a handshake takes too long.
    for socket in &mut stalled[..8] {
        let mut answer = [0; 8];
        let read = tokio::time::timeout(Duration::from_secs(5), socket.read(&mut answer)).await;
        assert_eq!(read.expect("it is still half inside").unwrap_or(0), 0);
    }
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_ends_the_handshake_and_then_says_nothing_has_to_go() {
    let guard = Guard::new();
    let made = made();
    let broker = broker(&guard, &made, 4).await;
    let connector = TlsConnector::builder()
        .danger_accept_invalid_certs(true)
        .build()
        .unwrap();
    let connector = rumqttc::tokio_native_tls::TlsConnector::from(connector);
    let socket = TcpStream::connect(broker.local_addr()).await.unwrap();
    let mut silent = connector.connect("localhost", socket).await.unwrap();
    let mut answer = [0; 8];
    let read = tokio::time::timeout(Duration::from_secs(15), silent.read(&mut answer)).await;
    assert_eq!(read.expect("it is still half inside").unwrap_or(0), 0);
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_disconnected_or_goes_is_gone_on_both_sides() {
    let guard = Guard::new();
    let made = made();
    let broker = broker(&guard, &made, 4).await;
    let (_client, mut events) = trusting("a", broker.local_addr(), &made);
    connected(&mut events).await;
    broker.disconnect(crate::guard::USER).await;
    let ended = async { while events.poll().await.is_ok() {} };
    tokio::time::timeout(PATIENCE, ended).await.unwrap();
    let (going, mut events) = trusting("b", broker.local_addr(), &made);
    connected(&mut events).await;
    going
        .publish("free/last", QoS::AtLeastOnce, false, "x")
        .await
        .unwrap();
    crate::puback(&mut events).await;
    drop(events);
    let told = async {
        while guard.left().len() < 2 || guard.committed().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, told).await.unwrap();
    assert_eq!(guard.committed(), ["free/last"]);
    broker.stop().await;
}

#[test]
fn a_certificate_that_is_none_or_another_keys_is_refused_without_showing_the_key() {
    let (one, other) = (made(), made());
    let told = |certificate: &[u8], key: &[u8]| {
        let refused = Identity::from_der(certificate, key)
            .unwrap_err()
            .to_string();
        assert!(refused.contains("MQTT over TLS"), "{refused}");
    };
    told(one.cert.der(), &other.signing_key.serialize_der());
    told(b"rubbish", &one.signing_key.serialize_der());
    told(one.cert.der(), b"rubbish");
    let refused = Identity::from_pem(b"nothing", b"secret words")
        .unwrap_err()
        .to_string();
    assert!(refused.contains("BEGIN CERTIFICATE"), "{refused}");
    let shown = format!("{:?}", identity(&one));
    assert_eq!(shown, "Identity(..)");
    // Who it is for is not read by a listener: any will do.
    let params = CertificateParams::new(Vec::new()).unwrap();
    let key = KeyPair::generate().unwrap();
    let made = params.self_signed(&key).unwrap();
    Identity::from_der(made.der(), &key.serialize_der()).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewed_certificate_is_shown_to_the_next_and_ends_no_connection() {
    let (old, new) = (made(), made());
    let shown = identity(&old);
    let config = Config {
        tls: Some(shown.clone()),
        ..Config::new(SocketAddr::from(([127, 0, 0, 1], 0)))
    };
    let broker = Broker::start(config, Guard::new()).await.unwrap();
    let (first, mut events) = trusting("a", broker.local_addr(), &old);
    connected(&mut events).await;
    assert!(!shown.renew(&identity(&old)), "the same again is no other");
    assert!(shown.renew(&identity(&new)));
    let (_second, mut later) = trusting("b", broker.local_addr(), &new);
    connected(&mut later).await;
    let (_third, mut refused) = trusting("c", broker.local_addr(), &old);
    refused.poll().await.unwrap_err();
    // Who was in before still is: what it asks is answered.
    let asked = first.subscribe("free/view", QoS::AtLeastOnce);
    asked.await.unwrap();
    until(&mut events, |p| {
        matches!(p, Incoming::SubAck(_)).then_some(())
    })
    .await;
    broker.stop().await;
}
