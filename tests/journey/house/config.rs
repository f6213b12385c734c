//! The configuration files of a house, with the keys of the programs.

use super::wish::{Broker, Wish};
use crate::{chance, places};
use ami_domain::id::{AccountId, AlertId, GatewayId, MeterId};
use rumqttc::Transport;
use rumqttc::tokio_native_tls::native_tls::{Certificate, TlsConnector};
use rumqttc::v5::MqttOptions;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};

/// The password of everybody in a house that lives for a minute.
pub(crate) const PASSWORD: &str = "sunrise-over-alder-street";
const ZONE: &str = "America/Los_Angeles";
/// 2026-07-15 09:00 in that zone: an ordinary summer morning, so that every run sees the same use.
const MORNING_MS: i64 = 1_784_131_200_000;

/// Customer, name, address, language, tariff, first switch, cents.
type Family = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    i64,
);
static FAMILIES: [Family; 3] = [
    (
        "ana",
        "Ana Rivera",
        "12 Alder Street",
        "en-US",
        "demo-flat",
        "off",
        0,
    ),
    (
        "benito",
        "Benito Cruz",
        "14 Alder Street",
        "es-US",
        "demo-tiered",
        "on",
        500,
    ),
    (
        "carol",
        "Carol Jones",
        "16 Alder Street",
        "en-US",
        "demo-time-of-use",
        "on",
        4_000,
    ),
];
/// What allows a home to be cut at zero, and that its customer has chosen so.
const STANDING: &str = "at_zero = \"disconnect\"\n[home.standing]\nclass = \"residential\"\n\
                        protections = []\nplace = \"Springfield\"\nrated = 10000\n";
static STAFF: [(&str, &str, &str); 4] = [
    ("representative", "rosa", "Rosa Diaz"),
    ("utility", "uma", "Uma Patel"),
    ("utility", "ugo", "Ugo Ruiz"),
    ("installer", "ines", "Ines Ortega"),
];

/// A home.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) number: usize,
    pub(crate) account: AccountId,
    pub(crate) meter: MeterId,
    pub(crate) gateway: GatewayId,
    pub(crate) gateway_secret: String,
    pub(crate) display_secret: String,
    /// The port of the gateway's broker for displays.
    pub(crate) local_port: u16,
    /// The gateway's certificate, once it has started.
    pub(crate) certificate: PathBuf,
}

impl Home {
    /// A client of the gateway's broker for displays, which trusts its certificate and no other.
    pub(crate) fn client(&self, name: String, user: &str, password: &str) -> MqttOptions {
        let mut options = MqttOptions::new(name, "127.0.0.1", self.local_port);
        options.set_credentials(user, password);
        let pem = fs::read(&self.certificate).unwrap();
        let connector = TlsConnector::builder()
            .disable_built_in_roots(true)
            .add_root_certificate(Certificate::from_pem(&pem).unwrap())
            .danger_accept_invalid_hostnames(true)
            .build();
        options.set_transport(Transport::tls_with_config(connector.unwrap().into()));
        options
    }
}

/// Where everything of one house listens and lies.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) dir: PathBuf,
    pub(crate) homes: Vec<Home>,
    pub(crate) database: String,
    /// The server's own password at an outer broker.
    pub(crate) adcs_secret: String,
    http: u16,
    metrics: u16,
    broker: u16,
}

impl Plan {
    /// Chooses ports and secrets, and writes every file.
    pub(crate) fn write(dir: &Path, wish: &Wish, postgres: Option<String>) -> Self {
        let [http, metrics, broker, one, two, three] = free_ports();
        let homes = [one, two, three].into_iter().zip(1..).take(wish.homes);
        let homes = homes.map(|(local_port, number)| Home {
            number,
            account: AccountId::from_number(0xA000 + number as u128),
            meter: MeterId::from_number(0xB000 + number as u128),
            gateway: GatewayId::from_number(0xC000 + number as u128),
            gateway_secret: format!("{}{}", chance::hex(), chance::hex()),
            display_secret: format!("{}{}", chance::hex(), chance::hex()),
            local_port,
            certificate: dir.join(format!("home-{number}/spool/certificate.pem")),
        });
        let sqlite = format!("sqlite://{}", dir.join("utility.sqlite").display());
        let plan = Self {
            dir: dir.to_owned(),
            homes: homes.collect(),
            database: postgres.unwrap_or(sqlite),
            adcs_secret: chance::hex(),
            http,
            metrics,
            broker,
        };
        let clock = clock(wish.factor);
        fs::write(dir.join("seed.toml"), plan.seed(wish)).unwrap();
        fs::write(dir.join("adcs.secret"), &plan.adcs_secret).unwrap();
        fs::write(plan.server_file(), plan.server(wish) + clock.as_str()).unwrap();
        for home in &plan.homes {
            plan.write_home(home, wish, &clock);
        }
        plan
    }

