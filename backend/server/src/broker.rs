//! The door of the embedded broker: who comes in, what they may say and hear, and that what they
//! say is committed before it is acknowledged.

mod certificate;
mod utility;

pub(crate) use certificate::keep_certificate;

use crate::intake::{Taken, take};
use crate::state::App;
use ami_adcs::gateway;
use ami_broker::{Broker, Door, DoorFuture, Forward, Qos, RefuseReason};
use ami_domain::id::{GatewayId, MeterId};
use ami_store::{StoreError, Tx};
use ami_wire::topic::{self, Topic, UTILITY_ALERT, UTILITY_WEATHER};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::runtime::Handle;
use utility::Utilities;

/// Meters of connected gateways are read again at this pace: a meter that was moved to another
/// gateway must not be heard or commanded by the old one for long.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// So many of them at once, in turns.
const LOOKED_AT: usize = 512;

/// The server's own door.
#[derive(Debug)]
pub struct ServerDoor {
    app: App,
    gateways: Arc<Mutex<Gateways>>,
    utilities: Utilities,
    /// Where work goes that a call may not wait for.
    runtime: Handle,
    /// Set once the broker runs, to send answers through it.
    broker: OnceLock<Weak<Broker>>,
}

/// Connected gateways; the broker bounds their number, and who leaves is forgotten.
#[derive(Debug, Default)]
struct Gateways {
    visits: u64,
    here: HashMap<GatewayId, Visit>,
    /// The last one that was looked at again.
    looked_at: Option<GatewayId>,
}

/// One connection of a gateway. A new one may come before the old one is known to be gone.
#[derive(Debug)]
struct Visit {
    number: u64,
    /// Read when it connects, for the ACL, and again by [`ServerDoor::look_again`].
    known: Known,
}

/// What the books know of a gateway.
#[derive(Debug, PartialEq, Eq)]
struct Known {
    secret: [u8; 32],
    meters: Vec<MeterId>,
}

impl Gateways {
    /// The number of the gateway's newest connection.
    fn newest(&self, id: GatewayId) -> Option<u64> {
        self.here.get(&id).map(|visit| visit.number)
    }
    fn meters(&self, id: GatewayId) -> &[MeterId] {
        self.here.get(&id).map_or(&[], |visit| &visit.known.meters)
    }
    /// Those that come after the last ones; from the beginning when there are none.
    fn next_to_look_at(&mut self) -> Vec<GatewayId> {
        let after = self.looked_at;
        let later = self.here.keys().filter(|id| Some(**id) > after);
        let mut next: Vec<GatewayId> = later.copied().collect();
        next.sort_unstable();
        next.truncate(LOOKED_AT);
        self.looked_at = next.last().copied();
        next
    }
}

/// Who a client is, in the broker's words.
enum Who {
    /// A gateway, with the number of this connection.
    Gateway(GatewayId, u64),
    Utility,
}

fn visitor(id: GatewayId, number: u64) -> String {
    format!("gateway:{id}:{number}")
}

async fn known(tx: &mut Tx, id: GatewayId) -> Result<Option<Known>, StoreError> {
    let Some(row) = tx.gateway(id).await? else {
        return Ok(None);
    };
    let meters = tx.meters_of(id).await?;
    Ok(Some(Known {
        secret: row.secret_hash,
        meters: meters.into_iter().map(|meter| meter.id).collect(),
    }))
}

