//! Every id of the use case has a rule in the code and a test that proves it.

use std::collections::BTreeSet;

use ami_conformance::registry::{Registry, functions};

use crate::tree::Tree;

/// What is missing or lost; the register itself does the finding.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let csv = tree.text("tests/requirements.csv").unwrap_or_default();
    let register = tree.text("tests/conformance.toml").unwrap_or_default();
    match Registry::read(csv, register, &names(tree)) {
        Ok(all) => {
            for id in &all.open {
                println!("open: {id} has no test yet");
            }
            all.faults(|path| tree.has(path))
        }
        Err(error) => vec![error.to_string()],
    }
}

/// Names of the functions in files that hold tests.
fn names(tree: &Tree) -> BTreeSet<String> {
    tree.below("", ".rs")
        .filter(|(path, text)| path.contains("tests") || text.contains("#[cfg(test)]"))
        .flat_map(|(_, text)| functions(text))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod teeth {
    use super::*;

    const CSV: (&str, &str) = (
        "tests/requirements.csv",
        "id,requirement,threshold,ref\nFR-01,Shows,–,1\n",
    );
    const REGISTER: (&str, &str) = (
        "tests/conformance.toml",
        "open = []\n[id]\nFR-01 = { rule = \"gateway/a.rs\" }\n",
    );

    #[test]
    fn an_id_whose_test_is_deleted_is_found() {
        let rule = ("gateway/a.rs", "fn fr01_is_no_test() {}\n");
        let test = ("tests/requirement/a.rs", "fn fr01_shows() {}\n");
        assert!(faults(&Tree::sample(&[CSV, REGISTER, rule, test])).is_empty());
        let found = faults(&Tree::sample(&[CSV, REGISTER, rule]));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("FR-01 has no test"), "{found:?}");
        assert_eq!(
            faults(&Tree::sample(&[CSV, REGISTER, test])).len(),
            1,
            "no rule"
        );
    }

    #[test]
    fn a_register_that_cannot_be_read_is_found() {
        let broken = ("tests/conformance.toml", "open = ");
        assert_eq!(faults(&Tree::sample(&[CSV, broken])).len(), 1);
    }
}
