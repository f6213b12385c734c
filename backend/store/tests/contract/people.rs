//! People, sessions and attempts.

use crate::house::{House, both, person, t};
use ami_domain::id::UserId;
use ami_store::{NextStep, SessionRow, StoreError};

both!(
    a_person_reads_back_as_written,
    a_login_is_taken_once,
    a_session_lives_until_it_is_ended,
    attempts_are_counted_by_key_and_time
);

async fn a_person_reads_back_as_written(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    let mut ana = person(1, "Ana Peña \u{1f4a1}");
    ana.active = false;
    tx.insert_person(&ana).await.unwrap();
    assert_eq!(tx.person(ana.id).await.unwrap(), Some(ana.clone()));
    tx.set_locale(ana.id, "es-US").await.unwrap();
    tx.set_password_hash(ana.id, "other").await.unwrap();
    tx.commit().await.unwrap();
    (ana.locale, ana.password_hash) = ("es-US".into(), "other".into());
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(tx.person_by_login("login1").await.unwrap(), Some(ana));
    assert_eq!(tx.person_by_login("LOGIN1").await.unwrap(), None);
    assert_eq!(tx.person(UserId::from_number(2)).await.unwrap(), None);
}

async fn a_login_is_taken_once(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    tx.insert_person(&person(1, "A")).await.unwrap();
    let mut other = person(2, "B");
    other.login = "login1".into();
    let refused = tx.insert_person(&other).await.unwrap_err();
    assert!(
        matches!(refused, StoreError::Conflict { .. }),
        "{refused:?}"
    );
    assert_eq!(refused.next_step(), NextStep::GiveUp);
    drop(tx);
    let mut tx = house.store.begin().await.unwrap();
    let nobody = tx.set_locale(UserId::from_number(9), "es-US").await;
    assert!(matches!(nobody, Err(StoreError::Missing { .. })));
}

async fn a_session_lives_until_it_is_ended(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    tx.insert_person(&person(1, "A")).await.unwrap();
    let session = |n: u8, expires: i64| SessionRow {
        token_hash: [n; 32],
        user: UserId::from_number(1),
        created_at: t(1),
        last_seen_at: t(1),
        expires_at: t(expires),
    };
    for n in 1..=4 {
        tx.insert_session(&session(n, i64::from(n) * 10))
            .await
            .unwrap();
    }
    tx.touch_session(&[1; 32], t(5)).await.unwrap();
    let seen = tx.session(&[1; 32]).await.unwrap().unwrap();
    assert_eq!(
        seen,
        SessionRow {
            last_seen_at: t(5),
            ..session(1, 10)
        }
    );
    tx.delete_session(&[1; 32]).await.unwrap();
    tx.delete_session(&[1; 32]).await.unwrap();
    assert_eq!(tx.session(&[1; 32]).await.unwrap(), None);
    assert_eq!(tx.delete_expired_sessions(t(20)).await.unwrap(), 1);
    assert_eq!(
        tx.delete_sessions_of(UserId::from_number(1)).await.unwrap(),
        2
    );
}

async fn attempts_are_counted_by_key_and_time(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    for (key, at) in [("ana", 1), ("ana", 2), ("ana", 3), ("bob", 3)] {
        tx.add_attempt(key, t(at)).await.unwrap();
    }
    assert_eq!(tx.count_attempts("ana", t(2)).await.unwrap(), 2);
    assert_eq!(tx.count_attempts("nobody", t(0)).await.unwrap(), 0);
    assert_eq!(tx.delete_attempts_before(t(3)).await.unwrap(), 2);
    assert_eq!(tx.count_attempts("ana", t(0)).await.unwrap(), 1);
}
