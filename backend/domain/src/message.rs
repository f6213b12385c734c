//! Text to customers: from the utility, in both languages, with a life of its own (FR-11).

use crate::id::AlertId;
use crate::time::{Timestamp, Window};

/// How much a text matters, lowest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Importance {
    /// Good to know.
    Info,
    /// Please read.
    Notice,
    /// Something may go wrong.
    Warning,
    /// Read now.
    Emergency,
}

/// A text in both languages; neither may be empty (FR-29).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Spanish.
    pub es: String,
}

/// A text that is to be shown to customers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Notice {
    /// Made by who publishes it; a second copy changes nothing.
    pub id: AlertId,
    /// How much it matters.
    pub importance: Importance,
    /// What it says.
    pub text: Bilingual,
    /// When it is shown.
    pub valid: Window,
    /// The customer is asked to confirm that they have read it.
    pub confirm: bool,
    /// What its figures rest on is kept: `alert.ID` explains them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub figures: bool,
}

/// Why a notice cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// A language is missing.
    #[error("the {0} text is empty: both languages are required")]
    Empty(&'static str),
    /// Longer than a meter or display can show.
    #[error(
        "the {language} text has {length} characters, at most {} fit",
        Notice::MAX_CHARS
    )]
    TooLong {
        /// Which language.
        language: &'static str,
        /// How many characters it has.
        length: usize,
    },
    /// Control characters do not belong on a display.
    #[error("the {0} text has control characters")]
    Control(&'static str),
    /// Its time is over.
    #[error("the notice ends before it could be shown")]
    Over,
}

impl NoticeError {
    /// The field that is wrong.
    pub fn field(&self) -> &'static str {
        match self {
            NoticeError::Empty(language)
            | NoticeError::TooLong { language, .. }
            | NoticeError::Control(language) => {
                if *language == "Spanish" {
                    "es"
                } else {
                    "en"
                }
            }
            NoticeError::Over => "until",
        }
    }
}

impl Notice {
    /// So many characters fit on a display (research: 160, the same for meter parity).
    pub const MAX_CHARS: usize = 160;

    /// Whether it can be published now.
    ///
    /// # Errors
    /// [`NoticeError`] naming the first thing that is wrong.
    pub fn check(&self, now: Timestamp) -> Result<(), NoticeError> {
        for (language, text) in [("English", &self.text.en), ("Spanish", &self.text.es)] {
            if text.trim().is_empty() {
                return Err(NoticeError::Empty(language));
            }
            let length = text.chars().count();
            if length > Self::MAX_CHARS {
                return Err(NoticeError::TooLong { language, length });
            }
            if text.chars().any(char::is_control) {
                return Err(NoticeError::Control(language));
            }
        }
        if self.valid.end <= now || self.valid.end <= self.valid.start {
            return Err(NoticeError::Over);
        }
        Ok(())
    }
}

impl Importance {
    /// Every level, lowest first.
    pub const ALL: [Importance; 4] = [
        Importance::Info,
        Importance::Notice,
        Importance::Warning,
        Importance::Emergency,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Importance::Info => "info",
            Importance::Notice => "notice",
            Importance::Warning => "warning",
            Importance::Emergency => "emergency",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(en: &str, es: &str) -> Notice {
        let t = Timestamp::from_millis;
        Notice {
            id: AlertId::from_number(1),
            importance: Importance::Info,
            text: Bilingual {
                en: en.into(),
                es: es.into(),
            },
            valid: Window {
                start: t(0),
                end: t(100),
            },
            confirm: false,
            figures: false,
        }
    }

    #[test]
    fn both_languages_are_required() {
        let now = Timestamp::from_millis(1);
        assert_eq!(notice("Hi", "Hola").check(now), Ok(()));
        assert_eq!(
            notice("Hi", " ").check(now),
            Err(NoticeError::Empty("Spanish"))
        );
        assert_eq!(
            notice("Hi\u{7}", "Hola").check(now),
            Err(NoticeError::Control("English"))
        );
        let long = "ñ".repeat(161);
        let refused = notice("Hi", &long).check(now);
        assert_eq!(
            refused,
            Err(NoticeError::TooLong {
                language: "Spanish",
                length: 161
            })
        );
        assert_eq!(
            notice("a", "b").check(Timestamp::from_millis(100)),
            Err(NoticeError::Over)
        );
    }
}
