//! What protects a customer, over HTTP: who may say it, that it holds at the next decision, and
//! that it ends.

use crate::common::{ANA, BENITO, HOME_A, ROSA, Town, UMA};
use ami_adcs::supply::{self, Decided, Reduce};
use ami_domain::clearance::{Cause, Hold};
use ami_domain::clock::Now;
use ami_domain::id::UserId;
use ami_domain::protection::{Class, Flag, Protection, Standing};
use ami_domain::time::Span;
use axum::http::Method;
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/accounts/{}{rest}", HOME_A.account)
}

async fn put(town: &Town, who: UserId, rest: &str, body: Value) -> (u16, Value) {
    let body = (!body.is_null()).then_some(body);
    let answer = town.ask(Some(who), Method::PUT, &path(rest), body).await;
    (answer.status.as_u16(), answer.json())
}

async fn known(town: &Town, who: UserId) -> Value {
    let answer = town.get(who, &path("/protections")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// An ordinary household, so that nothing but what is said protects it by class.
async fn town() -> Town {
    let town = Town::new().await;
    let mut tx = town.app.css.store.begin().await.unwrap();
    let household = Standing {
        class: Some(Class::Residential),
        ..Standing::unknown(ami_domain::energy::Watts::new(9_600))
    };
    tx.set_standing(HOME_A.account, &household).await.unwrap();
    tx.commit().await.unwrap();
    town
}

/// The rules that would keep Ana's service on at this moment.
async fn holds(town: &Town, now: Now) -> Vec<Hold> {
    let css = &town.app.css;
    let mut tx = css.store.begin().await.unwrap();
    let chance = &mut town.app.chance();
    let (how, cause) = (Reduce::Disconnect, Cause::Zero);
    let decided = supply::reduce(&mut tx, now, chance, &css.terms, HOME_A.meter, how, cause);
    let decided = decided.await.unwrap();
    tx.commit().await.unwrap();
    match decided {
        Decided::Held(holds) => holds,
        Decided::Sent(_) | Decided::Already => Vec::new(),
    }
}

fn proof() -> Value {
    json!({ "proof": "Letter of Dr. Chen, 25 October" })
}

#[tokio::test]
async fn only_a_representative_sets_and_ends_a_protection_and_never_without_a_proof() {
    let town = town().await;
    let one = "/protections/medical_equipment";
    for (who, status) in [(ANA, 403), (BENITO, 404), (UMA, 404)] {
        let (set, _) = put(&town, who, one, proof()).await;
        let (ended, _) = put(&town, who, &format!("{one}/end"), proof()).await;
        assert_eq!((set, ended), (status, status), "{who}");
    }
    for (body, code) in [
        (json!({ "proof": "  " }), "error-protect-proof"),
        (json!({ "proof": "x".repeat(301) }), "error-protect-proof"),
        (
            json!({ "proof": "A letter", "until": "2020-01-01" }),
            "error-protect-past",
        ),
    ] {
        let (status, problem) = put(&town, ROSA, one, body).await;
        assert_eq!((status, &problem["code"]), (422, &json!(code)));
    }
    let own = "/protections/self_certified";
    let (status, problem) = put(&town, ROSA, own, proof()).await;
    let code = json!("error-protect-no-end");
    assert_eq!((status, &problem["code"]), (422, &code));
    assert_eq!(known(&town, ANA).await["protections"], json!([]));

    let (status, set) = put(&town, ROSA, one, proof()).await;
    assert_eq!(status, 200, "{set}");
    assert_eq!(set["protections"][0]["flag"], "medical_equipment");
    assert_eq!(set["notes"][0]["by"], "Rosa Roja");
    // The customer sees what was said, and not who has said it.
    let seen = known(&town, ANA).await;
    assert_eq!(seen["notes"][0]["proof"], proof()["proof"]);
    assert_eq!(seen["notes"][0]["by"], Value::Null);
}

#[tokio::test]
async fn what_is_set_holds_at_the_next_decision_and_what_is_ended_does_not() {
    let town = town().await;
    let now = town.app.now();
    assert!(!holds(&town, now).await.contains(&Hold::Protected));
    let one = "/protections/infant";
    put(&town, ROSA, one, proof()).await;
    assert!(holds(&town, now).await.contains(&Hold::Protected));
    // The representative reads the same in the newest decision, with the protection by its name.
    let decisions = town.get(ROSA, &path("/decisions")).await.json();
    let newest = &decisions[0];
    assert_eq!(newest["ruling"], "held");
    assert!(newest.to_string().contains("infant"), "{newest}");

    let (status, _) = put(&town, ROSA, &format!("{one}/end"), json!({ "proof": "" })).await;
    assert_eq!(status, 422, "an end has its reason");
    assert!(holds(&town, now).await.contains(&Hold::Protected));
    let why = json!({ "proof": "The child has moved" });
    let (status, ended) = put(&town, ROSA, &format!("{one}/end"), why.clone()).await;
    assert_eq!((status, &ended["protections"]), (200, &json!([])));
    assert_eq!(ended["notes"][0]["ended"], true);
    assert!(!holds(&town, now).await.contains(&Hold::Protected));
    let (status, problem) = put(&town, ROSA, &format!("{one}/end"), why).await;
    let code = json!("error-protect-not-set");
    assert_eq!((status, &problem["code"]), (404, &code));
}

#[tokio::test]
async fn a_customers_own_word_ends_after_its_days_and_may_be_given_anew_then() {
    let town = town().await;
    let (status, said) = put(&town, ANA, "/self-certification", Value::Null).await;
    assert_eq!(status, 200, "{said}");
    assert_eq!(said["protections"][0]["holds"], true);
    // The representative sees it, too.
    let seen = known(&town, ROSA).await;
    assert_eq!(seen["protections"][0]["flag"], "self_certified");
    let (status, problem) = put(&town, ANA, "/self-certification", Value::Null).await;
    let code = json!("error-protect-running");
    assert_eq!((status, &problem["code"]), (409, &code));

    let days = said["certify_days"].as_i64().unwrap();
    let now = town.app.now();
    let later = |days| Now {
        business: now.business + Span::days(days),
        ..now
    };
    assert!(
        holds(&town, later(days - 1))
            .await
            .contains(&Hold::Protected)
    );
    assert!(
        !holds(&town, later(days + 1))
            .await
            .contains(&Hold::Protected)
    );

    over(&town).await;
    let seen = known(&town, ANA).await;
    assert_eq!(seen["protections"][0]["holds"], false);
    let (status, anew) = put(&town, ANA, "/self-certification", Value::Null).await;
    assert_eq!(status, 200, "{anew}");
    assert_eq!(anew["protections"].as_array().unwrap().len(), 1);
    assert_eq!(anew["protections"][0]["holds"], true);
}

/// As if its days had passed.
async fn over(town: &Town) {
    let mut tx = town.app.css.store.begin().await.unwrap();
    let mut standing = tx.standing(HOME_A.account).await.unwrap().unwrap();
    standing.protections = vec![Protection {
        flag: Flag::SelfCertified,
        until: Some(town.app.now().business - Span::hours(1)),
    }];
    tx.set_standing(HOME_A.account, &standing).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn rules_are_chosen_from_the_list_and_hours_of_ones_own_keep_service_on() {
    let town = town().await;
    let rules = |name: &str, until: u16| {
        json!({ "jurisdiction": name, "proof": "The home is in Tempe",
            "friendly": [{ "weekdays": [0, 1, 2, 3, 4, 5, 6], "from_minute": 0,
                "until_minute": until }] })
    };
    let (status, problem) = put(&town, ROSA, "/rules", rules("us-zz", 1_440)).await;
    let code = json!("error-protect-rules");
    assert_eq!((status, &problem["code"]), (422, &code));
    let (status, problem) = put(&town, ROSA, "/rules", rules("us-az", 0)).await;
    let code = json!("error-protect-hours");
    assert_eq!((status, &problem["code"]), (422, &code));
    let (status, _) = put(&town, ANA, "/rules", rules("us-az", 1_440)).await;
    assert_eq!(status, 403);
    let (status, set) = put(&town, ROSA, "/rules", rules("us-az", 1_440)).await;
    assert_eq!((status, &set["jurisdiction"]), (200, &json!("us-az")));
    assert_eq!(set["notes"][0]["flag"], Value::Null);
    assert!(holds(&town, town.app.now()).await.contains(&Hold::Friendly));
}

#[tokio::test]
async fn the_desk_says_what_kind_of_customer_it_is_and_where_and_keeps_both_else() {
    let town = town().await;
    let said = json!({ "class": "critical", "place": " Tempe ", "friendly": [],
        "proof": "The pumps of the town stand here" });
    let (status, _) = put(&town, ANA, "/rules", said.clone()).await;
    assert_eq!(status, 403, "customers do not say what kind they are");
    let (status, set) = put(&town, ROSA, "/rules", said).await;
    assert_eq!(status, 200, "{set}");
    assert_eq!(
        (&set["class"], &set["place"]),
        (&json!("critical"), &json!("Tempe"))
    );
    assert!(holds(&town, town.app.now()).await.contains(&Hold::Class));
    // Who does not speak of it changes nothing.
    let silent = json!({ "friendly": [], "proof": "No hours any more" });
    let (_, set) = put(&town, ROSA, "/rules", silent).await;
    assert_eq!(
        (&set["class"], &set["place"]),
        (&json!("critical"), &json!("Tempe"))
    );
    let long = json!({ "place": "x".repeat(81), "friendly": [], "proof": "A long name" });
    let (status, problem) = put(&town, ROSA, "/rules", long).await;
    let code = json!("error-protect-place");
    assert_eq!((status, &problem["code"]), (422, &code));
    let home = json!({ "class": "residential", "friendly": [], "proof": "A family lives here" });
    let (_, set) = put(&town, ROSA, "/rules", home).await;
    assert_eq!(set["class"], json!("residential"));
    assert!(!holds(&town, town.app.now()).await.contains(&Hold::Class));
}

#[tokio::test]
async fn every_pack_shows_its_day_its_figures_and_what_nobody_has_verified() {
    let town = town().await;
    for who in [ROSA, UMA] {
        let packs = town.get(who, "/api/rules").await.json();
        let packs = packs.as_array().unwrap();
        assert!(packs.len() >= 5, "{packs:?}");
        for pack in packs {
            assert!(pack["from"]["year"].as_i64().unwrap() > 2000, "{pack}");
            assert!(!pack["sheets"].as_array().unwrap().is_empty(), "{pack}");
            let sources = pack["sources"].as_array().unwrap();
            assert!(!sources.is_empty(), "{pack}");
            assert!(sources.iter().all(|one| one["verified"].is_boolean()));
        }
    }
    assert_eq!(town.get(ANA, "/api/rules").await.status, 403);
    let spanish = Some(json!({ "locale": "es-US" }));
    town.ask(Some(UMA), Method::PUT, "/api/session/locale", spanish)
        .await;
    let packs = town.get(UMA, "/api/rules").await.json();
    let base = packs.as_array().unwrap().iter();
    let base = base.filter(|pack| pack["jurisdiction"] == "base");
    let titles: Vec<_> = base.map(|pack| pack["title"].clone()).collect();
    assert_eq!(titles, [json!("Base: la cifra más estricta de cada clase")]);
}
