//! The report for the regulator from outside: the same values as JSON, as CSV and on the terminal,
//! for the utility alone, and nothing of a few customers.

use crate::common::{HOME_A, ROSA, Town, UMA};
use ami_domain::chance::Chance;
use ami_domain::clearance::{Cause, Facts, Hold, Reduce};
use ami_domain::code::Code;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{ClearanceId, MessageId, MeterId};
use ami_domain::protection::{Class, Standing};
use ami_domain::receipt::{Outcome, Receipt, Supply, Switch};
use ami_domain::time::{Day, Span, Timestamp, Zone};
use ami_domain::weather::{Observed, Weather};
use ami_store::{DecisionRow, HoldRow, Meter, Ruling, Tx};
use serde_json::Value;
use std::process::Command;

/// Homes that were cut, and of them those whose customers are businesses.
const HOMES: u128 = 25;
const SHOPS: u128 = 4;

fn meter(number: u128) -> MeterId {
    MeterId::from_number(0xbeef_0000 + number)
}

fn facts(number: u128, at: Timestamp) -> Facts {
    let class = if number < SHOPS {
        Class::Business
    } else {
        Class::Residential
    };
    let observed = Observed {
        as_of: at,
        source: "a thermometer".into(),
        now_c10: 310,
    };
    Facts {
        has_switch: true,
        standing: Some(Standing {
            class: Some(class),
            ..Standing::unknown(Watts::new(24_000))
        }),
        online: true,
        weather: Some(Weather {
            place: "Riverside".into(),
            observed: Some(observed),
            forecast: None,
            alerts: None,
        }),
        ..Facts::unknown(meter(number), at, Reduce::Disconnect, Cause::Zero)
    }
}

/// Held in the morning because it was hot, cut at noon for three hours.
async fn a_day_of(tx: &mut Tx, town: &Town, number: u128, morning: Timestamp) {
    tx.insert_meter(&Meter {
        id: meter(number),
        serial: format!("serial {number}"),
        location: HOME_A.location,
        gateway: HOME_A.gateway,
        has_switch: true,
        interval: Span::hours(1),
        epoch: 1,
    })
    .await
    .unwrap();
    let noon = morning + Span::hours(3);
    let cut = MessageId::from_number(0xc0_0000 + number);
    for (at, holds, message) in [
        (morning, vec![Hold::Hot], None),
        (noon, Vec::new(), Some(cut)),
    ] {
        let ruling = if message.is_some() {
            Ruling::Cleared
        } else {
            Ruling::Held
        };
        let id = ClearanceId::from_bytes(town.app.chance().bytes());
        tx.insert_decision(&DecisionRow {
            id,
            ruling,
            facts: facts(number, at),
            holds,
            verdicts: Vec::new(),
            rules: town.app.css.terms.rules.version.clone(),
            feeder: String::new(),
            message,
            released: false,
            asked: false,
        })
        .await
        .unwrap();
        if ruling == Ruling::Held {
            hold(tx, number, id, morning).await;
        }
    }
    let back = MessageId::from_number(0xba_0000 + number);
    for (message, at, switch) in [
        (cut, noon, Switch::Off),
        (back, noon + Span::hours(3), Switch::On),
    ] {
        let receipt = Receipt {
            message,
            meter: meter(number),
            completed_at: at,
            code: Code(1),
            outcome: Outcome::Done,
            log_seq: 1,
            supply: Supply {
                switch,
                limit: None,
                credit: WattHours::ZERO,
                at,
                trip: None,
            },
            test: None,
        };
        assert!(tx.insert_receipt(&receipt, at).await.unwrap());
    }
}

/// Those whose number is odd have been held since then, and still are.
async fn hold(tx: &mut Tx, number: u128, decision: ClearanceId, morning: Timestamp) {
    if number.is_multiple_of(2) {
        return;
    }
    let hold = HoldRow {
        meter: meter(number),
        cause: Cause::Zero,
        decision,
        holds: vec![Hold::Hot],
        since: morning,
        at: morning + Span::days(1),
        quarantined: false,
        released: Vec::new(),
    };
    tx.put_hold(&hold).await.unwrap();
}

/// A town in which some were cut yesterday; yesterday and today.
async fn cut() -> (Town, Day, Day) {
    let town = Town::new().await;
    let zone = Zone::named("America/Los_Angeles").unwrap();
    let today = zone.civil(town.app.now().business).day;
    let yesterday = today.plus(-1);
    let morning = zone.start_of(yesterday) + Span::hours(9);
    let mut tx = town.app.css.store.begin().await.unwrap();
    tx.keep_rules(&town.app.css.terms.rules).await.unwrap();
    for number in 0..HOMES {
        a_day_of(&mut tx, &town, number, morning).await;
    }
    tx.commit().await.unwrap();
    (town, yesterday, today)
}

fn path(file: &str, from: Day, until: Day) -> String {
    format!("/api/report/{file}?from={from}&until={until}")
}

