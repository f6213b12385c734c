//! Publishes the outbox, and with an external broker also listens to it.
//!
//! An outbox row goes when the broker has it; the command behind it stays until the meter's
//! receipt is in, because a broker may lose what it acknowledged (research: measured).

use crate::chance::SystemChance;
use crate::config::Broker as Choice;
use crate::intake::{Taken, take};
use crate::state::App;
use ami_broker::{Broker, Qos as BrokerQos};
use ami_domain::chance::Chance;
use ami_store::OutboxRow;
use ami_wire::topic;
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{Filter, Packet, Publish, Subscribe};
use rumqttc::v5::{AsyncClient, Event, EventLoop, MqttOptions, Request};
use rumqttc::{TlsConfiguration, Transport};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Rows that are published in one tick.
const BATCH: u32 = 256;
/// Messages that wait between our tasks and the connection.
const QUEUE: usize = 64;
/// Messages that the broker may send before we have acknowledged one.
const UNACKNOWLEDGED: u16 = 64;
/// Largest packet in either direction.
const PACKET_MAX: u32 = 512 * 1024;
/// Pause before connecting again, first and longest.
const AGAIN: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// How this server reaches its meters.
#[derive(Clone)]
pub enum Link {
    /// Through the broker in this process.
    Embedded(Arc<Broker>),
    /// Through a client of another one.
    External(AsyncClient),
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Link::Embedded(_) => "Embedded",
            Link::External(_) => "External",
        })
    }
}

impl Link {
    /// Publishes rows of the outbox; gives the number of those that the broker has. The rest
    /// stays and comes again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn publish(&self, app: &App) -> Result<usize, ami_store::StoreError> {
        let store = &app.css.store;
        let rows = store.read().await?.outbox(BATCH).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let mut gone = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.id;
            if !self.send(row).await {
                break;
            }
            gone.push(id);
        }
        let mut tx = store.begin().await?;
        tx.delete_outbox(&gone).await?;
        tx.commit().await?;
        Ok(gone.len())
    }

    async fn send(&self, row: OutboxRow) -> bool {
        match self {
            Link::Embedded(broker) => {
                let sent = broker.publish(&row.topic, row.payload, BrokerQos::AtLeastOnce, false);
                sent.await.is_ok()
            }
            Link::External(client) => client
                .publish(row.topic, QoS::AtLeastOnce, false, row.payload)
                .await
                .is_ok(),
        }
    }
}

/// Connects to an external broker; the loop runs with [`listen`].
pub fn client(choice: &Choice) -> Option<(AsyncClient, EventLoop)> {
    let Choice::External {
        host,
        port,
        tls,
        user,
        password,
    } = choice
    else {
        return None;
    };
    // A name for each process: a broker ends the older of two clients of one name, and several
    // instances would throw each other out for ever.
    let chance = u128::from_be_bytes(SystemChance.bytes()) >> 80;
    let name = format!("ami-adcs-{chance:012x}");
    let mut options = MqttOptions::new(name, host.clone(), *port);
    options.set_credentials(user.clone(), password.clone());
    options.set_keep_alive(Duration::from_secs(20));
    options.set_max_packet_size(Some(PACKET_MAX));
    // Acknowledged only after our commit.
    options.set_manual_acks(true);
    options.set_receive_maximum(Some(UNACKNOWLEDGED));
    if *tls {
        options.set_transport(Transport::Tls(TlsConfiguration::Native));
    }
    Some(AsyncClient::new(options, QUEUE))
}

