//! Where a figure comes from: its lineage, and a bundle from which anybody computes it again, bit
//! for bit, without the utility's database (mission 4.3).

mod alert;
mod books;
mod charges;
mod conversion;
mod cost;
mod credit;
mod differs;
mod estimate;
mod event;
mod gather;
mod hold;
mod hours;
mod learnt;
mod lineage;
mod owed;
mod payment;
mod preview;
mod recovery;
mod statement;
mod view;

pub use alert::{AlertGrounds, AlertSubject};
pub use books::{BookBehind, BooksSaid, BooksSubject};
pub use charges::{Charge, ChargesSubject};
pub use conversion::ConversionSubject;
pub use cost::{CostGrounds, CostSubject};
pub use credit::{CreditBehind, CreditGrounds};
pub use differs::{Differs, differences_of};
pub use estimate::{EstimateGrounds, EstimateSubject};
pub use event::{EventCharge, EventMoney, EventSubject};
pub use gather::gather;
pub use hold::HoldSubject;
pub use hours::HoursBought;
pub use lineage::{LineageId, NoLineage};
pub use owed::OwedSubject;
pub use payment::PaymentSubject;
pub use preview::PreviewSubject;
pub use recovery::{Counted, DebtBehind, DebtDecision, DebtGrounds, DebtStep, RecoverySubject};
pub use statement::{StatementSubject, Took};
pub use view::{Grounds, ViewSubject, fingerprint};

use crate::id::AccountId;
use crate::ledger::Transfer;

/// The form of a bundle; another one is not read.
pub const FORM: u32 = 1;

/// Everything behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bundle {
    /// [`FORM`].
    pub form: u32,
    /// Of what.
    pub lineage: LineageId,
    /// What it rests on, and what it came to.
    pub subject: Subject,
}

/// What a bundle explains.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// The figures of a view.
    View(Box<ViewSubject>),
    /// What a stretch of time will cost, and what is enough for it.
    Estimate(Box<EstimateSubject>),
    /// What use cost.
    Charges(Box<ChargesSubject>),
    /// What a text to a customer named.
    Alert(Box<AlertSubject>),
    /// What a time for an event was expected to cost.
    Cost(Box<CostSubject>),
    /// What an event cost, and what became of its money.
    Event(Box<EventSubject>),
    /// The lines of a statement.
    Statement(Box<StatementSubject>),
    /// What a payment went to.
    Payment(Box<PaymentSubject>),
    /// What is owed and borrowed.
    Owed(Box<OwedSubject>),
    /// How the books of an account stand.
    Books(Box<BooksSubject>),
    /// What a day paid back of debt.
    Recovery(Box<RecoverySubject>),
    /// What a change of how an account pays would mean.
    Preview(Box<PreviewSubject>),
    /// What keeps supply on at zero.
    Hold(Box<HoldSubject>),
    /// What a change of how an account pays has moved.
    Conversion(Box<ConversionSubject>),
    /// An entry that no tariff computes, such as a payment.
    Entry {
        /// The entry.
        entry: Transfer,
    },
}

impl Subject {
    /// Whose it is; `None` for an entry of books that are no customer's.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Subject::View(subject) => Some(subject.account),
            Subject::Estimate(subject) => Some(subject.account),
            Subject::Charges(subject) => Some(subject.account),
            Subject::Alert(subject) => Some(subject.account),
            Subject::Cost(subject) => Some(subject.account),
            Subject::Event(subject) => Some(subject.account),
            Subject::Statement(subject) => Some(subject.account),
            Subject::Payment(subject) => Some(subject.account),
            Subject::Owed(subject) => Some(subject.account),
            Subject::Books(subject) => Some(subject.account),
            Subject::Recovery(subject) => Some(subject.account),
            Subject::Preview(subject) => Some(subject.account),
            Subject::Hold(subject) => Some(subject.account),
            Subject::Conversion(subject) => Some(subject.account),
            Subject::Entry { entry } => entry.from.account().or(entry.to.account()),
        }
    }
}

impl Bundle {
    /// A bundle of today's form.
    pub const fn new(lineage: LineageId, subject: Subject) -> Self {
        Self {
            form: FORM,
            lineage,
            subject,
        }
    }

    /// Computes everything again from the bundle alone, and names what comes out otherwise; at
    /// most [`Differs::LISTED_MAX`] differences, none when it agrees bit for bit.
    pub fn differences(&self) -> Vec<Differs> {
        if self.form != FORM {
            return vec![Differs::Form(self.form)];
        }
        let mut found = match &self.subject {
            Subject::View(view) => view.differences(self.lineage),
            Subject::Estimate(estimate) => estimate.differences(self.lineage),
            Subject::Charges(charges) => charges.differences(self.lineage),
            Subject::Alert(alert) => alert.differences(self.lineage),
            Subject::Cost(cost) => cost.differences(self.lineage),
            Subject::Event(event) => event.differences(self.lineage),
            Subject::Statement(statement) => statement.differences(self.lineage),
            Subject::Payment(payment) => payment.differences(self.lineage),
            Subject::Owed(owed) => owed.differences(self.lineage),
            Subject::Books(books) => books.differences(self.lineage),
            Subject::Recovery(day) => day.differences(self.lineage),
            Subject::Preview(preview) => preview.differences(self.lineage),
            Subject::Hold(hold) => hold.differences(self.lineage),
            Subject::Conversion(change) => change.differences(self.lineage),
            Subject::Entry { entry } => entry_differences(self.lineage, entry),
        };
        found.truncate(Differs::LISTED_MAX);
        found
    }
}

fn entry_differences(lineage: LineageId, entry: &Transfer) -> Vec<Differs> {
    let mut found = Vec::new();
    if lineage != LineageId::Entry(entry.id) {
        found.push(Differs::Subject(lineage));
    }
    if entry.check().is_err() {
        found.push(Differs::Entry(entry.id));
    }
    found
}