/// What the report says of a group: its value, and whether it is withheld.
fn said(report: &Value, figure: &str, group: &str, part: &str) -> (Option<u64>, bool) {
    let lines = report["lines"].as_array().unwrap();
    let is =
        |line: &&Value| line["figure"] == figure && line["group"] == group && line["part"] == part;
    let line = lines.iter().find(is).unwrap();
    (line["value"].as_u64(), line["withheld"].as_bool().unwrap())
}

#[tokio::test]
async fn cuts_and_holds_are_counted_and_four_shops_are_not_told() {
    let (town, from, until) = cut().await;
    let answer = town.get(UMA, &path("regulator", from, until)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let report = answer.json();
    let all = (Some(25), false);
    assert_eq!(said(&report, "cut_by_cause", "zero", "all"), all);
    assert_eq!(said(&report, "cut_by_duration", "1h_to_6h", "all"), all);
    assert_eq!(said(&report, "cut_by_temperature", "warm", "all"), all);
    assert_eq!(said(&report, "hold_by_rule", "hot", "all"), all);
    // Twenty-one households would tell of four shops.
    for part in ["business", "residential"] {
        assert_eq!(said(&report, "cut_by_cause", "zero", part), (None, true));
        assert_eq!(said(&report, "cut_by_duration", "all", part), (None, true));
    }
    assert_eq!(
        said(&report, "cut_by_cause", "plan", "all"),
        (Some(0), false)
    );
    // Twelve of them are still held today, by the decisions of yesterday.
    for (first, days) in [(from, 37), (until, 12)] {
        let report = town
            .get(UMA, &path("regulator", first, until.plus(1)))
            .await;
        let hot = said(&report.json(), "hold_by_rule", "hot", "all");
        assert_eq!(hot, (Some(days), false), "from {first}");
    }
    // Of the days before nothing is on record.
    let before = town
        .get(UMA, &path("regulator", from.plus(-30), from))
        .await;
    let before = before.json();
    assert_eq!(
        said(&before, "cut_by_cause", "all", "all"),
        (Some(0), false)
    );
}

#[tokio::test]
async fn the_table_and_the_terminal_say_what_the_report_says() {
    let (town, from, until) = cut().await;
    let report = town.get(UMA, &path("regulator", from, until)).await.json();
    let csv = town.get(UMA, &path("regulator.csv", from, until)).await;
    assert_eq!(csv.status, 200, "{}", csv.text);
    let name = csv.headers["content-disposition"].to_str().unwrap();
    assert_eq!(
        name,
        format!("attachment; filename=\"regulator-{from}-{until}.csv\"")
    );
    let mut lines = csv.text.lines();
    let head = "from,until,figure,group,part,unit,value,withheld";
    assert_eq!(lines.next(), Some(head));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), report["lines"].as_array().unwrap().len());
    for row in &rows {
        let (value, withheld) = said(&report, row[2], row[3], row[4]);
        assert_eq!(row[6].parse().ok(), value, "{row:?}");
        assert_eq!(row[7] == "yes", withheld, "{row:?}");
        assert!(value.is_none_or(|_| !withheld), "{row:?}");
    }
    let config = town.folder.path().join("server.toml");
    let database = town.folder.path().join("town.sqlite");
    let text = format!(
        "database_url = \"sqlite://{}\"\nhttp = \"127.0.0.1:0\"\nmetrics = \"127.0.0.1:0\"\n\
         broker = \"embedded\"\nbroker_listen = \"127.0.0.1:0\"\nsandbox_journal = \"{}\"\n",
        database.display(),
        town.folder.path().join("other.journal").display()
    );
    std::fs::write(&config, text).unwrap();
    let (from, until) = (from.to_string(), until.to_string());
    let done = Command::new(env!("CARGO_BIN_EXE_ami-server"))
        .arg("--config")
        .arg(&config)
        .args(["regulator-report", "--from", &from, "--until", &until])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&done.stdout);
    let why = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{why}");
    assert_eq!(printed, csv.text);
}

#[tokio::test]
async fn it_is_the_utilitys_and_its_days_are_bounded() {
    let (town, from, until) = cut().await;
    for file in ["regulator", "regulator.csv"] {
        let answer = town.get(ROSA, &path(file, from, until)).await;
        assert_eq!(answer.status, 403, "{}", answer.text);
        for (from, until) in [(until, from), (from, from), (from.plus(-367), from)] {
            let answer = town.get(UMA, &path(file, from, until)).await;
            assert_eq!(answer.status, 422, "{from} {until}");
        }
        let year = town.get(UMA, &path(file, until.plus(-366), until)).await;
        assert_eq!(year.status, 200, "{}", year.text);
        for wrong in [
            "from=2026-02-30&until=2026-03-02",
            "from=x&until=2026-03-02",
        ] {
            let answer = town.get(UMA, &format!("/api/report/{file}?{wrong}")).await;
            assert_eq!(answer.status, 422, "{wrong}: {}", answer.text);
        }
    }
}
