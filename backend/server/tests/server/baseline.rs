//! Region and medical baseline over HTTP: who may say it, from when it holds, and that prices
//! follow.

use crate::common::{ANA, BENITO, HOME_A, ROSA, Town, UMA};
use ami_domain::id::UserId;
use ami_domain::time::{Day, Zone};
use axum::http::Method;
use serde_json::{Value, json};

fn path() -> String {
    format!("/api/accounts/{}/baseline", HOME_A.account)
}

async fn put(town: &Town, who: UserId, body: Value) -> (u16, Value) {
    let answer = town.ask(Some(who), Method::PUT, &path(), Some(body)).await;
    (answer.status.as_u16(), answer.json())
}

/// Ana's home has a tariff with a baseline by region.
async fn town() -> (Town, Day) {
    let folder = tempfile::tempdir().unwrap();
    let text = include_str!("../../../css/tariffs/example-tou-baseline.toml");
    std::fs::write(folder.path().join("demo-flat.toml"), text).unwrap();
    let town = Town::with(|config| config.tariffs_dir = Some(folder.path().to_owned())).await;
    let zone = Zone::named("America/Los_Angeles").unwrap();
    let today = zone.civil(town.app.now().business).day;
    (town, today)
}

fn wish(from: Day, region: &str) -> Value {
    json!({ "from": from.to_string(), "region": region, "medical": true,
        "why": "Letter of Dr. Chen" })
}

#[tokio::test]
async fn a_baseline_is_said_by_a_representative_with_a_reason_and_from_tomorrow_on() {
    let (town, today) = town().await;
    let tomorrow = today.plus(1);
    for (who, status) in [(ANA, 403), (BENITO, 404), (UMA, 404)] {
        let (answered, _) = put(&town, who, wish(tomorrow, "5")).await;
        assert_eq!(answered, status, "{who}");
    }
    let mut silent = wish(tomorrow, "5");
    silent["why"] = json!(" ");
    for (body, code) in [
        (wish(today, "5"), "error-baseline-day"),
        (wish(today.plus(367), "5"), "error-baseline-day"),
        (wish(tomorrow, "Atlantis"), "error-baseline-region"),
        (silent, "error-baseline-why"),
    ] {
        let (status, problem) = put(&town, ROSA, body).await;
        assert_eq!((status, &problem["code"]), (422, &json!(code)));
    }
    let nothing = town.get(ROSA, &path()).await.json();
    assert_eq!(nothing["entitled"], json!([]));
    assert_eq!(nothing["notes"], json!([]));
    assert_eq!(nothing["priced"], true);

    let (status, set) = put(&town, ROSA, wish(tomorrow, "5")).await;
    assert_eq!(status, 200, "{set}");
    assert_eq!(set["entitled"][0]["region"], "5");
    assert_eq!(set["notes"][0]["by"], "Rosa Roja");
    // The same day again changes what holds, and what was said before stays written.
    let (_, again) = put(&town, ROSA, wish(tomorrow, "")).await;
    assert_eq!(again["entitled"].as_array().unwrap().len(), 1);
    assert_eq!(again["entitled"][0]["region"], "");
    assert_eq!(again["notes"].as_array().unwrap().len(), 2);
    // The customer sees it, and not who has said it.
    let seen = town.get(ANA, &path()).await.json();
    assert_eq!(seen["notes"][0]["by"], Value::Null);
}

#[tokio::test]
async fn the_tariff_walks_by_what_was_said_and_hours_before_it_stay_as_they_were() {
    let (town, today) = town().await;
    let tomorrow = today.plus(1);
    put(&town, ROSA, wish(tomorrow, "5")).await;
    let tariff = &town.app.css.terms.tariffs["demo-flat"];
    let mut tx = town.app.css.store.read().await.unwrap();
    let home = tariff.for_home(&tx.entitled(HOME_A.account).await.unwrap());
    let per_day = |day: Day| {
        let baseline = home.on(day).baseline.clone().unwrap();
        let rows = baseline.allowances.iter().map(|row| row.per_day);
        rows.chain([baseline.per_day]).max().unwrap()
    };
    assert!(per_day(tomorrow) > per_day(today), "a medical need is more");
}
