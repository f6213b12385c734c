//! Listens: drives the connection and hands on what comes.

use crate::alarm::{Alarm, Alarms};
use crate::clock::{Backoff, seed};
use crate::fleet::Fleet;
use crate::limits::BROKER_PAUSE_LAST;
use crate::spool::Spool;
use ami_domain::id::GatewayId;
use ami_wire::down::Ack;
use ami_wire::pair::PairDown;
use ami_wire::topic::Topic;
use rumqttc::v5::mqttbytes::v5::{Packet, PubAckReason, Publish, SubscribeReasonCode};
use rumqttc::v5::{Event, EventLoop, Request};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

pub(super) struct Ear {
    pub(super) events: EventLoop,
    pub(super) gateway: GatewayId,
    pub(super) fleet: Fleet,
    pub(super) spool: Spool,
    pub(super) utility: watch::Sender<bool>,
    /// Counts connections, so that the mouth notices each new one.
    pub(super) connections: watch::Sender<u64>,
    pub(super) alarms: Alarms,
    pub(super) pair: mpsc::Sender<PairDown>,
    /// From here on a lost connection is not made again: we have said good-bye.
    pub(super) stop: CancellationToken,
    pub(super) end: CancellationToken,
}

impl Ear {
    pub(super) async fn run(mut self) {
        let mut backoff = Backoff::up_to(BROKER_PAUSE_LAST, seed());
        let mut said = String::new();
        let end = self.end.clone();
        loop {
            // Cancelled only at the very end: a poll that is dropped half-way loses bytes.
            let event = tokio::select! {
                event = self.events.poll() => event,
                () = end.cancelled() => return,
            };
            match event {
                Ok(Event::Incoming(Packet::ConnAck(_))) => {
                    tracing::info!("The utility answers");
                    backoff.reset();
                    said.clear();
                    self.utility.send_replace(true);
                    self.connections.send_modify(|count| *count += 1);
                }
                Ok(Event::Incoming(packet)) => self.take(packet),
                Ok(Event::Outgoing(_)) => {}
                Err(error) => {
                    self.utility.send_replace(false);
                    self.free_collision();
                    if self.stop.is_cancelled() {
                        return;
                    }
                    let trouble = error.to_string();
                    if trouble != said {
                        tracing::error!(trouble, "The utility cannot be reached, trying on");
                        said = trouble;
                    }
                    tokio::select! {
                        () = tokio::time::sleep(backoff.pause()) => {}
                        () = self.stop.cancelled() => return,
                        () = end.cancelled() => return,
                    }
                }
            }
        }
    }

    /// rumqttc keeps a message that waits for an occupied packet id over a reconnect, which frees
    /// every id, and then waits for ever: hand it back to be sent anew.
    fn free_collision(&mut self) {
        if let Some(publish) = self.events.state.collision.take() {
            self.events.pending.push_back(Request::Publish(publish));
        }
    }

    fn take(&mut self, packet: Packet) {
        match packet {
            Packet::Publish(publish) => self.heard(&publish),
            Packet::PubAck(ack) => match ack.reason {
                PubAckReason::Success | PubAckReason::NoMatchingSubscribers => {}
                // A denied publish looks like success if nobody says it aloud (DESIGN 7.10).
                reason => self.alarms.raise(
                    Alarm::Denied,
                    &format!("the broker refused a message: {reason:?}"),
                ),
            },
            Packet::SubAck(ack) => {
                let refused =
                    |code: &SubscribeReasonCode| !matches!(code, SubscribeReasonCode::Success(_));
                if ack.return_codes.iter().any(refused) {
                    let what = format!("the broker refused a subscription: {:?}", ack.return_codes);
                    self.alarms.raise(Alarm::Denied, &what);
                }
            }
            _ => {}
        }
    }

    /// An order about a display. The utility says it again until it is answered.
    fn pair(&self, publish: &Publish) {
        if publish.retain {
            let what = "an order about a display is retained";
            self.alarms.raise(Alarm::Forged, what);
            return;
        }
        match PairDown::from_bytes(&publish.payload) {
            Ok(order) => {
                if self.pair.try_send(order).is_err() {
                    tracing::warn!("No room for an order about a display, dropped");
                }
            }
            Err(error) => tracing::warn!(%error, "An order about a display cannot be read"),
        }
    }

    fn heard(&mut self, publish: &Publish) {
        let Ok(topic) = std::str::from_utf8(&publish.topic) else {
            return;
        };
        match Topic::parse(topic) {
            Some(Topic::Command(meter)) => {
                self.fleet.accept(meter, &publish.payload, publish.retain);
            }
            Some(Topic::Ack(gateway)) if gateway == self.gateway => {
                match Ack::from_bytes(&publish.payload) {
                    Ok(ack) => {
                        if let Some(at) = ack.at {
                            self.fleet.clock().told(at);
                        }
                        let forgotten = self.spool.forget(&ack.ids);
                        tracing::debug!(forgotten, "ADCS has it");
                    }
                    Err(error) => tracing::warn!(%error, "An acknowledgement cannot be read"),
                }
            }
            Some(Topic::Go(gateway)) if gateway == self.gateway => {
                self.fleet.answered(&publish.payload, publish.retain);
            }
            Some(Topic::Pair(gateway)) if gateway == self.gateway => self.pair(publish),
            Some(_) | None => tracing::warn!(topic, "A message that is not for us, dropped"),
        }
    }
}
