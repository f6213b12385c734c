//! A statement on paper: US Letter, tagged for screen readers, in the reader's language. The
//! fonts are the standard ones that every reader has, in the encoding that has Spanish.

use super::{exact, paper};
use ami_domain::account::Mode;
use ami_domain::convert::Conversion;
use ami_domain::figure_code::FigureCode;
use ami_domain::statement::Statement;
use ami_domain::time::{Day, Zone};
use ami_locales::arg::{moment, money, wh};
use ami_locales::{Arg, Args, Locale, args, tr};
use pdf_writer::{Content, Finish, Name, Str};

pub(super) const WIDTH: f32 = 612.0;
pub(super) const HEIGHT: f32 = 792.0;
const MARGIN: f32 = 54.0;
const LINE: f32 = 14.0;
const SIZE: f32 = 9.5;
/// Where the columns of a table begin, or end where numbers are aligned to the right.
const KIND_AT: f32 = 124.0;
const AMOUNT_END: f32 = 460.0;
const BALANCE_END: f32 = WIDTH - MARGIN;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Heading,
    Text,
    Row,
}

/// One line of the paper: texts with the place where they begin, or end when `right`.
struct Line {
    role: Role,
    cells: Vec<(f32, bool, String)>,
}

/// A marked piece of a page.
pub(super) struct Piece {
    /// Which page.
    pub(super) page: usize,
    /// Its number on the page.
    pub(super) mcid: i32,
    /// What it is.
    pub(super) role: Role,
    /// Pieces of one row share its number.
    pub(super) row: usize,
}

/// The statement as PDF.
pub fn pdf(statement: &Statement, locale: Locale) -> Vec<u8> {
    let lines = lines(statement, locale);
    let (pages, pieces) = pages(&lines);
    let title = title(statement, locale);
    paper::write(&pages, &pieces, &title, locale.tag())
}

fn say(locale: Locale, id: &str, args: &Args) -> String {
    tr(locale, id, args)
}

/// A day as a value of a text; a day has no zone, so UTC serves.
fn on(day: Day) -> Arg {
    moment(Zone::utc().start_of(day).as_millis(), 0)
}

fn title(statement: &Statement, locale: Locale) -> String {
    let number = statement.number.clone();
    say(locale, "statement-heading", &args!["account" => number])
}

fn lines(statement: &Statement, locale: Locale) -> Vec<Line> {
    let plain = |id: &str| say(locale, id, &Args::new());
    let one = |role, text| Line {
        role,
        cells: vec![(MARGIN, false, text)],
    };
    let row = |day: String, kind: String, amount: String, balance: String| Line {
        role: Role::Row,
        cells: vec![
            (MARGIN, false, day),
            (KIND_AT, false, kind),
            (AMOUNT_END, true, amount),
            (BALANCE_END, true, balance),
        ],
    };
    let mut all = vec![one(Role::Title, title(statement, locale))];
    let period = args![
        "from" => on(statement.from),
        "until" => on(statement.until.plus(-1)),
    ];
    all.push(one(Role::Text, say(locale, "statement-period", &period)));
    for text in [&statement.name, &statement.address] {
        all.push(one(Role::Text, text.clone()));
    }
    let currency = args!["currency" => statement.currency.clone()];
    all.push(one(
        Role::Text,
        say(locale, "statement-currency", &currency),
    ));
    for part in &statement.parts {
        let book = format!("statement-book-{}", part.book.replace('_', "-"));
        all.push(one(Role::Heading, plain(&book)));
        all.push(row(
            plain("statement-day"),
            plain("statement-what"),
            plain("statement-amount"),
            plain("statement-balance"),
        ));
        let opening = exact(part.opening);
        let empty = String::new;
        all.push(row(
            statement.from.to_string(),
            plain("statement-opening"),
            empty(),
            opening,
        ));
        for entry in &part.entries {
            let mut kind = plain(entry.kind.text_id());
            if let Some(about) = entry.about.filter(|about| *about != entry.day) {
                kind = format!("{kind} ({about})");
            }
            let (amount, balance) = (exact(entry.amount), exact(entry.balance));
            all.push(row(entry.day.to_string(), kind, amount, balance));
        }
        let last = statement.until.plus(-1);
        let closing = exact(part.closing);
        let closed = plain("statement-closing");
        all.push(row(last.to_string(), closed, empty(), closing));
    }
    let changes = statement.conversions.iter();
    all.extend(changes.flat_map(|change| changed(change, locale)));
    all.push(one(Role::Heading, plain("statement-energy")));
    for day in &statement.energy {
        let energy = day.energy.map_or_else(
            || plain("statement-no-energy"),
            |energy| say(locale, "statement-kwh", &args!["kwh" => wh(energy.get())]),
        );
        all.push(Line {
            role: Role::Row,
            cells: vec![
                (MARGIN, false, day.day.to_string()),
                (KIND_AT, false, energy),
            ],
        });
    }
    all.push(one(Role::Text, plain("statement-stays")));
    all.push(one(Role::Text, plain("statement-ask")));
    let code = FigureCode::of(super::lineage(statement));
    all.push(one(Role::Text, code.to_string()));
    all
}

