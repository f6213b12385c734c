//! A broker of its own, as in a large installation: the server is one of its clients, listens
//! behind its own commit and comes back when the broker does.

use crate::common::{ANA, HOME_A, Town, config};
use ami_broker::{Broker, Door, DoorFuture, Forward, RefuseReason};
use ami_domain::id::MessageId;
use ami_domain::money::Money;
use ami_server::{Server, config, http};
use ami_wire::down::{Ack, Down};
use ami_wire::topic;
use ami_wire::up::{Up, UpBody};
use axum::body::Body;
use axum::http::Request;
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::Packet;
use rumqttc::v5::{AsyncClient, Event, EventLoop, MqttOptions};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

const PATIENCE: Duration = Duration::from_secs(15);

/// Lets everybody in and carries everything: a broker that is not ours.
struct Open;

impl Door for Open {
    fn authenticate<'a>(
        &'a self,
        client: &'a str,
        _: &'a str,
        _: &'a [u8],
    ) -> DoorFuture<'a, Option<String>> {
        Box::pin(async move { Some(client.to_owned()) })
    }
    fn may_publish(&self, _: &str, _: &str, _: bool) -> bool {
        true
    }
    fn may_subscribe(&self, _: &str, _: &str) -> bool {
        true
    }
    fn on_publish<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        _: &'a [u8],
    ) -> DoorFuture<'a, Result<Forward, RefuseReason>> {
        Box::pin(async { Ok(Forward::Subscribers) })
    }
}

async fn broker(listen: SocketAddr) -> Broker {
    let config = ami_broker::Config::new(listen);
    Broker::start(config, Arc::new(Open)).await.unwrap()
}

/// A gateway's client that has subscribed to this.
async fn gateway(port: u16, filters: [String; 2]) -> (AsyncClient, EventLoop) {
    let mut options = MqttOptions::new("gateway", "127.0.0.1", port);
    options.set_credentials("gateway", "any");
    let (client, mut events) = AsyncClient::new(options, 32);
    for filter in filters {
        client.subscribe(filter, QoS::AtLeastOnce).await.unwrap();
    }
    let mut granted = 0;
    while granted < 2 {
        let event = events.poll().await.unwrap();
        granted += u8::from(matches!(event, Event::Incoming(Packet::SubAck(_))));
    }
    (client, events)
}

async fn hear(events: &mut EventLoop, on: &str) -> Vec<u8> {
    let waiting = async {
        loop {
            if let Event::Incoming(Packet::Publish(publish)) = events.poll().await.unwrap()
                && publish.topic == on.as_bytes()
            {
                return publish.payload.to_vec();
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap()
}

async fn ready(server: &Server, expected: u16) {
    let router = http::router(server.app().clone());
    let waiting = async {
        loop {
            let request = Request::get("/readyz").body(Body::empty()).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            if response.status() == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}

/// The town's server with this broker.
fn through(town: &Town, address: SocketAddr) -> ami_server::Config {
    let mut config = config(town.folder.path());
    config.broker = config::Broker::External {
        host: "127.0.0.1".into(),
        port: address.port(),
        tls: false,
        user: "adcs".into(),
        password: "any".into(),
    };
    config
}

async fn pay(server: &Server, id: u128) -> MessageId {
    let app = server.app();
    let mut chance = app.chance();
    let offer = ami_css::Offer {
        amount: Money::dollars(25),
        method: "sandbox_card".into(),
        token: "tok_approve".into(),
    };
    let id = ami_domain::id::PaymentId::from_number(id);
    let paid = app
        .css
        .pay(&app.clock, &mut chance, ANA, HOME_A.account, id, &offer);
    let message = paid.await.unwrap().message.unwrap();
    app.wake.notify_one();
    message
}

#[tokio::test]
async fn commands_and_answers_pass_through_a_broker_that_goes_away_and_comes_back() {
    let town = Town::new().await;
    let carrier = broker("127.0.0.1:0".parse().unwrap()).await;
    let address = carrier.local_addr();
    let server = Server::start(through(&town, address)).await.unwrap();
    ready(&server, 200).await;
    let filters = || {
        [
            topic::commands(HOME_A.meter),
            topic::gateway_ack(HOME_A.gateway),
        ]
    };
    let prepay = format!("{}/meter/{}/cmd/prepay", topic::ROOT, HOME_A.meter);
    let (client, mut events) = gateway(address.port(), filters()).await;
    let message = pay(&server, 1).await;
    let down = Down::from_bytes(&hear(&mut events, &prepay).await).unwrap();
    assert_eq!(down.command.id, message);
    let up = Up {
        v: ami_wire::VERSION,
        id: MessageId::from_number(0x0b),
        gateway: HOME_A.gateway,
        meter: HOME_A.meter,
        at: server.app().now().business,
        body: UpBody::Log(Vec::new()),
    };
    let own = topic::up(HOME_A.meter, up.body.word());
    for _ in 0..2 {
        client
            .publish(&own, QoS::AtLeastOnce, false, up.to_bytes())
            .await
            .unwrap();
        let on = topic::gateway_ack(HOME_A.gateway);
        let ack = Ack::from_bytes(&hear(&mut events, &on).await).unwrap();
        assert_eq!(ack.ids, [up.id]);
    }
    // The broker is gone; a payment is taken all the same and goes out when it is back.
    drop(events);
    carrier.stop().await;
    ready(&server, 503).await;
    let second = pay(&server, 2).await;
    let carrier = broker(address).await;
    let (_client, mut events) = gateway(address.port(), filters()).await;
    ready(&server, 200).await;
    // Whatever was lost on the way is due again as soon as the gateway says that it is there.
    let status = topic::gateway_status(HOME_A.gateway);
    let online = br#"{"v":1,"online":true}"#.to_vec();
    carrier
        .publish(&status, online, ami_broker::Qos::AtLeastOnce, false)
        .await
        .unwrap();
    loop {
        let down = Down::from_bytes(&hear(&mut events, &prepay).await).unwrap();
        if down.command.id == second {
            break;
        }
    }
    server.stop().await;
    carrier.stop().await;
}
