//! A house of real processes: the server, and for each home a meter on its own serial port and a
//! gateway, on free ports and in a folder of their own. Everything ends when it is dropped.

mod backup;
mod config;
mod wish;

pub(crate) use config::{Home, PASSWORD, Plan, free_ports, new_alert};
pub(crate) use wish::{Broker, Database, Wish};

use crate::api::Api;
use crate::broker::Mosquitto;
use crate::display::Display;
use crate::places;
use crate::postgres::{self, Fresh};
use crate::process::{End, Part};
use ami_store::Store;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The running house. Fields are dropped in this order: homes first, so that they can hand in
/// what they hold.
pub(crate) struct House {
    gateways: Vec<Part>,
    meters: Vec<Part>,
    server: Part,
    pub(crate) mosquitto: Option<Mosquitto>,
    plan: Plan,
    postgres: Option<Fresh>,
    dir: Option<TempDir>,
}

/// A part that can be killed and started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Victim {
    Server,
    Gateway,
    Meter,
    Broker,
}

impl House {
    /// Starts everything and waits until all of it is ready.
    pub(crate) async fn start(wish: Wish) -> Self {
        let dir = tempfile::Builder::new()
            .prefix("ami-journey-")
            .tempdir()
            .unwrap();
        let postgres = match wish.database {
            Database::Sqlite => None,
            Database::Postgres => Some(postgres::fresh()),
        };
        let url = postgres.as_ref().map(|fresh| fresh.url.clone());
        let plan = Plan::write(dir.path(), &wish, url);
        let mosquitto = match wish.broker {
            Broker::Embedded => None,
            Broker::Mosquitto => Some(Mosquitto::start(&plan).await),
        };
        let mut server = ours("ami-server", "server", &plan.server_file(), dir.path());
        let meter = |home: &Home| {
            let name = format!("meter-{}", home.number);
            ours("ami-meter", &name, &plan.meter_file(home), dir.path())
        };
        let mut meters: Vec<Part> = plan.homes.iter().map(meter).collect();
        server.says("ready").await;
        for meter in &mut meters {
            meter.says("ready").await;
        }
        let gateway = |home: &Home| {
            let name = format!("gateway-{}", home.number);
            ours("ami-gateway", &name, &plan.gateway_file(home), dir.path())
        };
        let mut gateways: Vec<Part> = plan.homes.iter().map(gateway).collect();
        for gateway in &mut gateways {
            gateway.says("ready").await;
        }
        Self {
            gateways,
            meters,
            server,
            mosquitto,
            plan,
            postgres,
            dir: Some(dir),
        }
    }

    /// A home, counted from one.
    pub(crate) fn home(&self, number: usize) -> &Home {
        &self.plan.homes[number - 1]
    }

    /// Where the website is.
    pub(crate) fn website(&self) -> String {
        self.plan.website()
    }

    /// The port of the broker that gateways and the utility use.
    pub(crate) fn broker_port(&self) -> u16 {
        self.plan.broker_port()
    }

    /// The folder of everything.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.as_ref().unwrap().path()
    }

    /// The configuration of the window of a home.
    pub(crate) fn display_file(&self, number: usize) -> PathBuf {
        self.plan.display_file(self.home(number))
    }

    /// Somebody at the API, signed in.
    pub(crate) async fn sign_in(&self, login: &str) -> Api {
        Api::sign_in(&self.website(), login, PASSWORD).await
    }

    /// A paired display in a home.
    pub(crate) async fn display(&self, number: usize) -> Display {
        Display::join(self.home(number)).await
    }

    /// `kill -9` of one part; of the first home where there are several.
    pub(crate) fn kill(&mut self, victim: Victim) {
        match victim {
            Victim::Server => self.server.kill(),
            Victim::Gateway => self.gateways[0].kill(),
            Victim::Meter => self.meters[0].kill(),
            Victim::Broker => self.mosquitto.as_mut().unwrap().kill(),
        }
    }

    /// Starts a killed part again and waits until it is ready.
    pub(crate) async fn revive(&mut self, victim: Victim) {
        let (dir, plan) = (self.dir.as_ref().unwrap().path(), &self.plan);
        let home = &plan.homes[0];
        match victim {
            Victim::Server => {
                self.server = ours("ami-server", "server", &plan.server_file(), dir);
                self.server.says("ready").await;
            }
            Victim::Gateway => {
                let file = plan.gateway_file(home);
                self.gateways[0] = ours("ami-gateway", "gateway-1", &file, dir);
                self.gateways[0].says("ready").await;
            }
            Victim::Meter => {
                self.meters[0] = ours("ami-meter", "meter-1", &plan.meter_file(home), dir);
                self.meters[0].says("ready").await;
            }
            Victim::Broker => self.mosquitto.as_mut().unwrap().again(plan).await,
        }
    }

    /// The first home's meter gets a fault, or loses it with `none`; it starts anew.
    pub(crate) async fn fault(&mut self, word: &str) {
        self.meters[0].kill();
        let file = self.plan.meter_file(&self.plan.homes[0]);
        let dir = self.dir.as_ref().unwrap().path();
        let mut command = command("ami-meter", &file);
        command.args(["--fault", word]);
        self.meters[0] = Part::start("meter-1", command, dir, End::Input);
        self.meters[0].says("ready").await;
    }

    /// # Panics
    /// When one of ours has ended by itself.
    pub(crate) fn check(&mut self) {
        let parts = self.gateways.iter_mut().chain(&mut self.meters);
        parts.chain([&mut self.server]).for_each(Part::check);
    }

    /// The utility's books, read from the database itself.
    pub(crate) async fn books(&self) -> Store {
        Store::open(&self.plan.database).await.unwrap()
    }

    /// Journal of the card processor: what it charged, whoever else forgot it.
    pub(crate) fn card_journal(&self) -> String {
        std::fs::read_to_string(self.dir().join("sandbox.journal")).unwrap_or_default()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(dir) = self.dir.take()
        {
            eprintln!("configurations and logs stay in {}", dir.keep().display());
        }
        // A database that stays is in a cluster that goes away itself.
        drop(self.postgres.take());
    }
}

fn command(program: &str, config: &Path) -> Command {
    let mut command = Command::new(places::program(program));
    command
        .arg("--config")
        .arg(config)
        .arg("--exit-with-parent");
    command
}

fn ours(program: &str, name: &str, config: &Path, dir: &Path) -> Part {
    Part::start(name, command(program, config), dir, End::Input)
}
