//! Rubbish in a file of intervals is named by file and line.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_domain::time::Span;
use ami_forecast::data::{HEADER, parse};
use std::fmt::Write as _;

const BEGIN: i64 = 1_700_000_000 / 3600 * 3600;
const LINES: i64 = 120 * 24;

/// A good file of intervals of this length in seconds, as its lines.
fn good(length: i64) -> Vec<String> {
    let line = |n| format!("{},{length},{}", BEGIN + n * length, 200 + n % 700);
    (0..LINES * 3600 / length).map(line).collect()
}

fn text(lines: &[String]) -> String {
    let mut text = HEADER.to_owned();
    for line in lines {
        write!(text, "\n{line}").unwrap();
    }
    text
}

/// What is said of a file of hours that was changed so.
fn said(change: impl FnOnce(&mut Vec<String>)) -> String {
    let mut lines = good(3600);
    change(&mut lines);
    parse("home.csv", &text(&lines)).unwrap_err().to_string()
}

#[test]
fn hours_and_quarter_hours_are_read_and_holes_are_told() {
    for length in [3600, 1800, 900] {
        let read = parse("home.csv", &text(&good(length))).unwrap();
        assert_eq!(read.intervals.len() as i64, LINES * 3600 / length);
        assert!(read.gaps.is_empty());
    }
    let mut lines = good(3600);
    lines.drain(100..107);
    let read = parse("home.csv", &text(&lines)).unwrap();
    // The header is line 1, so what was the 108th of the lines is now line 102.
    assert_eq!(read.gaps, [(102, Span::hours(7))]);
}

#[test]
fn every_kind_of_rubbish_is_named_with_its_line() {
    let at = |line: usize, with: &str| {
        let with = with.to_owned();
        said(move |lines| lines[line - 2] = with)
    };
    let hour = |n: i64| BEGIN + n * 3600;
    for (line, with, why) in [
        (5, "x,3600,1".to_owned(), "start_utc_s is \"x\""),
        (5, format!("{},3600", hour(3)), "has no wh"),
        (5, format!("{},3600,1,2", hour(3)), "more than three fields"),
        (5, format!("{},3600,1.5", hour(3)), "not a whole number"),
        (5, format!("{},3600,-1", hour(3)), "less than nothing"),
        (5, format!("{},3600,9999999999", hour(3)), "more than"),
        (5, format!("{},0,1", hour(3)), "lasts 0 s"),
        (5, format!("{},7200,1", hour(3)), "clock change"),
        (5, format!("{},86400,1", hour(3)), "lasts 86400 s"),
        (5, format!("{},900,1", hour(3)), "one file has one length"),
        (5, format!("{},3600,1", hour(3) + 60), "no multiple"),
        (5, format!("{}000,3600,1", hour(3)), "between 1990 and 2100"),
        (
            5,
            format!("{},3600,1", hour(2)),
            "starts when the line before",
        ),
        (5, format!("{},3600,1", hour(1)), "sort by start_utc_s"),
    ] {
        let found = at(line, &with);
        assert!(found.starts_with("home.csv: line 5: "), "{found}");
        assert!(found.contains(why), "{found}");
    }
}

#[test]
fn a_file_of_something_else_or_of_too_little_is_refused_as_a_whole() {
    let wrong = parse("home.csv", "time;kwh\n1;2").unwrap_err().to_string();
    assert!(
        wrong.contains("line 1 is not `start_utc_s,duration_s,wh`"),
        "{wrong}"
    );
    assert!(
        parse("home.csv", HEADER)
            .unwrap_err()
            .to_string()
            .contains("no intervals")
    );
    assert!(said(|lines| lines.truncate(99 * 24)).contains("holds 99 days"));
    let most = |lines: &mut Vec<String>| drop(lines.drain(50..2_000));
    assert!(said(most).contains("more than a third"));
    let missing = ami_forecast::data::read("no/such.csv")
        .unwrap_err()
        .to_string();
    assert!(
        missing.starts_with("no/such.csv cannot be read"),
        "{missing}"
    );
}
