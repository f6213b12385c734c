//! Opening, transactions, and what is refused at the door.

use crate::house::{House, both, person, raw, t, town};
use ami_domain::id::{AccountId, UserId};
use ami_store::{Engine, NextStep, Store, StoreError};

both!(
    what_is_not_committed_never_was,
    a_reader_cannot_write;
    apart opening_twice_changes_nothing,
    tables_of_a_newer_program_are_refused,
    a_reader_sees_one_picture
);

async fn what_is_not_committed_never_was(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    tx.insert_person(&person(1, "A")).await.unwrap();
    drop(tx);
    let mut tx = house.store.begin().await.unwrap();
    assert_eq!(tx.person(UserId::from_number(1)).await.unwrap(), None);
    tx.insert_person(&person(1, "A")).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = house.store.read().await.unwrap();
    assert!(tx.person(UserId::from_number(1)).await.unwrap().is_some());
}

async fn a_reader_cannot_write(house: &House) {
    town(house, 1).await.commit().await.unwrap();
    let mut tx = house.store.read().await.unwrap();
    let refused = tx.insert_person(&person(9, "A")).await.unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly { .. }));
    let refused = tx
        .lock_account(AccountId::from_number(1))
        .await
        .unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly { .. }));
    assert_eq!(refused.next_step(), NextStep::GiveUp);
}

async fn a_reader_sees_one_picture(house: &House) {
    let mut reader = house.store.read().await.unwrap();
    assert_eq!(reader.count_accounts().await.unwrap(), 0);
    town(house, 2).await.commit().await.unwrap();
    assert_eq!(reader.count_accounts().await.unwrap(), 0);
    let mut later = house.store.read().await.unwrap();
    assert_eq!(later.count_accounts().await.unwrap(), 2);
}

async fn opening_twice_changes_nothing(house: &House) {
    town(house, 1).await.commit().await.unwrap();
    let again = Store::open(&house.url).await.unwrap();
    assert_eq!(again.engine(), house.store.engine());
    let mut tx = again.read().await.unwrap();
    assert_eq!(tx.count_accounts().await.unwrap(), 1);
    drop(tx);
    again.close().await;
}

async fn tables_of_a_newer_program_are_refused(house: &House) {
    let flag = match house.store.engine() {
        Engine::Sqlite => "1",
        Engine::Postgres => "TRUE",
    };
    let sql = format!(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT 9999, 'future', {flag}, checksum, 0 FROM _sqlx_migrations WHERE version = 1"
    );
    raw(&house.url, &sql).await;
    let refused = Store::open(&house.url).await.unwrap_err();
    assert!(matches!(refused, StoreError::Version { .. }), "{refused:?}");
    assert!(refused.to_string().contains("newer program"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_forgets_is_refused() {
    crate::house::postgres(async |house: &House| {
        let (_, name) = house
            .url
            .split('?')
            .next()
            .unwrap()
            .rsplit_once('/')
            .unwrap();
        let sql = format!("ALTER DATABASE {name} SET synchronous_commit = off");
        raw(&house.url, &sql).await;
        let refused = Store::open(&house.url).await.unwrap_err();
        assert_eq!(
            refused.to_string(),
            "database setting synchronous_commit is off, but on is needed to keep payments safe"
        );
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_opened_says_why_and_shows_no_password() {
    let folder = tempfile::tempdir().unwrap();
    let lost = folder.path().join("no/such/folder/ami.db");
    let text = folder.path().join("text.db");
    std::fs::write(&text, "this is a letter and not a database ".repeat(400)).unwrap();
    for url in [
        "mysql://root@localhost/ami".to_owned(),
        format!("sqlite://{}", lost.display()),
        format!("sqlite://{}", text.display()),
        "postgres://ami:secret@127.0.0.1:1/ami".to_owned(),
    ] {
        let refused = Store::open(&url).await.unwrap_err();
        assert!(
            matches!(refused, StoreError::Open { .. }),
            "{url}: {refused:?}"
        );
        assert_eq!(refused.next_step(), NextStep::AskAPerson);
        let said = refused.to_string();
        assert!(!said.contains("secret"), "{said}");
    }
}

#[tokio::test]
async fn a_store_in_memory_lives_as_long_as_it_is_held() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let mut tx = store.begin().await.unwrap();
    tx.insert_person(&person(1, "A")).await.unwrap();
    tx.add_attempt("ana", t(1)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.clone().read().await.unwrap();
    assert!(tx.person(UserId::from_number(1)).await.unwrap().is_some());
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.count_attempts("ana", t(0)).await.unwrap(), 1);
}
