//! Double entry. Balances of customers' books are rows that move with each posting; those of the
//! utility's own books are sums, so that no row is hot. Bulk and checks: `ledger_bulk.rs`.

use crate::error::StoreError;
use crate::ledger_column::{
    TRANSFER, TRANSFER_WIDTH, fields, owner_of, read, side_is, state_word, word,
};
use crate::sql::{at_most, each};
use crate::tx::Tx;
use ami_domain::id::{PaymentId, TransferId};
use ami_domain::ledger::{Book, LedgerError, Transfer, TransferState, same_movement};
use ami_domain::money::Money;
use ami_domain::time::Timestamp;

/// What became of a transfer that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// Taken.
    New,
    /// Known already; nothing changed. Its state may have gone on since.
    Same,
}

impl Tx {
    /// Takes a transfer. A posted one moves balances at once, a pending one when it is posted.
    ///
    /// # Errors
    /// [`StoreError::Ledger`] when it is malformed or its name is taken by another movement,
    /// [`StoreError::Conflict`] when a book's account is not known.
    pub async fn add_transfer(&mut self, transfer: &Transfer) -> Result<Added, StoreError> {
        transfer.check()?;
        let values = crate::sql::values(1, TRANSFER_WIDTH, 1);
        let sql = format!(
            "INSERT INTO transfer ({TRANSFER}) VALUES {values} ON CONFLICT (id) DO NOTHING"
        );
        let mut ask = self.ask("adding a transfer", sql);
        for field in fields(transfer) {
            ask = ask.with(field);
        }
        if !ask.run_one().await? {
            self.same_transfer(transfer).await?;
            return Ok(Added::Same);
        }
        if transfer.state == TransferState::Posted {
            self.move_balances(transfer).await?;
        }
        Ok(Added::New)
    }

    /// Posts a pending transfer and moves the balances; posting again changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::Unknown`], or [`LedgerError::Ended`] when voided.
    pub async fn post_transfer(&mut self, id: TransferId, at: Timestamp) -> Result<(), StoreError> {
        if let Some(transfer) = self.end_transfer(id, TransferState::Posted, at).await? {
            self.move_balances(&transfer).await?;
        }
        Ok(())
    }

    /// Voids a pending transfer; voiding again changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::Unknown`], or [`LedgerError::Ended`] when posted.
    pub async fn void_transfer(&mut self, id: TransferId, at: Timestamp) -> Result<(), StoreError> {
        let ended = self.end_transfer(id, TransferState::Voided, at).await;
        ended.map(drop)
    }

