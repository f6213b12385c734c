//! Is the forecast worth what it promises? Households are replayed day by day as if each were
//! today, and what was said then is compared with what came.

pub mod balance;
pub mod cost;
pub mod data;
pub mod doubt;
pub mod replay;
pub mod report;
pub mod score;
pub mod synthetic;

use ami_domain::time::{Span, Zone};
use ami_domain::usage::Interval;

/// Where a household's intervals come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A meter counted them.
    Real,
    /// A seed made them up.
    Synthetic,
}

/// One household.
#[derive(Debug, Clone)]
pub struct Home {
    /// The name of its file, or what kind of people were made up.
    pub name: String,
    /// Real or not.
    pub origin: Origin,
    /// Where it is.
    pub zone: Zone,
    /// Its intervals in order; each moment at most once, all of one length.
    pub intervals: Vec<Interval>,
}

/// How far ahead the balance really lasts in a replay: it is chosen so.
pub const HORIZONS: [Span; 7] = [
    Span::hours(3),
    Span::hours(6),
    Span::hours(12),
    Span::hours(24),
    Span::hours(48),
    Span::days(7),
    Span::days(30),
];

impl Origin {
    /// As it stands in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Origin::Real => "real",
            Origin::Synthetic => "synthetic",
        }
    }
}
