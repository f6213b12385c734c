//! The line to the utility: one MQTT 5 connection, kept for ever.
//!
//! Two tasks share it. The *ear* drives the connection and never waits for anything else, so that
//! it can always make progress. The *mouth* subscribes and offers on every new connection, and
//! offers again what was not acknowledged by ADCS; a PUBACK proves nothing (DESIGN 7.10).

mod ear;
mod mouth;

use crate::alarm::Alarms;
use crate::config::Config;
use crate::fleet::Fleet;
use crate::limits::{MQTT_QUEUE, OPEN_WITHIN};
use crate::shutdown::Shutdown;
use crate::spool::Spool;
use ami_domain::id::GatewayId;
use ami_wire::pair::{PairDown, PairUp};
use ami_wire::still::Still;
use ami_wire::topic;
use rumqttc::tokio_native_tls::native_tls::{Certificate, Error as TlsError, TlsConnector};
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::LastWill;
use rumqttc::v5::{AsyncClient, MqttOptions};
use rumqttc::{TlsConfiguration, Transport};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The broker hears of a dead connection after one and a half of these.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// What the gateway says about itself, retained, and what the broker says when it falls silent.
pub(crate) fn status(online: bool) -> String {
    format!("{{\"v\":{},\"online\":{online}}}", ami_wire::VERSION)
}

/// What goes to the utility and comes from it besides what is spooled.
pub(crate) struct Words {
    /// Questions before cuts.
    pub(crate) questions: mpsc::Receiver<Still>,
    /// How pairings stand.
    pub(crate) paired: mpsc::Receiver<PairUp>,
    /// Orders about them.
    pub(crate) pair: mpsc::Sender<PairDown>,
}

/// Starts both tasks: the mouth among `calm`, the ear among `late`. `utility` becomes true while
/// the broker has us; asked calmly the mouth says good-bye; asked to end now both end.
pub(crate) fn start(
    config: &Config,
    fleet: Fleet,
    spool: Spool,
    words: Words,
    (alarms, utility): (Alarms, watch::Sender<bool>),
    shutdown: &Shutdown,
    (calm, late): (&mut JoinSet<()>, &mut JoinSet<()>),
) {
    let Words {
        questions,
        paired,
        pair,
    } = words;
    let (stop, end) = (shutdown.calm.clone(), shutdown.now.clone());
    let (client, events) = AsyncClient::new(options(config), MQTT_QUEUE);
    let (connections, seen) = watch::channel(0_u64);
    late.spawn(ask(client.clone(), questions, end.clone()));
    late.spawn(tell(client.clone(), paired, end.clone()));
    let mouth = mouth::Mouth {
        client,
        gateway: config.gateway,
        meters: fleet.meters(),
        spool: spool.clone(),
        connections: seen,
        stop: stop.clone(),
        end: end.clone(),
    };
    let ear = ear::Ear {
        events,
        gateway: config.gateway,
        fleet,
        spool,
        utility,
        connections,
        alarms,
        pair,
        stop,
        end,
    };
    late.spawn(ear.run());
    calm.spawn(mouth.run());
}

/// Publishes the questions before cuts (DESIGN 7.9). One that goes out late is harmless: its answer
/// is too old.
async fn ask(client: AsyncClient, mut questions: mpsc::Receiver<Still>, end: CancellationToken) {
    loop {
        let question = tokio::select! {
            question = questions.recv() => question,
            () = end.cancelled() => return,
        };
        let Some(question) = question else { return };
        let topic = topic::still(question.gateway);
        let bytes = question.to_bytes();
        let said = client.publish(topic, QoS::AtLeastOnce, false, bytes);
        tokio::select! {
            said = said => if said.is_err() { return },
            () = end.cancelled() => return,
        }
    }
}

/// Publishes how pairings stand. One that is lost is asked for again.
async fn tell(client: AsyncClient, mut paired: mpsc::Receiver<PairUp>, end: CancellationToken) {
    loop {
        let word = tokio::select! {
            word = paired.recv() => word,
            () = end.cancelled() => return,
        };
        let Some(word) = word else { return };
        let topic = topic::paired(word.gateway);
        let said = client.publish(topic, QoS::AtLeastOnce, false, word.to_bytes());
        tokio::select! {
            said = said => if said.is_err() { return },
            () = end.cancelled() => return,
        }
    }
}

fn options(config: &Config) -> MqttOptions {
    let name = config.gateway.to_string();
    let broker = &config.broker;
    let mut options = MqttOptions::new(name.clone(), broker.host.clone(), broker.port);
    options.set_credentials(name, config.secret.0.clone());
    options.set_keep_alive(KEEP_ALIVE);
    // ADCS keeps what we have not receipted and sends it when we are back: an old session of the
    // broker could only bring the same things later.
    options.set_clean_start(true);
    options.set_connection_timeout(OPEN_WITHIN.as_secs());
    let most = u32::try_from(ami_wire::BODY_MAX + 1024).unwrap_or(u32::MAX);
    options.set_max_packet_size(Some(most));
    options.set_last_will(will(config.gateway));
    if broker.tls {
        let tls = match &broker.ca {
            Some(ca) => only(ca).map_or_else(
                // Was refused when the configuration was read; this says it at each try.
                |_| TlsConfiguration::SimpleNative {
                    ca: ca.clone(),
                    client_auth: None,
                },
                TlsConfiguration::NativeConnector,
            ),
            None => TlsConfiguration::Native,
        };
        options.set_transport(Transport::Tls(tls));
    }
    options
}

/// TLS with those who rest on these certificates, whatever the system trusts.
pub(crate) fn only(ca: &[u8]) -> Result<TlsConnector, String> {
    let said = |error: TlsError| error.to_string();
    let certificates = Certificate::stack_from_pem(ca).map_err(said)?;
    if certificates.is_empty() {
        return Err("no certificate in PEM in it".to_owned());
    }
    let mut builder = TlsConnector::builder();
    builder.disable_built_in_roots(true);
    for certificate in certificates {
        builder.add_root_certificate(certificate);
    }
    builder.build().map_err(said)
}

fn will(gateway: GatewayId) -> LastWill {
    let topic = topic::gateway_status(gateway);
    LastWill::new(topic, status(false), QoS::AtLeastOnce, true, None)
}
