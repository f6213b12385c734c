//! A statement on paper and as a table says what the stored one says, read back by other programs.

use ami_domain::account::Mode;
use ami_domain::convert::Conversion;
use ami_domain::energy::WattHours;
use ami_domain::explain::LineageId;
use ami_domain::figure_code::FigureCode;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_domain::statement::{DayEnergy, Kind, Part, Statement};
use ami_domain::time::{Day, Timestamp, Zone};
use ami_locales::Locale;
use ami_server::statement::{csv, exact, pdf};
use std::process::Command;

fn day(day: i8) -> Day {
    Day {
        year: 2026,
        month: 3,
        day,
    }
}

fn statement() -> Statement {
    let mut part = Part::new("prepaid".into(), Money::micros(5_000_001));
    for number in 1..29 {
        let about = Some(day(number));
        let micros = -1_000_003 - i64::from(number);
        part.take(day(number), Kind::Energy, about, Money::micros(micros));
        part.take(day(number), Kind::Fixed, about, Money::micros(-160_000));
    }
    part.take(day(29), Kind::Payment, None, Money::dollars(40));
    part.take(day(29), Kind::Reversal, None, Money::micros(1_000_004));
    part.take(day(29), Kind::Rerate, Some(day(1)), Money::micros(-7));
    Statement {
        account: AccountId::from_number(7),
        number: "10-4471-02".into(),
        name: "María Núñez Güell".into(),
        address: "4 Cañón Street".into(),
        tariff: "demo-flat".into(),
        currency: "USD".into(),
        mode: Mode::Prepaid,
        from: day(1),
        until: day(30),
        issued_at: Zone::utc().local(Timestamp::from_millis(0)),
        parts: vec![part.balanced()],
        conversions: vec![Conversion {
            at: Zone::utc().local(Timestamp::from_millis(3_600_000)),
            mode: Mode::Regular,
            balance: Money::micros(1_230_000),
            owed: Money::ZERO,
            credit: Some(WattHours::new(4_920)),
            register: WattHours::new(345_600),
            fee: Money::dollars(5),
            deposit: Money::dollars(40),
            returned: Money::ZERO,
        }],
        energy: (1..30)
            .map(|number| DayEnergy {
                day: day(number),
                energy: (number < 29).then_some(WattHours::new(12_340)),
            })
            .collect(),
    }
}

/// The text that another program reads from the paper.
fn read_back(paper: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("statement.pdf");
    std::fs::write(&file, paper).unwrap();
    let done = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8"])
        .arg(&file)
        .arg("-")
        .output()
        .expect("pdftotext, from the package poppler-utils");
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn every_amount_of_a_statement_is_on_paper_in_both_languages() {
    let statement = statement();
    for locale in [Locale::EnUs, Locale::EsUs] {
        let text = read_back(&pdf::pdf(&statement, locale));
        let words: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        for part in &statement.parts {
            for entry in &part.entries {
                let (amount, balance) = (exact(entry.amount), exact(entry.balance));
                let row = words
                    .iter()
                    .find(|row| row.ends_with(&[amount.as_str(), balance.as_str()]));
                assert!(row.is_some(), "{amount} {balance} is not in\n{text}");
            }
            assert!(text.contains(&exact(part.opening)));
            assert!(text.contains(&exact(part.closing)));
        }
        assert!(text.contains("María Núñez Güell"), "{text}");
        assert!(text.contains("4 Cañón Street"), "{text}");
        assert!(text.contains(&code_of(&statement)), "{text}");
    }
    let spanish = read_back(&pdf::pdf(&statement, Locale::EsUs));
    assert!(spanish.contains("Energía"), "{spanish}");
}

/// What is behind it, as `ami-server explain` takes it.
fn name_of(statement: &Statement) -> String {
    let (account, from) = (statement.account, statement.from);
    LineageId::Statement { account, from }.to_string()
}

/// The same as somebody reads it out on the telephone.
fn code_of(statement: &Statement) -> String {
    let (account, from) = (statement.account, statement.from);
    FigureCode::of(LineageId::Statement { account, from }).to_string()
}

#[test]
fn paper_is_tagged_for_screen_readers_and_says_its_language() {
    let paper = pdf::pdf(&statement(), Locale::EsUs);
    let holds = |words: &[u8]| paper.windows(words.len()).any(|part| part == words);
    assert!(holds(b"/StructTreeRoot") && holds(b"/Marked true"));
    assert!(holds(b"(es-US)") && holds(b"/H1") && holds(b"/TD"));
}

#[test]
fn the_table_has_every_amount_to_the_millionth() {
    let statement = statement();
    let text = csv::csv(&statement);
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let width = csv::HEADER.split(',').count();
    assert!(rows.iter().all(|row| row.len() == width), "{text}");
    let entries: Vec<_> = rows.iter().filter(|row| row[0] == "entry").collect();
    let part = &statement.parts[0];
    assert_eq!(entries.len(), part.entries.len());
    for (row, entry) in entries.iter().zip(&part.entries) {
        assert_eq!(row[6], entry.amount.to_string());
        assert_eq!(row[7], entry.balance.to_string());
    }
    let name = name_of(&statement);
    assert!(rows[1..].iter().all(|row| row[width - 1] == name), "{text}");
    let closing = rows.iter().find(|row| row[0] == "closing").unwrap();
    assert_eq!(closing[7], part.closing.to_string());
}
