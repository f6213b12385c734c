//! A utility system publishes texts to customers over MQTT; `mosquitto_pub` is enough.

use crate::{VERSION, WireError, read, write};
use ami_domain::id::{AccountId, AlertId};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::time::{Timestamp, Window};

/// To whom a text goes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Every account.
    All,
    /// These accounts; at most [`Audience::LIST_MAX`].
    List(Vec<AccountId>),
}

impl Audience {
    /// So many accounts fit in one list.
    pub const LIST_MAX: usize = 1_000;
}

/// A text to publish.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UtilityAlert {
    /// [`VERSION`].
    pub v: u8,
    /// Made by the publisher; a second copy changes nothing.
    pub id: AlertId,
    /// To whom.
    pub audience: Audience,
    /// How much it matters.
    pub importance: Importance,
    /// English text.
    pub en: String,
    /// Spanish text.
    pub es: String,
    /// Shown from, milliseconds since 1970 UTC; absent means at once.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Shown until; absent means a day.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Readers are asked to confirm.
    #[serde(default)]
    pub confirm: bool,
}

/// What became of a published text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UtilityReply {
    /// [`VERSION`].
    pub v: u8,
    /// Which text, where it could be read.
    pub id: Option<AlertId>,
    /// So many accounts will see it; `None` when refused.
    pub accounts: Option<u64>,
    /// Why it was refused, in English, naming the field and what to do.
    pub refused: Option<String>,
}

impl UtilityAlert {
    /// As bytes for MQTT.
    pub fn to_bytes(&self) -> Vec<u8> {
        write(self)
    }
    /// Reads bytes from the broker.
    ///
    /// # Errors
    /// [`WireError`] when they are not a text to publish.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let alert: UtilityAlert = read("utility alert", bytes)?;
        if alert.v == VERSION {
            Ok(alert)
        } else {
            Err(WireError::Version(alert.v))
        }
    }
    /// The text as the domain knows it; checked by [`Notice::check`].
    pub fn notice(&self, now: Timestamp) -> Notice {
        let start = self.from.unwrap_or(now);
        let end = self
            .until
            .unwrap_or(start + ami_domain::time::Span::days(1));
        Notice {
            id: self.id,
            importance: self.importance,
            text: Bilingual {
                en: self.en.clone(),
                es: self.es.clone(),
            },
            valid: Window { start, end },
            confirm: self.confirm,
        }
    }
}

impl UtilityReply {
    /// As bytes for MQTT.
    pub fn to_bytes(&self) -> Vec<u8> {
        write(self)
    }
    /// Reads bytes from the broker.
    ///
    /// # Errors
    /// [`WireError`] when they are not a reply.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        read("utility reply", bytes)
    }
}
