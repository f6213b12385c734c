//! The embedded broker from a gateway's and a utility system's side.

use crate::common::{ANA, HOME_A, HOME_B, PASSWORD, SECRET, Town, config};
use ami_domain::energy::WattHours;
use ami_domain::id::{AlertId, GatewayId, MessageId, MeterId};
use ami_domain::message::Importance;
use ami_domain::time::{Span, Window};
use ami_server::Server;
use ami_wire::down::{Ack, Down};
use ami_wire::topic;
use ami_wire::up::{IntervalRow, Intervals, Up, UpBody};
use ami_wire::utility::{Audience, UtilityAlert, UtilityReply};
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{Packet, PubAckReason, SubscribeReasonCode};
use rumqttc::v5::{AsyncClient, Event, EventLoop, MqttOptions};
use std::time::Duration;

pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
pub(crate) const ONCE: QoS = QoS::AtLeastOnce;

/// A server with the town's people and homes.
pub(crate) struct House {
    pub(crate) server: Server,
    /// Keeps the folder.
    pub(crate) town: Town,
}

impl House {
    pub(crate) async fn new() -> Self {
        let town = Town::new().await;
        let server = Server::start(config(town.folder.path())).await.unwrap();
        Self { server, town }
    }

    pub(crate) async fn end(self) {
        self.server.stop().await;
        drop(self.town);
    }

    pub(crate) async fn connect(
        &self,
        id: &str,
        user: &str,
        password: &str,
    ) -> Result<Client, String> {
        let port = self.server.broker_addr().unwrap().port();
        let mut options = MqttOptions::new(id, "127.0.0.1", port);
        options.set_credentials(user, password);
        let (client, events) = AsyncClient::new(options, 32);
        let mut client = Client { client, events };
        loop {
            match client.events.poll().await {
                Ok(Event::Incoming(Packet::ConnAck(_))) => return Ok(client),
                Ok(_) => {}
                Err(error) => return Err(error.to_string()),
            }
        }
    }

    pub(crate) async fn gateway(&self, id: GatewayId) -> Client {
        let name = id.to_string();
        self.connect(&name, &name, SECRET).await.unwrap()
    }

    async fn is_online(&self) -> bool {
        let mut tx = self.server.app().css.store.read().await.unwrap();
        let online = tx.online(HOME_A.gateway).await.unwrap();
        online.is_some_and(|(online, _)| online)
    }

