//! Many postings at once, and the books checked against their transfers.

use crate::error::StoreError;
use crate::ledger_column::{TRANSFER, TRANSFER_WIDTH, UTILITY, fields, read, read_book, word};
use crate::limits;
use crate::sql::{each, values};
use crate::tx::Tx;
use ami_domain::id::{AccountId, TransferId};
use ami_domain::ledger::{Book, LedgerError, Transfer, TransferState, same_movement};
use ami_domain::money::Money;
use ami_domain::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

impl Tx {
    /// Takes many transfers and posts them, [`limits::ROWS_PER_STATEMENT`] in a statement, each
    /// balance moved once; whatever their `state` says, they are posted. How many were new:
    /// transfers that are known already change nothing.
    ///
    /// # Errors
    /// [`StoreError::Ledger`] when one is malformed or its name is taken by another movement,
    /// [`StoreError::Conflict`] when a book's account is not known.
    pub async fn add_posted_transfers(
        &mut self,
        transfers: &[Transfer],
    ) -> Result<u64, StoreError> {
        let mut once: BTreeMap<TransferId, Transfer> = BTreeMap::new();
        for transfer in transfers {
            transfer.check()?;
            let posted = Transfer {
                state: TransferState::Posted,
                ..*transfer
            };
            let first = once.entry(posted.id).or_insert(posted);
            if !same_movement(first, &posted) {
                return Err(LedgerError::OtherContent(posted.id).into());
            }
        }
        let all: Vec<Transfer> = once.into_values().collect();
        let mut moved: BTreeMap<Book, Money> = BTreeMap::new();
        let mut new = 0;
        for chunk in all.chunks(limits::ROWS_PER_STATEMENT) {
            let taken = self.insert_transfers(chunk).await?;
            new += taken.len() as u64;
            for transfer in chunk {
                if taken.contains(&transfer.id) {
                    for book in [transfer.from, transfer.to] {
                        *moved.entry(book).or_default() += transfer.effect_on(book);
                    }
                } else {
                    self.same_transfer(transfer).await?;
                }
            }
        }
        self.move_many(&moved).await?;
        Ok(new)
    }

