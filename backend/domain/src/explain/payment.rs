//! What a payment went to, from the entries that are about it.

use super::{CreditBehind, DebtBehind, Differs, LineageId};
use crate::id::{AccountId, PaymentId};
use crate::ledger::Transfer;
use crate::money::Money;
use crate::payment::{PaidLine, lines};
use crate::time::Zone;

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
    /// The plans of debt that took their share, and how things stood then; none where nothing was
    /// owed, and for a payment from before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<DebtBehind>,
    /// The energy that it bought, and how things stood then; none where it was not credited to a
    /// home, and for a payment from before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Box<CreditBehind>>,
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
        if self.split.is_none() && self.credit.is_none() {
            return found;
        }
        let Ok(zone) = Zone::named(&self.zone) else {
            found.push(Differs::Zone(self.zone.clone()));
            return found;
        };
        if let Some(split) = &self.split {
            let of = (self.account, self.payment);
            found.extend(split.split_differs(of, &zone, &self.entries));
        }
        if let Some(credit) = &self.credit {
            found.extend(credit.differences(&zone));
        }
        found
    }
}
