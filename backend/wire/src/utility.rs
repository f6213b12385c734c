//! A utility system publishes texts to customers over MQTT, and takes them back;
//! `mosquitto_pub` is enough.

use crate::{BODY_MAX, VERSION, WireError, read, write};
pub use ami_domain::audience::{Audience, Program};
use ami_domain::id::AlertId;
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::time::{Span, Timestamp, Window};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

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
    /// This text takes the place of that one, which is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replace: Option<AlertId>,
}

/// Takes a text back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UtilityCancel {
    /// [`VERSION`].
    pub v: u8,
    /// Which text; a second copy changes nothing.
    pub cancel: AlertId,
}

/// What a utility system may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UtilityWish {
    /// Publish a text.
    Publish(Box<UtilityAlert>),
    /// Take one back.
    Cancel(AlertId),
}

/// Why a body is no wish: the first field that is wrong, and what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The text that it speaks of, where that could be read.
    pub id: Option<AlertId>,
    /// Name of the field; `None` when the body is no JSON object.
    pub field: Option<String>,
    /// What is wrong with it and what it must be, in English.
    pub why: String,
}

/// What became of a published text or of a report about the weather.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UtilityReply {
    /// [`VERSION`].
    pub v: u8,
    /// Which text, where it could be read.
    pub id: Option<AlertId>,
    /// So many accounts will see it; `None` when refused or taken back.
    pub accounts: Option<u64>,
    /// So many places' weather is newer now than it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<u32>,
    /// It is taken back from everybody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    /// Which field was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
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
        let end = self.until.unwrap_or(start + Span::days(1));
        Notice {
            id: self.id,
            importance: self.importance,
            text: Bilingual {
                en: self.en.clone(),
                es: self.es.clone(),
            },
            valid: Window { start, end },
            confirm: self.confirm,
            figures: false,
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

/// A field of a text, what it must be, whether it must be there, and whether a value fits.
type Rule = (&'static str, &'static str, bool, fn(&Value) -> bool);

const PUBLISH: [Rule; 10] = [
    ("v", "1", true, |v| v.as_u64() == Some(VERSION as u64)),
    (
        "id",
        "32 hexadecimal digits of your choice, not all 0",
        true,
        fits::<AlertId>,
    ),
    (
        "audience",
        "\"all\", {\"feeder\":\"NAME\"}, {\"postal\":\"CODE\"}, {\"program\":\"WORD\"} with prepaid, \
         regular, limit, disconnect, regular_billing or auto_replenish, or {\"list\":[account ids]}",
        true,
        fits::<Audience>,
    ),
    (
        "importance",
        "\"info\", \"notice\", \"warning\" or \"emergency\"",
        true,
        fits::<Importance>,
    ),
    ("en", "the text in English", true, Value::is_string),
    ("es", "the text in Spanish", true, Value::is_string),
    (
        "from",
        "milliseconds since 1970 UTC",
        false,
        fits::<Option<Timestamp>>,
    ),
    (
        "until",
        "milliseconds since 1970 UTC",
        false,
        fits::<Option<Timestamp>>,
    ),
    ("confirm", "true or false", false, Value::is_boolean),
    (
        "replace",
        "the id of an earlier text",
        false,
        fits::<Option<AlertId>>,
    ),
];
const CANCEL: [Rule; 2] = [
    ("v", "1", true, |v| v.as_u64() == Some(VERSION as u64)),
    (
        "cancel",
        "the id of a published text",
        true,
        fits::<AlertId>,
    ),
];

fn fits<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_ok()
}

