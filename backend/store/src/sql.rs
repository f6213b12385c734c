//! Statements in, rows out. Nothing here panics on what is stored.

use crate::error::StoreError;
use crate::limits;
use crate::open::Engine;
use crate::tx::{Inner, Tx};
use ami_domain::time::Timestamp;
#[cfg(feature = "direct")]
use rusqlite::types::Value;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction, ValueRef as _};
use std::borrow::Cow;

pub(crate) use crate::column::{Column, Field, Stored};

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
    got: Got,
    what: &'static str,
}

/// What the engine gave.
enum Got {
    Driver(AnyRow),
    #[cfg(feature = "direct")]
    Direct(crate::direct::Answer),
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

    /// The two values of [`due`].
    pub(crate) fn due(self, now: Timestamp) -> Self {
        self.with(now).with(now + limits::PUT_OFF_MAX)
    }

    /// A text of a length that comes once; it does not push others from the statement cache.
    pub(crate) fn once(mut self) -> Self {
        self.keep = false;
        self
    }

    /// Writes; how many rows changed.
    pub(crate) async fn run(self) -> Result<u64, StoreError> {
        self.must_write()?;
        match self.way() {
            Way::Driver(inner, what, query) => {
                let done = query.execute(&mut **inner).await;
                done.map(|done| done.rows_affected())
                    .map_err(|error| StoreError::from_driver(what, error))
            }
            #[cfg(feature = "direct")]
            Way::Direct(inner, what, sql, fields) => inner.run(what, &sql, &fields),
        }
    }

    /// Writes; whether exactly this one row changed.
    pub(crate) async fn run_one(self) -> Result<bool, StoreError> {
        self.run().await.map(|changed| changed > 0)
    }

    /// Reads the first row.
    pub(crate) async fn one(self) -> Result<Option<Row>, StoreError> {
        match self.way() {
            Way::Driver(inner, what, query) => {
                let row = query.fetch_optional(&mut **inner).await;
                row.map(|row| row.map(|row| Row::new(Got::Driver(row), what)))
                    .map_err(|error| StoreError::from_driver(what, error))
            }
            #[cfg(feature = "direct")]
            Way::Direct(inner, what, sql, fields) => {
                let rows = inner.read(what, &sql, &fields, 1)?;
                let mut rows = rows.into_iter();
                Ok(rows.next().map(|row| Row::new(Got::Direct(row), what)))
            }
        }
    }

    /// Reads every row.
    pub(crate) async fn all(self) -> Result<Vec<Row>, StoreError> {
        match self.way() {
            Way::Driver(inner, what, query) => {
                let rows = query.fetch_all(&mut **inner).await;
                let row = |row| Row::new(Got::Driver(row), what);
                rows.map(|rows| rows.into_iter().map(row).collect())
                    .map_err(|error| StoreError::from_driver(what, error))
            }
            #[cfg(feature = "direct")]
            Way::Direct(inner, what, sql, fields) => {
                let rows = inner.read(what, &sql, &fields, usize::MAX)?;
                let row = |row| Row::new(Got::Direct(row), what);
                Ok(rows.into_iter().map(row).collect())
            }
        }
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

    #[cfg_attr(
        not(feature = "direct"),
        expect(
            clippy::infallible_destructuring_match,
            reason = "with the feature there is a second way"
        )
    )]
    fn way(self) -> Way<'t> {
        let inner = match &mut self.tx.inner {
            Inner::Driver(inner) => inner,
            #[cfg(feature = "direct")]
            Inner::Direct(inner) => {
                return Way::Direct(inner, self.what, self.sql, self.fields);
            }
        };
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
        Way::Driver(inner, self.what, query)
    }
}

/// How a statement goes to its engine.
enum Way<'t> {
    Driver(
        &'t mut Transaction<'static, Any>,
        &'static str,
        Query<'static, Any, AnyArguments>,
    ),
    #[cfg(feature = "direct")]
    Direct(
        &'t mut crate::direct::Session,
        &'static str,
        Cow<'static, str>,
        Vec<Field>,
    ),
}

impl Row {
    fn new(got: Got, what: &'static str) -> Self {
        Self { got, what }
    }

    /// A column.
    pub(crate) fn get<T: Stored>(&self, column: &'static str) -> Result<T, StoreError> {
        T::read(self, column)
    }

    /// A column that may be NULL.
    pub(crate) fn maybe<T: Stored>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        let null = match &self.got {
            Got::Driver(row) => {
                let raw = row.try_get_raw(column);
                raw.map_err(|error| self.corrupt(column, &error))?.is_null()
            }
            #[cfg(feature = "direct")]
            Got::Direct(row) => match row.get(column) {
                Some(value) => *value == Value::Null,
                None => return Err(self.corrupt(column, &"no such column")),
            },
        };
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

    pub(crate) fn int(&self, column: &'static str) -> Result<i64, StoreError> {
        match &self.got {
            Got::Driver(row) => row
                .try_get::<i64, _>(column)
                .map_err(|error| self.corrupt(column, &error)),
            #[cfg(feature = "direct")]
            Got::Direct(row) => match row.get(column) {
                Some(Value::Integer(value)) => Ok(*value),
                other => Err(self.corrupt(column, &format!("{other:?} is no number"))),
            },
        }
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<String, StoreError> {
        match &self.got {
            Got::Driver(row) => row
                .try_get(column)
                .map_err(|error| self.corrupt(column, &error)),
            #[cfg(feature = "direct")]
            Got::Direct(row) => match row.get(column) {
                Some(Value::Text(value)) => Ok(value.clone()),
                other => Err(self.corrupt(column, &format!("{other:?} is no text"))),
            },
        }
    }

    pub(crate) fn blob(&self, column: &'static str) -> Result<Vec<u8>, StoreError> {
        match &self.got {
            Got::Driver(row) => row
                .try_get(column)
                .map_err(|error| self.corrupt(column, &error)),
            #[cfg(feature = "direct")]
            Got::Direct(row) => match row.get(column) {
                Some(Value::Blob(value)) => Ok(value.clone()),
                other => Err(self.corrupt(column, &format!("{other:?} is no blob"))),
            },
        }
    }

    pub(crate) fn bytes<const N: usize>(
        &self,
        column: &'static str,
    ) -> Result<[u8; N], StoreError> {
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

/// What is due by this column: its moment has come, or a clock that has jumped back since has put
/// it off for longer than anything waits. `now` is the number of the first of two values, which
/// [`Ask::due`] gives.
pub(crate) fn due(column: &str, now: u8) -> String {
    format!("({column} <= ${now} OR {column} > ${})", now + 1)
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
