//! `ami-server replay` as whoever audits the utility runs it: another process, with the data folder
//! and the rules, takes every decision again and names what was changed since.

use crate::common::{HOME_A, HOME_B, Home, Town};
use ami_adcs::supply::{Decided, Reduce, reduce};
use ami_domain::clearance::Cause;
use sqlx::{AnyConnection, Connection, Executor};
use std::path::Path;
use std::process::Command;

const BASE: &str = include_str!("../../../css/rules/base.toml");
const TABLE: &str = include_str!("../../../css/rules/base.table.toml");
/// The age of readings from which on nobody is cut.
const FIGURE: &str = "data_max_age = 10800000";

/// The base pack in a folder, with this in place of [`FIGURE`].
fn pack(folder: &Path, figure: &str) {
    let rules = folder.join("rules");
    std::fs::create_dir_all(&rules).unwrap();
    std::fs::write(rules.join("base.toml"), BASE.replace(FIGURE, figure)).unwrap();
    std::fs::write(rules.join("base.table.toml"), TABLE).unwrap();
}

/// Two homes with money and without a warning, which somebody wants cut.
async fn decided() -> Town {
    let town = Town::with(|config| {
        let folder = Path::new(config.database_url.strip_prefix("sqlite://").unwrap());
        let folder = folder.parent().unwrap();
        pack(folder, FIGURE);
        config.rules_dir = Some(folder.join("rules"));
    })
    .await;
    for (home, cause) in [
        (HOME_A, Cause::Zero),
        (HOME_A, Cause::Plan),
        (HOME_B, Cause::Zero),
    ] {
        ask(&town, home, cause).await;
    }
    town
}

async fn ask(town: &Town, home: Home, cause: Cause) {
    let (css, now) = (&town.app.css, town.app.now());
    let mut tx = css.store.begin().await.unwrap();
    let (mut chance, off) = (town.app.chance(), Reduce::Disconnect);
    let (terms, meter) = (&css.terms, home.meter);
    let said = reduce(&mut tx, now, &mut chance, terms, meter, off, cause).await;
    assert!(matches!(said.unwrap(), Decided::Held(holds) if !holds.is_empty()));
    tx.commit().await.unwrap();
}

/// Another process: whether it found nothing, and what it said.
fn replay(town: &Town) -> (bool, String) {
    let folder = town.folder.path();
    let text = format!(
        "database_url = 'sqlite://{}'\nhttp = '127.0.0.1:0'\nmetrics = '127.0.0.1:0'\n\
         rules_dir = '{}'\n",
        folder.join("town.sqlite").display(),
        folder.join("rules").display(),
    );
    let file = folder.join("server.toml");
    std::fs::write(&file, text).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_ami-server"))
        .args(["--config".as_ref(), file.as_os_str(), "replay".as_ref()])
        .env_clear()
        .output()
        .unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let wrong = String::from_utf8_lossy(&done.stderr);
    assert!(said.contains("differences"), "{said}{wrong}");
    assert!(matches!(done.status.code(), Some(0 | 1)), "{wrong}");
    (done.status.success(), said)
}

/// What is done to the database behind the program's back.
async fn raw(town: &Town, sql: &'static str) {
    sqlx::any::install_default_drivers();
    let file = town.folder.path().join("town.sqlite");
    let url = format!("sqlite://{}", file.display());
    let mut connection = AnyConnection::connect(&url).await.unwrap();
    connection.execute(sqlx::raw_sql(sql)).await.unwrap();
    connection.close().await.unwrap();
}

/// The id of the newest decision about this home.
async fn newest(town: &Town, home: Home) -> String {
    let mut tx = town.app.css.store.read().await.unwrap();
    let all = tx.decisions_of(home.meter, 1).await.unwrap();
    all[0].id.to_string()
}

#[tokio::test]
async fn every_decision_of_a_data_folder_is_taken_again_by_another_process() {
    let town = decided().await;
    let (same, said) = replay(&town);
    assert!(same, "{said}");
    assert_eq!(said, "2 meters, 3 decisions, 0 differences\n");
}

#[tokio::test]
async fn a_decision_whose_facts_or_verdict_were_changed_is_named_and_the_exit_code_says_so() {
    for (sql, said_of_it) in [
        // What was known: nobody had warned the home, the meter was online.
        (
            "UPDATE decision SET facts = replace(facts, '\"notices\":0', '\"notices\":9') \
             WHERE place = 2",
            None,
        ),
        (
            "UPDATE decision SET verdicts = replace(verdicts, 'holds', 'passes') WHERE place = 2",
            Some("says something else"),
        ),
        (
            "UPDATE decision SET holds = 'hot' WHERE place = 2",
            Some("hot was written, and"),
        ),
    ] {
        let town = decided().await;
        raw(&town, sql).await;
        let (same, said) = replay(&town);
        assert!(!same, "{sql}: {said}");
        let lines: Vec<&str> = said.lines().collect();
        let meter = HOME_A.meter.to_string();
        let (last, all) = lines.split_last().unwrap();
        assert!(all.iter().all(|line| line.starts_with(&meter)), "{said}");
        assert!(all[0].contains("chain of decisions"), "{said}");
        assert!(last.starts_with("2 meters, 3 decisions, "), "{said}");
        if let Some(words) = said_of_it {
            let id = newest(&town, HOME_A).await;
            let named = all
                .iter()
                .any(|line| line.contains(&id) && line.contains(words));
            assert!(named, "{said}");
        }
    }
}

#[tokio::test]
async fn a_pack_that_was_edited_under_its_old_version_is_named() {
    let town = decided().await;
    pack(town.folder.path(), "data_max_age = 10800001");
    let (same, said) = replay(&town);
    assert!(!same, "{said}");
    assert!(
        said.starts_with("rules \"base-1\": the configured pack is not the text"),
        "{said}"
    );
    assert!(
        said.ends_with("2 meters, 3 decisions, 1 differences\n"),
        "{said}"
    );
}

#[tokio::test]
async fn a_text_of_rules_that_was_edited_in_the_database_is_named_with_every_decision_under_it() {
    let town = decided().await;
    let sql = "UPDATE rules_text SET body = replace(body, '10800000', '10800001')";
    raw(&town, sql).await;
    let (same, said) = replay(&town);
    assert!(!same, "{said}");
    assert!(said.contains("rules \"base-1\": "), "{said}");
    assert_eq!(
        said.matches("the chain of decisions: ").count(),
        3,
        "{said}"
    );
}