impl UtilityWish {
    /// Reads bytes from the broker.
    ///
    /// # Errors
    /// [`Unreadable`], naming the first field that is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let whole = |why: String| Unreadable {
            id: None,
            field: None,
            why,
        };
        if bytes.len() > BODY_MAX {
            return Err(whole(WireError::TooLarge(bytes.len()).to_string()));
        }
        let body: Map<String, Value> = serde_json::from_slice(bytes)
            .map_err(|error| whole(format!("the body is no JSON object: {error}")))?;
        let cancels = body.contains_key("cancel");
        let id = body.get(if cancels { "cancel" } else { "id" });
        let id = id.and_then(|id| serde_json::from_value(id.clone()).ok());
        let rules: &[Rule] = if cancels { &CANCEL } else { &PUBLISH };
        if let Some((field, why)) = fault(&body, rules) {
            let field = Some(field);
            return Err(Unreadable { id, field, why });
        }
        let value = Value::Object(body);
        let unexpected = |error: serde_json::Error| Unreadable {
            id,
            field: None,
            why: error.to_string(),
        };
        if cancels {
            let cancel: UtilityCancel = serde_json::from_value(value).map_err(unexpected)?;
            return Ok(UtilityWish::Cancel(cancel.cancel));
        }
        let alert = serde_json::from_value(value).map_err(unexpected)?;
        Ok(UtilityWish::Publish(Box::new(alert)))
    }
}

/// The first field that is wrong, and why.
fn fault(body: &Map<String, Value>, rules: &[Rule]) -> Option<(String, String)> {
    let known = |name: &str| rules.iter().any(|(field, ..)| *field == name);
    if let Some(name) = body.keys().find(|name| !known(name)) {
        // A name of a stranger is repeated only as far as a person can read it.
        let name: String = name.chars().take(40).filter(|c| !c.is_control()).collect();
        let why = format!("the field {name} is not known; take it out");
        return Some((name, why));
    }
    rules.iter().find_map(|(field, must, required, good)| {
        let why = match body.get(*field) {
            None if *required => format!("the field {field} is missing: it must be {must}"),
            Some(value) if !good(value) => format!("the field {field} must be {must}"),
            None | Some(_) => return None,
        };
        Some(((*field).to_owned(), why))
    })
}

impl UtilityCancel {
    /// As bytes for MQTT.
    pub fn to_bytes(&self) -> Vec<u8> {
        write(self)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;

    fn good() -> Value {
        json!({"v": 1, "id": "0".repeat(31) + "1", "audience": {"feeder": "F-1"},
            "importance": "warning", "en": "Storm", "es": "Tormenta"})
    }

    fn refused(body: &Value) -> Unreadable {
        UtilityWish::from_bytes(body.to_string().as_bytes()).unwrap_err()
    }

    #[test]
    fn every_field_that_is_wrong_is_named_with_what_it_must_be() {
        let read = UtilityWish::from_bytes(good().to_string().as_bytes());
        assert!(matches!(read, Ok(UtilityWish::Publish(_))), "{read:?}");
        for (field, ..) in PUBLISH {
            let mut body = good();
            body[field] = json!({"no": ["such", "thing"]});
            let why = refused(&body);
            assert_eq!(why.field.as_deref(), Some(field), "{why:?}");
            assert!(
                why.why.contains(field) && why.why.contains("must be"),
                "{why:?}"
            );
        }
        for field in ["v", "id", "audience", "importance", "en", "es"] {
            let mut body = good();
            body.as_object_mut().unwrap().remove(field);
            assert!(refused(&body).why.contains("missing"), "{field}");
        }
        let mut body = good();
        body["colour"] = json!("red");
        assert_eq!(refused(&body).field.as_deref(), Some("colour"));
        assert!(UtilityWish::from_bytes(b"[1]").is_err());
    }

    #[test]
    fn a_text_is_taken_back_by_its_id() {
        let cancel = AlertId::from_number(7);
        let bytes = UtilityCancel { v: 1, cancel }.to_bytes();
        assert_eq!(
            UtilityWish::from_bytes(&bytes),
            Ok(UtilityWish::Cancel(cancel))
        );
        let why = refused(&json!({"v": 1, "cancel": 7}));
        assert_eq!(why.field.as_deref(), Some("cancel"));
    }
}
