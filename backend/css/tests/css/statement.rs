//! Statements: of accounts that were closed, and with events on them.

use crate::event::{carry_on, over, used};
use crate::house::{ACCOUNT, ANA, HOUR, House, midnight, zone};
use crate::rate::comes;
use ami_css::enrol::Actor;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::explain::{LineageId, differences_of};
use ami_domain::id::{AccountId, LocationId, MeterId};
use ami_domain::money::Money;
use ami_domain::role::Role;
use ami_domain::statement::{Kind, Part, Statement};
use ami_domain::time::{Day, Span, Timestamp};
use ami_store::Location;

const STAYS: AccountId = AccountId::from_number(2);
const BY: Actor = Actor {
    person: ANA,
    role: Role::Customer,
};

const fn day(month: i8, day: i8) -> Day {
    Day {
        year: 2026,
        month,
        day,
    }
}

/// The clock goes on to a moment, and what is due by then is done.
async fn until(house: &House, at: Timestamp) {
    house.pass(at.since(house.clock.now().business));
    let now = house.clock.now().business;
    house.charge().await.unwrap();
    let mut chance = Seeded::new(9);
    let closing = house.css.close_accounts(&house.clock, &mut chance);
    closing.await.unwrap();
    // A run closes 31 days at most, and the first one only notes when statements are due.
    for _ in 0..4 {
        house.css.close_days(&zone(), now).await.unwrap();
        house.css.issue_statements(&zone(), now).await.unwrap();
    }
}

async fn statements(house: &House, account: AccountId) -> Vec<Statement> {
    let mut tx = house.css.store.read().await.unwrap();
    let mut rows = tx.statements(account, 99).await.unwrap();
    rows.reverse();
    let read = |body: &str| serde_json::from_str(body).unwrap();
    rows.iter().map(|row| read(&row.body)).collect()
}

async fn two_homes() -> House {
    let house = House::at(midnight(7, 1)).await;
    let mut tx = house.css.store.begin().await.unwrap();
    let meter = MeterId::from_number(33);
    house.home(&mut tx, STAYS, meter, "demo-flat").await;
    tx.commit().await.unwrap();
    house
}

#[tokio::test]
async fn the_period_in_which_an_account_is_closed_is_its_last() {
    let house = two_homes().await;
    until(&house, midnight(7, 2)).await;
    let leaves = midnight(7, 10);
    let now = house.clock.now();
    let wish = house.css.ask_move_out(now, BY, ACCOUNT, leaves).await;
    assert_eq!(wish.unwrap().at, leaves);
    let hours = leaves.since(midnight(7, 1)).as_millis() / HOUR.as_millis();
    let used: Vec<i64> = (0..hours).map(|_| 100).collect();
    house.used(midnight(7, 1), &used).await;
    // Somebody goes on using power there: it is not hers.
    house.used(leaves, &[5_000; 24]).await;
    until(&house, leaves + Span::hours(2)).await;
    assert!(house.account().await.is_closed());
    assert_eq!(statements(&house, ACCOUNT).await, []);
    for month in 8..=11 {
        until(&house, midnight(month, 2)).await;
    }
    let last = statements(&house, ACCOUNT).await;
    let days: Vec<_> = last.iter().map(|one| (one.from, one.until)).collect();
    assert_eq!(days, [(day(7, 1), day(8, 1))]);
    assert_eq!(last[0].total_energy().get(), 100 * hours);
    assert!(
        last[0]
            .parts
            .iter()
            .all(|part| part.closing.as_micros() == 0 || part.book != "prepaid")
    );
    let theirs = statements(&house, STAYS).await;
    let begins: Vec<_> = theirs.iter().map(|one| one.from).collect();
    assert_eq!(begins, [day(7, 1), day(8, 1), day(9, 1), day(10, 1)]);
}

#[tokio::test]
async fn an_account_that_was_closed_before_its_next_period_began_gets_no_other() {
    let house = two_homes().await;
    until(&house, midnight(7, 2)).await;
    let now = house.clock.now();
    let leaves = midnight(7, 10);
    house
        .css
        .ask_move_out(now, BY, ACCOUNT, leaves)
        .await
        .unwrap();
    house.used(midnight(7, 1), &[100; 24 * 9]).await;
    until(&house, leaves + Span::hours(2)).await;
    // As it stood before the last one was known as such.
    let mut tx = house.css.store.begin().await.unwrap();
    tx.set_next_statement(ACCOUNT, day(8, 1), day(9, 1))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    until(&house, midnight(10, 2)).await;
    assert_eq!(statements(&house, ACCOUNT).await, []);
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.statements_due(day(12, 31), 9).await.unwrap(), [STAYS]);
}

#[tokio::test]
async fn a_home_in_another_zone_moves_no_midnight_of_days_that_are_being_closed() {
    let house = House::at(midnight(7, 1)).await;
    let (css, before) = (&house.css, AccountId::from_number(0));
    let zone = css.utility_zone().await.unwrap();
    assert_eq!(zone.name(), "America/Los_Angeles");
    house.pass(Span::days(2));
    let now = house.clock.now().business;
    assert!(css.close_days(&zone, now).await.unwrap() > 0);
    let mut tx = css.store.begin().await.unwrap();
    let far = Location {
        id: LocationId::from_number(70),
        address: "2 Lemon Street".into(),
        zone: "America/New_York".into(),
        feeder: String::new(),
        postal: String::new(),
        version: 0,
    };
    tx.insert_location(&far).await.unwrap();
    let mut row = tx.account(ACCOUNT).await.unwrap().unwrap();
    let mut meter = tx.meter(row.meter).await.unwrap().unwrap();
    (meter.id, meter.location, meter.serial) = (MeterId::from_number(71), far.id, "AMI70".into());
    tx.insert_meter(&meter).await.unwrap();
    (row.id, row.number, row.location, row.meter) = (before, "0".into(), far.id, meter.id);
    tx.insert_account(&row).await.unwrap();
    tx.commit().await.unwrap();
    let zone = css.utility_zone().await.unwrap();
    assert_eq!(zone.name(), "America/Los_Angeles");
}

#[tokio::test]
async fn what_was_paid_for_an_event_what_it_used_and_what_went_back_stand_on_the_statement() {
    let house = over().await;
    comes(&house, &[used(1, 1_000)]).await;
    carry_on(&house).await;
    until(&house, midnight(9, 20)).await;
    let all = statements(&house, ACCOUNT).await;
    let parts: Vec<&Part> = all
        .iter()
        .flat_map(|one| &one.parts)
        .filter(|part| part.book == "event")
        .collect();
    let [part] = parts.as_slice() else {
        panic!("one period has the event, and none after it: {parts:?}");
    };
    let of = |kind| -> Money {
        let entries = part.entries.iter().filter(|one| one.kind == kind);
        entries.map(|one| one.amount).sum()
    };
    assert_eq!((part.opening, part.closing), (Money::ZERO, Money::ZERO));
    assert_eq!(of(Kind::Payment), Money::dollars(10));
    assert_eq!(of(Kind::Event), Money::cents(-225));
    assert_eq!(of(Kind::EventReturn), Money::cents(-775));
    for one in &all {
        let (account, from) = (ACCOUNT, one.from);
        let lineage = LineageId::Statement { account, from };
        let bundle = house.css.explain(lineage).await.unwrap().unwrap();
        assert_eq!(differences_of(&bundle.differences()), [""; 0]);
    }
}
