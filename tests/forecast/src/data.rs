//! Reads a household's intervals from a CSV file, and says what is wrong where.

use ami_domain::energy::{self, WattHours};
use ami_domain::time::{Span, Timestamp};
use ami_domain::usage::Interval;

/// The first line of every file.
pub const HEADER: &str = "start_utc_s,duration_s,wh";
/// Intervals longer than this have no shape of the day in them.
const LENGTH_MAX: Span = Span::hours(1);
/// Files of more lines are not read: a century of quarter hours.
const LINES_MAX: usize = 3_600_000;
/// Moments before 1990 and after 2100 are a slip of units (milliseconds, local dates as numbers).
const FROM_S: i64 = 631_152_000;
const UNTIL_S: i64 = 4_102_444_800;

/// What was read, and what is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// In order, each moment at most once.
    pub intervals: Vec<Interval>,
    /// Holes between them, as (line after the hole, how long).
    pub gaps: Vec<(usize, Span)>,
}

/// Why a file is not taken. Each message names the file and, where there is one, the line.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// It is not there, or not text.
    #[error("{file} cannot be read ({why}): check its name, and that it is a text file")]
    Unreadable { file: String, why: String },
    /// The header is another one.
    #[error("{file}: line 1 is not `{HEADER}` but {found:?}: name the three columns so")]
    Header { file: String, found: String },
    /// A line that does not fit.
    #[error("{file}: line {line}: {what}")]
    Line {
        file: String,
        line: usize,
        what: String,
    },
    /// Too little for a replay.
    #[error("{file}: {what}")]
    Short { file: String, what: String },
}

/// Reads a file of this name.
///
/// # Errors
/// [`DataError`], with the first line that is wrong.
pub fn read(file: &str) -> Result<Read, DataError> {
    let text = std::fs::read_to_string(file).map_err(|why| DataError::Unreadable {
        file: file.to_owned(),
        why: why.to_string(),
    })?;
    parse(file, &text)
}

/// The same from its text. Holes are taken, and what would need them is not replayed.
///
/// # Errors
/// As [`read`].
pub fn parse(file: &str, text: &str) -> Result<Read, DataError> {
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default().trim();
    if header != HEADER {
        let (file, found) = (file.to_owned(), header.chars().take(80).collect());
        return Err(DataError::Header { file, found });
    }
    let mut read = Read {
        intervals: Vec::new(),
        gaps: Vec::new(),
    };
    for (number, text) in (2..).zip(lines).take(LINES_MAX) {
        let wrong = |what: String| DataError::Line {
            file: file.to_owned(),
            line: number,
            what,
        };
        if text.trim().is_empty() {
            continue;
        }
        let interval = line(text).map_err(wrong)?;
        if let Some(last) = read.intervals.last() {
            follows(last, &interval).map_err(wrong)?;
            let hole = interval.start.since(last.end());
            if hole > Span::ZERO {
                read.gaps.push((number, hole));
            }
        }
        read.intervals.push(interval);
    }
    enough(file, &read)?;
    Ok(read)
}

fn line(text: &str) -> Result<Interval, String> {
    let mut fields = text.split(',');
    let mut number = |name: &str| {
        let field = fields.next().ok_or_else(|| format!("has no {name}"))?;
        field
            .trim()
            .parse::<i64>()
            .map_err(|_| format!("{name} is {field:?} and not a whole number"))
    };
    let (start, length, wh) = (number("start_utc_s")?, number("duration_s")?, number("wh")?);
    if fields.next().is_some() {
        return Err("has more than three fields".to_owned());
    }
    if !(FROM_S..UNTIL_S).contains(&start) {
        return Err(format!(
            "starts at {start}, which is not between 1990 and 2100 in seconds of UTC"
        ));
    }
    if length <= 0 || Span::seconds(length) > LENGTH_MAX || 3600 % length != 0 {
        return Err(format!(
            "lasts {length} s: an interval lasts an hour or an equal part of one, also on the day \
             of a clock change (UTC has none)"
        ));
    }
    if start % length != 0 {
        return Err(format!(
            "starts at {start}, which is no multiple of its {length} s"
        ));
    }
    if !(0..=energy::MAX.get()).contains(&wh) {
        return Err(format!(
            "uses {wh} Wh: nobody uses less than nothing or more than {}; leave the line out \
             where the reading is not known",
            energy::MAX.get()
        ));
    }
    let start = Timestamp::from_millis(start * 1000);
    Ok(Interval::measured(
        start,
        Span::seconds(length),
        WattHours::new(wh),
    ))
}

/// The next one must begin where the last one ended, or later.
fn follows(last: &Interval, next: &Interval) -> Result<(), String> {
    if next.start == last.start {
        return Err("starts when the line before starts: one of the two is too many".to_owned());
    }
    if next.start < last.start {
        return Err("starts before the line before it: sort by start_utc_s".to_owned());
    }
    if next.length != last.length {
        return Err(format!(
            "lasts {} s and the lines before it {} s: one file has one length",
            next.length.as_millis() / 1000,
            last.length.as_millis() / 1000
        ));
    }
    if next.start < last.end() {
        return Err("starts before the interval before it has ended".to_owned());
    }
    Ok(())
}

/// A replay needs eight weeks behind it and a month ahead, and most of both.
fn enough(file: &str, read: &Read) -> Result<(), DataError> {
    let short = |what: String| DataError::Short {
        file: file.to_owned(),
        what,
    };
    let (Some(first), Some(last)) = (read.intervals.first(), read.intervals.last()) else {
        return Err(short("has no intervals".to_owned()));
    };
    let whole = last.end().since(first.start);
    let holes: i64 = read.gaps.iter().map(|(_, hole)| hole.as_millis()).sum();
    if whole < Span::days(100) {
        let days = whole.as_millis() / Span::days(1).as_millis();
        return Err(short(format!(
            "holds {days} days: a replay needs 100, eight weeks behind it and a month ahead"
        )));
    }
    if holes > whole.as_millis() / 3 {
        return Err(short(
            "more than a third of the time is missing: nothing can be replayed".to_owned(),
        ));
    }
    Ok(())
}
