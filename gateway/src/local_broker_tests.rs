//! Two homes behind one gateway: one customer leaves, and the neighbour's display notices nothing.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::identity::Own;
use crate::pairing::Pairing;
use ami_domain::clock::BusinessClock;
use ami_domain::display::{DisplayView, Standing};
use ami_domain::energy::{WattHours, Watts};
use ami_domain::message::{Bilingual, Importance};
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Timestamp, Window};
use rumqttc::Transport;
use rumqttc::tokio_native_tls::native_tls::TlsConnector;
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{ConnectReturnCode, Packet, Publish, SubscribeReasonCode};
use rumqttc::v5::{AsyncClient, ConnectionError, Event, EventLoop, MqttOptions};
use std::time::Duration;

const LEAVES: MeterId = MeterId::from_number(0xbb);
const STAYS: MeterId = MeterId::from_number(0xcc);
const PATIENCE: Duration = Duration::from_secs(20);

fn secret(meter: MeterId) -> String {
    format!("the display of {meter}")
}

/// Displays are served for both homes.
async fn served(folder: &std::path::Path) -> (SocketAddr, Displays) {
    let file = folder.join("display.secret");
    let lines = [LEAVES, STAYS].map(|meter| format!("{meter} {}", secret(meter)));
    std::fs::write(&file, lines.join("\n")).unwrap();
    let local = Local {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        pairing: Pairing::read(&file, &[LEAVES, STAYS]).unwrap(),
    };
    let spool = Spool::open(&folder.join("spool"), Default::default()).unwrap();
    let clock = Clock::starting(BusinessClock::REAL, None);
    let unpaired = Unpaired::open(folder, &[], &Default::default());
    let gateway = GatewayId::from_number(0xaa);
    let meters = vec![LEAVES, STAYS];
    let own = Own::open(folder, &Default::default()).unwrap();
    let opened = Admission::open(
        folder,
        gateway,
        &own.certificate,
        meters,
        clock.clone(),
        &Default::default(),
    );
    let (admission, ends) = opened.unwrap();
    let doors = (admission, ends.lan);
    let started = LocalBroker::start(
        &local,
        (gateway, own.identity),
        spool,
        clock,
        unpaired,
        doors,
    );
    let (broker, displays) = started.await.unwrap();
    let address = broker.local_addr();
    tokio::spawn(broker.run());
    (address, displays)
}

/// A display with the secret of a home that wants to see the figures of one.
async fn display(address: SocketAddr, of: MeterId, wants: MeterId) -> (AsyncClient, EventLoop) {
    let name = format!("{}test", topic::ihd_client(of));
    let (client, events) = AsyncClient::new(options(name, address, of), 16);
    for path in [topic::ihd_view(wants), topic::ihd_messages(wants)] {
        client.subscribe(path, QoS::AtLeastOnce).await.unwrap();
    }
    (client, events)
}

fn options(name: String, address: SocketAddr, of: MeterId) -> MqttOptions {
    let mut options = MqttOptions::new(name, address.ip().to_string(), address.port());
    options.set_credentials("display", secret(of));
    // Which gateway it is is another test's question.
    let whoever = TlsConnector::builder()
        .danger_accept_invalid_certs(true)
        .build();
    options.set_transport(Transport::tls_with_config(whoever.unwrap().into()));
    options
}

fn figures(meter: MeterId, seq: u64, standing: Standing) -> IhdView {
    let mut view = DisplayView::vacant(seq, "USD", Timestamp::from_millis(0));
    view.standing = standing;
    IhdView {
        v: ami_wire::VERSION,
        meter,
        view: Some(view),
        supply: Supply {
            switch: Switch::On,
            limit: None,
            credit: WattHours::ZERO,
            at: Timestamp::from_millis(0),
            trip: None,
        },
        power: Watts::new(0),
        last_code: None,
        read_at: Timestamp::from_millis(0),
        estimate: None,
        utility_link: true,
        meter_link: true,
    }
}

fn storm() -> Notice {
    let (start, end) = (Timestamp::from_millis(0), Timestamp::from_millis(i64::MAX));
    Notice {
        id: AlertId::from_number(7),
        importance: Importance::Warning,
        text: Bilingual {
            en: "Storm".into(),
            es: "Tormenta".into(),
        },
        valid: Window { start, end },
        confirm: true,
        figures: false,
    }
}

