//! Topping up by a calendar (SC4.6): once for each payday, within the caps, and never in a loop.

mod ahead;
mod balance;
mod calendar;
mod errand;

use crate::house::{ACCOUNT, ANA, House, noon};
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_css::program::{Change, TopUp};
use ami_css::{Css, CssError};
use ami_domain::account::AtZero;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::money::Money;
use ami_domain::payday::{Payday, Would};
use ami_domain::program::{LowAt, Replenish};
use ami_domain::time::{Day, Span, Timestamp};
use std::time::Duration;

/// Fridays at nine; the house opens on a Wednesday at noon.
pub(crate) const FRIDAYS: Payday = Payday::Weeks {
    every: 1,
    from: Day {
        year: 2026,
        month: 7,
        day: 3,
    },
    minute: 540,
};

pub(crate) fn settings() -> Replenish {
    Replenish {
        amount: Money::dollars(40),
        trigger: LowAt::Balance(Money::dollars(5)),
        weekly_max: Money::dollars(80),
        monthly_max: Money::dollars(120),
        paused: false,
        fallback: AtZero::Limit,
    }
}

pub(crate) async fn keep(
    house: &House,
    settings: Replenish,
    token: &str,
    payday: Payday,
    resume_at: Option<Timestamp>,
) -> Result<(), CssError> {
    let change = TopUp {
        settings,
        method: "sandbox_card".into(),
        token: Some(token.into()),
    };
    let now = house.clock.now();
    house
        .css
        .set_auto_pay(now, ANA, ACCOUNT, &change, Some(payday), resume_at)
        .await
}

async fn days(house: &House, css: &Css) -> u32 {
    let mut chance = Seeded::new(house.chance.lock().unwrap().next());
    css.pay_days(&house.clock, &mut chance).await.unwrap()
}

async fn payments(house: &House) -> Vec<&'static str> {
    let mut tx = house.css.store.read().await.unwrap();
    let rows = tx.payments_of(ACCOUNT, 99).await.unwrap();
    rows.iter().rev().map(|row| row.state.word()).collect()
}

async fn told(house: &House, words: &str) -> bool {
    let mut tx = house.css.store.read().await.unwrap();
    let open = tx.open_commands(crate::house::METER).await.unwrap();
    open.iter()
        .any(|row| format!("{:?}", row.command.kind).contains(words))
}

#[tokio::test]
async fn sc4_6_a_payday_is_paid_once_at_its_hour_however_often_the_duty_runs() {
    let house = House::at(noon()).await;
    keep(&house, settings(), "tok_approve", FRIDAYS, None)
        .await
        .unwrap();
    // Friday, one minute before nine.
    house.pass(Span::hours(45) - Span::minutes(1));
    assert_eq!(days(&house, &house.css).await, 0);
    assert_eq!(house.balance().await, Money::dollars(20));
    house.pass(Span::minutes(1));
    for _ in 0..3 {
        days(&house, &house.css).await;
    }
    assert_eq!(house.balance().await, Money::dollars(60));
    assert_eq!(house.card.approved(), 1);
    assert_eq!(house.credits().await.len(), 1);
    house.pass(Span::days(7));
    days(&house, &house.css).await;
    assert_eq!(house.balance().await, Money::dollars(100));
}

#[tokio::test]
async fn paydays_that_nobody_was_there_for_are_one_at_most_and_an_old_one_none() {
    let house = House::at(noon()).await;
    keep(&house, settings(), "tok_approve", FRIDAYS, None)
        .await
        .unwrap();
    // Away for three weeks, back on a Wednesday: the Friday before is too long ago.
    house.pass(Span::days(21));
    days(&house, &house.css).await;
    assert_eq!(house.card.approved(), 0);
    // Back on the Saturday after a payday: that one is paid, later.
    house.pass(Span::days(3));
    for _ in 0..3 {
        days(&house, &house.css).await;
    }
    assert_eq!(house.card.approved(), 1);
}

#[tokio::test]
async fn the_caps_leave_a_payday_out_and_the_customer_is_told() {
    let house = House::at(noon()).await;
    keep(&house, settings(), "tok_approve", FRIDAYS, None)
        .await
        .unwrap();
    house.pass(Span::hours(45));
    for _ in 0..4 {
        days(&house, &house.css).await;
        house.pass(Span::days(7));
    }
    // The fourth Friday lies within thirty days of three payments of $40.
    assert_eq!(house.card.approved(), 3);
    assert!(told(&house, "reached your own limit").await);
    assert!(told(&house, "se alcanzó su propio límite").await);
    // The preview says the same as what happens.
    let shown = house
        .css
        .auto_pay(house.clock.now(), ACCOUNT)
        .await
        .unwrap();
    assert_eq!(shown.ahead.len(), ami_css::auto_pay::AHEAD);
    assert_eq!(shown.ahead[0].1, Would::Pay);
}

