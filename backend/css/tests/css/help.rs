//! Help for customers: spent first, on its purpose only, and never money in somebody's hand.

use crate::debt::SHARE;
use crate::house::{ACCOUNT, ANA, House, noon, offer};
use crate::rate::comes;
use ami_css::CssError;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::debt::Line;
use ami_domain::display::Standing;
use ami_domain::energy::WattHours;
use ami_domain::grant::{Grant, GrantError, Purpose};
use ami_domain::id::GrantId;
use ami_domain::ledger::{Book, Reason};
use ami_domain::money::Money;
use ami_domain::time::Span;

const DOLLAR: fn(i64) -> Money = Money::dollars;

impl House {
    pub(crate) fn help(&self, id: u128, purpose: Purpose, dollars: i64, days: i64) -> Grant {
        let now = self.clock.now().business;
        Grant {
            id: GrantId::from_number(id),
            purpose,
            amount: DOLLAR(dollars),
            unspent: DOLLAR(dollars),
            expires_at: now + Span::days(days),
            granted_at: now,
            granted_by: ANA,
            why: "winter help".into(),
            expired_at: None,
        }
    }

    pub(crate) async fn grant(&self, grant: &Grant) -> Result<Grant, CssError> {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        let given = self.css.grant(&self.clock, &mut chance, ACCOUNT, grant);
        given.await
    }

    async fn end_help(&self) -> u32 {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        let ended = self.css.end_help(&self.clock, &mut chance).await;
        ended.unwrap()
    }

    pub(crate) async fn uses(&self, watt_hours: i64) {
        self.used(self.clock.now().business, &[watt_hours]).await;
        self.pass(Span::hours(1));
        self.charge().await.unwrap();
    }

    /// What is left of help, after what must always hold.
    async fn helped(&self) -> Money {
        let mut tx = self.css.store.read().await.unwrap();
        let book = tx.balance(Book::Assistance(ACCOUNT)).await.unwrap();
        let rows: Money = tx
            .grants(ACCOUNT, 99)
            .await
            .unwrap()
            .iter()
            .map(|one| one.unspent)
            .sum();
        assert_eq!(book, rows, "the book and the grants say the same");
        assert_eq!(tx.audit_ledger().await.unwrap(), []);
        book
    }
}

#[tokio::test]
async fn help_for_energy_is_spent_before_the_customers_own_money() {
    let house = House::at(noon()).await;
    let help = house.help(1, Purpose::Energy, 10, 30);
    house.grant(&help).await.unwrap();
    // The second copy changes nothing.
    assert_eq!(house.grant(&help).await.unwrap().unspent, DOLLAR(10));
    assert_eq!(house.balance().await, DOLLAR(20));
    assert_eq!(house.view().await.balance, DOLLAR(30), "what can be spent");
    let credit = house.credits().await;
    assert_eq!(credit.len(), 1, "the meter has its kWh once: {credit:?}");
    // 24 kWh at 25 cents are 6 dollars, and the next 24 take what is left of help first.
    house.uses(24_000).await;
    assert_eq!(
        (house.helped().await, house.balance().await),
        (DOLLAR(4), DOLLAR(20))
    );
    house.uses(24_000).await;
    assert_eq!(
        (house.helped().await, house.balance().await),
        (DOLLAR(0), DOLLAR(18))
    );
    let mut tx = house.css.store.read().await.unwrap();
    let lines = tx.transfers_of(Book::Prepaid(ACCOUNT), 99).await.unwrap();
    let helped = lines
        .iter()
        .filter(|one| matches!(one.reason, Reason::Helped(_)));
    assert_eq!(helped.map(|one| one.amount).sum::<Money>(), DOLLAR(10));
}

#[tokio::test]
async fn help_that_comes_to_an_empty_home_brings_service_back() {
    let house = House::with(noon(), Money::ZERO, SandboxCard::in_memory()).await;
    house.uses(20_000).await;
    assert_eq!(house.balance().await, -DOLLAR(5));
    let help = house.help(1, Purpose::Energy, 15, 30);
    house.grant(&help).await.unwrap();
    assert_eq!(
        (house.helped().await, house.balance().await),
        (DOLLAR(10), DOLLAR(0))
    );
    let view = house.view().await;
    assert_eq!(view.balance, DOLLAR(10));
    assert_ne!(view.standing, Standing::Zero);
}

#[tokio::test]
async fn what_is_not_used_in_time_goes_back_by_an_entry_and_is_in_nobodys_balance() {
    let house = House::at(noon()).await;
    house
        .grant(&house.help(1, Purpose::Energy, 10, 1))
        .await
        .unwrap();
    house.uses(24_000).await;
    assert_eq!(house.end_help().await, 0);
    house.pass(Span::days(2));
    assert_eq!(house.end_help().await, 1);
    assert_eq!(house.end_help().await, 0);
    assert_eq!(
        (house.helped().await, house.balance().await),
        (DOLLAR(0), DOLLAR(20))
    );
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.balance(Book::Fund).await.unwrap(), -DOLLAR(6));
    let lines = tx
        .transfers_of(Book::Assistance(ACCOUNT), 99)
        .await
        .unwrap();
    let expired = lines.iter().find(|one| one.reason == Reason::Expired);
    assert_eq!(
        expired.map(|one| (one.to, one.amount)),
        Some((Book::Fund, DOLLAR(4)))
    );
    drop(tx);
    // What is used from then on is the customer's own.
    house.uses(4_000).await;
    assert_eq!(house.balance().await, DOLLAR(19));
}

