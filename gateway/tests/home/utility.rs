//! A stand-in for ADCS: an embedded broker whose door keeps what comes up and acknowledges it.

use crate::{GATEWAY, METER, SECRET};
use ami_broker::{Broker, Config, Door, DoorFuture, Forward, Qos, RefuseReason};
use ami_domain::command::{Command, CommandKind, Prepay, Priority};
use ami_domain::energy::WattHours;
use ami_domain::id::{MessageId, PaymentId};
use ami_domain::receipt::Receipt;
use ami_domain::time::Timestamp;
use ami_gateway::clock::instant;
use ami_wire::down::{Ack, Down};
use ami_wire::pair::{PairDown, PairUp};
use ami_wire::still::{Go, Still};
use ami_wire::topic;
use ami_wire::up::{Up, UpBody};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

pub(crate) struct Utility {
    broker: Arc<Mutex<Option<Arc<Broker>>>>,
    address: SocketAddr,
    pub(crate) heard: Arc<Heard>,
}

#[derive(Default)]
pub(crate) struct Heard {
    ups: Mutex<Vec<Up>>,
    status: Mutex<Vec<String>>,
    /// Whether ADCS answers what it has stored.
    pub(crate) silent: AtomicBool,
    to_ack: Mutex<Vec<MessageId>>,
    /// Nothing from this gateway is taken any more.
    pub(crate) deny: AtomicBool,
    paired: Mutex<Vec<PairUp>>,
    listens: AtomicU32,
    questions: Mutex<Vec<Still>>,
    /// What ADCS says to a question before a cut.
    pub(crate) answers: Mutex<Answers>,
    to_go: Mutex<Vec<(Instant, Go)>>,
}

/// How ADCS answers a question before a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Answers {
    #[default]
    Nothing,
    No,
    Yes,
    /// Yes, when it is too late.
    LateYes,
    /// Yes, to a question that was asked before.
    OldYes,
    /// No, and right after it a yes that somebody made up.
    NoThenYes,
}

