//! Dependencies are guests: each line of the workspace says why it is here.

use crate::tree::Tree;

/// Lines of `[workspace.dependencies]` without a reason; our own crates need none.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let text = tree.text("Cargo.toml").unwrap_or_default();
    let mut inside = false;
    let mut faults = Vec::new();
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        if line.starts_with('[') {
            inside = line == "[workspace.dependencies]";
            continue;
        }
        let guest = line.contains('=') && !line.starts_with('#') && !line.starts_with("ami-");
        let reason = line
            .rsplit_once("# ")
            .is_some_and(|(_, words)| words.len() > 3);
        if inside && guest && !reason {
            faults.push(format!(
                "Cargo.toml:{number}: `{line}` does not say why it is here"
            ));
        }
    }
    faults
}

#[cfg(test)]
mod teeth {
    use super::*;

    #[test]
    fn a_guest_without_a_reason_is_found() {
        let text = "[workspace.dependencies]\n# ours\nami-wire = { path = \"w\" }\n\
                    a = \"1\" # reads the sky\nb = \"1\"\nc = \"1\" #\n[profile.dev]\nd = 1\n";
        let found = faults(&Tree::sample(&[("Cargo.toml", text)]));
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("Cargo.toml:5"), "{found:?}");
    }
}
