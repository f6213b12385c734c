//! An order to cut supply that is called back, on its way to the system that sends people.

use super::*;
use ami_domain::clock::Now;

#[tokio::test]
async fn who_was_sent_to_cut_is_called_back_under_another_name() {
    let fake = Fake::default();
    let town = town(fake.start().await).await;
    let now = town.app.now();
    let mut tx = town.app.css.store.begin().await.unwrap();
    let account = tx.account(HOME_A.account).await.unwrap().unwrap();
    let row = OrderRow {
        id: OrderId::from_number(77),
        account: account.id,
        meter: account.meter,
        kind: OrderKind::Field,
        reason: OrderReason::NoSwitch,
        state: OrderState::Open,
        evidence: "{}".into(),
        opened_at: now.business,
        ended_at: None,
        note: String::new(),
        attempts: 0,
        next_at_real: now.real,
        handed_at: None,
        answer: String::new(),
        clearance: Some(ami_domain::id::ClearanceId::from_number(5)),
        not_after: Some(now.business + Span::hours(1)),
        withdrawn: false,
    };
    assert!(tx.insert_order(&row).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(hand_over(&town.app).await, 1);
    let mut tx = town.app.css.store.begin().await.unwrap();
    let meter = account.meter;
    assert!(tx.withdraw_errand(meter, now, "heat").await.unwrap());
    tx.commit().await.unwrap();
    fake.will(Does::Answers(500));
    assert_eq!(hand_over(&town.app).await, 0);
    let later = Now {
        real: now.real + Span::seconds(90),
        ..now
    };
    let mut tx = town.app.css.store.begin().await.unwrap();
    let due = tx.recalls(later.real, 9).await.unwrap();
    assert_eq!(due.len(), 1, "it is told again");
    tx.move_recall(row.id, later.real, Some(now.real))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(hand_over(&town.app).await, 1);
    assert_eq!(hand_over(&town.app).await, 0, "once it is known");
    let got = fake.got();
    assert_eq!(got.len(), 3);
    let said = |n: usize| serde_json::from_slice::<Value>(&got[n].1).unwrap();
    assert_eq!(said(0)["not_after"], json!(row.not_after));
    assert_eq!(got[1].0[ID], format!("{}-recall", row.id));
    assert_eq!(
        (&said(2)["recall"], &said(2)["why"]),
        (&json!(row.id), &json!("heat"))
    );

    // They have cut although they were called back.
    let done = json!({"order": row.id, "state": "done"});
    let answer = town.send(message(&town, SECRET, 0, &done)).await;
    assert_eq!(answer.status, 409, "{}", answer.text);
    assert_eq!(hand_over(&town.app).await, 1);
    let back: Value = serde_json::from_slice(&fake.got()[3].1).unwrap();
    assert_eq!(back["reason"], "no_power");
    assert!(back.get("not_after").is_none());
}
