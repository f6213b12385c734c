//! The broker seen by an independent client library and by mosquitto's own tools.
#![expect(clippy::unwrap_used, reason = "tests")]

mod guard;
mod tls;

use ami_broker::{Broker, Config, Qos};
use guard::{Guard, PASSWORD, USER, refuse_all};
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{LastWill, Packet, PubAckReason, SubscribeReasonCode};
use rumqttc::v5::{AsyncClient, Event, EventLoop, Incoming, MqttOptions};
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);

async fn broker(guard: &Arc<Guard>) -> Broker {
    let config = Config::new(SocketAddr::from(([127, 0, 0, 1], 0)));
    Broker::start(config, guard.clone()).await.unwrap()
}

fn options(id: &str, address: SocketAddr, password: &str) -> MqttOptions {
    let mut options = MqttOptions::new(id, address.ip().to_string(), address.port());
    options.set_credentials(USER, password);
    options.set_keep_alive(Duration::from_secs(5));
    options
}

fn client(id: &str, address: SocketAddr) -> (AsyncClient, EventLoop) {
    AsyncClient::new(options(id, address, PASSWORD), 32)
}

/// Polls until an incoming packet is what the test waits for.
async fn until<T>(events: &mut EventLoop, mut wanted: impl FnMut(&Packet) -> Option<T>) -> T {
    let waiting = async {
        loop {
            if let Event::Incoming(packet) = events.poll().await.unwrap()
                && let Some(found) = wanted(&packet)
            {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap()
}

async fn connected(events: &mut EventLoop) {
    until(events, |p| matches!(p, Incoming::ConnAck(_)).then_some(())).await;
}

async fn puback(events: &mut EventLoop) -> PubAckReason {
    let code = |p: &Packet| match p {
        Incoming::PubAck(ack) => Some(ack.reason),
        _ => None,
    };
    until(events, code).await
}

async fn message(events: &mut EventLoop) -> (String, Vec<u8>, bool) {
    let read = |p: &Packet| match p {
        Incoming::Publish(publish) => Some((
            String::from_utf8(publish.topic.to_vec()).unwrap(),
            publish.payload.to_vec(),
            publish.retain,
        )),
        _ => None,
    };
    until(events, read).await
}

#[tokio::test]
async fn who_has_the_wrong_password_or_none_stays_outside() {
    let guard = Guard::new();
    let broker = broker(&guard).await;
    for mut options in [
        options("a", broker.local_addr(), "wrong"),
        MqttOptions::new("b", "127.0.0.1", broker.local_addr().port()),
    ] {
        options.set_connection_timeout(5);
        let (_client, mut events) = AsyncClient::new(options, 4);
        assert!(events.poll().await.is_err());
    }
    let (_client, mut events) = client("c", broker.local_addr());
    connected(&mut events).await;
    broker.stop().await;
}

#[tokio::test]
async fn a_denied_publish_answers_0x87_and_a_denied_filter_is_not_authorized() {
    let guard = Guard::new();
    let broker = broker(&guard).await;
    let (client, mut events) = client("a", broker.local_addr());
    let publish = |topic| client.publish(topic, QoS::AtLeastOnce, false, "x");
    publish("forbidden/topic").await.unwrap();
    assert_eq!(puback(&mut events).await, PubAckReason::NotAuthorized);
    publish("free/topic").await.unwrap();
    assert_eq!(puback(&mut events).await, PubAckReason::Success);
    client
        .subscribe("forbidden/#", QoS::AtLeastOnce)
        .await
        .unwrap();
    let codes = until(&mut events, |p| match p {
        Incoming::SubAck(ack) => Some(ack.return_codes.clone()),
        _ => None,
    })
    .await;
    assert_eq!(codes, vec![SubscribeReasonCode::NotAuthorized]);
    assert_eq!(guard.committed(), vec!["free/topic".to_owned()]);
    broker.stop().await;
}

#[tokio::test]
async fn the_puback_waits_for_the_commit() {
    let guard = Guard::new();
    let broker = broker(&guard).await;
    let (client, mut events) = client("a", broker.local_addr());
    connected(&mut events).await;
    let hold = guard.hold();
    client
        .publish("free/slow", QoS::AtLeastOnce, false, "x")
        .await
        .unwrap();
    let early = tokio::time::timeout(Duration::from_millis(500), puback(&mut events)).await;
    assert!(early.is_err(), "acknowledged before the commit");
    assert!(guard.committed().is_empty());
    drop(hold);
    assert_eq!(puback(&mut events).await, PubAckReason::Success);
    assert_eq!(guard.committed(), vec!["free/slow".to_owned()]);
    broker.stop().await;
}

#[tokio::test]
async fn what_cannot_be_stored_is_not_acknowledged_as_a_success() {
    let guard = Guard::new();
    let broker = broker(&guard).await;
    let (client, mut events) = client("a", broker.local_addr());
    for (topic, code) in [
        ("unavailable", PubAckReason::ImplementationSpecificError),
        ("malformed", PubAckReason::PayloadFormatInvalid),
        ("panic", PubAckReason::ImplementationSpecificError),
        ("nobody", PubAckReason::NoMatchingSubscribers),
    ] {
        client
            .publish(topic, QoS::AtLeastOnce, false, "x")
            .await
            .unwrap();
        assert_eq!(puback(&mut events).await, code, "{topic}");
    }
    broker.stop().await;
}

#[tokio::test]
async fn a_retained_message_is_there_at_once_and_can_be_forgotten() {
    let guard = Guard::new();
    let broker = broker(&guard).await;
    let inside = |payload: &str| {
        let payload = payload.as_bytes().to_vec();
        broker.publish("free/view", payload, Qos::AtLeastOnce, true)
    };
    inside("one").await.unwrap();
    inside("two").await.unwrap();
    let (first, mut events) = client("a", broker.local_addr());
    first.subscribe("free/+", QoS::AtLeastOnce).await.unwrap();
    let seen = message(&mut events).await;
    assert_eq!(seen, ("free/view".to_owned(), b"two".to_vec(), true));
    // A live one arrives without the retain bit.
    inside("three").await.unwrap();
    let seen = message(&mut events).await;
    assert_eq!(seen, ("free/view".to_owned(), b"three".to_vec(), false));
    inside("").await.unwrap();
    let (second, mut events) = client("b", broker.local_addr());
    second
        .subscribe("free/view", QoS::AtLeastOnce)
        .await
        .unwrap();
    let none = tokio::time::timeout(Duration::from_millis(400), message(&mut events)).await;
    assert!(none.is_err(), "a forgotten message came back");
    broker.stop().await;
}

#[tokio::test]
async fn a_last_will_is_stored_and_retained_and_a_foreign_one_refuses_the_client() {
    let guard = Guard::new();
    let broker = broker(&guard).await;
    let will = |topic: &str| LastWill::new(topic, "gone", QoS::AtLeastOnce, true, None);
    let mut foreign = options("a", broker.local_addr(), PASSWORD);
    foreign.set_last_will(will("forbidden/status"));
    let (_foreign, mut events) = AsyncClient::new(foreign, 4);
    assert!(events.poll().await.is_err());

    let mut own = options("b", broker.local_addr(), PASSWORD);
    own.set_last_will(will("free/status"));
    let (_own, mut events) = AsyncClient::new(own, 4);
    connected(&mut events).await;
    drop(events);
    let (client, mut events) = client("c", broker.local_addr());
    client
        .subscribe("free/status", QoS::AtLeastOnce)
        .await
        .unwrap();
    assert_eq!(message(&mut events).await.1, b"gone".to_vec());
    assert_eq!(guard.committed(), vec!["free/status".to_owned()]);
    // The door hears who has left after the will went out, in a task of its own.
    let told = async {
        while guard.left().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, told).await.unwrap();
    assert_eq!(guard.left(), vec![USER.to_owned()]);
    broker.stop().await;
}

#[tokio::test]
async fn a_stopped_broker_and_a_killed_one_bind_again_at_once() {
    let guard = Guard::new();
    let first = broker(&guard).await;
    let address = first.local_addr();
    let (_client, mut events) = client("a", address);
    connected(&mut events).await;
    first.stop().await;
    let second = Broker::start(Config::new(address), guard.clone())
        .await
        .unwrap();
    let (_client, mut events) = client("b", address);
    connected(&mut events).await;
    let taken = Broker::start(Config::new(address), guard.clone()).await;
    let error = taken.unwrap_err().to_string();
    assert!(error.contains(&address.to_string()), "{error}");
    // Dropping is what a crash looks like from outside.
    drop(second);
    let mut third = Broker::start(Config::new(address), guard.clone()).await;
    for _ in 0..50 {
        if third.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        third = Broker::start(Config::new(address), guard.clone()).await;
    }
    third.unwrap().stop().await;
}

#[tokio::test]
async fn wildcards_and_giants_are_refused_from_inside() {
    let broker = broker(&refuse_all()).await;
    for topic in ["", "a/+", "#"] {
        let answer = broker.publish(topic, vec![1], Qos::AtMostOnce, false).await;
        assert!(answer.is_err(), "{topic:?}");
    }
    let giant = vec![0; 600 * 1024];
    assert!(
        broker
            .publish("a", giant, Qos::AtMostOnce, false)
            .await
            .is_err()
    );
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mosquittos_own_tools_agree_in_both_versions() {
    let guard = Guard::new();
    let broker = broker(&guard).await;
    let port = broker.local_addr().port().to_string();
    for version in ["311", "5"] {
        let topic = format!("free/{version}");
        let sent = mosquitto("pub", &port, version, &["-t", &topic, "-m", "hi", "-r"]).await;
        assert!(sent.0, "{}", sent.1);
        let got = mosquitto("sub", &port, version, &["-t", &topic, "-C", "1", "-W", "5"]).await;
        assert_eq!(got.1.trim(), "hi");
    }
    let denied = mosquitto("pub", &port, "5", &["-t", "forbidden/x", "-m", "hi"]).await;
    assert!(denied.1.contains("Not authorized"), "{}", denied.1);
    assert_eq!(guard.committed(), vec!["free/311", "free/5"]);
    broker.stop().await;
}

async fn mosquitto(tool: &str, port: &str, version: &str, more: &[&str]) -> (bool, String) {
    let mut command = Command::new(format!("mosquitto_{tool}"));
    command.args(["-h", "127.0.0.1", "-p", port, "-V", version, "-q", "1"]);
    command.args([
        "-u",
        USER,
        "-P",
        PASSWORD,
        "-i",
        &format!("m{tool}{version}"),
    ]);
    command.args(more);
    tokio::task::spawn_blocking(move || {
        let output = command.output().unwrap();
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        (output.status.success(), text)
    })
    .await
    .unwrap()
}
