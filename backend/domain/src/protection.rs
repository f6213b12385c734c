//! Who lives or works behind a meter, and what protects them from being cut.

use crate::energy::Watts;
use crate::time::Timestamp;

/// What kind of customer it is (FR-10: rules are set by class).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A household.
    Residential,
    /// A shop, an office, a workshop.
    Business,
    /// A hospital, a water works: never cut.
    Critical,
}

/// Why somebody may not be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Medical equipment depends on power.
    MedicalEquipment,
    /// Equipment that keeps somebody alive depends on power.
    LifeSupport,
    /// Somebody is critically or chronically ill.
    CriticalCare,
    /// Somebody is old.
    Elderly,
    /// There is a small child.
    Infant,
    /// A disability, or another reason that an office has accepted.
    Vulnerable,
    /// The customer has certified a serious illness or need themselves; holds for a time only.
    SelfCertified,
    /// A complaint or dispute is open.
    Dispute,
    /// An agency has promised to pay.
    Pledge,
}

/// One protection and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Protection {
    /// Why.
    pub flag: Flag,
    /// Until when it holds; `None` without end.
    pub until: Option<Timestamp>,
}

/// What is known of the customer behind a meter. A meter without this record is protected.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Standing {
    /// Customer class; `None` when nobody has said.
    pub class: Option<Class>,
    /// Protections; at most [`Standing::PROTECTIONS_MAX`].
    pub protections: Vec<Protection>,
    /// Name of the place whose weather counts.
    pub place: String,
    /// Whose rules count, such as `us-az`; `None`: the base rules, which are the strictest.
    #[serde(default)]
    pub jurisdiction: Option<String>,
    /// Hours in which this account is never cut, beside those of the rules; at most
    /// [`Standing::FRIENDLY_MAX`].
    #[serde(default)]
    pub friendly: Vec<Friendly>,
    /// Rated capacity of the service, from which the steps of a limit are taken.
    pub rated: Watts,
}

/// Hours of some weekdays in which nobody is cut ("friendly hours"), by the clock at the site.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Friendly {
    /// 0 Monday to 6 Sunday.
    pub weekdays: Vec<u8>,
    /// First minute of the local day, 0 to 1440.
    pub from_minute: u16,
    /// First minute after, 0 to 1440.
    pub until_minute: u16,
}

/// Why what is said of a customer is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandingError {
    /// Self-certification without an end, or already over.
    #[error("a self-certification holds until a day that is to come: give its end")]
    NoEnd,
    /// Too many.
    #[error(
        "at most {} protections and {} friendly hours",
        Standing::PROTECTIONS_MAX,
        Standing::FRIENDLY_MAX
    )]
    TooMany,
    /// Hours that are none.
    #[error("friendly hours run from an earlier to a later minute of a day, on weekdays 0 to 6")]
    Hours,
    /// No name of rules.
    #[error("a jurisdiction is named by 2 to 32 small letters, digits and hyphens")]
    Jurisdiction,
}

impl Standing {
    /// So many protections one customer may have.
    pub const PROTECTIONS_MAX: usize = 16;
    /// So many friendly hours.
    pub const FRIENDLY_MAX: usize = 16;

    /// Of a customer of whom nothing is known but the capacity of their service.
    pub const fn unknown(rated: Watts) -> Self {
        Self {
            class: None,
            protections: Vec::new(),
            place: String::new(),
            jurisdiction: None,
            friendly: Vec::new(),
            rated,
        }
    }

    /// Refuses what cannot be meant. What is stored is believed as it is: an old record without
    /// an end protects without an end.
    ///
    /// # Errors
    /// [`StandingError`] naming the first thing that is wrong.
    pub fn check(&self, now: Timestamp) -> Result<(), StandingError> {
        if self.protections.len() > Self::PROTECTIONS_MAX
            || self.friendly.len() > Self::FRIENDLY_MAX
        {
            return Err(StandingError::TooMany);
        }
        let certified = |one: &&Protection| one.flag == Flag::SelfCertified;
        let ends = |one: &Protection| one.until.is_some_and(|until| now < until);
        if !self.protections.iter().filter(certified).all(ends) {
            return Err(StandingError::NoEnd);
        }
        if !self.friendly.iter().all(Friendly::is_meant) {
            return Err(StandingError::Hours);
        }
        let named = |name: &String| {
            let letter = |one: u8| one.is_ascii_lowercase() || one.is_ascii_digit() || one == b'-';
            (2..=32).contains(&name.len()) && name.bytes().all(letter)
        };
        if !self.jurisdiction.as_ref().is_none_or(named) {
            return Err(StandingError::Jurisdiction);
        }
        Ok(())
    }
}

