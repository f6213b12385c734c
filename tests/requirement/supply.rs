//! Nobody is cut without a clearance, and the two steps to it (DESIGN 7.7 to 7.12, FR-04, FR-06,
//! FR-10, FR-14, NFR-04).
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::empty_home;
use ami_adcs::plans;
use ami_adcs::supply::{Decided, Reduce};
use ami_domain::account::AtZero;
use ami_domain::chance::Chance;
use ami_domain::clearance::{Cause, Hold, judge};
use ami_domain::energy::Watts;
use ami_domain::id::{PlanId, UserId};
use ami_domain::money::Money;
use ami_domain::protection::{Class, Flag, Protection};
use ami_domain::receipt::Switch;
use ami_domain::standing::StandingRule;
use ami_domain::time::Span;
use ami_store::{CommandState, PlanState, Planned, Ruling};
use ami_tests::world::broker::Faults;
use ami_tests::world::build::REPRESENTATIVE;
use ami_tests::world::permissive::standing;
use ami_tests::world::sabotage::Sabotage;
use ami_tests::{HomeId, HomeSpec, World};

const OFF: Reduce = Reduce::Disconnect;

async fn cut(world: &mut World, home: HomeId) -> Decided {
    world.reduce(home, OFF, Cause::Zero).await.unwrap()
}

fn switch(world: &World, home: HomeId) -> Switch {
    world.meter(home).examine().switch
}

