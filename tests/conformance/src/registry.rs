//! Every requirement with the place of its rule and the tests that prove it.
//!
//! The list of ids and sentences is `tests/requirements.csv`, the rest `tests/conformance.toml`.
//! Tests are found by their names: whoever writes `fr22_recloses_once` has registered it.

use std::collections::{BTreeMap, BTreeSet};

/// Why the two files do not make a register.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The list of requirements.
    #[error("requirements.csv line {0}: four fields are wanted, some of them in quotes")]
    Csv(usize),
    /// The register itself.
    #[error("conformance.toml: {0}")]
    Toml(#[from] toml::de::Error),
}

/// One requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// For example `FR-22`.
    pub id: String,
    /// Its sentence.
    pub sentence: String,
    /// What is measured of it, as the use case says it.
    pub threshold: String,
    /// File or folder that keeps it; empty when there is none.
    pub rule: String,
    /// Names of the tests that prove it, sorted; found by prefix or named.
    pub tests: Vec<String>,
    /// Names that the register gives and nobody has written.
    pub lost: Vec<String>,
}

/// All of them, in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    /// One for each id.
    pub requirements: Vec<Requirement>,
    /// Ids of the register that the list does not have.
    pub unknown: Vec<String>,
    /// Ids without a test that are known to have none yet.
    pub open: BTreeSet<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    open: BTreeSet<String>,
    id: BTreeMap<String, Line>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Line {
    rule: String,
    #[serde(default)]
    tests: Vec<String>,
}

impl Registry {
    /// Joins list, register and the names of all functions of the tests.
    ///
    /// # Errors
    /// [`RegistryError`] naming the file and place that cannot be read.
    pub fn read(
        csv: &str,
        register: &str,
        names: &BTreeSet<String>,
    ) -> Result<Self, RegistryError> {
        let mut file: File = toml::from_str(register)?;
        let mut requirements = Vec::new();
        for (number, line) in (1..).zip(csv.lines()).skip(1) {
            let fields = fields(line);
            let [id, sentence, threshold, _] = fields.as_slice() else {
                return Err(RegistryError::Csv(number));
            };
            let Line { rule, tests } = file.id.remove(id).unwrap_or_default();
            let (mut tests, lost): (Vec<String>, Vec<String>) =
                tests.into_iter().partition(|name| names.contains(name));
            for prefix in prefixes(id) {
                let bears = |name: &&String| name.starts_with(&prefix) || named(name, &prefix);
                tests.extend(names.iter().filter(bears).cloned());
            }
            tests.sort_unstable();
            tests.dedup();
            requirements.push(Requirement {
                id: id.clone(),
                sentence: sentence.clone(),
                threshold: threshold.clone(),
                rule,
                tests,
                lost,
            });
        }
        Ok(Self {
            requirements,
            unknown: file.id.into_keys().collect(),
            open: file.open,
        })
    }

    /// What is wrong with it, one line each. `exists` says whether there is such a path.
    pub fn faults(&self, exists: impl Fn(&str) -> bool) -> Vec<String> {
        let mut faults = Vec::new();
        for id in &self.unknown {
            faults.push(format!(
                "{id} is registered, requirements.csv does not have it"
            ));
        }
        for one in &self.requirements {
            let id = &one.id;
            if one.rule.is_empty() {
                faults.push(format!("{id} has no rule"));
            } else if !exists(&one.rule) {
                faults.push(format!("{id}: its rule {} does not exist", one.rule));
            }
            for name in &one.lost {
                faults.push(format!("{id}: there is no test {name}"));
            }
            if one.tests.is_empty() && !self.open.contains(id) {
                let prefix = prefixes(id).join(" or ");
                faults.push(format!("{id} has no test: write one named {prefix}.."));
            }
        }
        faults
    }
}

/// How the names of an id's tests begin: `FR-22` gives `fr22_`, `SC5.8` gives `sc5_8_`, `PR-ENDB`
/// gives `pr_endb_`, and the two steps of `SC2.11–12` give one each.
pub fn prefixes(id: &str) -> Vec<String> {
    let lower = id.to_lowercase();
    let (stem, last) = match lower.split_once('–') {
        Some((stem, last)) => (stem.to_owned(), last.parse::<u32>().ok()),
        None => (lower, None),
    };
    let joined = match stem.split_once('-') {
        Some((word, number)) if number.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{word}{number}_")
        }
        Some((word, name)) => format!("{word}_{name}_"),
        None => format!("{}_", stem.replace('.', "_")),
    };
    let first = stem.rsplit_once('.').and_then(|(head, first)| {
        let first = first.parse::<u32>().ok()?;
        Some((head.replace('.', "_"), first))
    });
    match (first, last) {
        (Some((head, first)), Some(last)) if last < 100 => (first..=last)
            .map(|step| format!("{head}_{step}_"))
            .collect(),
        _ => vec![joined],
    }
}

