//! Single files: their length, their first words, and nothing of the machine they were made on.

use crate::tree::Tree;

const LINES_MAX: usize = 400;
const WIDTH_MAX: usize = 100;
/// The formatter breaks no text in quotes and no markup; such a line may be a little wider.
const WIDTH_QUOTED: usize = 125;

/// Rust files that are too long or too wide, say nothing of themselves, or are a `mod.rs`.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in tree.below("", ".rs") {
        let lines = text.lines().count();
        if lines > LINES_MAX {
            faults.push(format!(
                "{path}: {lines} lines, make it a folder of the same name"
            ));
        }
        for (number, line) in (1..).zip(text.lines()) {
            let width = line.chars().count();
            let quoted = line.contains('"') || line.contains("view! {");
            if width > if quoted { WIDTH_QUOTED } else { WIDTH_MAX } {
                faults.push(format!("{path}:{number}: {width} columns"));
            }
        }
        if !text.lines().any(|line| line.starts_with("//!")) {
            faults.push(format!("{path}: has no `//!` that says what it is"));
        }
        if path.ends_with("/mod.rs") {
            faults.push(format!("{path}: use foo.rs beside the folder foo"));
        }
    }
    faults
}

/// Files that name a folder that exists on one machine only.
pub(crate) fn machine_paths(tree: &Tree) -> Vec<String> {
    // Written in two pieces, or this file would find itself.
    let words = [
        concat!("/wo", "rk/"),
        concat!("../sha", "red"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/user/"),
    ];
    let mut faults = Vec::new();
    for (path, text) in tree.below("", "") {
        for (number, line) in (1..).zip(text.lines()) {
            let named = words.iter().any(|word| {
                line.match_indices(word).any(|(at, _)| {
                    // The end of a longer relative path is no place of a machine.
                    !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || "_.-}".contains(c))
                })
            });
            if named {
                faults.push(format!("{path}:{number}: names a path of one machine"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod teeth {
    use super::*;

    #[test]
    fn heaps_wide_lines_and_silent_files_are_found() {
        let long = format!("//! A heap.\n{}", "\n".repeat(400));
        let wide = format!("//! Wide.\n// {}\n", "é".repeat(98));
        let fits = format!("//! Fits.\n// {}\n", "é".repeat(97));
        let tree = Tree::sample(&[
            ("ui/src/a.rs", &long),
            ("ui/src/b.rs", &wide),
            ("ui/src/c.rs", "fn main() {}\n"),
            ("ui/src/d/mod.rs", "//! Old.\n"),
            ("ui/src/e.rs", &fits),
        ]);
        let found = faults(&tree).join("\n");
        for bad in ["a.rs: 401", "b.rs:2: 101", "c.rs: has no", "mod.rs: use"] {
            assert!(found.contains(bad), "{bad} in {found}");
        }
        assert_eq!(found.lines().count(), 4, "{found}");
    }

    #[test]
    fn a_path_of_a_machine_is_found_in_any_text_file() {
        let bad = concat!("see /wo", "rk/main\n");
        let also = concat!("data = \"../sha", "red/data\"\n");
        let good = concat!("https://example.org/a/wo", "rk/b\n");
        let tree = Tree::sample(&[("README.md", bad), ("a.toml", also), ("b.md", good)]);
        assert_eq!(machine_paths(&tree).len(), 2);
    }
}
