//! Paying through the API as a careful caller does: the id is made once and the same payment is
//! offered again until there is an answer.

use crate::api::{Api, Trouble, new_payment};
use crate::wait::{seconds, until};
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, PaymentId};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_wire::api::Payment;
use ami_wire::ihd::IhdView;

/// A home at one percent of its use needs less than this while a journey lasts.
const USED_MAX: i64 = 10;

/// Pays with a new id until it is applied.
pub(crate) async fn applied(api: &Api, account: AccountId, amount: Money) -> PaymentId {
    let id = new_payment();
    again_until_applied(api, account, id, amount).await;
    id
}

/// Pays with this id, again and again, until it is applied.
pub(crate) async fn again_until_applied(
    api: &Api,
    account: AccountId,
    id: PaymentId,
    amount: Money,
) -> Payment {
    until("the payment is applied", seconds(60), async || {
        match api.pay(account, id, amount).await {
            Ok(payment) => match payment.state {
                PaymentState::Applied { .. } => Some(payment),
                PaymentState::Offered
                | PaymentState::Waits { .. }
                | PaymentState::Authorised { .. }
                | PaymentState::Pending { .. } => None,
                PaymentState::Refused { why, .. } => panic!("refused: {why:?}"),
            },
            Err(Trouble::Away) => None,
            // What a server in trouble says; anything else is a defect.
            Err(Trouble::Refused(status, _)) if status.is_server_error() => None,
            Err(Trouble::Refused(status, why)) => panic!("{status}: {why}"),
        }
    })
    .await
}

/// Waits until the payment is like this.
pub(crate) async fn when(
    api: &Api,
    account: AccountId,
    id: PaymentId,
    what: &str,
    is: impl Fn(&Payment) -> bool,
) -> Payment {
    until(&format!("payment {id}: {what}"), seconds(90), async || {
        api.payment(account, id)
            .await
            .ok()
            .filter(|payment| is(payment))
    })
    .await
}

/// Waits until the meter has confirmed it.
pub(crate) async fn confirmed(api: &Api, account: AccountId, id: PaymentId) -> Payment {
    let payment = when(api, account, id, "meter confirmed", |payment| {
        payment
            .delivery
            .as_ref()
            .is_some_and(|d| d.confirmed_at.is_some())
    })
    .await;
    assert!(payment.delivery.as_ref().is_some_and(|d| !d.refused));
    payment
}

/// The balance on a display.
pub(crate) fn balance(view: &IhdView) -> Option<Money> {
    view.view.as_ref().map(|view| view.balance)
}

/// Whether the meter holds what was paid, but for the little that was used since. A payment that
/// is lost or counted twice is a thousand times as much.
pub(crate) fn is_about(credit: WattHours, paid: WattHours) -> bool {
    (0..=USED_MAX).contains(&(paid.get() - credit.get()))
}

/// # Panics
/// Unless the meter holds what was paid.
#[track_caller]
pub(crate) fn assert_about(credit: WattHours, paid: WattHours) {
    assert!(
        is_about(credit, paid),
        "the meter holds {credit:?}, paid was {paid:?}"
    );
}
