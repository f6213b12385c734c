//! Events, deposits, help and moving out: each page names what is behind its amounts, which another
//! process computes again from the file alone.

use super::papers::{explained, more, owes_thirty, refused, seen};
use super::{HOUR, recompute, used_and_paid};
use crate::common::{ANA, HOME_A, HOME_B, ROSA, Town};
use ami_domain::energy::WattHours;
use ami_domain::id::{EventId, PaymentId};
use ami_domain::time::{Span, Timestamp, Zone};
use ami_mdms::intake;
use axum::http::Method;
use serde_json::{Value, json};

/// As people type it at the site.
fn minute(at: Timestamp) -> String {
    let civil = Zone::named("America/Los_Angeles").unwrap().civil(at);
    let (hour, minute) = (civil.minute / 60, civil.minute % 60);
    format!("{}T{hour:02}:{minute:02}", civil.day)
}

/// Ana pays $10 for two hours at Benito's hall that begin in an hour; gives the path and the start.
async fn booked(town: &Town) -> (String, Timestamp) {
    let start = town.app.now().business.floor_to(HOUR) + HOUR;
    let body = json!({"location": HOME_B.location, "start": minute(start),
        "end": minute(start + Span::hours(2)), "after": "not_affected",
        "payment": PaymentId::from_number(0xe7),
        "pay": {"amount": 10_000_000, "method": "sandbox_card", "token": "tok_approve"}});
    let path = format!("/events/{}", EventId::from_number(0xe7));
    let whole = format!("/api/accounts/{}{path}", HOME_A.account);
    let booked = town.ask(Some(ANA), Method::PUT, &whole, Some(body)).await;
    assert_eq!(booked.status, 200, "{}", booked.text);
    (path, start)
}

/// Five hours later the hall's meter has sent what was used.
async fn used(town: &mut Town, start: Timestamp, watt_hours: [i64; 2]) {
    town.app.clock.business.business_origin_ms += Span::hours(5).as_millis();
    let now = town.app.now().business;
    let rows: Vec<_> = (0..)
        .zip(watt_hours)
        .map(|(hour, wh)| (start + Span::hours(hour), WattHours::new(wh), false))
        .collect();
    let mut tx = town.app.css.store.begin().await.unwrap();
    intake::intervals(&mut tx, now, HOME_B.meter, HOUR, &rows)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (css, mut chance) = (&town.app.css, town.app.chance());
    css.run_events(&town.app.clock, &mut chance).await.unwrap();
}

