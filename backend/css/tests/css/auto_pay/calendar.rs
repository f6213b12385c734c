//! The caps by the calendar, a payday in a pause, and one after its customer has left.

use super::{FRIDAYS, days, keep, settings};
use crate::house::{ACCOUNT, House, noon};
use crate::left::person;
use ami_domain::clock::Clock;
use ami_domain::money::Money;
use ami_domain::program::Replenish;
use ami_domain::time::Span;

#[tokio::test]
async fn a_weekly_payday_that_fills_its_week_is_paid_each_week_whenever_the_duty_comes() {
    let house = House::at(noon()).await;
    let once = Replenish {
        weekly_max: settings().amount,
        monthly_max: Money::dollars(200),
        ..settings()
    };
    let kept = keep(&house, once, "tok_approve", FRIDAYS, None).await;
    kept.unwrap();
    house.pass(Span::hours(45));
    // Ten seconds after nine, eight, seven: never quite a week later.
    house.pass(Span::seconds(10));
    for _ in 0..4 {
        days(&house, &house.css).await;
        house.pass(Span::days(7) - Span::seconds(1));
    }
    assert_eq!(house.card.approved(), 4);
}

#[tokio::test]
async fn a_payday_in_a_pause_stays_left_out_when_nobody_was_there_until_the_pause_was_over() {
    let house = House::at(noon()).await;
    let paused = Replenish {
        paused: true,
        ..settings()
    };
    // Until Friday at ten: the payday at nine is in the pause.
    let resume = noon() + Span::hours(46);
    let kept = keep(&house, paused, "tok_approve", FRIDAYS, Some(resume)).await;
    kept.unwrap();
    house.pass(Span::hours(50));
    days(&house, &house.css).await;
    assert_eq!(house.card.approved(), 0);
    house.pass(Span::days(7));
    days(&house, &house.css).await;
    assert_eq!(house.card.approved(), 1, "the next one is paid");
}

#[tokio::test]
async fn nobody_is_charged_on_a_payday_after_the_day_of_moving_out() {
    let house = House::at(noon()).await;
    let kept = keep(&house, settings(), "tok_approve", FRIDAYS, None).await;
    kept.unwrap();
    let now = house.clock.now();
    let leaves = noon() + Span::hours(1);
    let asked = house.css.ask_move_out(now, person(), ACCOUNT, leaves);
    asked.await.unwrap();
    // The last hour's use has not come, so the account is still open.
    house.pass(Span::hours(45));
    house.close_accounts().await;
    assert!(!house.account().await.is_closed());
    days(&house, &house.css).await;
    assert_eq!(house.card.approved(), 0);
    assert_eq!(house.balance().await, Money::dollars(20));
}
