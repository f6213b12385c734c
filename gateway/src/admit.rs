//! Displays with a password of their own: kept on disk, let in and shut out again by the utility's
//! word. What is decided stands in `machine.rs`.

mod machine;

use crate::alarm::{Alarm, Alarms};
use crate::clock::Clock;
use crate::limits::{PAIR_QUEUE, PAIR_TICK, PAIRING_MAX};
use crate::records::{at, sync_dir};
use crate::summed::{Found, beside, bytes_of, find, set_aside};
use ami_domain::id::{GatewayId, MeterId};
use ami_pair::{Own, code};
use ami_wire::pair::{IhdAsk, IhdPair, PairDown, PairUp};
use ami_wire::topic::IHD_PAIR_CLIENT;
use machine::{Asked, Drawn, Effect, Machine, Paired};
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Mutex as Turn, mpsc};
use tokio_util::sync::CancellationToken;

/// User name of a display that wants to be paired; its password counts for nothing.
pub(crate) const USER: &str = "pair";
/// How the door calls it.
const NAME: &str = "pair:";

/// What the broker on the LAN is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lan {
    /// Show this to displays that want to be paired; with nothing they have to go.
    Board(Option<IhdPair>, Vec<String>),
    /// End the connections of this home's displays.
    ShutOut(MeterId),
}

/// Who may come in by a password of their own; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Admission(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    file: PathBuf,
    gateway: GatewayId,
    clock: Clock,
    held: Mutex<Held>,
    lan: mpsc::Sender<Lan>,
    up: mpsc::Sender<PairUp>,
    /// One code is computed at a time.
    turn: Turn<()>,
}

#[derive(Debug)]
struct Held {
    machine: Machine,
    /// As on disk.
    saved: Vec<Paired>,
    /// Displays that want to be paired, and are connected.
    inside: HashSet<String>,
}

/// The ends of it: what the LAN's broker and the line to the utility carry out.
pub(crate) struct Ends {
    pub(crate) lan: mpsc::Receiver<Lan>,
    pub(crate) up: mpsc::Receiver<PairUp>,
}