    pub(crate) fn website(&self) -> String {
        format!("http://127.0.0.1:{}", self.http)
    }
    pub(crate) fn broker_port(&self) -> u16 {
        self.broker
    }
    pub(crate) fn server_file(&self) -> PathBuf {
        self.dir.join("server.toml")
    }
    pub(crate) fn meter_file(&self, home: &Home) -> PathBuf {
        self.folder(home).join("meter.toml")
    }
    pub(crate) fn gateway_file(&self, home: &Home) -> PathBuf {
        self.folder(home).join("gateway.toml")
    }
    pub(crate) fn display_file(&self, home: &Home) -> PathBuf {
        self.folder(home).join("display.toml")
    }
    fn folder(&self, home: &Home) -> PathBuf {
        self.dir.join(format!("home-{}", home.number))
    }

    fn server(&self, wish: &Wish) -> String {
        let dir = &self.dir;
        let broker = match wish.broker {
            Broker::Embedded => format!(
                "broker = \"embedded\"\nbroker_listen = \"127.0.0.1:{}\"\n",
                self.broker
            ),
            Broker::Mosquitto => format!(
                "broker = \"mqtt://127.0.0.1:{}\"\nbroker_user = \"adcs\"\n\
                 broker_password_file = {:?}\n",
                self.broker,
                dir.join("adcs.secret")
            ),
        };
        let website = if wish.website {
            format!("ui_dir = {:?}\n", places::website())
        } else {
            String::new()
        };
        let rules = if wish.open_rules {
            let file = dir.join("rules.toml");
            let text = toml::to_string(&ami_tests::world::permissive::rules()).unwrap();
            fs::write(&file, text).unwrap();
            format!("rules_file = {file:?}\n")
        } else {
            String::new()
        };
        format!(
            "database_url = {:?}\nhttp = \"127.0.0.1:{}\"\nmetrics = \"127.0.0.1:{}\"\n\
             {broker}{website}{rules}seed = {:?}\nsandbox_journal = {:?}\ncookie_secure = false\n\
             log = \"text\"\nverify_timeout_ms = 1500\n\n[policy]\nretry_after = {}\n",
            self.database,
            self.http,
            self.metrics,
            dir.join("seed.toml"),
            dir.join("sandbox.journal"),
            wish.retry_after_ms,
        )
    }

    fn seed(&self, wish: &Wish) -> String {
        let person = |role: &str, login: &str, name: &str, locale: &str| {
            format!(
                "\n[[person]]\nrole = {role:?}\nsign_in = {login:?}\nname = {name:?}\n\
                 locale = {locale:?}\npassword = {PASSWORD:?}\n"
            )
        };
        let mut seed = String::new();
        for (role, login, name) in STAFF {
            seed += &person(role, login, name, "en-US");
        }
        for (home, family) in self.homes.iter().zip(FAMILIES) {
            let (login, name, address, locale, tariff, switch, cents) = family;
            let (switch, cents) = wish.cents.map_or((switch, cents), |cents| ("on", cents));
            seed += &person("customer", login, name, locale);
            let n = home.number;
            seed += &format!(
                "\n[[home]]\ncustomer = {login:?}\naccount_id = \"{}\"\n\
                 account_number = \"10000{n}\"\ntariff = {tariff:?}\n\
                 location_id = \"{n:032x}\"\naddress = {address:?}\nzone = {ZONE:?}\n\
                 feeder = \"F-{n}\"\npostal = \"92507\"\noccupied_since = \"2020-01-01\"\n\
                 meter_id = \"{}\"\nmeter_serial = \"AMI{n:08}\"\ngateway_id = \"{}\"\n\
                 gateway_secret = {:?}\nswitch = {switch:?}\nopening_balance_cents = {cents}\n\
                 facility = true\n",
                home.account, home.meter, home.gateway, home.gateway_secret,
            );
            if wish.open_rules {
                seed += STANDING;
            }
        }
        seed
    }

