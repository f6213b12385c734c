//! Packs of rules as data: whose they are, from which day on, and where each figure comes from.

use super::{Facts, Rules};
use crate::time::Day;

/// Rules of a jurisdiction for a span of days.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Whose, such as `us-az`; [`Packs::BASE`] for everybody who has no pack of their own.
    pub jurisdiction: String,
    /// For people, in English.
    pub title: String,
    /// The same in Spanish; `None`: a name that is the same in both.
    #[serde(default)]
    pub title_es: Option<String>,
    /// First local day.
    pub from: Day,
    /// First local day after; `None` while no end is known.
    #[serde(default)]
    pub until: Option<Day>,
    /// A customer may certify a serious need themselves, and it holds for so many days; `None`:
    /// an office has to.
    #[serde(default)]
    pub certify_days: Option<u16>,
    /// Where the figures come from; at least one.
    pub source: Vec<Source>,
    /// The rules.
    pub rules: Rules,
}

/// Where figures of a pack come from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Which figures, as they are named in the text.
    pub figures: Vec<String>,
    /// What the source says, in short, and what was made of it.
    pub says: String,
    /// The source.
    pub source: String,
    /// Somebody has compared the figures with the text of the law itself.
    pub verified: bool,
}

/// Every pack; at most one of a jurisdiction holds on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packs(Vec<Pack>);

impl Pack {
    /// Whether it holds on this day.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Refuses a pack that does not hold together.
    ///
    /// # Errors
    /// What is wrong, in words for whoever wrote it.
    pub fn check(&self) -> Result<(), String> {
        let fault = |why: String| Err(format!("pack {:?}: {why}", self.rules.version));
        if self.jurisdiction.is_empty() || self.jurisdiction.len() > 32 {
            return fault("jurisdiction must have 1 to 32 bytes".into());
        }
        if self.until.is_some_and(|until| until <= self.from) {
            return fault("until must be after from".into());
        }
        if self
            .certify_days
            .is_some_and(|days| !(1..=366).contains(&days))
        {
            return fault("certify_days must be 1 to 366".into());
        }
        if self.source.is_empty() {
            return fault("say where its figures come from: give a [[source]]".into());
        }
        if !self.rules.standing.is_empty() {
            let why = "standing rules are the utility's and not a jurisdiction's";
            return fault(why.into());
        }
        self.rules.check().or_else(fault)
    }
}

impl Packs {
    /// The jurisdiction of everybody who has no other.
    pub const BASE: &'static str = "base";
    /// So many packs at most.
    pub const MAX: usize = 256;

    /// Takes packs that hold together.
    ///
    /// # Errors
    /// What is wrong, in words for whoever wrote them: a pack that is none, two of a jurisdiction
    /// on the same day, or a version that two texts have.
    pub fn new(all: Vec<Pack>) -> Result<Self, String> {
        if all.len() > Self::MAX {
            return Err(format!("at most {} packs", Self::MAX));
        }
        for (place, pack) in all.iter().enumerate() {
            pack.check()?;
            for other in all.iter().take(place) {
                let (one, two) = (&pack.rules.version, &other.rules.version);
                if one == two {
                    return Err(format!("two packs have the version {one:?}"));
                }
                let apart =
                    |first: &Pack, then: &Pack| first.until.is_some_and(|until| until <= then.from);
                if pack.jurisdiction == other.jurisdiction
                    && !apart(pack, other)
                    && !apart(other, pack)
                {
                    return Err(format!(
                        "packs {one:?} and {two:?} of {:?} hold on the same day",
                        pack.jurisdiction
                    ));
                }
            }
        }
        Ok(Self(all))
    }

    /// The rules for these facts: the pack of the customer's jurisdiction on that local day, else
    /// that of the base; `None` when neither is there, or the day is not known.
    pub fn of(&self, facts: &Facts) -> Option<&Rules> {
        let named = facts.standing.as_ref()?.jurisdiction.as_deref();
        self.named(named, facts.day?).map(|pack| &pack.rules)
    }

    /// The pack of a jurisdiction on a local day, else that of the base.
    pub fn named(&self, jurisdiction: Option<&str>, day: Day) -> Option<&Pack> {
        let find = |whose: &str| {
            let mut all = self.0.iter();
            all.find(|pack| pack.jurisdiction == whose && pack.holds(day))
        };
        jurisdiction.and_then(find).or_else(|| find(Self::BASE))
    }

    /// The packs of jurisdictions alone: a utility has rules of its own for everybody else.
    #[must_use]
    pub fn without_base(mut self) -> Self {
        self.0.retain(|pack| pack.jurisdiction != Self::BASE);
        self
    }

    /// Every pack.
    pub fn all(&self) -> &[Pack] {
        &self.0
    }
}
