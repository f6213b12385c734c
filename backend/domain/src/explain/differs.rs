//! What comes out otherwise when a bundle is computed again.

use super::{FORM, LineageId};
use crate::id::TransferId;
use crate::money::Money;
use crate::time::Timestamp;
use std::fmt;

/// One difference between what a bundle states and what comes out of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Differs {
    /// Made by a program of another time.
    #[error("the bundle has form {0} and this program reads form {FORM}, use the one it came from")]
    Form(u32),
    /// What it holds is not what its name says.
    #[error("the bundle is named {0} and holds something else")]
    Subject(LineageId),
    /// A zone that is not known here.
    #[error("the time zone {0:?} is not known here")]
    Zone(String),
    /// The intervals are not those that were there when the figure was computed.
    #[error(
        "the intervals are not those behind the figure: {then} of them with mark {then_mark:016x} \
             then, {now} with mark {now_mark:016x} here"
    )]
    Intervals {
        /// In the bundle.
        now: u64,
        /// Their mark.
        now_mark: u64,
        /// When the figure was computed.
        then: u64,
        /// Their mark then.
        then_mark: u64,
    },
    /// An entry that no ledger takes.
    #[error("entry {0} moves nothing, or moves it nowhere")]
    Entry(TransferId),
    /// A figure comes out otherwise.
    #[error("{what}: stated {stated}, computed {computed}")]
    Figure {
        /// Which, with the interval or line where there are many.
        what: String,
        /// By the bundle.
        stated: String,
        /// What comes out.
        computed: String,
    },
    /// The entries of an interval are not what it costs.
    #[error(
        "the interval of {start} costs {lines} by the tariff, and its entries sum up to {entries}"
    )]
    Charge {
        /// Its start.
        start: Timestamp,
        /// By the tariff.
        lines: Money,
        /// By the ledger.
        entries: Money,
    },
}

impl Differs {
    /// So many are named of one bundle; the rest is more of the same.
    pub const LISTED_MAX: usize = 100;

    /// A figure when both are not the same.
    pub(super) fn figure<T: PartialEq + fmt::Debug>(
        what: impl Into<String>,
        stated: &T,
        computed: &T,
    ) -> Option<Self> {
        (stated != computed).then(|| Differs::Figure {
            what: what.into(),
            stated: short(stated),
            computed: short(computed),
        })
    }
}

/// A value so that it fits in a line.
fn short(value: &impl fmt::Debug) -> String {
    const LONGEST: usize = 160;
    let text = format!("{value:?}");
    if text.chars().count() <= LONGEST {
        return text;
    }
    let mut cut: String = text.chars().take(LONGEST).collect();
    cut.push_str("..");
    cut
}

/// The differences as people read them in a terminal or a log, one a line.
pub fn differences_of(found: &[Differs]) -> Vec<String> {
    found.iter().map(ToString::to_string).collect()
}