/// A change of how the account pays, and how it stood then.
fn changed(change: &Conversion, locale: Locale) -> Vec<Line> {
    let id = match change.mode {
        Mode::Regular => "convert-line-regular",
        Mode::Prepaid => "convert-line-prepaid",
    };
    let values = args![
        "at" => moment(change.at.at.as_millis(), change.at.offset_minutes),
        "balance" => money(change.balance.as_micros()),
        "debt" => money(change.owed.as_micros()),
        "kwh" => wh(change.register.get()),
    ];
    let credit = change.credit.map(|credit| {
        let values = args!["kwh" => wh(credit.get())];
        say(locale, "convert-line-credit", &values)
    });
    let booked = [
        ("convert-line-fee", change.fee),
        ("convert-line-deposit", change.deposit),
        ("convert-line-returned", change.returned),
    ];
    let booked = booked
        .into_iter()
        .filter(|(_, amount)| amount.is_positive())
        .map(|(id, amount)| say(locale, id, &args!["amount" => money(amount.as_micros())]));
    let texts = [Some(say(locale, id, &values)), credit];
    let texts = texts.into_iter().flatten().chain(booked);
    let line = |text| Line {
        role: Role::Text,
        cells: vec![(MARGIN, false, text)],
    };
    texts.map(line).collect()
}

/// Lays the lines on pages; each text is a marked piece.
fn pages(lines: &[Line]) -> (Vec<Vec<u8>>, Vec<Piece>) {
    let (mut done, mut pieces) = (Vec::new(), Vec::new());
    let mut content = Content::new();
    let (mut y, mut mcid) = (HEIGHT - MARGIN, 0);
    for (number, line) in lines.iter().enumerate() {
        let (font, size, before) = match line.role {
            Role::Title => (Name(b"B"), 16.0, 0.0),
            Role::Heading => (Name(b"B"), 12.0, LINE),
            Role::Text | Role::Row => (Name(b"R"), SIZE, 0.0),
        };
        y -= LINE + before;
        if y < MARGIN {
            let full = std::mem::replace(&mut content, Content::new());
            done.push(full.finish().to_vec());
            (y, mcid) = (HEIGHT - MARGIN - LINE, 0);
        }
        for (at, right, text) in &line.cells {
            if text.is_empty() {
                continue;
            }
            let bytes = encoded(text);
            let x = if *right {
                at - width(&bytes, size)
            } else {
                *at
            };
            let tag = match line.role {
                Role::Title => Name(b"H1"),
                Role::Heading => Name(b"H2"),
                Role::Text => Name(b"P"),
                Role::Row => Name(b"TD"),
            };
            let mut marked = content.begin_marked_content_with_properties(tag);
            marked.properties().identify(mcid);
            marked.finish();
            content.begin_text().set_font(font, size);
            content.next_line(x, y).show(Str(&bytes));
            content.end_text().end_marked_content();
            pieces.push(Piece {
                page: done.len(),
                mcid,
                role: line.role,
                row: number,
            });
            mcid += 1;
        }
    }
    done.push(content.finish().to_vec());
    (done, pieces)
}

/// In WinAnsi; what it has not becomes a question mark.
fn encoded(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| match letter {
            '–' => 0x96,
            '—' => 0x97,
            '’' => 0x92,
            '·' => 0xb7,
            '\u{a0}' | '\u{202f}' => b' ',
            ' '..='~' | '\u{a1}'..='ÿ' => u8::try_from(u32::from(letter)).unwrap_or(b'?'),
            _ => b'?',
        })
        .collect()
}

/// The width of a number or a short word in Helvetica; digits are all of one width.
fn width(bytes: &[u8], size: f32) -> f32 {
    let units: u32 = bytes
        .iter()
        .map(|byte| match byte {
            b'.' | b',' | b' ' | b'i' | b'l' | b't' => 278,
            b'-' | b'r' => 333,
            _ => 556,
        })
        .sum();
    f32::from(u16::try_from(units).unwrap_or(u16::MAX)) * size / 1_000.0
}
