//! Charging recorded use, once, and telling people at the right pace (SC4.2, FR-08, FR-09).

use crate::house::{ACCOUNT, HOUR, House, METER, midnight, noon, offer};
use ami_domain::display::Standing;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, MeterId};
use ami_domain::money::Money;
use ami_domain::time::Span;

#[tokio::test]
async fn sc4_2_use_is_charged_by_the_tariff_and_once() {
    let house = House::at(noon()).await;
    house.used(noon(), &[1_000, 3_000]).await;
    house.pass(Span::hours(2));
    assert_eq!(house.charge().await.unwrap(), 1);
    // Four kWh at 25 cents.
    assert_eq!(house.balance().await, Money::dollars(19));
    assert_eq!(house.account().await.charged_until, noon() + Span::hours(2));
    assert_eq!(house.charge().await.unwrap(), 0);
    // The meter says the same again, and somebody turns the watermark back.
    house.used(noon(), &[1_000, 3_000]).await;
    let mut tx = house.css.store.begin().await.unwrap();
    tx.set_charged_until(ACCOUNT, noon()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(house.charge().await.unwrap(), 1);
    assert_eq!(house.balance().await, Money::dollars(19));
}

#[tokio::test]
async fn an_interval_that_began_before_the_account_is_not_charged_and_not_asked_for_again() {
    let house = House::at(noon() + Span::minutes(30)).await;
    house.used(noon(), &[5_000]).await;
    house.pass(HOUR);
    assert_eq!(house.charge().await.unwrap(), 1);
    assert_eq!(house.balance().await, Money::dollars(20));
    assert_eq!(house.charge().await.unwrap(), 0);
    house.used(noon() + HOUR, &[4_000]).await;
    house.pass(HOUR);
    house.charge().await.unwrap();
    assert_eq!(house.balance().await, Money::dollars(19));
}

#[tokio::test]
async fn an_interval_of_months_ago_is_charged_and_one_older_than_any_look_passed_over_once() {
    for (days, left) in [(70, 1_875), (500, 2_000)] {
        let house = House::at(midnight(3, 1)).await;
        house.used(midnight(3, 1), &[5_000]).await;
        house.pass(Span::days(days));
        assert_eq!(house.charge().await.unwrap(), 1);
        assert_eq!(house.charge().await.unwrap(), 0);
        assert_eq!(house.balance().await, Money::cents(left));
    }
}

#[tokio::test]
async fn an_interval_of_a_clock_that_runs_ahead_is_charged_when_its_time_comes() {
    let house = House::at(noon()).await;
    house.used(noon() + Span::hours(3), &[4_000]).await;
    for _ in 0..4 {
        house.pass(Span::minutes(30));
        house.charge().await.unwrap();
        assert_eq!(house.balance().await, Money::dollars(20));
    }
    house.pass(Span::hours(2));
    house.charge().await.unwrap();
    assert_eq!(house.balance().await, Money::dollars(19));
    assert_eq!(house.charge().await.unwrap(), 0);
}

#[tokio::test]
async fn above_the_threshold_a_view_goes_out_after_the_pause_below_it_with_each_interval() {
    let house = House::with(noon(), Money::dollars(200), sandbox()).await;
    let pause = Span::hours(4);
    let mut terms = (*house.css.terms).clone();
    terms.policy.refresh_every = pause;
    assert!(house.css.terms.change(terms));
    let mut chance = ami_domain::chance::Seeded::new(3);
    let opened = house.css.open(&house.clock, &mut chance, ACCOUNT).await;
    opened.unwrap();
    let first = house.view().await;
    assert_eq!(first.standing, Standing::Ok);
    // Intervals come, and there is nothing new to say yet.
    for hour in 0..3 {
        house.used(noon() + Span::hours(hour), &[100]).await;
        house.pass(HOUR);
        house.charge().await.unwrap();
        assert_eq!(house.view().await.seq, first.seq);
    }
    house.used(noon() + Span::hours(3), &[100]).await;
    house.pass(HOUR);
    house.charge().await.unwrap();
    assert_eq!(house.view().await.seq, first.seq + 1);
    // The next one takes nearly everything: said at once, and from there on with each.
    house.used(noon() + Span::hours(4), &[795_000]).await;
    for hour in 5..8 {
        let before = house.view().await.seq;
        house.pass(HOUR);
        house.charge().await.unwrap();
        let low = house.view().await;
        assert_eq!((low.standing, low.seq), (Standing::Low, before + 1));
        house.used(noon() + Span::hours(hour), &[10]).await;
    }
    // And the payment that lifts it is seen at once.
    house.pay(9, &offer(200, "tok_approve")).await.unwrap();
    assert_eq!(house.view().await.standing, Standing::Ok);
}

#[tokio::test]
async fn one_account_that_cannot_be_charged_does_not_keep_the_others_from_it() {
    let house = House::at(noon()).await;
    let (broken, meter) = (AccountId::from_number(90), MeterId::from_number(91));
    let mut tx = house.css.store.begin().await.unwrap();
    house
        .home(&mut tx, broken, meter, "a tariff of nobody")
        .await;
    // It comes first in line.
    tx.set_charged_until(broken, noon() - Span::days(1))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    house.used_by(meter, noon(), &[1_000]).await;
    house.used_by(METER, noon(), &[4_000]).await;
    house.pass(HOUR);
    assert!(house.charge().await.is_err());
    assert_eq!(house.balance().await, Money::dollars(19));
}

#[tokio::test]
async fn fr_09_every_account_is_refreshed_after_the_pause() {
    // Enough for days, or the pause would be that of a low balance.
    let house = House::with(noon(), Money::dollars(40), sandbox()).await;
    let mut terms = (*house.css.terms).clone();
    terms.policy.refresh_every = Span::hours(24);
    assert!(house.css.terms.change(terms));
    let mut chance = ami_domain::chance::Seeded::new(3);
    // The pause was set when a view went out.
    let opened = house.css.open(&house.clock, &mut chance, ACCOUNT).await;
    opened.unwrap();
    let before = house.view().await.seq;
    assert_eq!(
        house.css.refresh(&house.clock, &mut chance).await.unwrap(),
        0
    );
    // From noon to six in the morning, the hour that is set for it.
    house.pass(Span::hours(17));
    assert_eq!(
        house.css.refresh(&house.clock, &mut chance).await.unwrap(),
        0
    );
    house.pass(Span::hours(1));
    assert_eq!(
        house.css.refresh(&house.clock, &mut chance).await.unwrap(),
        1
    );
    assert!(house.view().await.seq > before);
    assert_eq!(
        house.css.refresh(&house.clock, &mut chance).await.unwrap(),
        0
    );
}

#[tokio::test]
async fn sc1_3_the_estimate_ends_at_the_next_bill_date_and_suggests_enough() {
    let house = House::at(noon()).await;
    // Eight days of one kWh an hour: 24 kWh and six dollars a day.
    let days = 8;
    let start = noon() - Span::days(days);
    house.used(start, &vec![1_000; 24 * 8]).await;
    let now = ami_domain::clock::Clock::now(&house.clock);
    let (estimate, enough, zone) = house.css.estimate(now, ACCOUNT, None).await.unwrap();
    assert_eq!(enough.until, estimate.window.end);
    assert!(enough.likely <= enough.safe);
    assert_eq!(estimate.window.end, midnight(8, 1));
    assert_eq!(zone.name(), "America/Los_Angeles");
    // From noon on 30.5 days remain: 732 kWh.
    assert_eq!(estimate.energy_p50, WattHours::kilo(732));
    assert_eq!(estimate.p50, Money::dollars(183));
    assert!(estimate.p80 >= estimate.p50);
    assert!(estimate.suggested >= estimate.p80 - Money::dollars(20));
    assert_eq!(estimate.suggested.as_micros() % 1_000_000, 0);
}

#[tokio::test]
async fn enough_through_a_day_ends_with_that_day_at_the_site() {
    let house = House::at(noon()).await;
    house
        .used(noon() - Span::days(8), &vec![1_000; 24 * 8])
        .await;
    let now = ami_domain::clock::Clock::now(&house.clock);
    let day = |month, day| ami_domain::time::Day {
        year: 2026,
        month,
        day,
    };
    let ask = async |day| house.css.estimate(now, ACCOUNT, Some(day)).await;
    let today = ami_domain::time::Zone::named("America/Los_Angeles")
        .unwrap()
        .civil(noon())
        .day;
    let (estimate, enough, zone) = ask(today.plus(2)).await.unwrap();
    assert_eq!(enough.until, zone.start_of(today.plus(3)));
    // Noon to the end of the day after tomorrow: 60 kWh at 0.25.
    assert_eq!(estimate.p50, Money::dollars(15));
    for wrong in [today.plus(-1), today.plus(401), day(2, 31)] {
        let refused = ask(wrong).await;
        assert!(
            matches!(refused, Err(ami_css::CssError::WindowTooLong { .. })),
            "{wrong:?}"
        );
    }
}

fn sandbox() -> ami_css::payment_method::sandbox_card::SandboxCard {
    ami_css::payment_method::sandbox_card::SandboxCard::in_memory()
}

#[tokio::test]
async fn many_accounts_that_cannot_be_charged_do_not_stop_the_others() {
    let house = House::at(noon()).await;
    house.pass(HOUR);
    house.used(noon(), &[1_000]).await;
    house.charge().await.unwrap();
    let mut tx = house.css.store.begin().await.unwrap();
    for n in 100..200 {
        let (account, meter) = (AccountId::from_number(n), MeterId::from_number(n));
        house.home(&mut tx, account, meter, "no-such-tariff").await;
    }
    // They wait longer than our home, so they come first.
    for n in 100..200 {
        let account = AccountId::from_number(n);
        tx.set_charged_until(account, noon()).await.unwrap();
        let row = [(noon(), WattHours::new(1_000), false)];
        tx.put_intervals(MeterId::from_number(n), HOUR, &row)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let before = house.balance().await;
    house.pass(HOUR);
    house.used(noon() + HOUR, &[1_000]).await;
    assert!(house.charge().await.is_err());
    assert_eq!(house.balance().await, before - Money::cents(25));
}

#[tokio::test]
async fn each_day_is_charged_its_fixed_charge_also_when_charging_stops_at_midnight() {
    let house = House::on("demo-tiered", midnight(7, 1), Money::dollars(20), sandbox()).await;
    for hour in 0..48 {
        house
            .used(midnight(7, 1) + Span::hours(hour), &[1_000])
            .await;
        house.pass(HOUR);
        house.charge().await.unwrap();
    }
    // 48 kWh at 18 cents, and two days at 35 cents.
    let used = Money::cents(48 * 18 + 2 * 35);
    assert_eq!(house.balance().await, Money::dollars(20) - used);
}

#[tokio::test]
async fn the_hour_that_ends_a_day_is_charged_what_is_missing_to_its_minimum() {
    let house = House::on(
        "example-flat",
        midnight(7, 1),
        Money::dollars(20),
        sandbox(),
    )
    .await;
    for hour in 0..23 {
        house.used(midnight(7, 1) + Span::hours(hour), &[10]).await;
        house.pass(HOUR);
        house.charge().await.unwrap();
    }
    // The figures are those of the hand-computed bill of an empty home.
    let hours = Money::micros(23 * 1_646 + 441_000);
    assert_eq!(house.balance().await, Money::dollars(20) - hours);
    house.used(midnight(7, 1) + Span::hours(23), &[10]).await;
    house.pass(HOUR);
    house.charge().await.unwrap();
    let day = Money::micros(997_490);
    assert_eq!(house.balance().await, Money::dollars(20) - day);
}
