//! The gateway's local broker: subscribe, hand on what arrives, try again for ever.

use crate::config::Config;
use ami_domain::id::{AlertId, MeterId};
use ami_wire::ihd::{IhdConfirm, IhdMessage, IhdView};
use ami_wire::topic::{self, Topic};
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{ConnectReturnCode, Packet, Publish};
use rumqttc::v5::{AsyncClient, ClientError, Event, EventLoop, MqttOptions};
use std::time::Duration;
use tracing::{info, warn};

/// User name of every display at the gateway's broker.
const USER: &str = "display";
/// A silent link is noticed after one and a half of this.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// So many requests wait while the broker is away.
const REQUESTS_MAX: usize = 32;
/// No packet from the broker may be larger.
const PACKET_MAX: u32 = 64 * 1024;
/// First and longest pause between two tries to connect.
const PAUSE_FIRST: Duration = Duration::from_millis(500);
const PAUSE_MAX: Duration = Duration::from_secs(15);

/// What the broker says.
#[derive(Debug, PartialEq)]
pub(crate) enum News {
    /// It was reached or lost.
    Connected(bool),
    /// A view.
    View(Box<IhdView>),
    /// A text, or `None` where it was withdrawn.
    Text(AlertId, Option<Box<IhdMessage>>),
}

/// The sending half.
#[derive(Clone)]
pub(crate) struct Link {
    client: AsyncClient,
    meter: MeterId,
}

impl Link {
    /// Tells the gateway that the reader has confirmed a text. It waits while the broker is away.
    ///
    /// # Errors
    /// [`ClientError`] when too much waits already.
    pub(crate) fn confirm(&self, alert: AlertId) -> Result<(), ClientError> {
        let body = IhdConfirm { v: ami_wire::VERSION, alert };
        let topic = topic::ihd_confirm(self.meter);
        self.client.try_publish(topic, QoS::AtLeastOnce, false, body.to_bytes())
    }
}

/// Prepares a connection; [`follow`] makes it.
///
/// # Errors
/// When the system has no source of chance for the client's id.
pub(crate) fn prepare(config: &Config) -> anyhow::Result<(Link, EventLoop)> {
    let mut chance = [0_u8; 8];
    getrandom::fill(&mut chance).map_err(|e| anyhow::anyhow!("no source of chance: {e}"))?;
    let id = format!("display-{:016x}", u64::from_be_bytes(chance));
    let mut options = MqttOptions::new(id, config.host.clone(), config.port);
    options.set_credentials(USER, config.secret.clone());
    options.set_keep_alive(KEEP_ALIVE);
    options.set_clean_start(true);
    options.set_max_packet_size(Some(PACKET_MAX));
    let (client, events) = AsyncClient::new(options, REQUESTS_MAX);
    Ok((Link { client, meter: config.meter }, events))
}

/// Runs the connection for the life of the window.
pub(crate) async fn follow(link: Link, mut events: EventLoop, hear: impl Fn(News)) {
    let mut pause = PAUSE_FIRST;
    let mut told = false;
    loop {
        match events.poll().await {
            Ok(Event::Incoming(Packet::ConnAck(ack))) if ack.code == ConnectReturnCode::Success => {
                pause = PAUSE_FIRST;
                told = false;
                subscribe(&link);
                hear(News::Connected(true));
                info!("The gateway's broker is reached");
            }
            Ok(Event::Incoming(Packet::Publish(publish))) => {
                if let Some(news) = read(link.meter, &publish) {
                    hear(news);
                }
            }
            Ok(_) => {}
            Err(error) => {
                hear(News::Connected(false));
                if !told {
                    warn!(%error, "The gateway's broker is away, trying again");
                    told = true;
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
            }
        }
    }
}

/// The broker forgets a display that was away, so each connection subscribes anew.
fn subscribe(link: &Link) {
    for filter in [topic::ihd_view(link.meter), topic::ihd_messages(link.meter)] {
        if let Err(error) = link.client.try_subscribe(filter, QoS::AtLeastOnce) {
            warn!(%error, "Cannot subscribe");
        }
    }
}

/// Reads what arrived; `None` for what is not for this display or not of this contract.
fn read(meter: MeterId, publish: &Publish) -> Option<News> {
    let name = std::str::from_utf8(&publish.topic).ok()?;
    match Topic::parse(name)? {
        Topic::View(whose) if whose == meter => match IhdView::from_bytes(&publish.payload) {
            Ok(view) => Some(News::View(Box::new(view))),
            Err(error) => {
                warn!(%error, "A view cannot be read");
                None
            }
        },
        Topic::Message(whose, alert) if whose == meter => {
            if publish.payload.is_empty() {
                return Some(News::Text(alert, None));
            }
            match IhdMessage::from_bytes(&publish.payload) {
                Ok(text) if text.notice.id == alert => {
                    Some(News::Text(alert, Some(Box::new(text))))
                }
                Ok(_) => None,
                Err(error) => {
                    warn!(%error, "A text cannot be read");
                    None
                }
            }
        }
        Topic::View(_)
        | Topic::Message(..)
        | Topic::Command(_)
        | Topic::Up(..)
        | Topic::Status(_)
        | Topic::Ack(_)
        | Topic::Confirm(_)
        | Topic::UtilityAlert
        | Topic::UtilityReply => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bridge::tests::view;

    fn publish(topic: String, payload: Vec<u8>) -> Publish {
        Publish::new(topic, QoS::AtLeastOnce, payload, None)
    }

    #[test]
    fn only_what_is_for_this_meter_and_of_this_contract_is_handed_on() {
        let meter = MeterId::from_number(7);
        let heard = |topic, payload| read(meter, &publish(topic, payload));
        let bytes = view(1).to_bytes();
        let ours = heard(topic::ihd_view(meter), bytes.clone());
        assert_eq!(ours, Some(News::View(Box::new(view(1)))));
        assert_eq!(heard(topic::ihd_view(MeterId::from_number(8)), bytes), None);
        assert_eq!(heard(topic::ihd_view(meter), b"{".to_vec()), None);
        assert_eq!(heard("other".to_owned(), Vec::new()), None);
    }

    #[test]
    fn an_empty_retained_text_withdraws_it() {
        let (meter, alert) = (MeterId::from_number(7), AlertId::from_number(9));
        let gone = read(meter, &publish(topic::ihd_message(meter, alert), Vec::new()));
        assert_eq!(gone, Some(News::Text(alert, None)));
    }
}
