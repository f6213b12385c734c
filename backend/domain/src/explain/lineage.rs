//! The name of what a figure rests on.

use crate::account::Mode;
use crate::id::{AccountId, AlertId, CostId, EventId, PaymentId, TransferId};
use crate::time::{Day, Timestamp, Window};
use std::fmt;
use std::str::FromStr;

/// Names what a figure rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineageId {
    /// Balance, kWh left, time left: everything in the view of this number.
    View {
        /// Whose.
        account: AccountId,
        /// Its sequence.
        seq: u64,
    },
    /// What a stretch of time will cost, and what is enough for it.
    Estimate {
        /// Whose.
        account: AccountId,
        /// From the moment of asking to the end.
        window: Window,
    },
    /// What the use of a stretch of time cost.
    Charges {
        /// Whose.
        account: AccountId,
        /// Which stretch.
        window: Window,
    },
    /// The balance, the amount and the time that a text to a customer named.
    Alert(AlertId),
    /// What a time for a prepaid event was expected to cost, before it was booked.
    Cost(CostId),
    /// What a prepaid event cost, who paid it, and what went back.
    Event(EventId),
    /// The statement that begins with a day.
    Statement {
        /// Whose.
        account: AccountId,
        /// Its first day.
        from: Day,
    },
    /// What a payment went to, line by line.
    Payment(PaymentId),
    /// What is owed and borrowed: set aside, paid back, left.
    Owed(AccountId),
    /// How the books of an account stand: a deposit, what would be paid back, help.
    Books(AccountId),
    /// What keeps supply on at zero, and before when nothing is turned off.
    Hold(AccountId),
    /// What a day paid back of debt.
    Recovery {
        /// Whose.
        account: AccountId,
        /// Which day.
        day: Day,
    },
    /// What a change of how an account pays would mean by now.
    Preview {
        /// Whose.
        account: AccountId,
        /// How it would pay.
        to: Mode,
        /// When it was asked.
        at: Timestamp,
    },
    /// What a change of how an account pays has moved.
    Conversion {
        /// Whose.
        account: AccountId,
        /// From when on it holds.
        at: Timestamp,
    },
    /// One entry of the ledger.
    Entry(TransferId),
}

/// Not the name of anything that can be explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a figure is named view.ACCOUNT.NUMBER, estimate.ACCOUNT.FROM.UNTIL, use.ACCOUNT.FROM.UNTIL, \
     alert.ID, cost.ID, event.ID, statement.ACCOUNT.YYYY-MM-DD, payment.ID, owed.ACCOUNT, \
     books.ACCOUNT, hold.ACCOUNT, debt.ACCOUNT.YYYY-MM-DD, preview.ACCOUNT.MODE.AT, change.ACCOUNT.AT or entry.ID"
)]
pub struct NoLineage;

impl fmt::Display for LineageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LineageId::View { account, seq } => write!(f, "view.{account}.{seq}"),
            LineageId::Estimate { account, window } => {
                let (from, until) = (window.start.as_millis(), window.end.as_millis());
                write!(f, "estimate.{account}.{from}.{until}")
            }
            LineageId::Charges { account, window } => {
                let (from, until) = (window.start.as_millis(), window.end.as_millis());
                write!(f, "use.{account}.{from}.{until}")
            }
            LineageId::Alert(alert) => write!(f, "alert.{alert}"),
            LineageId::Cost(cost) => write!(f, "cost.{cost}"),
            LineageId::Event(event) => write!(f, "event.{event}"),
            LineageId::Statement { account, from } => write!(f, "statement.{account}.{from}"),
            LineageId::Payment(payment) => write!(f, "payment.{payment}"),
            LineageId::Owed(account) => write!(f, "owed.{account}"),
            LineageId::Books(account) => write!(f, "books.{account}"),
            LineageId::Hold(account) => write!(f, "hold.{account}"),
            LineageId::Recovery { account, day } => write!(f, "debt.{account}.{day}"),
            LineageId::Preview { account, to, at } => {
                let (to, at) = (to.word(), at.as_millis());
                write!(f, "preview.{account}.{to}.{at}")
            }
            LineageId::Conversion { account, at } => {
                write!(f, "change.{account}.{}", at.as_millis())
            }
            LineageId::Entry(id) => write!(f, "entry.{id}"),
        }
    }
}

impl FromStr for LineageId {
    type Err = NoLineage;

    fn from_str(text: &str) -> Result<Self, NoLineage> {
        let parts: Vec<&str> = text.split('.').collect();
        let whose = |text: &str| text.parse().map_err(|_| NoLineage);
        let moment = |text: &str| {
            let millis = text.parse().map_err(|_| NoLineage)?;
            Ok(Timestamp::from_millis(millis))
        };
        let read = match parts.as_slice() {
            ["view", account, seq] => LineageId::View {
                account: whose(account)?,
                seq: seq.parse().map_err(|_| NoLineage)?,
            },
            ["estimate", account, from, until] => LineageId::Estimate {
                account: whose(account)?,
                window: Window::new(moment(from)?, moment(until)?).ok_or(NoLineage)?,
            },
            ["use", account, from, until] => LineageId::Charges {
                account: whose(account)?,
                window: Window::new(moment(from)?, moment(until)?).ok_or(NoLineage)?,
            },
            ["alert", id] => LineageId::Alert(id.parse().map_err(|_| NoLineage)?),
            ["cost", id] => LineageId::Cost(id.parse().map_err(|_| NoLineage)?),
            ["event", id] => LineageId::Event(id.parse().map_err(|_| NoLineage)?),
            ["statement", account, from] => LineageId::Statement {
                account: whose(account)?,
                from: Day::from_text(from).ok_or(NoLineage)?,
            },
            ["payment", id] => LineageId::Payment(id.parse().map_err(|_| NoLineage)?),
            ["owed", account] => LineageId::Owed(whose(account)?),
            ["books", account] => LineageId::Books(whose(account)?),
            ["hold", account] => LineageId::Hold(whose(account)?),
            ["debt", account, day] => LineageId::Recovery {
                account: whose(account)?,
                day: Day::from_text(day).ok_or(NoLineage)?,
            },
            ["preview", account, to, at] => LineageId::Preview {
                account: whose(account)?,
                to: Mode::from_word(to).ok_or(NoLineage)?,
                at: moment(at)?,
            },
            ["change", account, at] => LineageId::Conversion {
                account: whose(account)?,
                at: moment(at)?,
            },
            ["entry", id] => LineageId::Entry(id.parse().map_err(|_| NoLineage)?),
            _ => return Err(NoLineage),
        };
        // One name for each figure: no other spelling of it is read.
        if read.to_string() == text {
            Ok(read)
        } else {
            Err(NoLineage)
        }
    }
}

impl serde::Serialize for LineageId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for LineageId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
