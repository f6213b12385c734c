//! The fleet: one owner task for each port, and the commands that wait for its meter.

mod again;
mod cut;
mod events;
mod execute;
mod live;
mod owner;
pub(crate) mod pump;
mod read;

use crate::alarm::{Alarm, Alarms};
use crate::cap::Cap;
use crate::clock::Clock;
use crate::command::Speaker;
use crate::config::{Config, MeterConfig};
use crate::journal::Journal;
use crate::local_broker::Displays;
use crate::memory::Memory;
use crate::queue::{Item, Pushed, Queue};
use crate::spool::Spool;
use crate::still::{Asker, Heard};
use ami_domain::id::MeterId;
use ami_wire::down::Down;
use ami_wire::still::Go;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// What the owner of a port works with.
pub(crate) struct Owner {
    pub(crate) meter: MeterConfig,
    pub(crate) speaker: Speaker,
    pub(crate) clock: Clock,
    pub(crate) queue: Arc<Queue>,
    pub(crate) spool: Spool,
    pub(crate) journal: Journal,
    pub(crate) memory: Memory,
    pub(crate) displays: Displays,
    pub(crate) utility: watch::Receiver<bool>,
    pub(crate) asker: Asker,
    pub(crate) cap: Cap,
    pub(crate) alarms: Alarms,
    pub(crate) stop: CancellationToken,
    pub(crate) last: owner::Last,
}

/// What all owners share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) spool: Spool,
    pub(crate) journal: Journal,
    pub(crate) displays: Displays,
    pub(crate) utility: watch::Receiver<bool>,
    pub(crate) asker: Asker,
    pub(crate) cap: Cap,
    pub(crate) alarms: Alarms,
    pub(crate) stop: CancellationToken,
}

/// The ways to the meters.
#[derive(Debug, Clone)]
pub(crate) struct Fleet {
    queues: Arc<HashMap<MeterId, Arc<Queue>>>,
    asker: Asker,
    alarms: Alarms,
    clock: Clock,
}

impl Fleet {
    /// Starts one owner for each meter.
    pub(crate) fn start(
        config: &Config,
        shared: &Shared,
        tasks: &mut JoinSet<()>,
    ) -> io::Result<Fleet> {
        let mut queues = HashMap::new();
        let now = shared.clock.business();
        for meter in &config.meters {
            let queue = Arc::new(Queue::default());
            queues.insert(meter.meter, queue.clone());
            let owner = Owner {
                meter: meter.clone(),
                speaker: Speaker {
                    gateway: config.gateway,
                    meter: meter.meter,
                },
                clock: shared.clock.clone(),
                queue,
                spool: shared.spool.clone(),
                journal: shared.journal.clone(),
                memory: Memory::open(&config.spool, meter.meter, now, &shared.alarms)?,
                displays: shared.displays.clone(),
                utility: shared.utility.clone(),
                asker: shared.asker.clone(),
                cap: shared.cap.clone(),
                alarms: shared.alarms.clone(),
                stop: shared.stop.clone(),
                last: owner::Last::default(),
            };
            tasks.spawn(owner.run());
        }
        Ok(Fleet {
            queues: Arc::new(queues),
            asker: shared.asker.clone(),
            alarms: shared.alarms.clone(),
            clock: shared.clock.clone(),
        })
    }

    /// The meters of this gateway.
    pub(crate) fn meters(&self) -> Vec<MeterId> {
        self.queues.keys().copied().collect()
    }

    /// The clock that everything here goes by.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Takes ADCS's answer to a question of ours (DESIGN 7.9).
    pub(crate) fn answered(&self, bytes: &[u8], retained: bool) {
        let go = match Go::from_bytes(bytes) {
            Ok(go) => go,
            Err(error) => {
                tracing::warn!(%error, "An answer before a cut cannot be read, ignored");
                return;
            }
        };
        match self.asker.hear(&go, retained, self.clock.ticks()) {
            Heard::Taken => {
                tracing::info!(message.id = %go.message, go = go.go, "ADCS answered");
            }
            heard @ (Heard::Other | Heard::Late) => {
                tracing::warn!(message.id = %go.message, ?heard, "An answer that counts for nothing");
            }
            Heard::Retained => {
                self.alarms
                    .raise(Alarm::Forged, "an answer before a cut is retained");
            }
        }
    }

    /// Takes a command from the broker, which came for `meter` by its topic.
    pub(crate) fn accept(&self, meter: MeterId, bytes: &[u8], retained: bool) {
        let down = match Down::from_bytes(bytes) {
            Ok(down) => down,
            Err(error) => {
                tracing::warn!(meter.id = %meter, %error, "A command cannot be read, dropped");
                return;
            }
        };
        let command = down.command;
        let Some(queue) = self.queues.get(&meter).filter(|_| command.meter == meter) else {
            tracing::warn!(message.id = %command.id, meter.id = %command.meter,
                "A command for another meter, dropped");
            return;
        };
        let (id, kind) = (command.id, command.kind.word());
        let pushed = queue.push(Item {
            command,
            bytes: bytes.to_vec(),
            retained,
            tries: 0,
        });
        match pushed {
            Pushed::Taken => {
                tracing::info!(message.id = %id, meter.id = %meter, kind, "A command came");
            }
            Pushed::Known => tracing::debug!(message.id = %id, "A command waits already"),
            Pushed::Full => {
                tracing::warn!(message.id = %id, meter.id = %meter, "No room for a command");
            }
        }
    }
}
