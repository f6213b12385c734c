//! Tidy: what the compiler cannot see about the house. The walls between the crates, the size of
//! files, dead files, texts without a translation, paths that documents name. Each check is a
//! pure function over names and texts, and has a test of its own teeth: a bad sample it must find.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "tidy/cuts.rs"]
mod cuts;
#[path = "tidy/dead.rs"]
mod dead;
#[path = "tidy/files.rs"]
mod files;
#[path = "tidy/guests.rs"]
mod guests;
#[path = "tidy/paths.rs"]
mod paths;
#[path = "tidy/requirements.rs"]
mod requirements;
#[path = "tidy/texts.rs"]
mod texts;
#[path = "tidy/tree.rs"]
mod tree;
#[path = "tidy/walls.rs"]
mod walls;

use tree::Tree;

/// Fails with all faults at once, one a line.
#[track_caller]
fn none(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} faults:\n  {}",
        faults.len(),
        faults.join("\n  ")
    );
}

#[test]
fn crates_import_only_what_the_walls_allow() {
    none(&walls::faults(&Tree::read()));
}

#[test]
fn nothing_but_a_clearance_makes_a_cut() {
    none(&cuts::faults(&Tree::read()));
}

#[test]
fn money_and_energy_never_pass_through_a_float() {
    none(&walls::floats(&Tree::read()));
}

#[test]
fn the_meters_machine_touches_nothing() {
    none(&walls::machine_io(&Tree::read()));
}

#[test]
fn files_are_neither_heaps_nor_without_a_word_of_what_they_are() {
    none(&files::faults(&Tree::read()));
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    none(&files::machine_paths(&Tree::read()));
}

#[test]
fn every_source_file_is_reached_from_a_target() {
    none(&dead::faults(&Tree::read()));
}

#[test]
fn every_text_that_the_code_asks_for_is_written() {
    none(&texts::faults(&Tree::read()));
}

#[test]
fn every_dependency_says_why_it_is_here() {
    none(&guests::faults(&Tree::read()));
}

#[test]
fn every_path_that_a_document_names_exists() {
    none(&paths::faults(&Tree::read()));
}

#[test]
fn every_requirement_has_a_rule_and_a_test() {
    none(&requirements::faults(&Tree::read()));
}

#[test]
fn the_files_that_others_build_on_are_there() {
    let tree = Tree::read();
    for path in [
        "Cargo.lock",
        "tests/requirements.csv",
        "tests/conformance.toml",
        ".ci/run",
        ".cargo/config.toml",
    ] {
        assert!(tree.has(path), "{path} is missing");
    }
    let ignored = tree.text(".gitignore").unwrap();
    assert!(
        !ignored.contains("Cargo.lock"),
        "the lock file is part of the project"
    );
}
