//! How books, reasons and transfers stand in columns.

use crate::error::StoreError;
use crate::sql::{Column as _, Field, Row};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};

/// The columns of a transfer in the order of [`fields`].
pub(crate) const TRANSFER: &str = "id, from_book, from_account, to_book, to_account, amount, \
                                   state, reason, reason_payment, reason_at, at, ended_at, \
                                   from_event, to_event, reason_event, reason_transfer, \
                                   from_agent, to_agent";
/// How many they are.
pub(crate) const TRANSFER_WIDTH: usize = 18;

/// The utility's own books: no row holds their balance, it is a sum.
pub(crate) const UTILITY: [Book; 8] = [
    Book::Clearing,
    Book::Revenue,
    Book::Adjustment,
    Book::Tax,
    Book::Fees,
    Book::Dispute,
    Book::Fund,
    Book::WriteOff,
];

/// Names one side of a transfer; `$1` is the book's word and `$3` whose it is.
pub(crate) fn side_is(side: &str, book: Book) -> String {
    let owner = match (book.account(), book.event(), book.agent()) {
        (Some(_), _, _) => format!("{side}_account = $3"),
        (None, Some(_), _) => format!("{side}_event = $3"),
        (None, None, Some(_)) => format!("{side}_agent = $3"),
        (None, None, None) => format!("{side}_account IS NULL"),
    };
    format!("{owner} AND {side}_book = $1")
}

/// Whose book it is, as stored: an account's, event's or agent's id; `None` for the utility's own.
pub(crate) fn owner_of(book: Book) -> Option<Field> {
    let account = book.account().map(|account| account.field());
    let event = || book.event().map(|event| event.field());
    let agent = || book.agent().map(|agent| agent.field());
    account.or_else(event).or_else(agent)
}

/// The values of [`TRANSFER`].
pub(crate) fn fields(transfer: &Transfer) -> [Field; TRANSFER_WIDTH] {
    let why = transfer.reason.parts();
    let ended = match transfer.state {
        TransferState::Pending => None,
        TransferState::Posted | TransferState::Voided => Some(transfer.at),
    };
    [
        transfer.id.field(),
        word(transfer.from).field(),
        transfer.from.account().field(),
        word(transfer.to).field(),
        transfer.to.account().field(),
        transfer.amount.field(),
        state_word(transfer.state).field(),
        why.word.field(),
        why.payment.field(),
        why.at.field(),
        transfer.at.field(),
        ended.field(),
        transfer.from.event().field(),
        transfer.to.event().field(),
        why.event.field(),
        why.transfer.field(),
        transfer.from.agent().field(),
        transfer.to.agent().field(),
    ]
}

pub(crate) fn read(row: &Row) -> Result<Transfer, StoreError> {
    Ok(Transfer {
        id: row.get("id")?,
        from: read_book(row, "from_book", FROM)?,
        to: read_book(row, "to_book", TO)?,
        amount: row.get("amount")?,
        state: row.word("state", state_from)?,
        reason: read_reason(row)?,
        at: row.get("at")?,
    })
}

fn read_reason(row: &Row) -> Result<Reason, StoreError> {
    let (payment, at) = ("reason_payment", "reason_at");
    let word: String = row.get("reason")?;
    Ok(match word.as_str() {
        "payment" => Reason::Payment(row.get(payment)?),
        "usage" => Reason::Usage(row.get(at)?),
        "fixed" => Reason::Fixed(row.get(at)?),
        "event_usage" => Reason::EventUsage {
            event: row.get("reason_event")?,
            at: row.get(at)?,
        },
        "event_return" => Reason::EventReturn(row.get("reason_event")?),
        "correction" => Reason::Correction,
        "reversal" => Reason::Reversal(row.get("reason_transfer")?),
        "rerate" => Reason::Rerate(row.get(at)?),
        "minimum" => Reason::Minimum(row.get(at)?),
        "tax" => Reason::Tax(row.get(at)?),
        "refund" => Reason::Refund(row.get(payment)?),
        "returned" => Reason::Returned(row.get(payment)?),
        "dispute" => Reason::Dispute(row.get(payment)?),
        "dispute_end" => Reason::DisputeEnd(row.get(payment)?),
        "fee" => Reason::Fee(row.get(payment)?),
        "set_aside" => Reason::SetAside,
        "debt_share" => Reason::DebtShare(row.get(payment)?),
        "debt_day" => Reason::DebtDay(row.get(at)?),
        "lent" => Reason::Lent,
        "lent_back" => Reason::LentBack(row.get(payment)?),
        "granted" => Reason::Granted,
        "helped" => Reason::Helped(row.get(at)?),
        "expired" => Reason::Expired,
        "move_out" => Reason::MoveOut,
        "written_off" => Reason::WrittenOff,
        "remitted" => Reason::Remitted,
        "mode_fee" => Reason::ModeFee,
        "deposit_asked" => Reason::DepositAsked,
        "deposit_used" => Reason::DepositUsed,
        "deposit_taken" => Reason::DepositTaken,
        "deposit_given_back" => Reason::DepositGivenBack,
        other => return Err(row.corrupt("reason", &format!("no such word: {other:?}"))),
    })
}

/// Whose book it is, in columns: an account's, an event's or an agent's.
pub(crate) type Owner = [&'static str; 3];
const FROM: Owner = ["from_account", "from_event", "from_agent"];
const TO: Owner = ["to_account", "to_event", "to_agent"];

/// A book from its columns.
pub(crate) fn read_book(
    row: &Row,
    book: &'static str,
    [account, event, agent]: Owner,
) -> Result<Book, StoreError> {
    let name: String = row.get(book)?;
    Ok(match name.as_str() {
        "prepaid" => Book::Prepaid(row.get(account)?),
        "receivable" => Book::Receivable(row.get(account)?),
        "debt" => Book::Debt(row.get(account)?),
        "emergency" => Book::Emergency(row.get(account)?),
        "assistance" => Book::Assistance(row.get(account)?),
        "refund_due" => Book::RefundDue(row.get(account)?),
        "deposit" => Book::Deposit(row.get(account)?),
        "event" => Book::Event(row.get(event)?),
        "agent" => Book::Agent(row.get(agent)?),
        other => match UTILITY.into_iter().find(|own| word(*own) == other) {
            Some(own) => own,
            None => return Err(row.corrupt(book, &format!("no such word: {other:?}"))),
        },
    })
}

/// The stored word of a book.
pub(crate) const fn word(book: Book) -> &'static str {
    book.word()
}

pub(crate) const fn state_word(state: TransferState) -> &'static str {
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
