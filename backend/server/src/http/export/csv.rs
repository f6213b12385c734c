//! Comma-separated values after RFC 4180, safe to open in a spreadsheet.

use ami_domain::money::Money;

/// A table that is being written.
#[derive(Debug, Default)]
pub struct Csv(String);

/// One cell.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Words from anywhere. A spreadsheet would run those that begin like a formula: such words
    /// get an apostrophe in front (OWASP, CSV injection).
    Text(String),
    /// A number that this server has written, with its sign.
    Number(String),
    /// Nothing.
    Empty,
}

impl Cell {
    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }
    /// A whole number.
    pub fn number(number: impl Into<i128>) -> Self {
        Self::Number(number.into().to_string())
    }
    /// Money in whole units of its currency with six digits after the point: nothing is rounded.
    pub fn money(money: Money) -> Self {
        let micros = i128::from(money.as_micros());
        let sign = if micros < 0 { "-" } else { "" };
        let (whole, part) = (micros.abs() / 1_000_000, micros.abs() % 1_000_000);
        Self::Number(format!("{sign}{whole}.{part:06}"))
    }
    /// One of these, or nothing.
    pub fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, cell)
    }
}

impl Csv {
    /// Adds a line.
    pub fn line(&mut self, cells: impl IntoIterator<Item = Cell>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            match cell {
                Cell::Text(words) => self.0.push_str(&quoted(&disarmed(words))),
                Cell::Number(digits) => self.0.push_str(&digits),
                Cell::Empty => {}
            }
        }
        self.0.push_str("\r\n");
    }

    /// Adds the line of names.
    pub fn head(&mut self, names: &[&str]) {
        self.line(names.iter().map(|name| Cell::text(*name)));
    }

    /// What was written.
    pub fn into_text(self) -> String {
        self.0
    }
}

fn disarmed(words: String) -> String {
    let armed = words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}']);
    if armed { format!("'{words}") } else { words }
}

fn quoted(words: &str) -> String {
    if words.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", words.replace('"', "\"\""))
    } else {
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_spreadsheet_would_run_are_disarmed_and_numbers_stay_numbers() {
        let mut csv = Csv::default();
        csv.line([
            Cell::text("=HYPERLINK(\"http://x\",\"y\")"),
            Cell::text("@SUM(1)"),
            Cell::text("-1+2"),
            Cell::text("a,b"),
            Cell::money(Money::micros(-1_500_000)),
            Cell::money(Money::micros(7)),
            Cell::Empty,
            Cell::number(3_i64),
        ]);
        assert_eq!(
            csv.into_text(),
            "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",'@SUM(1),'-1+2,\"a,b\",-1.500000,\
             0.000007,,3\r\n"
        );
    }
}
