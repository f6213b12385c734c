//! What is owed and borrowed, from the entries that set it aside and paid it back.

use super::view::is_nothing;
use super::{Differs, LineageId};
use crate::debt::Debt;
use crate::id::AccountId;
use crate::ledger::{Book, Transfer};
use crate::money::Money;

/// Debts, emergency credit, and the entries behind both.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OwedSubject {
    /// Whose.
    pub account: AccountId,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// Each debt of which something is owed, with its plan.
    pub debts: Vec<Debt>,
    /// What is borrowed and not paid back.
    pub emergency: Money,
    /// How the book of debts stood before the entries that are listed; below zero while owed.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub debt_before: Money,
    /// The same of emergency credit.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub emergency_before: Money,
    /// The entries of both books, newest first.
    pub entries: Vec<Transfer>,
}

impl OwedSubject {
    /// All debts together, as they are stated.
    pub fn owed(&self) -> Money {
        self.debts.iter().map(|debt| debt.owed).sum()
    }

    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let mut found = Vec::new();
        if lineage != LineageId::Owed(self.account) {
            found.push(Differs::Subject(lineage));
        }
        let broken = self.entries.iter().filter(|one| one.check().is_err());
        found.extend(broken.map(|one| Differs::Entry(one.id)));
        let debt = Book::Debt(self.account);
        let lent = Book::Emergency(self.account);
        for (what, stated, book, before) in [
            ("the debt", self.owed(), debt, self.debt_before),
            (
                "what is borrowed",
                self.emergency,
                lent,
                self.emergency_before,
            ),
        ] {
            let moved: Money = self.entries.iter().map(|one| one.effect_on(book)).sum();
            found.extend(Differs::figure(what, &stated, &-(before + moved)));
        }
        for debt in self.debts.iter().filter(|debt| debt.owed > debt.amount) {
            let what = format!("what is left of debt {}", debt.id);
            found.extend(Differs::figure(what, &debt.owed, &debt.amount));
        }
        found
    }
}
