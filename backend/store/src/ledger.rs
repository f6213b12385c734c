//! Double entry. Balances of customers' books are rows that move with each posting; those of the
//! utility's own books are sums, so that no row is hot. Bulk and checks: `ledger_bulk.rs`.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, EventId, TransferId};
use ami_domain::ledger::{Book, LedgerError, Reason, Transfer, TransferState, same_movement};
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

/// The columns of a transfer in the order of [`fields`].
pub(crate) const TRANSFER: &str = "id, from_book, from_account, to_book, to_account, amount, \
                                   state, reason, reason_payment, reason_at, at, ended_at, \
                                   from_event, to_event, reason_event";
/// How many they are.
pub(crate) const TRANSFER_WIDTH: usize = 15;

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
        let Some(account) = account_of(book) else {
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

    /// Nothing when the stored transfer of this name is the same movement.
    pub(crate) async fn same_transfer(&mut self, transfer: &Transfer) -> Result<(), StoreError> {
        match self.transfer(transfer.id).await? {
            Some(known) if same_movement(&known, transfer) => Ok(()),
            Some(_) => Err(LedgerError::OtherContent(transfer.id).into()),
            None => Err(LedgerError::Unknown(transfer.id).into()),
        }
    }

    /// The balance of a book as its posted transfers say.
    pub(crate) async fn derived_balance(&mut self, book: Book) -> Result<Money, StoreError> {
        let sum = |side: &str| {
            let condition = side_is(side, book);
            format!(
                "(SELECT COALESCE(SUM(amount), 0) FROM transfer \
                 WHERE {condition} AND state = $2)"
            )
        };
        let sql = format!(
            "SELECT CAST({} - {} AS BIGINT) AS micros",
            sum("to"),
            sum("from")
        );
        let mut ask = self.ask("derived balance", sql);
        ask = ask.with(word(book)).with("posted");
        if let Some(owner) = owner_of(book) {
            ask = ask.with(owner);
        }
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
        let Some(account) = account_of(book) else {
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

/// Names one side of a transfer; `$1` is the book's word and `$3` whose it is.
fn side_is(side: &str, book: Book) -> String {
    match book {
        Book::Prepaid(_) | Book::Receivable(_) => {
            format!("{side}_account = $3 AND {side}_book = $1")
        }
        Book::Event(_) => format!("{side}_event = $3 AND {side}_book = $1"),
        Book::Clearing | Book::Revenue | Book::Adjustment => {
            format!("{side}_account IS NULL AND {side}_book = $1")
        }
    }
}

/// Whose book it is, as stored: an account's or an event's id; `None` for the utility's own.
fn owner_of(book: Book) -> Option<crate::sql::Field> {
    use crate::sql::Column as _;
    match book {
        Book::Prepaid(account) | Book::Receivable(account) => Some(account.field()),
        Book::Event(event) => Some(event.field()),
        Book::Clearing | Book::Revenue | Book::Adjustment => None,
    }
}

/// The values of [`TRANSFER`].
pub(crate) fn fields(transfer: &Transfer) -> [crate::sql::Field; TRANSFER_WIDTH] {
    use crate::sql::Column as _;
    let (reason, payment, moment, event) = match transfer.reason {
        Reason::Payment(payment) => ("payment", Some(payment), None, None),
        Reason::Usage(at) => ("usage", None, Some(at), None),
        Reason::Fixed(at) => ("fixed", None, Some(at), None),
        Reason::EventUsage { event, at } => ("event_usage", None, Some(at), Some(event)),
        Reason::EventReturn(event) => ("event_return", None, None, Some(event)),
        Reason::Correction => ("correction", None, None, None),
    };
    let ended = match transfer.state {
        TransferState::Pending => None,
        TransferState::Posted | TransferState::Voided => Some(transfer.at),
    };
    [
        transfer.id.field(),
        word(transfer.from).field(),
        account_of(transfer.from).field(),
        word(transfer.to).field(),
        account_of(transfer.to).field(),
        transfer.amount.field(),
        state_word(transfer.state).field(),
        reason.field(),
        payment.field(),
        moment.field(),
        transfer.at.field(),
        ended.field(),
        event_of(transfer.from).field(),
        event_of(transfer.to).field(),
        event.field(),
    ]
}

fn read(row: &Row) -> Result<Transfer, StoreError> {
    let reason: String = row.get("reason")?;
    let reason = match reason.as_str() {
        "payment" => Reason::Payment(row.get("reason_payment")?),
        "usage" => Reason::Usage(row.get("reason_at")?),
        "fixed" => Reason::Fixed(row.get("reason_at")?),
        "event_usage" => Reason::EventUsage {
            event: row.get("reason_event")?,
            at: row.get("reason_at")?,
        },
        "event_return" => Reason::EventReturn(row.get("reason_event")?),
        "correction" => Reason::Correction,
        other => return Err(row.corrupt("reason", &format!("no such word: {other:?}"))),
    };
    Ok(Transfer {
        id: row.get("id")?,
        from: read_book(row, "from_book", "from_account", "from_event")?,
        to: read_book(row, "to_book", "to_account", "to_event")?,
        amount: row.get("amount")?,
        state: row.word("state", state_from)?,
        reason,
        at: row.get("at")?,
    })
}

/// A book from its columns.
pub(crate) fn read_book(
    row: &Row,
    book: &'static str,
    account: &'static str,
    event: &'static str,
) -> Result<Book, StoreError> {
    let name: String = row.get(book)?;
    Ok(match name.as_str() {
        "prepaid" => Book::Prepaid(row.get(account)?),
        "receivable" => Book::Receivable(row.get(account)?),
        "event" => Book::Event(row.get(event)?),
        "clearing" => Book::Clearing,
        "revenue" => Book::Revenue,
        "adjustment" => Book::Adjustment,
        other => return Err(row.corrupt(book, &format!("no such word: {other:?}"))),
    })
}

/// The stored word of a book.
pub(crate) const fn word(book: Book) -> &'static str {
    match book {
        Book::Prepaid(_) => "prepaid",
        Book::Receivable(_) => "receivable",
        Book::Event(_) => "event",
        Book::Clearing => "clearing",
        Book::Revenue => "revenue",
        Book::Adjustment => "adjustment",
    }
}

/// Which account's book it is; `None` for an event's and the utility's own.
pub(crate) const fn account_of(book: Book) -> Option<AccountId> {
    match book {
        Book::Prepaid(account) | Book::Receivable(account) => Some(account),
        Book::Event(_) | Book::Clearing | Book::Revenue | Book::Adjustment => None,
    }
}

/// Which event's book it is.
pub(crate) const fn event_of(book: Book) -> Option<EventId> {
    match book {
        Book::Event(event) => Some(event),
        Book::Prepaid(_)
        | Book::Receivable(_)
        | Book::Clearing
        | Book::Revenue
        | Book::Adjustment => None,
    }
}

const fn state_word(state: TransferState) -> &'static str {
    match state {
        TransferState::Pending => "pending",
        TransferState::Posted => "posted",
        TransferState::Voided => "voided",
    }
}

fn state_from(word: &str) -> Option<TransferState> {
    use TransferState::{Pending, Posted, Voided};
    [Pending, Posted, Voided]
        .into_iter()
        .find(|state| state_word(*state) == word)
}