fn who(text: &str) -> Option<Who> {
    if text.starts_with("utility:") {
        return Some(Who::Utility);
    }
    let (id, number) = text.strip_prefix("gateway:")?.split_once(':')?;
    Some(Who::Gateway(id.parse().ok()?, number.parse().ok()?))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ServerDoor {
    /// A door to this server; must be made on its runtime.
    pub fn new(app: App) -> Self {
        Self {
            app,
            gateways: Arc::default(),
            utilities: Utilities::default(),
            runtime: Handle::current(),
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
        let known = known(&mut tx, id).await.ok()??;
        let given: [u8; 32] = Sha256::digest(password).into();
        if !bool::from(given.ct_eq(&known.secret)) {
            return None;
        }
        let mut gateways = lock(&self.gateways);
        gateways.visits += 1;
        let number = gateways.visits;
        gateways.here.insert(id, Visit { number, known });
        Some(visitor(id, number))
    }

    /// Ends the connection of every gateway whose meters or secret have changed since it came: what
    /// it has subscribed to may not be its own any more. It comes back by itself, if it may. And
    /// that of every utility system whose password is another one.
    ///
    /// # Errors
    /// When the store fails; nobody is disconnected then.
    pub async fn look_again(&self) -> Result<(), StoreError> {
        let here = lock(&self.gateways).next_to_look_at();
        let mut tx = self.app.css.store.read().await?;
        let mut now = Vec::with_capacity(here.len());
        for id in here {
            now.push((id, known(&mut tx, id).await?));
        }
        let ended = self.utilities.ended(&mut tx).await?;
        drop(tx);
        let Some(broker) = self.broker.get().and_then(Weak::upgrade) else {
            return Ok(());
        };
        for (id, now) in now {
            let visit = lock(&self.gateways)
                .here
                .get(&id)
                .filter(|visit| now.as_ref() != Some(&visit.known))
                .map(|visit| visit.number);
            if let Some(number) = visit {
                tracing::info!(gateway.id = %id, "A gateway has other meters or another secret now");
                broker.disconnect(&visitor(id, number)).await;
            }
        }
        for name in ended {
            tracing::info!(
                name,
                "A utility system has another password now, or may not come"
            );
            broker.disconnect(&name).await;
        }
        Ok(())
    }

    /// Looks again and again until the server ends.
    pub async fn keep_looking(self: Arc<Self>) {
        loop {
            tokio::select! {
                () = self.app.ending.cancelled() => return,
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
            if let Err(error) = self.look_again().await {
                tracing::warn!(%error, "Whose meters are whose could not be read again");
            }
        }
    }

    /// Whether this client id belongs to a gateway that we know; when in doubt it does.
    async fn is_a_gateway(&self, client_id: &str) -> bool {
        let Ok(id) = client_id.parse::<GatewayId>() else {
            return false;
        };
        let Ok(mut tx) = self.app.css.store.read().await else {
            return true;
        };
        !matches!(tx.gateway(id).await, Ok(None))
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
                // A client id takes over the connection of the same name: nobody but the gateway
                // may have its own, or a stranger could cut it off and inherit its commands.
                // The broker itself hands out such names to clients without one, though.
                Err(_) if self.is_a_gateway(client_id).await => None,
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
        match who(name) {
            Some(Who::Gateway(id, _)) => match Topic::parse(topic) {
                Some(Topic::Up(meter, _)) => {
                    !retain && lock(&self.gateways).meters(id).contains(&meter)
                }
                Some(Topic::Still(of) | Topic::Paired(of)) => !retain && id == of,
                Some(Topic::Status(of)) => id == of,
                Some(
                    Topic::Command(_)
                    | Topic::Ack(_)
                    | Topic::Go(_)
                    | Topic::Pair(_)
                    | Topic::View(_)
                    | Topic::Message(..)
                    | Topic::Confirm(_)
                    | Topic::Seen(_)
                    | Topic::UtilityAlert
                    | Topic::UtilityWeather
                    | Topic::UtilityReply,
                )
                | None => false,
            },
            Some(Who::Utility) => !retain && [UTILITY_ALERT, UTILITY_WEATHER].contains(&topic),
            None => false,
        }
    }

    fn may_subscribe(&self, name: &str, filter: &str) -> bool {
        match who(name) {
            Some(Who::Gateway(id, _)) => {
                let gateways = lock(&self.gateways);
                let mut mine = gateways.meters(id).iter();
                filter == topic::gateway_ack(id)
                    || filter == topic::go(id)
                    || filter == topic::pair(id)
                    || mine.any(|meter| filter == topic::commands(*meter))
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
                Some(Who::Gateway(id, number)) => {
                    // The last will of a connection that a newer one has replaced.
                    let old = lock(&self.gateways).newest(id) > Some(number);
                    if old && matches!(Topic::parse(topic), Some(Topic::Status(_))) {
                        return Ok(Forward::Nobody);
                    }
                    Some(id)
                }
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

    fn on_disconnected(&self, name: &str) {
        let Some(Who::Gateway(id, number)) = who(name) else {
            return;
        };
        let mut gateways = lock(&self.gateways);
        if gateways.newest(id) != Some(number) {
            return;
        }
        gateways.here.remove(&id);
        drop(gateways);
        let (app, gateways) = (self.app.clone(), self.gateways.clone());
        self.runtime.spawn(async move {
            // A gateway that left without a word is gone all the same.
            if lock(&gateways).newest(id).is_some() {
                return;
            }
            match gateway::status(&app.css.store, app.now(), id, false).await {
                Ok(()) => app.gauges.gateway(id, false),
                Err(error) => tracing::warn!(%error, "A gateway's leaving was not noted"),
            }
        });
    }
}
