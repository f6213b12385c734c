//! The small broker on the LAN: only paired displays join, and they see what the meter said even
//! when the Internet is gone (NFR-01, FR-03).

mod door;

use crate::admit::{Admission, Lan};
use crate::clock::Clock;
use crate::config::Local;
use crate::limits::{
    BACKOFF_FIRST, DISPLAY_QUEUE, DISPLAYS_MAX, FAREWELL, HALF_OPEN_MAX, PAIRING_MAX, REOPEN_TRIES,
    SHOWN_MAX,
};
use crate::spool::Spool;
use crate::unpaired::Unpaired;
use ami_broker::{Broker, BrokerError, Config, Identity, Qos};
use ami_domain::id::{AlertId, GatewayId, MeterId};
use ami_domain::message::Notice;
use ami_wire::ihd::{IhdMessage, IhdView};
use ami_wire::topic::{self, IHD_PAIR};
use door::DisplayDoor;
use std::collections::{HashMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// What displays are shown; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Displays {
    /// `None` where no displays are served.
    tell: Option<mpsc::Sender<Told>>,
}

#[derive(Debug)]
struct Told {
    view: Box<IhdView>,
    notices: Vec<Notice>,
}

/// The broker and what it has retained.
pub(crate) struct LocalBroker {
    /// `None` while the port cannot be had again after displays were unpaired.
    broker: Option<Broker>,
    /// Where displays connect.
    address: SocketAddr,
    /// Displays see by it that they are at their gateway.
    identity: Identity,
    door: Arc<DisplayDoor>,
    told: mpsc::Receiver<Told>,
    lan: mpsc::Receiver<Lan>,
    /// What is retained for displays that want to be paired.
    board: Option<Vec<u8>>,
    /// Views that are retained now, for the displays that come back after a neighbour's were
    /// unpaired.
    views: HashMap<MeterId, Vec<u8>>,
    /// Texts that are retained now, to take them away when the meter no longer holds them.
    texts: HashMap<(MeterId, AlertId), Vec<u8>>,
    shown: Arc<Mutex<Shown>>,
}

/// What displays can see or saw lately, for the door: a reader may answer a text that has just
/// gone.
#[derive(Debug, Default)]
struct Shown {
    /// Meters of which something was published since the start.
    meters: HashSet<MeterId>,
    /// Oldest first, at most [`SHOWN_MAX`].
    texts: VecDeque<(MeterId, AlertId)>,
}

impl Shown {
    /// Whether displays can see a text; `None` as long as nothing of the meter was published.
    fn knows(&self, meter: MeterId, alert: AlertId) -> Option<bool> {
        let known = self.meters.contains(&meter);
        known.then(|| self.texts.contains(&(meter, alert)))
    }

    /// These texts of a meter go out.
    fn note(&mut self, meter: MeterId, notices: &[Notice]) {
        self.meters.insert(meter);
        for text in notices.iter().map(|notice| (meter, notice.id)) {
            if !self.texts.contains(&text) {
                self.texts.push_back(text);
            }
        }
        let over = self.texts.len().saturating_sub(SHOWN_MAX);
        self.texts.drain(..over);
    }
}

fn lock(shown: &Mutex<Shown>) -> MutexGuard<'_, Shown> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Displays {
    /// Where no displays are served.
    pub(crate) fn none() -> Self {
        Self { tell: None }
    }

    /// Whether displays are served.
    pub(crate) fn served(&self) -> bool {
        self.tell.is_some()
    }

    /// Shows a view and exactly these texts.
    pub(crate) async fn show(&self, view: IhdView, notices: Vec<Notice>) {
        let Some(tell) = &self.tell else {
            return;
        };
        let view = Box::new(view);
        if tell.send(Told { view, notices }).await.is_err() {
            tracing::debug!("The local broker has stopped");
        }
    }
}

impl LocalBroker {
    /// Opens the port for displays. It speaks TLS only.
    pub(crate) async fn start(
        local: &Local,
        (gateway, identity): (GatewayId, Identity),
        spool: Spool,
        clock: Clock,
        unpaired: Unpaired,
        (admission, lan): (Admission, mpsc::Receiver<Lan>),
    ) -> Result<(LocalBroker, Displays), BrokerError> {
        let shown = Arc::new(Mutex::new(Shown::default()));
        let door = Arc::new(DisplayDoor {
            shown: shown.clone(),
            pairing: local.pairing.clone(),
            admission,
            unpaired,
            gateway,
            spool,
            clock,
        });
        let broker = Broker::start(serving(local.listen, &identity), door.clone()).await?;
        let address = broker.local_addr();
        let (tell, told) = mpsc::channel(DISPLAY_QUEUE);
        let displays = Displays { tell: Some(tell) };
        Ok((
            LocalBroker {
                broker: Some(broker),
                address,
                identity,
                door,
                told,
                lan,
                board: None,
                views: HashMap::new(),
                texts: HashMap::new(),
                shown,
            },
            displays,
        ))
    }

