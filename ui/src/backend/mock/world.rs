//! What the demonstration remembers, and what follows from it.

use super::home::Paid;
use super::{World, estimate, refused};
use crate::backend::Trouble;
use crate::backend::mock_data as data;
use crate::browser;
use crate::model::pay::Draft;
use ami_domain::id::{AccountId, AlertId};
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::time::{Span, Timestamp};
use ami_wire::api::{Estimate, Payment};

impl World {
    pub(super) fn now(&self) -> Timestamp {
        data::BEGIN + Span::millis(browser::real_ms() - self.started_ms)
    }
    pub(super) fn paid(&self, draft: &Draft, offered: Timestamp) -> Payment {
        let age = self.now().since(offered);
        let (id, account, amount) = (draft.payment, draft.account, draft.pay.amount);
        let mut payment = data::payment(&self.state, id, account, amount, offered, age);
        let why = match draft.pay.token.as_str() {
            "tok_decline" => Refusal::Declined,
            "tok_insufficient" => Refusal::InsufficientFunds,
            "tok_timeout" => Refusal::Timeout,
            _ => return payment,
        };
        payment.state = PaymentState::Refused { at: offered, why };
        payment.delivery = None;
        payment.balance_after = None;
        payment
    }
    pub(super) fn all_payments(&self, account: AccountId) -> Vec<Payment> {
        let mut all: Vec<Payment> = self
            .payments
            .borrow()
            .iter()
            .rev()
            .map(|(draft, at)| self.paid(draft, *at))
            .collect();
        all.extend(data::past_payments(account));
        all
    }
    /// What was paid and applied since the page was opened.
    pub(super) fn added(&self) -> Vec<Paid> {
        let applied = |p: &Payment| matches!(p.state, PaymentState::Applied { .. });
        let payments = self.payments.borrow();
        let paid = payments.iter().map(|(draft, at)| self.paid(draft, *at));
        let paid = paid.filter(applied).map(|payment| Paid {
            id: payment.id,
            amount: payment.amount,
            at: payment.offered_at.at,
        });
        paid.collect()
    }
    pub(super) fn estimated(
        &self,
        account: AccountId,
        day: Option<&str>,
    ) -> Result<Estimate, Trouble> {
        let (state, added) = (&self.state, self.added());
        let said = estimate::through(state, account, data::balance(state), &added, day);
        said.ok_or_else(|| refused("error-window-invalid"))
    }
    /// Who is signed in.
    pub(super) fn who(&self) -> String {
        let session = self.session.borrow();
        session
            .as_ref()
            .map(|one| one.name.clone())
            .unwrap_or_default()
    }
    pub(super) fn confirm(&self, alert: AlertId) {
        let now = data::moment(self.now());
        let mut all = self.messages.borrow_mut();
        for message in all.iter_mut().filter(|m| m.id == alert) {
            message.confirmed_at = Some(now);
        }
    }
}
