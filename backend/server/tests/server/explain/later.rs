//! An estimate, a day's debt, and what a display says, computed again by another process and found
//! by a representative to whom a customer reads the name.

use super::papers::{explained, more, owes_thirty, refused, seen};
use super::{HOUR, recompute, used_and_paid};
use crate::common::{BENITO, HOME_A, ROSA, Town};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::time::Span;
use axum::http::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn an_estimate_until_a_day_names_what_is_behind_it_and_comes_again() {
    let (town, begin) = used_and_paid().await;
    let zone = town.app.css.utility_zone().await.unwrap();
    let day = zone.civil(begin).day.plus(20);
    let said = seen(&town, &format!("/estimate?until={day}")).await;
    let lineage = said["lineage"].as_str().unwrap();
    assert!(lineage.starts_with("estimate."), "{lineage}");
    let whole = explained(&town, &said["lineage"]).await;
    let enough = &whole["bundle"]["subject"]["grounds"]["enough"];
    assert_eq!(enough["likely"], said["pay_likely"]);
    assert_eq!(enough["safe"], said["pay_safe"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let (agrees, text) = recompute(elsewhere.path(), &whole);
    assert!(agrees && text.contains("for sure"), "{text}");
    let changed = refused(&whole, &|subject| {
        more(&mut subject["grounds"]["enough"]["safe"]);
    });
    assert!(changed.contains("what is enough for sure"), "{changed}");
    // The one through the next bill is explained beside it.
    let bill = seen(&town, "/estimate").await;
    assert_ne!(bill["lineage"], said["lineage"]);
    explained(&town, &bill["lineage"]).await;
    explained(&town, &said["lineage"]).await;
}

/// Ana owes thirty dollars and pays two of them back each day; two days have begun since.
async fn paid_back_by_days(town: &Town) -> Transfer {
    owes_thirty(town).await;
    let path = format!("/api/accounts/{}/debt", HOME_A.account);
    let plan = json!({"recovery": {"by": "time", "amount": 2_000_000, "every": "day"}});
    let set = town.ask(Some(ROSA), Method::PUT, &path, Some(plan)).await;
    assert_eq!(set.status, 200, "{}", set.text);
    let mut later = town.app.clock;
    later.business.business_origin_ms += Span::days(2).as_millis();
    let (css, mut chance) = (&town.app.css, town.app.chance());
    assert_eq!(css.pay_debt_days(&later, &mut chance).await.unwrap(), 1);
    let mut tx = css.store.read().await.unwrap();
    let all = tx
        .transfers_of(Book::Debt(HOME_A.account), 9)
        .await
        .unwrap();
    let of_day = |one: &&Transfer| matches!(one.reason, Reason::DebtDay(_));
    *all.iter().find(of_day).expect("a day has paid")
}

#[tokio::test]
async fn a_days_debt_comes_again_from_its_plan_and_an_altered_plan_is_named() {
    let (town, _) = used_and_paid().await;
    let entry = paid_back_by_days(&town).await;
    let whole = explained(&town, &json!(format!("entry.{}", entry.id))).await;
    assert_eq!(whole["bundle"]["subject"]["kind"], "recovery");
    let elsewhere = tempfile::tempdir().unwrap();
    let (agrees, said) = recompute(elsewhere.path(), &whole);
    assert!(agrees && said.contains("taken for debt 2.00"), "{said}");
    let grounds = |subject: &mut Value| subject["behind"]["decision"]["grounds"].take();
    let altered = refused(&whole, &|subject| {
        let mut of_day = grounds(subject);
        more(&mut of_day["debts"][0]["recovery"]["amount"]);
        subject["behind"]["decision"]["grounds"] = of_day;
    });
    assert!(altered.contains("what the day took of debt"), "{altered}");
    // Also by its day.
    let zone = town.app.css.utility_zone().await.unwrap();
    let day = zone.civil(entry.at + HOUR).day;
    let named = format!("debt.{}.{day}", HOME_A.account);
    explained(&town, &json!(named)).await;
}

#[tokio::test]
async fn a_text_with_figures_names_what_is_behind_them_and_they_come_again() {
    let (town, _) = used_and_paid().await;
    let grant = format!("/api/accounts/{}/grants/{:032x}", HOME_A.account, 5);
    let help = json!({"purpose": "energy", "amount": 15_000_000, "days": 30, "why": "winter"});
    let given = town.ask(Some(ROSA), Method::PUT, &grant, Some(help)).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let texts = seen(&town, "/messages").await;
    let text = &texts[0];
    let lineage = format!("alert.{}", text["id"].as_str().unwrap());
    assert_eq!(text["lineage"], lineage, "{text}");
    let whole = explained(&town, &text["lineage"]).await;
    let subject = &whole["bundle"]["subject"];
    assert_eq!(subject["text"], text["text"]);
    let account = seen(&town, "").await;
    assert_eq!(subject["grounds"]["balance"], account["view"]["balance"]);
    explained(&town, &subject["grounds"]["about"]).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let (agrees, said) = recompute(elsewhere.path(), &whole);
    assert!(
        agrees && said.contains("the amount in it: books."),
        "{said}"
    );
    let altered = refused(&whole, &|subject| more(&mut subject["grounds"]["balance"]));
    assert!(altered.contains("the balance"), "{altered}");
    let altered = refused(&whole, &|subject| {
        more(&mut subject["history"][3]["energy"])
    });
    assert!(altered.contains("the intervals are not those"), "{altered}");
}

#[tokio::test]
async fn the_name_on_the_display_is_the_websites_and_a_representative_finds_it() {
    let (town, _) = used_and_paid().await;
    let account = seen(&town, "").await;
    let behind = &account["view"]["behind"];
    assert_eq!(behind["lineage"], account["lineage"]);
    assert!(behind["last"]["cost"].as_i64().unwrap() > 0, "{behind}");
    // By Ana and Rosa, never by Benito.
    let whole = explained(&town, &behind["lineage"]).await;
    let shown = &whole["bundle"]["subject"]["shown"];
    assert_eq!(shown["behind"], *behind);
    let changed = refused(&whole, &|subject| {
        more(&mut subject["shown"]["behind"]["last"]["cost"]);
    });
    assert!(changed.contains("the view: stated"), "{changed}");
    // A name that nobody has looks like somebody else's.
    let nobody = format!("view.{:032x}.1", 0x00ff_u32);
    for who in [ROSA, BENITO] {
        let path = format!("/api/explain/{nobody}");
        assert_eq!(town.get(who, &path).await.status, 404);
    }
}
