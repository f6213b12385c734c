//! Every configuration file of the demo. When a program's keys change, only this file changes.

mod homes;
mod provider;
mod rules;
mod seed;

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    ports,
    secrets::{self, Secrets},
    trouble::Trouble,
};

use super::time::BusinessClock;

pub(super) use homes::HOUSES;
use homes::{House, STAFF};

/// Measured hours of a household (`start_utc_s,duration_s,wh`) that the meters play.
const INTERVALS: &str = "tests/data/household-california-2011.csv";
const ZONE: &str = "America/Los_Angeles";

/// A line of the table that the person sees.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) role: &'static str,
    pub(super) sign_in: &'static str,
    pub(super) password: String,
}

/// Where everything of one start listens and lies.
#[derive(Debug)]
pub(super) struct Plan {
    data: PathBuf,
    ui: PathBuf,
    intervals: PathBuf,
    packs: [PathBuf; 2],
    http: u16,
    metrics: u16,
    broker: u16,
    provider: u16,
    local: [u16; 3],
}

impl Plan {
    /// Chooses ports that are free now; the website's is the person's choice.
    ///
    /// # Errors
    /// When no port is free.
    pub(super) fn new(data: &Path, ui: &Path, root: &Path, http: u16) -> Result<Self, Trouble> {
        let [metrics, broker, provider, one, two, three] = ports::free()?;
        Ok(Self {
            data: data.to_owned(),
            ui: ui.to_owned(),
            intervals: root.join(INTERVALS),
            packs: rules::FOLDERS.map(|folder| root.join(folder)),
            http,
            metrics,
            broker,
            provider,
            local: [one, two, three],
        })
    }

    pub(super) fn website(&self) -> String {
        format!("http://127.0.0.1:{}", self.http)
    }

    pub(super) fn display_address(&self) -> String {
        format!("mqtts://127.0.0.1:{}", self.local[0])
    }

    /// Where the payment company of the demo answers.
    pub(super) fn provider_address(&self) -> String {
        format!("http://127.0.0.1:{}", self.provider)
    }

    pub(super) fn provider_config(&self) -> PathBuf {
        provider::file(&self.data)
    }

    pub(super) fn server_config(&self) -> PathBuf {
        self.data.join("server.toml")
    }

    pub(super) fn meter_config(&self, house: &House) -> PathBuf {
        self.home(house.number).join("meter.toml")
    }

    pub(super) fn gateway_config(&self, house: &House) -> PathBuf {
        self.home(house.number).join("gateway.toml")
    }

    pub(super) fn display_config(&self) -> PathBuf {
        self.home(1).join("display.toml")
    }

    fn home(&self, number: u32) -> PathBuf {
        self.data.join(format!("home-{number}"))
    }

    fn local_port(&self, house: &House) -> u16 {
        let index = usize::try_from(house.number).unwrap_or(1).saturating_sub(1);
        self.local.get(index).copied().unwrap_or_default()
    }
}

/// Writes all files and gives the people who can sign in. Secrets are made once for a data
/// folder; every file that holds one is readable by its owner only.
///
/// # Errors
/// When the data folder cannot be written.
pub(super) fn write(plan: &Plan, clock: &BusinessClock) -> Result<Vec<Person>, Trouble> {
    let mut secrets = Secrets::open(&plan.data.join("secrets"))?;
    let mut people = Vec::new();
    let mut seed = String::from("# Read by the server when its database is empty.\n");
    for house in HOUSES {
        let password = secrets.password(house.sign_in)?;
        let ids = Ids::of(house, &mut secrets)?;
        seed::home(&mut seed, house, &password, &ids);
        people.push(Person {
            role: "customer",
            sign_in: house.sign_in,
            password,
        });
        write_home(plan, house, &ids, clock)?;
    }
    for (role, sign_in, name) in STAFF {
        let password = secrets.password(sign_in)?;
        seed::person(&mut seed, role, sign_in, name, "en-US", &password);
        people.push(Person {
            role,
            sign_in,
            password,
        });
    }
    provider::write(plan, &mut secrets)?;
    rules::write(plan)?;
    secrets.save()?;
    secrets::write_private(&plan.data.join("seed.toml"), &seed)?;
    secrets::write_private(&plan.server_config(), &server(plan, clock))?;
    Ok(people)
}

