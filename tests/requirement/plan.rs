//! Plans for supply and how fast they are carried out: FR-14, NFR-02, NFR-03, NFR-10, and what is
//! asked once more before a switch opens (DESIGN 7.9, 7.12).
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::empty_home;
use ami_adcs::supply::{Decided, Reduce};
use ami_adcs::{AdcsError, plans};
use ami_domain::chance::Seeded;
use ami_domain::clearance::{Cause, Hold};
use ami_domain::clock::Now;
use ami_domain::command::Command;
use ami_domain::energy::Watts;
use ami_domain::id::PlanId;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp};
use ami_store::{CommandState, PlanState, Planned};
use ami_tests::world::broker::Faults;
use ami_tests::world::build::REPRESENTATIVE;
use ami_tests::{HomeId, HomeSpec, World};

const OFF: Reduce = Reduce::Disconnect;
const PLAN: PlanId = PlanId::from_number(1);

/// Plans this for in ten minutes; the moment.
async fn plan(world: &World, home: HomeId, id: PlanId, what: Planned) -> Timestamp {
    let (now, meter) = (world.now(), world.at(home).meter_id);
    let at = now.business + Span::minutes(10);
    let mut tx = world.store().begin().await.unwrap();
    plans::schedule(&mut tx, now, id, meter, what, at, REPRESENTATIVE)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    at
}

async fn cancel(world: &World) -> Result<(), ami_adcs::AdcsError> {
    let mut tx = world.store().begin().await.unwrap();
    let done = plans::cancel(&mut tx, world.now(), &mut Seeded::new(77), PLAN).await;
    tx.commit().await.unwrap();
    done
}

/// The command that the plan became.
async fn command(world: &World) -> Option<(Command, CommandState)> {
    let mut tx = world.store().read().await.unwrap();
    let plan = tx.plan(PLAN).await.unwrap().unwrap();
    let row = tx.command(plan.message?).await.unwrap()?;
    Some((row.command, row.state))
}

fn switch(world: &World, home: HomeId) -> Switch {
    world.meter(home).examine().switch
}

#[tokio::test]
async fn fr14_a_plan_that_is_taken_back_at_any_step_of_its_way_leaves_service_on() {
    for what in [OFF, Reduce::Limit(Watts::new(5_000))] {
        let mut stopped = 0;
        for step in 0..10 {
            let (mut world, home) = empty_home(20 + step).await.unwrap();
            plan(&world, home, PLAN, Planned::Reduce(what)).await;
            world.broker.faults = Faults {
                delay: Span::seconds(3),
                reorder: true,
                ..Faults::default()
            };
            let wait = Span::minutes(10) + Span::millis(700 * i64::try_from(step).unwrap());
            world.pass(wait).await.unwrap();
            let before = command(&world).await;
            let open = before.as_ref().is_none_or(|(_, state)| state.is_open());
            let done = cancel(&world).await;
            assert_eq!(done.is_ok(), open, "step {step}: {done:?} {before:?}");
            if !open {
                continue;
            }
            stopped += usize::from(before.is_some());
            cancel(&world).await.unwrap();
            assert!(world.rest(Span::minutes(30)).await.unwrap());
            let seen = world.meter(home).examine();
            assert_eq!(seen.switch, Switch::On, "step {step}");
            assert_eq!(seen.limit, None, "step {step}");
            let mut tx = world.store().read().await.unwrap();
            let plan = tx.plan(PLAN).await.unwrap().unwrap();
            assert_eq!(plan.state, PlanState::Cancelled);
            drop(tx);
            let faults = world.faults().await.unwrap();
            assert_eq!(faults, Vec::<String>::new(), "step {step}");
        }
        assert!(stopped > 0, "no command was ever under way");
    }
}

