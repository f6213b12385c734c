//! An installer pairs a display: real server, gateway and meter, with a display that knows nothing
//! but where its gateway is. Server and gateway are killed on the way.

use crate::chance;
use crate::house::{Home, House, Victim, Wish};
use crate::wait::{seconds, until};
use ami_domain::id::PairingId;
use ami_domain::pairing::{CheckNumber, PairState};
use ami_pair::{Own, check, code, open};
use ami_wire::api::pairing::{AskPairing, ConfirmPairing, HomeDisplays, Pairing};
use ami_wire::ihd::IhdView;
use ami_wire::pair::{Hex, IhdAsk, IhdPair, IhdPass, from_hex};
use ami_wire::topic::{self, IHD_ASK, IHD_PAIR, IHD_PAIR_CLIENT};
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{ConnectReturnCode, Packet, Publish};
use rumqttc::v5::{AsyncClient, ConnectionError, Event, EventLoop};
use std::time::Duration;

const SERIAL: &str = "AMI00000001";
const LIMIT: Duration = seconds(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_installer_pairs_a_display_that_then_shows_the_home_and_takes_it_out_again() {
    let mut house = House::start(Wish {
        cents: Some(2_000),
        ..Wish::default()
    })
    .await;
    let ines = house.sign_in("ines").await;
    let panel = Panel::new(house.home(1));
    let list = format!("displays?serial={}", SERIAL.to_lowercase());
    until("the gateway is there", LIMIT, async || {
        let home: HomeDisplays = ines.get(&list).await.ok()?;
        home.gateway_here.then_some(())
    })
    .await;
    let id = PairingId::from_bytes(chance::bytes());
    let path = format!("pairings/{id}");
    let stands = async |what: PairState| {
        until(what.word(), LIMIT, async || {
            let one: Pairing = ines.get(&path).await.ok()?;
            (one.state == what).then_some(one)
        })
        .await
    };
    let ask = AskPairing {
        serial: SERIAL.into(),
        code: code(&panel.own.public(), &panel.nonce).unwrap().grouped(),
    };
    let _: Pairing = ines.put(&path, &ask).await.unwrap();
    stands(PairState::Waiting).await;

    let mut asking = panel.asks().await;
    let number = panel.found(&mut asking).await;
    assert_eq!(stands(PairState::Met).await.check, Some(number));
    // The server is killed half-way, and goes on from what it has kept.
    house.kill(Victim::Server);
    house.revive(Victim::Server).await;
    let met = stands(PairState::Met).await;
    assert_eq!((met.check, met.last4.as_str()), (Some(number), "0001"));
    let confirm = ConfirmPairing { check: number };
    let confirmed = format!("{path}/confirmed");
    let _: Pairing = ines.put(&confirmed, &confirm).await.unwrap();

    let pass = panel.pass(&mut asking).await;
    let mut inside = panel.enters(&pass);
    let view = heard(&mut inside, |publish| {
        IhdView::from_bytes(&publish.payload).ok()
    })
    .await;
    assert_eq!(view.meter, house.home(1).meter);
    stands(PairState::Paired).await;

    // A gateway that was killed knows it still, and lets nobody in who wants to be paired.
    house.kill(Victim::Gateway);
    house.revive(Victim::Gateway).await;
    let mut inside = panel.enters(&pass);
    heard(&mut inside, |publish| {
        IhdView::from_bytes(&publish.payload).ok()
    })
    .await;
    refused(&mut panel.knocks()).await;

    let _: Pairing = ines.delete(&path).await.unwrap();
    stands(PairState::Unpaired).await;
    refused(&mut inside).await;
    refused(&mut panel.enters(&pass)).await;
    // The secret of the files is as good as before.
    house.display(1).await;
    house.check();
}

/// A connection.
type Line = (AsyncClient, EventLoop);

/// A display without a window.
struct Panel {
    own: Own,
    nonce: [u8; 16],
    home: Home,
}

impl Panel {
    fn new(home: &Home) -> Self {
        let (one, two): ([u8; 16], [u8; 16]) = (chance::bytes(), chance::bytes());
        let key: Vec<u8> = one.into_iter().chain(two).collect();
        Self {
            own: Own::from_chance(key.try_into().unwrap()),
            nonce: chance::bytes(),
            home: home.clone(),
        }
    }

    fn line(&self, begins: &str, user: &str, password: &str) -> Line {
        let name = format!("{begins}{}", &chance::hex()[..16]);
        AsyncClient::new(self.home.client(name, user, password), 16)
    }

    fn knocks(&self) -> Line {
        self.line(IHD_PAIR_CLIENT, "pair", "pair")
    }

    /// Comes in to ask, as soon as it is awaited.
    async fn asks(&self) -> Line {
        until("the gateway awaits a display", LIMIT, async || {
            let (client, mut events) = self.knocks();
            client.subscribe(IHD_PAIR, QoS::AtLeastOnce).await.ok()?;
            let ask = IhdAsk {
                v: ami_wire::VERSION,
                key: Hex(self.own.public()),
                nonce: Hex(self.nonce),
            };
            let said = client.publish(IHD_ASK, QoS::AtLeastOnce, false, ask.to_bytes());
            said.await.ok()?;
            match events.poll().await {
                Ok(Event::Incoming(Packet::ConnAck(_))) => Some((client, events)),
                Ok(_) | Err(_) => None,
            }
        })
        .await
    }

    /// Waits until it is found; the number that it shows.
    async fn found(&self, line: &mut Line) -> CheckNumber {
        let word = self.word(line, false).await;
        check(
            &word.key.0,
            &word.certificate.0,
            &self.own.public(),
            &self.nonce,
        )
    }

    /// Waits for its password.
    async fn pass(&self, line: &mut Line) -> IhdPass {
        let word = self.word(line, true).await;
        let pass = word.found.unwrap().pass.unwrap();
        let bytes = from_hex(&pass.bytes).unwrap();
        let bytes = open(&self.own, &word.key.0, pass.nonce.0, &bytes).unwrap();
        IhdPass::from_bytes(&bytes).unwrap()
    }

    async fn word(&self, line: &mut Line, with_pass: bool) -> IhdPair {
        heard(line, |publish| {
            let word = IhdPair::from_bytes(&publish.payload).ok()?;
            let found = word.found.as_ref()?;
            let ours = found.display.0 == self.own.public();
            (ours && found.pass.is_some() >= with_pass).then_some(word)
        })
        .await
    }

    fn enters(&self, pass: &IhdPass) -> Line {
        let begins = topic::ihd_client(pass.meter);
        let line = self.line(&begins, "display", &pass.password);
        let view = topic::ihd_view(pass.meter);
        line.0.try_subscribe(view, QoS::AtLeastOnce).unwrap();
        line
    }
}

async fn heard<T>(line: &mut Line, wanted: impl Fn(&Publish) -> Option<T>) -> T {
    let waiting = async {
        loop {
            match line.1.poll().await {
                Ok(Event::Incoming(Packet::Publish(publish))) => {
                    if let Some(found) = wanted(&publish) {
                        return found;
                    }
                }
                Ok(_) => {}
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    };
    tokio::time::timeout(LIMIT, waiting).await.unwrap()
}

async fn refused(line: &mut Line) {
    let waiting = async {
        loop {
            match line.1.poll().await {
                Err(ConnectionError::ConnectionRefused(code)) => return code,
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                Ok(_) => {}
            }
        }
    };
    let code = tokio::time::timeout(LIMIT, waiting).await.unwrap();
    assert_eq!(code, ConnectReturnCode::BadUserNamePassword);
}
