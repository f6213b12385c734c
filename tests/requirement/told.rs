//! What a customer was told before a cut, and payments that leave the balance used up: they make
//! no cut possible without the words that the rules ask for, and none impossible for ever.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_domain::account::AtZero;
use ami_domain::clearance::ClassRules;
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_store::Told;
use ami_tests::{HomeId, HomeSpec, World};

/// A home that owes twenty dollars, under rules that ask for this.
async fn owing(seed: u64, asks: impl Fn(&mut ClassRules)) -> (World, HomeId) {
    let mut world = World::new(seed).await.unwrap();
    world.set_terms(|terms| {
        terms.rules.version = "told-1".to_owned();
        terms.rules.disconnect.values_mut().for_each(&asks);
    });
    let spec = HomeSpec::flat().on(Money::dollars(-20));
    let home = world.home(spec).await.unwrap();
    (world, home)
}

async fn told(world: &World, home: HomeId) -> Told {
    let mut tx = world.store().read().await.unwrap();
    tx.told(world.at(home).account).await.unwrap()
}

fn is_on(world: &World, home: HomeId) -> bool {
    world.meter(home).examine().switch == Switch::On
}

/// The customer says that they have read everything.
async fn reads(world: &World, home: HomeId) {
    let (account, at) = (world.at(home).account, world.now().business);
    let mut tx = world.store().begin().await.unwrap();
    for (notice, ..) in tx.notices_of(account, 50).await.unwrap() {
        tx.confirm_notice(notice.id, account, at, None)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

/// It is so hot, tenths of a degree Celsius, and stays so.
async fn weather(world: &World, c10: i32) {
    crate::weather(world, c10, Some((48, c10, c10)))
        .await
        .unwrap();
}

/// A home that owes twenty dollars in a heat wave, told that it keeps supply on.
async fn in_heat(seed: u64) -> (World, HomeId) {
    let (mut world, home) = owing(seed, |class| {
        class.hot_c10 = Some(400);
        class.after_hold = Span::hours(6);
    })
    .await;
    weather(&world, 410).await;
    world.pass(Span::hours(2)).await.unwrap();
    assert!(told(&world, home).await.hold.is_some());
    (world, home)
}

#[tokio::test]
async fn who_was_told_of_a_hold_and_pays_a_part_is_told_of_its_end_and_has_the_time_to_pay() {
    let (mut world, home) = in_heat(311).await;
    world.pay(home, 10, "tok_approve").await.unwrap();
    assert!(world.balance(home).await.unwrap().is_negative());
    assert!(told(&world, home).await.hold.is_some(), "it still stands");

    // It is cooler: told so, and on for the time that the rules give.
    weather(&world, 200).await;
    world.pass(Span::minutes(30)).await.unwrap();
    assert!(is_on(&world, home), "cut without the end of the hold");
    let end = told(&world, home).await.hold_end.unwrap();
    world.pass(Span::hours(5)).await.unwrap();
    assert!(is_on(&world, home), "the end was told at {end:?}");
    world.pass(Span::hours(2)).await.unwrap();
    assert!(!is_on(&world, home));
    assert_eq!(world.faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_hold_that_money_ended_is_no_reason_to_wait_for_its_end_later() {
    let (mut world, home) = in_heat(312).await;
    // A little more than is owed: low, and used up again in an hour or two.
    world.pay(home, 21, "tok_approve").await.unwrap();
    assert_eq!(told(&world, home).await.hold, None);
    weather(&world, 200).await;
    world.pass(Span::hours(20)).await.unwrap();
    assert!(!is_on(&world, home));
}

#[tokio::test]
async fn a_zero_that_was_read_is_told_anew_after_a_part_was_paid_and_then_counts() {
    let (mut world, home) = owing(313, |class| class.notice = Span::hours(6)).await;
    world.pass(Span::hours(2)).await.unwrap();
    reads(&world, home).await;
    world.pay(home, 10, "tok_approve").await.unwrap();
    let paid = world.now().business;
    world.pass(Span::hours(5)).await.unwrap();
    let warned = told(&world, home).await.warned_at.unwrap();
    assert!(warned >= paid && warned < paid + Span::minutes(20));
    assert!(is_on(&world, home), "the warning of before the payment");
    world.pass(Span::hours(2)).await.unwrap();
    assert!(!is_on(&world, home));
}

#[tokio::test]
async fn a_zero_that_was_read_is_told_until_the_rules_have_the_warnings_that_they_ask_for() {
    let (mut world, home) = owing(314, |class| class.notices_min = 2).await;
    world.pass(Span::hours(2)).await.unwrap();
    assert_eq!(told(&world, home).await.notices, 1);
    reads(&world, home).await;
    world.pass(Span::hours(20)).await.unwrap();
    assert!(is_on(&world, home));
    world.pass(Span::hours(6)).await.unwrap();
    assert!(!is_on(&world, home));
}

/// Texts that the meter shows.
fn shows(world: &World, home: HomeId, part: &str) -> bool {
    let texts = world.meter(home).notices();
    texts.iter().any(|notice| notice.text.en.contains(part))
}

#[tokio::test]
async fn who_is_switched_off_or_limited_and_who_is_on_again_is_told_so() {
    for (seed, at_zero, reduced, whole) in [
        (315, AtZero::Disconnect, "is off because", "is on again"),
        (
            316,
            AtZero::Limit,
            "is limited to",
            "limit on your electricity has ended",
        ),
    ] {
        let mut world = World::new(seed).await.unwrap();
        let spec = HomeSpec {
            at_zero,
            ..HomeSpec::flat().on(Money::dollars(-5))
        };
        let home = world.home(spec).await.unwrap();
        world.pass(Span::hours(2)).await.unwrap();
        assert!(shows(&world, home, reduced), "{reduced}");
        assert!(!shows(&world, home, whole));
        world.pay(home, 40, "tok_approve").await.unwrap();
        world.pass(Span::minutes(5)).await.unwrap();
        assert!(shows(&world, home, whole), "{whole}");
        assert!(!shows(&world, home, reduced), "it holds no longer");
        assert_eq!(world.faults().await.unwrap(), Vec::<String>::new());
    }
}