impl Friendly {
    /// Whether they are hours at all.
    pub fn is_meant(&self) -> bool {
        self.from_minute < self.until_minute
            && self.until_minute <= 1_440
            && self.weekdays.iter().all(|day| *day < 7)
    }

    /// Whether this local minute is among them.
    pub fn holds(&self, weekday: u8, minute: u16) -> bool {
        let hours = self.from_minute..self.until_minute;
        self.weekdays.contains(&weekday) && hours.contains(&minute)
    }
}

impl Flag {
    /// Every flag.
    pub const ALL: [Flag; 9] = [
        Flag::MedicalEquipment,
        Flag::LifeSupport,
        Flag::CriticalCare,
        Flag::Elderly,
        Flag::Infant,
        Flag::Vulnerable,
        Flag::SelfCertified,
        Flag::Dispute,
        Flag::Pledge,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Flag::MedicalEquipment => "medical_equipment",
            Flag::LifeSupport => "life_support",
            Flag::CriticalCare => "critical_care",
            Flag::Elderly => "elderly",
            Flag::Infant => "infant",
            Flag::Vulnerable => "vulnerable",
            Flag::SelfCertified => "self_certified",
            Flag::Dispute => "dispute",
            Flag::Pledge => "pledge",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.word() == word)
    }
}

impl Protection {
    /// Whether it protects at this moment.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at < until)
    }
}

impl Class {
    /// Every class.
    pub const ALL: [Class; 3] = [Class::Residential, Class::Business, Class::Critical];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Class::Residential => "residential",
            Class::Business => "business",
            Class::Critical => "critical",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    fn standing() -> Standing {
        Standing {
            class: Some(Class::Residential),
            protections: Vec::new(),
            place: "here".into(),
            jurisdiction: Some("us-az".into()),
            friendly: vec![Friendly {
                weekdays: vec![0, 6],
                from_minute: 1_080,
                until_minute: 1_440,
            }],
            rated: Watts::new(10_000),
        }
    }

    #[test]
    fn a_self_certification_without_an_end_is_refused_and_the_others_may_have_none() {
        let now = Timestamp::from_millis(1_000);
        for flag in Flag::ALL {
            assert_eq!(Flag::from_word(flag.word()), Some(flag));
            let ends = [None, Some(now), Some(now + Span::days(90))];
            let taken = ends.map(|until| {
                let protections = vec![Protection { flag, until }];
                let said = Standing {
                    protections,
                    ..standing()
                };
                said.check(now).is_ok()
            });
            let certified = flag == Flag::SelfCertified;
            assert_eq!(taken, [!certified, !certified, true], "{flag:?}");
        }
    }

    #[test]
    fn hours_that_are_none_and_names_that_are_none_are_refused() {
        let now = Timestamp::from_millis(1_000);
        assert_eq!(standing().check(now), Ok(()));
        let mut upside_down = standing();
        upside_down.friendly[0].until_minute = 1_080;
        assert_eq!(upside_down.check(now), Err(StandingError::Hours));
        let mut eighth = standing();
        eighth.friendly[0].weekdays.push(7);
        assert_eq!(eighth.check(now), Err(StandingError::Hours));
        let mut nowhere = standing();
        nowhere.jurisdiction = Some("../etc".into());
        assert_eq!(nowhere.check(now), Err(StandingError::Jurisdiction));
        let mut many = standing();
        many.protections = vec![
            Protection {
                flag: Flag::Dispute,
                until: None
            };
            Standing::PROTECTIONS_MAX + 1
        ];
        assert_eq!(many.check(now), Err(StandingError::TooMany));
        let friendly = &standing().friendly[0];
        assert!(friendly.holds(0, 1_080) && friendly.holds(6, 1_439));
        assert!(!friendly.holds(0, 1_079) && !friendly.holds(1, 1_100));
    }
}
