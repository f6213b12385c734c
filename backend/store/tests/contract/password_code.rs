//! One-time codes for a new password.

use crate::house::{House, both, t, town};
use ami_domain::id::{AccountId, UserId};
use ami_store::{PasswordCodeRow, StoreError, Tx};

both!(
    one_code_is_open_for_a_person_and_the_row_says_who_gave_it,
    a_code_is_used_once_and_its_hash_goes,
    codes_are_counted_by_day_and_forgotten_in_the_end;
    apart tries_at_once_are_counted_one_after_the_other_until_its_time_is_over,
);

const ANA: UserId = UserId::from_number(1);
const ROSA: UserId = UserId::from_number(2);

fn given(at: i64) -> PasswordCodeRow {
    PasswordCodeRow {
        person: ANA,
        given_at: t(at),
        given_by: ROSA,
        account: AccountId::from_number(1),
        valid_until: t(at + 100),
        tries: 0,
        used_at: None,
    }
}

async fn give(tx: &mut Tx, at: i64, hash: &str) {
    tx.end_password_code(ANA).await.unwrap();
    tx.insert_password_code(&given(at), hash).await.unwrap();
}

async fn one_code_is_open_for_a_person_and_the_row_says_who_gave_it(house: &House) {
    let mut tx = town(house, 2).await;
    assert_eq!(tx.lock_password_code(ANA, t(1)).await.unwrap(), None);
    give(&mut tx, 1, "one").await;
    give(&mut tx, 2, "two").await;
    let open = tx.lock_password_code(ANA, t(3)).await.unwrap();
    assert_eq!(open, Some((t(2), "two".into())), "the new one replaces it");
    assert_eq!(tx.lock_password_code(ROSA, t(3)).await.unwrap(), None);
    tx.note_code_try(ANA, t(2)).await.unwrap();
    let tried = PasswordCodeRow {
        tries: 1,
        ..given(2)
    };
    let rows = tx.password_codes(ANA, 9).await.unwrap();
    assert_eq!(rows, [tried, given(1)]);
    tx.commit().await.unwrap();
    let mut tx = house.store.begin().await.unwrap();
    let second = tx.insert_password_code(&given(3), "three").await;
    assert!(matches!(second, Err(StoreError::Conflict { .. })));
}

async fn tries_at_once_are_counted_one_after_the_other_until_its_time_is_over(house: &House) {
    let mut tx = town(house, 2).await;
    give(&mut tx, 1, "one").await;
    tx.commit().await.unwrap();
    let start = std::sync::Arc::new(tokio::sync::Barrier::new(4));
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (store, start) = (house.store.clone(), std::sync::Arc::clone(&start));
        all.spawn(async move {
            start.wait().await;
            let mut tx = store.begin().await.unwrap();
            assert!(tx.lock_password_code(ANA, t(100)).await.unwrap().is_some());
            let tried = tx.count_attempts("code", t(1)).await.unwrap();
            if tried >= 2 {
                return false;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            tx.add_attempt("code", t(100)).await.unwrap();
            tx.commit().await.unwrap();
            true
        });
    }
    let may = all.join_all().await.into_iter().filter(|may| *may);
    assert_eq!(may.count(), 2);
    let mut tx = house.store.begin().await.unwrap();
    tx.delete_attempts("code").await.unwrap();
    assert_eq!(tx.count_attempts("code", t(1)).await.unwrap(), 0);
    give(&mut tx, 2, "two").await;
    let late = tx.lock_password_code(ANA, t(102)).await.unwrap();
    assert_eq!(late, None, "its time is over");
}

async fn a_code_is_used_once_and_its_hash_goes(house: &House) {
    let mut tx = town(house, 2).await;
    give(&mut tx, 1, "one").await;
    assert!(!tx.use_password_code(ANA, t(7), t(9)).await.unwrap());
    assert!(!tx.use_password_code(ROSA, t(1), t(9)).await.unwrap());
    assert!(tx.use_password_code(ANA, t(1), t(9)).await.unwrap());
    assert!(!tx.use_password_code(ANA, t(1), t(9)).await.unwrap());
    assert_eq!(tx.lock_password_code(ANA, t(9)).await.unwrap(), None);
    let rows = tx.password_codes(ANA, 9).await.unwrap();
    assert_eq!(rows.first().unwrap().used_at, Some(t(9)));
    give(&mut tx, 10, "two").await;
    assert!(!tx.use_password_code(ANA, t(1), t(11)).await.unwrap());
}

async fn codes_are_counted_by_day_and_forgotten_in_the_end(house: &House) {
    let mut tx = town(house, 2).await;
    for at in 1..=3 {
        give(&mut tx, at, "x").await;
    }
    assert_eq!(tx.password_codes_since(ANA, t(2)).await.unwrap(), 2);
    assert_eq!(tx.password_codes_since(ROSA, t(0)).await.unwrap(), 0);
    assert_eq!(tx.delete_password_codes_before(t(3)).await.unwrap(), 2);
    assert_eq!(tx.password_codes(ANA, 9).await.unwrap(), [given(3)]);
}
