//! The gateway between a pure meter on a memory link and a utility on the embedded broker.
#![expect(clippy::unwrap_used, reason = "tests")]

mod binary;
mod commands;
mod contract;
mod cuts;
mod damaged;
mod displays;
mod events;
mod history;
mod meter;
mod pairing;
mod tls;
mod twice;
mod unpaired;
mod utility;

use ami_domain::clock::BusinessClock;
use ami_domain::id::{GatewayId, MeterId};
use ami_gateway::cap::CutLimits;
use ami_gateway::config::{BrokerAddress, Local, MeterConfig, MeterKeys, Secret};
use ami_gateway::identity::CERTIFICATE_FILE;
use ami_gateway::link::Target;
use ami_gateway::pairing::Pairing;
use ami_gateway::protocol::PROTOCOLS;
use ami_gateway::{Config, Gateway};
use meter::TestMeter;
use rumqttc::Transport;
use rumqttc::tokio_native_tls::native_tls::{Certificate, TlsConnector};
use rumqttc::v5::{AsyncClient, EventLoop, MqttOptions};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use utility::Utility;

const GATEWAY: GatewayId = GatewayId::from_number(0xaa);
const METER: MeterId = MeterId::from_number(0xbb);
const SECRET: &str = "the gateway's own secret";
const DISPLAY_SECRET: &str = "the display's own secret";
/// Longer than anything should take; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// One home with everything in it.
struct Home {
    dir: TempDir,
    link: String,
    utility: Utility,
    meter: TestMeter,
    gateway: Option<Gateway>,
    /// Where displays connect instead, to a wire that leads to the gateway.
    wire: Option<SocketAddr>,
}

impl Home {
    /// Meter, utility and gateway, running.
    async fn new(name: &str) -> Home {
        let mut home = Home::without_gateway(name).await;
        home.start().await;
        home
    }

    async fn without_gateway(name: &str) -> Home {
        Home {
            dir: tempfile::tempdir().unwrap(),
            link: format!("memory:{name}"),
            utility: Utility::start(None).await,
            meter: TestMeter::start(name),
            gateway: None,
            wire: None,
        }
    }

    async fn start(&mut self) {
        let config = config(self.dir.path(), &self.link, self.utility.address());
        self.gateway = Some(Gateway::start(config).await.unwrap());
    }

    async fn stop(&mut self) {
        self.gateway.take().unwrap().stop().await;
    }

    fn gateway(&self) -> &Gateway {
        self.gateway.as_ref().unwrap()
    }

    fn displays(&self) -> SocketAddr {
        let own = || self.gateway().local_addr().unwrap();
        self.wire.unwrap_or_else(own)
    }

    /// What an installer puts on a display by hand.
    fn certificate(&self) -> Vec<u8> {
        std::fs::read(self.dir.path().join("spool").join(CERTIFICATE_FILE)).unwrap()
    }

    /// A client that trusts the gateway's certificate and nothing else.
    fn client(&self, name: &str, user: &str, password: &str) -> (AsyncClient, EventLoop) {
        let address = self.displays();
        let mut options = MqttOptions::new(name, address.ip().to_string(), address.port());
        options.set_credentials(user, password);
        options.set_transport(trusting(&self.certificate()));
        AsyncClient::new(options, 16)
    }
}

/// TLS with the holder of this certificate alone.
fn trusting(pem: &[u8]) -> Transport {
    let connector = TlsConnector::builder()
        .disable_built_in_roots(true)
        .add_root_certificate(Certificate::from_pem(pem).unwrap())
        .danger_accept_invalid_hostnames(true)
        .build();
    Transport::tls_with_config(connector.unwrap().into())
}

fn config(dir: &Path, link: &str, utility: SocketAddr) -> Config {
    let secret = dir.join("display.secret");
    std::fs::write(&secret, DISPLAY_SECRET).unwrap();
    let meter = MeterConfig {
        meter: METER,
        gateway: GATEWAY,
        link: Target::parse(link).unwrap(),
        protocol: PROTOCOLS[0],
        keys: MeterKeys {
            encryption: meter::EK,
            authentication: meter::AK,
            lls: None,
            title: Some(meter::TITLE),
            client_title: None,
        },
    };
    Config {
        gateway: GATEWAY,
        secret: Secret(SECRET.to_owned()),
        broker: BrokerAddress {
            host: utility.ip().to_string(),
            port: utility.port(),
            tls: false,
            ca: None,
        },
        spool: dir.join("spool"),
        local: Some(Local {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            pairing: Pairing::read(&secret, &[METER]).unwrap(),
        }),
        meters: vec![meter],
        clock: BusinessClock::REAL,
        cuts: CutLimits::default(),
    }
}

/// Waits until something holds.
async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..PATIENCE.as_millis() / 20 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never: {what}");
}
