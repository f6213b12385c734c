//! Puts everything together, starts it in order, and ends it in two steps.

use crate::broker::{ServerDoor, keep_certificate};
use crate::clock::SystemClock;
use crate::config::{BankTransfers, Broker as Choice, Config};
use crate::gauges::Gauges;
use crate::live::LiveFeed;
use crate::mqtt::{self, Link};
use crate::password::Passwords;
use crate::processor_seal::ProcessorSeal;
use crate::state::App;
use crate::weather::Sources;
use crate::work_order::WorkOrders;
use crate::{duties, http, known, seed};
use ami_adcs::{LiveTerms, Terms};
use ami_broker::Broker;
use ami_css::payment_method::PaymentMethod;
use ami_css::payment_method::bank_transfer::BankTransfer;
use ami_css::payment_method::card::Card;
use ami_css::payment_method::card_page::CardPage;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_css::payment_method::saved_card::SavedCard;
use ami_css::processor::Processor;
use ami_css::rules::RulesError;
use ami_css::{Css, tariffs};
use ami_domain::clearance::{Packs, Rules};
use ami_domain::clock::Clock;
use ami_store::Store;
use anyhow::Context;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Requests and duties have this long to finish once the end was asked for.
const FINISH: Duration = Duration::from_secs(10);

/// A running server.
#[derive(Debug)]
pub struct Server {
    app: App,
    http: SocketAddr,
    metrics: SocketAddr,
    broker: Option<Arc<Broker>>,
    tasks: JoinSet<()>,
}

impl Server {
    /// Starts everything; when it returns, the website answers.
    ///
    /// # Errors
    /// What could not be started and what to do about it.
    pub async fn start(config: Config) -> anyhow::Result<Self> {
        let store = Store::open(&config.database_url)
            .await
            .context("cannot open the database")?;
        let app = app(&config, store)?;
        ami_adcs::settings::reload(&app.css.store, &app.css.terms).await?;
        known::check(&app.css.store, &app.css.terms).await?;
        if let Some(path) = &config.seed {
            let mut chance = app.chance();
            let homes = seed::plant(&app.css, &app.clock, &mut chance, path).await?;
            tracing::info!(homes, "Seed planted");
        }
        let http = bind("http", config.http).await?;
        let metrics = bind("metrics", config.metrics).await?;
        let mut tasks = JoinSet::new();
        let (broker, link) = connect(&config, &app, &mut tasks).await?;
        let mut all = duties::start(&app, &link);
        tasks.spawn(async move { while all.join_next().await.is_some() {} });
        let addresses = (http.local_addr()?, metrics.local_addr()?);
        serve(&mut tasks, http, http::router(app.clone()), &app);
        serve(&mut tasks, metrics, http::metrics_router(app.clone()), &app);
        Ok(Self {
            app,
            http: addresses.0,
            metrics: addresses.1,
            broker,
            tasks,
        })
    }

    /// Where the website and the API answer.
    pub const fn http_addr(&self) -> SocketAddr {
        self.http
    }
    /// Where metrics are read.
    pub const fn metrics_addr(&self) -> SocketAddr {
        self.metrics
    }
    /// Where gateways connect, with the embedded broker.
    pub fn broker_addr(&self) -> Option<SocketAddr> {
        self.broker.as_ref().map(|broker| broker.local_addr())
    }
    /// What requests work with; for tests that look behind the scenes.
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// Ends in two steps: nothing new begins, then what runs has [`FINISH`] to finish.
    pub async fn stop(mut self) {
        self.app.ending.cancel();
        let finish = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(FINISH, finish).await.is_err() {
            tracing::warn!("Some tasks did not finish in time");
            self.tasks.shutdown().await;
        }
        self.app.gauges.broker_up.set(0);
        if let Some(broker) = self.broker.take().and_then(Arc::into_inner) {
            broker.stop().await;
        }
    }
}

/// The utility's rules for cutting and the packs of jurisdictions, as they are configured.
///
/// # Errors
/// When a file of them cannot be read or does not hold together.
pub fn rules(config: &Config) -> Result<(Rules, Packs), RulesError> {
    let (rules, packs) = match &config.rules_dir {
        Some(folder) => ami_css::rules::read_dir(folder)?,
        None => ami_css::rules::builtin()?,
    };
    Ok(match &config.rules_file {
        Some(file) => (ami_css::rules::read(file)?, packs.without_base()),
        None => (rules, packs),
    })
}

