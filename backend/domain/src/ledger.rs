//! Double entry: every transfer moves an amount from one book to another, so the sum over all
//! books is zero, always. Balances are derived from posted transfers, never kept beside them.

mod reason;

pub use reason::{Reason, ReasonParts};

use crate::id::{AccountId, AgentId, EventId, TransferId};
use crate::money::Money;
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// A ledger account.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Book {
    /// What the utility owes a prepaid customer: the balance that people see.
    Prepaid(AccountId),
    /// What the customer owes for energy used in the time of regular billing.
    Receivable(AccountId),
    /// What was paid for a prepayment event and is not used yet (SC2.6, SC3.7). It is nobody's
    /// account: what an event costs never touches the books of the site's owner.
    Event(EventId),
    /// What a customer owed when they began to prepay, set aside and paid back bit by bit; below
    /// zero while it is owed.
    Debt(AccountId),
    /// Emergency credit that a customer has borrowed; below zero while it is owed.
    Emergency(AccountId),
    /// Help that somebody has granted a customer for energy, and that is not used yet.
    Assistance(AccountId),
    /// What is to be paid back to a customer.
    RefundDue(AccountId),
    /// A deposit that is held: the customer's money.
    Deposit(AccountId),
    /// What a pay station has taken for the utility and not handed over yet; below zero while it
    /// owes (BR-03).
    Agent(AgentId),
    /// Money on its way from the payment processors.
    Clearing,
    /// Energy sold.
    Revenue,
    /// Corrections that a person approved.
    Adjustment,
    /// Taxes taken for somebody else.
    Tax,
    /// What processors keep, and what customers pay for a payment or for a change of how they pay.
    Fees,
    /// Money that a bank holds back while a payment is disputed.
    Dispute,
    /// Where help for customers comes from.
    Fund,
    /// What nobody will pay any more.
    WriteOff,
}

/// Where a transfer stands: pending transfers are in no balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    /// Announced, waiting for funds to be verified.
    Pending,
    /// Counted.
    Posted,
    /// Given up; never counted.
    Voided,
}

/// One movement from a book to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Transfer {
    /// Its name, made by who asks; the second copy changes nothing.
    pub id: TransferId,
    /// Loses the amount.
    pub from: Book,
    /// Gains the amount.
    pub to: Book,
    /// Above zero.
    pub amount: Money,
    /// Where it stands.
    pub state: TransferState,
    /// Why.
    pub reason: Reason,
    /// When it was made.
    pub at: Timestamp,
}

/// A transfer that the ledger does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// Zero or less.
    #[error("transfer {0} moves no positive amount")]
    NotPositive(TransferId),
    /// From and to are the same.
    #[error("transfer {0} stays in one book")]
    SameBook(TransferId),
    /// Another transfer has this name.
    #[error("transfer {0} was already made with other content")]
    OtherContent(TransferId),
    /// No such transfer.
    #[error("transfer {0} is not known")]
    Unknown(TransferId),
    /// A voided transfer cannot be posted, a posted one cannot be voided.
    #[error("transfer {0} has already ended")]
    Ended(TransferId),
}

impl Book {
    /// Its word, the same for all owners.
    pub const fn word(self) -> &'static str {
        match self {
            Book::Prepaid(_) => "prepaid",
            Book::Receivable(_) => "receivable",
            Book::Event(_) => "event",
            Book::Debt(_) => "debt",
            Book::Emergency(_) => "emergency",
            Book::Assistance(_) => "assistance",
            Book::RefundDue(_) => "refund_due",
            Book::Deposit(_) => "deposit",
            Book::Agent(_) => "agent",
            Book::Clearing => "clearing",
            Book::Revenue => "revenue",
            Book::Adjustment => "adjustment",
            Book::Tax => "tax",
            Book::Fees => "fees",
            Book::Dispute => "dispute",
            Book::Fund => "fund",
            Book::WriteOff => "write_off",
        }
    }

    /// The customer whose book it is; `None` for an event's, an agent's and the utility's own.
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Book::Prepaid(account)
            | Book::Receivable(account)
            | Book::Debt(account)
            | Book::Emergency(account)
            | Book::Assistance(account)
            | Book::RefundDue(account)
            | Book::Deposit(account) => Some(account),
            Book::Event(_)
            | Book::Agent(_)
            | Book::Clearing
            | Book::Revenue
            | Book::Adjustment
            | Book::Tax
            | Book::Fees
            | Book::Dispute
            | Book::Fund
            | Book::WriteOff => None,
        }
    }

    /// The event whose book it is.
    pub const fn event(self) -> Option<EventId> {
        if let Book::Event(event) = self {
            Some(event)
        } else {
            None
        }
    }

    /// The agent whose book it is.
    pub const fn agent(self) -> Option<AgentId> {
        if let Book::Agent(agent) = self {
            Some(agent)
        } else {
            None
        }
    }

    /// Every book that an account has.
    pub const fn of_account(account: AccountId) -> [Book; 7] {
        [
            Book::Prepaid(account),
            Book::Receivable(account),
            Book::Debt(account),
            Book::Emergency(account),
            Book::Assistance(account),
            Book::RefundDue(account),
            Book::Deposit(account),
        ]
    }
}

impl Transfer {
    /// A movement that is posted at once.
    pub const fn posted(
        id: TransferId,
        (from, to): (Book, Book),
        amount: Money,
        reason: Reason,
        at: Timestamp,
    ) -> Self {
        Self {
            id,
            from,
            to,
            amount,
            state: TransferState::Posted,
            reason,
            at,
        }
    }

