//! Paths that documents name must exist: in the README, in other documents, in doc comments.

use crate::tree::Tree;

/// The first part of every path that is checked; other words with a slash are no paths of ours.
static TOPS: &[&str] = &[
    "app", "ui", "gateway", "locales", "backend", "tests", ".ci", ".cargo", ".config", ".github",
];
/// Ends of file names in the root.
static ROOT_FILES: &[&str] = &[".md", ".toml", ".lock"];

/// Paths between backquotes, and targets of links, that lead nowhere.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in tree.below("", ".md") {
        for (number, line) in (1..).zip(text.lines()) {
            check(tree, path, number, line, &mut faults);
            for link in line.split("](").skip(1) {
                let target = link.split([')', '#', ' ']).next().unwrap_or_default();
                check_one(tree, path, number, target, &mut faults);
            }
        }
    }
    for (path, text) in tree.below("", ".rs") {
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim_start();
            if line.starts_with("//!") || line.starts_with("///") {
                check(tree, path, number, line, &mut faults);
            }
        }
    }
    faults
}

fn check(tree: &Tree, file: &str, number: usize, line: &str, faults: &mut Vec<String>) {
    for word in line.split('`').skip(1).step_by(2) {
        check_one(tree, file, number, word, faults);
    }
}

fn check_one(tree: &Tree, file: &str, number: usize, word: &str, faults: &mut Vec<String>) {
    if !is_path(word, file) || exists(tree, file, word) {
        return;
    }
    faults.push(format!("{file}:{number}: `{word}` does not exist"));
}

fn is_path(word: &str, file: &str) -> bool {
    let plain = word
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_./-".contains(c));
    let (top, deep) = word
        .split_once('/')
        .map_or((word, false), |(top, _)| (top, true));
    // A Rust file speaks of its own crate's manifest, a document in the root of the root's.
    let root_file = !file.contains('/') && ROOT_FILES.iter().any(|end| word.ends_with(end));
    plain && !word.is_empty() && if deep { TOPS.contains(&top) } else { root_file }
}

/// From the root, or from the crate or folder that the file lies in. A part in capitals stands
/// for a name to be chosen: what lies before it must exist.
fn exists(tree: &Tree, file: &str, word: &str) -> bool {
    let fixed: Vec<&str> = word
        .split('/')
        .take_while(|part| !is_placeholder(part))
        .collect();
    let path = fixed.join("/");
    let path = path.trim_end_matches('/');
    let parents = file.match_indices('/').map(|(at, _)| &file[..at]);
    tree.has(path)
        || parents
            .into_iter()
            .any(|parent| tree.has(&format!("{parent}/{path}")))
}

fn is_placeholder(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default();
    stem == "NAME" || stem == "NNNN_word" || stem == "xx-YY"
}

#[cfg(test)]
mod teeth {
    use super::*;

    #[test]
    fn a_path_that_leads_nowhere_is_found_and_other_words_are_not() {
        let readme = "See `backend/css` and `backend/gone.rs`, [x](ui/lost.md), `text/html`,\n\
                      `backend/css/rules/NAME.toml`, `LICENSE.md`, `ui/*`, `a = 1`, \
                      [web](https://example.org/ui/x).\n";
        let code = "//! As `tests/sample.rs` and `tests/none.rs` say.\n// `ui/no.rs`\n";
        let tree = Tree::sample(&[
            ("README.md", readme),
            ("backend/css/src/lib.rs", code),
            ("backend/css/tests/sample.rs", ""),
            ("backend/css/rules/a.toml", ""),
        ]);
        let found = faults(&tree).join("\n");
        for bad in [
            "backend/gone.rs",
            "ui/lost.md",
            "LICENSE.md",
            "tests/none.rs",
        ] {
            assert!(found.contains(bad), "{bad} in {found}");
        }
        assert_eq!(found.lines().count(), 4, "{found}");
    }
}
