//! What a customer has chosen to happen by itself: borrowing at zero and in friendly hours, and
//! topping up.

use super::Life;
use crate::auto_pay::{FRIDAYS, keep, settings};
use crate::house::ACCOUNT;
use ami_domain::chance::Seeded;
use ami_domain::payment::PaymentState;
use ami_domain::program::Replenish;

impl Life {
    pub(super) async fn chooses(&mut self) {
        let (at_zero, friendly, tops_up) = (self.roll(2), self.roll(2), self.roll(2));
        self.log
            .push(format!("chose {at_zero} {friendly} {tops_up}"));
        self.house.friendly_afternoons().await;
        self.house.chooses(at_zero == 1, friendly == 1).await;
        if tops_up == 1 {
            let once = Replenish {
                weekly_max: settings().amount,
                ..settings()
            };
            let kept = keep(&self.house, once, "tok_approve", FRIDAYS, None);
            kept.await.unwrap();
        }
    }

    pub(super) async fn goes_by_itself(&mut self) {
        let mut chance = Seeded::new(self.dice.next());
        let (css, clock) = (&self.css, &self.house.clock);
        css.pay_days(clock, &mut chance).await.unwrap();
        css.watch(clock, &mut chance).await.unwrap();
        let mut tx = self.css.store.read().await.unwrap();
        for row in tx.payments_of(ACCOUNT, 1_000).await.unwrap() {
            if self.payments.contains(&row.id) {
                continue;
            }
            self.payments.push(row.id);
            if let PaymentState::Applied { .. } = row.state {
                self.outside += row.amount;
            }
        }
    }
}