/// Listens to an external broker until the process ends. Subscribes again on each connection.
pub async fn listen(app: App, client: AsyncClient, mut events: EventLoop) {
    // What was heard is kept and answered by a task of its own: waiting for room in the client's
    // queue here, where it is emptied, would wait for ever.
    let (sender, heard) = mpsc::channel(usize::from(UNACKNOWLEDGED));
    let worker = tokio::spawn(answer(app.clone(), client.clone(), heard));
    let mut pause = AGAIN.0;
    loop {
        let event = tokio::select! {
            () = app.ending.cancelled() => break,
            event = events.poll() => event,
        };
        match event {
            Ok(Event::Incoming(Packet::ConnAck(_))) => {
                pause = AGAIN.0;
                app.gauges.broker_up.set(1);
                subscribe(&mut events);
                app.wake.notify_one();
            }
            Ok(Event::Incoming(Packet::Publish(publish))) => {
                // The broker sends no more than it may have unacknowledged, so there is room.
                if sender.try_send(publish).is_err() {
                    tracing::warn!("The broker sends more than it may; a message waits there");
                }
            }
            Ok(Event::Incoming(_) | Event::Outgoing(_)) => {}
            Err(error) => {
                app.gauges.broker_up.set(0);
                // rumqttc keeps a message that waits for an occupied packet id over a reconnect,
                // which frees every id, and then waits for ever: hand it back to be sent anew.
                if let Some(publish) = events.state.collision.take() {
                    events.pending.push_back(Request::Publish(publish));
                }
                tracing::warn!(%error, wait_ms = pause.as_millis(), "The broker is away");
                tokio::select! {
                    () = app.ending.cancelled() => break,
                    () = tokio::time::sleep(pause) => {}
                }
                pause = (pause * 2).min(AGAIN.1);
            }
        }
    }
    worker.abort();
}

/// Subscribes before anything that waits. Not through the client's queue: an absence of the broker
/// has filled it with messages, and without room there the server would stay deaf.
fn subscribe(events: &mut EventLoop) {
    for path in [
        topic::all_up(),
        topic::all_status(),
        topic::all_still(),
        topic::all_paired(),
        topic::UTILITY_ALERT.into(),
        topic::UTILITY_WEATHER.into(),
    ] {
        let filter = Filter::new(path, QoS::AtLeastOnce);
        let request = Request::Subscribe(Subscribe::new(filter, None));
        events.pending.push_front(request);
    }
}

async fn answer(app: App, client: AsyncClient, mut heard: mpsc::Receiver<Publish>) {
    while let Some(publish) = heard.recv().await {
        let Ok(name) = std::str::from_utf8(&publish.topic) else {
            client.ack(&publish).await.ok();
            continue;
        };
        let mut pause = AGAIN.0;
        let taken = loop {
            match take(&app, None, name, &publish.payload).await {
                // Not acknowledged, and what comes behind it would fail as well.
                Taken::Later => tokio::time::sleep(pause).await,
                taken => break taken,
            }
            pause = (pause * 2).min(AGAIN.1);
        };
        match taken {
            Taken::Answer { topic, body } => {
                client
                    .publish(topic, QoS::AtLeastOnce, false, body)
                    .await
                    .ok();
            }
            Taken::Silently | Taken::Later | Taken::Malformed | Taken::Forbidden => {}
        }
        client.ack(&publish).await.ok();
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn a_full_queue_does_not_keep_the_server_from_listening() {
        let options = MqttOptions::new("test", "localhost", 1);
        let (client, mut events) = AsyncClient::new(options, 1);
        client
            .try_publish("a", QoS::AtLeastOnce, false, "waits")
            .unwrap();
        assert!(client.try_subscribe("b", QoS::AtLeastOnce).is_err());
        subscribe(&mut events);
        let first: Vec<_> = events.pending.iter().take(6).collect();
        assert_eq!(first.len(), 6);
        let all = first.iter().all(|one| matches!(one, Request::Subscribe(_)));
        assert!(all);
    }

    #[tokio::test]
    async fn two_instances_do_not_throw_each_other_out() {
        let choice = Choice::External {
            host: "localhost".into(),
            port: 1,
            tls: false,
            user: "adcs".into(),
            password: "x".into(),
        };
        let name = || client(&choice).unwrap().1.options.client_id();
        assert_ne!(name(), name());
        assert_eq!(name().len(), 21);
    }
}
