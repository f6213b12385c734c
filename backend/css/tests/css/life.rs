//! Whole lives of accounts in a random order: use, payments, refunds, banks, debt, help, events,
//! deposits, changes of billing and moving out. Every few steps the books are held against what is
//! computed beside them: from intervals and tariff, and from what went over the counter.

mod chosen;
mod holds;
mod steps;

use crate::house::{House, midnight};
use crate::transfer::with_transfers;
use ami_css::Css;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::id::{EventId, PaymentId, RefundId};
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};

/// Each with its own fixed charge, minimum, tax, blocks, times, fee and deposit.
const TARIFFS: [&str; 5] = [
    "demo-flat",
    "demo-tiered",
    "demo-time-of-use",
    "example-flat",
    "example-tou-baseline",
];
const STEPS: u32 = 120;

/// A home, and what its customer and their bank know.
struct Life {
    house: House,
    css: Css,
    /// A processor that does not answer.
    silent: Css,
    dice: Seeded,
    tariff: &'static str,
    opened: Timestamp,
    /// Hours up to here were read, or never will be.
    read: Timestamp,
    payments: Vec<PaymentId>,
    refunds: Vec<RefundId>,
    events: Vec<EventId>,
    /// Of these banks have said all that they say.
    decided: Vec<PaymentId>,
    /// What went from the customer's hand or bank to ours, less what came back to them.
    outside: Money,
    made: u128,
    log: Vec<String>,
}

impl Life {
    async fn begins(seed: u64) -> Self {
        let mut dice = Seeded::new(seed);
        let tariff = TARIFFS[usize::try_from(dice.next() % 5).unwrap()];
        // Before a change of clocks, and some hours into a day.
        let opened = midnight(10, 20) + Span::hours(i64::try_from(dice.next() % 24).unwrap());
        let house = House::on(tariff, opened, Money::ZERO, SandboxCard::in_memory()).await;
        let css = with_transfers(&house);
        let silent = Css {
            verify_timeout: std::time::Duration::from_millis(1),
            ..house.silent()
        };
        Self {
            house,
            css,
            silent,
            dice,
            tariff,
            opened,
            read: opened,
            payments: Vec::new(),
            refunds: Vec::new(),
            events: Vec::new(),
            decided: Vec::new(),
            outside: Money::ZERO,
            made: 100,
            log: vec![format!("{tariff} from {opened}")],
        }
    }

    fn now(&self) -> Timestamp {
        self.house.clock.now().business
    }

    fn roll(&mut self, sides: u64) -> i64 {
        i64::try_from(self.dice.next() % sides).unwrap()
    }

    fn id(&mut self) -> u128 {
        self.made += 1;
        self.made
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        let sides = u64::try_from(all.len()).unwrap();
        let at = usize::try_from(self.dice.next() % sides.max(1)).unwrap();
        all.get(at).copied()
    }

    async fn is_closed(&self) -> bool {
        self.house.account().await.is_closed()
    }
}

/// `AMI_LIVES` says how many; few of them are for every day.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a test's own setting")]
async fn however_a_life_goes_every_cent_of_it_is_where_it_belongs() {
    let asked = std::env::var("AMI_LIVES");
    let lives = asked.map_or(3, |text| text.parse().unwrap());
    for seed in 0..lives {
        let mut life = Life::begins(seed).await;
        life.chooses().await;
        let leaves = u32::try_from(60 + life.roll(80)).unwrap();
        for step in 0..STEPS {
            if step == leaves {
                life.moves_out().await;
            }
            life.steps().await;
            life.goes_on().await;
            life.goes_by_itself().await;
            if step % 5 == 0 {
                life.holds(seed).await;
            }
        }
        // The banks have decided, the gateway is silent no more, and whoever left has gone.
        life.ends().await;
        life.holds(seed).await;
        life.has_ended(seed).await;
    }
}
