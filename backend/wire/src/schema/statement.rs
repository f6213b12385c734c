//! The shape of a statement, for the API's description.

use super::{LocalMoment, Mode};
use utoipa::ToSchema;

/// A day of the civil calendar.
#[derive(Debug, ToSchema)]
pub struct Day {
    /// Year of the common era.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

/// The statement of a billing period.
#[derive(Debug, ToSchema)]
pub struct Statement {
    /// Account id.
    pub account: String,
    /// The number on papers.
    pub number: String,
    /// The customer's name at the issue.
    pub name: String,
    /// The site.
    pub address: String,
    /// Name of the tariff.
    pub tariff: String,
    /// ISO 4217 code of all amounts.
    pub currency: String,
    /// How the account paid at the issue.
    pub mode: Mode,
    /// First day.
    pub from: Day,
    /// First day after.
    pub until: Day,
    /// When it was issued.
    pub issued_at: LocalMoment,
    /// The account's books that moved or were not empty.
    pub parts: Vec<StatementPart>,
    /// Where the way of paying changed; absent when it did not.
    pub conversions: Option<Vec<StatementConversion>>,
    /// Energy by day.
    pub energy: Vec<DayEnergy>,
}

/// A change of the way of paying, and how the account stood then.
#[derive(Debug, ToSchema)]
pub struct StatementConversion {
    /// From when on.
    pub at: LocalMoment,
    /// How the account pays from then on.
    pub mode: Mode,
    /// The prepaid balance, micro-units.
    pub balance: i64,
    /// Owed on bills, micro-units.
    pub owed: i64,
    /// The meter's credit, watt-hours; null when it had said nothing yet.
    pub credit: Option<i64>,
    /// Energy recorded since the account was opened, watt-hours.
    pub register: i64,
    /// The fee that was booked for it, micro-units; absent when there was none.
    pub fee: Option<i64>,
    /// The deposit that was asked for, micro-units; absent when there was none.
    pub deposit: Option<i64>,
    /// The deposit that was given back, micro-units; absent when there was none.
    pub returned: Option<i64>,
}

/// One book of the account.
#[derive(Debug, ToSchema)]
pub struct StatementPart {
    /// The book's word.
    pub book: String,
    /// Before the first day.
    pub opening: i64,
    /// In the order of their days.
    pub entries: Vec<StatementEntry>,
    /// After the last day.
    pub closing: i64,
}

/// Everything of one kind that was posted on one day and is about one day.
#[derive(Debug, ToSchema)]
pub struct StatementEntry {
    /// When it was posted.
    pub day: Day,
    /// What it is: `payment`, `energy`, `reversal` ..
    pub kind: String,
    /// The day of the energy or the charge.
    pub about: Option<Day>,
    /// So many movements are in it.
    pub count: u32,
    /// Signed: what is charged is below zero.
    pub amount: i64,
    /// The book after it.
    pub balance: i64,
}

/// Energy of a day.
#[derive(Debug, ToSchema)]
pub struct DayEnergy {
    /// Which day.
    pub day: Day,
    /// Watt-hours; null when the meter had said nothing of it by the issue.
    pub energy: Option<i64>,
}
