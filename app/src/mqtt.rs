//! The gateway's local broker: subscribe, hand on what arrives, try again for ever.

use crate::bridge::{News, Word};
use crate::config::{Config, Home, Pass};
use crate::limits::{KEEP_ALIVE, PACKET_MAX, PAUSE_FIRST, PAUSE_LAST, REQUESTS_MAX, STRANGERS_MAX};
use crate::tls::is_stranger;
use ami_domain::id::MeterId;
use ami_wire::ihd::{IhdConfirm, IhdMessage, IhdSeen, IhdView};
use ami_wire::topic::{self, Topic};
use rumqttc::Transport;
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{ConnectReturnCode, Packet, PubAckReason};
use rumqttc::v5::{AsyncClient, ConnectionError, Event, EventLoop, MqttOptions};
use tracing::{info, warn};

/// User name of every display at the gateway's broker.
const USER: &str = "display";

/// The sending half.
#[derive(Clone)]
pub(crate) struct Link {
    client: AsyncClient,
    meter: MeterId,
}

impl Link {
    /// Tells the gateway that a text stands on the screen, or that the reader has confirmed it
    /// (FR-11, NFR-09). The gateway makes the message's id from meter and text, so a second copy
    /// changes nothing. `false` when too much waits already: it must be tried again.
    pub(crate) fn say(&self, word: Word) -> bool {
        let v = ami_wire::VERSION;
        let (topic, body) = match word {
            Word::Seen(alert) => (topic::ihd_seen(self.meter), IhdSeen { v, alert }.to_bytes()),
            Word::Confirmed(alert) => {
                let body = IhdConfirm { v, alert }.to_bytes();
                (topic::ihd_confirm(self.meter), body)
            }
        };
        let asked = self
            .client
            .try_publish(topic, QoS::AtLeastOnce, false, body);
        if let Err(error) = &asked {
            warn!(%error, "Something to say waits");
        }
        asked.is_ok()
    }

    /// The broker forgets a display that was away, so each connection subscribes anew. The view
    /// comes first: after it every text has its turn.
    fn subscribe(&self) {
        for filter in [topic::ihd_view(self.meter), topic::ihd_messages(self.meter)] {
            if let Err(error) = self.client.try_subscribe(filter, QoS::AtLeastOnce) {
                warn!(%error, "Cannot subscribe");
            }
        }
    }
}

/// Prepares a connection; [`follow`] makes it.
///
/// # Errors
/// When the system has no source of chance for the client's id, or no TLS.
pub(crate) fn prepare(
    config: &Config,
    meter: MeterId,
    pass: &Pass,
) -> anyhow::Result<(Link, EventLoop)> {
    let (name, with) = (topic::ihd_client(meter), (USER, pass.secret.0.as_str()));
    let options = options(config, &name, with, pass.trusted.only()?)?;
    let (client, events) = AsyncClient::new(options, REQUESTS_MAX);
    Ok((Link { client, meter }, events))
}

/// A connection under a name that begins so and ends by chance.
///
/// # Errors
/// As [`prepare`].
pub(crate) fn options(
    config: &Config,
    begins: &str,
    (user, password): (&str, &str),
    transport: Transport,
) -> anyhow::Result<MqttOptions> {
    let chance = u64::from_be_bytes(chance()?);
    let id = format!("{begins}{chance:016x}");
    let mut options = MqttOptions::new(id, config.host.clone(), config.port);
    options.set_credentials(user, password);
    options.set_transport(transport);
    options.set_keep_alive(KEEP_ALIVE);
    options.set_clean_start(true);
    options.set_max_packet_size(Some(PACKET_MAX));
    Ok(options)
}

/// Chance from the system.
pub(crate) fn chance<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut chance = [0_u8; N];
    getrandom::fill(&mut chance).map_err(|e| anyhow::anyhow!("no source of chance: {e}"))?;
    Ok(chance)
}

/// Why a display has to be paired anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The gateway does not know it any more.
    Refused,
    /// Somebody answers who is not the gateway that it trusts. It was told nothing.
    Stranger,
}

