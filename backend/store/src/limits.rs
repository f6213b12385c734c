//! Every bound of this crate, by name.

use ami_domain::time::Span;
use std::time::Duration;

/// Rows that one list gives at most, whatever the caller asks for.
pub const LIST_MAX: u32 = 10_000;
/// Accounts that one search gives at most.
pub const SEARCH_MAX: u32 = 100;
/// Characters of a search text that are looked at.
pub const SEARCH_CHARS_MAX: usize = 100;
/// Rows that one statement writes at most. Ten values a row stay far under the 32,766 of SQLite.
pub const ROWS_PER_STATEMENT: usize = 200;
/// Interval slots that one question may span: over a year of quarters of an hour.
pub const SLOTS_MAX: usize = 50_000;
/// Intervals of all meters that are kept in memory: 24 bytes each.
pub const SLOTS_KEPT: usize = 4_000_000;
/// Changes of what baseline a home is entitled to that are looked at: the newest ones.
pub const ENTITLED_MAX: u32 = 100;
/// Connections to an SQLite file; one of them writes at a time.
pub const SQLITE_CONNECTIONS: u32 = 8;
/// Connections of one instance to PostgreSQL.
pub const POSTGRES_CONNECTIONS: u32 = 16;
/// How long a connection is waited for, real time.
pub const CONNECTION_WAIT: Duration = Duration::from_secs(10);
/// How long the one writer of SQLite is waited for, real time.
pub const WRITER_WAIT: Duration = Duration::from_secs(30);
/// What waits for its turn waits no longer than this, by either clock: what is further ahead was
/// put off by a clock that has jumped back since, and is due now. In a statement: `sql::due`.
pub const PUT_OFF_MAX: Span = Span::hours(2);
/// A view of a balance is sent at least once a day, by whatever clock; the same.
pub const SHOW_MAX: Span = Span::days(2);
/// The next payday of a calendar that has begun is no further ahead; the same.
pub const PAYDAY_MAX: Span = Span::days(70);
/// Characters of a journal row's detail that are kept.
pub const DETAIL_CHARS_MAX: usize = 1_000;
/// Rows of the journal that a transaction holds back until it commits.
pub const JOURNAL_WAITING_MAX: usize = 10_000;
