//! Homes of which nothing can be computed, since their tariff is gone, keep no other home from its
//! turn, and are themselves not kept dark by it.

use crate::house::{ACCOUNT, House, METER, noon};
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_domain::chance::Seeded;
use ami_domain::clearance::{Cause, Facts, Reduce, Rules};
use ami_domain::clock::Clock;
use ami_domain::command::CommandKind;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, ClearanceId, MeterId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::Span;
use ami_store::{DecisionRow, Ruling, Tx};
use std::collections::BTreeMap;

/// More of them than any duty looks at in one tick.
const MANY: u128 = 300;

const fn account(n: u128) -> AccountId {
    AccountId::from_number(1_000 + n)
}

const fn meter(n: u128) -> MeterId {
    MeterId::from_number(2_000 + n)
}

impl House {
    /// A home whose balance is used up, with so many others before it whose tariff is gone.
    async fn behind(many: u128) -> Self {
        let house = Self::with(noon(), Money::ZERO, SandboxCard::in_memory()).await;
        let at = house.clock.now().business;
        let mut tx = house.css.store.begin().await.unwrap();
        for n in 1..=many {
            house.home(&mut tx, account(n), meter(n), "gone").await;
            let early = at - Span::days(1);
            tx.watch(account(n), early, false).await.unwrap();
        }
        tx.watch(ACCOUNT, at, false).await.unwrap();
        tx.commit().await.unwrap();
        house
    }

    async fn watches(&self) {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        // The failure is told; whether the others had their turn is the question.
        self.css.watch(&self.clock, &mut chance).await.unwrap_err();
    }
}

#[tokio::test]
async fn accounts_that_cannot_be_looked_at_keep_no_other_from_its_warnings() {
    let house = House::behind(MANY).await;
    for _ in 0..2 {
        house.watches().await;
        house.pass(Span::seconds(1));
    }
    let mut tx = house.css.store.read().await.unwrap();
    let told = tx.warning(ACCOUNT, "zero").await.unwrap();
    assert!(told.is_some(), "nobody said that the balance is used up");
    assert!(tx.zero(ACCOUNT).await.unwrap().is_some());
}

/// It was cut for want of money, and has money by now.
async fn dark(tx: &mut Tx, house: &House, account: AccountId, meter: MeterId, n: u128) {
    let at = house.clock.now().business;
    let supply = Supply {
        switch: Switch::Off,
        limit: None,
        credit: WattHours::ZERO,
        at,
        trip: None,
    };
    tx.set_supply(meter, &supply).await.unwrap();
    let facts = Facts::unknown(meter, at, Reduce::Disconnect, Cause::Zero);
    let decision = DecisionRow {
        id: ClearanceId::from_number(n),
        ruling: Ruling::Cleared,
        facts,
        holds: Vec::new(),
        verdicts: Vec::new(),
        rules: "stuck-1".into(),
        feeder: String::new(),
        message: None,
        released: false,
        asked: false,
    };
    tx.insert_decision(&decision).await.unwrap();
    let books = (Book::Adjustment, Book::Prepaid(account));
    let id = ami_domain::id::TransferId::from_number(5_000 + n);
    let money = Transfer::posted(id, books, Money::dollars(9), Reason::Correction, at);
    tx.add_transfer(&money).await.unwrap();
}

#[tokio::test]
async fn homes_that_cannot_be_shown_come_back_and_keep_no_other_dark() {
    let house = House::behind(100).await;
    let mut tx = house.css.store.begin().await.unwrap();
    let rules = Rules {
        version: "stuck-1".into(),
        data_max_age: Span::hours(3),
        weather_max_age: Span::hours(24),
        holidays: Vec::new(),
        disconnect: BTreeMap::new(),
        limit: BTreeMap::new(),
        standing: Vec::new(),
    };
    assert!(tx.keep_rules(&rules).await.unwrap());
    for n in 1..=100 {
        dark(&mut tx, &house, account(n), meter(n), n).await;
    }
    dark(&mut tx, &house, ACCOUNT, METER, 999).await;
    // All others have waited for longer.
    tx.reduced_seen(METER, house.clock.now().business)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for _ in 0..2 {
        let mut chance = Seeded::new(house.chance.lock().unwrap().next());
        let now = house.clock.now();
        house.css.bring_back(now, &mut chance).await.ok();
        house.pass(Span::seconds(1));
    }
    let mut tx = house.css.store.read().await.unwrap();
    for meter in [METER, meter(1), meter(100)] {
        let open = tx.open_commands(meter).await.unwrap();
        let mut kinds = open.iter().map(|row| &row.command.kind);
        let connects = kinds.any(|kind| matches!(kind, CommandKind::Connect));
        assert!(connects, "{meter} stays dark");
    }
}
