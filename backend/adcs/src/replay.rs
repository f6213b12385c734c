//! Takes every past decision about supply again, from the facts and the rules that were written
//! down with it, and follows the chain that binds them (DESIGN 7.8).

use crate::AdcsError;
use ami_domain::clearance::{Hold, Judgment, Rules, Verdict, weigh};
use ami_domain::id::{ClearanceId, MeterId};
use ami_domain::time::Window;
use ami_store::{ChainFault, DecisionChain, LinkedDecision, Ruling, Store};
use std::collections::BTreeMap;
use std::fmt;

/// Decisions that are read at a time.
const PAGE: u32 = 200;

/// Where a record and what follows from it differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The chain is broken.
    Chain(ChainFault),
    /// The record of a decision cannot be read.
    Unreadable {
        /// Which.
        decision: ClearanceId,
        /// Why.
        why: String,
    },
    /// The rules that it was taken under are not there, or cannot be read.
    NoRules {
        /// Which.
        decision: ClearanceId,
        /// Their version.
        version: String,
    },
    /// Other rules hold than were written down.
    Holds {
        /// Which.
        decision: ClearanceId,
        /// Written down.
        written: Vec<Hold>,
        /// By the facts and the rules.
        again: Vec<Hold>,
    },
    /// A rule says something else than was written down, or looked at something else.
    Verdict {
        /// Which.
        decision: ClearanceId,
        /// The rule.
        rule: Hold,
    },
}

/// What was replayed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replayed {
    /// So many decisions were taken again.
    pub decisions: u64,
    /// Every difference, in the order of the chain.
    pub differences: Vec<Difference>,
}

/// Replays the decisions about a meter that were taken in the window; its chain is followed
/// whole. Reads only.
///
/// # Errors
/// When the store fails.
pub async fn meter(store: &Store, meter: MeterId, window: Window) -> Result<Replayed, AdcsError> {
    let mut done = Replayed::default();
    let mut chain = DecisionChain::default();
    let mut texts: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut tx = store.read().await?;
    loop {
        let page = tx.decisions_after(meter, chain.place(), PAGE).await?;
        for linked in &page {
            let version = linked.rules().to_owned();
            if !texts.contains_key(&version) {
                let body = tx.rules_body(&version).await?;
                texts.insert(version.clone(), body);
            }
            let text = texts.get(&version).and_then(Option::as_deref);
            let fault = chain.follow(linked, text.unwrap_or_default());
            done.differences.extend(fault.map(Difference::Chain));
            if window.contains(linked.at()) {
                done.decisions += 1;
                done.differences.extend(again(linked, text));
            }
        }
        if page.len() < PAGE as usize {
            break;
        }
    }
    let end = chain.end(tx.decision_head(meter).await?);
    done.differences.extend(end.map(Difference::Chain));
    Ok(done)
}

/// Takes one decision again.
fn again(linked: &LinkedDecision, rules: Option<&str>) -> Vec<Difference> {
    let decision = linked.id();
    let row = match linked.row() {
        Ok(row) => row,
        Err(why) => {
            let why = why.to_owned();
            return vec![Difference::Unreadable { decision, why }];
        }
    };
    let parsed = rules.and_then(|text| serde_json::from_str::<Rules>(text).ok());
    let Some(rules) = parsed else {
        let version = row.rules.clone();
        return vec![Difference::NoRules { decision, version }];
    };
    let Judgment { verdicts, outcome } = weigh(row.id, &row.facts, &rules);
    let holds = outcome.err().unwrap_or_default();
    let mut found = Vec::new();
    // The rules let it pass; the count of cuts, or who stopped all of them, did not.
    let own = |hold: &Hold| !hold.is_for_all();
    let written: Vec<Hold> = row.holds.iter().copied().filter(own).collect();
    let many = row.holds.contains(&Hold::Quarantined);
    let fits = match row.ruling {
        Ruling::Cleared => row.holds.is_empty(),
        Ruling::Held => !row.holds.is_empty() && !many,
        Ruling::Quarantined => written.is_empty() && many,
    };
    if written != holds || !fits {
        found.push(Difference::Holds {
            decision,
            written: row.holds.clone(),
            again: holds,
        });
    }
    if !row.verdicts.is_empty() {
        let differ = differ(&row.verdicts, &verdicts);
        found.extend(differ.map(|rule| Difference::Verdict { decision, rule }));
    }
    found
}

/// The rules whose words are not the same. A rule that came into the world later says nothing
/// about a decision of before.
fn differ<'a>(written: &'a [Verdict], again: &'a [Verdict]) -> impl Iterator<Item = Hold> + 'a {
    written.iter().filter_map(|verdict| {
        let same = again.iter().any(|one| one == verdict);
        (!same).then_some(verdict.rule)
    })
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |holds: &[Hold]| {
            let words: Vec<&str> = holds.iter().map(|hold| hold.word()).collect();
            if words.is_empty() {
                "nothing".to_owned()
            } else {
                words.join(" ")
            }
        };
        match self {
            Difference::Chain(fault) => write!(f, "the chain of decisions: {fault}"),
            Difference::Unreadable { decision, why } => {
                write!(f, "decision {decision} cannot be read: {why}")
            }
            Difference::NoRules { decision, version } => {
                write!(
                    f,
                    "decision {decision}: its rules {version:?} cannot be read"
                )
            }
            Difference::Holds {
                decision,
                written,
                again,
            } => {
                let (written, again) = (words(written), words(again));
                write!(
                    f,
                    "decision {decision}: {written} was written, and {again} holds"
                )
            }
            Difference::Verdict { decision, rule } => {
                let rule = rule.word();
                write!(f, "decision {decision}: rule {rule} says something else")
            }
        }
    }
}
