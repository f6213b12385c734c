//! What the processor tells, told twice, late, in the wrong order, never, or by somebody else.

use crate::town::{EVENTS, Town, nothing};
use crate::{OPENING, PAID};
use ami_domain::settlement::{After, Question};
use ami_provider::clock::now;
use ami_provider::fault::Faults;
use ami_provider::webhook::signature;
use serde_json::json;

#[tokio::test]
async fn told_twice_late_or_in_the_wrong_order_is_told_once() {
    for faults in [
        Faults {
            twice: true,
            ..Faults::default()
        },
        Faults {
            late_ms: 300,
            ..Faults::default()
        },
        Faults {
            kept: true,
            ..Faults::default()
        },
    ] {
        let town = Town::new().await;
        let kept = faults.kept;
        town.faults(faults).await;
        town.pay(1, "pm_card_authenticationRequired").await;
        let reference = town.charge(1).await.reference;
        town.tell(&format!("bank/{reference}/yes"), nothing()).await;
        if kept {
            // We find out by looking; then everything is told, newest first.
            town.rest().await;
            town.tell("release", nothing()).await;
        }
        let done = || async {
            let charge = town.charge(1).await;
            (charge.settlement.capture.word() == "done").then_some(())
        };
        town.until(done).await;
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        town.rest().await;
        assert_eq!(town.balance().await, PAID);
        assert_eq!(town.taken_there().await, 2_500);
        assert_eq!(town.questions().await, []);
    }
}

#[tokio::test]
async fn what_was_never_told_is_found_in_the_processors_list() {
    let town = Town::new().await;
    town.pay(1, "pm_card_visa").await;
    town.faults(Faults {
        lost: true,
        ..Faults::default()
    })
    .await;
    let reference = town.charge(1).await.reference;
    town.tell(&format!("dispute/{reference}"), nothing()).await;
    town.rest().await;
    assert_eq!(town.charge(1).await.settlement.after, After::Nothing);
    let found = town.app.css.find_lost_events(town.app.now()).await.unwrap();
    assert!(found > 0);
    town.rest().await;
    let after = town.charge(1).await.settlement.after;
    assert!(matches!(after, After::Disputed { .. }), "{after:?}");
    let again = town.app.css.find_lost_events(town.app.now()).await.unwrap();
    assert_eq!(again, 0);
}

#[tokio::test]
async fn a_forged_message_is_refused_and_changes_nothing() {
    let town = Town::new().await;
    town.pay(1, "pm_card_authenticationRequired").await;
    let reference = town.charge(1).await.reference;
    let body = json!({"id": "evt_forged", "type": "payment_intent.succeeded",
        "data": {"object": {"id": reference, "object": "payment_intent"}}})
    .to_string();
    let right = signature(EVENTS, now(), &body);
    for header in [
        String::new(),
        "t=1,v1=00".to_owned(),
        signature("whsec_of_somebody_else", now(), &body),
        signature(EVENTS, now() - 600, &body),
        signature(EVENTS, now() + 600, &body),
        signature(EVENTS, now(), "{}"),
        right.replace("v1=", "v0="),
    ] {
        assert_eq!(town.webhook(&header, &body).await, 400, "{header}");
    }
    let mut tx = town.app.css.store.read().await.unwrap();
    assert!(!tx.knows_processor_event("evt_forged").await.unwrap());
    drop(tx);
    // Even with the right seal it only says where to look: nothing was paid there.
    assert_eq!(town.webhook(&right, &body).await, 200);
    assert_eq!(town.webhook(&right, &body).await, 200);
    for bad in [
        "{}",
        "[]",
        "",
        r#"{"id":"","type":"x","data":{"object":{"id":"y"}}}"#,
    ] {
        let header = signature(EVENTS, now(), bad);
        assert_eq!(town.webhook(&header, bad).await, 400, "{bad}");
    }
    town.rest().await;
    assert_eq!(town.row(1).await.state.word(), "waits");
    assert_eq!(town.balance().await, OPENING);
}

#[tokio::test]
async fn money_that_comes_for_a_refused_or_unknown_payment_asks_a_person() {
    let town = Town::new().await;
    town.pay(1, "pm_usBankAccount_success").await;
    let reference = town.charge(1).await.reference;
    let refused = ami_css::bank_file::read(&format!(
        "payment,amount,currency,what\n{:032x},25,USD,returned",
        1
    ));
    let lines = refused.unwrap();
    let mut chance = ami_domain::chance::Seeded::new(1);
    let css = &town.app.css;
    css.bank_file(&town.app.clock, &mut chance, &lines)
        .await
        .unwrap();
    assert_eq!(town.row(1).await.state.word(), "refused");
    // The bank thinks better of it.
    town.tell(&format!("clear/{reference}/yes"), nothing())
        .await;
    let asked = || async { town.questions().await.first().copied() };
    assert_eq!(town.until(asked).await, Question::LateMoney);
    assert_eq!(town.balance().await, OPENING);
}

#[tokio::test]
async fn what_was_lost_is_found_behind_a_page_of_what_came_after_it() {
    let town = Town::new().await;
    town.pay(1, "pm_card_visa").await;
    town.pay(2, "pm_card_chargeDeclined").await;
    let paid = town.charge(1).await.reference;
    let intents = town.there().await["intents"].as_object().unwrap().clone();
    let refused = intents.keys().find(|one| **one != paid).unwrap();
    town.faults(Faults {
        lost: true,
        ..Faults::default()
    })
    .await;
    town.tell(&format!("dispute/{paid}"), nothing()).await;
    town.faults(Faults::default()).await;
    // A hundred that come, as many as stand on a page.
    for _ in 0..100 {
        town.tell(&format!("expire/{refused}"), nothing()).await;
    }
    let last = town.there().await["events"].as_array().unwrap().clone();
    let last = last.last().unwrap()["id"].as_str().unwrap().to_owned();
    let came = || async {
        let mut tx = town.app.css.store.read().await.unwrap();
        let known = tx.knows_processor_event(&last).await.unwrap();
        known.then_some(())
    };
    town.until(came).await;
    // On a slow machine the town's own duty may have found it before.
    town.app.css.find_lost_events(town.app.now()).await.unwrap();
    for _ in 0..5 {
        town.rest().await;
    }
    let after = town.charge(1).await.settlement.after;
    assert!(matches!(after, After::Disputed { .. }), "{after:?}");
}
