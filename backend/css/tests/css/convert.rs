//! Changing how an account pays: what it would mean is said before, and how it stood is kept.

use crate::house::{ACCOUNT, ANA, HOUR, House, METER, noon};
use ami_css::statement::make;
use ami_domain::account::Mode;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::convert::Snapshot;
use ami_domain::energy::WattHours;
use ami_domain::grant::Purpose;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Timestamp};

const DOLLAR: fn(i64) -> Money = Money::dollars;

impl House {
    async fn convert(&self, mode: Mode) -> Timestamp {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        let done = self
            .css
            .convert(&self.clock, &mut chance, ANA, ACCOUNT, mode);
        done.await.unwrap()
    }

    async fn stood(&self) -> Option<Snapshot> {
        let mut tx = self.css.store.read().await.unwrap();
        tx.mode_changes(ACCOUNT, 1).await.unwrap()[0].snapshot
    }
}

#[tokio::test]
async fn what_a_change_would_mean_is_said_before_and_changes_nothing() {
    let house = House::at(noon() + Span::minutes(20)).await;
    let now = house.clock.now();
    house
        .grant(&house.help(1, Purpose::Energy, 10, 30))
        .await
        .unwrap();
    let before = house.account().await;
    let seen = house.css.preview_conversion(now, ACCOUNT, Mode::Regular);
    let seen = seen.await.unwrap();
    assert_eq!((seen.from, seen.to), (Mode::Prepaid, Mode::Regular));
    assert_eq!(seen.at, noon() + HOUR, "the end of the running interval");
    assert_eq!((seen.balance, seen.help), (DOLLAR(20), DOLLAR(10)));
    assert_eq!((seen.arrears, seen.debt), (Money::ZERO, Money::ZERO));
    assert_eq!((seen.deposit, seen.fee), (Money::ZERO, Money::ZERO));
    assert_eq!(house.account().await, before);
    assert_eq!(house.convert(Mode::Regular).await, seen.at);
}

#[tokio::test]
async fn who_begins_to_prepay_is_told_what_is_owed_and_can_be_set_aside() {
    let house = House::at(noon()).await;
    house.convert(Mode::Regular).await;
    house.pass(HOUR);
    // 100 kWh at 25 cents on the bill.
    house.uses(100_000).await;
    let now = house.clock.now();
    let seen = house.css.preview_conversion(now, ACCOUNT, Mode::Prepaid);
    let seen = seen.await.unwrap();
    assert_eq!((seen.from, seen.to), (Mode::Regular, Mode::Prepaid));
    let bill = -house.book(Book::Receivable).await;
    assert!(bill >= DOLLAR(25), "{bill}");
    assert_eq!((seen.balance, seen.arrears), (DOLLAR(20), bill));
}

#[tokio::test]
async fn how_an_account_stood_at_the_boundary_is_kept_once_all_before_is_charged() {
    let house = House::at(noon()).await;
    let boundary = house.convert(Mode::Regular).await;
    assert_eq!(house.stood().await, None, "the boundary lies ahead");
    let said = Supply {
        switch: Switch::On,
        limit: None,
        credit: WattHours::kilo(72),
        at: boundary,
        trip: None,
    };
    let mut tx = house.css.store.begin().await.unwrap();
    tx.set_supply(METER, &said).await.unwrap();
    tx.commit().await.unwrap();
    // 8 kWh before the boundary are prepaid; 40 kWh after it are on the bill.
    house.used(noon(), &[8_000, 40_000]).await;
    house.pass(Span::hours(2));
    house.charge().await.unwrap();
    let stood = house.stood().await.unwrap();
    assert_eq!(stood.balance, DOLLAR(18));
    assert_eq!(stood.owed, Money::ZERO, "what came after is not in it");
    assert_eq!(stood.credit, Some(WattHours::kilo(72)));
    assert_eq!(stood.register, WattHours::kilo(8));
    assert_eq!(house.book(Book::Receivable).await, -DOLLAR(10));
    // Later payments and use do not change what is kept, and a statement says it.
    house.uses(4_000).await;
    assert_eq!(house.stood().await, Some(stood));
    let zone = crate::house::zone();
    let day = zone.civil(boundary).day;
    let account = house.account().await;
    let mut tx = house.css.store.read().await.unwrap();
    let now = house.clock.now().business;
    let paper = make(&mut tx, &zone, now, &account, day, day.plus(1)).await;
    let [said] = paper.unwrap().conversions.try_into().unwrap();
    assert_eq!((said.at.at, said.mode), (boundary, Mode::Regular));
    assert_eq!((said.balance, said.owed), (stood.balance, stood.owed));
    assert_eq!((said.credit, said.register), (stood.credit, stood.register));
    let next = make(&mut tx, &zone, now, &account, day.plus(1), day.plus(2)).await;
    assert!(next.unwrap().conversions.is_empty(), "only in its period");
}
