//! What a town is put together from: its configuration, the processor beside it, and a database.

use super::{EVENTS, SECRET};
use ami_server::Config;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told here where PostgreSQL is"
)]
pub(super) fn postgres() -> Option<String> {
    let told = std::env::var("AMI_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("set AMI_TEST_POSTGRES to postgres://user@host:port/database, or to off")
    });
    (told != "off").then_some(told)
}

pub(super) fn psql(url: &str, sql: &str) {
    let done = Command::new("psql").args(["-q", "-c", sql, url]).output();
    let done = done.unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}

pub(super) fn provider(folder: &Path, server: &str) -> (Child, String) {
    let file = folder.join("provider.toml");
    let text = format!(
        "listen = \"127.0.0.1:0\"\nsecret = \"{SECRET}\"\nwebhook_secret = \"{EVENTS}\"\n\
         webhook_url = \"{server}/api/processor/events\"\n"
    );
    std::fs::write(&file, text).unwrap();
    let mut process = Command::new(env!("CARGO_BIN_EXE_ami-provider"))
        .arg("--config")
        .arg(file)
        .arg("--exit-with-parent")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = process.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("ready ").unwrap().to_owned();
    (process, address)
}

pub(super) fn configuration(folder: &Path, provider: &str) -> Config {
    let at = folder.display();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("key", SECRET);
    write("events", EVENTS);
    write("seed.toml", SEED);
    let text = format!(
        "database_url = \"sqlite://{at}/u.sqlite\"\nhttp = \"127.0.0.1:0\"\n\
         metrics = \"127.0.0.1:0\"\nbroker_listen = \"127.0.0.1:0\"\nseed = \"{at}/seed.toml\"\n\
         cookie_secure = false\nverify_timeout_ms = 500\n\
         [processor]\nurl = \"{provider}\"\nsecret_file = \"{at}/key\"\n\
         events_secret_file = \"{at}/events\"\nreturn_url = \"http://127.0.0.1:1\"\n\
         bank_transfers = \"collected\"\n"
    );
    write("server.toml", &text);
    Config::load(&folder.join("server.toml"), std::iter::empty()).unwrap()
}

const SEED: &str = "[[person]]\nrole = \"customer\"\nsign_in = \"ana\"\nname = \"Ana\"\n\
    password = \"a long password\"\n\n[[home]]\ncustomer = \"ana\"\n\
    account_id = \"000000000000000000000000000000aa\"\naccount_number = \"3-1\"\n\
    tariff = \"demo-flat\"\nlocation_id = \"000000000000000000000000000000ab\"\n\
    address = \"1 Orange Street\"\nzone = \"America/Los_Angeles\"\n\
    meter_id = \"000000000000000000000000000000ac\"\nmeter_serial = \"AMI1\"\n\
    gateway_id = \"000000000000000000000000000000ad\"\ngateway_secret = \"s\"\n\
    opening_balance_cents = 2000\nat_zero = \"limit\"\nbill_day = 15\n";
