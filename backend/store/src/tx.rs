//! The only door to what is stored.

use crate::error::StoreError;
use crate::journal::JournalRow;
use crate::open::Engine;
use crate::shelf::Shelf;
use crate::sql::Ask;
use sqlx::{Any, Transaction};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use tokio::sync::OwnedMutexGuard;

/// A transaction. Dropped without [`Tx::commit`] it is rolled back.
///
/// After an error only dropping makes sense: PostgreSQL refuses everything else.
pub struct Tx {
    // Before the guard: the rollback of a dropped transaction starts before the next writer does.
    pub(crate) inner: Inner,
    pub(crate) engine: Engine,
    pub(crate) writes: bool,
    guard: Option<OwnedMutexGuard<()>>,
    /// Rows of the journal that are written, and chained, when all else is.
    pub(crate) journal: Vec<JournalRow>,
    pub(crate) shelf: Arc<Shelf>,
    /// Intervals were stored here.
    pub(crate) stored_intervals: bool,
    /// What each commit is held against.
    #[cfg(feature = "proof")]
    pub(crate) proof: Option<crate::proof::Proof>,
    /// The ledger was written to here.
    #[cfg(feature = "proof")]
    pub(crate) touched: bool,
    /// Every statement that went through, for the test that looks at plans.
    #[cfg(test)]
    pub(crate) seen: Vec<Cow<'static, str>>,
}

/// What carries a transaction.
pub(crate) enum Inner {
    /// The driver.
    Driver(Transaction<'static, Any>),
    /// The connection itself.
    #[cfg(feature = "direct")]
    Direct(crate::direct::Session),
}

impl Tx {
    pub(crate) fn new(
        inner: Inner,
        engine: Engine,
        writes: bool,
        guard: Option<OwnedMutexGuard<()>>,
        shelf: Arc<Shelf>,
    ) -> Self {
        Self {
            inner,
            engine,
            writes,
            guard,
            journal: Vec::new(),
            shelf,
            stored_intervals: false,
            #[cfg(feature = "proof")]
            proof: None,
            #[cfg(feature = "proof")]
            touched: false,
            #[cfg(test)]
            seen: Vec::new(),
        }
    }

    /// Makes everything in this transaction true at once, and on disk.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a reference leads nowhere, [`StoreError::Full`],
    /// [`StoreError::Busy`]; then nothing of it is true, except after a lost connection, when a
    /// retry with the same ids finds out.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.write_journal().await?;
        #[cfg(feature = "proof")]
        self.prove().await?;
        let done = match self.inner {
            Inner::Driver(inner) => {
                let done = inner.commit().await;
                done.map_err(|error| StoreError::from_driver("commit", error))
            }
            #[cfg(feature = "direct")]
            Inner::Direct(inner) => inner.commit(),
        };
        drop(self.guard);
        done
    }

    /// One question. `sql` is made of this crate's own texts only; values come as `$1`, `$2` ..
    pub(crate) fn ask(&mut self, what: &'static str, sql: impl Into<Cow<'static, str>>) -> Ask<'_> {
        let sql = sql.into();
        #[cfg(feature = "proof")]
        if !self.touched {
            self.touched = crate::proof::touches(&sql);
        }
        #[cfg(test)]
        self.seen.push(sql.clone());
        Ask::new(self, what, sql)
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx")
            .field("engine", &self.engine)
            .field("writes", &self.writes)
            .finish_non_exhaustive()
    }
}