/// What a home is known by, and the keys of its devices.
struct Ids {
    account: String,
    location: String,
    meter: String,
    serial: String,
    title: String,
    ek: String,
    ak: String,
    lls: String,
    gateway: String,
    gateway_secret: String,
    display_secret: String,
}

impl Ids {
    fn of(house: &House, secrets: &mut Secrets) -> Result<Self, Trouble> {
        let mut hex =
            |what: &str, bytes| secrets.hex(&format!("home-{}.{what}", house.number), bytes);
        Ok(Self {
            account: hex("account", 16)?,
            location: hex("location", 16)?,
            meter: hex("meter", 16)?,
            serial: format!("AMI{:08}", house.number),
            title: hex("title", 8)?,
            ek: hex("ek", 16)?,
            ak: hex("ak", 16)?,
            lls: hex("lls", 8)?,
            gateway: hex("gateway", 16)?,
            gateway_secret: hex("gateway-secret", 32)?,
            display_secret: hex("display-secret", 32)?,
        })
    }
}

fn server(plan: &Plan, clock: &BusinessClock) -> String {
    let mut text = String::new();
    let database = format!("sqlite://{}", plan.data.join("utility.sqlite").display());
    put(&mut text, "database_url", &database);
    put(&mut text, "http", &format!("127.0.0.1:{}", plan.http));
    put(&mut text, "metrics", &format!("127.0.0.1:{}", plan.metrics));
    put(&mut text, "broker", "embedded");
    put(
        &mut text,
        "broker_listen",
        &format!("127.0.0.1:{}", plan.broker),
    );
    put_path(&mut text, "ui_dir", &plan.ui);
    put_path(&mut text, "seed", &plan.data.join("seed.toml"));
    put_path(&mut text, "rules_dir", &rules::folder(plan));
    put_path(
        &mut text,
        "sandbox_journal",
        &plan.data.join("sandbox.journal"),
    );
    // Plain HTTP on this machine only: a browser would keep a secure cookie to itself.
    text.push_str("cookie_secure = false\n");
    text + &provider::section(plan) + &clock.section()
}

fn write_home(plan: &Plan, house: &House, ids: &Ids, clock: &BusinessClock) -> Result<(), Trouble> {
    let home = plan.home(house.number);
    fs::create_dir_all(&home).map_err(|e| Trouble::file("make the folder", &home, &e))?;
    let private = |name: &str, text: &str| secrets::write_private(&home.join(name), text);
    let mut keys = String::new();
    put(&mut keys, "ek", &ids.ek);
    put(&mut keys, "ak", &ids.ak);
    put(&mut keys, "lls", &ids.lls);
    put(&mut keys, "title", &ids.title);
    private("keys.toml", &keys)?;
    private("gateway.secret", &ids.gateway_secret)?;
    private("display.secret", &ids.display_secret)?;
    private("meter.toml", &meter(plan, house, ids, clock))?;
    private("gateway.toml", &gateway(plan, house, ids, clock))?;
    private("display.toml", &display(plan, house, ids, clock))
}

fn meter(plan: &Plan, house: &House, ids: &Ids, clock: &BusinessClock) -> String {
    let home = plan.home(house.number);
    let mut text = String::new();
    put(&mut text, "serial", &ids.serial);
    put(&mut text, "meter_id", &ids.meter);
    put(&mut text, "title", &ids.title);
    put_path(&mut text, "port", &home.join("port"));
    put_path(&mut text, "state", &home.join("meter.json"));
    put_path(&mut text, "intervals", &plan.intervals);
    put_number(&mut text, "shift_hours", i64::from(house.shift_hours));
    put_number(&mut text, "scale_percent", i64::from(house.scale_percent));
    put(&mut text, "zone", ZONE);
    put(&mut text, "start_switch", house.start_switch);
    put_path(&mut text, "keys", &home.join("keys.toml"));
    text + &clock.section()
}