#[tokio::test]
async fn fr04_a_cleared_cut_is_asked_once_more_and_a_payment_brings_power_back() {
    let (mut world, home) = empty_home(1).await.unwrap();
    assert!(matches!(cut(&mut world, home).await, Decided::Sent(_)));
    world.pass(Span::seconds(5)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::Off);
    let journal = world.journal(home).await.unwrap();
    assert!(journal.rows.iter().any(|row| row.detail == "still? go"));
    assert_eq!(cut(&mut world, home).await, Decided::Already);
    world.pay(home, 20, "tok_approve").await.unwrap();
    assert!(world.rest(Span::minutes(5)).await.unwrap());
    assert_eq!(switch(&world, home), Switch::On);
    assert_eq!(world.faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn fr06_a_limit_is_cleared_like_a_cut_and_goes_with_the_payment() {
    let mut world = World::new(2).await.unwrap();
    world.watches = false;
    let spec = HomeSpec {
        at_zero: AtZero::Limit,
        ..HomeSpec::flat().on(Money::cents(-5))
    };
    let home = world.home(spec).await.unwrap();
    world.pass(Span::minutes(61)).await.unwrap();
    let limit = Reduce::Limit(Watts::new(5_000));
    let held = world.reduce(home, limit, Cause::Zero).await.unwrap();
    assert_eq!(held, Decided::Held(vec![Hold::Notice]));
    world.warn(home).await.unwrap();
    let sent = world.reduce(home, limit, Cause::Zero).await.unwrap();
    assert!(matches!(sent, Decided::Sent(_)), "{sent:?}");
    world.pass(Span::seconds(5)).await.unwrap();
    let in_force = world.meter(home).examine().limit;
    assert_eq!(in_force, Some(Watts::new(5_000)));
    world.pay(home, 20, "tok_approve").await.unwrap();
    assert!(world.rest(Span::minutes(5)).await.unwrap());
    assert_eq!(world.meter(home).examine().limit, None);
}

#[tokio::test]
async fn every_stored_decision_can_be_taken_again_from_its_record() {
    let (mut world, home) = empty_home(3).await.unwrap();
    let account = world.at(home).account;
    let mut known = standing();
    known.protections.push(Protection {
        flag: Flag::MedicalEquipment,
        until: Some(world.now().business + Span::hours(1)),
    });
    let mut tx = world.store().begin().await.unwrap();
    tx.set_standing(account, &known).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        cut(&mut world, home).await,
        Decided::Held(vec![Hold::Protected])
    );
    world.pass(Span::minutes(61)).await.unwrap();
    assert!(matches!(cut(&mut world, home).await, Decided::Sent(_)));
    let mut tx = world.store().read().await.unwrap();
    let all = tx.decisions_of(world.at(home).meter_id, 99).await.unwrap();
    assert_eq!(all.len(), 2);
    for row in all {
        let rules = tx.rules_text(&row.rules).await.unwrap().unwrap();
        match judge(row.id, &row.facts, &rules) {
            Ok(_) => assert_eq!(row.ruling, Ruling::Cleared),
            Err(holds) => assert_eq!(holds, row.holds),
        }
    }
}

#[tokio::test]
async fn a_late_disconnect_is_dropped_and_a_late_reconnect_is_carried_out() {
    let (mut world, home) = empty_home(4).await.unwrap();
    world.cut(home).await.unwrap();
    // Out of reach: held. In reach, and lost on the way for longer than it is worth: dropped.
    assert_eq!(cut(&mut world, home).await, Decided::Held(vec![Hold::Link]));
    world.restore(home).await.unwrap();
    let Decided::Sent(command) = cut(&mut world, home).await else {
        panic!("not cleared")
    };
    world.cut(home).await.unwrap();
    world.pass(Span::hours(1)).await.unwrap();
    world.pay(home, 20, "tok_approve").await.unwrap();
    world.pass(Span::days(2)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::On);
    world.restore(home).await.unwrap();
    assert!(world.rest(Span::hours(1)).await.unwrap());
    let mut tx = world.store().read().await.unwrap();
    let row = tx.command(command.id).await.unwrap().unwrap();
    assert_eq!(row.state, CommandState::Expired);
    drop(tx);
    assert_eq!(world.faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_payment_in_the_last_second_stops_the_cut_whichever_message_comes_first() {
    // The payment at every step of the cut's way: accepted, sent, asked, answered, carried out.
    for step in 0..12 {
        let (mut world, home) = empty_home(50 + step).await.unwrap();
        assert!(matches!(cut(&mut world, home).await, Decided::Sent(_)));
        let before = Span::millis(100 * i64::try_from(step).unwrap());
        world.pass(before).await.unwrap();
        world.broker.faults = Faults {
            delay: Span::seconds(3),
            reorder: true,
            duplicate: 50,
            ..Faults::default()
        };
        world.pay(home, 20, "tok_approve").await.unwrap();
        assert!(world.rest(Span::minutes(30)).await.unwrap());
        assert_eq!(switch(&world, home), Switch::On, "step {step}");
        assert_eq!(
            world.faults().await.unwrap(),
            Vec::<String>::new(),
            "step {step}"
        );
    }
}

/// Cuts and payments at random over a bad link; what does not hold.
async fn storm(seed: u64, broken: Option<Sabotage>) -> Vec<String> {
    let (mut world, home) = empty_home(seed).await.unwrap();
    if let Some(broken) = broken {
        world.sabotage(broken);
    }
    world.broker.faults = Faults {
        drop: 20,
        duplicate: 20,
        delay: Span::seconds(60),
        reorder: true,
    };
    for _ in 0..4 {
        world.warn(home).await.unwrap();
        cut(&mut world, home).await;
        let wait = world.fate().below(90_000);
        world
            .pass(Span::millis(i64::try_from(wait).unwrap()))
            .await
            .unwrap();
        world.pay(home, 10, "tok_approve").await.unwrap();
        world.pass(Span::minutes(10)).await.unwrap();
        // What is left is used up at once.
        world.spend_all(home).await.unwrap();
    }
    world.pay(home, 50, "tok_approve").await.unwrap();
    world.broker.heal();
    world.rest(Span::hours(2)).await.unwrap();
    let all = world.faults().await.unwrap();
    all.into_iter()
        .filter(|fault| {
            fault.contains("cut at") || fault.contains("no power") || fault.contains("uncleared")
        })
        .collect()
}

#[tokio::test]
async fn nobody_who_has_paid_is_cut_and_the_test_has_teeth() {
    for seed in 0..6 {
        assert_eq!(storm(seed, None).await, Vec::<String>::new(), "seed {seed}");
    }
    for broken in [Sabotage::SkipsTheQuestion, Sabotage::LastArrivalWins] {
        let mut red = 0;
        for seed in 0..6 {
            red += usize::from(!storm(seed, Some(broken)).await.is_empty());
        }
        assert!(red > 0, "{broken:?} stays green");
    }
}

#[tokio::test]
async fn many_cuts_at_once_are_quarantined_until_two_people_release_them() {
    let (mut world, home) = empty_home(6).await.unwrap();
    world.set_terms(|terms| terms.policy.cuts_per_ten_minutes = 0);
    let quarantined = Decided::Held(vec![Hold::Quarantined]);
    assert_eq!(cut(&mut world, home).await, quarantined);
    let meter = world.at(home).meter_id;
    let customer = world.at(home).customer;
    for (by, enough) in [
        (REPRESENTATIVE, false),
        (REPRESENTATIVE, false),
        (customer, true),
    ] {
        assert_eq!(release(&world, home, by).await, enough);
        if !enough {
            assert_eq!(cut(&mut world, home).await, quarantined);
        }
    }
    assert!(matches!(cut(&mut world, home).await, Decided::Sent(_)));
    let mut tx = world.store().read().await.unwrap();
    assert_eq!(tx.hold(meter, Cause::Zero).await.unwrap(), None);
}

async fn release(world: &World, home: HomeId, by: UserId) -> bool {
    let meter = world.at(home).meter_id;
    let mut tx = world.store().begin().await.unwrap();
    let enough = tx.release(meter, Cause::Zero, by).await.unwrap();
    tx.commit().await.unwrap();
    enough
}

#[tokio::test]
async fn fr14_a_planned_cut_is_decided_when_its_time_comes_and_may_be_moved_or_cancelled() {
    let (mut world, home) = empty_home(7).await.unwrap();
    let (now, meter) = (world.now(), world.at(home).meter_id);
    let ids = [1, 2].map(PlanId::from_number);
    let at = now.business + Span::hours(1);
    let mut tx = world.store().begin().await.unwrap();
    for id in ids {
        let what = Planned::Reduce(OFF);
        let plan = plans::schedule(&mut tx, now, id, meter, what, at, REPRESENTATIVE);
        assert_eq!(plan.await.unwrap().version, 1);
    }
    let chance = &mut ami_domain::chance::Seeded::new(1);
    plans::cancel(&mut tx, now, chance, ids[0]).await.unwrap();
    let later = at + Span::hours(1);
    plans::reschedule(&mut tx, now, ids[1], 1, later)
        .await
        .unwrap();
    let stale = plans::reschedule(&mut tx, now, ids[1], 1, at).await;
    assert!(stale.is_err(), "{stale:?}");
    tx.commit().await.unwrap();
    world.pass(Span::minutes(119)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::On);
    world.pass(Span::minutes(2)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::Off);
    let mut tx = world.store().read().await.unwrap();
    let states = [
        tx.plan(ids[0]).await.unwrap().unwrap().state,
        tx.plan(ids[1]).await.unwrap().unwrap().state,
    ];
    assert_eq!(states, [PlanState::Cancelled, PlanState::Done]);
}

#[tokio::test]
async fn fr14_a_planned_cut_of_somebody_who_has_paid_by_then_is_held() {
    let (mut world, home) = empty_home(8).await.unwrap();
    let (now, meter) = (world.now(), world.at(home).meter_id);
    let id = PlanId::from_number(1);
    let at = now.business + Span::hours(1);
    let mut tx = world.store().begin().await.unwrap();
    let what = Planned::Reduce(OFF);
    plans::schedule(&mut tx, now, id, meter, what, at, REPRESENTATIVE)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.pay(home, 50, "tok_approve").await.unwrap();
    world.pass(Span::hours(3)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::On);
    let mut tx = world.store().read().await.unwrap();
    let hold = tx.hold(meter, Cause::Plan).await.unwrap().unwrap();
    assert_eq!(hold.holds, vec![Hold::Balance]);
}

#[tokio::test]
async fn fr10_a_rule_limits_a_class_in_extreme_weather_and_gives_back_afterwards() {
    let mut world = World::new(9).await.unwrap();
    let home = world
        .home(HomeSpec::flat().on(Money::dollars(50)))
        .await
        .unwrap();
    world.set_terms(|terms| {
        terms.rules.version = "hot-1".to_owned();
        terms.rules.standing = vec![StandingRule {
            name: "hot afternoons".to_owned(),
            classes: vec![Class::Residential],
            weekdays: (0..7).collect(),
            from_minute: 0,
            until_minute: 1_440,
            above_c10: Some(380),
            below_c10: None,
            permille: 750,
        }];
    });
    weather(&world, 250).await;
    world.pass(Span::minutes(30)).await.unwrap();
    assert_eq!(world.meter(home).examine().limit, None);
    weather(&world, 410).await;
    world.pass(Span::minutes(30)).await.unwrap();
    let limit = world.meter(home).examine().limit;
    assert_eq!(limit, Some(Watts::new(7_500)));
    weather(&world, 300).await;
    world.pass(Span::minutes(30)).await.unwrap();
    assert_eq!(world.meter(home).examine().limit, None);
}

async fn weather(world: &World, now_c10: i32) {
    crate::weather(world, now_c10, None).await.unwrap();
}

#[tokio::test]
async fn nfr04_a_command_that_waited_too_long_goes_out_even_under_load() {
    use ami_domain::command::{CommandKind, Priority};
    use ami_domain::id::AlertId;
    let (world, home) = empty_home(10).await.unwrap();
    let (meter, old) = (world.at(home).meter_id, world.now());
    let mut chance = ami_domain::chance::Seeded::new(1);
    chance.bytes();
    let mut tx = world.store().begin().await.unwrap();
    let routine = CommandKind::Withdraw(AlertId::from_number(1));
    ami_adcs::request::accept(&mut tx, old, &mut chance, meter, routine, None)
        .await
        .unwrap();
    let mut now = old;
    now.business = old.business + Span::minutes(20);
    for _ in 0..20 {
        let kind = CommandKind::Test;
        ami_adcs::request::accept(&mut tx, now, &mut chance, meter, kind, None)
            .await
            .unwrap();
    }
    let order = Priority::ALL;
    let starved = now.business - Span::minutes(10);
    let due = tx.due_in_order(now, &order, starved, 8).await.unwrap();
    let words: Vec<&str> = due
        .commands
        .iter()
        .map(|row| row.command.kind.word())
        .collect();
    assert_eq!(words.len(), 8);
    assert!(words.contains(&"withdraw"), "{words:?}");
    // Without the guard it would wait behind every test.
    let never = old.business - Span::days(1);
    let due = tx.due_in_order(now, &order, never, 8).await.unwrap();
    assert!(
        due.commands
            .iter()
            .all(|row| row.command.kind.word() == "test")
    );
}