    fn write_home(&self, home: &Home, wish: &Wish, clock: &str) {
        let folder = self.folder(home);
        fs::create_dir(&folder).unwrap();
        let at = |name: &str| folder.join(name);
        let (ek, ak, lls) = (chance::hex(), chance::hex(), &chance::hex()[..16]);
        let n = home.number;
        let title = format!("414d49{n:010x}");
        let keys = format!("ek = {ek:?}\nak = {ak:?}\nlls = {lls:?}\ntitle = {title:?}\n");
        fs::write(at("keys.toml"), keys).unwrap();
        fs::write(at("gateway.secret"), &home.gateway_secret).unwrap();
        fs::write(at("display.secret"), &home.display_secret).unwrap();
        let (_, _, _, locale, _, switch, _) = FAMILIES[n - 1];
        let switch = wish.cents.map_or(switch, |_| "on");
        let intervals = places::root().join("tests/data/household-california-2011.csv");
        let meter = format!(
            "serial = \"AMI{n:08}\"\nmeter_id = \"{}\"\ntitle = {title:?}\nport = {:?}\n\
             state = {:?}\nintervals = {intervals:?}\nscale_percent = {}\nzone = {ZONE:?}\n\
             start_switch = {switch:?}\nkeys = {:?}\n{clock}",
            home.meter,
            at("port"),
            at("meter.json"),
            wish.scale_percent,
            at("keys.toml"),
        );
        fs::write(at("meter.toml"), meter).unwrap();
        let gateway = format!(
            "gateway_id = \"{}\"\nsecret_file = {:?}\nbroker = \"mqtt://127.0.0.1:{}\"\n\
             spool = {:?}\nlocal_listen = \"127.0.0.1:{}\"\ndisplay_secret_file = {:?}\n\n\
             [[meter]]\nmeter_id = \"{}\"\nlink = \"serial:{}\"\nprotocol = \"dlms\"\n\
             keys = {:?}\n{clock}",
            home.gateway,
            at("gateway.secret"),
            self.broker,
            at("spool"),
            home.local_port,
            at("display.secret"),
            home.meter,
            at("port").display(),
            at("keys.toml"),
        );
        fs::write(at("gateway.toml"), gateway).unwrap();
        let display = format!(
            "broker = \"mqtts://127.0.0.1:{}\"\nmeter_id = \"{}\"\nlocale = {locale:?}\n\
             secret_file = {:?}\ngateway_certificate_file = {:?}\nstate = {:?}\n{clock}",
            home.local_port,
            home.meter,
            at("display.secret"),
            home.certificate,
            at("display"),
        );
        fs::write(at("display.toml"), display).unwrap();
    }
}

/// The `[clock]` section that all programs of a house share.
fn clock(factor: u32) -> String {
    #[expect(clippy::disallowed_methods, reason = "where the shared clock begins")]
    let now = std::time::SystemTime::now();
    let since = now
        .duration_since(std::time::UNIX_EPOCH)
        .expect("it is after 1970");
    format!(
        "\n[clock]\nreal_origin_ms = {}\nbusiness_origin_ms = {MORNING_MS}\nfactor = {factor}\n",
        since.as_millis()
    )
}

/// Ports on which nobody listens now; all are held while they are chosen.
pub(crate) fn free_ports<const N: usize>() -> [u16; N] {
    // Below those that the system gives out by itself: it could give one away before it is used.
    static TAKEN: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(20_000 + std::process::id() % 8_000).unwrap();
    std::array::from_fn(|_| {
        loop {
            let port = first + TAKEN.fetch_add(1, Ordering::Relaxed);
            if TcpListener::bind(("127.0.0.1", port)).is_ok() {
                break port;
            }
        }
    })
}

/// An id for a text of the utility.
pub(crate) fn new_alert() -> AlertId {
    AlertId::from_bytes(chance::bytes())
}
