//! The statement of a billing period (AS-1): what an account began with, what moved it, day by
//! day and kind by kind, and what it ended with. The numbers are the ledger's, to the micro-unit.

use crate::account::Mode;
use crate::convert::Conversion;
use crate::energy::WattHours;
use crate::id::AccountId;
use crate::ledger::{Book, Reason, Transfer};
use crate::money::Money;
use crate::time::{Day, LocalMoment};

/// What a line is about, in a customer's words.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Payments.
    Payment,
    /// Energy.
    Energy,
    /// The daily charge.
    Fixed,
    /// What is missing to the least of a day.
    Minimum,
    /// Taxes.
    Tax,
    /// Use of a prepayment event.
    Event,
    /// What an event did not use.
    EventReturn,
    /// Charges that are given back.
    Reversal,
    /// Energy charged again after its number has changed.
    Rerate,
    /// A correction by a person.
    Correction,
    /// What payments cost.
    Fee,
    /// Payments given back.
    Refund,
    /// Payments that a bank took back, and disputes.
    Returned,
    /// Arrears set aside, and what is paid of them.
    Debt,
    /// Emergency credit, lent and paid back.
    Emergency,
    /// Help for energy.
    Assistance,
    /// The end of an account, and what is not collected.
    Closing,
    /// What a change of how the account pays costs.
    ModeFee,
    /// A deposit, asked for and given back.
    Deposit,
}

/// One line: everything of one kind that was posted on one day and is about one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// When it was posted.
    pub day: Day,
    /// What it is.
    pub kind: Kind,
    /// The day of the energy or the charge, where it is about one.
    pub about: Option<Day>,
    /// So many movements are in it.
    pub count: u32,
    /// Signed: what is charged is below zero.
    pub amount: Money,
    /// The book after it.
    pub balance: Money,
}

/// One book of the account.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Part {
    /// The book's word.
    pub book: String,
    /// Before the first day.
    pub opening: Money,
    /// In the order of their days.
    pub entries: Vec<Entry>,
    /// After the last day.
    pub closing: Money,
}

