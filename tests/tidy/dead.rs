//! Dead files: Rust files that no target reaches through `mod`.

use std::collections::BTreeSet;

use crate::tree::Tree;

/// Every Rust file that is neither the root of a target nor a module of a reached file.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let mut reached = BTreeSet::new();
    for (path, text) in tree.below("", "Cargo.toml") {
        let folder = path.trim_end_matches("Cargo.toml");
        for root in roots(tree, folder, text) {
            reach(tree, &root, true, &mut reached);
        }
    }
    tree.below("", ".rs")
        .filter(|(path, _)| !reached.contains(*path))
        .map(|(path, _)| format!("{path}: no target reaches it, add its `mod` or remove it"))
        .collect()
}

/// The files that cargo starts from: those it finds itself and those that the manifest names.
fn roots(tree: &Tree, folder: &str, manifest: &str) -> Vec<String> {
    let mut roots: Vec<String> = ["src/lib.rs", "src/main.rs", "build.rs"]
        .iter()
        .map(|name| format!("{folder}{name}"))
        .collect();
    if manifest.contains("[package]") {
        for place in ["src/bin/", "tests/", "benches/", "examples/"] {
            let place = format!("{folder}{place}");
            for (path, _) in tree.below(&place, ".rs") {
                let inside = &path[place.len()..];
                // A folder here is a target when it has a main, and a module otherwise.
                if !inside.contains('/') || inside.ends_with("/main.rs") {
                    roots.push(path.to_owned());
                }
            }
        }
    }
    let mut section = "";
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        }
        let target = ["[lib]", "[[bin]]", "[[test]]", "[[bench]]", "[[example]]"];
        if target.contains(&section)
            && line.starts_with("path")
            && let Some(file) = line.split('"').nth(1)
        {
            roots.push(format!("{folder}{file}"));
        }
    }
    roots
}

fn reach(tree: &Tree, file: &str, root: bool, reached: &mut BTreeSet<String>) {
    let Some(text) = tree.text(file) else { return };
    if !reached.insert(file.to_owned()) {
        return;
    }
    let (dir, name) = file.rsplit_once('/').unwrap_or(("", file));
    // The modules of foo.rs lie in foo/; those of a root lie beside it.
    let home = if root || name == "mod.rs" {
        dir.to_owned()
    } else {
        format!("{dir}/{}", name.trim_end_matches(".rs"))
    };
    for (module, given) in modules(text) {
        let candidates = match given {
            Some(path) => vec![format!("{dir}/{path}")],
            None => vec![
                format!("{home}/{module}.rs"),
                format!("{home}/{module}/mod.rs"),
            ],
        };
        for path in candidates {
            reach(tree, path.trim_start_matches('/'), false, reached);
        }
    }
}

/// `mod name;` with the path that an attribute on a line before may give it.
fn modules(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut found = Vec::new();
    let mut given = None;
    for line in text.lines().map(str::trim) {
        if let Some(path) = line.strip_prefix("#[path") {
            given = path.split('"').nth(1);
            continue;
        }
        let item = without_visibility(line);
        if let Some(name) = item
            .strip_prefix("mod ")
            .and_then(|rest| rest.strip_suffix(';'))
        {
            found.push((name.trim(), given));
        }
        if !line.starts_with("#[") {
            given = None;
        }
    }
    found
}

fn without_visibility(line: &str) -> &str {
    let Some(rest) = line.strip_prefix("pub") else {
        return line;
    };
    match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((_, item)) => item.trim_start(),
        None => rest.trim_start(),
    }
}

#[cfg(test)]
mod teeth {
    use super::*;

    const PACKAGE: &str = "[package]\nname = \"a\"\n";

    #[test]
    fn a_file_that_nobody_names_is_found() {
        let tree = Tree::sample(&[
            ("a/Cargo.toml", PACKAGE),
            (
                "a/src/lib.rs",
                "pub(crate) mod one;\nmod two;\n// mod dead;\n",
            ),
            ("a/src/one.rs", "mod inner;\n"),
            ("a/src/one/inner.rs", ""),
            (
                "a/src/two.rs",
                "#[cfg(test)]\n#[path = \"two_tests.rs\"]\nmod tests;\n",
            ),
            ("a/src/two_tests.rs", ""),
            ("a/src/dead.rs", ""),
            ("a/src/inner.rs", ""),
            ("a/tests/it.rs", "mod common;\n"),
            ("a/tests/common.rs", ""),
            ("a/tests/lost/part.rs", ""),
        ]);
        let found = faults(&tree).join("\n");
        for dead in ["a/src/dead.rs", "a/src/inner.rs", "a/tests/lost/part.rs"] {
            assert!(found.contains(dead), "{dead} in {found}");
        }
        assert_eq!(found.lines().count(), 3, "{found}");
    }

    #[test]
    fn a_target_that_the_manifest_names_is_alive() {
        let manifest = "[package]\nname = \"t\"\n\n[[test]]\nname = \"x\"\npath = \"x.rs\"\n";
        let files = [
            ("t/Cargo.toml", manifest),
            ("t/x.rs", "#[path = \"x/y.rs\"]\nmod y;\n"),
            ("t/x/y.rs", ""),
        ];
        assert!(faults(&Tree::sample(&files)).is_empty());
    }
}
