//! At zero, where the meter has no switch (AS-2): a person is sent to cut, by a clearance and by no
//! other way. It is asked again while they are on their way, and whoever was cut so and must not be
//! any more has somebody sent to bring power back.

use crate::{Css, CssError, order};
use ami_adcs::by_hand::{self, Sent};
use ami_adcs::supply::Reduce;
use ami_domain::chance::Chance;
use ami_domain::clearance::Hold;
use ami_domain::clock::Now;
use ami_domain::display::Held;
use ami_domain::order::{OrderKind, OrderState};
use ami_domain::time::Span;
use ami_store::{AccountRow, OrderRow, Tx, ZeroRow};

/// So many of an account's newest orders are looked through.
const NEWEST: u32 = 20;
/// Nobody is sent again for so long when somebody has come back without having cut.
const AGAIN: Span = Span::days(1);

/// Where an account stands.
#[derive(Debug)]
enum Stands {
    /// Nobody was sent, or all of it is over.
    Free,
    /// Somebody is on their way to cut.
    Going(Box<OrderRow>),
    /// Supply was cut by hand, by this order.
    Cut(Box<OrderRow>),
    /// Somebody sees to the meter for another reason, or came back without having cut.
    Waits,
}

impl Css {
    /// Brings an account at zero one step on.
    pub(crate) async fn cut_by_hand(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        row: &mut ZeroRow,
    ) -> Result<(), CssError> {
        let (terms, meter) = (&self.terms, account.meter);
        let over = |order: &OrderRow| order.not_after.is_some_and(|end| end <= now.business);
        match stands(tx, now, account).await? {
            Stands::Waits => {
                (row.held, row.not_before) = (Some(Held::Pending), None);
                return Ok(());
            }
            Stands::Cut(_) => {
                (row.done, row.held, row.not_before) = (true, None, None);
                self.back_for(tx, now, chance, account).await?;
                return Ok(());
            }
            Stands::Going(order) if over(&order) => {
                let why = "the time in which supply may be cut is over";
                tx.withdraw_errand(meter, now, why).await?;
            }
            Stands::Going(_) => {
                let holds = by_hand::holds(tx, now, chance, terms, meter).await?;
                if !holds.is_empty() {
                    let why = "a rule keeps supply on by now";
                    tx.withdraw_errand(meter, now, why).await?;
                }
                return self.go_or_hold(tx, now, chance, account, row, &holds).await;
            }
            Stands::Free => {}
        }
        let holds = match by_hand::send(tx, now, chance, terms, meter).await? {
            Sent::Held(holds) => holds,
            Sent::Go(errand, until) => {
                order::send(tx, now, chance, account, &errand, until).await?;
                Vec::new()
            }
        };
        self.go_or_hold(tx, now, chance, account, row, &holds).await
    }

    /// The customer is told why service goes on, or that somebody comes.
    async fn go_or_hold(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        row: &mut ZeroRow,
        holds: &[Hold],
    ) -> Result<(), CssError> {
        let how = Reduce::Disconnect;
        row.done = false;
        if holds.is_empty() {
            (row.held, row.not_before) = (Some(Held::FieldOrder), None);
            return self.tell_hold(tx, now, chance, account, how, &[]).await;
        }
        self.held(tx, now, chance, account, row, how, holds).await
    }

    /// Whoever was cut by hand; the order by which it was done.
    pub(crate) async fn off_by_hand(
        &self,
        tx: &mut Tx,
        now: Now,
        account: &AccountRow,
    ) -> Result<Option<OrderRow>, CssError> {
        Ok(match stands(tx, now, account).await? {
            Stands::Cut(order) => Some(*order),
            Stands::Free | Stands::Going(_) | Stands::Waits => None,
        })
    }
}

async fn stands(tx: &mut Tx, now: Now, account: &AccountRow) -> Result<Stands, CssError> {
    let orders = tx.orders_of(account.id, NEWEST).await?;
    let mut field = orders
        .into_iter()
        .filter(|order| order.kind == OrderKind::Field && order.meter == account.meter);
    let Some(newest) = field.next() else {
        return Ok(Stands::Free);
    };
    let open = newest.state.is_open();
    Ok(match newest.clearance {
        Some(_) if open => Stands::Going(Box::new(newest)),
        Some(_) if newest.state == OrderState::Done => Stands::Cut(Box::new(newest)),
        Some(_) if newest.withdrawn => Stands::Free,
        Some(_) => {
            let again = newest.ended_at.map(|ended| ended + AGAIN);
            if again.is_some_and(|again| now.business < again) {
                Stands::Waits
            } else {
                Stands::Free
            }
        }
        None if open => Stands::Waits,
        None => Stands::Free,
    })
}
