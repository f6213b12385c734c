//! Speaks: subscribes on every connection, says that it is there, and offers what waits.

use super::status;
use crate::clock::{instant, next_chance, seed};
use crate::limits::{MQTT_QUEUE, OFFER_AGAIN, OFFER_JITTER_MS, STATUS_EVERY};
use crate::spool::{Class, Spool};
use ami_domain::id::{GatewayId, MeterId};
use ami_wire::topic;
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::Filter;
use rumqttc::v5::{AsyncClient, ClientError};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// A late last will of the connection before may come after our first word: say it again.
const STATUS_AGAIN: Duration = Duration::from_secs(3);
/// How often it looks whether something is to be offered again.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The last word and the DISCONNECT have this long.
const LAST_WORD: Duration = Duration::from_millis(300);

pub(super) struct Mouth {
    pub(super) client: AsyncClient,
    pub(super) gateway: GatewayId,
    pub(super) meters: Vec<MeterId>,
    pub(super) spool: Spool,
    pub(super) connections: watch::Receiver<u64>,
    pub(super) stop: CancellationToken,
    pub(super) end: CancellationToken,
}

impl Mouth {
    pub(super) async fn run(mut self) {
        let end = self.end.clone();
        tokio::select! {
            () = end.cancelled() => {}
            done = self.speak() => {
                if let Err(error) = done {
                    tracing::debug!(%error, "The MQTT client has ended");
                }
            }
        }
    }

    async fn speak(&mut self) -> Result<(), ClientError> {
        while !self.stop.is_cancelled() {
            tokio::select! {
                changed = self.connections.changed() => {
                    if changed.is_err() {
                        return Ok(());
                    }
                }
                () = self.stop.cancelled() => break,
            }
            self.greet().await?;
            self.offer().await?;
        }
        if *self.connections.borrow() > 0 {
            // Without waiting for ever: the broker may be away.
            let bye = async {
                self.say_status(false).await?;
                self.client.disconnect().await
            };
            tokio::time::timeout(LAST_WORD, bye).await.ok();
            tokio::time::sleep(LAST_WORD).await;
        }
        Ok(())
    }

    async fn greet(&self) -> Result<(), ClientError> {
        let filter = |path: String| Filter::new(path, QoS::AtLeastOnce);
        let mut filters = vec![filter(topic::gateway_ack(self.gateway))];
        // An answer is worth nothing a moment later: no broker is to keep it for us.
        filters.push(Filter::new(topic::go(self.gateway), QoS::AtMostOnce));
        filters.push(filter(topic::pair(self.gateway)));
        filters.extend(
            self.meters
                .iter()
                .map(|meter| filter(topic::commands(*meter))),
        );
        self.client.subscribe_many(filters).await?;
        self.say_status(true).await
    }

    async fn say_status(&self, online: bool) -> Result<(), ClientError> {
        let topic = topic::gateway_status(self.gateway);
        let said = self
            .client
            .publish(topic, QoS::AtLeastOnce, true, status(online));
        said.await
    }

    /// Offers everything that waits, until there is a new connection or we are to stop.
    async fn offer(&mut self) -> Result<(), ClientError> {
        let mut sent: HashMap<u64, (Class, Instant)> = HashMap::new();
        let mut status_at = instant() + STATUS_AGAIN;
        let jitter = Duration::from_millis(next_chance(&mut seed()) % OFFER_JITTER_MS);
        loop {
            let now = instant();
            let again = OFFER_AGAIN + jitter;
            let young = |at: &Instant| now.saturating_duration_since(*at) < again;
            self.spool.still_waiting(&mut sent, young);
            if status_at <= now {
                self.say_status(true).await?;
                status_at = now + STATUS_EVERY;
            }
            let rows = self
                .spool
                .offer(MQTT_QUEUE, |number| sent.contains_key(&number));
            for row in &rows {
                let topic = row.topic();
                let bytes = row.bytes.to_vec();
                self.client
                    .publish(topic, QoS::AtLeastOnce, false, bytes)
                    .await?;
                sent.insert(row.number, (row.class, instant()));
                if self.connections.has_changed().unwrap_or(true) || self.stop.is_cancelled() {
                    return Ok(());
                }
            }
            if rows.is_empty() {
                tokio::select! {
                    () = self.spool.changed() => {}
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    () = self.stop.cancelled() => return Ok(()),
                    _ = self.connections.changed() => {
                        self.connections.mark_changed();
                        return Ok(());
                    }
                }
            }
        }
    }
}
