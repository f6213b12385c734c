//! What customers take with them: the totals of every file are those of the books, and other
//! programs read it.

use crate::common::{ANA, BENITO, HOME_A, Town};
use ami_domain::account::Mode;
use ami_domain::energy::WattHours;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::statement::{DayEnergy, Kind, Part, Statement};
use ami_domain::time::{Day, Span, Timestamp, Zone};
use ami_store::StatementRow;
use std::path::{Path, PathBuf};
use std::process::Command;

/// More than one page of readings holds.
const DAYS: i64 = 35;
const HOURS: i64 = DAYS * 24;

/// Ana has used power for some weeks, and was charged for it.
async fn used() -> (Town, Timestamp) {
    let town = Town::new().await;
    let end = town.app.now().business.floor_to(Span::hours(1));
    let begin = end - Span::days(DAYS);
    let mut tx = town.app.css.store.begin().await.unwrap();
    let hours: Vec<_> = (0..HOURS)
        .map(|hour| {
            let energy = WattHours::new(300 + hour % 700);
            (begin + Span::hours(hour), energy, hour == 5)
        })
        .collect();
    tx.put_intervals(HOME_A.meter, Span::hours(1), &hours)
        .await
        .unwrap();
    tx.set_charged_until(HOME_A.account, begin).await.unwrap();
    tx.commit().await.unwrap();
    while town.charged_until().await < end {
        let mut chance = town.app.chance();
        town.app
            .css
            .charge(&town.app.clock, &mut chance)
            .await
            .unwrap();
    }
    (town, begin)
}

impl Town {
    async fn charged_until(&self) -> Timestamp {
        let mut tx = self.app.css.store.read().await.unwrap();
        let account = tx.account(HOME_A.account).await.unwrap();
        account.unwrap().charged_until
    }
    async fn balance(&self) -> Money {
        let mut tx = self.app.css.store.read().await.unwrap();
        tx.balance(Book::Prepaid(HOME_A.account)).await.unwrap()
    }
}

fn path(file: &str, from: Timestamp, until: Timestamp) -> String {
    let (from, until) = (from.as_millis(), until.as_millis());
    let account = HOME_A.account;
    format!("/api/accounts/{account}/{file}?from={from}&until={until}")
}

/// The column of this name, without the head.
fn column(csv: &str, name: &str) -> Vec<String> {
    let mut lines = csv.split("\r\n").filter(|line| !line.is_empty());
    let head = lines.next().unwrap();
    let at = head.split(',').position(|one| one == name).unwrap();
    lines
        .map(|line| line.split(',').nth(at).unwrap().to_owned())
        .collect()
}

