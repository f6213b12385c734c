//! The door of the embedded broker: who comes in, what they may say and hear, and that what they
//! say is committed before it is acknowledged.

use crate::intake::{Taken, take};
use crate::state::App;
use ami_broker::{Broker, Door, DoorFuture, Forward, Qos, RefuseReason};
use ami_domain::id::{GatewayId, MeterId};
use ami_domain::role::Role;
use ami_wire::topic::{self, Topic};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use subtle::ConstantTimeEq;

/// So many gateways' meters are kept at hand for the ACL.
const KNOWN_MAX: usize = 100_000;

/// The server's own door.
#[derive(Debug)]
pub struct ServerDoor {
    app: App,
    /// Meters of each connected gateway, read when it connects.
    meters: Mutex<HashMap<GatewayId, Vec<MeterId>>>,
    /// Set once the broker runs, to send answers through it.
    broker: OnceLock<Weak<Broker>>,
}

/// Who a client is, in the broker's words.
enum Who {
    Gateway(GatewayId),
    Utility,
}

fn who(text: &str) -> Option<Who> {
    match text.split_once(':') {
        Some(("gateway", id)) => id.parse().ok().map(Who::Gateway),
        _ if text == "utility" => Some(Who::Utility),
        _ => None,
    }
}

impl ServerDoor {
    /// A door to this server.
    pub fn new(app: App) -> Self {
        Self {
            app,
            meters: Mutex::new(HashMap::new()),
            broker: OnceLock::new(),
        }
    }

    /// Through which answers go out.
    pub fn answers_through(&self, broker: &Arc<Broker>) {
        self.broker.set(Arc::downgrade(broker)).ok();
    }

    async fn gateway(&self, client: &str, name: &str, password: &[u8]) -> Option<String> {
        let id: GatewayId = name.parse().ok()?;
        // One identity, one connection: the client id is the name.
        if client != name {
            return None;
        }
        let mut tx = self.app.css.store.read().await.ok()?;
        let row = tx.gateway(id).await.ok()??;
        let given: [u8; 32] = Sha256::digest(password).into();
        if !bool::from(given.ct_eq(&row.secret_hash)) {
            return None;
        }
        let meters = tx
            .meters_of(id)
            .await
            .ok()?
            .into_iter()
            .map(|meter| meter.id)
            .collect();
        let mut known = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(id, meters);
        Some(format!("gateway:{id}"))
    }

    async fn utility(&self, name: &str, password: &[u8]) -> Option<String> {
        let login = name.trim().to_lowercase();
        let mut tx = self.app.css.store.read().await.ok()?;
        let person = tx.person_by_login(&login).await.ok()??;
        drop(tx);
        let password = std::str::from_utf8(password).ok()?.to_owned();
        let right = self
            .app
            .passwords
            .check(password, Some(person.password_hash))
            .await;
        (right && person.active && person.role == Role::Utility).then(|| "utility".to_owned())
    }

    fn owns(&self, gateway: GatewayId, meter: MeterId) -> bool {
        let known = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(&gateway)
            .is_some_and(|meters| meters.contains(&meter))
    }
}

impl Door for ServerDoor {
    fn authenticate<'a>(
        &'a self,
        client_id: &'a str,
        username: &'a str,
        password: &'a [u8],
    ) -> DoorFuture<'a, Option<String>> {
        Box::pin(async move {
            let known = match username.parse::<GatewayId>() {
                Ok(_) => self.gateway(client_id, username, password).await,
                Err(_) => self.utility(username, password).await,
            };
            if known.is_none() {
                self.app.gauges.sign_in_refused.inc();
                tracing::warn!("A client of the broker was refused");
            }
            known
        })
    }

    fn may_publish(&self, name: &str, topic: &str, retain: bool) -> bool {
        match (who(name), Topic::parse(topic)) {
            (Some(Who::Gateway(id)), Some(Topic::Up(meter, _))) => !retain && self.owns(id, meter),
            (Some(Who::Gateway(id)), Some(Topic::Status(of))) => id == of,
            (Some(Who::Utility), Some(Topic::UtilityAlert)) => !retain,
            _ => false,
        }
    }

    fn may_subscribe(&self, name: &str, filter: &str) -> bool {
        match who(name) {
            Some(Who::Gateway(id)) => {
                let known = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
                let mine = known.get(&id).into_iter().flatten();
                filter == topic::gateway_ack(id)
                    || mine.copied().any(|meter| filter == topic::commands(meter))
            }
            Some(Who::Utility) => filter == topic::UTILITY_REPLY,
            None => false,
        }
    }

    fn on_publish<'a>(
        &'a self,
        name: &'a str,
        topic: &'a str,
        payload: &'a [u8],
    ) -> DoorFuture<'a, Result<Forward, RefuseReason>> {
        Box::pin(async move {
            let claimed = match who(name) {
                Some(Who::Gateway(id)) => Some(id),
                Some(Who::Utility) | None => None,
            };
            match take(&self.app, claimed, topic, payload).await {
                Taken::Silently => Ok(Forward::Nobody),
                Taken::Answer { topic, body } => {
                    if let Some(broker) = self.broker.get().and_then(Weak::upgrade) {
                        // An answer that is lost comes again with the next copy.
                        broker
                            .publish(&topic, body, Qos::AtLeastOnce, false)
                            .await
                            .ok();
                    }
                    Ok(Forward::Nobody)
                }
                Taken::Malformed => Err(RefuseReason::Malformed),
                Taken::Forbidden => Err(RefuseReason::NotAuthorized),
                Taken::Later => Err(RefuseReason::Unavailable),
            }
        })
    }
}
