//! Puts the parts together.

use crate::admit::Admission;
use crate::alarm::Alarms;
use crate::cap::Cap;
use crate::clock::Clock;
use crate::clock::keeper::{self, LastGood};
use crate::config::Config;
use crate::fleet::{Fleet, Shared};
use crate::identity::Own;
use crate::journal::Journal;
use crate::limits::{PAIR_QUEUE, STOP_WITHIN};
use crate::local_broker::{Displays, LocalBroker};
use crate::mqtt;
use crate::shutdown::Shutdown;
use crate::sole::Sole;
use crate::spool::{Room, Spool, SpoolError};
use crate::still::Asker;
use crate::unpaired::Unpaired;
use ami_broker::BrokerError;
use std::net::SocketAddr;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// A running gateway.
#[derive(Debug)]
pub struct Gateway {
    shutdown: Shutdown,
    /// Owners and the mouth: they end by themselves when asked calmly.
    calm: JoinSet<()>,
    /// The ear and the local broker: they serve the others until those have ended.
    late: JoinSet<()>,
    address: Option<SocketAddr>,
    spool: Spool,
    utility: watch::Receiver<bool>,
    alarms: Alarms,
    /// Given back when all of it has ended.
    _sole: Sole,
}

/// Why a gateway does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The spool.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// Another file in the spool's folder.
    #[error("the gateway's folder cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// The broker for displays.
    #[error("local_listen: {0}")]
    Local(#[from] BrokerError),
}

impl Gateway {
    /// Starts everything and returns when the ports are open or being tried and the connection
    /// to the utility is running. A meter or a utility that is away is no error: it may come.
    ///
    /// # Errors
    /// [`StartError`] when a folder or the port for displays cannot be used, or another gateway
    /// works in the folder.
    pub async fn start(config: Config) -> Result<Gateway, StartError> {
        let sole = Sole::of(&config.spool)?;
        let last_good = LastGood::in_folder(&config.spool);
        let clock = Clock::starting(config.clock, last_good.read());
        let spool = Spool::open(&config.spool, Room::default())?;
        let journal = Journal::open(&config.spool)?;
        let cap = Cap::open(&config.spool, config.cuts, clock.business())?;
        let (asker, questions) = Asker::new(config.gateway);
        let alarms = Alarms::default();
        let shutdown = Shutdown::default();
        let (utility_is, utility) = watch::channel(false);
        let mut late = JoinSet::new();
        let mut calm = JoinSet::new();
        let own = config.local.as_ref();
        let own = own.map(|_| Own::open(&config.spool, &alarms)).transpose()?;
        // Without a broker for displays none can be paired.
        let meters = config.meters.iter().map(|meter| meter.meter);
        let meters = meters.filter(|_| own.is_some()).collect();
        let pairing = Admission::open(
            &config.spool,
            config.gateway,
            own.as_ref().map_or(&[], |own| own.certificate.as_slice()),
            meters,
            clock.clone(),
            &alarms,
        );
        let (admission, ends) = pairing?;
        let (orders, ordered) = mpsc::channel(PAIR_QUEUE);
        let mut address = None;
        let displays = match config.local.as_ref().zip(own) {
            None => Displays::none(),
            Some((local, own)) => {
                let mut paired = local.pairing.all_digests();
                paired.extend(admission.digests(None));
                let unpaired = Unpaired::open(&config.spool, &paired, &alarms);
                let (spool, clock) = (spool.clone(), clock.clone());
                let doors = (admission.clone(), ends.lan);
                let gateway = config.gateway;
                let who = (gateway, own.identity);
                let started = LocalBroker::start(local, who, spool, clock, unpaired, doors);
                let (broker, displays) = started.await?;
                address = Some(broker.local_addr());
                late.spawn(broker.run());
                displays
            }
        };
        calm.spawn(admission.run(ordered, shutdown.calm.clone()));
        let kept = keeper::keep(
            clock.clone(),
            last_good,
            alarms.clone(),
            shutdown.calm.clone(),
        );
        calm.spawn(kept);
        let shared = Shared {
            clock,
            spool: spool.clone(),
            journal,
            displays,
            utility: utility.clone(),
            asker,
            cap,
            alarms: alarms.clone(),
            stop: shutdown.calm.clone(),
        };
        let fleet = Fleet::start(&config, &shared, &mut calm)?;
        mqtt::start(
            &config,
            fleet,
            spool.clone(),
            mqtt::Words {
                questions,
                paired: ends.up,
                pair: orders,
            },
            (alarms.clone(), utility_is),
            &shutdown,
            (&mut calm, &mut late),
        );
        Ok(Gateway {
            shutdown,
            calm,
            late,
            address,
            spool,
            utility,
            alarms,
            _sole: sole,
        })
    }

    /// Where displays connect, if they are served.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.address
    }

    /// The spool, to see what waits.
    pub fn spool(&self) -> &Spool {
        &self.spool
    }

    /// True while the utility's broker has us.
    pub fn utility(&self) -> watch::Receiver<bool> {
        self.utility.clone()
    }

    /// What somebody must look at, counted since the start.
    pub fn alarms(&self) -> &Alarms {
        &self.alarms
    }

    /// Stops in two steps. What was promised is on disk before and after.
    pub async fn stop(mut self) {
        self.shutdown.calm.cancel();
        let calm = async { while self.calm.join_next().await.is_some() {} };
        if tokio::time::timeout(STOP_WITHIN, calm).await.is_err() {
            tracing::warn!("Not everything ended in time");
        }
        self.calm.shutdown().await;
        self.shutdown.now.cancel();
        let late = async { while self.late.join_next().await.is_some() {} };
        if tokio::time::timeout(STOP_WITHIN, late).await.is_err() {
            tracing::warn!("The connections did not end in time");
        }
        self.late.shutdown().await;
    }
}