/// Whether a name that begins with several ids has this one among them: `fr22_fr23_..`,
/// `sc1_9_and_10_..`, `sc5_1_to_7_..`.
fn named(name: &str, prefix: &str) -> bool {
    let mut parts = name.split('_').peekable();
    let mut scenario = None;
    while let Some(part) = parts.next() {
        let digits = part.trim_start_matches(|c: char| c.is_ascii_lowercase());
        let number = digits.parse::<u32>().ok();
        let word = &part[..part.len() - digits.len()];
        match (word, number) {
            ("and", None) => {}
            ("sc", Some(_)) => scenario = Some(part),
            ("fr" | "nfr" | "br" | "ix" | "as" | "ac" | "is", Some(_)) => {
                if prefix.strip_suffix('_') == Some(part) {
                    return true;
                }
            }
            ("", Some(first)) => {
                let Some(scenario) = scenario else {
                    return false;
                };
                let mut last = first;
                if parts.next_if_eq(&"to").is_some() {
                    last = parts
                        .next()
                        .and_then(|text| text.parse().ok())
                        .unwrap_or(first);
                }
                let here = |step| prefix == format!("{scenario}_{step}_");
                if (first..=last.min(first + 100)).any(here) {
                    return true;
                }
            }
            _ => return false,
        }
    }
    false
}

/// The names of the functions in a source text whose file is one of tests: each may be a test or a
/// step of one.
pub fn functions(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
        let line = line.strip_prefix("pub ").unwrap_or(line);
        let line = line.strip_prefix("async ").unwrap_or(line);
        let rest = line.strip_prefix("fn ")?;
        rest.split(['(', '<']).next()
    })
}

/// The fields of a line: some stand in quotes, in which a quote is written twice.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            other => field.push(other),
        }
    }
    fields.push(field);
    fields
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const CSV: &str = "id,requirement,threshold,ref\nFR-22,\"Recloses \"\"once\"\", by itself\",\
                       after 2 min,5/8\nSC2.1–2,Asks,–,2/1\nPR-END,Four,4,x\n";

    fn registry(register: &str, names: &[&str]) -> Registry {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Registry::read(CSV, register, &names).unwrap()
    }

    #[test]
    fn prefixes_follow_the_ids() {
        for (id, all) in [
            ("FR-22", vec!["fr22_"]),
            ("SC5.8", vec!["sc5_8_"]),
            ("SC2.11–12", vec!["sc2_11_", "sc2_12_"]),
            (
                "SC5.1–6",
                vec!["sc5_1_", "sc5_2_", "sc5_3_", "sc5_4_", "sc5_5_", "sc5_6_"],
            ),
            ("PR-ENDB", vec!["pr_endb_"]),
            ("AC-1", vec!["ac1_"]),
            ("SC3", vec!["sc3_"]),
        ] {
            assert_eq!(prefixes(id), all, "{id}");
        }
    }

    #[test]
    fn a_test_is_found_by_its_name_and_a_sentence_may_hold_commas_and_quotes() {
        let register = "open = []\n[id]\nFR-22 = { rule = \"a\" }\n\
                        \"SC2.1–2\" = { rule = \"a\", tests = [\"the_form_asks\"] }\n\
                        PR-END = { rule = \"a\" }\n";
        let names = [
            "fr22_once",
            "fr2_x",
            "sc2_2_identity",
            "the_form_asks",
            "pr_end_four",
        ];
        let all = registry(register, &names);
        assert_eq!(all.faults(|_| true), Vec::<String>::new());
        assert_eq!(all.requirements[0].sentence, "Recloses \"once\", by itself");
        assert_eq!(all.requirements[0].tests, ["fr22_once"]);
        assert_eq!(
            all.requirements[1].tests,
            ["sc2_2_identity", "the_form_asks"]
        );
    }

    #[test]
    fn ids_without_rule_or_test_and_tests_that_are_gone_are_found() {
        let register = "open = [\"PR-END\"]\n[id]\nFR-22 = { rule = \"gone\", \
                        tests = [\"lost\"] }\nPR-END = { rule = \"a\" }\nFR-99 = { rule = \"a\" }";
        let found = registry(register, &[])
            .faults(|path| path == "a")
            .join("\n");
        for bad in [
            "FR-99 is registered",
            "FR-22: its rule gone",
            "FR-22: there is no test lost",
            "FR-22 has no test: write one named fr22_",
            "SC2.1–2 has no rule",
            "SC2.1–2 has no test",
        ] {
            assert!(found.contains(bad), "{bad} in {found}");
        }
        assert_eq!(found.lines().count(), 6, "{found}");
    }

    #[test]
    fn a_name_may_begin_with_several_ids() {
        for (name, prefix, bears) in [
            ("fr22_fr23_a_load_trips", "fr23_", true),
            ("nfr12_nfr13_a_fleet", "nfr13_", true),
            ("sc1_9_and_10_the_receipt", "sc1_10_", true),
            ("sc5_1_to_7_zero_is_said", "sc5_4_", true),
            ("sc5_1_to_7_zero_is_said", "sc5_8_", false),
            ("sc5_7_and_sc4_6_topping_up", "sc4_6_", true),
            ("sc5_8_a_fr22_trip", "fr22_", false),
            ("fr10_a_rule", "fr1_", false),
        ] {
            assert_eq!(named(name, prefix), bears, "{name} {prefix}");
        }
    }

    #[test]
    fn functions_are_found_however_they_are_written() {
        let text = "fn one() {}\n    async fn two(a: u8) {}\npub(crate) async fn three<T>() {}\n\
                    // fn four()\nlet fn_five = 5;\n";
        assert_eq!(functions(text).collect::<Vec<_>>(), ["one", "two", "three"]);
    }
}
