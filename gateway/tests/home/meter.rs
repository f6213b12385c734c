//! The pure meter, served over HDLC on a memory link, with faults on demand.

use crate::METER;
use ami_dlms::hdlc::ServerHdlcConfig;
use ami_dlms::server::ServerTransport;
use ami_dlms::{Counter, Keys, Password, Server, SystemTitle};
use ami_domain::energy::{WattHours, Watts};
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp};
use ami_gateway::clock::Clock;
use ami_meter::cosem::{MeterObjects, Secrets, server_config};
use ami_meter::{AmiMeter, Input, Meter, Output};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

pub(crate) const EK: [u8; 16] = [1; 16];
pub(crate) const AK: [u8; 16] = [2; 16];
pub(crate) const TITLE: [u8; 8] = *b"AMM00001";
/// Hours that the meter has recorded before.
pub(crate) const HISTORY: i64 = 400;

pub(crate) struct TestMeter {
    pub(crate) shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

pub(crate) struct Shared {
    meter: Mutex<AmiMeter>,
    clock: Clock,
    /// After the next message is processed nothing more is answered on that connection.
    pub(crate) swallow: AtomicBool,
    /// Messages that came in, copies too.
    pub(crate) messages: AtomicUsize,
    counter: Mutex<u32>,
}

impl TestMeter {
    /// On `memory:NAME`, over HDLC.
    pub(crate) fn start(name: &str) -> TestMeter {
        let shared = Arc::new(Shared::new());
        let task = TestMeter::plug(name, &shared);
        TestMeter { shared, task }
    }

    /// Puts the cable back.
    pub(crate) fn replug(&mut self, name: &str) {
        self.task = TestMeter::plug(name, &self.shared);
    }

    fn plug(name: &str, shared: &Arc<Shared>) -> tokio::task::JoinHandle<()> {
        let mut connections = ami_gateway::link::memory::listen(name);
        let serving = shared.clone();
        tokio::spawn(async move {
            // One port: a new connection takes the place of the old one.
            while let Some(stream) = connections.recv().await {
                let hdlc = ServerTransport::Hdlc(ServerHdlcConfig::new(1));
                serving.serve(stream, hdlc).await;
            }
        })
    }

    /// On a TCP port, over the wrapper.
    pub(crate) async fn start_tcp() -> (TestMeter, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let link = format!("tcp:{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::new());
        let serving = shared.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let wrapper = ServerTransport::Wrapper { server: 1 };
                serving.serve(stream, wrapper).await;
            }
        });
        (TestMeter { shared, task }, link)
    }

    /// Somebody pulls the cable.
    pub(crate) fn unplug(&self) {
        self.task.abort();
    }

    pub(crate) fn credit(&self) -> WattHours {
        self.shared.meter.lock().unwrap().examine().credit
    }

    pub(crate) fn draw(&self, power: Watts) {
        let now = self.shared.clock.business();
        self.shared
            .meter
            .lock()
            .unwrap()
            .handle(now, Input::Load(power));
    }

    pub(crate) fn happen(&self, input: Input) -> Vec<Output> {
        let now = self.shared.clock.business();
        self.shared.meter.lock().unwrap().handle(now, input)
    }
}

impl Shared {
    fn new() -> Shared {
        let clock = Clock::new(ami_domain::clock::BusinessClock::REAL);
        let hour = Span::hours(1);
        let now = clock.business();
        let first = now.floor_to(hour) - Span::hours(HISTORY);
        let made = Meter {
            meter: METER,
            serial: "TEST0001".to_owned(),
            interval: hour,
            has_switch: true,
            switch: Switch::Off,
            credit: WattHours::ZERO,
        };
        let mut meter = AmiMeter::new(made, first).unwrap();
        let mut until = first;
        while until + hour <= now {
            until = until + hour;
            meter.remember(until, WattHours::new(700));
        }
        Shared {
            meter: Mutex::new(meter),
            clock,
            swallow: AtomicBool::new(false),
            messages: AtomicUsize::new(0),
            counter: Mutex::new(0),
        }
    }

    async fn serve<S>(&self, mut stream: S, transport: ServerTransport)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let secrets = Secrets {
            keys: Keys::new(EK, AK),
            password: Password::new(b"12345678"),
            client_title: None,
            last_counter: None,
        };
        let config = server_config(transport, SystemTitle(TITLE), secrets);
        let mut server = {
            let mut stored = self.counter.lock().unwrap();
            let mut server = Server::new(config, Counter::resume(*stored));
            *stored = server.reserve_counter(100_000);
            server
        };
        let mut deaf = false;
        let mut chunk = [0; 1024];
        loop {
            let pause = Duration::from_secs(5);
            let read = tokio::time::timeout(pause, stream.read(&mut chunk)).await;
            let Ok(read) = read else { continue };
            let Ok(count @ 1..) = read else { return };
            deaf |= self.take(&mut server, &chunk[..count]);
            if deaf {
                // The answer is lost on the way; the gateway waits, gives up and reconnects.
                return;
            }
            while let Some(bytes) = server.poll_transmit() {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
        }
    }

    /// `true` when a message was processed whose answer must be swallowed.
    fn take(&self, server: &mut Server, bytes: &[u8]) -> bool {
        let mut meter = self.meter.lock().unwrap();
        let now = self.clock.business();
        meter.handle(now, Input::Tick);
        let mut challenge = || [7; 16];
        let mut objects = MeterObjects::new(&mut meter, now, &mut challenge);
        server.receive(bytes, self.clock.ticks(), &mut objects);
        let (outputs, _) = objects.finish();
        let receipts = outputs
            .iter()
            .filter(|output| matches!(output, Output::Receipt(_)))
            .count();
        self.messages.fetch_add(receipts, Ordering::SeqCst);
        receipts > 0 && self.swallow.swap(false, Ordering::SeqCst)
    }
}

pub(crate) fn hours_ago(hours: i64, clock: Timestamp) -> Timestamp {
    clock.floor_to(Span::hours(1)) - Span::hours(hours)
}
