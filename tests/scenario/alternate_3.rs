//! Alternate scenario 3: paid, but no power (SC6.1 to SC6.10).

use ami_css::CssError;
use ami_domain::identity::Fact;
use ami_domain::money::Money;
use ami_domain::no_power::CaseState;
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::receipt::Switch;
use ami_domain::selftest::Verdict;
use ami_domain::time::{Span, Window};
use ami_meter::electric::Fault;
use ami_store::OrderRow;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

/// A home that is off although its customer has paid before.
async fn dark() -> Result<(World, HomeId)> {
    let mut world = World::new(31).await?;
    let spec = HomeSpec {
        opening_balance: Money::dollars(40),
        history_days: 2,
        ..HomeSpec::flat()
    };
    let home = world.home(spec).await?;
    world.pass(Span::seconds(5)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::Off, "given");
    Ok((world, home))
}

async fn verified(world: &World, home: HomeId) -> Result<()> {
    let said = [
        (Fact::Number, "3 000000001"),
        (Fact::Name, "name of customer1"),
    ];
    assert!(world.verify(home, &said).await?);
    Ok(())
}

fn assert_one_of_each(orders: &[OrderRow], reason: OrderReason) {
    let mut kinds: Vec<_> = orders.iter().map(|order| order.kind).collect();
    kinds.sort_by_key(|kind| kind.word());
    assert_eq!(
        kinds,
        OrderKind::ALL,
        "one field order and one trouble order"
    );
    assert!(
        orders.iter().all(|order| order.reason == reason),
        "{orders:?}"
    );
    assert!(orders.iter().all(|order| order.state == OrderState::Open));
}

#[tokio::test]
async fn sc6_2_without_proof_nothing_is_done_for_a_caller() -> Result<()> {
    let (mut world, home) = dark().await?;
    let refused = world.report_no_power(home).await;
    assert!(matches!(refused, Err(CssError::NotVerified(_))));
    assert!(!world.verify(home, &[(Fact::Number, "3-000000001")]).await?);
    let twice = [(Fact::Number, "3-000000001"), (Fact::Number, "3-000000001")];
    assert!(!world.verify(home, &twice).await?, "one fact twice is one");
    for _ in 0..3 {
        assert!(!world.verify(home, &[(Fact::Name, "somebody")]).await?);
    }
    let fifth = world.verify(home, &twice).await;
    assert!(matches!(fifth, Err(CssError::TooManyTries)), "no guessing");
    world.pass(Span::minutes(16)).await?;
    verified(&world, home).await?;
    world.report_no_power(home).await?;
    world.pass(Span::minutes(16)).await?;
    let late = world.activate(home).await;
    assert!(matches!(late, Err(CssError::NotVerified(_))), "15 minutes");
    Ok(())
}

