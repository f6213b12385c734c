//! What the utility sets about priorities reaches what goes out (NFR-04, NFR-05, FR-24).

use crate::common::{HOME_A, HOME_B, Town, UMA};
use ami_adcs::{dispatch, request};
use ami_domain::command::CommandKind;
use ami_domain::id::{AlertId, MeterId};
use ami_domain::time::Span;
use axum::http::Method;
use serde_json::{Value, json};

async fn accept(town: &Town, meter: MeterId, kind: CommandKind) {
    let mut tx = town.app.css.store.begin().await.unwrap();
    let (now, mut chance) = (town.app.now(), town.app.chance());
    let accepted = request::accept(&mut tx, now, &mut chance, meter, kind, None);
    accepted.await.unwrap();
    tx.commit().await.unwrap();
}

/// What a tick puts out, as the last part of each topic.
async fn goes_out(town: &Town) -> Vec<String> {
    let app = &town.app;
    let mut tx = app.css.store.begin().await.unwrap();
    let old: Vec<i64> = tx
        .outbox(999)
        .await
        .unwrap()
        .iter()
        .map(|row| row.id)
        .collect();
    tx.delete_outbox(&old).await.unwrap();
    tx.commit().await.unwrap();
    let done = dispatch::dispatch(&app.css.store, app.now(), &app.css.terms);
    done.await.unwrap();
    let mut tx = app.css.store.read().await.unwrap();
    let rows = tx.outbox(999).await.unwrap();
    let last = |topic: &str| topic.rsplit('/').next().unwrap_or_default().to_owned();
    rows.iter().map(|row| last(&row.topic)).collect()
}

async fn set(town: &Town, body: Value) -> u16 {
    let path = "/api/utility/settings";
    let answer = town.ask(Some(UMA), Method::PUT, path, Some(body)).await;
    answer.status.as_u16()
}

#[tokio::test]
async fn nfr05_the_order_that_the_utility_sets_is_the_order_in_which_commands_go_out() {
    let town = Town::new().await;
    goes_out(&town).await;
    let text = || CommandKind::Withdraw(AlertId::from_number(1));
    let both = async || {
        accept(&town, HOME_A.meter, text()).await;
        accept(&town, HOME_B.meter, CommandKind::Test).await;
    };
    both().await;
    let first = goes_out(&town).await;
    let order = json!([
        "restore", "alert", "test", "cut", "event", "balance", "routine"
    ]);
    assert_eq!(set(&town, json!({"version": 0, "order": order})).await, 200);
    both().await;
    let then = goes_out(&town).await;
    assert_eq!(first, ["test", "withdraw"]);
    assert_eq!(then, ["withdraw", "test"], "the other way round by now");
}

#[tokio::test]
async fn nfr04_the_guard_against_starving_is_set_while_the_server_runs() {
    let town = Town::new().await;
    let minute = 60_000;
    let wish =
        |version: u64, value: i64| json!({"version": version, "numbers": {"starve_after": value}});
    assert_eq!(set(&town, wish(0, 3 * minute)).await, 200);
    assert_eq!(town.app.css.terms.policy.starve_after, Span::minutes(3));
    assert_eq!(set(&town, wish(1, minute - 1)).await, 422);
}