    /// The balance of a book: a row for a customer's, a sum over its transfers for the utility's.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn balance(&mut self, book: Book) -> Result<Money, StoreError> {
        if let Book::Event(event) = book {
            let sql = "SELECT micros FROM event WHERE id = $1";
            let row = self.ask("balance of an event", sql).with(event).one();
            return row.await?.map_or(Ok(Money::ZERO), |row| row.get("micros"));
        }
        if let Book::Agent(agent) = book {
            let sql = "SELECT micros FROM agent WHERE id = $1";
            let row = self.ask("balance of an agent", sql).with(agent).one();
            return row.await?.map_or(Ok(Money::ZERO), |row| row.get("micros"));
        }
        let Some(account) = book.account() else {
            return self.derived_balance(book).await;
        };
        let sql = "SELECT micros FROM balance WHERE account = $1 AND book = $2";
        let ask = self.ask("balance", sql).with(account).with(word(book));
        ask.one()
            .await?
            .map_or(Ok(Money::ZERO), |row| row.get("micros"))
    }

    /// The transfer.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn transfer(&mut self, id: TransferId) -> Result<Option<Transfer>, StoreError> {
        let sql = format!("SELECT {TRANSFER} FROM transfer WHERE id = $1");
        let row = self.ask("transfer", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// The transfers into and out of a book in any state, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn transfers_of(
        &mut self,
        book: Book,
        limit: u32,
    ) -> Result<Vec<Transfer>, StoreError> {
        let side = |side: &str| {
            let condition = side_is(side, book);
            format!(
                "SELECT * FROM (SELECT {TRANSFER} FROM transfer WHERE {condition} \
                 ORDER BY at DESC, id DESC LIMIT $2) AS {side}_side"
            )
        };
        let sql = format!(
            "{} UNION ALL {} ORDER BY at DESC, id DESC LIMIT $2",
            side("from"),
            side("to")
        );
        let mut ask = self.ask("transfers of a book", sql);
        ask = ask.with(word(book)).with(at_most(limit));
        if let Some(owner) = owner_of(book) {
            ask = ask.with(owner);
        }
        each(ask.all().await?, read)
    }

    /// The transfers whose reason names this payment, in any state, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn transfers_for(
        &mut self,
        payment: PaymentId,
        limit: u32,
    ) -> Result<Vec<Transfer>, StoreError> {
        let sql = format!(
            "SELECT {TRANSFER} FROM transfer WHERE reason_payment IS NOT NULL \
             AND reason_payment = $1 ORDER BY at, id LIMIT $2"
        );
        let ask = self.ask("transfers of a payment", sql).with(payment);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Nothing when the stored transfer of this name is the same movement.
    pub(crate) async fn same_transfer(&mut self, transfer: &Transfer) -> Result<(), StoreError> {
        match self.transfer(transfer.id).await? {
            Some(known) if same_movement(&known, transfer) => Ok(()),
            Some(_) => Err(LedgerError::OtherContent(transfer.id).into()),
            None => Err(LedgerError::Unknown(transfer.id).into()),
        }
    }

    /// The balance of a book as its posted transfers say; for the utility's own books the end of
    /// the last day that was closed, and what no day has taken.
    pub(crate) async fn derived_balance(&mut self, book: Book) -> Result<Money, StoreError> {
        let owner = owner_of(book);
        let sql = if owner.is_some() {
            let sum = |side: &str| {
                let condition = side_is(side, book);
                format!(
                    "(SELECT COALESCE(SUM(amount), 0) FROM transfer \
                     WHERE {condition} AND state = $2)"
                )
            };
            format!(
                "SELECT CAST({} - {} AS BIGINT) AS micros",
                sum("to"),
                sum("from")
            )
        } else {
            "SELECT CAST(COALESCE((SELECT micros FROM day_book WHERE book = $1 \
             ORDER BY day DESC LIMIT 1), 0) + COALESCE((SELECT SUM( \
             CASE WHEN to_book = $1 THEN amount ELSE -amount END) FROM transfer \
             WHERE state = 'posted' AND closed_day IS NULL AND ended_at > $2 \
             AND (to_book = $1 OR from_book = $1)), 0) AS BIGINT) AS micros"
                .to_owned()
        };
        let mut ask = self.ask("derived balance", sql).with(word(book));
        ask = match owner {
            Some(owner) => ask.with("posted").with(owner),
            // A bound that every moment keeps, so that the planner takes the index of open ones.
            None => ask.with(i64::MIN),
        };
        ask.one()
            .await?
            .map_or(Ok(Money::ZERO), |row| row.get("micros"))
    }

    /// Ends a pending transfer; the transfer when this call ended it.
    async fn end_transfer(
        &mut self,
        id: TransferId,
        state: TransferState,
        at: Timestamp,
    ) -> Result<Option<Transfer>, StoreError> {
        let sql = format!(
            "UPDATE transfer SET state = $2, ended_at = $3 \
             WHERE id = $1 AND state = 'pending' RETURNING {TRANSFER}"
        );
        let ask = self.ask("ending a transfer", sql);
        let ask = ask.with(id).with(state_word(state)).with(at);
        if let Some(row) = ask.returning().await?.first() {
            return read(row).map(Some);
        }
        match self.transfer(id).await? {
            Some(known) if known.state == state => Ok(None),
            Some(_) => Err(LedgerError::Ended(id).into()),
            None => Err(LedgerError::Unknown(id).into()),
        }
    }

    async fn move_balances(&mut self, transfer: &Transfer) -> Result<(), StoreError> {
        let mut books = [transfer.from, transfer.to];
        // One order for everybody, so that two writers never wait for each other.
        books.sort_unstable();
        for book in books {
            self.move_balance(book, transfer.effect_on(book)).await?;
        }
        Ok(())
    }

    /// Adds to the row of a customer's book; the utility's own books have none.
    pub(crate) async fn move_balance(&mut self, book: Book, by: Money) -> Result<(), StoreError> {
        if let Book::Event(event) = book {
            return self.move_event_balance(event, by).await;
        }
        if let Book::Agent(agent) = book {
            return self.move_agent_balance(agent, by).await;
        }
        let Some(account) = book.account() else {
            return Ok(());
        };
        let sql = "INSERT INTO balance (account, book, micros) VALUES ($1, $2, $3) \
                   ON CONFLICT (account, book) \
                   DO UPDATE SET micros = balance.micros + excluded.micros";
        self.ask("moving a balance", sql)
            .with(account)
            .with(word(book))
            .with(by)
            .run()
            .await
            .map(drop)
    }
}
