//! Values in, rows out: how domain types lie in columns. Nothing here panics on what is stored.

use crate::error::StoreError;
use crate::limits;
use crate::open::Engine;
use crate::tx::Tx;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{
    AccountId, AlertId, CaseId, ClearanceId, EventId, GatewayId, LocationId, MessageId, MeterId,
    OrderId, PaymentId, PlanId, TransferId, UserId,
};
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Row as _, ValueRef as _};
use std::borrow::Cow;

/// A value on its way into a statement; `None` is NULL of that type.
#[derive(Debug, Clone)]
pub(crate) enum Field {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// How a type lies in a column.
pub(crate) trait Column: Sized {
    const NULL: Field;
    fn field(self) -> Field;
}

/// How a type is read from a column that is not NULL.
pub(crate) trait Stored: Sized {
    fn read(row: &Row, column: &'static str) -> Result<Self, StoreError>;
}

/// A statement with its values.
pub(crate) struct Ask<'t> {
    tx: &'t mut Tx,
    what: &'static str,
    sql: Cow<'static, str>,
    fields: Vec<Field>,
    keep: bool,
}

/// A row of an answer.
pub(crate) struct Row {
    inner: AnyRow,
    what: &'static str,
}

impl<'t> Ask<'t> {
    pub(crate) fn new(tx: &'t mut Tx, what: &'static str, sql: Cow<'static, str>) -> Self {
        Self {
            tx,
            what,
            sql,
            fields: Vec::new(),
            keep: true,
        }
    }

    /// The next value.
    pub(crate) fn with(mut self, value: impl Column) -> Self {
        self.fields.push(value.field());
        self
    }

    /// A text of a length that comes once; it does not push others from the statement cache.
    pub(crate) fn once(mut self) -> Self {
        self.keep = false;
        self
    }

    /// Writes; how many rows changed.
    pub(crate) async fn run(self) -> Result<u64, StoreError> {
        self.must_write()?;
        let (tx, what, query) = self.query();
        let done = query.execute(&mut *tx.inner).await;
        done.map(|done| done.rows_affected())
            .map_err(|error| StoreError::from_driver(what, error))
    }

    /// Writes; whether exactly this one row changed.
    pub(crate) async fn run_one(self) -> Result<bool, StoreError> {
        self.run().await.map(|changed| changed > 0)
    }

    /// Reads the first row.
    pub(crate) async fn one(self) -> Result<Option<Row>, StoreError> {
        let (tx, what, query) = self.query();
        let row = query.fetch_optional(&mut *tx.inner).await;
        row.map(|row| row.map(|inner| Row { inner, what }))
            .map_err(|error| StoreError::from_driver(what, error))
    }

    /// Reads every row.
    pub(crate) async fn all(self) -> Result<Vec<Row>, StoreError> {
        let (tx, what, query) = self.query();
        let rows = query.fetch_all(&mut *tx.inner).await;
        rows.map(|rows| rows.into_iter().map(|inner| Row { inner, what }).collect())
            .map_err(|error| StoreError::from_driver(what, error))
    }

    /// Writes, and reads what `RETURNING` gives.
    pub(crate) async fn returning(self) -> Result<Vec<Row>, StoreError> {
        self.must_write()?;
        self.all().await
    }

    fn must_write(&self) -> Result<(), StoreError> {
        if self.tx.writes {
            Ok(())
        } else {
            Err(StoreError::ReadOnly { what: self.what })
        }
    }