/// What every request and duty can reach, without ports and duties; tests ask it directly.
///
/// # Errors
/// When the tariffs, the rules or the sandbox's journal cannot be read, or no password can be
/// hashed.
pub fn app(config: &Config, store: Store) -> anyhow::Result<App> {
    let tariffs = match &config.tariffs_dir {
        Some(folder) => tariffs::read_dir(folder)?,
        None => tariffs::builtin()?,
    };
    let (rules, packs) = rules(config)?;
    let work_orders = match config.work_orders.clone().map(WorkOrders::new) {
        Some(made) => Some(Arc::new(
            made.context("cannot reach the work-order system")?,
        )),
        None => None,
    };
    let clock = SystemClock {
        business: config.clock,
    };
    Ok(App {
        css: Css {
            store,
            terms: LiveTerms::new(Terms {
                policy: config.policy.clone(),
                tariffs,
                rules,
                packs,
            }),
            methods: methods(config)?,
            verify_timeout: config.verify_timeout,
        },
        clock,
        passwords: Arc::new(Passwords::new()?),
        live: Arc::new(LiveFeed::new(clock.now().real)),
        gauges: Arc::new(Gauges::default()),
        together: Arc::default(),
        wake: Arc::new(Notify::new()),
        wake_alerts: Arc::new(Notify::new()),
        ending: CancellationToken::new(),
        work_orders,
        weather: Sources::new(&config.weather).context("cannot reach the weather service")?,
        processor_seal: config
            .processor
            .as_ref()
            .map(|known| Arc::new(ProcessorSeal::new(&known.events))),
        wake_processor: Arc::new(Notify::new()),
        bank_account: match &config.bank_transfers {
            BankTransfers::Sent { to } => Some(to.clone()),
            BankTransfers::Off | BankTransfers::Collected => None,
        },
        cookie_secure: config.cookie_secure,
        proxies: Arc::new(config.trusted_proxies.clone()),
        ui_dir: config.ui_dir.clone(),
    })
}

/// Ways to pay (BR-01), the one that moves money first.
fn methods(config: &Config) -> anyhow::Result<Vec<Arc<dyn PaymentMethod>>> {
    let mut methods: Vec<Arc<dyn PaymentMethod>> = Vec::new();
    let processor = match &config.processor {
        Some(known) => Some(Arc::new(Processor::new(known.access.clone())?)),
        None => None,
    };
    if let Some(processor) = &processor {
        methods.push(Arc::new(SavedCard::new(processor.clone())));
        methods.push(Arc::new(Card::new(processor.clone())));
        methods.push(Arc::new(CardPage::new(processor.clone())));
    }
    match (&config.bank_transfers, processor) {
        (BankTransfers::Collected, Some(processor)) => {
            methods.push(Arc::new(BankTransfer::collected(processor)));
        }
        (BankTransfers::Sent { .. }, _) => methods.push(Arc::new(BankTransfer::sent())),
        (BankTransfers::Collected | BankTransfers::Off, _) => {}
    }
    // Whoever has a real processor has no use for one that approves without money.
    if config.processor.is_none() || config.sandbox_journal.is_some() {
        methods.push(Arc::new(match &config.sandbox_journal {
            Some(path) => SandboxCard::open(path)
                .with_context(|| format!("cannot open sandbox_journal {}", path.display()))?,
            None => SandboxCard::in_memory(),
        }));
    }
    Ok(methods)
}

/// The way to the meters.
async fn connect(
    config: &Config,
    app: &App,
    tasks: &mut JoinSet<()>,
) -> anyhow::Result<(Option<Arc<Broker>>, Link)> {
    match &config.broker {
        Choice::Embedded { listen, tls } => {
            // Nobody is connected to a broker that does not run yet, whatever a crash left behind.
            let mut tx = app.css.store.begin().await?;
            tx.set_all_offline(app.now().business).await?;
            tx.commit().await?;
            let door = Arc::new(ServerDoor::new(app.clone()));
            let mut serving = ami_broker::Config::new(*listen);
            if let Some(tls) = tls {
                serving.tls = Some(tls.identity.clone());
                tasks.spawn(keep_certificate(app.clone(), tls.clone()));
            }
            let broker = Broker::start(serving, door.clone()).await?;
            let broker = Arc::new(broker);
            door.answers_through(&broker);
            tasks.spawn(door.keep_looking());
            app.gauges.broker_up.set(1);
            Ok((Some(broker.clone()), Link::Embedded(broker)))
        }
        Choice::External { .. } => {
            let (client, events) =
                mqtt::client(&config.broker).context("the broker is not an external one")?;
            tasks.spawn(mqtt::listen(app.clone(), client.clone(), events));
            Ok((None, Link::External(client)))
        }
    }
}

async fn bind(key: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {key} = {address}; free the port or choose another")
    })
}

fn serve(tasks: &mut JoinSet<()>, listener: TcpListener, router: axum::Router, app: &App) {
    let ending = app.ending.clone();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tasks.spawn(async move {
        let served = axum::serve(listener, service)
            .with_graceful_shutdown(async move { ending.cancelled().await })
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "A port stopped serving");
        }
    });
}