fn micros(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

fn energy() -> i64 {
    (0..HOURS).map(|hour| 300 + hour % 700).sum()
}

#[tokio::test]
async fn the_ledger_adds_up_to_the_balance_and_every_movement_is_there_once() {
    let (town, begin) = used().await;
    let until = town.app.now().business + Span::hours(1);
    let answer = town.get(ANA, &path("ledger.csv", begin, until)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let kind = answer.headers["content-type"].to_str().unwrap();
    assert!(kind.starts_with("text/csv"), "{kind}");
    let name = answer.headers["content-disposition"].to_str().unwrap();
    assert!(
        name.starts_with("attachment; filename=\"ledger-number-ana-20"),
        "{name}"
    );
    let amounts = column(&answer.text, "amount");
    let sum: i64 = amounts.iter().map(|one| micros(one)).sum();
    assert_eq!(Money::micros(sum), town.balance().await);
    let mut names = column(&answer.text, "transfer");
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!((names.len(), count > HOURS as usize), (count, true));
    // What is left out of a window is in the next one.
    let half = begin + Span::days(10);
    let first = town.get(ANA, &path("ledger.csv", begin, half)).await;
    let second = town.get(ANA, &path("ledger.csv", half, until)).await;
    let parts = column(&first.text, "transfer").len() + column(&second.text, "transfer").len();
    assert_eq!(parts, count);
}

#[tokio::test]
async fn the_intervals_carry_what_they_were_charged() {
    let (town, begin) = used().await;
    let until = begin + Span::days(DAYS);
    let answer = town.get(ANA, &path("intervals.csv", begin, until)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let energies = column(&answer.text, "energy_wh");
    assert_eq!(energies.len(), HOURS as usize);
    let sum: i64 = energies.iter().map(|one| one.parse::<i64>().unwrap()).sum();
    assert_eq!(sum, energy());
    let spent: i64 = column(&answer.text, "cost")
        .iter()
        .map(|one| micros(one))
        .sum();
    let fixed = town
        .get(ANA, &path("ledger.csv", begin, until + Span::hours(1)))
        .await;
    let reasons = column(&fixed.text, "reason");
    let amounts = column(&fixed.text, "amount");
    let usage = |(reason, amount): (&String, &String)| (reason == "usage").then(|| micros(amount));
    let charged: i64 = reasons.iter().zip(&amounts).filter_map(usage).sum();
    assert_eq!(spent, -charged);
}

/// Ana's statement of September, and another of October: 31 days with the hour that comes twice
/// still to come.
async fn billed(town: &Town) -> Timestamp {
    let day = |month| Day {
        year: 2025,
        month,
        day: 1,
    };
    let zone = Zone::named("America/Los_Angeles").unwrap();
    let mut tx = town.app.css.store.begin().await.unwrap();
    for (month, micros) in [(9, -1_000_000), (10, -43_210_987)] {
        let (from, until) = (day(month), day(month + 1));
        let mut part = Part::new("prepaid".into(), Money::dollars(5));
        part.take(from, Kind::Energy, Some(from), Money::micros(micros));
        part.take(from, Kind::Fixed, Some(from), Money::micros(-500_000));
        part.take(from, Kind::Payment, None, Money::dollars(40));
        part.take(from, Kind::Reversal, None, Money::micros(1_000_000));
        let statement = Statement {
            account: HOME_A.account,
            number: "number-ana".into(),
            name: "Ana Lima".into(),
            address: "1 ana Street".into(),
            tariff: "demo-flat".into(),
            currency: "USD".into(),
            mode: Mode::Prepaid,
            from,
            until,
            issued_at: zone.local(zone.start_of(until)),
            parts: vec![part.balanced()],
            conversions: Vec::new(),
            energy: vec![
                DayEnergy {
                    day: from,
                    energy: Some(WattHours::new(170_001)),
                },
                DayEnergy {
                    day: from.plus(1),
                    energy: None,
                },
            ],
        };
        let row = StatementRow {
            account: HOME_A.account,
            from,
            until,
            issued_at: zone.start_of(until),
            body: serde_json::to_string(&statement).unwrap(),
            digest: [0; 32],
        };
        assert!(tx.issue_statement(&row).await.unwrap());
    }
    tx.commit().await.unwrap();
    zone.start_of(day(10))
}

#[tokio::test]
async fn without_a_statement_a_file_has_no_summary() {
    let (town, begin) = used().await;
    let until = begin + Span::days(2);
    let answer = town.get(ANA, &path("green-button.xml", begin, until)).await;
    assert!(!answer.text.contains("UsageSummary"), "{}", answer.text);
}

#[tokio::test]
async fn green_button_is_valid_and_another_program_reads_the_same_totals() {
    let (town, begin) = used().await;
    let billed = billed(&town).await;
    let until = begin + Span::days(DAYS);
    let answer = town.get(ANA, &path("green-button.xml", begin, until)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!answer.text.contains("Ana"), "a name in the file");
    assert!(!answer.text.contains("Street"), "an address in the file");
    let file = town.folder.path().join("green-button.xml");
    std::fs::write(&file, &answer.text).unwrap();
    validate(&file);
    let script = "tests/green_button.py";
    let end = Command::new(python())
        .arg(script)
        .arg(&file)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&end.stdout).into_owned();
    assert!(
        end.status.success(),
        "{said} {}",
        String::from_utf8_lossy(&end.stderr)
    );
    let csv = town.get(ANA, &path("intervals.csv", begin, until)).await;
    let cost: i64 = column(&csv.text, "cost")
        .iter()
        .map(|one| micros(one) / 10)
        .sum();
    for line in [
        "service electricity".to_owned(),
        "unit wattHours".to_owned(),
        "currency usd".to_owned(),
        "step 3600".to_owned(),
        "blocks 2".to_owned(),
        format!("readings {HOURS}"),
        format!("energy {}", energy()),
        format!("costs {HOURS}"),
        format!("cost {cost}"),
        format!("first {}", begin.as_millis() / 1_000),
        "estimated 1".to_owned(),
        // The newest statement, and its charges alone, cut to what ESPI counts.
        "bill 4271098".to_owned(),
        "bill currency 840".to_owned(),
        format!("bill start {}", billed.as_millis() / 1_000),
        format!("bill length {}", 31 * 24 * 3_600),
        "bill energy 170001 72".to_owned(),
    ] {
        let found = said.lines().any(|one| one.eq_ignore_ascii_case(&line));
        assert!(found, "no {line:?} in {said}");
    }
}

#[tokio::test]
async fn a_file_is_bounded_and_nobody_elses() {
    let (town, begin) = used().await;
    for file in ["ledger.csv", "intervals.csv", "green-button.xml"] {
        for until in [begin, begin + Span::days(801)] {
            let answer = town.get(ANA, &path(file, begin, until)).await;
            assert_eq!(answer.status, 422, "{file} {}", answer.text);
        }
        let asked = path(file, begin, begin + Span::days(2));
        let stranger = town.get(BENITO, &asked).await;
        assert_eq!(stranger.status, 404, "{file}");
        assert!(!stranger.text.contains("2026-"), "{}", stranger.text);
    }
}

fn validate(file: &Path) {
    let schema = "../../tests/data/espi.xsd";
    let end = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema", schema])
        .arg(file)
        .output()
        .expect("xmllint runs: apt-get install libxml2-utils");
    assert!(
        end.status.success(),
        "{}",
        String::from_utf8_lossy(&end.stderr)
    );
}

/// The interpreter that has `greenbutton-objects`; `cargo xtask setup` makes it.
#[expect(clippy::disallowed_methods, reason = "tests")]
fn python() -> PathBuf {
    let venv = std::env::var("AMI_VENV")
        .map(PathBuf::from)
        .unwrap_or_else(|_| PathBuf::from(std::env::var("HOME").unwrap()).join(".cache/ami/venv"));
    let python = venv.join("bin/python");
    assert!(
        python.exists(),
        "{} is missing: make it with python3 -m venv and pip install \
         greenbutton-objects==2024.7.11, or set AMI_VENV",
        python.display()
    );
    python
}

/// Benito has booked two hours at Ana's for $10; gives their start.
async fn booked_by_a_guest(town: &Town) -> Timestamp {
    let start = town.app.now().business.floor_to(Span::hours(1)) + Span::hours(48);
    let wish = ami_css::Wish {
        location: HOME_A.location,
        start,
        end: start + Span::hours(2),
        after: ami_domain::event::AfterEvent::Limit,
    };
    let booking = ami_css::book_event::Booking {
        by: BENITO,
        account: crate::common::HOME_B.account,
        event: ami_domain::id::EventId::from_number(0x9e57),
        payment: ami_domain::id::PaymentId::from_number(0x9e58),
    };
    let offer = ami_css::Offer {
        amount: Money::dollars(10),
        method: "sandbox_card".to_owned(),
        token: "tok_approve".to_owned(),
    };
    let (css, clock, mut chance) = (&town.app.css, &town.app.clock, town.app.chance());
    let booked = css.book(clock, &mut chance, booking, &wish, &offer).await;
    booked.unwrap();
    start
}

#[tokio::test]
async fn what_a_guest_used_is_in_no_file_of_the_owner() {
    let (town, _) = used().await;
    let start = booked_by_a_guest(&town).await;
    let mut tx = town.app.css.store.begin().await.unwrap();
    let hours: Vec<_> = (-1..3)
        .map(|hour| {
            (
                start + Span::hours(hour),
                WattHours::new(77_700 + hour),
                false,
            )
        })
        .collect();
    tx.put_intervals(HOME_A.meter, Span::hours(1), &hours)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let until = start + Span::hours(3);
    for file in ["intervals.csv", "green-button.xml"] {
        let asked = path(file, start - Span::hours(1), until);
        let said = town.get(ANA, &asked).await.text;
        let there = ["77699", "77700", "77701", "77702"].map(|energy| said.contains(energy));
        assert_eq!(there, [true, false, false, true], "{file}: {said}");
    }
}

#[tokio::test]
async fn what_was_paid_for_an_event_is_in_its_payers_ledger_and_in_no_other() {
    let (town, _) = used().await;
    booked_by_a_guest(&town).await;
    let now = town.app.now().business;
    let own = path("ledger.csv", now - Span::hours(1), now + Span::hours(1));
    let theirs = own.replace(
        &HOME_A.account.to_string(),
        &crate::common::HOME_B.account.to_string(),
    );
    let paid = town.get(BENITO, &theirs).await.text;
    let row = paid
        .lines()
        .find(|line| line.contains(",event,payment,10.000000,"));
    assert!(row.is_some(), "{paid}");
    let owner = town.get(ANA, &own).await.text;
    assert!(!owner.contains(",event,payment,"), "{owner}");
}
