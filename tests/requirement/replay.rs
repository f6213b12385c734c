//! Every decision about supply can be taken again from its record, and a record that was changed
//! is found; holds start and end with a message that names the debt and the date.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_adcs::replay;
use ami_adcs::supply::{Decided, Reduce};
use ami_domain::account::AtZero;
use ami_domain::clearance::{Cause, Hold, Says};
use ami_domain::display::Held;
use ami_domain::id::MeterId;
use ami_domain::money::Money;
use ami_domain::protection::Class;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp, Window};
use ami_tests::{HomeId, HomeSpec, World};

const ALWAYS: Window = Window {
    start: Timestamp::from_millis(0),
    end: Timestamp::from_millis(i64::MAX),
};

async fn weather(world: &World, c10: i32) {
    crate::weather(world, c10, Some((24, c10, 150)))
        .await
        .unwrap();
}

/// Rules that ask for the weather, beside those of the world.
fn ask_for_heat(world: &mut World) {
    world.set_terms(|terms| {
        terms.rules.version = "hot-2".to_owned();
        let class = terms.rules.disconnect.get_mut(&Class::Residential).unwrap();
        class.hot_c10 = Some(350);
        class.after_hold = Span::hours(1);
    });
}

async fn empty_home(seed: u64) -> (World, HomeId) {
    let mut world = World::new(seed).await.unwrap();
    world.watches = false;
    let home = world
        .home(HomeSpec::flat().on(Money::cents(-5)))
        .await
        .unwrap();
    world.pass(Span::minutes(61)).await.unwrap();
    (world, home)
}

/// A home with three decisions: held for want of a warning, cleared, and asked about again.
async fn decided(seed: u64) -> (World, MeterId) {
    let (mut world, home) = empty_home(seed).await;
    let off = Reduce::Disconnect;
    let held = world.reduce(home, off, Cause::Zero).await.unwrap();
    assert_eq!(held, Decided::Held(vec![Hold::Notice]));
    world.warn(home).await.unwrap();
    assert!(world.rest(Span::minutes(5)).await.unwrap());
    let sent = world.reduce(home, off, Cause::Zero).await.unwrap();
    assert!(matches!(sent, Decided::Sent(_)), "{sent:?}");
    world.pass(Span::seconds(10)).await.unwrap();
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    let meter = world.at(home).meter_id;
    (world, meter)
}

#[tokio::test]
async fn every_decision_is_taken_again_with_every_rule_and_the_question_is_one_too() {
    let (world, meter) = decided(91).await;
    let done = replay::meter(world.store(), meter, ALWAYS).await.unwrap();
    assert_eq!((done.decisions, done.differences), (3, Vec::new()));
    let mut tx = world.store().read().await.unwrap();
    let all = tx.decisions_of(meter, 9).await.unwrap();
    assert_eq!(
        all.iter().map(|row| row.asked).collect::<Vec<_>>(),
        [true, false, false]
    );
    for row in &all {
        let named: Vec<Hold> = row.verdicts.iter().map(|one| one.rule).collect();
        assert_eq!(named, Hold::ALL);
        let says = |says| row.verdicts.iter().filter(|one| one.says == says).count();
        assert_eq!(says(Says::Holds), row.holds.len());
        assert!(says(Says::Passes) > 8, "what passed is on record, too");
    }
}

/// How many texts at the meter say this.
fn texts(world: &World, home: HomeId, part: &str) -> usize {
    let all = world.meter(home).notices();
    all.iter()
        .filter(|text| text.text.en.contains(part))
        .count()
}

#[tokio::test]
async fn a_hold_starts_and_ends_with_the_debt_and_the_date_and_the_cut_waits_for_that() {
    let mut world = World::new(93).await.unwrap();
    ask_for_heat(&mut world);
    let spec = HomeSpec {
        at_zero: AtZero::Disconnect,
        ..HomeSpec::flat().on(Money::cents(20))
    };
    let home = world.home(spec).await.unwrap();
    weather(&world, 400).await;
    world.pass(Span::hours(6)).await.unwrap();
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    assert_eq!(texts(&world, home, "because of the weather. You owe $"), 1);
    let view = world.view(home).await.unwrap();
    assert_eq!(view.ahead.unwrap().held, Some(Held::Weather));
    // The heat is over: that is told first, and the cut waits for an hour after it was there.
    weather(&world, 200).await;
    world.pass(Span::minutes(30)).await.unwrap();
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    assert_eq!(texts(&world, home, "because of the weather"), 0);
    assert_eq!(texts(&world, home, "may be turned off"), 1);
    world.pass(Span::hours(2)).await.unwrap();
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    // It gets hot again: who is dark gets service back without a payment.
    weather(&world, 410).await;
    world.pass(Span::minutes(30)).await.unwrap();
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    world.pay(home, 20, "tok_approve").await.unwrap();
    world.pass(Span::minutes(5)).await.unwrap();
    assert_eq!(texts(&world, home, "because of the weather"), 0);
    let done = replay::meter(world.store(), world.at(home).meter_id, ALWAYS);
    assert_eq!(done.await.unwrap().differences, Vec::new());
}
