//! An installer pairs a display: the real gateway with its real broker, and a display that knows no
//! secret. The utility's part is played by orders over MQTT.

use crate::displays::{command, display, view};
use crate::{GATEWAY, Home, METER, PATIENCE, eventually};
use ami_domain::command::CommandKind;
use ami_domain::display::DisplayView;
use ami_domain::id::PairingId;
use ami_domain::pairing::{CheckNumber, PairCode, Stage};
use ami_domain::time::Timestamp;
use ami_pair::{Own, check, code, open};
use ami_wire::pair::{Hex, IhdAsk, IhdPair, IhdPass, PairDown, PairOpen, PairOrder, from_hex};
use ami_wire::topic::{self, IHD_ASK, IHD_PAIR};
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{ConnectReturnCode, Packet};
use rumqttc::v5::{AsyncClient, ConnectionError, Event, EventLoop};

const ONE: PairingId = PairingId::from_number(0x0d1);

/// A display that was never paired.
pub(crate) struct Stranger {
    own: Own,
    nonce: [u8; 16],
}

impl Stranger {
    pub(crate) fn new(seed: u8) -> Self {
        Self {
            own: Own::from_chance([seed; 32]),
            nonce: [seed; 16],
        }
    }
    pub(crate) fn code(&self) -> PairCode {
        code(&self.own.public(), &self.nonce).unwrap()
    }
    fn ask(&self) -> Vec<u8> {
        let ask = IhdAsk {
            v: ami_wire::VERSION,
            key: Hex(self.own.public()),
            nonce: Hex(self.nonce),
        };
        ask.to_bytes()
    }
}

fn knock(home: &Home, id: &str, user: &str) -> (AsyncClient, EventLoop) {
    home.client(id, user, "anything")
}

