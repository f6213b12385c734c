//! How domain types lie in columns.

use crate::error::StoreError;
use crate::sql::Row;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{
    AccountId, AgentId, AlertId, CardSetupId, CaseId, ClearanceId, ContactId, CostId, DebtId,
    DepositId, EventId, GatewayId, GrantId, LinkId, LocationId, MessageId, MeterId, OrderId,
    PairingId, PaymentId, PlanId, RefundId, TransferId, UserId, WriteOffId,
};
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};

/// A value on its way into a statement; `None` is NULL of that type.
#[derive(Debug, Clone)]
pub(crate) enum Field {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Field {
    /// The value as bytes, numbers big-endian; `None` for NULL.
    pub(crate) fn to_bytes(&self) -> Option<Vec<u8>> {
        match self {
            Field::Int(value) => value.map(|value| value.to_be_bytes().to_vec()),
            Field::Text(value) => value.as_ref().map(|text| text.as_bytes().to_vec()),
            Field::Bytes(value) => value.clone(),
        }
    }
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
        row.text(column)
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
        row.blob(column)
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
    AgentId,
    AlertId,
    CardSetupId,
    CaseId,
    ClearanceId,
    ContactId,
    CostId,
    DebtId,
    EventId,
    GatewayId,
    GrantId,
    LinkId,
    LocationId,
    MessageId,
    MeterId,
    OrderId,
    PairingId,
    PaymentId,
    PlanId,
    RefundId,
    TransferId,
    UserId,
    WriteOffId,
    DepositId
);
