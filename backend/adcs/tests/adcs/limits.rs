//! Limits of standing rules beside limits for want of money, and plans that are taken back.

use crate::house::{ACCOUNT, ANA, House, standing, terms};
use crate::plant::{HOUR, METER};
use ami_adcs::plans;
use ami_adcs::rules::{self, Ruled};
use ami_adcs::supply::{Decided, Reduce};
use ami_domain::clearance::pack::Source;
use ami_domain::clearance::{Cause, Pack, Packs, Rules};
use ami_domain::command::CommandKind;
use ami_domain::energy::Watts;
use ami_domain::id::PlanId;
use ami_domain::money::Money;
use ami_domain::protection::{Flag, Standing};
use ami_domain::receipt::Switch;
use ami_domain::time::{Day, Span};
use ami_store::Planned;

/// Three quarters of what the service can carry, by the rule.
const RULE: Watts = Watts::new(7_500);
/// What is left at zero.
const ZERO: Reduce = Reduce::Limit(Watts::new(2_500));

#[tokio::test]
async fn fr10_a_rule_does_not_go_on_limiting_who_is_protected_by_now() {
    let mut house = House::with(Money::dollars(50)).await;
    assert_eq!(house.rules().await.limited, 1);
    house.does(Some(RULE)).await;
    assert_eq!(house.rules().await, Ruled::default(), "it stays");
    let known = standing(&[Flag::LifeSupport]);
    let mut tx = house.store.begin().await.unwrap();
    tx.set_standing(ACCOUNT, &known).await.unwrap();
    tx.commit().await.unwrap();
    let ran = house.rules().await;
    assert_eq!((ran.ended, ran.limited), (1, 0), "{ran:?}");
    assert_eq!(house.open().await, ["unlimit"]);
    house.does(None).await;
    // And it does not come and go.
    let ran = house.rules().await;
    assert_eq!((ran.held, ran.limited, ran.ended), (1, 0, 0));
    assert!(house.open().await.is_empty());
}

#[tokio::test]
async fn who_pays_while_a_rule_limits_keeps_the_rules_limit_and_not_that_of_an_empty_balance() {
    let mut house = House::with(Money::dollars(5)).await;
    assert_eq!(house.rules().await.limited, 1);
    house.does(Some(RULE)).await;
    house.gets(-Money::dollars(5)).await;
    let decided = house.reduce(ZERO).await;
    assert!(matches!(decided, Decided::Sent(_)), "{decided:?}");
    house.does(Some(Watts::new(2_500))).await;
    assert_eq!(house.rules().await, Ruled::default());
    house.gets(Money::dollars(20)).await;
    house.restore().await;
    assert_eq!(house.open().await, ["unlimit"]);
    house.rules().await;
    house.does(None).await;
    assert_eq!(house.rules().await.limited, 1, "the rule's own limit again");
    let mut tx = house.store.read().await.unwrap();
    let open = tx.open_commands(METER).await.unwrap();
    let limits = open.iter().map(|row| &row.command.kind);
    let limits: Vec<Watts> = limits
        .filter_map(|kind| match kind {
            CommandKind::Limit(limit) => Some(limit.demand),
            _ => None,
        })
        .collect();
    assert_eq!(limits, [RULE]);
}

#[tokio::test]
async fn a_limit_by_a_rule_alone_stays_when_somebody_pays() {
    let mut house = House::with(Money::dollars(5)).await;
    assert_eq!(house.rules().await.limited, 1);
    house.does(Some(RULE)).await;
    house.gets(Money::dollars(20)).await;
    house.restore().await;
    assert!(house.open().await.is_empty());
}

/// A jurisdiction with these rules under this version.
fn pack(version: &str) -> Pack {
    let rules = Rules {
        version: version.into(),
        standing: Vec::new(),
        ..terms().rules
    };
    let source = Source {
        figures: vec!["all".into()],
        says: "whatever a test needs".into(),
        source: "this test".into(),
        verified: false,
    };
    Pack {
        jurisdiction: "us-az".into(),
        title: "Arizona".into(),
        title_es: None,
        from: Day {
            year: 2020,
            month: 1,
            day: 1,
        },
        until: None,
        certify_days: None,
        source: vec![source],
        rules,
    }
}

