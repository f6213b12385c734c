//! The embedded MQTT broker behind one door.
//!
//! [`rmqtt`] speaks MQTT 5 and 3.1.1 on one port; this crate gives it our rules: nobody is
//! anonymous, every topic is asked for, and a publish is acknowledged only after the [`Door`] has
//! committed it, so an acknowledged message is a stored one (DESIGN 8). Retained values live in a
//! small bounded map in memory; everything durable is the caller's. With an [`Identity`] the port
//! speaks TLS and nothing else.
//!
//! The broker runs on threads of its own, so that stopping it closes every connection at once;
//! the door's futures run on the runtime that called [`Broker::start`].

mod config;
mod door;
mod front;
mod hooks;
mod identity;
mod retained;
mod sessions;
mod waiting;

pub use config::{BrokerError, Config};
pub use door::{Door, DoorFuture, Forward, RefuseReason};
pub use identity::Identity;

use front::Front;
use rmqtt::codec::types::Publish as Packet;
use rmqtt::context::ServerContext;
use rmqtt::net::{Builder, Listener};
use rmqtt::server::MqttServer;
use rmqtt::session::SessionState;
use rmqtt::types::{From, Id, Publish};
use sessions::Sessions;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Handle, Runtime};

/// Stopping waits this long for the broker's threads.
const STOP_WITHIN: Duration = Duration::from_secs(2);

/// One listener, one id.
const LISTENER: u16 = 1;

/// Quality of service of a message from inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qos {
    /// Sent once, never repeated.
    AtMostOnce,
    /// Repeated until the subscriber acknowledges.
    AtLeastOnce,
}

/// A running broker. Dropping it closes the port and every connection, like a crash.
pub struct Broker {
    runtime: Option<Runtime>,
    context: ServerContext,
    sessions: Arc<Sessions>,
    address: SocketAddr,
    max_packet: u32,
}

impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Broker")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Broker {
    /// Opens the port and serves it. Must be called on a tokio runtime, which then runs the
    /// door's futures.
    ///
    /// # Errors
    /// [`BrokerError::Port`] when the address cannot be bound, [`BrokerError::Threads`] when the
    /// system gives no threads, [`BrokerError::Stopped`] when it dies while starting.
    pub async fn start(config: Config, door: Arc<dyn Door>) -> Result<Broker, BrokerError> {
        let caller = Handle::current();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(config.threads.max(1))
            .thread_name("ami-broker")
            .enable_all()
            .build()
            .map_err(BrokerError::Threads)?;
        let started = runtime
            .spawn(open(config.clone(), door, caller))
            .await
            .unwrap_or(Err(BrokerError::Stopped));
        match started {
            Ok((context, sessions, address)) => Ok(Broker {
                runtime: Some(runtime),
                context,
                sessions,
                address,
                max_packet: config.max_packet,
            }),
            Err(error) => {
                runtime.shutdown_background();
                Err(error)
            }
        }
    }

    /// Where it listens; with the real port when the configuration asked for port 0.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Publishes from inside, without asking the door. With `retain` the payload is kept for later
    /// subscribers; an empty retained payload forgets it.
    ///
    /// # Errors
    /// [`BrokerError::Topic`] when the topic is empty or has wildcards, [`BrokerError::TooLarge`]
    /// when the payload does not fit in a packet, [`BrokerError::Publish`] when rmqtt refuses.
    pub async fn publish(
        &self,
        topic: &str,
        payload: Vec<u8>,
        qos: Qos,
        retain: bool,
    ) -> Result<(), BrokerError> {
        if topic.is_empty() || topic.contains(['+', '#', '\0']) {
            return Err(BrokerError::Topic(topic.to_owned()));
        }
        let room = usize::try_from(self.max_packet).unwrap_or(usize::MAX);
        if payload.len().saturating_add(topic.len() + 64) > room {
            return Err(BrokerError::TooLarge(payload.len()));
        }
        let packet = Packet {
            dup: false,
            retain,
            qos: match qos {
                Qos::AtMostOnce => rmqtt::types::QoS::AtMostOnce,
                Qos::AtLeastOnce => rmqtt::types::QoS::AtLeastOnce,
            },
            topic: topic.to_owned().into(),
            packet_id: None,
            payload: payload.into(),
            properties: Some(Default::default()),
        };
        let from = From::from_system(Id::from(self.context.node.id(), "inside".into()));
        let publish: Publish = packet.into();
        let publish = publish.create_time(rmqtt::utils::timestamp_millis());
        SessionState::forwards(&self.context, from, publish, false, Some(Duration::ZERO))
            .await
            .map_err(|error| BrokerError::Publish(error.to_string()))
    }

    /// Ends every connection of the client that the door has given this name, and forgets what it
    /// has subscribed to: it must ask at the door again.
    pub async fn disconnect(&self, who: &str) {
        for id in self.sessions.of(who) {
            let mut entry = self.context.extends.shared().await.entry(id);
            if let Err(error) = entry.kick(true, true, true).await {
                tracing::warn!(who, %error, "A client could not be disconnected");
            }
        }
    }

    /// Closes the port and every connection; the same address can be bound again at once.
    pub async fn stop(mut self) {
        let Some(runtime) = self.runtime.take() else {
            return;
        };
        let stopping = tokio::task::spawn_blocking(move || runtime.shutdown_timeout(STOP_WITHIN));
        if stopping.await.is_err() {
            tracing::warn!("The broker's threads did not end cleanly");
        }
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Runs on the broker's own threads: rmqtt spawns its tasks where it is.
async fn open(
    config: Config,
    door: Arc<dyn Door>,
    caller: Handle,
) -> Result<(ServerContext, Arc<Sessions>, SocketAddr), BrokerError> {
    let no_port = |error: &dyn std::fmt::Display| BrokerError::port(config.listen, error);
    let front = match &config.tls {
        None => None,
        Some(identity) => {
            let front = Front::bind(&config, identity).await;
            Some(front.map_err(|error| no_port(&error))?)
        }
    };
    let listener = listen(&config)?;
    let inner = listener.local_addr().map_err(|error| no_port(&error))?;
    let outer = front.as_ref().map_or(Ok(inner), Front::local_addr);
    let address = outer.map_err(|error| no_port(&error))?;
    let context = ServerContext::new()
        .busy_check_enable(false)
        .mqtt_max_sessions(isize::try_from(config.max_sessions).unwrap_or(isize::MAX))
        .build()
        .await;
    *context.extends.retain_mut().await = Box::new(retained::Retained::new(config.max_retained));
    let sessions = Arc::new(Sessions::new(config.max_sessions));
    hooks::register(&context, door, caller, sessions.clone()).await;
    let server = MqttServer::new(context.clone())
        .listener_by_id(listener, LISTENER)
        .build();
    tokio::spawn(async move {
        if let Err(error) = server.run().await {
            tracing::error!(%error, "The broker stopped");
        }
    });
    let tls = front.is_some();
    if let Some(front) = front {
        tokio::spawn(front.serve(inner));
    }
    tracing::info!(%address, tls, "The broker listens");
    Ok((context, sessions, address))
}

fn listen(config: &Config) -> Result<Listener, BrokerError> {
    let behind = config.tls.is_some();
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Builder::new()
        .name("ami")
        .laddr(if behind { loopback } else { config.listen })
        .proxy_protocol(behind)
        .proxy_protocol_timeout(config::PROXY_WITHIN)
        // Without it a crashed broker cannot bind again until TIME_WAIT is over.
        .reuseaddr(Some(true))
        .nodelay(true)
        .allow_anonymous(false)
        .allow_zero_keepalive(false)
        .max_connections(config.max_sessions)
        .max_handshaking_limit(config::HANDSHAKES_MAX)
        .handshake_timeout(config::HANDSHAKE_WITHIN)
        .max_packet_size(config.max_packet)
        .max_mqueue_len(config.max_queue)
        .max_clientid_len(config::CLIENT_ID_MAX)
        .max_topic_levels(config::TOPIC_LEVELS_MAX)
        .max_subscriptions(config.max_subscriptions)
        .session_expiry_interval(config.session_expiry)
        .max_session_expiry_interval(config.session_expiry)
        // No message dies of old age unless its sender said so (MQTT 5 message expiry).
        .message_expiry_interval(Duration::ZERO)
        .bind()
        .and_then(Listener::tcp)
        .map_err(|error| BrokerError::port(config.listen, &error))
}