#[tokio::test]
async fn fr14_the_question_is_answered_no_when_its_plan_is_not_due() {
    let (mut world, home) = empty_home(40).await.unwrap();
    plan(&world, home, PLAN, Planned::Reduce(OFF)).await;
    world.broker.faults.delay = Span::seconds(20);
    world
        .pass(Span::minutes(10) + Span::seconds(2))
        .await
        .unwrap();
    assert!(
        command(&world)
            .await
            .is_some_and(|(_, state)| state.is_open())
    );
    // Only the plan is taken back, as if whoever does it had forgotten its command.
    let mut tx = world.store().begin().await.unwrap();
    assert!(tx.recall_plan(PLAN, world.now().business).await.unwrap());
    tx.commit().await.unwrap();
    world.pass(Span::minutes(5)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::On);
    let journal = world.journal(home).await.unwrap();
    let no = |detail: &str| detail == "still? its plan is not due";
    assert!(journal.rows.iter().any(|row| no(&row.detail)));
}

#[tokio::test]
async fn a_cap_that_many_passed_together_is_asked_again_before_the_switch_opens() {
    let (mut world, home) = empty_home(41).await.unwrap();
    let cut = world.reduce(home, OFF, Cause::Zero).await.unwrap();
    assert!(matches!(cut, Decided::Sent(_)), "{cut:?}");
    // Meanwhile so many others were cleared that this one is above the cap.
    world.set_terms(|terms| terms.policy.cuts_per_day = 0);
    world.pass(Span::minutes(2)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::On);
    let journal = world.journal(home).await.unwrap();
    let no = |detail: &str| detail == "still? held: quarantined";
    assert!(journal.rows.iter().any(|row| no(&row.detail)));
}

#[tokio::test]
async fn what_two_people_have_released_is_above_the_cap_and_is_carried_out() {
    let (mut world, home) = empty_home(42).await.unwrap();
    world.set_terms(|terms| terms.policy.cuts_per_day = 0);
    world.reduce(home, OFF, Cause::Zero).await.unwrap();
    let meter = world.at(home).meter_id;
    let mut tx = world.store().begin().await.unwrap();
    for by in [REPRESENTATIVE, world.at(home).customer] {
        tx.release(meter, Cause::Zero, by).await.unwrap();
    }
    tx.commit().await.unwrap();
    let cut = world.reduce(home, OFF, Cause::Zero).await.unwrap();
    assert!(matches!(cut, Decided::Sent(_)), "{cut:?}");
    world.pass(Span::seconds(30)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::Off);
}

#[tokio::test]
async fn what_two_people_have_released_on_one_day_is_not_released_on_another() {
    let (mut world, home) = empty_home(44).await.unwrap();
    world.set_terms(|terms| terms.policy.cuts_per_day = 0);
    world.reduce(home, OFF, Cause::Zero).await.unwrap();
    let meter = world.at(home).meter_id;
    let mut tx = world.store().begin().await.unwrap();
    for by in [REPRESENTATIVE, world.at(home).customer] {
        tx.release(meter, Cause::Zero, by).await.unwrap();
    }
    tx.commit().await.unwrap();
    // Before it is carried out something else keeps supply on; then it is one of too many again.
    world.cut(home).await.unwrap();
    let away = world.reduce(home, OFF, Cause::Zero).await.unwrap();
    assert_eq!(away, Decided::Held(vec![Hold::Link]));
    world.restore(home).await.unwrap();
    for _ in 0..3 {
        let again = world.reduce(home, OFF, Cause::Zero).await.unwrap();
        assert_eq!(again, Decided::Held(vec![Hold::Quarantined]));
    }
}

#[tokio::test]
async fn nfr02_a_disconnect_and_a_connect_are_carried_out_within_60_seconds() {
    let (mut world, home) = empty_home(43).await.unwrap();
    world.broker.faults.delay = Span::seconds(4);
    let Decided::Sent(cut) = world.reduce(home, OFF, Cause::Zero).await.unwrap() else {
        panic!("not cleared")
    };
    world.pass(Span::seconds(60)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::Off);
    let receipt = world.receipt(&cut).await.unwrap().unwrap();
    assert!(receipt.completed_at.since(cut.accepted_at) <= Span::seconds(60));
    let mut tx = world.store().begin().await.unwrap();
    let (now, meter) = (world.now(), world.at(home).meter_id);
    plans::connect(&mut tx, now, &mut Seeded::new(78), meter)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.pass(Span::seconds(60)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::On);
}