#[tokio::test]
async fn an_event_names_what_is_behind_its_money_and_it_comes_again() {
    let (mut town, _) = used_and_paid().await;
    let (path, start) = booked(&town).await;
    let paid = seen(&town, &path).await;
    assert!(paid["lineage"].as_str().unwrap().starts_with("event."));
    let whole = explained(&town, &paid["lineage"]).await;
    // What it was booked with comes from the hours that its money reaches, and from no pattern.
    let subject = &whole["bundle"]["subject"];
    assert_eq!(subject["bought_there"]["said"], paid["energy"]);
    assert!(subject["bought"].is_null() && !whole.to_string().contains("profile"));
    let altered = refused(&whole, &|subject| {
        more(&mut subject["bought_there"]["said"])
    });
    assert!(altered.contains("the energy that was bought"), "{altered}");
    used(&mut town, start, [30_000, 60_000]).await;
    let event = seen(&town, &path).await;
    assert!(event["over_money"].as_i64().unwrap() > 0, "{event}");
    let whole = explained(&town, &event["lineage"]).await;
    let subject = &whole["bundle"]["subject"];
    assert_eq!(subject["said"]["own"], event["used_money"]);
    assert_eq!(subject["said"]["over"], event["over_money"]);
    // Nothing of whose place it is.
    let text = whole.to_string();
    for id in [HOME_B.account.to_string(), HOME_B.meter.to_string()] {
        assert!(!text.contains(&id), "{text}");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let (agrees, said) = recompute(elsewhere.path(), &whole);
    assert!(agrees && said.contains("its money paid 10.00"), "{said}");
    let altered = refused(&whole, &|subject| more(&mut subject["said"]["over"]));
    assert!(
        altered.contains("what its payer's account paid"),
        "{altered}"
    );
    let altered = refused(&whole, &|subject| {
        more(&mut subject["history"][0]["energy"]);
    });
    assert!(altered.contains("differs"), "{altered}");
    // Each entry that it left in the books of its payer leads there, too.
    let charges = subject["charges"].as_array().unwrap();
    for entry in charges
        .iter()
        .flat_map(|one| one["entries"].as_array().unwrap())
    {
        let id = entry["id"].as_str().unwrap();
        let of_entry = explained(&town, &json!(format!("entry.{id}"))).await;
        assert_eq!(of_entry["bundle"]["subject"]["kind"], "event");
    }
}

#[tokio::test]
async fn what_a_time_is_likely_to_cost_names_what_is_behind_it_and_it_comes_again() {
    let (town, _) = used_and_paid().await;
    let start = town.app.now().business.floor_to(HOUR) + Span::hours(3);
    for (location, own) in [(HOME_A.location, true), (HOME_B.location, false)] {
        let (from, to) = (minute(start), minute(start + Span::hours(5)));
        let path = format!("/event-check?location={location}&start={from}&end={to}");
        let cost = seen(&town, &path).await["estimate"].clone();
        assert!(cost["lineage"].as_str().unwrap().starts_with("cost."));
        let whole = explained(&town, &cost["lineage"]).await;
        let subject = &whole["bundle"]["subject"];
        for (figure, shown) in [
            ("p50", "likely"),
            ("p80", "safe"),
            ("energy_p50", "energy"),
            ("energy_p80", "energy_safe"),
            ("suggested", "suggested"),
        ] {
            assert_eq!(subject["said"][figure], cost[shown], "{figure}");
        }
        assert_eq!(subject["likely"].as_array().unwrap().len(), 5);
        // Of somebody else's use no more than of the hours that were asked about.
        assert_eq!(subject["profile"].is_object(), own);
        if !own {
            let text = whole.to_string();
            for id in [HOME_B.account.to_string(), HOME_B.meter.to_string()] {
                assert!(!text.contains(&id), "{text}");
            }
        }
        let elsewhere = tempfile::tempdir().unwrap();
        let (agrees, said) = recompute(elsewhere.path(), &whole);
        assert!(agrees && said.contains("four times in five"), "{said}");
        let altered = refused(&whole, &|subject| more(&mut subject["said"]["p50"]));
        assert!(altered.contains("the likely cost"), "{altered}");
        let altered = refused(&whole, &|subject| more(&mut subject["likely"][1]["energy"]));
        assert!(altered.contains("the likely energy"), "{altered}");
    }
}

#[tokio::test]
async fn a_deposit_help_and_moving_out_name_the_books_behind_them() {
    let (town, _) = used_and_paid().await;
    owes_thirty(&town).await;
    let step = format!("/api/accounts/{}/deposit/{:032x}", HOME_A.account, 7);
    let taken = json!({"what": "taken", "amount": 50_000_000, "way": "cash",
        "reference": "slip 7", "why": "goes to a monthly bill"});
    let answer = town.ask(Some(ROSA), Method::PUT, &step, Some(taken)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let deposit = seen(&town, "/deposit").await;
    let out = seen(&town, "/move-out").await;
    let help = seen(&town, "/grants").await;
    assert_eq!(deposit["lineage"], format!("books.{}", HOME_A.account));
    for page in [&out, &help] {
        assert_eq!(page["lineage"], deposit["lineage"]);
    }
    let whole = explained(&town, &deposit["lineage"]).await;
    let said = &whole["bundle"]["subject"]["said"];
    for (figure, shown) in [
        ("held", &deposit["held"]),
        ("owed", &deposit["owed"]),
        ("most_back", &deposit["most_back"]),
        ("refund", &out["refund"]),
        ("owed_after", &out["owed"]),
    ] {
        assert_eq!(&said[figure], shown, "{figure}");
    }
    assert_eq!(said["held"], 50_000_000);
    let elsewhere = tempfile::tempdir().unwrap();
    let (agrees, text) = recompute(elsewhere.path(), &whole);
    assert!(agrees && text.contains("deposit 50.00"), "{text}");
    let altered = refused(&whole, &|subject: &mut Value| {
        let books = subject["books"].as_array_mut().unwrap();
        more(&mut books.last_mut().unwrap()["entries"][0]["amount"]);
    });
    assert!(altered.contains("the deposit"), "{altered}");
}
