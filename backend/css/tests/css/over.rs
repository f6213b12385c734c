//! What holds no longer goes in the commit that ends it.

use crate::house::{ACCOUNT, House, METER, noon, offer};
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::command::{Command, CommandKind, Priority};
use ami_domain::id::AlertId;
use ami_domain::money::Money;
use ami_domain::time::Span;

impl House {
    /// The texts that people can read now.
    async fn texts(&self) -> Vec<AlertId> {
        let now = self.clock.now().business;
        let mut tx = self.css.store.read().await.unwrap();
        let all = tx.notices_of(ACCOUNT, 99).await.unwrap();
        let open = all
            .into_iter()
            .filter(|(notice, ..)| notice.valid.end > now);
        open.map(|(notice, ..)| notice.id).collect()
    }

    async fn commands(&self) -> Vec<Command> {
        let mut tx = self.css.store.read().await.unwrap();
        let open = tx.open_commands(METER).await.unwrap();
        open.into_iter().map(|row| row.command).collect()
    }
}

#[tokio::test]
async fn who_pays_from_zero_reads_at_once_no_more_that_the_balance_is_used_up() {
    let house = House::at(noon()).await;
    // $20 are gone, and some more.
    house.uses(84_000).await;
    assert!(house.balance().await < Money::ZERO);
    house
        .css
        .watch(&house.clock, &mut Seeded::new(3))
        .await
        .unwrap();
    let told = house.texts().await;
    assert!(!told.is_empty(), "the customer is told");
    house.pass(Span::seconds(10));
    house.pay(9, &offer(30, "tok_approve")).await.unwrap();
    // No duty has run since: the payment's own commit has taken them away.
    assert_eq!(house.texts().await, [], "on the website");
    let commands = house.commands().await;
    let place = |is: &dyn Fn(&CommandKind) -> bool| commands.iter().rposition(|c| is(&c.kind));
    for id in told {
        let gone = commands
            .iter()
            .find(|one| one.kind == CommandKind::Withdraw(id))
            .expect("at the meter, and on the display that reads it");
        assert_eq!(gone.priority, Priority::Alert, "before the next view");
        assert!(gone.priority < Priority::Balance);
    }
    assert!(place(&|kind| matches!(kind, CommandKind::Prepay(_))).is_some());
}

#[tokio::test]
async fn a_payment_that_leaves_the_balance_below_zero_takes_no_text_away() {
    let house = House::at(noon()).await;
    house.uses(160_000).await;
    assert!(house.balance().await < Money::dollars(-15));
    let chance = &mut Seeded::new(3);
    house.css.watch(&house.clock, chance).await.unwrap();
    let told = house.texts().await;
    house.pass(Span::seconds(10));
    house.pay(9, &offer(10, "tok_approve")).await.unwrap();
    assert!(house.balance().await < Money::ZERO);
    assert_eq!(house.texts().await, told);
}