#[tokio::test]
async fn three_failures_stop_it_until_the_customer_looks() {
    let house = House::at(noon()).await;
    keep(&house, settings(), "tok_decline", FRIDAYS, None)
        .await
        .unwrap();
    house.pass(Span::hours(45));
    for _ in 0..40 {
        days(&house, &house.css).await;
        house.pass(Span::hours(12));
    }
    assert_eq!(payments(&house).await, ["refused"; 3]);
    assert!(told(&house, "stopped after 3 failed attempts").await);
    assert!(told(&house, "se detuvo tras 3 intentos").await);
    assert_eq!(house.balance().await, Money::dollars(20));
    // A new card, saved by the customer on a Thursday: the Friday is paid.
    keep(&house, settings(), "tok_approve", FRIDAYS, None)
        .await
        .unwrap();
    house.pass(Span::days(1));
    days(&house, &house.css).await;
    assert_eq!(house.balance().await, Money::dollars(60));
}

#[tokio::test]
async fn a_charge_in_doubt_blocks_the_next_and_ends_as_itself() {
    let house = House::at(noon()).await;
    keep(&house, settings(), "tok_approve", FRIDAYS, None)
        .await
        .unwrap();
    let silent = house.silent();
    house.pass(Span::hours(45));
    for _ in 0..3 {
        let limit = Duration::from_millis(200);
        assert!(
            tokio::time::timeout(limit, days(&house, &silent))
                .await
                .is_err()
        );
        house.pass(Span::days(6));
    }
    assert_eq!(payments(&house).await, ["offered"]);
    // The process that comes after ends the one that there is; the paydays in between are over.
    days(&house, &house.css).await;
    assert_eq!(payments(&house).await, ["applied"]);
    assert_eq!(house.card.approved(), 1);
    assert_eq!(house.balance().await, Money::dollars(60));
}

#[tokio::test]
async fn a_pause_holds_until_its_day_and_then_ends_by_itself() {
    let house = House::at(noon()).await;
    let paused = Replenish {
        paused: true,
        ..settings()
    };
    let resume = noon() + Span::days(8);
    keep(&house, paused, "tok_approve", FRIDAYS, Some(resume))
        .await
        .unwrap();
    house.pass(Span::hours(45));
    days(&house, &house.css).await;
    assert_eq!(house.card.approved(), 0);
    house.pass(Span::days(7));
    days(&house, &house.css).await;
    assert_eq!(house.card.approved(), 1);
    let shown = house
        .css
        .auto_pay(house.clock.now(), ACCOUNT)
        .await
        .unwrap();
    assert!(!shown.row.unwrap().settings.paused);
    assert_eq!(shown.calendar.resume_at, None);
}

#[tokio::test]
async fn a_calendar_or_caps_that_cannot_be_are_refused_and_nothing_is_kept() {
    let house = House::at(noon()).await;
    let nothing = Payday::Month { days: 0, minute: 0 };
    let refused = keep(&house, settings(), "tok_approve", nothing, None).await;
    assert_eq!(refused.unwrap_err().field(), Some("payday"));
    let tight = Replenish {
        weekly_max: Money::dollars(39),
        ..settings()
    };
    let refused = keep(&house, tight, "tok_approve", FRIDAYS, None).await;
    assert_eq!(refused.unwrap_err().field(), Some("weekly_max"));
    let shown = house
        .css
        .auto_pay(house.clock.now(), ACCOUNT)
        .await
        .unwrap();
    assert!(shown.row.is_none() && shown.ahead.is_empty());
}

/// At every hour of three weeks, in two processes at once, with a balance that is always low.
#[tokio::test]
async fn sc4_6_two_runs_at_once_charge_each_occasion_once_and_keep_the_caps() {
    let house = House::with(noon(), Money::dollars(1), SandboxCard::in_memory()).await;
    let always = Replenish {
        trigger: LowAt::Balance(Money::dollars(400)),
        ..settings()
    };
    keep(&house, always, "tok_approve", FRIDAYS, None)
        .await
        .unwrap();
    by_balance(&house).await;
    for _ in 0..21 * 8 {
        let (one, other) = tokio::join!(days(&house, &house.css), watch(&house));
        assert!(one <= 2 && other <= 1, "{one} {other}");
        house.pass(Span::hours(3));
    }
    // $120 in thirty days is three; the third waits for the second week.
    assert_eq!(house.card.approved(), 3);
    assert_eq!(house.balance().await, Money::dollars(121));
    assert!(told(&house, "reached your own limit").await);
}

