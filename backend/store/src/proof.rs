//! For simulations: every commit that touches the ledger is held against the whole ledger before
//! it becomes true. What is wrong for one commit only, and right again at the end, is found too.

use crate::error::StoreError;
use crate::ledger_column::word;
use crate::open::Store;
use crate::tx::Tx;
use ami_domain::id::AccountId;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use std::sync::{Arc, Mutex, PoisonError};

/// Tables that hold money, or what it comes to.
const LEDGER: [&str; 6] = [
    "transfer",
    "balance",
    "event",
    "agent",
    "day_book",
    "day_balance",
];
/// So many faults are kept; the first ones say what is wrong.
const KEPT: usize = 16;

/// What the commits of a store came to. Clones share it, so it outlives a store that crashes.
#[derive(Debug, Clone, Default)]
pub struct Proof(Arc<Mutex<Found>>);

#[derive(Debug, Default)]
struct Found {
    commits: u64,
    faults: Vec<String>,
}

impl Proof {
    /// So many commits were held against the whole ledger.
    pub fn commits(&self) -> u64 {
        self.found(|found| found.commits)
    }

    /// The first faults, each naming the commit by its number.
    pub fn faults(&self) -> Vec<String> {
        self.found(|found| found.faults.clone())
    }

    fn found<T>(&self, look: impl FnOnce(&mut Found) -> T) -> T {
        // A test that has panicked elsewhere still says what was found.
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store {
    /// The same store, each commit of which is held against the whole ledger from now on.
    #[must_use]
    pub fn proven_by(mut self, proof: &Proof) -> Self {
        self.proof = Some(proof.clone());
        self
    }

    /// As a server that starts again finds it: nothing that this one remembers. Its connections
    /// are used on, because PostgreSQL spends more on a new one than a town's server on its work
    /// between two crashes. What was not committed is rolled back when its transaction is dropped.
    #[must_use]
    pub fn reborn(&self) -> Self {
        let mut store = self.clone();
        store.writer = Arc::default();
        store.shelf = Arc::default();
        store
    }
}

impl Tx {
    /// The same transaction with a proof before its commit.
    pub(crate) fn proven_by(mut self, proof: Option<Proof>) -> Self {
        self.proof = proof;
        self
    }

    /// Holds what this transaction would make true against the whole ledger: the sum of all books
    /// is zero, and each running balance is what its transfers say.
    pub(crate) async fn prove(&mut self) -> Result<(), StoreError> {
        let Some(proof) = self.proof.clone().filter(|_| self.touched) else {
            return Ok(());
        };
        let total = self.total_at_once().await?;
        let wrong = self.ledger_check().await?;
        proof.found(|found| {
            found.commits += 1;
            let number = found.commits;
            if total != Money::ZERO {
                found.faults.push(format!(
                    "commit {number}: the books sum to {total}, not to zero"
                ));
            }
            let said = wrong.iter().map(|(book, stored, replayed)| {
                format!("commit {number}: {book:?} is {stored}, its transfers say {replayed}")
            });
            found.faults.extend(said);
            found.faults.truncate(KEPT);
        });
        Ok(())
    }

    /// The sum over all books in one question, so that no other commit comes in between.
    async fn total_at_once(&mut self) -> Result<Money, StoreError> {
        let sql = "SELECT CAST(COALESCE(SUM(micros), 0) AS BIGINT) AS micros FROM ( \
             SELECT micros FROM balance UNION ALL SELECT micros FROM event \
             UNION ALL SELECT micros FROM agent \
             UNION ALL SELECT amount FROM transfer WHERE state = 'posted' \
             AND COALESCE(to_account, to_event, to_agent) IS NULL \
             UNION ALL SELECT -amount FROM transfer WHERE state = 'posted' \
             AND COALESCE(from_account, from_event, from_agent) IS NULL) AS all_books";
        let row = self.ask("sum of all books", sql).one().await?;
        row.map_or(Ok(Money::ZERO), |row| row.get("micros"))
    }

    /// Breaks a balance on purpose, with no transfer that says why: the proof's own proof.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn spoil_balance(&mut self, account: AccountId, by: Money) -> Result<(), StoreError> {
        let sql = "UPDATE balance SET micros = micros + $3 WHERE account = $1 AND book = $2";
        let ask = self.ask("spoiling a balance", sql).with(account);
        let ask = ask.with(word(Book::Prepaid(account))).with(by);
        ask.run().await.map(drop)
    }
}

/// Whether a statement writes to a table of the ledger.
pub(crate) fn touches(sql: &str) -> bool {
    let mut words = sql.split_whitespace();
    let table = match words.next() {
        Some("UPDATE") => words.next(),
        Some("INSERT" | "DELETE") => words.nth(1),
        Some(_) | None => None,
    };
    table.is_some_and(|table| LEDGER.contains(&table))
}

#[cfg(test)]
mod tests {
    use super::touches;

    #[test]
    fn what_writes_to_the_ledger_is_known_by_its_text() {
        for writes in [
            "INSERT INTO transfer (id) VALUES ($1)",
            "UPDATE balance SET micros = 0",
            "DELETE FROM day_book WHERE day = $1",
        ] {
            assert!(touches(writes), "{writes}");
        }
        for reads in [
            "SELECT id FROM transfer",
            "UPDATE account SET mode = $1",
            "",
        ] {
            assert!(!touches(reads), "{reads}");
        }
    }
}