/// Runs the connection for the life of the window; without files that may get a new secret and
/// certificate, until the display has to be paired anew.
pub(crate) async fn follow(
    link: Link,
    mut events: EventLoop,
    home: Option<&Home>,
    hear: &impl Fn(News),
) -> End {
    let mut pause = PAUSE_FIRST;
    let mut told = false;
    let mut strangers = 0_u32;
    loop {
        let packet = match events.poll().await {
            Ok(Event::Incoming(packet)) => packet,
            Ok(Event::Outgoing(_)) => continue,
            Err(error) => {
                hear(News::Connected(false));
                if is_refused(&error) {
                    hear(News::Unpaired);
                }
                let stranger = is_stranger(&error);
                strangers = if stranger { strangers + 1 } else { 0 };
                if !told && stranger {
                    warn!(%error, "Who answers has not the gateway's certificate, told nothing");
                } else if !told {
                    warn!(%error, "The gateway's broker is away, trying again");
                }
                told = true;
                match home {
                    // An installer may have paired it again meanwhile.
                    Some(home) => look_again(home, &mut events.options),
                    None if is_refused(&error) => return End::Refused,
                    None if strangers >= STRANGERS_MAX => return End::Stranger,
                    None => {}
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSE_LAST);
                continue;
            }
        };
        match packet {
            Packet::ConnAck(ack) if ack.code == ConnectReturnCode::Success => {
                (pause, told, strangers) = (PAUSE_FIRST, false, 0);
                link.subscribe();
                hear(News::Connected(true));
                info!("The gateway's broker is reached");
            }
            Packet::Publish(publish) => {
                if let Some(news) = read(link.meter, &publish.topic, &publish.payload) {
                    hear(news);
                }
            }
            Packet::PubAck(ack) => hear(answer(ack.reason)),
            // The rest is the protocol's own talk.
            _ => {}
        }
    }
}

/// Takes what the files of a home say now; what cannot be read leaves what was known.
fn look_again(home: &Home, options: &mut MqttOptions) {
    let Ok(pass) = home.read() else { return };
    if let Ok(transport) = pass.trusted.only() {
        options.set_transport(transport);
        options.set_credentials(USER, pass.secret.0);
    }
}

/// Whether the gateway does not know this display; one that merely has no room says otherwise.
pub(crate) const fn is_refused(error: &ConnectionError) -> bool {
    matches!(
        error,
        ConnectionError::ConnectionRefused(ConnectReturnCode::BadUserNamePassword)
    )
}

/// What an acknowledgement of a confirmation means. One that the gateway will never take is not
/// sent again: the reader has done their part.
fn answer(reason: PubAckReason) -> News {
    match reason {
        PubAckReason::Success | PubAckReason::NoMatchingSubscribers => News::Answered,
        PubAckReason::NotAuthorized
        | PubAckReason::TopicNameInvalid
        | PubAckReason::PayloadFormatInvalid => {
            warn!(?reason, "The gateway refuses a confirmation");
            News::Answered
        }
        PubAckReason::UnspecifiedError
        | PubAckReason::ImplementationSpecificError
        | PubAckReason::PacketIdentifierInUse
        | PubAckReason::QuotaExceeded => News::NotAnswered,
    }
}

