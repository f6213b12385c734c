//! Late, corrected and missing intervals, into the right hour: by reversal and a new entry.

use crate::house::{ACCOUNT, HOUR, House, METER, midnight};
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::energy::WattHours;
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};
use ami_mdms::intake;

const TARIFFS: [&str; 4] = [
    "demo-tiered",
    "example-flat",
    "example-tiered",
    "example-tou-baseline",
];

/// An interval on its way: start, Wh, estimated.
pub(crate) type Row = (Timestamp, WattHours, bool);

/// A home that opened at midnight before the bill date, with $1,000.
async fn home(tariff: &str) -> House {
    let card = SandboxCard::in_memory();
    House::on(tariff, midnight(6, 29), Money::dollars(1_000), card).await
}

pub(crate) async fn comes(house: &House, rows: &[Row]) {
    let mut tx = house.css.store.begin().await.unwrap();
    intake::intervals(&mut tx, house.clock.now().business, METER, HOUR, rows)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn charge_all(house: &House) {
    while house.charge().await.unwrap() > 0 {}
}

async fn entries(house: &House) -> Vec<Transfer> {
    let mut tx = house.css.store.read().await.unwrap();
    tx.transfers_of(Book::Prepaid(ACCOUNT), 10_000)
        .await
        .unwrap()
}

async fn books_balance(house: &House) {
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    assert_eq!(tx.ledger_check().await.unwrap(), []);
    // A store in memory has one reader.
    drop(tx);
    let sum: Money = entries(house)
        .await
        .iter()
        .map(|one| one.effect_on(Book::Prepaid(ACCOUNT)))
        .sum();
    assert_eq!(sum, house.balance().await);
}

fn hour(n: i64) -> Timestamp {
    midnight(6, 29) + Span::hours(n)
}

#[tokio::test]
async fn a_corrected_hour_is_taken_back_and_charged_anew_where_it_belongs() {
    let house = home("demo-flat").await;
    house.pass(Span::hours(5));
    let wh = WattHours::new;
    comes(
        &house,
        &[(hour(0), wh(1_000), true), (hour(1), wh(2_000), false)],
    )
    .await;
    charge_all(&house).await;
    let before = house.view().await.seq;
    comes(&house, &[(hour(0), wh(3_000), false)]).await;
    charge_all(&house).await;
    // Five kWh at 25 cents, and a view that says so.
    assert_eq!(house.balance().await, Money::cents(100_000 - 125));
    let view = house.view().await;
    assert_eq!(
        (view.balance, view.seq),
        (house.balance().await, before + 1)
    );
    let all = entries(&house).await;
    let of = |reason: fn(&Reason) -> bool| {
        let found: Vec<_> = all.iter().filter(|one| reason(&one.reason)).collect();
        assert_eq!(found.len(), 1, "{all:?}");
        (found[0].amount, found[0].at)
    };
    let end = hour(1);
    assert_eq!(
        of(|one| matches!(one, Reason::Reversal(_))),
        (Money::cents(25), end)
    );
    assert_eq!(
        of(|one| matches!(one, Reason::Rerate(_))),
        (Money::cents(75), end)
    );
    // The same again, and an estimate that comes after the measure: nothing.
    comes(
        &house,
        &[(hour(0), wh(3_000), false), (hour(1), wh(9), true)],
    )
    .await;
    charge_all(&house).await;
    assert_eq!(entries(&house).await, all);
    books_balance(&house).await;
}

#[tokio::test]
async fn a_late_hour_moves_the_blocks_of_the_hours_after_it() {
    let house = home("demo-tiered").await;
    house.pass(Span::days(4));
    let wh = WattHours::new;
    // From the bill date on: 299 kWh, then 2 kWh; the hour between them comes late.
    comes(
        &house,
        &[(hour(48), wh(299_000), false), (hour(50), wh(2_000), false)],
    )
    .await;
    charge_all(&house).await;
    let before = house.balance().await;
    comes(&house, &[(hour(49), wh(4_000), false)]).await;
    charge_all(&house).await;
    // The late one: 1 kWh at 18 and 3 at 26 cents. The one after it had 1 at 18 and 1 at 26, and
    // has 2 at 26 now.
    assert_eq!(
        before - house.balance().await,
        Money::cents(18 + 3 * 26 + 8)
    );
    books_balance(&house).await;
}

#[tokio::test]
async fn any_order_of_arrival_and_correction_ends_as_the_final_series_rated_once() {
    for seed in 0..24 {
        let mut dice = Seeded::new(seed);
        let tariff = TARIFFS[usize::try_from(dice.below(4)).unwrap()];
        let hours = 24 * 4;
        let scale = [40, 2_000, 9_000][usize::try_from(dice.below(3)).unwrap()];
        let mut last = Vec::new();
        let mut way: Vec<(u64, Row)> = Vec::new();
        for n in 0..hours {
            // Some never come.
            if dice.below(12) == 0 {
                continue;
            }
            let (at, first) = (hour(n), dice.below(1_000));
            let mut wh = || WattHours::new(i64::try_from(dice.below(scale)).unwrap());
            let (row, wrong) = ((at, wh(), false), (at, wh(), first % 2 == 0));
            if first % 3 == 0 {
                way.push((first, wrong));
            }
            way.push((first + 1 + dice.below(1_000), row));
            last.push(row);
        }
        let (one, other) = (home(tariff).await, home(tariff).await);
        one.pass(Span::hours(hours));
        other.pass(Span::hours(hours));
        way.sort_by_key(|(order, _)| *order);
        for (_, row) in &way {
            comes(&one, &[*row]).await;
            if dice.below(5) == 0 {
                one.charge().await.unwrap();
            }
        }
        charge_all(&one).await;
        comes(&other, &last).await;
        charge_all(&other).await;
        assert_eq!(
            one.balance().await,
            other.balance().await,
            "{tariff} {seed}"
        );
        one.open().await;
        other.open().await;
        assert_eq!(
            one.view().await.credit,
            other.view().await.credit,
            "{tariff} {seed}"
        );
        books_balance(&one).await;
        // A second copy of everything that held.
        let all = entries(&one).await;
        comes(&one, &last).await;
        charge_all(&one).await;
        assert_eq!(entries(&one).await, all);
    }
}

#[tokio::test]
async fn a_correction_of_two_months_ago_is_rated_with_its_whole_billing_period() {
    let house = home("demo-tiered").await;
    house.pass(Span::days(75));
    let wh = WattHours::new;
    // The first hours of July reach into the second block; the correction comes in September.
    comes(
        &house,
        &[
            (hour(48), wh(299_000), false),
            (hour(24 * 20), wh(2_000), false),
        ],
    )
    .await;
    charge_all(&house).await;
    let before = house.balance().await;
    comes(&house, &[(hour(24 * 20), wh(1_000), false)]).await;
    charge_all(&house).await;
    // The kWh that falls away was in the second block.
    assert_eq!(house.balance().await - before, Money::cents(26));
    books_balance(&house).await;
}
