//! A fresh database in the PostgreSQL of the tests.

use crate::{chance, places};
use std::process::Command;

/// A database that nobody else uses; it goes away with this value.
#[derive(Debug)]
pub(crate) struct Fresh {
    pub(crate) url: String,
    name: String,
}

impl Fresh {
    /// Makes it.
    pub(crate) async fn make() -> Self {
        let base = places::postgres();
        let name = format!("journey_{}", chance::hex());
        psql(&base, &format!("CREATE DATABASE {name}"));
        let (server, _) = base.rsplit_once('/').expect("an address names a database");
        Self {
            url: format!("{server}/{name}"),
            name,
        }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            psql(
                &places::postgres(),
                &format!("DROP DATABASE {} WITH (FORCE)", self.name),
            );
        }
    }
}

fn psql(url: &str, sql: &str) {
    let out = Command::new("psql").args(["-q", "-c", sql, url]).output();
    let out = out.expect("psql is installed by `cargo ci`");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}