#[tokio::test]
async fn use_from_before_the_end_of_help_is_paid_by_it_also_when_the_meter_sends_it_later() {
    let house = House::at(noon()).await;
    let help = house.help(1, Purpose::Energy, 10, 1);
    house.grant(&help).await.unwrap();
    // A day's use comes at once, after the help was over: 30 kWh of it before, and 10 since.
    house.pass(Span::hours(26));
    assert_eq!(house.end_help().await, 0);
    let day: Vec<i64> = (0..26)
        .map(|hour| if hour < 24 { 1_250 } else { 5_000 })
        .collect();
    house.used(noon(), &day).await;
    house.charge().await.unwrap();
    assert_eq!(
        (house.helped().await, house.balance().await),
        (Money::cents(250), Money::cents(1_750))
    );
    assert_eq!(house.end_help().await, 1);
    assert_eq!(house.helped().await, Money::ZERO);
    // A meter that is silent is not waited for longer than a day.
    let help = house.help(2, Purpose::Energy, 10, 1);
    house.grant(&help).await.unwrap();
    house.pass(Span::hours(48) - Span::minutes(1));
    assert_eq!(house.end_help().await, 0);
    house.pass(Span::minutes(1));
    assert_eq!(house.end_help().await, 1);
}

#[tokio::test]
async fn a_charge_that_is_taken_back_gives_help_back_and_no_money() {
    for over in [false, true] {
        let house = House::at(noon()).await;
        house
            .grant(&house.help(1, Purpose::Energy, 10, 1))
            .await
            .unwrap();
        let start = house.clock.now().business;
        comes(&house, &[(start, WattHours::kilo(40), true)]).await;
        house.pass(Span::hours(1));
        house.charge().await.unwrap();
        assert_eq!(
            (house.helped().await, house.balance().await),
            (DOLLAR(0), DOLLAR(20))
        );
        house.uses(4_000).await;
        assert_eq!(house.balance().await, DOLLAR(19));
        if over {
            house.pass(Span::days(2));
            let ended = house.end_help().await;
            assert_eq!(ended, 0, "nothing was left");
        }
        // It was 8 kWh: eight dollars come back to whom they belong.
        comes(&house, &[(start, WattHours::kilo(8), false)]).await;
        house.charge().await.unwrap();
        assert_eq!(
            (house.helped().await, house.balance().await),
            (DOLLAR(8), DOLLAR(19))
        );
        if over {
            assert_eq!(house.end_help().await, 1);
            assert_eq!(house.helped().await, DOLLAR(0));
        }
    }
}

#[tokio::test]
async fn help_for_debt_pays_debt_and_buys_no_energy() {
    let house = House::owing(SHARE).await;
    house
        .grant(&house.help(1, Purpose::Debt, 30, 30))
        .await
        .unwrap();
    assert_eq!(house.owed().await, DOLLAR(20));
    assert_eq!(
        (house.helped().await, house.balance().await),
        (DOLLAR(0), DOLLAR(0))
    );
    assert!(house.credits().await.is_empty(), "no kWh for the meter");
    // More than is owed waits, and is no money for energy.
    house
        .grant(&house.help(2, Purpose::Debt, 30, 30))
        .await
        .unwrap();
    assert_eq!(house.owed().await, Money::ZERO);
    assert_eq!(house.helped().await, DOLLAR(10));
    assert_eq!(house.view().await.balance, Money::ZERO);
    house.pay(9, &offer(20, "tok_approve")).await.unwrap();
    assert_eq!(house.lines(9, 20).await, [(Line::Energy, DOLLAR(20))]);
}

#[tokio::test]
async fn help_outside_the_policy_changes_nothing() {
    let house = House::at(noon()).await;
    let refused = [
        house.help(1, Purpose::Energy, 1_001, 30),
        house.help(2, Purpose::Energy, 10, 0),
        house.help(3, Purpose::Energy, 10, 400),
    ];
    for help in &refused {
        let error = house.grant(help).await.unwrap_err();
        assert!(matches!(error, CssError::Grant(_)), "{error}");
    }
    let help = house.help(4, Purpose::Energy, 10, 30);
    house.grant(&help).await.unwrap();
    let other = Grant {
        amount: DOLLAR(11),
        ..help
    };
    let error = house.grant(&other).await.unwrap_err();
    assert!(
        matches!(error, CssError::Grant(GrantError::Reused(_))),
        "{error}"
    );
    assert_eq!(house.helped().await, DOLLAR(10));
}
