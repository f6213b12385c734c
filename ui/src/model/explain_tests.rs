//! What is behind a figure, gathered: sums that must add up, and lines that lead to their
//! movements.

use super::*;
use ami_domain::explain::Charge;
use ami_domain::id::{AccountId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, TransferState};
use ami_domain::password_code::PasswordCode;
use ami_domain::statement::{Kind, Part};
use ami_domain::tariff::{Energy, Line, Tariff};
use ami_domain::time::{Span, Timestamp, Window};
use ami_domain::usage::Interval;

const ACCOUNT: AccountId = AccountId::from_number(1);
const START: Timestamp = Timestamp::from_millis(1_790_000_000_000);
const HOUR: Span = Span::hours(1);

fn line(what: What, price: i64, micros: i64) -> Line {
    Line {
        what,
        name: String::new(),
        name_es: None,
        version: None,
        price: Rate::micros_per_kwh(price),
        energy: WattHours::new(if price > 0 { 500 } else { 0 }),
        amount: Money::micros(micros),
    }
}

fn entry(id: u128, micros: i64, reason: Reason) -> Transfer {
    Transfer {
        id: TransferId::from_number(id),
        from: Book::Prepaid(ACCOUNT),
        to: Book::Revenue,
        amount: Money::micros(micros),
        state: TransferState::Posted,
        reason,
        at: START + HOUR,
    }
}

fn day() -> ChargesSubject {
    let charge = |hour: i64, lines: Vec<Line>| {
        let start = START + Span::hours(hour);
        let amount: Money = lines.iter().map(|line| line.amount).sum();
        let id = u128::try_from(hour).expect("an hour") + 1;
        Charge {
            start,
            lines,
            amount,
            entries: vec![entry(id, amount.as_micros(), Reason::Usage(start))],
        }
    };
    let energy = |micros| line(What::Energy, 200_000, micros);
    ChargesSubject {
        account: ACCOUNT,
        window: Window {
            start: START,
            end: START + Span::hours(2),
        },
        tariff: Tariff {
            name: "flat".to_owned(),
            name_es: None,
            currency: "USD".to_owned(),
            effective_from: None,
            fixed_per_day: Money::ZERO,
            minimum_per_day: Money::ZERO,
            holidays: Vec::new(),
            energy: Energy::Flat {
                price: Rate::micros_per_kwh(200_000),
            },
            baseline: None,
            riders: Vec::new(),
            tax: None,
            conversion: ami_domain::convert::Terms::default(),
            later: Vec::new(),
        },
        zone: "UTC".to_owned(),
        bill_day: 1,
        opened_at: START,
        charged_until: START + Span::hours(2),
        history: (0..2)
            .map(|hour| Interval::measured(START + Span::hours(hour), HOUR, WattHours::new(500)))
            .collect(),
        charges: vec![
            charge(0, vec![energy(100_000), line(What::Fixed, 0, 300_000)]),
            charge(1, vec![energy(100_001)]),
        ],
    }
}

#[test]
fn equal_lines_stand_together_and_add_up_to_what_the_ledger_took() {
    let day = day();
    let sums = sums(day.charges.iter().flat_map(|charge| &charge.lines));
    assert_eq!(sums.len(), 2);
    assert_eq!(sums[0].amount, Money::micros(200_001));
    assert_eq!(sums[0].energy, measured(&day));
    let all: Money = sums.iter().map(|sum| sum.amount).sum();
    assert_eq!(taken(&day), (all, false));
    let mut open = day;
    open.charged_until = START + HOUR;
    assert!(taken(&open).1, "the last hour is not charged yet");
}

#[test]
fn a_line_of_a_statement_leads_to_its_movements_and_to_no_other() {
    let zone = Zone::utc();
    let first = zone.civil(START).day;
    let book = Book::Prepaid(ACCOUNT);
    let took = |id, reason| Took {
        day: first,
        book,
        entry: entry(id, 5, reason),
    };
    let movements = [
        took(1, Reason::Usage(START)),
        took(2, Reason::Fee(PaymentId::from_number(4))),
        took(3, Reason::Usage(START + HOUR)),
        took(4, Reason::Usage(START + Span::days(1))),
    ];
    let mut part = Part::new(book.word().to_owned(), Money::ZERO);
    for one in &movements {
        let about = one.entry.reason.parts().at.map(|at| zone.civil(at).day);
        part.take(one.day, Kind::of(&one.entry), about, Money::micros(-5));
    }
    let statement = StatementSubject {
        account: ACCOUNT,
        from: first,
        until: first.plus(1),
        zone: "UTC".to_owned(),
        openings: Vec::new(),
        took: movements.to_vec(),
        parts: vec![part.balanced()],
    };
    let ids = |at: &str| {
        let line = line_at(at).expect("a line");
        let all = behind(&statement, &zone, &line);
        let ids = all.iter().map(|one| one.id.to_bytes()[15]);
        ids.collect::<Vec<u8>>()
    };
    assert_eq!(ids("prepaid.0"), [1, 3]);
    assert_eq!(ids("prepaid.1"), [2]);
    assert_eq!(ids("prepaid.2"), [4]);
    assert!(ids("prepaid.9").is_empty() && ids("debt.0").is_empty());
    assert_eq!(line_at("prepaid"), None);
}

#[test]
fn a_code_a_name_and_the_number_of_a_payment_are_read_however_they_are_typed() {
    let lineage = LineageId::View {
        account: AccountId::from_number(0x0f1e_2d3c),
        seq: 812,
    };
    let code = FigureCode::of(lineage);
    let read = code.to_string();
    for typed in [read.to_lowercase(), read.replace('-', " "), code.plain()] {
        assert_eq!(heard(&typed), Ok(Heard::Code(code)), "{typed}");
    }
    for typed in [lineage.to_string(), format!("  {lineage}\n").to_uppercase()] {
        assert_eq!(heard(&typed), Ok(Heard::Name(lineage)), "{typed}");
    }
    // As a slip has it.
    let payment = PaymentId::from_number(0xfeed);
    assert_eq!(
        heard(&payment.to_string()),
        Ok(Heard::Name(LineageId::Payment(payment)))
    );
    let one_wrong = read.replacen(|sign: char| sign != '2', "2", 1);
    assert_eq!(heard(&one_wrong), Err(Misheard::Sign), "{one_wrong}");
    assert_eq!(heard("812"), Err(Misheard::Length));
    assert_eq!(heard("view.1.8123"), Err(Misheard::Length));
}

#[test]
fn the_codes_that_texts_show_as_an_example_are_codes() {
    let figure = [
        include_str!("../../../locales/en-US/behind.ftl"),
        include_str!("../../../locales/es-US/behind.ftl"),
    ];
    let password = [
        include_str!("../../../locales/en-US/password.ftl"),
        include_str!("../../../locales/es-US/password.ftl"),
    ];
    let shown = |text: &str| {
        let words = text.split([' ', ',', '.', '\n']);
        let coded = |word: &&str| word.contains('-') && word.starts_with(char::is_numeric);
        words
            .filter(coded)
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    for text in figure {
        let [code] = shown(text).try_into().expect("one code");
        assert!(FigureCode::read(&code).is_ok(), "{code}");
    }
    for text in password {
        let [code] = shown(text).try_into().expect("one code");
        assert!(PasswordCode::read(&code).is_some(), "{code}");
    }
}