/// Energy of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DayEnergy {
    /// Which day.
    pub day: Day,
    /// How much; `None` when the meter has said nothing of it by the issue.
    pub energy: Option<WattHours>,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Statement {
    /// Whose.
    pub account: AccountId,
    /// The number on papers.
    pub number: String,
    /// The customer's name at the issue.
    pub name: String,
    /// The site.
    pub address: String,
    /// Name of the tariff.
    pub tariff: String,
    /// ISO 4217 code of all amounts.
    pub currency: String,
    /// How the account paid at the issue.
    pub mode: Mode,
    /// First day.
    pub from: Day,
    /// First day after.
    pub until: Day,
    /// When it was issued.
    pub issued_at: LocalMoment,
    /// The account's books that moved or were not empty.
    pub parts: Vec<Part>,
    /// Where the way of paying changed, in their order. What is not there is not written, so that
    /// what was issued before reads back as it was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversions: Vec<Conversion>,
    /// Energy by day.
    pub energy: Vec<DayEnergy>,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 19] = [
        Kind::Payment,
        Kind::Energy,
        Kind::Fixed,
        Kind::Minimum,
        Kind::Tax,
        Kind::Event,
        Kind::EventReturn,
        Kind::Reversal,
        Kind::Rerate,
        Kind::Correction,
        Kind::Fee,
        Kind::Refund,
        Kind::Returned,
        Kind::Debt,
        Kind::Emergency,
        Kind::Assistance,
        Kind::Closing,
        Kind::ModeFee,
        Kind::Deposit,
    ];

    /// What a movement is.
    pub const fn of(entry: &Transfer) -> Self {
        match entry.reason {
            Reason::Payment(_) | Reason::Remitted => Kind::Payment,
            Reason::Usage(_) => Kind::Energy,
            Reason::Fixed(_) => Kind::Fixed,
            Reason::EventUsage { .. } => Kind::Event,
            Reason::EventReturn(_) => Kind::EventReturn,
            Reason::Correction => Kind::Correction,
            Reason::Reversal(_) => Self::taken_back(entry.from, entry.to),
            Reason::Rerate(_) => Kind::Rerate,
            Reason::Minimum(_) => Kind::Minimum,
            Reason::Tax(_) => Kind::Tax,
            Reason::Refund(_) => Kind::Refund,
            Reason::Returned(_) | Reason::Dispute(_) | Reason::DisputeEnd(_) => Kind::Returned,
            Reason::Fee(_) => Kind::Fee,
            Reason::SetAside | Reason::DebtShare(_) | Reason::DebtDay(_) => Kind::Debt,
            Reason::Lent | Reason::LentBack(_) => Kind::Emergency,
            Reason::Granted | Reason::Helped(_) | Reason::Expired => Kind::Assistance,
            Reason::MoveOut | Reason::WrittenOff => Kind::Closing,
            Reason::ModeFee => Kind::ModeFee,
            Reason::DepositAsked
            | Reason::DepositUsed
            | Reason::DepositTaken
            | Reason::DepositGivenBack => Kind::Deposit,
        }
    }

    /// What a movement is that takes another one back: not every one takes back a charge, and what
    /// power has cost must not change when a payment or a refund comes back.
    const fn taken_back(from: Book, to: Book) -> Self {
        match (from, to) {
            (Book::Debt(_), _) | (_, Book::Debt(_)) => Kind::Debt,
            (Book::Emergency(_), _) | (_, Book::Emergency(_)) => Kind::Emergency,
            // A payment that could not be taken after all.
            (_, Book::Clearing) => Kind::Returned,
            // Money that did not reach the payer: the account has it again.
            (Book::Clearing, _) => Kind::Refund,
            (_, _) => Kind::Reversal,
        }
    }

    /// Its word, the same as serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Payment => "payment",
            Kind::Energy => "energy",
            Kind::Fixed => "fixed",
            Kind::Minimum => "minimum",
            Kind::Tax => "tax",
            Kind::Event => "event",
            Kind::EventReturn => "event_return",
            Kind::Reversal => "reversal",
            Kind::Rerate => "rerate",
            Kind::Correction => "correction",
            Kind::Fee => "fee",
            Kind::Refund => "refund",
            Kind::Returned => "returned",
            Kind::Debt => "debt",
            Kind::Emergency => "emergency",
            Kind::Assistance => "assistance",
            Kind::Closing => "closing",
            Kind::ModeFee => "mode_fee",
            Kind::Deposit => "deposit",
        }
    }

    /// It is for power: what its use, its days and the taxes on them cost, and what of that was
    /// given back or charged again.
    pub const fn is_charge(self) -> bool {
        match self {
            Kind::Energy
            | Kind::Fixed
            | Kind::Minimum
            | Kind::Tax
            | Kind::Reversal
            | Kind::Rerate => true,
            Kind::Payment
            | Kind::Event
            | Kind::EventReturn
            | Kind::Correction
            | Kind::Fee
            | Kind::Refund
            | Kind::Returned
            | Kind::Debt
            | Kind::Emergency
            | Kind::Assistance
            | Kind::Closing
            | Kind::ModeFee
            | Kind::Deposit => false,
        }
    }

    /// Id of its text.
    pub const fn text_id(self) -> &'static str {
        match self {
            Kind::Payment => "statement-kind-payment",
            Kind::Energy => "statement-kind-energy",
            Kind::Fixed => "statement-kind-fixed",
            Kind::Minimum => "statement-kind-minimum",
            Kind::Tax => "statement-kind-tax",
            Kind::Event => "statement-kind-event",
            Kind::EventReturn => "statement-kind-event-return",
            Kind::Reversal => "statement-kind-reversal",
            Kind::Rerate => "statement-kind-rerate",
            Kind::Correction => "statement-kind-correction",
            Kind::Fee => "statement-kind-fee",
            Kind::Refund => "statement-kind-refund",
            Kind::Returned => "statement-kind-returned",
            Kind::Debt => "statement-kind-debt",
            Kind::Emergency => "statement-kind-emergency",
            Kind::Assistance => "statement-kind-assistance",
            Kind::Closing => "statement-kind-closing",
            Kind::ModeFee => "statement-kind-mode-fee",
            Kind::Deposit => "statement-kind-deposit",
        }
    }
}

impl Part {
    /// A book that began with this.
    pub const fn new(book: String, opening: Money) -> Self {
        Self {
            book,
            opening,
            entries: Vec::new(),
            closing: opening,
        }
    }

    /// Takes a movement, in the order of the ledger: into the entry of its day and kind when there
    /// is one.
    pub fn take(&mut self, day: Day, kind: Kind, about: Option<Day>, amount: Money) {
        self.closing += amount;
        let same = self
            .entries
            .iter_mut()
            .rev()
            .take_while(|entry| entry.day == day)
            .find(|entry| entry.kind == kind && entry.about == about);
        match same {
            Some(entry) => {
                entry.count = entry.count.saturating_add(1);
                entry.amount += amount;
            }
            None => self.entries.push(Entry {
                day,
                kind,
                about,
                count: 1,
                amount,
                balance: Money::ZERO,
            }),
        }
    }

    /// Sets the balance after each entry, when all were taken.
    #[must_use]
    pub fn balanced(mut self) -> Self {
        let mut balance = self.opening;
        for entry in &mut self.entries {
            balance += entry.amount;
            entry.balance = balance;
        }
        self
    }

    /// Nothing was there and nothing moved.
    pub fn is_empty(&self) -> bool {
        self.opening == Money::ZERO && self.entries.is_empty()
    }
}

impl Statement {
    /// Energy of all days that are known.
    pub fn total_energy(&self) -> WattHours {
        self.energy.iter().filter_map(|day| day.energy).sum()
    }

    /// What the power of the period cost, whichever book paid for it; above zero.
    pub fn total_charged(&self) -> Money {
        let entries = self.parts.iter().flat_map(|part| &part.entries);
        let charged: Money = entries
            .filter(|entry| entry.kind.is_charge())
            .map(|entry| entry.amount)
            .sum();
        Money::ZERO - charged
    }
}

#[cfg(test)]
#[path = "statement_tests.rs"]
mod tests;
