//! A representative plans for supply over HTTP (FR-14).

use crate::common::{HOME_A, HOME_B, ROSA, Town};
use ami_domain::time::{Span, Timestamp, Zone};
use axum::http::Method;
use serde_json::{Value, json};

/// A minute as the clock at the site shows it.
fn civil(at: Timestamp) -> String {
    let zone = Zone::named("America/Los_Angeles").unwrap();
    let civil = zone.civil(at);
    let (day, minute) = (civil.day, civil.minute);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        day.year,
        day.month,
        day.day,
        minute / 60,
        minute % 60
    )
}

async fn ask(town: &Town, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let path = format!("/api/accounts/{}/{path}", HOME_A.account);
    let answer = town.ask(Some(ROSA), method, &path, body).await;
    (answer.status.as_u16(), answer.json())
}

#[tokio::test]
async fn fr14_a_representative_connects_now_and_plans_moves_and_cancels() {
    let town = Town::new().await;
    let (status, seen) = ask(&town, Method::PUT, "supply/connect", None).await;
    assert_eq!((status, &seen["on_its_way"]), (200, &json!(true)), "{seen}");
    let (_, again) = ask(&town, Method::PUT, "supply/connect", None).await;
    assert_eq!(again, seen);
    let mut tx = town.app.css.store.read().await.unwrap();
    let open = tx.open_commands(HOME_A.meter).await.unwrap();
    let connects = open
        .iter()
        .filter(|row| row.command.kind.word() == "connect");
    assert_eq!(connects.count(), 1, "asked twice, sent once");
    drop(tx);

    let at = civil(town.app.now().business + Span::hours(5));
    let plan = format!("plans/{:032x}", 7);
    let limit = json!({"what": "limit", "limit": 4_000, "at": at});
    let (status, made) = ask(&town, Method::PUT, &plan, Some(limit.clone())).await;
    assert_eq!(status, 200, "{made}");
    assert_eq!(
        (&made["state"], &made["version"]),
        (&json!("waiting"), &json!(1))
    );
    assert_eq!(made["by"], "Rosa Roja");
    let (_, again) = ask(&town, Method::PUT, &plan, Some(limit)).await;
    assert_eq!(again, made);
    let other = json!({"what": "disconnect", "at": at});
    let (status, problem) = ask(&town, Method::PUT, &plan, Some(other)).await;
    assert_eq!(
        (status, &problem["code"]),
        (409, &json!("error-plan-taken"))
    );

    // The same plan at another time is another plan, and the first one stands as it was.
    let later = civil(town.app.now().business + Span::hours(6));
    let other_time = json!({"what": "limit", "limit": 4_000, "at": later});
    let (status, problem) = ask(&town, Method::PUT, &plan, Some(other_time)).await;
    assert_eq!(
        (status, &problem["code"]),
        (409, &json!("error-plan-taken")),
        "{problem}"
    );
    let (_, seen) = ask(&town, Method::GET, "supply", None).await;
    assert_eq!(seen["plans"], json!([made]));

    let time = format!("{plan}/time");
    let to = json!({"version": 1, "at": later});
    let (status, moved) = ask(&town, Method::PUT, &time, Some(to.clone())).await;
    let until = (town.app.now().business + Span::hours(6)).floor_to(Span::minutes(1));
    let seen = &moved["at"]["at"];
    assert_eq!((status, seen), (200, &json!(until.as_millis())), "{moved}");
    let (status, problem) = ask(&town, Method::PUT, &time, Some(to)).await;
    assert_eq!(
        (status, &problem["code"]),
        (409, &json!("error-plan-changed"))
    );
    let (_, seen) = ask(&town, Method::GET, "supply", None).await;
    assert_eq!(seen["plans"], json!([moved]));

    let foreign = format!("/api/accounts/{}/{plan}", HOME_B.account);
    let answer = town.ask(Some(ROSA), Method::DELETE, &foreign, None).await;
    assert_eq!(answer.status, 404, "not a plan of that account");
    for _ in 0..2 {
        let (status, gone) = ask(&town, Method::DELETE, &plan, None).await;
        assert_eq!(
            (status, &gone["state"]),
            (200, &json!("cancelled")),
            "{gone}"
        );
    }
}

#[tokio::test]
async fn a_plan_that_makes_no_sense_is_refused_with_its_field() {
    let town = Town::new().await;
    let now = town.app.now().business;
    let at = civil(now + Span::hours(5));
    let far = civil(now + Span::days(400));
    let plan = format!("plans/{:032x}", 8);
    for (body, field) in [
        (json!({"what": "limit", "at": at}), "limit"),
        (json!({"what": "limit", "limit": 0, "at": at}), "limit"),
        (json!({"what": "connect", "limit": 5, "at": at}), "limit"),
        (json!({"what": "connect", "at": "2020-01-01T00:00"}), "at"),
        (json!({"what": "connect", "at": "soon"}), "at"),
        (json!({"what": "connect", "at": far}), "at"),
    ] {
        let (status, problem) = ask(&town, Method::PUT, &plan, Some(body.clone())).await;
        assert_eq!(
            (status, &problem["field"]),
            (422, &json!(field)),
            "{body} {problem}"
        );
    }
    let (_, seen) = ask(&town, Method::GET, "supply", None).await;
    assert_eq!(seen["plans"], json!([]));
}
