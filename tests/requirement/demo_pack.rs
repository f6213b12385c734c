//! The rules of the demo: one home runs out, is warned, is cut at a permitted hour and is connected
//! again by a payment. Everybody else keeps the base pack.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_adcs::replay;
use ami_domain::account::AtZero;
use ami_domain::clearance::{Hold, Packs, Rules};
use ami_domain::money::Money;
use ami_domain::protection::Standing;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp, Window, Zone};
use ami_store::{DecisionRow, Ruling};
use ami_tests::world::permissive;
use ami_tests::{HomeId, HomeSpec, World};
use std::path::Path;

const ROOT: &str = "..";

/// The folder that the demo lays together; each pack decides as its table says, or it is refused.
fn rules() -> (Rules, Packs) {
    let together = tempfile::tempdir().unwrap();
    for folder in ["backend/css/rules", "tests/data/demo-rules"] {
        for entry in std::fs::read_dir(Path::new(ROOT).join(folder)).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), together.path().join(entry.file_name())).unwrap();
        }
    }
    ami_css::rules::read_dir(together.path()).unwrap()
}

/// A home with this much money under the rules of the demo, whose customer is of this jurisdiction.
async fn home(cents: i64, jurisdiction: Option<&str>) -> (World, HomeId) {
    let mut world = World::new(97).await.unwrap();
    let (rules, packs) = rules();
    world.set_terms(|terms| (terms.rules, terms.packs) = (rules, packs));
    let spec = HomeSpec {
        at_zero: AtZero::Disconnect,
        ..HomeSpec::flat().on(Money::cents(cents))
    };
    let home = world.home(spec).await.unwrap();
    let standing = Standing {
        jurisdiction: jurisdiction.map(str::to_owned),
        ..permissive::standing()
    };
    let account = world.at(home).account;
    let mut tx = world.store().begin().await.unwrap();
    tx.set_standing(account, &standing).await.unwrap();
    tx.commit().await.unwrap();
    (world, home)
}

/// Lives on for so many hours, or until it is dark.
async fn live(world: &mut World, home: HomeId, hours: i64) -> Switch {
    for _ in 0..hours {
        world.pass(Span::hours(1)).await.unwrap();
        if world.meter(home).examine().switch == Switch::Off {
            break;
        }
    }
    world.meter(home).examine().switch
}

async fn decisions(world: &World, home: HomeId) -> Vec<DecisionRow> {
    let mut tx = world.store().read().await.unwrap();
    tx.decisions_of(world.at(home).meter_id, 20).await.unwrap()
}

#[tokio::test]
async fn the_demo_s_home_runs_out_is_warned_is_cut_by_day_and_a_payment_brings_it_back() {
    for cents in [50, 300] {
        let (mut world, home) = home(cents, Some("demo")).await;
        assert_eq!(live(&mut world, home, 80).await, Switch::Off);
        let all = decisions(&world, home).await;
        let cut = all
            .iter()
            .find(|row| row.ruling == Ruling::Cleared)
            .unwrap();
        assert_eq!(cut.rules, "demo-1");
        let (at, facts) = (cut.facts.at, &cut.facts);
        assert!(facts.warned_at.unwrap() <= at - Span::hours(1), "{facts:?}");
        assert!(facts.notices >= 1);
        let local = Zone::named(facts.zone.as_deref().unwrap())
            .unwrap()
            .civil(at);
        assert!((480..1200).contains(&local.minute), "{local:?}");
        world.pay(home, 20, "tok_approve").await.unwrap();
        world.pass(Span::minutes(5)).await.unwrap();
        assert_eq!(world.meter(home).examine().switch, Switch::On);
        let always = Window {
            start: Timestamp::from_millis(0),
            end: Timestamp::from_millis(i64::MAX),
        };
        let done = replay::meter(world.store(), world.at(home).meter_id, always)
            .await
            .unwrap();
        assert_eq!(done.differences, Vec::new());
        assert_eq!(world.faults().await.unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn who_runs_out_at_night_keeps_power_until_eight() {
    let mut held = 0;
    for cents in [200, 250, 300, 350] {
        let (mut world, home) = home(cents, Some("demo")).await;
        assert_eq!(live(&mut world, home, 80).await, Switch::Off);
        let all = decisions(&world, home).await;
        let by_hour = all.iter().filter(|row| row.holds.contains(&Hold::Hour));
        held += by_hour.count();
    }
    assert!(held > 0, "nobody ran out at night");
}

#[tokio::test]
async fn everybody_else_of_the_demo_keeps_the_base_pack_and_their_power() {
    let (mut world, home) = home(50, None).await;
    assert_eq!(live(&mut world, home, 80).await, Switch::On);
    let all = decisions(&world, home).await;
    assert!(
        all.iter()
            .all(|row| row.ruling == Ruling::Held && row.rules == "base-1")
    );
    assert!(!all.is_empty());
}
