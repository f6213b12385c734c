//! What a home's network sees, and what it can do: nothing.

use crate::displays::{display, paired, view};
use crate::pairing::{Stranger, entered, inside, joined, met, open_for, order, stands};
use crate::utility::Utility;
use crate::{DISPLAY_SECRET, Home, METER, PATIENCE, config, trusting};
use ami_broker::Identity;
use ami_domain::pairing::Stage;
use ami_gateway::Gateway;
use ami_gateway::config::BrokerAddress;
use ami_gateway::identity::pem;
use ami_wire::pair::{PairOrder, from_hex};
use rcgen::generate_simple_self_signed;
use rumqttc::v5::{AsyncClient, MqttOptions};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A wire that leads there and keeps all that passes.
async fn wire(to: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tape = Arc::new(Mutex::new(Vec::new()));
    let kept = tape.clone();
    tokio::spawn(async move {
        while let Ok((here, _)) = listener.accept().await {
            let Ok(there) = TcpStream::connect(to).await else {
                continue;
            };
            let ((a, b), (c, d)) = (here.into_split(), there.into_split());
            for (mut from, mut on) in [(a, d), (c, b)] {
                let tape = kept.clone();
                tokio::spawn(async move {
                    let mut piece = [0; 1024];
                    while let Ok(length @ 1..) = from.read(&mut piece).await {
                        tape.lock().unwrap().extend_from_slice(&piece[..length]);
                        if on.write_all(&piece[..length]).await.is_err() {
                            return;
                        }
                    }
                    on.shutdown().await.ok();
                });
            }
        }
    });
    (address, tape)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wire_of_a_pairing_and_of_a_session_shows_nothing_of_the_home() {
    let mut home = Home::new("wire").await;
    home.utility.listened(1).await;
    let (address, tape) = wire(home.displays()).await;
    home.wire = Some(address);
    let one = Stranger::new(1);
    order(&home, open_for(one.code())).await;
    let mut asking = inside(&home, "pair-1").await;
    let number = met(&home, &one, &mut asking).await;
    order(&home, PairOrder::Confirm(number)).await;
    let pass = entered(&one, &mut asking.1).await;
    // The display is given the certificate that it is at.
    let given = trusted(&from_hex(&pass.certificate).unwrap());
    assert_eq!(given, trusted_pem(&home.certificate()));
    let (_own, mut events) = joined(&home, &pass).await;
    let shown = view(&mut events, |view| view.meter_link).await;
    stands(&home, |stage| stage == Stage::Paired).await;
    let (_file, mut by_file) = paired(&home, DISPLAY_SECRET).await;
    view(&mut by_file, |view| view.meter_link).await;
    let tape = tape.lock().unwrap();
    let meter = METER.to_string();
    let seen = serde_json::to_string(&shown).unwrap();
    assert!(tape.len() > seen.len() && seen.contains("credit") && seen.contains(&meter));
    for word in [
        pass.password.as_str(),
        DISPLAY_SECRET,
        &meter,
        "credit",
        "0042",
        "\"key\"",
    ] {
        let found = tape.windows(word.len()).any(|part| part == word.as_bytes());
        assert!(!found, "{word} is on the wire");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_display_that_trusts_another_gateway_never_says_its_secret_and_a_restart_is_no_other() {
    let mut home = Home::new("pinned").await;
    let other = Home::new("other").await;
    let address = home.displays();
    let mut options = MqttOptions::new("display-2", address.ip().to_string(), address.port());
    options.set_credentials("display", DISPLAY_SECRET);
    options.set_transport(trusting(&other.certificate()));
    let (_client, mut events) = AsyncClient::new(options, 4);
    let error = events.poll().await.unwrap_err().to_string();
    assert!(error.contains("certificate"), "{error}");
    // By what it was given before the restart.
    let before = home.certificate();
    home.stop().await;
    home.start().await;
    assert_eq!(home.certificate(), before);
    let (_client, mut events) = paired(&home, DISPLAY_SECRET).await;
    view(&mut events, |view| view.meter_link).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mqtt_in_the_clear_gets_nothing_and_who_stalls_holds_up_no_display() {
    let home = Home::new("stalled").await;
    let address = home.displays();
    let mut stalled = Vec::new();
    for _ in 0..200 {
        stalled.push(TcpStream::connect(address).await.unwrap());
    }
    let mut options = MqttOptions::new("display-2", address.ip().to_string(), address.port());
    options.set_credentials("display", DISPLAY_SECRET);
    let (_plain, mut events) = AsyncClient::new(options, 4);
    let polled = tokio::time::timeout(PATIENCE, events.poll()).await.unwrap();
    assert!(polled.is_err(), "{polled:?}");
    let (_client, mut events) = display(&home, DISPLAY_SECRET);
    let begun = std::time::Duration::from_secs(5);
    let polled = tokio::time::timeout(begun, events.poll()).await;
    polled.expect("it was held up").unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_utility_is_reached_over_tls_by_its_own_certificate_and_by_no_other() {
    let made = [(); 2].map(|()| generate_simple_self_signed(["localhost".to_owned()]).unwrap());
    let identity = Identity::from_der(made[0].cert.der(), &made[0].signing_key.serialize_der());
    let mut home = Home::without_gateway("mqtts").await;
    home.utility = Utility::serving(ami_broker::Config {
        tls: Some(identity.unwrap()),
        ..ami_broker::Config::new(SocketAddr::from(([127, 0, 0, 1], 0)))
    })
    .await;
    let mut started = async |by: &[u8]| {
        let mut config = config(home.dir.path(), &home.link, home.utility.address());
        config.broker = BrokerAddress {
            host: "localhost".into(),
            tls: true,
            ca: Some(pem(by).into_bytes()),
            ..config.broker
        };
        home.gateway = Some(Gateway::start(config).await.unwrap());
        let mut utility = home.gateway().utility();
        let reached = utility.wait_for(|here| *here);
        let reached = tokio::time::timeout(std::time::Duration::from_secs(3), reached).await;
        let reached = reached.is_ok();
        home.stop().await;
        reached
    };
    assert!(!started(made[1].cert.der()).await);
    assert!(started(made[0].cert.der()).await);
}

fn trusted(der: &[u8]) -> Vec<u8> {
    let certificate = crate::Certificate::from_der(der).unwrap();
    certificate.to_der().unwrap()
}

fn trusted_pem(pem: &[u8]) -> Vec<u8> {
    let certificate = crate::Certificate::from_pem(pem).unwrap();
    certificate.to_der().unwrap()
}