/// Waits until the gateway lets somebody in who wants to be paired.
pub(crate) async fn inside(home: &Home, id: &str) -> (AsyncClient, EventLoop) {
    let trying = async {
        loop {
            let (client, mut events) = knock(home, id, "pair");
            match events.poll().await {
                Ok(Event::Incoming(Packet::ConnAck(_))) => return (client, events),
                Ok(_) => {}
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        }
    };
    let (client, events) = tokio::time::timeout(PATIENCE, trying).await.unwrap();
    client.subscribe(IHD_PAIR, QoS::AtLeastOnce).await.unwrap();
    (client, events)
}

/// The gateway's next word to displays like this.
async fn word(events: &mut EventLoop, wanted: impl Fn(&IhdPair) -> bool) -> IhdPair {
    let waiting = async {
        loop {
            if let Event::Incoming(Packet::Publish(publish)) = events.poll().await.unwrap()
                && let Ok(word) = IhdPair::from_bytes(&publish.payload)
                && wanted(&word)
            {
                return word;
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap()
}

async fn refused(events: &mut EventLoop) -> ConnectReturnCode {
    let waiting = async {
        loop {
            match events.poll().await {
                Err(ConnectionError::ConnectionRefused(code)) => return code,
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
                Ok(_) => {}
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap()
}

pub(crate) fn open_for(code: PairCode) -> PairOrder {
    PairOrder::Open(PairOpen {
        meter: METER,
        code,
        last4: "0042".into(),
        left_ms: 600_000,
    })
}

pub(crate) async fn order(home: &Home, order: PairOrder) {
    home.utility.order(PairDown::new(ONE, order), false).await;
}

pub(crate) async fn stands(home: &Home, wanted: impl Fn(Stage) -> bool) -> Stage {
    let heard = home.utility.heard.clone();
    let mut found = None;
    eventually("how the pairing stands", || {
        found = heard
            .paired()
            .last()
            .map(|up| up.stage)
            .filter(|stage| wanted(*stage));
        found.is_some()
    })
    .await;
    found.unwrap()
}

/// The display has asked and was found; what is to be compared.
pub(crate) async fn met(
    home: &Home,
    one: &Stranger,
    inside: &mut (AsyncClient, EventLoop),
) -> CheckNumber {
    let (client, events) = inside;
    word(events, |_| true).await;
    client
        .publish(IHD_ASK, QoS::AtLeastOnce, false, one.ask())
        .await
        .unwrap();
    let key = one.own.public();
    let found = |word: &IhdPair| word.found.as_ref().is_some_and(|one| one.display.0 == key);
    let word = word(events, found).await;
    let number = check(&word.key.0, &word.certificate.0, &key, &one.nonce);
    assert_eq!(
        stands(home, |stage| matches!(stage, Stage::Met(_))).await,
        Stage::Met(number)
    );
    number
}

pub(crate) async fn entered(one: &Stranger, events: &mut EventLoop) -> IhdPass {
    let ready = |word: &IhdPair| {
        word.found
            .as_ref()
            .is_some_and(|found| found.pass.is_some())
    };
    let word = word(events, ready).await;
    let pass = word.found.unwrap().pass.unwrap();
    let bytes = from_hex(&pass.bytes).unwrap();
    let bytes = open(&one.own, &word.key.0, pass.nonce.0, &bytes).unwrap();
    IhdPass::from_bytes(&bytes).unwrap()
}

/// Comes in with a password of its own, and hears the home.
pub(crate) async fn joined(home: &Home, pass: &IhdPass) -> (AsyncClient, EventLoop) {
    let id = topic::ihd_client(METER) + "1";
    let (client, events) = home.client(&id, "display", &pass.password);
    let topic = topic::ihd_view(METER);
    client.subscribe(topic, QoS::AtLeastOnce).await.unwrap();
    (client, events)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_installer_pairs_a_display_it_shows_the_home_and_unpairing_shuts_it_out() {
    let mut home = Home::new("pair").await;
    home.utility.listened(1).await;
    // Nobody is awaited: nobody comes in to ask.
    let (_early, mut events) = knock(&home, "pair-early", "pair");
    assert_eq!(
        refused(&mut events).await,
        ConnectReturnCode::BadUserNamePassword
    );
    let one = Stranger::new(1);
    order(&home, open_for(one.code())).await;
    let mut asking = inside(&home, "pair-1").await;
    let number = met(&home, &one, &mut asking).await;
    order(&home, PairOrder::Confirm(number)).await;
    let pass = entered(&one, &mut asking.1).await;
    assert_eq!((pass.meter, pass.last4.as_str()), (METER, "0042"));
    let (_client, mut events) = joined(&home, &pass).await;
    view(&mut events, |view| view.meter == METER && view.meter_link).await;
    stands(&home, |stage| stage == Stage::Paired).await;
    // What was open is closed, and the secret of the file still admits.
    assert_eq!(
        refused(&mut asking.1).await,
        ConnectReturnCode::BadUserNamePassword
    );
    let (_file, mut by_file) = display(&home, crate::DISPLAY_SECRET);
    by_file.poll().await.unwrap();
    // A restart changes nothing for it.
    home.stop().await;
    home.start().await;
    home.utility.listened(2).await;
    let (_client, mut events) = joined(&home, &pass).await;
    view(&mut events, |view| view.meter_link).await;
    order(&home, PairOrder::Look).await;
    stands(&home, |stage| stage == Stage::Paired).await;
    order(&home, PairOrder::End).await;
    stands(&home, |stage| stage == Stage::Gone).await;
    assert_eq!(
        refused(&mut events).await,
        ConnectReturnCode::BadUserNamePassword
    );
    home.stop().await;
    home.start().await;
    let (_client, mut events) = joined(&home, &pass).await;
    assert_eq!(
        refused(&mut events).await,
        ConnectReturnCode::BadUserNamePassword
    );
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_neighbour_neither_gets_in_nor_takes_a_displays_place() {
    let mut home = Home::new("hostile").await;
    home.utility.listened(1).await;
    let (_file, mut by_file) = crate::displays::paired(&home, crate::DISPLAY_SECRET).await;
    view(&mut by_file, |view| view.meter_link).await;
    let (one, thief) = (Stranger::new(1), Stranger::new(3));
    order(&home, open_for(one.code())).await;
    let (client, mut events) = inside(&home, "pair-thief").await;
    // It hears nothing of the home, and says nothing for it.
    for filter in [
        topic::ihd_view(METER),
        "#".to_owned(),
        "ami/1/pair/+".to_owned(),
    ] {
        client.subscribe(filter, QoS::AtLeastOnce).await.unwrap();
    }
    client
        .publish(topic::ihd_confirm(METER), QoS::AtLeastOnce, false, "{}")
        .await
        .unwrap();
    client
        .publish(IHD_PAIR, QoS::AtLeastOnce, true, "{}")
        .await
        .unwrap();
    client
        .publish(IHD_ASK, QoS::AtLeastOnce, false, "{}")
        .await
        .unwrap();
    client
        .publish(IHD_ASK, QoS::AtLeastOnce, false, thief.ask())
        .await
        .unwrap();
    let mut heard = Vec::new();
    let polled = async {
        while let Ok(event) = events.poll().await {
            if let Event::Incoming(Packet::Publish(publish)) = event {
                heard.push(publish.topic);
            }
        }
    };
    let waiting = tokio::time::timeout(std::time::Duration::from_secs(2), polled);
    assert!(waiting.await.is_err(), "it stays");
    assert!(!heard.is_empty() && heard.iter().all(|topic| topic == IHD_PAIR.as_bytes()));
    assert_eq!(
        stands(&home, |stage| stage != Stage::Waiting(0)).await,
        Stage::Waiting(1)
    );
    // Neither the name of a display, nor more than a few at once.
    let (_name, mut taken) = knock(&home, "display-1", "pair");
    assert_eq!(
        refused(&mut taken).await,
        ConnectReturnCode::BadUserNamePassword
    );
    let (_name, mut taken) = crate::displays::display(&home, "not the secret");
    assert_eq!(
        refused(&mut taken).await,
        ConnectReturnCode::BadUserNamePassword
    );
    let mut others = Vec::new();
    for number in 2..=4 {
        others.push(inside(&home, &format!("pair-{number}")).await);
    }
    let (_fifth, mut full) = knock(&home, "pair-5", "pair");
    assert_eq!(
        refused(&mut full).await,
        ConnectReturnCode::BadUserNamePassword
    );
    // The true display is found all the same, and a replay of what it said finds nothing new.
    let number = met(&home, &one, &mut others[0]).await;
    let (client, events) = &mut others[1];
    client
        .publish(IHD_ASK, QoS::AtLeastOnce, false, one.ask())
        .await
        .unwrap();
    word(events, |word| word.found.is_some()).await;
    order(&home, PairOrder::Confirm(number)).await;
    // Whoever reads what is sealed cannot open it.
    let ready = |word: &IhdPair| {
        word.found
            .as_ref()
            .is_some_and(|found| found.pass.is_some())
    };
    let word = word(&mut others[1].1, ready).await;
    let pass = word.found.unwrap().pass.unwrap();
    let bytes = from_hex(&pass.bytes).unwrap();
    assert_eq!(open(&thief.own, &word.key.0, pass.nonce.0, &bytes), None);
    assert!(matches!(stands(&home, |_| true).await, Stage::Met(_)));
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_half_way_leaves_nothing_open_and_moving_out_shuts_the_display_out() {
    let mut home = Home::new("half").await;
    home.utility.listened(1).await;
    let one = Stranger::new(1);
    order(&home, open_for(one.code())).await;
    let mut asking = inside(&home, "pair-1").await;
    let number = met(&home, &one, &mut asking).await;
    home.stop().await;
    // What waits at the broker for whoever comes is no order.
    let old = PairDown::new(ONE, open_for(one.code()));
    home.utility.order(old, true).await;
    home.start().await;
    home.utility.listened(2).await;
    eventually("the alarm", || {
        let forged = ami_gateway::alarm::Alarm::Forged;
        home.gateway().alarms().count(forged) == 1
    })
    .await;
    order(&home, PairOrder::Confirm(number)).await;
    stands(&home, |stage| stage == Stage::Gone).await;
    let (_client, mut events) = knock(&home, "pair-1", "pair");
    assert_eq!(
        refused(&mut events).await,
        ConnectReturnCode::BadUserNamePassword
    );
    // It is paired anew, and then its customer leaves.
    let again = PairingId::from_number(0x0d2);
    home.utility
        .order(PairDown::new(again, open_for(one.code())), false)
        .await;
    let mut asking = inside(&home, "pair-1").await;
    let number = met(&home, &one, &mut asking).await;
    home.utility
        .order(PairDown::new(again, PairOrder::Confirm(number)), false)
        .await;
    let pass = entered(&one, &mut asking.1).await;
    let (_client, mut events) = joined(&home, &pass).await;
    view(&mut events, |view| view.meter_link).await;
    let vacant = DisplayView::vacant(9, "USD", Timestamp::from_millis(0));
    let left = command(1, 1, CommandKind::Show(Box::new(vacant)));
    home.utility.send(&left).await;
    assert_eq!(
        refused(&mut events).await,
        ConnectReturnCode::BadUserNamePassword
    );
    assert_eq!(home.utility.heard.paired().last().unwrap().gateway, GATEWAY);
    home.stop().await;
}