#[tokio::test]
async fn nfr03_supply_moves_at_once_or_at_the_minute_that_was_planned() {
    let (mut world, home) = empty_home(44).await.unwrap();
    let at = plan(&world, home, PLAN, Planned::Reduce(OFF)).await;
    world
        .pass(Span::minutes(10) - Span::seconds(1))
        .await
        .unwrap();
    assert_eq!(switch(&world, home), Switch::On);
    world.pass(Span::seconds(31)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::Off);
    let (command, _) = command(&world).await.unwrap();
    let receipt = world.receipt(&command).await.unwrap().unwrap();
    assert!(receipt.completed_at >= at);
    assert!(receipt.completed_at.since(at) <= Span::seconds(30));
    let second = PlanId::from_number(2);
    let at = plan(&world, home, second, Planned::Connect).await;
    world
        .pass(Span::minutes(10) + Span::seconds(30))
        .await
        .unwrap();
    assert_eq!(switch(&world, home), Switch::On);
    assert!(world.now().business.since(at) <= Span::seconds(30));
}

#[tokio::test]
async fn nfr10_a_disconnect_without_receipt_is_sent_again_after_45_seconds() {
    let (mut world, home) = empty_home(45).await.unwrap();
    world.broker.drop_next_of("cmd/disconnect", 1);
    world.reduce(home, OFF, Cause::Zero).await.unwrap();
    world.pass(Span::seconds(44)).await.unwrap();
    let sent = world.journal(home).await.unwrap().sent("disconnect");
    assert_eq!(sent, 1, "not before 45 s");
    assert_eq!(switch(&world, home), Switch::On);
    world.pass(Span::seconds(6)).await.unwrap();
    assert_eq!(world.journal(home).await.unwrap().sent("disconnect"), 2);
    assert_eq!(switch(&world, home), Switch::Off);
}

#[tokio::test]
async fn a_plan_that_fails_does_not_keep_another_from_bringing_power_back() {
    let (mut world, home) = empty_home(51).await.unwrap();
    let dark = world.home(HomeSpec::flat()).await.unwrap();
    // A decision is on record, and somebody edits the rules and forgets to name them anew: no cut
    // can be decided from then on.
    let decided = world.reduce(dark, OFF, Cause::Zero).await.unwrap();
    assert!(
        matches!(decided, Decided::Already | Decided::Held(_)),
        "{decided:?}"
    );
    let held = world
        .reduce(home, Reduce::Limit(Watts::new(5_000)), Cause::Zero)
        .await;
    held.unwrap();
    world.set_terms(|terms| terms.rules.data_max_age = Span::hours(4));
    plan(&world, home, PLAN, Planned::Reduce(OFF)).await;
    let connect = PlanId::from_number(2);
    let at = plan(&world, dark, connect, Planned::Connect).await;
    let now = Now {
        business: at,
        real: world.now().real,
    };
    let terms = &world.css().terms;
    let run = plans::run(world.store(), now, &mut Seeded::new(78), terms).await;
    assert!(matches!(run, Err(AdcsError::RulesChanged(_))), "{run:?}");
    let mut tx = world.store().read().await.unwrap();
    let stands = |plan: Option<ami_store::PlanRow>| plan.unwrap().state;
    assert_eq!(stands(tx.plan(connect).await.unwrap()), PlanState::Done);
    assert_eq!(stands(tx.plan(PLAN).await.unwrap()), PlanState::Waiting);
    let due = tx.due_plans(at, 9).await.unwrap();
    assert_eq!(due, [], "the one that fails waits, too, and not in front");
}