    fn query(self) -> (&'t mut Tx, &'static str, Query<'static, Any, AnyArguments>) {
        let sql = match self.tx.engine {
            Engine::Sqlite if self.fields.len() > NAMED_MAX => {
                in_order(&self.sql).map_or(self.sql, Cow::Owned)
            }
            Engine::Sqlite | Engine::Postgres => self.sql,
        };
        let mut query = sqlx::query::<Any>(AssertSqlSafe(sql)).persistent(self.keep);
        for field in self.fields {
            query = match field {
                Field::Int(value) => query.bind(value),
                Field::Text(value) => query.bind(value),
                Field::Bytes(value) => query.bind(value),
            };
        }
        (self.tx, self.what, query)
    }
}

impl Row {
    /// A column.
    pub(crate) fn get<T: Stored>(&self, column: &'static str) -> Result<T, StoreError> {
        T::read(self, column)
    }

    /// A column that may be NULL.
    pub(crate) fn maybe<T: Stored>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        let raw = self.inner.try_get_raw(column);
        let null = raw.map_err(|error| self.corrupt(column, &error))?.is_null();
        if null {
            Ok(None)
        } else {
            T::read(self, column).map(Some)
        }
    }

    /// A column that holds one of our words.
    pub(crate) fn word<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        let word: String = self.get(column)?;
        read(&word).ok_or_else(|| self.corrupt(column, &format!("no such word: {word:?}")))
    }

    /// The error for this row's column.
    pub(crate) fn corrupt(&self, column: &str, why: &dyn std::fmt::Display) -> StoreError {
        StoreError::Corrupt {
            what: self.what,
            why: format!("{column}: {why}"),
        }
    }

    fn int(&self, column: &'static str) -> Result<i64, StoreError> {
        self.inner
            .try_get::<i64, _>(column)
            .map_err(|error| self.corrupt(column, &error))
    }

    fn bytes<const N: usize>(&self, column: &'static str) -> Result<[u8; N], StoreError> {
        let bytes: Vec<u8> = self.get(column)?;
        let length = bytes.len();
        bytes
            .try_into()
            .map_err(|_| self.corrupt(column, &format!("{length} bytes instead of {N}")))
    }
}

/// Reads each row of an answer.
pub(crate) fn each<T>(
    rows: Vec<Row>,
    read: impl Fn(&Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    rows.iter().map(read).collect()
}

/// `Missing` unless a row changed.
pub(crate) fn must(
    changed: bool,
    what: &'static str,
    id: impl std::fmt::Display,
) -> Result<(), StoreError> {
    if changed {
        return Ok(());
    }
    let id = id.to_string();
    Err(StoreError::Missing { what, id })
}

/// A limit that a caller asked for, cut to ours.
pub(crate) fn at_most(limit: u32) -> i64 {
    i64::from(limit.min(limits::LIST_MAX))
}

/// SQLite takes `$1` for a name and looks for it among all others, for each of them again: a
/// statement with more values than this names none of them.
const NAMED_MAX: usize = 16;

/// The same text with `?` for `$1`, `$2` .., when they come in this order, each once.
fn in_order(sql: &str) -> Option<String> {
    let mut text = String::with_capacity(sql.len());
    let mut parts = sql.split('$');
    text.push_str(parts.next()?);
    for (number, part) in (1_usize..).zip(parts) {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if part[..digits].parse() != Ok(number) {
            return None;
        }
        text.push('?');
        text.push_str(&part[digits..]);
    }
    Some(text)
}

/// `($1,$2),($3,$4)` for this many rows of this many values, counting on from `first`.
pub(crate) fn values(rows: usize, width: usize, first: usize) -> String {
    let mut text = String::with_capacity(rows * (width * 5 + 3));
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..width {
            let comma = if column == 0 { "$" } else { ",$" };
            text.push_str(comma);
            text.push_str(&(first + row * width + column).to_string());
        }
        text.push(')');
    }
    text
}

impl Column for Field {
    const NULL: Field = Field::Bytes(None);
    fn field(self) -> Field {
        self
    }
}

impl<T: Column> Column for Option<T> {
    const NULL: Field = T::NULL;
    fn field(self) -> Field {
        self.map_or(T::NULL, T::field)
    }
}

