//! A meter without a switch (AS-2): who is sent to cut goes by the rules by which a command goes,
//! and is called back when one of them holds or money comes; and whoever was cut by hand has power
//! brought back when nothing keeps it off any more.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_domain::account::AtZero;
use ami_domain::chance::Seeded;
use ami_domain::display::Held;
use ami_domain::id::OrderId;
use ami_domain::money::Money;
use ami_domain::order::{OrderReason, OrderState};
use ami_domain::time::Span;
use ami_store::OrderRow;
use ami_tests::{HomeId, HomeSpec, World};

async fn weather(world: &World, c10: i32) {
    crate::weather(world, c10, Some((48, c10, c10)))
        .await
        .unwrap();
}

/// A home without a switch that owes twenty dollars, under rules that keep supply on in heat.
async fn owing(seed: u64) -> (World, HomeId) {
    let mut world = World::new(seed).await.unwrap();
    world.set_terms(|terms| {
        terms.rules.version = "hand-1".to_owned();
        for class in terms.rules.disconnect.values_mut() {
            class.hot_c10 = Some(400);
        }
    });
    let spec = HomeSpec {
        at_zero: AtZero::Disconnect,
        has_switch: false,
        ..HomeSpec::flat().on(Money::dollars(-20))
    };
    let home = world.home(spec).await.unwrap();
    world.pass(Span::hours(2)).await.unwrap();
    (world, home)
}

/// The newest first.
async fn orders(world: &World, home: HomeId) -> Vec<OrderRow> {
    world.desk(home).await.unwrap().1
}

async fn held(world: &World, home: HomeId) -> Option<Held> {
    let view = world.view(home).await.unwrap();
    view.ahead.and_then(|ahead| ahead.held)
}

async fn ends(world: &World, order: OrderId, state: OrderState) {
    let (now, chance) = (world.now(), &mut Seeded::new(9));
    let ended = world.css().end_order(now, chance, order, state, "").await;
    assert!(ended.unwrap());
}

async fn soon(world: &mut World) {
    world.pass(Span::minutes(20)).await.unwrap();
}

#[tokio::test]
async fn nobody_is_sent_while_a_rule_holds_and_who_is_on_their_way_is_called_back() {
    let (mut world, home) = owing(321).await;
    assert_eq!(
        orders(&world, home).await,
        vec![],
        "the weather is not known"
    );
    assert_eq!(held(&world, home).await, Some(Held::Weather));
    weather(&world, 200).await;
    soon(&mut world).await;
    let sent = orders(&world, home).await;
    assert_eq!((sent.len(), sent[0].state), (1, OrderState::Open));
    assert_eq!(sent[0].reason, OrderReason::NoSwitch);
    let mut tx = world.store().read().await.unwrap();
    let decision = tx.decision(sent[0].clearance.unwrap()).await.unwrap();
    assert!(decision.unwrap().facts.by_hand);
    drop(tx);
    let until = sent[0].not_after.unwrap();
    assert!(until > world.now().business && until <= world.now().business + Span::hours(8));
    assert_eq!(held(&world, home).await, Some(Held::FieldOrder));

    weather(&world, 410).await;
    soon(&mut world).await;
    let back = orders(&world, home).await;
    assert_eq!(back.len(), 1);
    assert_eq!(
        (back[0].state, back[0].withdrawn),
        (OrderState::Cancelled, true)
    );
    assert_eq!(held(&world, home).await, Some(Held::Weather));
    assert_eq!(world.faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn an_errand_ends_with_its_time_and_another_needs_a_clearance_of_its_own() {
    let (mut world, home) = owing(322).await;
    weather(&world, 200).await;
    soon(&mut world).await;
    let first = orders(&world, home).await[0].clone();
    world.pass(Span::hours(9)).await.unwrap();
    let all = orders(&world, home).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[1].id, first.id);
    assert!(all[1].withdrawn && all[1].ended_at <= Some(first.not_after.unwrap() + Span::hours(1)));
    assert_ne!(all[0].clearance, first.clearance);
}

#[tokio::test]
async fn a_payment_calls_back_who_is_on_their_way_in_the_same_commit() {
    let (mut world, home) = owing(323).await;
    weather(&world, 200).await;
    soon(&mut world).await;
    assert!(orders(&world, home).await[0].state.is_open());
    world.pay(home, 40, "tok_approve").await.unwrap();
    let back = orders(&world, home).await;
    assert!(back[0].withdrawn && !back[0].state.is_open());
}

#[tokio::test]
async fn whoever_was_cut_by_hand_has_somebody_bring_power_back_in_heat_and_after_a_payment() {
    for (seed, pays) in [(324, false), (325, true)] {
        let (mut world, home) = owing(seed).await;
        weather(&world, 200).await;
        soon(&mut world).await;
        let cut = orders(&world, home).await[0].id;
        ends(&world, cut, OrderState::Done).await;
        world.pass(Span::hours(1)).await.unwrap();
        assert_eq!(orders(&world, home).await.len(), 1, "cut, and left so");
        if pays {
            world.pay(home, 40, "tok_approve").await.unwrap();
        } else {
            weather(&world, 410).await;
        }
        soon(&mut world).await;
        let all = orders(&world, home).await;
        assert_eq!(all.len(), 2, "pays: {pays}");
        assert_eq!(
            (all[0].reason, all[0].clearance),
            (OrderReason::NoPower, None)
        );
    }
}

#[tokio::test]
async fn whoever_comes_back_without_having_cut_is_not_sent_again_at_once() {
    let (mut world, home) = owing(326).await;
    weather(&world, 200).await;
    soon(&mut world).await;
    let first = orders(&world, home).await[0].id;
    ends(&world, first, OrderState::Cancelled).await;
    world.pass(Span::hours(5)).await.unwrap();
    assert_eq!(orders(&world, home).await.len(), 1);
}

#[tokio::test]
async fn who_was_cut_after_a_recall_has_somebody_bring_power_back() {
    let (mut world, home) = owing(327).await;
    weather(&world, 200).await;
    soon(&mut world).await;
    let cut = orders(&world, home).await[0].id;
    weather(&world, 410).await;
    soon(&mut world).await;
    let (now, chance) = (world.now(), &mut Seeded::new(9));
    let done = OrderState::Done;
    let ended = world.css().end_order(now, chance, cut, done, "").await;
    assert!(!ended.unwrap(), "it had ended");
    let all = orders(&world, home).await;
    assert_eq!((all.len(), all[0].clearance), (2, None));
}