    /// The transfers of these names, as many as there are.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn transfers_named(
        &mut self,
        ids: &[TransferId],
    ) -> Result<BTreeMap<TransferId, Transfer>, StoreError> {
        let mut named = BTreeMap::new();
        for chunk in ids.chunks(limits::ROWS_PER_STATEMENT) {
            let list = values(1, chunk.len(), 1);
            let sql = format!("SELECT {TRANSFER} FROM transfer WHERE id IN {list}");
            let mut ask = self.ask("transfers by name", sql).once();
            for id in chunk {
                ask = ask.with(*id);
            }
            for row in ask.all().await? {
                let transfer = read(&row)?;
                named.insert(transfer.id, transfer);
            }
        }
        Ok(named)
    }

    /// Something was taken from an account's books at a moment after this: an interval that ends
    /// there, in most cases.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn charged_after(
        &mut self,
        account: AccountId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT id FROM transfer WHERE from_account = $1 AND from_book = $2 \
                   AND at > $3 LIMIT 1";
        for book in ["prepaid", "receivable"] {
            let ask = self.ask("charged after", sql).with(account);
            if ask.with(book).with(at).one().await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How a customer's book stood at a moment: what is about later is not in it, whenever it was
    /// posted.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn balance_at(&mut self, book: Book, at: Timestamp) -> Result<Money, StoreError> {
        let Some(account) = book.account() else {
            return self.balance(book).await;
        };
        let side = |side: &str| {
            format!(
                "COALESCE((SELECT SUM(amount) FROM transfer WHERE {side}_account = $1 \
                 AND {side}_book = $2 AND at > $3 AND state = 'posted'), 0)"
            )
        };
        let (to, from) = (side("to"), side("from"));
        let sql = format!("SELECT CAST({to} - {from} AS BIGINT) AS micros");
        let ask = self.ask("a book since a moment", sql).with(account);
        let row = ask.with(word(book)).with(at).one().await?;
        let since: Money = row.map_or(Ok(Money::ZERO), |row| row.get("micros"))?;
        Ok(self.balance(book).await? - since)
    }

    /// The sum over all books: the stored balances of customers and the derived ones of the
    /// utility. Anything but zero is a defect.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn ledger_total(&mut self) -> Result<Money, StoreError> {
        let sql = "SELECT CAST(COALESCE(SUM(micros), 0) AS BIGINT) AS micros FROM balance";
        let row = self.ask("sum of balances", sql).one().await?;
        let mut total: Money = row.map_or(Ok(Money::ZERO), |row| row.get("micros"))?;
        let sql = "SELECT CAST(COALESCE(SUM(micros), 0) AS BIGINT) AS micros FROM event";
        let row = self.ask("sum of the events' balances", sql).one().await?;
        total += row.map_or(Ok(Money::ZERO), |row| row.get("micros"))?;
        let sql = "SELECT CAST(COALESCE(SUM(micros), 0) AS BIGINT) AS micros FROM agent";
        let row = self.ask("sum of the agents' balances", sql).one().await?;
        total += row.map_or(Ok(Money::ZERO), |row| row.get("micros"))?;
        for book in UTILITY {
            total += self.derived_balance(book).await?;
        }
        Ok(total)
    }

    /// Every customer's book whose stored balance is not what its posted transfers say, as
    /// (book, stored, derived). Reads the whole ledger: for checks, not for pages.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn ledger_check(&mut self) -> Result<Vec<(Book, Money, Money)>, StoreError> {
        let sql = "SELECT book, account, event, agent, CAST(SUM(stored) AS BIGINT) AS stored, \
             CAST(SUM(derived) AS BIGINT) AS derived FROM ( \
             SELECT to_book AS book, to_account AS account, to_event AS event, \
             to_agent AS agent, 0 AS stored, amount AS derived FROM transfer \
             WHERE state = 'posted' AND COALESCE(to_account, to_event, to_agent) IS NOT NULL \
             UNION ALL SELECT from_book, from_account, from_event, from_agent, 0, -amount \
             FROM transfer WHERE state = 'posted' \
             AND COALESCE(from_account, from_event, from_agent) IS NOT NULL \
             UNION ALL SELECT book, account, NULL, NULL, micros, 0 FROM balance \
             UNION ALL SELECT 'event', NULL, id, NULL, micros, 0 FROM event \
             UNION ALL SELECT 'agent', NULL, NULL, id, micros, 0 FROM agent \
             ) AS both_sides GROUP BY book, account, event, agent \
             HAVING SUM(stored) <> SUM(derived)";
        let rows = self.ask("checking the ledger", sql).all().await?;
        each(rows, |row| {
            let book = read_book(row, "book", ["account", "event", "agent"])?;
            Ok((book, row.get("stored")?, row.get("derived")?))
        })
    }

    /// Inserts; the names that were new.
    async fn insert_transfers(
        &mut self,
        chunk: &[Transfer],
    ) -> Result<BTreeSet<TransferId>, StoreError> {
        let rows = values(chunk.len(), TRANSFER_WIDTH, 1);
        let sql = format!(
            "INSERT INTO transfer ({TRANSFER}) VALUES {rows} \
             ON CONFLICT (id) DO NOTHING RETURNING id"
        );
        let mut ask = self.ask("adding transfers", sql);
        if chunk.len() < limits::ROWS_PER_STATEMENT {
            ask = ask.once();
        }
        for transfer in chunk {
            for field in fields(transfer) {
                ask = ask.with(field);
            }
        }
        let rows = ask.returning().await?;
        rows.iter().map(|row| row.get("id")).collect()
    }

    /// Moves balances in the order of their books, so that two writers never wait for each other.
    async fn move_many(&mut self, moved: &BTreeMap<Book, Money>) -> Result<(), StoreError> {
        for (book, by) in moved {
            if let Book::Event(event) = book {
                self.move_event_balance(*event, *by).await?;
            }
            if let Book::Agent(agent) = book {
                self.move_agent_balance(*agent, *by).await?;
            }
        }
        let rows: Vec<_> = moved
            .iter()
            .filter_map(|(book, by)| book.account().map(|account| (account, *book, *by)))
            .collect();
        for chunk in rows.chunks(limits::ROWS_PER_STATEMENT) {
            let sql = format!(
                "INSERT INTO balance (account, book, micros) VALUES {} \
                 ON CONFLICT (account, book) \
                 DO UPDATE SET micros = balance.micros + excluded.micros",
                values(chunk.len(), 3, 1)
            );
            let mut ask = self.ask("moving balances", sql);
            if chunk.len() < limits::ROWS_PER_STATEMENT {
                ask = ask.once();
            }
            for (account, book, by) in chunk {
                ask = ask.with(*account).with(word(*book)).with(*by);
            }
            ask.run().await?;
        }
        Ok(())
    }
}