    /// Where displays connect.
    pub(crate) fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Publishes until every [`Displays`] is gone.
    pub(crate) async fn run(mut self) {
        loop {
            let told = tokio::select! {
                told = self.told.recv() => told,
                Some(word) = self.lan.recv() => {
                    self.carry_out(word).await;
                    continue;
                }
            };
            let Some(told) = told else { break };
            let meter = told.view.meter;
            let figures = told.view.view.as_ref();
            if let Some(left) = figures.filter(|view| view.is_vacant()) {
                self.forget(meter, left.seq).await;
                continue;
            }
            let bytes = told.view.to_bytes();
            self.views.insert(meter, bytes.clone());
            self.publish(&topic::ihd_view(meter), bytes).await;
            self.texts(meter, told.notices).await;
        }
        if let Some(broker) = self.broker.take() {
            broker.stop().await;
        }
    }

    /// Displays that want to be paired, and those that are paired no more.
    async fn carry_out(&mut self, word: Lan) {
        match word {
            Lan::Board(board, gone) => {
                self.board = board.map(|board| board.to_bytes());
                let bytes = self.board.clone().unwrap_or_default();
                self.publish(IHD_PAIR, bytes).await;
                for who in gone {
                    self.disconnect(&who).await;
                }
            }
            // Those of this home that are still paired come back by themselves.
            Lan::ShutOut(meter) => self.disconnect(&meter.to_string()).await,
        }
    }

    async fn disconnect(&self, who: &str) {
        if let Some(broker) = &self.broker {
            broker.disconnect(who).await;
        }
    }

    /// Nobody lives there any more: what is retained of that home goes, which tells its displays to
    /// forget, and those of them that were paired until now never come in again. The displays of
    /// the neighbours at this gateway keep what they know and come back by themselves.
    async fn forget(&mut self, meter: MeterId, view: u64) {
        self.views.remove(&meter);
        self.publish(&topic::ihd_view(meter), Vec::new()).await;
        self.texts(meter, Vec::new()).await;
        let pairing = &self.door.pairing;
        pairing.look_again();
        let mut secrets = pairing.digests(meter);
        secrets.extend(self.door.admission.digests(Some(meter)));
        let left = self.door.unpaired.leave(meter, view, &secrets);
        let news = left.unwrap_or_else(|error| {
            tracing::error!(meter.id = %meter, %error, "It is not kept that displays were unpaired");
            true
        });
        if news {
            tracing::info!(meter.id = %meter, "The customer has left, displays are unpaired");
            tokio::time::sleep(FAREWELL).await;
            self.reopen().await;
        }
    }

    /// Closes every connection and serves anew, with all that was retained: whoever was inside must
    /// ask at the door.
    async fn reopen(&mut self) {
        if let Some(broker) = self.broker.take() {
            broker.stop().await;
        }
        for _ in 0..REOPEN_TRIES {
            match Broker::start(serving(self.address, &self.identity), self.door.clone()).await {
                Ok(broker) => {
                    self.broker = Some(broker);
                    self.retain_again().await;
                    return;
                }
                Err(error) => {
                    tracing::warn!(%error, "Displays cannot be served yet");
                    tokio::time::sleep(BACKOFF_FIRST).await;
                }
            }
        }
    }

    async fn retain_again(&self) {
        if let Some(bytes) = &self.board {
            self.say(IHD_PAIR, bytes.clone()).await;
        }
        for (meter, bytes) in &self.views {
            self.say(&topic::ihd_view(*meter), bytes.clone()).await;
        }
        for ((meter, alert), bytes) in &self.texts {
            let topic = topic::ihd_message(*meter, *alert);
            self.say(&topic, bytes.clone()).await;
        }
    }

    async fn texts(&mut self, meter: MeterId, notices: Vec<Notice>) {
        // Before they go out: a display may answer at once.
        lock(&self.shown).note(meter, &notices);
        let mut gone: Vec<AlertId> = self
            .texts
            .keys()
            .filter(|(of, alert)| *of == meter && !notices.iter().any(|n| n.id == *alert))
            .map(|(_, alert)| *alert)
            .collect();
        for alert in gone.drain(..) {
            self.texts.remove(&(meter, alert));
            let topic = topic::ihd_message(meter, alert);
            self.publish(&topic, Vec::new()).await;
        }
        for notice in notices {
            let key = (meter, notice.id);
            let v = ami_wire::VERSION;
            let bytes = IhdMessage { v, notice }.to_bytes();
            if self.texts.get(&key) != Some(&bytes) {
                let topic = topic::ihd_message(meter, key.1);
                self.publish(&topic, bytes.clone()).await;
                self.texts.insert(key, bytes);
            }
        }
    }

    async fn publish(&mut self, topic: &str, bytes: Vec<u8>) {
        if self.broker.is_none() {
            self.reopen().await;
        }
        self.say(topic, bytes).await;
    }

    async fn say(&self, topic: &str, bytes: Vec<u8>) {
        let Some(broker) = &self.broker else {
            return;
        };
        let published = broker.publish(topic, bytes, Qos::AtLeastOnce, true);
        if let Err(error) = published.await {
            tracing::warn!(topic, %error, "A display is not told");
        }
    }
}

/// How displays are served there.
fn serving(listen: SocketAddr, identity: &Identity) -> Config {
    Config {
        tls: Some(identity.clone()),
        max_half_open: HALF_OPEN_MAX,
        max_sessions: DISPLAYS_MAX + PAIRING_MAX,
        max_queue: DISPLAY_QUEUE,
        max_retained: 1_024,
        threads: 1,
        ..Config::new(listen)
    }
}

#[cfg(test)]
#[path = "local_broker_tests.rs"]
mod tests;
