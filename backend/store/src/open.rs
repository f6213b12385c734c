//! Opening: the address, the durability that payments need, and the tables.

use crate::error::StoreError;
use crate::limits;
use crate::migrations::migrations;
use crate::shelf::Shelf;
use crate::tx::{Inner, Tx};
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, AnyPool, Connection, Executor, Row};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Which database stands behind the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, in a file or in memory.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// The store. Cheap to clone; all clones share connections and the one writer of SQLite.
#[derive(Debug, Clone)]
pub struct Store {
    door: Door,
    engine: Engine,
    pub(crate) writer: Arc<Mutex<()>>,
    pub(crate) shelf: Arc<Shelf>,
    #[cfg(feature = "proof")]
    pub(crate) proof: Option<crate::proof::Proof>,
}

/// How the engine is asked.
#[derive(Debug, Clone)]
enum Door {
    /// Through the driver's pool.
    Pool(AnyPool),
    /// On the caller's thread.
    #[cfg(feature = "direct")]
    Direct(crate::direct::Direct),
}

/// Every connection to SQLite. `FULL`, because `NORMAL` loses acknowledged payments in a power
/// cut.
const SQLITE_SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                               PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;";

impl Store {
    /// Opens a database, refuses one that forgets, and brings its tables up to date.
    ///
    /// `url` is `sqlite://path` (made when it is not there), `sqlite::memory:` (one connection:
    /// holding one [`Tx`] while asking for another waits and then fails) or
    /// `postgres://user@host/database`.
    ///
    /// # Errors
    /// [`StoreError::Open`] when it cannot be reached or opened, [`StoreError::Weak`] when it is
    /// set to lose acknowledged writes, [`StoreError::Version`] when its tables are of another
    /// version, [`StoreError::Full`] when the disk has no room for them.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        sqlx::any::install_default_drivers();
        let refuse = |why: String| StoreError::Open {
            url: without_password(url),
            why,
        };
        let (engine, memory) = engine_of(url).ok_or_else(|| {
            refuse("the address must begin with sqlite: or postgres://".to_owned())
        })?;
        #[cfg(feature = "direct")]
        if memory {
            return Ok(Store {
                door: Door::Direct(crate::direct::Direct::open()?),
                engine,
                writer: Arc::default(),
                shelf: Arc::default(),
                #[cfg(feature = "proof")]
                proof: None,
            });
        }
        let address = match engine {
            Engine::Sqlite if !memory && !url.contains("mode=") => {
                let joint = if url.contains('?') { '&' } else { '?' };
                format!("{url}{joint}mode=rwc")
            }
            Engine::Sqlite | Engine::Postgres => url.to_owned(),
        };
        let opened = |error| match StoreError::from_driver("opening", error) {
            full @ StoreError::Full { .. } => full,
            other => refuse(why(&other)),
        };
        if !memory {
            // One connection without the pool, which would try again until its time is over.
            let connected = AnyConnection::connect(&address).await;
            let mut connection = connected.map_err(opened)?;
            set_up(&mut connection, engine).await.map_err(opened)?;
            match engine {
                Engine::Sqlite => check_sqlite(&mut connection).await?,
                Engine::Postgres => check_postgres(&mut connection).await?,
            }
            migrate(&mut connection, engine).await?;
            connection.close().await.map_err(opened)?;
        }
        let options = pool_options(engine, memory);
        let pool = options.connect(&address).await.map_err(opened)?;
        if memory {
            let mut connection = pool.acquire().await.map_err(opened)?;
            migrate(&mut connection, engine).await?;
        }
        Ok(Store {
            door: Door::Pool(pool),
            engine,
            writer: Arc::default(),
            shelf: Arc::default(),
            #[cfg(feature = "proof")]
            proof: None,
        })
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// A transaction that only reads: one unchanging picture of the store. Writing in it is
    /// [`StoreError::ReadOnly`].
    ///
    /// # Errors
    /// [`StoreError::Busy`] when no connection came free in [`limits::CONNECTION_WAIT`].
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let begin = match self.engine {
            Engine::Sqlite => "BEGIN",
            Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let inner = self.door.begin("read", begin).await?;
        let shelf = Arc::clone(&self.shelf);
        Ok(Tx::new(inner, self.engine, false, None, shelf))
    }

    /// A transaction that writes. On SQLite there is one at a time in this process, and others
    /// wait in line; on PostgreSQL writers meet only on the rows that they share.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the writer or a connection did not come free in
    /// [`limits::WRITER_WAIT`] or [`limits::CONNECTION_WAIT`].
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let (guard, begin) = match self.engine {
            Engine::Sqlite => {
                let waiting = Arc::clone(&self.writer).lock_owned();
                let guard = tokio::time::timeout(limits::WRITER_WAIT, waiting).await;
                let guard = guard.map_err(|late| StoreError::Busy {
                    what: "waiting for the writer",
                    source: Box::new(late),
                })?;
                (Some(guard), "BEGIN IMMEDIATE")
            }
            Engine::Postgres => (None, "BEGIN"),
        };
        let inner = self.door.begin("begin", begin).await?;
        let shelf = Arc::clone(&self.shelf);
        let tx = Tx::new(inner, self.engine, true, guard, shelf);
        #[cfg(feature = "proof")]
        let tx = tx.proven_by(self.proof.clone());
        Ok(tx)
    }

    /// Waits for the transactions under way and closes every connection.
    pub async fn close(&self) {
        match &self.door {
            Door::Pool(pool) => pool.close().await,
            #[cfg(feature = "direct")]
            Door::Direct(_) => {}
        }
    }
}

