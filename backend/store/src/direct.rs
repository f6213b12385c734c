//! SQLite in memory, asked on the caller's own thread. The driver for files hands every statement
//! to a thread of its own, because a disk may take its time; memory does not, and a simulation of
//! thousands of homes would spend half of its time on the way there and back. Texts, tables and
//! rules are the same, and the store's contract runs on this door, too.

use crate::error::{Kind, StoreError};
use crate::limits;
use crate::open::Engine;
use crate::sql::Field;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Prepared statements that are kept; the store has a few hundred texts.
const STATEMENTS: usize = 512;

/// Bytes of a page. A commit after a page was split walks through all pages, so there should not be
/// too many of them; a page that changes is copied first, so it should not be too large either
/// (300 meters for a week: 5.9 s with 4 KiB, 5.6 s with this, 6.7 s with 16 KiB).
const PAGE: u32 = 8192;

/// The one connection.
#[derive(Clone)]
pub(crate) struct Direct(Arc<Mutex<Door>>);

/// A connection, and what is known of the statements that it was asked.
struct Door {
    connection: Connection,
    known: HashMap<String, Known>,
}

/// A statement as SQLite wants it, and the names of its columns: spelled out once, not per answer.
#[derive(Clone)]
struct Known {
    sql: Arc<str>,
    names: Arc<[String]>,
}

/// The connection in the hand of one transaction.
pub(crate) struct Session {
    door: OwnedMutexGuard<Door>,
    ended: bool,
}

/// One row of an answer.
pub(crate) struct Answer {
    names: Arc<[String]>,
    values: Vec<Value>,
}

impl fmt::Debug for Direct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Direct")
    }
}

impl Direct {
    /// A new database with its tables.
    pub(crate) fn open() -> Result<Self, StoreError> {
        let failed = |error| from_driver("opening", error);
        let connection = Connection::open_in_memory().map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let settings = format!(
            "PRAGMA page_size = {PAGE}; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
        );
        connection.execute_batch(&settings).map_err(failed)?;
        // Else a statement is compiled again when another value of a bound column comes.
        let stable = DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
        connection.set_db_config(stable, true).map_err(failed)?;
        for step in crate::migrations::migrations(Engine::Sqlite) {
            let made = connection.execute_batch(step.sql.as_str());
            made.map_err(|error| StoreError::Version {
                why: error.to_string(),
            })?;
        }
        let known = HashMap::new();
        Ok(Self(Arc::new(Mutex::new(Door { connection, known }))))
    }

    /// Begins a transaction once the connection is free.
    pub(crate) async fn begin(
        &self,
        what: &'static str,
        sql: &'static str,
    ) -> Result<Session, StoreError> {
        let door = match Arc::clone(&self.0).try_lock_owned() {
            Ok(free) => free,
            Err(_) => {
                let waiting = Arc::clone(&self.0).lock_owned();
                let late = |late| StoreError::Busy {
                    what,
                    source: Box::new(late),
                };
                let free = tokio::time::timeout(limits::CONNECTION_WAIT, waiting).await;
                free.map_err(late)?
            }
        };
        let session = Session { door, ended: false };
        session.end_with(sql, what)?;
        Ok(session)
    }
}

impl Door {
    /// A text that comes for the first time is looked at; one of a length that comes once is
    /// forgotten with the others when there are too many.
    fn known(&mut self, sql: &str) -> rusqlite::Result<Known> {
        if let Some(known) = self.known.get(sql) {
            return Ok(known.clone());
        }
        if self.known.len() >= STATEMENTS {
            self.known.clear();
        }
        let ours: Arc<str> = numbered(sql).into();
        let statement = self.connection.prepare_cached(&ours)?;
        let names = statement.column_names().into_iter().map(str::to_owned);
        let known = Known {
            names: names.collect(),
            sql: ours,
        };
        drop(statement);
        self.known.insert(sql.to_owned(), known.clone());
        Ok(known)
    }
}

impl Session {
    /// Makes it true.
    pub(crate) fn commit(mut self) -> Result<(), StoreError> {
        let done = self.end_with("COMMIT", "commit");
        self.ended = done.is_ok();
        done
    }

    /// Writes; how many rows changed.
    pub(crate) fn run(
        &mut self,
        what: &'static str,
        sql: &str,
        fields: &[Field],
    ) -> Result<u64, StoreError> {
        let mut run = || -> rusqlite::Result<usize> {
            let known = self.door.known(sql)?;
            let mut statement = self.door.connection.prepare_cached(&known.sql)?;
            statement.execute(params_from_iter(fields))
        };
        run()
            .map(|rows| rows as u64)
            .map_err(|error| from_driver(what, error))
    }

    /// Reads the first `most` rows.
    pub(crate) fn read(
        &mut self,
        what: &'static str,
        sql: &str,
        fields: &[Field],
        most: usize,
    ) -> Result<Vec<Answer>, StoreError> {
        let mut read = || -> rusqlite::Result<Vec<Answer>> {
            let Known { sql, names } = self.door.known(sql)?;
            let mut statement = self.door.connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(fields))?;
            let mut all = Vec::new();
            while all.len() < most
                && let Some(row) = rows.next()?
            {
                let values = (0..names.len()).map(|column| row.get::<_, Value>(column));
                all.push(Answer {
                    names: Arc::clone(&names),
                    values: values.collect::<rusqlite::Result<_>>()?,
                });
            }
            Ok(all)
        };
        read().map_err(|error| from_driver(what, error))
    }

    fn end_with(&self, sql: &'static str, what: &'static str) -> Result<(), StoreError> {
        let run = || self.door.connection.prepare_cached(sql)?.execute([]);
        run().map(drop).map_err(|error| from_driver(what, error))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.ended {
            // Nothing is left to be told: a connection without a transaction says so here.
            let _ = self.end_with("ROLLBACK", "rollback");
        }
    }
}

impl Answer {
    /// A column by its name.
    pub(crate) fn get(&self, column: &str) -> Option<&Value> {
        let at = self.names.iter().position(|name| name == column)?;
        self.values.get(at)
    }
}

impl ToSql for Field {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Field::Int(Some(value)) => ValueRef::Integer(*value),
            Field::Text(Some(value)) => ValueRef::Text(value.as_bytes()),
            Field::Bytes(Some(value)) => ValueRef::Blob(value),
            Field::Int(None) | Field::Text(None) | Field::Bytes(None) => ValueRef::Null,
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

/// `?1` for `$1`: SQLite takes the first for a number and the second for a name.
fn numbered(sql: &str) -> Cow<'_, str> {
    if sql.contains('$') {
        Cow::Owned(sql.replace('$', "?"))
    } else {
        Cow::Borrowed(sql)
    }
}

fn from_driver(what: &'static str, error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode as Code;
    let kind = match error.sqlite_error_code() {
        Some(Code::ConstraintViolation) => Kind::Conflict,
        Some(Code::DatabaseBusy | Code::DatabaseLocked) => Kind::Busy,
        Some(Code::DiskFull) => Kind::Full,
        Some(_) | None => Kind::Other,
    };
    kind.error(what, Box::new(error))
}
