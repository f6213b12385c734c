//! What can go wrong with remembering, and what to do next.

use ami_domain::ledger::LedgerError;
use std::error::Error;

/// Whatever the driver said, without its type.
pub(crate) type Source = Box<dyn Error + Send + Sync>;

/// Why the store did not do it. The transaction it happened in is good only for dropping.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address names no database that we speak, or it cannot be opened.
    #[error("database {url} cannot be opened: {why}")]
    Open {
        /// The address without its password.
        url: String,
        /// What the driver said.
        why: String,
    },
    /// The database would forget what it acknowledged.
    #[error("database setting {setting} is {found}, but {wanted} is needed to keep payments safe")]
    Weak {
        /// The setting.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// The tables belong to another version of this program, or a step to this one failed.
    #[error("the database's tables do not fit this program: {why}")]
    Version {
        /// What the migration said.
        why: String,
    },
    /// The engine refused for a reason that is not named here.
    #[error("{what} failed in the database")]
    Database {
        /// What was tried.
        what: &'static str,
        /// What the driver said.
        #[source]
        source: Source,
    },
    /// Another writer was there, or the database does not answer at the moment.
    #[error("{what}: the database is busy or away")]
    Busy {
        /// What was tried.
        what: &'static str,
        /// What the driver said.
        #[source]
        source: Source,
    },
    /// A unique, foreign or check rule says no.
    #[error("{what} conflicts with what is stored")]
    Conflict {
        /// What was tried.
        what: &'static str,
        /// What the driver said.
        #[source]
        source: Source,
    },
    /// The disk is full.
    #[error("{what}: the database's disk is full")]
    Full {
        /// What was tried.
        what: &'static str,
        /// What the driver said.
        #[source]
        source: Source,
    },
    /// A stored value is none that this program writes.
    #[error("{what} holds a value that cannot be read: {why}")]
    Corrupt {
        /// Which question found it.
        what: &'static str,
        /// The column and its trouble.
        why: String,
    },
    /// The row that was to be changed is not there.
    #[error("{what} {id} is not known")]
    Missing {
        /// What kind of thing.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// A write in a transaction that was opened for reading.
    #[error("{what} needs a transaction from begin, not from read")]
    ReadOnly {
        /// What was tried.
        what: &'static str,
    },
    /// More was asked for than one answer may hold.
    #[error("{what} asks for more than {limit} rows")]
    TooMany {
        /// What was tried.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// The ledger's own rules say no.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// What to do after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// The same again, later, in a new transaction.
    Retry,
    /// It will never work: tell who asked.
    GiveUp,
    /// Only a person can mend it.
    AskAPerson,
}

impl StoreError {
    /// What to do now.
    pub const fn next_step(&self) -> NextStep {
        match self {
            StoreError::Busy { .. } => NextStep::Retry,
            StoreError::Conflict { .. }
            | StoreError::Missing { .. }
            | StoreError::ReadOnly { .. }
            | StoreError::TooMany { .. }
            | StoreError::Ledger(_) => NextStep::GiveUp,
            StoreError::Open { .. }
            | StoreError::Weak { .. }
            | StoreError::Version { .. }
            | StoreError::Database { .. }
            | StoreError::Full { .. }
            | StoreError::Corrupt { .. } => NextStep::AskAPerson,
        }
    }

    /// Sorts what the driver said.
    pub(crate) fn from_driver(what: &'static str, error: sqlx::Error) -> Self {
        kind_of(&error).error(what, Box::new(error))
    }
}

/// What a driver's error means.
pub(crate) enum Kind {
    Busy,
    Conflict,
    Full,
    Other,
}

impl Kind {
    /// The error of this kind.
    pub(crate) fn error(self, what: &'static str, source: Source) -> StoreError {
        match self {
            Kind::Busy => StoreError::Busy { what, source },
            Kind::Conflict => StoreError::Conflict { what, source },
            Kind::Full => StoreError::Full { what, source },
            Kind::Other => StoreError::Database { what, source },
        }
    }
}

/// SQLite: 5 busy, 6 locked, 13 full, in the low byte of its extended codes. PostgreSQL: 40001
/// serialization, 40P01 deadlock, 55P03 lock, 53100 disk, 53xxx no resources, 57P0x going down.
fn kind_of(error: &sqlx::Error) -> Kind {
    let sqlx::Error::Database(database) = error else {
        return match error {
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Kind::Busy,
            _ => Kind::Other,
        };
    };
    if database.is_unique_violation()
        || database.is_foreign_key_violation()
        || database.is_check_violation()
    {
        return Kind::Conflict;
    }
    let code = database.code().unwrap_or_default();
    match (code.len(), code.as_ref()) {
        (5, "53100") => Kind::Full,
        (5, "40001" | "40P01" | "55P03") => Kind::Busy,
        (5, code) if code.starts_with("53") || code.starts_with("57P") => Kind::Busy,
        (5, _) => Kind::Other,
        (_, code) => match code.parse::<u32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Kind::Busy,
            Ok(13) => Kind::Full,
            Ok(_) | Err(_) => Kind::Other,
        },
    }
}