    async fn becomes(&self, online: bool) {
        let waiting = async {
            while self.is_online().await != online {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap();
    }
}

pub(crate) struct Client {
    pub(crate) client: AsyncClient,
    pub(crate) events: EventLoop,
}

impl Client {
    async fn until<T>(&mut self, mut wanted: impl FnMut(&Packet) -> Option<T>) -> T {
        let waiting = async {
            loop {
                if let Event::Incoming(packet) = self.events.poll().await.unwrap()
                    && let Some(found) = wanted(&packet)
                {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap()
    }

    async fn publish(&mut self, topic: &str, retain: bool, body: Vec<u8>) -> PubAckReason {
        self.client
            .publish(topic, ONCE, retain, body)
            .await
            .unwrap();
        self.until(|packet| match packet {
            Packet::PubAck(ack) => Some(ack.reason),
            _ => None,
        })
        .await
    }

    pub(crate) async fn subscribe(&mut self, filter: &str) -> bool {
        self.client.subscribe(filter, ONCE).await.unwrap();
        let codes = self.until(|packet| match packet {
            Packet::SubAck(ack) => Some(ack.return_codes.clone()),
            _ => None,
        });
        matches!(codes.await[..], [SubscribeReasonCode::Success(_)])
    }

    pub(crate) async fn hear(&mut self, on: &str) -> Vec<u8> {
        self.until(|packet| match packet {
            Packet::Publish(publish) if publish.topic == on.as_bytes() => {
                Some(publish.payload.to_vec())
            }
            _ => None,
        })
        .await
    }
}

fn taken(reason: PubAckReason) -> bool {
    matches!(
        reason,
        PubAckReason::Success | PubAckReason::NoMatchingSubscribers
    )
}

/// Two hours of use that are over.
fn intervals(house: &House, id: u128, gateway: GatewayId, meter: MeterId) -> Up {
    let at = house.server.app().now().business;
    let start = at.floor_to(Span::hours(1)) - Span::hours(2);
    let row = |hours: i64| IntervalRow {
        start: start + Span::hours(hours),
        energy: WattHours::new(700),
        estimated: false,
    };
    Up {
        v: ami_wire::VERSION,
        id: MessageId::from_number(id),
        gateway,
        meter,
        at,
        body: UpBody::Interval(Intervals {
            length: Span::hours(1),
            rows: vec![row(0), row(1)],
        }),
    }
}

async fn stored(house: &House, meter: MeterId) -> usize {
    let mut tx = house.server.app().css.store.read().await.unwrap();
    let row = tx.meter(meter).await.unwrap().unwrap();
    let end = house.server.app().now().business;
    let window = Window {
        start: end - Span::days(1),
        end,
    };
    tx.intervals(&row, window).await.unwrap().len()
}

#[tokio::test]
async fn only_who_knows_the_secret_and_says_its_own_name_comes_in() {
    let house = House::new().await;
    let a = HOME_A.gateway.to_string();
    let nobody = GatewayId::from_number(0x404).to_string();
    for (id, user, password) in [
        (a.as_str(), a.as_str(), "wrong"),
        (&a, &a, ""),
        (&nobody, &nobody, SECRET),
        // The right secret under a second client id would be a second connection.
        ("other", &a, SECRET),
        ("x", "ana", PASSWORD),
        ("x", "rosa", PASSWORD),
        ("x", "uma", "wrong"),
        ("x", "nobody", PASSWORD),
    ] {
        let came = house.connect(id, user, password).await;
        assert!(came.is_err(), "{id} {user}");
    }
    house.gateway(HOME_A.gateway).await;
    house.connect("any id", "uma", PASSWORD).await.unwrap();
    house.end().await;
}

#[tokio::test]
async fn a_gateway_says_and_hears_what_is_its_own_and_nothing_else() {
    let house = House::new().await;
    let mut gateway = house.gateway(HOME_A.gateway).await;
    let body = intervals(&house, 1, HOME_A.gateway, HOME_B.meter).to_bytes();
    for forbidden in [
        topic::up(HOME_B.meter, "interval"),
        topic::gateway_status(HOME_B.gateway),
        topic::gateway_ack(HOME_A.gateway),
        format!("{}/meter/{}/cmd/connect", topic::ROOT, HOME_A.meter),
        topic::UTILITY_ALERT.to_owned(),
        "anything/else".to_owned(),
    ] {
        let reason = gateway.publish(&forbidden, false, body.clone()).await;
        assert_eq!(reason, PubAckReason::NotAuthorized, "{forbidden}");
    }
    // Its own topic, but retained, or about another's meter inside.
    let own = topic::up(HOME_A.meter, "interval");
    let reason = gateway.publish(&own, true, body.clone()).await;
    assert_eq!(reason, PubAckReason::NotAuthorized);
    assert!(!taken(gateway.publish(&own, false, body).await));
    assert!(!taken(
        gateway.publish(&own, false, b"no JSON".to_vec()).await
    ));
    for forbidden in [
        topic::commands(HOME_B.meter),
        topic::gateway_ack(HOME_B.gateway),
        topic::all_up(),
        "#".to_owned(),
        format!("{}/#", topic::ROOT),
        format!("{}/meter/+/cmd/+", topic::ROOT),
        topic::UTILITY_REPLY.to_owned(),
    ] {
        assert!(!gateway.subscribe(&forbidden).await, "{forbidden}");
    }
    assert!(gateway.subscribe(&topic::commands(HOME_A.meter)).await);
    assert!(gateway.subscribe(&topic::gateway_ack(HOME_A.gateway)).await);
    assert_eq!(stored(&house, HOME_B.meter).await, 0);
    assert_eq!(stored(&house, HOME_A.meter).await, 0);
    house.end().await;
}

#[tokio::test]
async fn what_a_gateway_sends_is_stored_before_its_puback_and_answered_a_second_copy_too() {
    let house = House::new().await;
    let mut gateway = house.gateway(HOME_A.gateway).await;
    let ack = topic::gateway_ack(HOME_A.gateway);
    assert!(gateway.subscribe(&ack).await);
    let up = intervals(&house, 7, HOME_A.gateway, HOME_A.meter);
    let own = topic::up(HOME_A.meter, up.body.word());
    for _ in 0..2 {
        // Answer and PUBACK may come in either order: look for both.
        gateway
            .client
            .publish(&own, ONCE, false, up.to_bytes())
            .await
            .unwrap();
        let (mut acked, mut answered) = (None, None);
        while acked.is_none() || answered.is_none() {
            gateway
                .until(|packet| match packet {
                    Packet::PubAck(puback) => {
                        acked = Some(puback.reason);
                        Some(())
                    }
                    Packet::Publish(publish) => {
                        answered = Some(Ack::from_bytes(&publish.payload).unwrap());
                        Some(())
                    }
                    _ => None,
                })
                .await;
            if acked.is_some() {
                assert_eq!(stored(&house, HOME_A.meter).await, 2);
            }
        }
        assert!(taken(acked.unwrap()));
        assert_eq!(answered.unwrap().ids, [up.id]);
    }
    let mut tx = house.server.app().css.store.read().await.unwrap();
    let rows = tx.journal_of(HOME_A.meter, 99).await.unwrap();
    let copies = rows.iter().filter(|row| row.message == Some(up.id)).count();
    assert_eq!(copies, 1);
    drop(tx);
    house.end().await;
}

#[tokio::test]
async fn a_payment_reaches_the_gateway_as_credit_and_its_leaving_is_noted() {
    let house = House::new().await;
    let mut gateway = house.gateway(HOME_A.gateway).await;
    assert!(gateway.subscribe(&topic::commands(HOME_A.meter)).await);
    let status = topic::gateway_status(HOME_A.gateway);
    let online = br#"{"v":1,"online":true}"#.to_vec();
    assert!(taken(gateway.publish(&status, true, online).await));
    house.becomes(true).await;
    let app = house.server.app();
    let mut chance = app.chance();
    let offer = ami_css::Offer {
        amount: ami_domain::money::Money::dollars(25),
        method: "sandbox_card".into(),
        token: "tok_approve".into(),
    };
    let id = ami_domain::id::PaymentId::from_number(1);
    let paid = app
        .css
        .pay(&app.clock, &mut chance, ANA, HOME_A.account, id, &offer);
    let paid = paid.await.unwrap();
    app.wake.notify_one();
    let on = format!("{}/meter/{}/cmd/prepay", topic::ROOT, HOME_A.meter);
    let down = Down::from_bytes(&gateway.hear(&on).await).unwrap();
    assert_eq!(Some(down.command.id), paid.message);
    assert!(app.gauges.text().contains("ami_gateways_online 1"));
    // Gone without a word.
    drop(gateway);
    house.becomes(false).await;
    // It is counted once the row is written.
    let counted = async {
        while !app.gauges.text().contains("ami_gateways_online 0") {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, counted).await.unwrap();
    house.end().await;
}

#[tokio::test]
async fn nobody_takes_over_a_gateways_connection_by_its_client_id() {
    let house = House::new().await;
    let mut gateway = house.gateway(HOME_A.gateway).await;
    let name = HOME_A.gateway.to_string();
    assert!(house.connect(&name, "uma", PASSWORD).await.is_err());
    assert!(house.connect("uma's", "uma", PASSWORD).await.is_ok());
    assert!(gateway.subscribe(&topic::commands(HOME_A.meter)).await);
    house.end().await;
}

#[tokio::test]
async fn fr_11_a_utilitys_text_is_answered_and_waits_for_its_readers() {
    let house = House::new().await;
    let mut utility = house
        .connect("outage system", "uma", PASSWORD)
        .await
        .unwrap();
    assert!(utility.subscribe(topic::UTILITY_REPLY).await);
    assert!(!utility.subscribe(&topic::all_up()).await);
    let other = topic::up(HOME_A.meter, "interval");
    assert_eq!(
        utility.publish(&other, false, vec![]).await,
        PubAckReason::NotAuthorized
    );
    let mut alert = UtilityAlert {
        v: ami_wire::VERSION,
        id: AlertId::from_number(5),
        audience: Audience::All,
        importance: Importance::Warning,
        en: "Storm tonight".into(),
        es: "Tormenta esta noche".into(),
        from: None,
        until: None,
        confirm: true,
        replace: None,
    };
    let mut said = Vec::new();
    for _ in 0..2 {
        let body = alert.to_bytes();
        utility
            .client
            .publish(topic::UTILITY_ALERT, ONCE, false, body)
            .await
            .unwrap();
        let reply = utility.hear(topic::UTILITY_REPLY).await;
        said.push(UtilityReply::from_bytes(&reply).unwrap());
    }
    assert_eq!((said[0].accounts, &said[0].refused), (Some(2), &None));
    assert_eq!(said[0], said[1]);
    alert.es = " ".into();
    alert.id = AlertId::from_number(6);
    let body = alert.to_bytes();
    utility
        .client
        .publish(topic::UTILITY_ALERT, ONCE, false, body)
        .await
        .unwrap();
    let reply = utility.hear(topic::UTILITY_REPLY).await;
    let refused = UtilityReply::from_bytes(&reply).unwrap().refused.unwrap();
    assert!(refused.contains("Spanish"), "{refused}");
    let path = format!("/api/accounts/{}/messages", HOME_A.account);
    let messages = house.town.get(ANA, &path).await.json();
    // The house itself may have warned of the balance, too.
    let storm = |text: &&serde_json::Value| text["text"]["en"] == "Storm tonight";
    let storms: Vec<_> = messages.as_array().unwrap().iter().filter(storm).collect();
    assert_eq!(storms.len(), 1);
    assert_eq!(storms[0]["confirmed_at"], serde_json::Value::Null);
    let confirm = format!("{path}/{}/confirmation", AlertId::from_number(5));
    let put = axum::http::Method::PUT;
    let confirmed = house.town.ask(Some(ANA), put, &confirm, None).await.json();
    assert!(confirmed["confirmed_at"]["at"].is_i64(), "{confirmed}");
    house.end().await;
}