fn gateway(plan: &Plan, house: &House, ids: &Ids, clock: &BusinessClock) -> String {
    let home = plan.home(house.number);
    let mut text = String::new();
    put(&mut text, "gateway_id", &ids.gateway);
    put_path(&mut text, "secret_file", &home.join("gateway.secret"));
    put(
        &mut text,
        "broker",
        &format!("mqtt://127.0.0.1:{}", plan.broker),
    );
    put_path(&mut text, "spool", &home.join("spool"));
    put(
        &mut text,
        "local_listen",
        &format!("127.0.0.1:{}", plan.local_port(house)),
    );
    put_path(
        &mut text,
        "display_secret_file",
        &home.join("display.secret"),
    );
    text.push_str("\n[[meter]]\n");
    put(&mut text, "meter_id", &ids.meter);
    put(
        &mut text,
        "link",
        &format!("serial:{}", home.join("port").display()),
    );
    put(&mut text, "protocol", "dlms");
    put_path(&mut text, "keys", &home.join("keys.toml"));
    text + &clock.section()
}

fn display(plan: &Plan, house: &House, ids: &Ids, clock: &BusinessClock) -> String {
    let home = plan.home(house.number);
    let mut text = String::new();
    put(
        &mut text,
        "broker",
        &format!("mqtts://127.0.0.1:{}", plan.local_port(house)),
    );
    put(&mut text, "meter_id", &ids.meter);
    put(&mut text, "locale", house.locale);
    put_path(&mut text, "secret_file", &home.join("display.secret"));
    put_path(
        &mut text,
        "gateway_certificate_file",
        &home.join("spool/certificate.pem"),
    );
    put_path(&mut text, "state", &home.join("display"));
    text + &clock.section()
}

fn put(text: &mut String, key: &str, value: &str) {
    let mut quoted = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    let _ = writeln!(text, "{key} = \"{quoted}\"");
}

fn put_path(text: &mut String, key: &str, path: &Path) {
    put(text, key, &path.display().to_string());
}

fn put_number(text: &mut String, key: &str, value: i64) {
    let _ = writeln!(text, "{key} = {value}");
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn every_file_is_private_and_a_second_start_keeps_the_passwords() {
        let dir = crate::config::temp().join(format!("ami-plan-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let clock = BusinessClock::open(&dir, 360, 1_000).unwrap();
        let plan = Plan::new(&dir, Path::new("/ui"), &root(), 8080).unwrap();
        let first = write(&plan, &clock).unwrap();
        let seed = fs::read_to_string(dir.join("seed.toml")).unwrap();
        let again = write(&plan, &clock).unwrap();
        assert_eq!(seed, fs::read_to_string(dir.join("seed.toml")).unwrap());
        assert_eq!(first.len(), 7);
        assert_eq!(first[0].password, again[0].password);
        assert!(
            first.iter().all(|one| seed.contains(&one.password))
                && seed.contains("role = \"installer\"")
        );
        for file in ["seed.toml", "server.toml", "secrets", "home-3/keys.toml"] {
            let mode = fs::metadata(dir.join(file)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{file}");
        }
        let gateway = fs::read_to_string(plan.gateway_config(&HOUSES[1])).unwrap();
        assert!(
            gateway.contains("[[meter]]") && gateway.contains("home-2/port"),
            "{gateway}"
        );
        assert!(gateway.ends_with("factor = 360\n"));
        // One home is cut by a pack of its own, beside those that come with the program.
        assert_eq!(seed.matches("jurisdiction = \"demo\"").count(), 1);
        for pack in ["base.toml", "arizona.table.toml", "demo.toml"] {
            assert!(rules::folder(&plan).join(pack).is_file(), "{pack}");
        }
        fs::remove_dir_all(dir).unwrap();
    }

    /// Where cargo says now: a build folder that two checkouts share remembers the first one.
    fn root() -> PathBuf {
        let here = std::env::var_os("CARGO_MANIFEST_DIR");
        let built = || env!("CARGO_MANIFEST_DIR").into();
        PathBuf::from(here.unwrap_or_else(built)).join("../..")
    }

    #[test]
    fn a_folder_with_quotes_stays_one_value() {
        let mut text = String::new();
        put(&mut text, "dir", "a\"b\\c\n");
        assert_eq!(text, "dir = \"a\\\"b\\\\c\\u000A\"\n");
    }
}
