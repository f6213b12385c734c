//! No float in money or energy, by reading the sources: the statistics do without them as well.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn no_source_of_this_crate_has_a_float() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let names: Vec<_> = files.iter().filter_map(|file| file.file_stem()).collect();
    for word in ["money", "energy", "ledger", "tariff", "walk", "forecast"] {
        assert!(names.iter().any(|name| *name == word), "{word} was read");
    }
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let code = text.lines().filter(|line| !line.trim().starts_with("//"));
        for (number, line) in code.enumerate() {
            let float = line.contains("f64") || line.contains("f32");
            assert!(!float, "{} has a float: {number} {line}", file.display());
        }
    }
}