#[tokio::test]
async fn fr10_one_account_that_fails_keeps_no_other_from_what_a_rule_says() {
    let mut house = House::with(Money::dollars(50)).await;
    let theirs = house.neighbour().await;
    // Its pack was edited under its old version: nothing can be decided for this one.
    let edited = Rules {
        data_max_age: Span::hours(9),
        ..pack("az-1").rules
    };
    house.terms.packs = Packs::new(vec![pack("az-1")]).unwrap();
    let mut tx = house.store.begin().await.unwrap();
    assert!(tx.keep_rules(&edited).await.unwrap());
    let own = Standing {
        jurisdiction: Some("us-az".into()),
        ..standing(&[])
    };
    tx.set_standing(ACCOUNT, &own).await.unwrap();
    tx.commit().await.unwrap();
    let ran = rules::run(&house.store, house.now, &mut house.chance, &house.terms).await;
    let said = ran.unwrap_err().to_string();
    assert!(said.contains("az-1"), "{said}");
    let mut tx = house.store.read().await.unwrap();
    let open = tx.open_commands(theirs).await.unwrap();
    let words: Vec<&str> = open.iter().map(|row| row.command.kind.word()).collect();
    assert_eq!(words, ["limit"]);
}

#[tokio::test]
async fn a_cut_that_never_went_out_is_not_the_reason_for_which_a_meter_is_off() {
    let mut house = House::with(-Money::dollars(5)).await;
    let decided = house.reduce(ZERO).await;
    assert!(matches!(decided, Decided::Sent(_)), "{decided:?}");
    assert_eq!(house.last_cut().await, Some(Cause::Zero));
    // It is taken back before it has left, and then the owner switches off for the winter.
    house.restore().await;
    assert!(house.open().await.is_empty());
    house.says(Switch::Off, None).await;
    assert_eq!(house.last_cut().await, None);
}

#[tokio::test]
async fn what_took_a_cut_away_counts_also_when_a_backup_was_put_back_in_between() {
    let mut house = House::with(-Money::dollars(5)).await;
    let decided = house.reduce(ZERO).await;
    assert!(matches!(decided, Decided::Sent(_)), "{decided:?}");
    house.does(Some(Watts::new(2_500))).await;
    let mut tx = house.store.begin().await.unwrap();
    tx.restored(house.now.real).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(house.last_cut().await, Some(Cause::Zero));
    house.restore().await;
    assert_eq!(house.open().await, ["unlimit"]);
    house.does(None).await;
    assert_eq!(house.last_cut().await, None);
}

#[tokio::test]
async fn fr14_a_plan_that_is_taken_back_is_undone_also_when_the_meter_said_so_first() {
    for what in [Reduce::Disconnect, Reduce::Limit(Watts::new(5_000))] {
        let mut house = House::with(-Money::dollars(5)).await;
        let (id, at) = (PlanId::from_number(9), house.now.business + HOUR);
        let mut tx = house.store.begin().await.unwrap();
        let planned = Planned::Reduce(what);
        let plan = plans::schedule(&mut tx, house.now, id, METER, planned, at, ANA).await;
        plan.unwrap();
        tx.commit().await.unwrap();
        house.now.business = at;
        house.now.real = at;
        let (now, chance) = (house.now, &mut house.chance);
        let ran = plans::run(&house.store, now, chance, &house.terms).await;
        assert_eq!(ran.unwrap(), 1);
        let sent = ami_adcs::dispatch::dispatch(&house.store, now, &house.terms).await;
        assert_eq!(sent.unwrap().sent, 1);
        // What the meter says of its supply comes before the receipt.
        match what {
            Reduce::Disconnect => house.says(Switch::Off, None).await,
            Reduce::Limit(demand) => house.says(Switch::On, Some(demand)).await,
        }
        let mut tx = house.store.begin().await.unwrap();
        let taken_back = plans::cancel(&mut tx, house.now, &mut house.chance, id).await;
        taken_back.unwrap();
        tx.commit().await.unwrap();
        let back = match what {
            Reduce::Disconnect => "connect",
            Reduce::Limit(_) => "unlimit",
        };
        assert_eq!(house.open().await, [back]);
    }
}