/// The next publish of this topic.
async fn next(events: &mut EventLoop, topic: &str) -> Publish {
    let waiting = async {
        loop {
            match events.poll().await {
                Ok(Event::Incoming(Packet::Publish(publish))) if publish.topic == topic => {
                    return publish;
                }
                Ok(_) => {}
                Err(ConnectionError::ConnectionRefused(code)) => panic!("refused: {code:?}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    let found = tokio::time::timeout(PATIENCE, waiting).await;
    found.unwrap_or_else(|_| panic!("nothing of {topic}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_display_of_who_leaves_is_wiped_and_unpaired() {
    let dir = tempfile::tempdir().unwrap();
    let (address, displays) = served(dir.path()).await;
    for meter in [LEAVES, STAYS] {
        let view = figures(meter, 5, Standing::Regular);
        displays.show(view, vec![storm()]).await;
    }
    let (_left, mut left) = display(address, LEAVES, LEAVES).await;
    let (_stays, mut stays) = display(address, STAYS, STAYS).await;
    for (events, meter) in [(&mut left, LEAVES), (&mut stays, STAYS)] {
        assert!(
            !next(events, &topic::ihd_view(meter))
                .await
                .payload
                .is_empty()
        );
    }
    displays
        .show(figures(LEAVES, 6, Standing::Vacant), Vec::new())
        .await;
    // Theirs is told to forget and never comes in again.
    let told = next(&mut left, &topic::ihd_view(LEAVES)).await;
    assert!(told.payload.is_empty());
    let refused = async {
        loop {
            match left.poll().await {
                Err(ConnectionError::ConnectionRefused(code)) => return code,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                Ok(_) => {}
            }
        }
    };
    let code = tokio::time::timeout(PATIENCE, refused).await.unwrap();
    assert_eq!(code, ConnectReturnCode::BadUserNamePassword);
    // The neighbour's is not told to forget: the next that it hears are its own figures and texts,
    // without anything new to say of that home.
    let (_again, mut again) = display(address, STAYS, STAYS).await;
    let kept = next(&mut again, &topic::ihd_view(STAYS)).await;
    let kept = IhdView::from_bytes(&kept.payload).unwrap();
    assert_eq!(kept.view.map(|view| view.seq), Some(5));
    let text = next(&mut again, &topic::ihd_message(STAYS, storm().id)).await;
    assert!(!text.payload.is_empty());
    displays
        .show(figures(STAYS, 6, Standing::Regular), vec![storm()])
        .await;
    let news = next(&mut again, &topic::ihd_view(STAYS)).await;
    assert!(!news.payload.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_display_sees_no_neighbour() {
    let dir = tempfile::tempdir().unwrap();
    let (address, _displays) = served(dir.path()).await;
    let (_client, mut events) = display(address, LEAVES, STAYS).await;
    let answers = async {
        let mut codes = Vec::new();
        while codes.len() < 2 {
            if let Event::Incoming(Packet::SubAck(ack)) = events.poll().await.unwrap() {
                codes.extend(ack.return_codes);
            }
        }
        codes
    };
    let codes = tokio::time::timeout(PATIENCE, answers).await.unwrap();
    assert_eq!(codes, [SubscribeReasonCode::NotAuthorized; 2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_display_cannot_take_over_a_neighbours_connection_and_what_it_hears() {
    let dir = tempfile::tempdir().unwrap();
    let (address, displays) = served(dir.path()).await;
    let view = topic::ihd_view(STAYS);
    displays
        .show(figures(STAYS, 5, Standing::Regular), Vec::new())
        .await;
    let (_stays, mut stays) = display(address, STAYS, STAYS).await;
    assert!(!next(&mut stays, &view).await.payload.is_empty());
    // Paired with the home next door, under the name of this one's connection.
    let name = format!("{}test", topic::ihd_client(STAYS));
    let mut thief = options(name, address, LEAVES);
    thief.set_clean_start(false);
    let (_thief, mut thief) = AsyncClient::new(thief, 16);
    let stolen = async {
        loop {
            match thief.poll().await {
                Ok(Event::Incoming(Packet::ConnAck(_))) => return Ok(()),
                Err(ConnectionError::ConnectionRefused(code)) => return Err(code),
                Ok(_) | Err(_) => {}
            }
        }
    };
    let answer = tokio::time::timeout(PATIENCE, stolen).await.unwrap();
    assert_eq!(answer, Err(ConnectReturnCode::BadUserNamePassword));
    // The same connection goes on.
    displays
        .show(figures(STAYS, 6, Standing::Regular), Vec::new())
        .await;
    let news = async {
        loop {
            if let Event::Incoming(Packet::Publish(publish)) = stays.poll().await.unwrap() {
                return publish;
            }
        }
    };
    let news = tokio::time::timeout(PATIENCE, news).await.unwrap();
    let seq = IhdView::from_bytes(&news.payload)
        .unwrap()
        .view
        .unwrap()
        .seq;
    assert_eq!(seq, 6);
}
