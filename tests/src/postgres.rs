//! A fresh database in the PostgreSQL of the tests.

use anyhow::{Context, Result, ensure};
use std::process::Command;

/// A database that nobody else uses; it goes away with this value.
#[derive(Debug)]
pub struct Fresh {
    /// Its address.
    pub url: String,
    server: String,
    name: String,
}

impl Fresh {
    /// Makes it in the server of this address (`postgres://user@host:port/database`, in which the
    /// user may make databases). `name` is one that no other test takes.
    ///
    /// # Errors
    /// When `psql` is not installed, or the server refuses.
    pub fn make(server: &str, name: String) -> Result<Self> {
        psql(
            server,
            &format!("CREATE DATABASE {name} TEMPLATE template0"),
        )?;
        let (host, _) = server.rsplit_once('/').context("it names a database")?;
        Ok(Self {
            url: format!("{host}/{name}"),
            server: server.to_owned(),
            name,
        })
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // What a failed test leaves behind may be looked at.
        if std::thread::panicking() {
            return;
        }
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        if let Err(error) = psql(&self.server, &sql) {
            eprintln!("{} stays behind: {error}", self.name);
        }
    }
}

fn psql(url: &str, sql: &str) -> Result<()> {
    let out = Command::new("psql").args(["-q", "-c", sql, url]).output();
    let out = out.context("psql is installed by `cargo ci`")?;
    let said = String::from_utf8_lossy(&out.stderr);
    ensure!(out.status.success(), "{said}");
    Ok(())
}