impl Door {
    async fn begin(&self, what: &'static str, sql: &'static str) -> Result<Inner, StoreError> {
        match self {
            Door::Pool(pool) => {
                let begun = pool.begin_with(sql).await;
                let begun = begun.map_err(|error| StoreError::from_driver(what, error))?;
                Ok(Inner::Driver(begun))
            }
            #[cfg(feature = "direct")]
            Door::Direct(direct) => Ok(Inner::Direct(direct.begin(what, sql).await?)),
        }
    }
}

/// What every connection is told first.
async fn set_up(connection: &mut AnyConnection, engine: Engine) -> Result<(), sqlx::Error> {
    match engine {
        Engine::Sqlite => connection.execute(SQLITE_SETTINGS).await.map(drop),
        Engine::Postgres => Ok(()),
    }
}

async fn migrate(connection: &mut AnyConnection, engine: Engine) -> Result<(), StoreError> {
    let migrator = Migrator::with_migrations(migrations(engine));
    let done = migrator.run_direct(None, connection, false).await;
    done.map_err(migration_error)
}

fn pool_options(engine: Engine, memory: bool) -> AnyPoolOptions {
    let connections = match engine {
        Engine::Sqlite if memory => 1,
        Engine::Sqlite => limits::SQLITE_CONNECTIONS,
        Engine::Postgres => limits::POSTGRES_CONNECTIONS,
    };
    let options = AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(limits::CONNECTION_WAIT);
    match engine {
        // A connection that is closed takes the memory with it.
        Engine::Sqlite if memory => options.min_connections(1),
        Engine::Sqlite | Engine::Postgres => options,
    }
    .idle_timeout(None)
    .max_lifetime(None)
    .after_connect(move |connection, _| Box::pin(set_up(connection, engine)))
}

/// The engine of an address, and whether it lives in memory only.
fn engine_of(url: &str) -> Option<(Engine, bool)> {
    if url.starts_with("sqlite:") {
        let memory = url.contains(":memory:") || url.contains("mode=memory");
        return Some((Engine::Sqlite, memory));
    }
    let postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
    postgres.then_some((Engine::Postgres, false))
}

async fn check_sqlite(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let row = connection
        .fetch_one(
            "SELECT j.journal_mode AS journal_mode, CAST(s.synchronous AS TEXT) AS synchronous, \
             CAST(f.foreign_keys AS TEXT) AS foreign_keys \
             FROM pragma_journal_mode j, pragma_synchronous s, pragma_foreign_keys f",
        )
        .await
        .map_err(|error| StoreError::from_driver("asking for durability", error))?;
    expect_setting(&row, "journal_mode", &["wal"], "WAL")?;
    expect_setting(&row, "synchronous", &["2", "3"], "FULL (2)")?;
    expect_setting(&row, "foreign_keys", &["1"], "ON (1)")
}

async fn check_postgres(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let row = connection
        .fetch_one(
            "SELECT current_setting('synchronous_commit') AS synchronous_commit, \
             current_setting('server_encoding') AS server_encoding, \
             current_setting('fsync') AS fsync",
        )
        .await
        .map_err(|error| StoreError::from_driver("asking for durability", error))?;
    expect_setting(&row, "synchronous_commit", &["on", "remote_apply"], "on")?;
    expect_setting(&row, "server_encoding", &["UTF8"], "UTF8")?;
    if expect_setting(&row, "fsync", &["on"], "on").is_err() {
        // The cluster's owner chose this for all databases; fit for tests only.
        tracing::warn!("PostgreSQL runs with fsync off: a power cut loses payments");
    }
    Ok(())
}

fn expect_setting(
    row: &sqlx::any::AnyRow,
    setting: &'static str,
    good: &[&str],
    wanted: &'static str,
) -> Result<(), StoreError> {
    let found: String = row
        .try_get(setting)
        .map_err(|error| StoreError::from_driver("asking for durability", error))?;
    if good.contains(&found.as_str()) {
        return Ok(());
    }
    Err(StoreError::Weak {
        setting,
        found,
        wanted,
    })
}

fn migration_error(error: sqlx::migrate::MigrateError) -> StoreError {
    use sqlx::migrate::MigrateError as M;
    match error {
        M::Execute(error) | M::ExecuteMigration(error, _) => {
            match StoreError::from_driver("making the tables", error) {
                StoreError::Database { source, .. } | StoreError::Conflict { source, .. } => {
                    StoreError::Version {
                        why: source.to_string(),
                    }
                }
                other => other,
            }
        }
        M::VersionMissing(version) => StoreError::Version {
            why: format!("they are of a newer program (step {version}); start that one"),
        },
        other => StoreError::Version {
            why: other.to_string(),
        },
    }
}

/// The driver's words behind an error.
fn why(error: &StoreError) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

/// An address that may be logged.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let rest = rest.split('?').next().unwrap_or(rest);
    match rest.rsplit_once('@') {
        Some((who, place)) => {
            let user = who.split(':').next().unwrap_or("");
            format!("{scheme}://{user}@{place}")
        }
        None => format!("{scheme}://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_ever_shown() {
        let shown = without_password("postgres://ami:se@cret@db:5432/ami?password=x");
        assert_eq!(shown, "postgres://ami@db:5432/ami");
        assert_eq!(without_password("sqlite://ami.db"), "sqlite://ami.db");
    }

    #[test]
    fn both_engines_have_the_same_steps() {
        let names = |engine| -> Vec<_> {
            migrations(engine)
                .into_iter()
                .map(|step| (step.version, step.description))
                .collect()
        };
        assert_eq!(names(Engine::Sqlite), names(Engine::Postgres));
    }
}
