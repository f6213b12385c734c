//! Words for people live in `locales/`: every id that the code names is written there.

use std::collections::BTreeSet;

use crate::tree::Tree;

/// Where screens, alerts and messages are made.
static CODE: &[&str] = &["ui/src/", "app/src/", "backend/", "gateway/"];
const WORDS: &str = "locales/en-US/";

/// Ids in `t("id"`, `tr(locale, "id"` and `text-id="id"` that the first locale does not have.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let mut written = BTreeSet::new();
    for (_, text) in tree.below(WORDS, ".ftl") {
        written.extend(ids(text));
    }
    let mut faults = Vec::new();
    for folder in CODE {
        for (path, text) in tree.below(folder, ".rs") {
            for (line, id) in asked(text) {
                if !written.contains(id) {
                    faults.push(format!("{path}:{line}: no text `{id}` in {WORDS}"));
                }
            }
        }
    }
    faults
}

/// The ids of a Fluent file: `id`, and `id.attribute`.
fn ids(ftl: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut message = "";
    for line in ftl.lines() {
        let Some((name, _)) = line.split_once('=') else {
            continue;
        };
        let (name, indented) = (name.trim(), line.starts_with([' ', '\t']));
        if let Some(attribute) = name.strip_prefix('.') {
            found.push(format!("{message}.{attribute}"));
        } else if !indented && is_id(name) {
            message = name;
            found.push(name.to_owned());
        }
    }
    found
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

/// Every id that the code names as a literal, with its line.
fn asked(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (call, place) in [
        ("t(", 0),
        ("t!(", 0),
        ("tr(", 1),
        ("try_tr(", 1),
        ("text-id=", 0),
    ] {
        for (at, _) in code.match_indices(call) {
            let before = &code[..at];
            let start = before.rfind('\n').map_or(0, |end| end + 1);
            if before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                || before[start..].trim_start().starts_with("//")
            {
                continue;
            }
            let Some(argument) = argument(&code[at + call.len()..], place) else {
                continue;
            };
            let id = argument
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next());
            if let Some(id) = id.filter(|id| is_id(id)) {
                found.push((before.matches('\n').count() + 1, id));
            }
        }
    }
    found
}

/// The text from the start of an argument of a call on; `rest` begins after the parenthesis.
fn argument(rest: &str, place: usize) -> Option<&str> {
    let (mut depth, mut seen, mut quoted) = (0_u32, 0, false);
    if place == 0 {
        return Some(rest.trim_start());
    }
    for (at, c) in rest.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                seen += 1;
                if seen == place {
                    return Some(rest[at + 1..].trim_start());
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod teeth {
    use super::*;

    #[test]
    fn an_id_without_a_text_is_found_in_every_spelling() {
        let code = "fn a() {\n    t(\"pay-title\");\n    self.t(\"no-one\");\n    \
                    tr(self.locale(), \"no-two\", &args![\"kwh\" => 1]);\n    \
                    tr(locale,\n        \"pay-title.hint\", &none);\n    \
                    view! { <b text-id=\"no-three\"/> };\n    t(key);\n    \
                    tr(l, key, &[\"x\"]);\n    \
                    // t(\"no-comment\")\n    start(\"no-call\");\n    insert(\"x\");\n}\n";
        let tree = Tree::sample(&[
            (
                "locales/en-US/screen.ftl",
                "# c = d\npay-title = Pay { $x }\n    .hint = Now\n",
            ),
            ("ui/src/a.rs", code),
        ]);
        let found = faults(&tree).join("\n");
        for bad in ["a.rs:3: no text `no-one`", "`no-two`", "`no-three`"] {
            assert!(found.contains(bad), "{bad} in {found}");
        }
        assert_eq!(found.lines().count(), 3, "{found}");
    }
}