impl Admission {
    /// Reads who was let in before. Where that cannot be read any more the file is set aside, and
    /// these displays are paired anew. Displays are given this certificate, in DER, to trust.
    ///
    /// # Errors
    /// When the system has no source of chance.
    pub(crate) fn open(
        folder: &Path,
        gateway: GatewayId,
        certificate: &[u8],
        meters: Vec<MeterId>,
        clock: Clock,
        alarms: &Alarms,
    ) -> io::Result<(Admission, Ends)> {
        let file = folder.join("paired.json");
        let saved: Vec<Paired> = match find(&file) {
            Found::Whole(paired) => paired,
            Found::Missing => Vec::new(),
            Found::Damaged(why) => {
                let what = format!("{}; pair its displays anew", set_aside(&file, &why));
                alarms.raise(Alarm::Damaged, &what);
                Vec::new()
            }
        };
        let own = (Own::from_chance(chance()?), certificate);
        let (lan, lan_end) = mpsc::channel(PAIR_QUEUE);
        let (up, up_end) = mpsc::channel(PAIR_QUEUE);
        let admission = Admission(Arc::new(Inner {
            file,
            gateway,
            clock,
            held: Mutex::new(Held {
                machine: Machine::new(own, meters, saved.clone()),
                saved,
                inside: HashSet::new(),
            }),
            lan,
            up,
            turn: Turn::new(()),
        }));
        let ends = Ends {
            lan: lan_end,
            up: up_end,
        };
        Ok((admission, ends))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends what takes too long, until the gateway stops.
    pub(crate) async fn run(self, mut orders: mpsc::Receiver<PairDown>, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                order = orders.recv() => match order {
                    Some(order) => self.order(order).await,
                    None => return,
                },
                () = tokio::time::sleep(PAIR_TICK) => {
                    let now = self.0.clock.ticks();
                    let effects = self.held().machine.tick(now);
                    self.carry_out(effects).await;
                }
            }
        }
    }

    async fn order(&self, order: PairDown) {
        let (password, nonce) = match (chance(), chance()) {
            (Ok(password), Ok(nonce)) => (password, nonce),
            (Err(error), _) | (_, Err(error)) => {
                tracing::error!(%error, "No display can be paired now");
                return;
            }
        };
        let drawn = Drawn { password, nonce };
        let now = self.0.clock.ticks();
        let effects = self.held().machine.order(order, now, &drawn);
        self.carry_out(effects).await;
    }

    /// What must hold after a power cut is on disk before anybody hears of it. When it cannot be
    /// written nobody is told: the utility asks again.
    async fn carry_out(&self, effects: Vec<Effect>) {
        if let Err(error) = self.save() {
            tracing::error!(%error, "It is not kept which displays are paired");
            return;
        }
        for effect in effects {
            let lan = match effect {
                Effect::Board(board) => {
                    let gone = if board.is_none() {
                        self.held().inside.drain().collect()
                    } else {
                        Vec::new()
                    };
                    Lan::Board(board, gone)
                }
                Effect::ShutOut(meter) => Lan::ShutOut(meter),
                Effect::Say(pairing, stage) => {
                    let (v, gateway) = (ami_wire::VERSION, self.0.gateway);
                    tracing::info!(pairing.id = %pairing, ?stage, "A pairing stands so");
                    let up = PairUp {
                        v,
                        gateway,
                        pairing,
                        stage,
                    };
                    // Without room it is asked again.
                    self.0.up.try_send(up).ok();
                    continue;
                }
            };
            if self.0.lan.send(lan).await.is_err() {
                tracing::debug!("The local broker has stopped");
            }
        }
    }

    fn save(&self) -> io::Result<()> {
        let mut held = self.held();
        if held.saved == held.machine.paired() {
            return Ok(());
        }
        let paired = held.machine.paired().to_vec();
        let file = &self.0.file;
        let draft = beside(file, &bytes_of(&paired)?)?;
        fs::rename(&draft, file).map_err(|error| at(file, &error))?;
        file.parent().map_or(Ok(()), sync_dir)?;
        held.saved = paired;
        Ok(())
    }

    /// The digests of every password here, or of those of one home.
    pub(crate) fn digests(&self, of: Option<MeterId>) -> Vec<[u8; 32]> {
        let held = self.held();
        let paired = held.machine.paired().iter();
        let paired = paired.filter(|one| of.is_none_or(|meter| one.meter == meter));
        paired.map(|one| one.digest).collect()
    }

    /// The home that a password of a display is of.
    pub(crate) fn admits(&self, digest: &[u8; 32]) -> Option<MeterId> {
        self.held().machine.admits(digest)
    }

    /// A display is inside with this password.
    pub(crate) async fn arrived(&self, digest: &[u8; 32]) {
        let effects = self.held().machine.arrived(digest);
        if !effects.is_empty() {
            self.carry_out(effects).await;
        }
    }

    /// Whether somebody who wants to be paired may come in under this client id, and under which
    /// name: while a display is awaited, a few at once, and never under the name of a display.
    pub(crate) fn may_ask(&self, client_id: &str) -> Option<String> {
        let mut held = self.held();
        let name = format!("{NAME}{client_id}");
        let room = held.inside.len() < PAIRING_MAX || held.inside.contains(&name);
        if !held.machine.is_open() || !room || !client_id.starts_with(IHD_PAIR_CLIENT) {
            return None;
        }
        held.inside.insert(name.clone());
        Some(name)
    }

    /// Whether that is the name of somebody who wants to be paired.
    pub(crate) fn is_asker(who: &str) -> bool {
        who.starts_with(NAME)
    }

    /// They have gone.
    pub(crate) fn left(&self, who: &str) {
        self.held().inside.remove(who);
    }

    /// A display says who it is.
    pub(crate) async fn asked(&self, ask: IhdAsk) {
        let _turn = self.0.turn.lock().await;
        let asked = self.held().machine.asked(&ask);
        let effects = match asked {
            Asked::Nothing => return,
            Asked::Over(effects) => effects,
            Asked::Compute(pairing) => {
                let computing = tokio::task::spawn_blocking(move || code(&ask.key.0, &ask.nonce.0));
                match computing.await {
                    Ok(Ok(code)) => self.held().machine.computed(pairing, &ask, code),
                    Ok(Err(error)) => {
                        tracing::error!(%error, "A display cannot be paired now");
                        return;
                    }
                    Err(error) => {
                        tracing::error!(%error, "A display cannot be paired now");
                        return;
                    }
                }
            }
        };
        self.carry_out(effects).await;
    }
}

fn chance<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
#[path = "admit/tests.rs"]
mod tests;
