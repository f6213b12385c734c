//! The texts that somebody reads and agrees to before they prepay. A text that was shown is never
//! changed: another wording is another folder with a higher version.

use sha2::{Digest, Sha256};

/// One wording of a text, in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disclosure {
    /// Which text.
    pub name: &'static str,
    /// Which wording of it.
    pub version: u32,
    /// Language and text.
    texts: &'static [(&'static str, &'static str)],
}

/// A wording in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// Which text.
    pub name: &'static str,
    /// Which wording of it.
    pub version: u32,
    /// Its language.
    pub locale: &'static str,
    /// The text, as Markdown with headings, paragraphs and lists only.
    pub body: &'static str,
}

/// Every wording that was ever shown, the oldest first; the last one is shown now.
pub static DISCLOSURES: &[Disclosure] = &[
    Disclosure {
        name: "prepay",
        version: 1,
        texts: &[
            ("en-US", include_str!("../disclosures/prepay-1/en-US.md")),
            ("es-US", include_str!("../disclosures/prepay-1/es-US.md")),
        ],
    },
    // A program may ask for a fee or a deposit when somebody goes back to a monthly bill.
    Disclosure {
        name: "prepay",
        version: 2,
        texts: &[
            ("en-US", include_str!("../disclosures/prepay-2/en-US.md")),
            ("es-US", include_str!("../disclosures/prepay-2/es-US.md")),
        ],
    },
];

/// The wording that is shown now in this language, or in the first one.
pub fn current(locale: &str) -> Option<Text> {
    let newest = DISCLOSURES.last()?;
    let found = newest.texts.iter().find(|(tag, _)| *tag == locale);
    let (locale, body) = found.or_else(|| newest.texts.first())?;
    Some(Text {
        name: newest.name,
        version: newest.version,
        locale,
        body,
    })
}

impl Text {
    /// SHA-256 of its bytes.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.body.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was shown stays what it was: a new wording gets a new line here.
    const SHOWN: &[(&str, u32, &str, &str)] = &[
        (
            "prepay",
            1,
            "en-US",
            "5cbad5846749411f18aa60a7533a5a0b498829c1b4bbaba3f107816301ac5fa6",
        ),
        (
            "prepay",
            1,
            "es-US",
            "fa6ed156ddc2f19c92d2c896e9c0497fa6ab4d27a1c2921ca7fc5e1f1b693023",
        ),
        (
            "prepay",
            2,
            "en-US",
            "62690a5d80cb8efb85538e2db27047db93f3fea378e24b00b93ae50197f65167",
        ),
        (
            "prepay",
            2,
            "es-US",
            "630d3840853b4d0944a9cb0e2fa9b5606788cfb6d07f6c2a32d3d3370ee0fac7",
        ),
    ];

    #[test]
    fn a_text_that_was_shown_is_never_changed() {
        let mut found = Vec::new();
        for one in DISCLOSURES {
            for (locale, body) in one.texts {
                let digest = Sha256::digest(body.as_bytes());
                let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
                found.push((one.name, one.version, *locale, digest));
            }
        }
        let shown: Vec<_> = SHOWN
            .iter()
            .map(|(name, version, locale, digest)| (*name, *version, *locale, (*digest).to_owned()))
            .collect();
        assert_eq!(found, shown);
    }

    #[test]
    fn every_wording_is_there_in_both_languages_and_says_the_required_sentence() {
        for one in DISCLOSURES {
            let tags: Vec<_> = one.texts.iter().map(|(tag, _)| *tag).collect();
            assert_eq!(tags, ["en-US", "es-US"]);
        }
        let says = |locale, words| current(locale).is_some_and(|text| text.body.contains(words));
        // 16 TAC 25.498 (e): continuation depends on prepaying, and notice may be little.
        assert!(says(
            "en-US",
            "Continuation of your electric service depends on your prepaying"
        ));
        assert!(says("en-US", "with little notice"));
        assert!(says("es-US", "depende de que usted pague por adelantado"));
        assert!(says("es-US", "con poco aviso"));
        assert_eq!(current("xx").map(|text| text.locale), Some("en-US"));
    }
}
