//! One running meter: machine, DLMS server and state, put together so that nothing is answered
//! before it is stored.

use super::Trouble;
use super::config::{Config, Place};
use super::keep::{Keep, Stored};
use ami_dlms::hdlc::ServerHdlcConfig;
use ami_dlms::server::ServerTransport;
use ami_dlms::{Counter, Server};
use ami_domain::energy::WattHours;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp};
use ami_meter::cosem::{LOGIN_MANAGEMENT, MeterObjects, server_config};
use ami_meter::replay::Replay;
use ami_meter::{AmiMeter, Fault, Input, Meter};

/// The meter's HDLC address and logical device.
const ADDRESS: u8 = 1;
/// Bytes of an HDLC information field that we can take and send.
const INFO_MAX: u16 = 512;
/// Every HDLC frame ends with it.
const FLAG: u8 = 0x7E;
/// Counter values that are reserved at once; a crash loses at most so many of four thousand
/// million.
const RESERVE: u32 = 4_096;
/// New values are reserved below this; one answer takes far fewer.
const RESERVE_BELOW: u32 = 1_024;
/// A meter that begins without service had none for so many hours.
const OFF_HOURS: i64 = 30;

/// A meter that runs.
#[derive(Debug)]
pub(crate) struct Station {
    meter: AmiMeter,
    server: Server,
    keep: Keep,
    replay: Replay,
    ceiling: u32,
}

impl Station {
    /// Goes on from the stored state, or begins a new meter with its history.
    ///
    /// # Errors
    /// [`Trouble`] about the state.
    pub(crate) fn open(config: Config, now: Timestamp) -> Result<Self, Trouble> {
        let keep = Keep::open(&config.state)?;
        let stored = match keep.load(config.made.meter)? {
            Some(stored) => stored,
            None => Stored {
                meter: begin(config.made, &config.replay, config.history, now)?,
                ceiling: 0,
                client_counter: None,
            },
        };
        let transport = match config.place {
            Place::Serial(_) => {
                let mut line = ServerHdlcConfig::new(ADDRESS);
                line.params.info_tx = INFO_MAX;
                line.params.info_rx = INFO_MAX;
                ServerTransport::Hdlc(line)
            }
            Place::Tcp(_) => ServerTransport::Wrapper {
                server: u16::from(ADDRESS),
            },
        };
        let mut secrets = config.secrets;
        secrets.last_counter = stored.client_counter;
        let access = server_config(transport, config.title, secrets);
        let mut station = Self {
            meter: stored.meter,
            server: Server::new(access, Counter::resume(stored.ceiling)),
            keep,
            replay: config.replay,
            ceiling: stored.ceiling,
        };
        station.pass(now);
        station.reserve();
        station.store()?;
        Ok(station)
    }

    /// Measures what the home used up to now, hour by hour: each has a draw of its own. `true`
    /// when the meter wrote something to its log: that must be on disk before anybody reads it.
    pub(crate) fn pass(&mut self, now: Timestamp) -> bool {
        let logged = self.meter.last_log_seq();
        let mut at = self.meter.measured_until();
        while at < now {
            let length = self.meter.register().length();
            let shown = self.meter.clock(at);
            let rest = (shown.floor_to(length) + length).since(shown);
            let next = (at + rest.max(Span::millis(1))).min(now);
            let energy = self.replay.between(at, next);
            let power = self.replay.power(next);
            self.meter.handle(next, Input::Used { energy, power });
            at = next;
        }
        self.meter.last_log_seq() != logged
    }

    /// Takes bytes from the port and gives those to send. When this returns, whatever the answer
    /// says is on disk.
    ///
    /// # Errors
    /// When the state cannot be stored or there is no chance to be had: nothing may be sent then.
    pub(crate) fn serve(
        &mut self,
        bytes: &[u8],
        now: Timestamp,
        ms: u64,
    ) -> Result<Vec<Vec<u8>>, Trouble> {
        let happened = self.pass(now);
        let reserved = self.reserve();
        if reserved || happened {
            self.store()?;
        }
        let mut dull = None;
        let mut challenge = || {
            let mut bytes = [0; 16];
            if let Err(error) = getrandom::fill(&mut bytes) {
                dull = Some(std::io::Error::other(error.to_string()));
            }
            bytes
        };
        let mut objects = MeterObjects::new(&mut self.meter, now, &mut challenge);
        // One frame at a time: else a request of a client that died, read together with the next
        // client's SNRM, would be answered on the new connection.
        for frame in bytes.split_inclusive(|byte| *byte == FLAG) {
            self.server.receive(frame, ms, &mut objects);
        }
        let (_, changed) = objects.finish();
        if let Some(error) = dull {
            return Err(Trouble::System("get random bytes", error));
        }
        if changed {
            self.store()?;
        }
        Ok(std::iter::from_fn(|| self.server.poll_transmit()).collect())
    }

    /// Breaks the meter, or mends it.
    ///
    /// # Errors
    /// [`Trouble::Unwritable`].
    pub(crate) fn break_or_mend(
        &mut self,
        now: Timestamp,
        fault: Option<Fault>,
    ) -> Result<(), Trouble> {
        self.pass(now);
        self.meter.handle(now, Input::Fault(fault));
        self.store()
    }

    /// Time passes, in the meter and on the line.
    ///
    /// # Errors
    /// [`Trouble::Unwritable`].
    pub(crate) fn tick(&mut self, now: Timestamp, ms: u64) -> Result<Vec<Vec<u8>>, Trouble> {
        if self.pass(now) {
            self.store()?;
        }
        self.server.on_timeout(ms);
        Ok(std::iter::from_fn(|| self.server.poll_transmit()).collect())
    }

    /// The client is gone.
    pub(crate) fn closed(&mut self) {
        self.server.on_closed();
    }

    /// The client does not speak the protocol.
    pub(crate) fn is_broken(&self) -> bool {
        self.server.is_broken()
    }

    /// Stores the state.
    ///
    /// # Errors
    /// [`Trouble::Unwritable`].
    pub(crate) fn store(&self) -> Result<(), Trouble> {
        let counters = self.server.client_counters();
        let management = counters
            .iter()
            .find(|(client, _)| *client == LOGIN_MANAGEMENT);
        self.keep.store(&Stored {
            meter: self.meter.clone(),
            ceiling: self.ceiling,
            client_counter: management.map(|(_, counter)| *counter),
        })
    }

    /// Reserves counter values when few are left; the caller stores the ceiling before anything
    /// goes out (a counter that repeats would break the cipher).
    fn reserve(&mut self) -> bool {
        let few = self.server.counter_remaining() < RESERVE_BELOW;
        if few {
            self.ceiling = self.server.reserve_counter(RESERVE);
        }
        few
    }
}

/// A new meter that has already counted for a while, as if service had been on.
fn begin(made: Meter, replay: &Replay, history: Span, now: Timestamp) -> Result<AmiMeter, Trouble> {
    let hour = Span::hours(1);
    let dark_from = match made.switch {
        Switch::On => now,
        Switch::Off | Switch::Ready => now.floor_to(hour) - Span::hours(OFF_HOURS),
    };
    let length = made.interval;
    let mut at = (now - history).floor_to(hour);
    let mut meter = AmiMeter::new(made, at)?;
    while at < now {
        let next = (at.floor_to(length) + length).min(now);
        let used = if at < dark_from {
            replay.between(at, next)
        } else {
            WattHours::ZERO
        };
        meter.remember(next, used);
        at = next;
    }
    Ok(meter)
}