#[tokio::test]
async fn a_clock_that_jumps_charges_no_more_than_the_caps() {
    let house = House::with(noon(), Money::dollars(1), SandboxCard::in_memory()).await;
    let always = Replenish {
        trigger: LowAt::Balance(Money::dollars(400)),
        weekly_max: Money::dollars(40),
        monthly_max: Money::dollars(40),
        ..settings()
    };
    keep(&house, always, "tok_approve", FRIDAYS, None)
        .await
        .unwrap();
    by_balance(&house).await;
    watch(&house).await;
    assert_eq!(house.card.approved(), 1);
    // Back by a year and forth again, by less than the cap's days.
    for jump in [-365, 365, -20, 20, 5, -5, 29, -29] {
        house.pass(Span::days(jump));
        for _ in 0..3 {
            tokio::join!(days(&house, &house.css), watch(&house));
        }
        assert_eq!(house.card.approved(), 1, "after {jump} days");
    }
}

#[tokio::test]
async fn while_paused_neither_the_balance_nor_a_payday_charges() {
    let house = House::with(noon(), Money::dollars(1), SandboxCard::in_memory()).await;
    let kept = keep(&house, settings(), "tok_approve", FRIDAYS, None);
    kept.await.unwrap();
    by_balance(&house).await;
    let paused = Replenish {
        paused: true,
        ..settings()
    };
    let kept = keep(&house, paused, "tok_approve", FRIDAYS, None);
    kept.await.unwrap();
    for _ in 0..60 {
        tokio::join!(days(&house, &house.css), watch(&house));
        house.pass(Span::hours(12));
    }
    assert_eq!(payments(&house).await, [""; 0]);
}

#[tokio::test]
async fn a_card_that_fails_on_a_low_balance_is_asked_three_times_and_ends_in_alerts() {
    let house = House::with(noon(), Money::dollars(1), SandboxCard::in_memory()).await;
    let change = TopUp {
        settings: settings(),
        method: "sandbox_card".into(),
        token: Some("tok_decline".into()),
    };
    let now = house.clock.now();
    let kept = house
        .css
        .set_auto_pay(now, ANA, ACCOUNT, &change, None, None);
    kept.await.unwrap();
    by_balance(&house).await;
    for _ in 0..80 {
        watch(&house).await;
        house.pass(Span::hours(6));
    }
    assert_eq!(payments(&house).await, ["refused"; 3]);
    assert!(told(&house, "stopped after 3 failed attempts").await);
    let mut tx = house.css.store.read().await.unwrap();
    let row = tx.replenish(ACCOUNT).await.unwrap().unwrap();
    assert_eq!(row.open, None);
    assert!(row.failed_at.is_some(), "the other choice stands");
}

async fn by_balance(house: &House) {
    let change = Change {
        at_zero: AtZero::AutoReplenish,
        low: None,
        replenish: None,
        borrow: None,
    };
    let mut chance = Seeded::new(house.chance.lock().unwrap().next());
    house
        .css
        .change_program(&house.clock, &mut chance, ANA, ACCOUNT, &change)
        .await
        .unwrap();
}

async fn watch(house: &House) -> u32 {
    let mut tx = house.css.store.begin().await.unwrap();
    tx.watch(ACCOUNT, house.clock.now().business, false)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut chance = Seeded::new(house.chance.lock().unwrap().next());
    house.css.watch(&house.clock, &mut chance).await.unwrap()
}

#[tokio::test]
async fn who_pauses_after_we_died_before_asking_is_not_charged() {
    let house = House::at(noon()).await;
    keep(&house, settings(), "tok_approve", FRIDAYS, None)
        .await
        .unwrap();
    // The occasion is open, and nothing was asked of the processor yet.
    let mut tx = house.css.store.begin().await.unwrap();
    let open = Some(settings().amount);
    tx.replenished(ACCOUNT, 1, open, None).await.unwrap();
    tx.commit().await.unwrap();
    let paused = Replenish {
        paused: true,
        ..settings()
    };
    let kept = keep(&house, paused, "tok_approve", FRIDAYS, None).await;
    kept.unwrap();
    for _ in 0..3 {
        days(&house, &house.css).await;
    }
    assert_eq!(house.card.approved(), 0);
    assert_eq!(house.balance().await, Money::dollars(20));
    // Once they go on, a payday is paid as ever.
    keep(&house, settings(), "tok_approve", FRIDAYS, None)
        .await
        .unwrap();
    house.pass(Span::hours(45));
    days(&house, &house.css).await;
    assert_eq!(house.card.approved(), 1);
}