    /// Checked form of a transfer.
    ///
    /// # Errors
    /// [`LedgerError::NotPositive`] or [`LedgerError::SameBook`].
    pub fn check(&self) -> Result<(), LedgerError> {
        if !self.amount.is_positive() {
            return Err(LedgerError::NotPositive(self.id));
        }
        if self.from == self.to {
            return Err(LedgerError::SameBook(self.id));
        }
        Ok(())
    }

    /// What this transfer does to the balance of a book: minus, plus or nothing.
    pub fn effect_on(&self, book: Book) -> Money {
        match self.state {
            TransferState::Pending | TransferState::Voided => Money::ZERO,
            TransferState::Posted if self.to == book => self.amount,
            TransferState::Posted if self.from == book => -self.amount,
            TransferState::Posted => Money::ZERO,
        }
    }
}

/// A ledger in memory: the reference that the store is tested against, and what simulations use.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    transfers: BTreeMap<TransferId, Transfer>,
}

impl Ledger {
    /// Takes a transfer. The same transfer a second time changes nothing.
    ///
    /// # Errors
    /// [`LedgerError`] when it is malformed, or its name is taken by another.
    pub fn add(&mut self, transfer: Transfer) -> Result<(), LedgerError> {
        transfer.check()?;
        match self.transfers.get(&transfer.id) {
            Some(known) if same_movement(known, &transfer) => Ok(()),
            Some(_) => Err(LedgerError::OtherContent(transfer.id)),
            None => {
                self.transfers.insert(transfer.id, transfer);
                Ok(())
            }
        }
    }

    /// Posts a pending transfer; posting again changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::Unknown`], or [`LedgerError::Ended`] when voided.
    pub fn post(&mut self, id: TransferId) -> Result<(), LedgerError> {
        self.end(id, TransferState::Posted)
    }

    /// Voids a pending transfer; voiding again changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::Unknown`], or [`LedgerError::Ended`] when posted.
    pub fn void(&mut self, id: TransferId) -> Result<(), LedgerError> {
        self.end(id, TransferState::Voided)
    }

    /// The balance of a book.
    pub fn balance(&self, book: Book) -> Money {
        self.transfers
            .values()
            .map(|transfer| transfer.effect_on(book))
            .sum()
    }

    /// The sum over all books; anything but zero is a defect.
    pub fn total(&self) -> Money {
        let mut books: Vec<Book> = self
            .transfers
            .values()
            .flat_map(|transfer| [transfer.from, transfer.to])
            .collect();
        books.sort_unstable();
        books.dedup();
        books.into_iter().map(|book| self.balance(book)).sum()
    }

    fn end(&mut self, id: TransferId, state: TransferState) -> Result<(), LedgerError> {
        let transfer = self
            .transfers
            .get_mut(&id)
            .ok_or(LedgerError::Unknown(id))?;
        if transfer.state != TransferState::Pending && transfer.state != state {
            return Err(LedgerError::Ended(id));
        }
        transfer.state = state;
        Ok(())
    }
}

/// Same name, same movement; the state may have gone on since.
pub fn same_movement(a: &Transfer, b: &Transfer) -> bool {
    a.id == b.id && a.from == b.from && a.to == b.to && a.amount == b.amount && a.reason == b.reason
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn transfer(id: u128, from: Book, to: Book, amount: i64) -> Transfer {
        Transfer {
            id: TransferId::from_number(id),
            from,
            to,
            amount: Money::micros(amount),
            state: TransferState::Pending,
            reason: Reason::Correction,
            at: Timestamp::from_millis(0),
        }
    }

    fn book(n: u8) -> Book {
        match n % 5 {
            0 => Book::Clearing,
            1 => Book::Revenue,
            4 => Book::Event(EventId::from_number(7)),
            2 => Book::Prepaid(AccountId::from_number(7)),
            _ => Book::Prepaid(AccountId::from_number(8)),
        }
    }

    proptest! {
        #[test]
        fn the_books_sum_to_zero_and_replay_equals_balance(
            steps in prop::collection::vec(
                (0u128..12, 0u8..5, 0u8..5, -5i64..1_000_000, 0u8..3), 0..60
            )
        ) {
            let (mut ledger, mut replay) = (Ledger::default(), Ledger::default());
            for (id, from, to, amount, end) in steps {
                let one = transfer(id, book(from), book(to), amount);
                let first = ledger.add(one);
                // The second copy answers as the first and changes nothing.
                prop_assert_eq!(ledger.add(one), first);
                let known = TransferId::from_number(id);
                if end == 1 { ledger.post(known).ok(); }
                if end == 2 { ledger.void(known).ok(); }
                prop_assert_eq!(ledger.total(), Money::ZERO);
            }
            for transfer in ledger.transfers.values() {
                prop_assert_eq!(replay.add(*transfer), Ok(()));
            }
            for n in 0..5 {
                prop_assert_eq!(ledger.balance(book(n)), replay.balance(book(n)));
            }
        }
    }

    #[test]
    fn a_pending_or_voided_transfer_is_in_no_balance() {
        let mut ledger = Ledger::default();
        let mine = book(2);
        for (id, end) in [(1, 0), (2, 1), (3, 2)] {
            ledger
                .add(transfer(id, Book::Clearing, mine, 20))
                .expect("taken");
            let id = TransferId::from_number(id);
            match end {
                1 => ledger.post(id).expect("posted"),
                2 => ledger.void(id).expect("voided"),
                _ => {}
            }
        }
        assert_eq!(ledger.balance(mine), Money::micros(20));
        let voided = TransferId::from_number(3);
        assert_eq!(ledger.post(voided), Err(LedgerError::Ended(voided)));
    }
}