impl Utility {
    pub(crate) async fn start(address: Option<SocketAddr>) -> Utility {
        let address = address.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0)));
        Self::serving(Config::new(address)).await
    }

    pub(crate) async fn serving(config: Config) -> Utility {
        let heard = Arc::new(Heard::default());
        let broker = Broker::start(config, heard.clone()).await.unwrap();
        let utility = Utility {
            address: broker.local_addr(),
            broker: Arc::new(Mutex::new(Some(Arc::new(broker)))),
            heard,
        };
        utility.acknowledge();
        utility
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    fn broker(&self) -> Option<Arc<Broker>> {
        self.broker.lock().unwrap().clone()
    }

    /// Acknowledges in the background, as the server does after its commit.
    fn acknowledge(&self) {
        let (broker, heard) = (Arc::downgrade(&self.broker), self.heard.clone());
        tokio::spawn(async move {
            while let Some(broker) = broker.upgrade() {
                let open = broker.lock().unwrap().clone();
                if let Some(broker) = open.filter(|_| !heard.silent.load(Ordering::SeqCst)) {
                    for go in heard.due() {
                        let topic = topic::go(GATEWAY);
                        let sent = broker.publish(&topic, go.to_bytes(), Qos::AtLeastOnce, false);
                        sent.await.unwrap();
                    }
                    let ids = std::mem::take(&mut *heard.to_ack.lock().unwrap());
                    for ids in ids.chunks(Ack::MAX) {
                        let ack = Ack::new(ids.to_vec()).to_bytes();
                        let topic = topic::gateway_ack(GATEWAY);
                        broker
                            .publish(&topic, ack, Qos::AtLeastOnce, false)
                            .await
                            .unwrap();
                    }
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
    }

    /// The broker dies with everything that it had in memory.
    pub(crate) async fn kill(&self) {
        let broker = self.broker.lock().unwrap().take();
        drop(broker);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }

    pub(crate) async fn restart(&self) {
        let config = || Config::new(self.address);
        let mut started = Broker::start(config(), self.heard.clone()).await;
        for _ in 0..100 {
            if started.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            started = Broker::start(config(), self.heard.clone()).await;
        }
        *self.broker.lock().unwrap() = Some(Arc::new(started.unwrap()));
    }

    pub(crate) async fn send(&self, command: &Command) {
        self.publish(command, false).await;
    }

    /// What the gateway is to do about a display.
    pub(crate) async fn order(&self, order: PairDown, retain: bool) {
        let (topic, bytes) = (topic::pair(GATEWAY), order.to_bytes());
        let broker = self.broker().unwrap();
        let sent = broker.publish(&topic, bytes, Qos::AtLeastOnce, retain);
        sent.await.unwrap();
    }

    /// The gateway has come so often to listen to orders about displays.
    pub(crate) async fn listened(&self, times: u32) {
        let heard = &self.heard;
        crate::eventually("the gateway listens", || {
            heard.listens.load(Ordering::SeqCst) >= times
        })
        .await;
    }

    pub(crate) async fn publish(&self, command: &Command, retain: bool) {
        let topic = topic::command(METER, &command.kind);
        let bytes = Down::new(command.clone()).to_bytes();
        let broker = self.broker().unwrap();
        broker
            .publish(&topic, bytes, Qos::AtLeastOnce, retain)
            .await
            .unwrap();
    }
}

impl Heard {
    pub(crate) fn questions(&self) -> Vec<Still> {
        self.questions.lock().unwrap().clone()
    }
    pub(crate) fn answer(&self, answers: Answers) {
        *self.answers.lock().unwrap() = answers;
    }
    fn due(&self) -> Vec<Go> {
        let now = instant();
        let mut open = self.to_go.lock().unwrap();
        let due = open.extract_if(.., |(at, _)| *at <= now);
        due.map(|(_, go)| go).collect()
    }
    fn asked(&self, still: Still) {
        let go = |nonce, go| Go {
            v: ami_wire::VERSION,
            message: still.message,
            nonce,
            go,
        };
        let mut questions = self.questions.lock().unwrap();
        let old = questions.last().map_or(still.nonce ^ 1, |old| old.nonce);
        let late = Duration::from_millis(Go::VALID_MS + 300);
        let answers = match *self.answers.lock().unwrap() {
            Answers::Nothing => vec![],
            Answers::No => vec![(Duration::ZERO, go(still.nonce, false))],
            Answers::Yes => vec![(Duration::ZERO, go(still.nonce, true))],
            Answers::LateYes => vec![(late, go(still.nonce, true))],
            Answers::OldYes => vec![(Duration::ZERO, go(old, true))],
            Answers::NoThenYes => vec![
                (Duration::ZERO, go(still.nonce, false)),
                (Duration::ZERO, go(still.nonce, true)),
            ],
        };
        questions.push(still);
        let now = instant();
        let answers = answers.into_iter().map(|(after, go)| (now + after, go));
        self.to_go.lock().unwrap().extend(answers);
    }
    pub(crate) fn paired(&self) -> Vec<PairUp> {
        self.paired.lock().unwrap().clone()
    }
    pub(crate) fn ups(&self) -> Vec<Up> {
        self.ups.lock().unwrap().clone()
    }
    pub(crate) fn receipts(&self, of: MessageId) -> Vec<(MessageId, Receipt)> {
        let receipt = |up: Up| match up.body {
            UpBody::Receipt(receipt) if receipt.message == of => Some((up.id, receipt)),
            _ => None,
        };
        self.ups().into_iter().filter_map(receipt).collect()
    }
    pub(crate) fn last_status(&self) -> Option<String> {
        self.status.lock().unwrap().last().cloned()
    }
}

impl Door for Heard {
    fn authenticate<'a>(
        &'a self,
        client_id: &'a str,
        username: &'a str,
        password: &'a [u8],
    ) -> DoorFuture<'a, Option<String>> {
        let name = GATEWAY.to_string();
        let good = client_id == name && username == name && password == SECRET.as_bytes();
        Box::pin(async move { good.then_some(name) })
    }
    fn may_publish(&self, _who: &str, topic: &str, retain: bool) -> bool {
        let status = topic == topic::gateway_status(GATEWAY);
        let still = topic == topic::still(GATEWAY);
        let still = still || topic == topic::paired(GATEWAY);
        status == retain && (status || still || topic.starts_with(&topic::up(METER, "")))
    }
    fn may_subscribe(&self, _who: &str, filter: &str) -> bool {
        filter == topic::commands(METER)
            || filter == topic::gateway_ack(GATEWAY)
            || filter == topic::go(GATEWAY)
            || filter == topic::pair(GATEWAY)
    }
    fn on_subscribed(&self, _who: &str, filter: &str) {
        if filter == topic::pair(GATEWAY) {
            self.listens.fetch_add(1, Ordering::SeqCst);
        }
    }
    fn on_publish<'a>(
        &'a self,
        _who: &'a str,
        topic: &'a str,
        payload: &'a [u8],
    ) -> DoorFuture<'a, Result<Forward, RefuseReason>> {
        Box::pin(async move {
            if topic == topic::gateway_status(GATEWAY) {
                let status = String::from_utf8(payload.to_vec()).unwrap();
                self.status.lock().unwrap().push(status);
                return Ok(Forward::Subscribers);
            }
            if self.deny.load(Ordering::SeqCst) {
                return Err(RefuseReason::NotAuthorized);
            }
            if topic == topic::still(GATEWAY) {
                self.asked(Still::from_bytes(payload).unwrap());
                return Ok(Forward::Nobody);
            }
            if topic == topic::paired(GATEWAY) {
                let up = PairUp::from_bytes(payload).unwrap();
                self.paired.lock().unwrap().push(up);
                return Ok(Forward::Nobody);
            }
            let up = Up::from_bytes(payload).unwrap();
            assert_eq!(topic, topic::up(METER, up.body.word()));
            self.to_ack.lock().unwrap().push(up.id);
            self.ups.lock().unwrap().push(up);
            Ok(Forward::Nobody)
        })
    }
}

/// Credit for a payment, due at once and for ever.
pub(crate) fn prepay(id: u128, seq: u64) -> Command {
    let kind = CommandKind::Prepay(Prepay {
        payment: PaymentId::from_number(id),
        credit: WattHours::kilo(10),
    });
    Command {
        id: MessageId::from_number(id),
        meter: METER,
        epoch: 1,
        seq,
        priority: Priority::Restore,
        kind,
        accepted_at: Timestamp::from_millis(0),
        not_before: Timestamp::from_millis(0),
        not_after: None,
    }
}

/// Switches service off, of use for some minutes.
pub(crate) fn disconnect(id: u128, seq: u64) -> Command {
    let clearance = ami_domain::id::ClearanceId::from_number(id);
    let cut = serde_json::json!({ "clearance": clearance, "cause": "zero" });
    let now = ami_gateway::clock::Clock::new(ami_domain::clock::BusinessClock::REAL).business();
    Command {
        priority: Priority::Cut,
        kind: CommandKind::Disconnect(serde_json::from_value(cut).unwrap()),
        not_after: Some(now + ami_domain::time::Span::minutes(5)),
        ..prepay(id, seq)
    }
}