#[tokio::test]
async fn sc6_9_a_passed_test_and_an_activation_bring_power_back() -> Result<()> {
    let (mut world, home) = dark().await?;
    verified(&world, home).await?;
    let case = world.report_no_power(home).await?;
    assert_eq!(case.state, CaseState::Testing);
    assert_eq!(world.report_no_power(home).await?.id, case.id, "one case");
    world.pass(Span::seconds(10)).await?;
    let (case, orders) = world.desk(home).await?;
    let case = case.context("a case")?;
    assert_eq!(case.verdict, Some(Verdict::Passed));
    assert_eq!(case.state, CaseState::Passed);
    world.activate(home).await?;
    world.pass(Span::seconds(10)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    let (case, none) = world.desk(home).await?;
    assert_eq!(case.context("a case")?.state, CaseState::Restored);
    assert!(orders.is_empty() && none.is_empty());
    let journal = world.journal(home).await?;
    assert_eq!((journal.sent("test"), journal.sent("connect")), (1, 1));
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn sc6_10_a_failed_test_ends_in_one_field_and_one_trouble_order() -> Result<()> {
    let (mut world, home) = dark().await?;
    world.break_meter(home, Some(Fault::LineDead));
    verified(&world, home).await?;
    world.report_no_power(home).await?;
    world.pass(Span::seconds(10)).await?;
    let (case, orders) = world.desk(home).await?;
    assert_eq!(case.context("a case")?.verdict, Some(Verdict::LineDead));
    assert_one_of_each(&orders, OrderReason::TestFailed);
    let evidence: serde_json::Value = serde_json::from_str(&orders[0].evidence)?;
    assert_eq!(evidence["test"]["verdict"], "line_dead");
    assert_eq!(evidence["test"]["checks"]["energised"], "fail");
    assert_eq!(evidence["commands"][0]["kind"], "test");
    // Reported once more: the same orders, for they are not done.
    world.report_no_power(home).await?;
    world.pass(Span::seconds(10)).await?;
    assert_eq!(world.desk(home).await?.1.len(), 2);
    Ok(())
}

#[tokio::test]
async fn sc6_10_a_meter_that_does_not_answer_in_60_s_is_not_connected() -> Result<()> {
    let (mut world, home) = dark().await?;
    world.cut(home).await?;
    verified(&world, home).await?;
    world.report_no_power(home).await?;
    world.pass(Span::seconds(58)).await?;
    assert!(world.desk(home).await?.1.is_empty(), "not before 60 s");
    // Nobody looks: the duty of the server does it.
    world.pass(Span::seconds(4)).await?;
    let (case, orders) = world.desk(home).await?;
    let case = case.context("a case")?;
    assert_eq!(case.verdict, Some(Verdict::NotConnected));
    assert_eq!(case.state, CaseState::Ordered);
    assert_one_of_each(&orders, OrderReason::NotConnected);
    Ok(())
}

#[tokio::test]
async fn sc6_10_a_switch_that_is_stuck_ends_in_orders() -> Result<()> {
    let (mut world, home) = dark().await?;
    verified(&world, home).await?;
    world.report_no_power(home).await?;
    world.pass(Span::seconds(10)).await?;
    world.break_meter(home, Some(Fault::SwitchStuck));
    world.activate(home).await?;
    world.pass(Span::seconds(65)).await?;
    let (case, orders) = world.desk(home).await?;
    assert_eq!(case.context("a case")?.state, CaseState::Ordered);
    assert_one_of_each(&orders, OrderReason::StillOff);
    Ok(())
}

#[tokio::test]
async fn sc6_10_the_customer_says_still_no_power() -> Result<()> {
    let (mut world, home) = dark().await?;
    verified(&world, home).await?;
    world.report_no_power(home).await?;
    world.pass(Span::seconds(10)).await?;
    world.activate(home).await?;
    world.pass(Span::seconds(10)).await?;
    world.still_no_power(home).await?;
    world.still_no_power(home).await?;
    assert_one_of_each(&world.desk(home).await?.1, OrderReason::NoPower);
    Ok(())
}

#[tokio::test]
async fn sc6_3_nothing_is_switched_on_that_nobody_pays_for() -> Result<()> {
    let mut world = World::new(32).await?;
    let home = world.home(HomeSpec::flat()).await?;
    world.pass(Span::seconds(5)).await?;
    verified(&world, home).await?;
    world.report_no_power(home).await?;
    world.pass(Span::seconds(10)).await?;
    let refused = world.activate(home).await;
    assert!(matches!(refused, Err(CssError::NotPaid(_))));
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    Ok(())
}

#[tokio::test]
async fn sc6_a_closed_browser_does_not_leave_the_customer_dark() -> Result<()> {
    let (mut world, home) = dark().await?;
    verified(&world, home).await?;
    world.report_no_power(home).await?;
    world.pass(Span::minutes(31)).await?;
    assert_one_of_each(&world.desk(home).await?.1, OrderReason::NoPower);
    Ok(())
}

#[tokio::test]
async fn fr26_both_logs_agree_after_a_day_of_work() -> Result<()> {
    let (mut world, home) = dark().await?;
    verified(&world, home).await?;
    world.report_no_power(home).await?;
    world.pass(Span::seconds(10)).await?;
    world.activate(home).await?;
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::hours(6)).await?;
    let window = Window {
        start: ami_tests::world::clock::START - Span::days(1),
        end: world.now().business,
    };
    let meter = world.at(home).meter_id;
    let found = ami_adcs::reconcile::meter(world.store(), meter, window).await?;
    assert_eq!(found, [], "both ends tell the same");
    let mut tx = world.store().read().await?;
    let log = tx.meter_log_newest(meter, 10_000).await?;
    assert!(log.len() >= 5, "{} rows", log.len());
    assert!(log.iter().all(|row| row.chain.is_some()));
    Ok(())
}

#[tokio::test]
async fn ix10_a_report_its_test_and_the_result_travel_to_the_meter_and_back() -> Result<()> {
    let (mut world, home) = dark().await?;
    verified(&world, home).await?;
    let case = world.report_no_power(home).await?;
    world.pass(Span::seconds(10)).await?;
    let mut tx = world.store().read().await?;
    let receipt = tx.receipt(case.test).await?.context("a receipt")?;
    let result = receipt.test.context("a result in the receipt")?;
    assert_eq!(result.verdict(), Verdict::Passed);
    assert_eq!(result.switch, Switch::Off);
    Ok(())
}
