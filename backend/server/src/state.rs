//! What every request and duty can reach.

use crate::chance::SystemChance;
use crate::clock::SystemClock;
use crate::gauges::Gauges;
use crate::live::LiveFeed;
use crate::password::Passwords;
use crate::processor_seal::ProcessorSeal;
use crate::proxies::Proxies;
use crate::together::Together;
use crate::weather::Sources;
use crate::work_order::WorkOrders;
use ami_css::Css;
use ami_domain::clock::{Clock, Now};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Shared by everything in this process.
#[derive(Debug, Clone)]
pub struct App {
    /// Customer service.
    pub css: Css,
    /// The edge's clock.
    pub clock: SystemClock,
    /// Password hashing, a few at a time.
    pub passwords: Arc<Passwords>,
    /// What changed, for open pages.
    pub live: Arc<LiveFeed>,
    /// Counters for operators.
    pub gauges: Arc<Gauges>,
    /// Commits what gateways send.
    pub together: Arc<Together>,
    /// Wakes the dispatcher: there is something to send.
    pub wake: Arc<Notify>,
    /// Wakes the duty that carries out texts to many.
    pub wake_alerts: Arc<Notify>,
    /// Says that the process is ending.
    pub ending: CancellationToken,
    /// The system that sends people, if there is one.
    pub work_orders: Option<Arc<WorkOrders>>,
    /// Who is asked for the weather.
    pub weather: Sources,
    /// Opens what the payment processor tells, if there is one.
    pub processor_seal: Option<Arc<ProcessorSeal>>,
    /// Wakes the duty that heeds it.
    pub wake_processor: Arc<Notify>,
    /// Where customers send bank transfers, where they do.
    pub bank_account: Option<String>,
    /// Session cookies only over HTTPS.
    pub cookie_secure: bool,
    /// Proxies that are believed about whose request it is.
    pub proxies: Arc<Proxies>,
    /// Folder of the built UI.
    pub ui_dir: Option<PathBuf>,
}

impl App {
    /// The time now.
    pub fn now(&self) -> Now {
        self.clock.now()
    }
    /// Chance for the ids that this process makes.
    pub const fn chance(&self) -> SystemChance {
        SystemChance
    }
}