/// Types that lie in a `BIGINT`.
macro_rules! integers {
    ($($type:ty: |$value:ident| $put:expr, |$stored:ident| $take:expr;)+) => {$(
        impl Column for $type {
            const NULL: Field = Field::Int(None);
            fn field(self) -> Field {
                let $value = self;
                Field::Int(Some($put))
            }
        }
        impl Stored for $type {
            fn read(row: &Row, column: &'static str) -> Result<Self, StoreError> {
                let $stored = row.int(column)?;
                let taken: Option<$type> = $take;
                taken.ok_or_else(|| row.corrupt(column, &format!("{} is out of range", $stored)))
            }
        }
    )+};
}

integers! {
    i64: |v| v, |s| Some(s);
    i8: |v| i64::from(v), |s| i8::try_from(s).ok();
    u16: |v| i64::from(v), |s| u16::try_from(s).ok();
    u32: |v| i64::from(v), |s| u32::try_from(s).ok();
    u64: |v| i64::try_from(v).unwrap_or(i64::MAX), |s| u64::try_from(s).ok();
    bool: |v| i64::from(v), |s| (s == 0 || s == 1).then_some(s == 1);
    Timestamp: |v| v.as_millis(), |s| Some(Timestamp::from_millis(s));
    Span: |v| v.as_millis(), |s| Some(Span::millis(s));
    Money: |v| v.as_micros(), |s| Some(Money::micros(s));
    WattHours: |v| v.get(), |s| Some(WattHours::new(s));
    Watts: |v| v.get(), |s| Some(Watts::new(s));
}

impl Column for &str {
    const NULL: Field = Field::Text(None);
    fn field(self) -> Field {
        Field::Text(Some(self.replace('\0', "\u{fffd}")))
    }
}
impl Stored for String {
    fn read(row: &Row, column: &'static str) -> Result<Self, StoreError> {
        row.inner
            .try_get(column)
            .map_err(|error| row.corrupt(column, &error))
    }
}
impl Column for &[u8] {
    const NULL: Field = Field::Bytes(None);
    fn field(self) -> Field {
        Field::Bytes(Some(self.to_vec()))
    }
}
impl Stored for Vec<u8> {
    fn read(row: &Row, column: &'static str) -> Result<Self, StoreError> {
        row.inner
            .try_get(column)
            .map_err(|error| row.corrupt(column, &error))
    }
}
impl Column for [u8; 32] {
    const NULL: Field = Field::Bytes(None);
    fn field(self) -> Field {
        Field::Bytes(Some(self.to_vec()))
    }
}
impl Stored for [u8; 32] {
    fn read(row: &Row, column: &'static str) -> Result<Self, StoreError> {
        row.bytes(column)
    }
}

macro_rules! ids {
    ($($type:ty),+) => {$(
        impl Column for $type {
            const NULL: Field = Field::Bytes(None);
            fn field(self) -> Field {
                Field::Bytes(Some(self.to_bytes().to_vec()))
            }
        }
        impl Stored for $type {
            fn read(row: &Row, column: &'static str) -> Result<Self, StoreError> {
                row.bytes(column).map(<$type>::from_bytes)
            }
        }
    )+};
}

ids!(
    AccountId,
    AlertId,
    CaseId,
    ClearanceId,
    EventId,
    GatewayId,
    LocationId,
    MessageId,
    MeterId,
    OrderId,
    PaymentId,
    PlanId,
    TransferId,
    UserId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lose_their_names_only_when_they_come_in_order() {
        let sql = format!("INSERT INTO t VALUES {}", values(2, 2, 1));
        assert_eq!(
            in_order(&sql).as_deref(),
            Some("INSERT INTO t VALUES (?,?),(?,?)")
        );
        assert_eq!(in_order("SELECT $2, $1"), None);
        assert_eq!(in_order("SELECT $1, $1"), None);
        assert_eq!(in_order("SELECT $1 + 1"), Some("SELECT ? + 1".to_owned()));
    }
}
