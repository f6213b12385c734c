//! What a payment went to, from the entries that are about it.

use super::{Differs, LineageId};
use crate::id::{AccountId, PaymentId};
use crate::ledger::Transfer;
use crate::money::Money;
use crate::payment::{PaidLine, lines};

/// A payment's receipt and the entries behind it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PaymentSubject {
    /// Whose.
    pub account: AccountId,
    /// Which.
    pub payment: PaymentId,
    /// What was paid.
    pub amount: Money,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// Every entry about it, oldest first, with what took one back.
    pub entries: Vec<Transfer>,
    /// What the receipt says; nothing before the money is credited.
    pub lines: Vec<PaidLine>,
}

impl PaymentSubject {
    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let mut found = Vec::new();
        if lineage != LineageId::Payment(self.payment) {
            found.push(Differs::Subject(lineage));
        }
        let broken = self.entries.iter().filter(|one| one.check().is_err());
        found.extend(broken.map(|one| Differs::Entry(one.id)));
        let again = lines(&self.entries);
        for at in 0..self.lines.len().max(again.len()) {
            let (stated, computed) = (self.lines.get(at), again.get(at));
            let what = format!("line {} of the payment", at + 1);
            found.extend(Differs::figure(what, &stated, &computed));
        }
        if let Some(paid) = again.first() {
            let what = "the amount of the payment";
            found.extend(Differs::figure(what, &self.amount, &paid.amount));
        }
        found
    }
}
