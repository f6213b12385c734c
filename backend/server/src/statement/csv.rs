//! A statement for programs: one table, decimal amounts with six places, days as 2026-11-25. The
//! moment of a change of how the account pays is in milliseconds since 1970 UTC. The last column
//! names what is behind the line, for `ami-server explain`.

use ami_domain::statement::Statement;
use std::fmt::Write as _;

/// The first line.
pub const HEADER: &str = "record,book,day,kind,about,count,amount,balance,watt_hours,lineage";

/// The statement as CSV (RFC 4180), with its opening and closing balances as records.
pub fn csv(statement: &Statement) -> String {
    let mut text = format!("{HEADER}\r\n");
    let lineage = super::lineage(statement);
    // Nothing in here comes from people, so nothing needs quotes or can be a formula.
    let mut line = |fields: std::fmt::Arguments<'_>| {
        text.write_fmt(fields).ok();
        write!(text, ",{lineage}\r\n").ok();
    };
    let (from, last) = (statement.from, statement.until.plus(-1));
    for part in &statement.parts {
        let book = &part.book;
        line(format_args!("opening,{book},{from},,,,,{},", part.opening));
        for entry in &part.entries {
            let about = entry.about.map(|day| day.to_string()).unwrap_or_default();
            line(format_args!(
                "entry,{book},{},{},{about},{},{},{},",
                entry.day,
                entry.kind.word(),
                entry.count,
                entry.amount,
                entry.balance
            ));
        }
        line(format_args!("closing,{book},{last},,,,,{},", part.closing));
    }
    for change in &statement.conversions {
        let (at, mode) = (change.at.at.as_millis(), change.mode.word());
        let credit = change.credit.map(|credit| credit.get().to_string());
        let balances = [("prepaid", change.balance), ("receivable", -change.owed)];
        for (book, balance) in balances {
            line(format_args!("changed,{book},{at},{mode},,,,{balance},"));
        }
        let credit = credit.unwrap_or_default();
        line(format_args!("changed,credit,{at},{mode},,,,,{credit}"));
        let register = change.register.get();
        line(format_args!("changed,register,{at},{mode},,,,,{register}"));
    }
    for day in &statement.energy {
        let energy = day.energy.map(|wh| wh.get().to_string());
        let energy = energy.unwrap_or_default();
        line(format_args!("energy,,{},,,,,,{energy}", day.day));
    }
    text
}
