//! What a journey asks of its house.

/// Where the utility keeps its books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    /// A fresh database in the cluster of the tests.
    Postgres,
}

/// What carries the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broker {
    /// In the server.
    Embedded,
    /// A mosquitto of its own, with passwords and the ACL of the manual.
    Mosquitto,
}

/// What a journey asks of its house.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// 1 to 3.
    pub(crate) homes: usize,
    /// Business seconds in a second.
    pub(crate) factor: u32,
    pub(crate) database: Database,
    pub(crate) broker: Broker,
    /// Whether the server serves the website; the API needs none.
    pub(crate) website: bool,
    /// Share of the measured use; 1 makes a home that uses next to nothing.
    pub(crate) scale_percent: u32,
    /// What each home has at the start, in cents, with power; else what its family has.
    pub(crate) cents: Option<i64>,
    /// The utility may cut residential customers at any hour and in any weather.
    pub(crate) open_rules: bool,
    /// So long the server waits for a receipt before it sends again, in milliseconds.
    pub(crate) retry_after_ms: u32,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            homes: 1,
            factor: 1,
            database: Database::Sqlite,
            broker: Broker::Embedded,
            website: false,
            scale_percent: 100,
            cents: None,
            open_rules: false,
            retry_after_ms: 45_000,
        }
    }
}