/// Reads what arrived; `None` for what is not for this display or not of this contract.
fn read(meter: MeterId, topic: &[u8], payload: &[u8]) -> Option<News> {
    match Topic::parse(std::str::from_utf8(topic).ok()?)? {
        Topic::View(whose) if whose == meter && payload.is_empty() => Some(News::Unpaired),
        Topic::View(whose) if whose == meter => match IhdView::from_bytes(payload) {
            Ok(view) if view.meter == meter => Some(News::View(Box::new(view))),
            Ok(_) => None,
            Err(error) => {
                warn!(%error, "A view cannot be read");
                None
            }
        },
        Topic::Message(whose, alert) if whose == meter => {
            if payload.is_empty() {
                return Some(News::Text(alert, None));
            }
            match IhdMessage::from_bytes(payload) {
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
        | Topic::Still(_)
        | Topic::Go(_)
        | Topic::Pair(_)
        | Topic::Paired(_)
        | Topic::Confirm(_)
        | Topic::Seen(_)
        | Topic::UtilityAlert
        | Topic::UtilityWeather
        | Topic::UtilityReply => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bridge::Known;
    use crate::bridge::tests::{METER, text, view};
    use ami_domain::id::AlertId;
    use ami_domain::message::Importance;

    fn heard(topic: &str, payload: &[u8]) -> Option<News> {
        read(METER, topic.as_bytes(), payload)
    }

    #[test]
    fn a_view_from_the_broker_is_what_the_page_shows() {
        let mut known = Known::new(METER, None);
        let news = heard(&topic::ihd_view(METER), &view(1).to_bytes());
        assert!(news.is_some_and(|news| known.take(news)));
        assert_eq!(known.shown().view, Some(view(1)));
    }

    #[test]
    fn only_what_is_for_this_meter_and_of_this_contract_is_handed_on() {
        let bytes = view(1).to_bytes();
        let other = MeterId::from_number(8);
        let mut foreign = view(1);
        foreign.meter = other;
        let mut newer = view(1);
        newer.v = ami_wire::VERSION + 1;
        let ours = topic::ihd_view(METER);
        assert_eq!(heard(&topic::ihd_view(other), &bytes), None);
        assert_eq!(heard(&ours, &foreign.to_bytes()), None);
        assert_eq!(heard(&ours, &newer.to_bytes()), None);
        assert_eq!(heard(&ours, &bytes[..bytes.len() / 2]), None);
        assert_eq!(heard("other", &bytes), None);
        assert_eq!(read(METER, &[0xff, 0xfe], &bytes), None);
    }

    #[test]
    fn an_empty_view_or_a_closed_door_unpairs_and_nothing_of_the_customer_is_left() {
        let mut known = Known::new(METER, None);
        known.take(News::View(Box::new(view(1))));
        let alert = AlertId::from_number(9);
        let told = text(9, Importance::Warning, 9);
        known.take(News::Text(alert, Some(Box::new(told))));
        known.confirm(alert);
        let news = heard(&topic::ihd_view(METER), b"").expect("it unpairs");
        assert_eq!(news, News::Unpaired);
        assert!(known.take(news), "the page is told");
        assert!(known.unpaired() && known.shown().unpaired);
        assert_eq!(known.shown().view, None);
        assert_eq!(known.kept(), Known::new(METER, None).kept());
        // Paired again, it shows what it is given.
        assert!(known.take(News::View(Box::new(view(2)))));
        assert!(!known.shown().unpaired);
        let refused = ConnectionError::ConnectionRefused;
        assert!(is_refused(&refused(ConnectReturnCode::BadUserNamePassword)));
        // A gateway that has no room knows the display all the same.
        assert!(!is_refused(&refused(ConnectReturnCode::NotAuthorized)));
    }

    #[test]
    fn an_empty_retained_text_withdraws_it_and_a_text_under_a_foreign_name_is_none() {
        let alert = AlertId::from_number(9);
        let topic = topic::ihd_message(METER, alert);
        assert_eq!(heard(&topic, b""), Some(News::Text(alert, None)));
        let text = |number| text(number, Importance::Info, 9);
        let ours = Some(News::Text(alert, Some(Box::new(text(9)))));
        assert_eq!(heard(&topic, &text(9).to_bytes()), ours);
        assert_eq!(heard(&topic, &text(8).to_bytes()), None);
    }

    #[test]
    fn a_confirmation_is_sent_again_unless_it_was_taken_or_never_will_be() {
        assert_eq!(answer(PubAckReason::Success), News::Answered);
        assert_eq!(answer(PubAckReason::PayloadFormatInvalid), News::Answered);
        let later = answer(PubAckReason::ImplementationSpecificError);
        assert_eq!(later, News::NotAnswered);
    }
}
