//! The walls: which crate may import which of ours, and which guests it must never take in.

use std::collections::BTreeMap;

use crate::tree::Tree;

/// One crate: its folder, the crates of ours that it may import, the guests that it must not.
struct Room {
    name: &'static str,
    folder: &'static str,
    ours: &'static [&'static str],
    never: &'static [&'static str],
}

/// What a crate without I/O has no business with.
const IO: &[&str] = &[
    "tokio",
    "tokio-util",
    "tokio-serial",
    "sqlx",
    "axum",
    "rumqttc",
    "rmqtt",
    "reqwest",
    "tower-http",
    "getrandom",
];
const SOCKETS: &[&str] = &["axum", "tower-http", "rumqttc", "rmqtt", "tokio-serial"];

/// The table of the plan. `ami-broker` imports nothing of ours: server and gateway use it.
static ROOMS: &[Room] = &[
    room("ami-domain", "backend/domain", &[], IO),
    room("ami-wire", "backend/wire", &["ami-domain"], IO),
    room("ami-store", "backend/store", &["ami-domain"], SOCKETS),
    room(
        "ami-mdms",
        "backend/mdms",
        &["ami-store", "ami-domain"],
        SOCKETS,
    ),
    room(
        "ami-adcs",
        "backend/adcs",
        &["ami-mdms", "ami-store", "ami-wire", "ami-domain"],
        SOCKETS,
    ),
    room(
        "ami-css",
        "backend/css",
        &[
            "ami-adcs",
            "ami-mdms",
            "ami-store",
            "ami-domain",
            "ami-locales",
        ],
        SOCKETS,
    ),
    room("ami-broker", "backend/broker", &[], &["sqlx", "axum"]),
    room(
        "ami-server",
        "backend/server",
        &[
            "ami-domain",
            "ami-wire",
            "ami-store",
            "ami-mdms",
            "ami-adcs",
            "ami-css",
            "ami-broker",
            "ami-locales",
        ],
        &["tokio-serial", "tauri"],
    ),
    // The package holds the pure machine and the program that serves it: `machine_io` below
    // keeps the two apart.
    room(
        "ami-meter",
        "gateway/meter",
        &["ami-dlms", "ami-wire", "ami-domain", "ami-locales"],
        &["sqlx", "axum", "rumqttc", "rmqtt", "reqwest"],
    ),
    room("ami-dlms", "gateway/dlms", &["ami-domain"], IO),
    room("ami-pair", "gateway/pair", &["ami-domain"], IO),
    room("ami-zigbee", "gateway/zigbee", &["ami-domain"], IO),
    room(
        "ami-gateway",
        "gateway",
        &[
            "ami-meter",
            "ami-dlms",
            "ami-zigbee",
            "ami-pair",
            "ami-wire",
            "ami-domain",
            "ami-locales",
            "ami-broker",
        ],
        &["sqlx", "axum", "tauri"],
    ),
    room(
        "ami-ui",
        "ui",
        &["ami-wire", "ami-domain", "ami-locales"],
        &["tauri", "tokio", "sqlx"],
    ),
    room(
        "ami-app",
        "app",
        &["ami-pair", "ami-wire", "ami-domain", "ami-locales"],
        &["sqlx", "axum"],
    ),
    room("ami-locales", "locales", &[], IO),
    room("ami-xtask", "tests/xtask", &[], &[]),
    // Both ends without server and gateway, so that a fleet is built and run in minutes.
    room(
        "ami-conformance",
        "tests/conformance",
        &[
            "ami-domain",
            "ami-wire",
            "ami-store",
            "ami-mdms",
            "ami-adcs",
            "ami-css",
            "ami-meter",
        ],
        SOCKETS,
    ),
    room("ami-forecast", "tests/forecast", &["ami-domain"], IO),
    // Another company's process. Its tests run it against the server.
    room(
        "ami-provider",
        "tests/provider",
        &[
            "ami-domain",
            "ami-store",
            "ami-adcs",
            "ami-css",
            "ami-server",
        ],
        &["sqlx", "rumqttc", "rmqtt", "tokio-serial"],
    ),
    room(
        "ami-tests",
        "tests",
        &[
            "ami-domain",
            "ami-wire",
            "ami-store",
            "ami-mdms",
            "ami-adcs",
            "ami-css",
            "ami-broker",
            "ami-server",
            "ami-meter",
            "ami-dlms",
            "ami-zigbee",
            "ami-pair",
            "ami-gateway",
            "ami-locales",
            "ami-conformance",
        ],
        &[],
    ),
];

const fn room(
    name: &'static str,
    folder: &'static str,
    ours: &'static [&'static str],
    never: &'static [&'static str],
) -> Room {
    Room {
        name,
        folder,
        ours,
        never,
    }
}

/// Every import that goes through a wall, and every crate that has no row in the table.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in tree.below("", "Cargo.toml") {
        let Some(name) = package_name(text) else {
            continue;
        };
        let folder = path.trim_end_matches("Cargo.toml").trim_end_matches('/');
        let Some(room) = ROOMS
            .iter()
            .find(|room| room.name == name && room.folder == folder)
        else {
            faults.push(format!("{path}: {name} has no row in the table of walls"));
            continue;
        };
        for (import, kind) in imports(text) {
            let of_ours = import.starts_with("ami-");
            if of_ours && import != name && !room.ours.contains(&import.as_str()) {
                faults.push(format!("{path}: {name} may not import {import}"));
            }
            // A test may use what the crate must not.
            if kind != Kind::Dev && room.never.contains(&import.as_str()) {
                faults.push(format!("{path}: {name} must never import {import}"));
            }
        }
    }
    faults
}

/// `f32` and `f64` in the domain outside the statistics, which round by name at their edge.
pub(crate) fn floats(tree: &Tree) -> Vec<String> {
    let statistics = ["usage", "forecast"];
    let mut faults = Vec::new();
    for (path, text) in tree.below("backend/domain/src/", ".rs") {
        let inside = path.trim_start_matches("backend/domain/src/");
        if statistics.iter().any(|word| inside.starts_with(word)) {
            continue;
        }
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.split("//").next().unwrap_or_default();
            let mut words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            if words.any(|word| word == "f32" || word == "f64") {
                faults.push(format!("{path}:{number}: a float"));
            }
        }
    }
    faults
}

/// The meter's machine can be simulated a million times only while it touches nothing. These
/// files of its crate are the program around it.
const METER_PROGRAM: &[&str] = &["main.rs", "edge"];
const OUTSIDE: &[&str] = &[
    "tokio",
    "std::fs",
    "std::net",
    "rustix",
    "getrandom",
    "anyhow",
];

/// Files of the pure machine that touch the world.
pub(crate) fn machine_io(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in tree.below("gateway/meter/src/", ".rs") {
        let inside = path.trim_start_matches("gateway/meter/src/");
        if METER_PROGRAM.iter().any(|word| inside.starts_with(word)) {
            continue;
        }
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.split("//").next().unwrap_or_default();
            for word in OUTSIDE.iter().filter(|word| code.contains(**word)) {
                faults.push(format!("{path}:{number}: the machine may not know {word}"));
            }
        }
    }
    faults
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Normal,
    Dev,
}

/// The names in all dependency sections; `[dependencies.NAME]` too.
fn imports(text: &str) -> BTreeMap<String, Kind> {
    let mut found = BTreeMap::new();
    let mut section = None;
    for line in text.lines().map(str::trim) {
        if let Some(head) = line.strip_prefix('[') {
            let head = head.trim_end_matches(']');
            section = section_kind(head);
            if let (Some(kind), Some((_, name))) = (section, head.rsplit_once("dependencies.")) {
                note(&mut found, name, kind);
                section = None;
            }
        } else if let Some(kind) = section
            && let Some((name, _)) = line.split_once(['.', '=', ' '])
            && !line.starts_with('#')
        {
            note(&mut found, name, kind);
        }
    }
    found
}

fn note(found: &mut BTreeMap<String, Kind>, name: &str, kind: Kind) {
    let name = name.trim().trim_matches('"').to_owned();
    // An import for the crate itself weighs more than one for its tests.
    let before = found.get(&name).copied();
    found.insert(
        name,
        if before == Some(Kind::Normal) {
            Kind::Normal
        } else {
            kind
        },
    );
}

fn section_kind(head: &str) -> Option<Kind> {
    let plain = head
        .rsplit_once("dependencies.")
        .map_or(head, |(start, _)| start);
    let plain = if plain == head {
        head.to_owned()
    } else {
        format!("{plain}dependencies")
    };
    if plain.starts_with("workspace") || !plain.ends_with("dependencies") {
        return None;
    }
    Some(if plain.ends_with("dev-dependencies") {
        Kind::Dev
    } else {
        Kind::Normal
    })
}

fn package_name(text: &str) -> Option<&str> {
    let mut lines = text.lines().skip_while(|line| line.trim() != "[package]");
    let name = lines.find(|line| line.starts_with("name"))?;
    name.split('"').nth(1)
}

#[cfg(test)]
mod teeth {
    use super::*;

    fn cargo(name: &str, rest: &str) -> String {
        format!("[package]\nname = \"{name}\"\n\n[dependencies]\n{rest}")
    }

    fn found(path: &str, text: &str) -> Vec<String> {
        faults(&Tree::sample(&[(path, text)]))
    }

    #[test]
    fn an_import_through_a_wall_is_found_in_every_spelling() {
        let store = "backend/store/Cargo.toml";
        for rest in [
            "ami-wire.workspace = true\n",
            "ami-wire = { path = \"../wire\" }\n",
            "\n[dev-dependencies]\nami-wire.workspace = true\n",
            "\n[target.'cfg(unix)'.dependencies]\nami-wire.workspace = true\n",
            "\n[dependencies.ami-wire]\npath = \"../wire\"\n",
        ] {
            assert_eq!(found(store, &cargo("ami-store", rest)).len(), 1, "{rest}");
        }
        assert!(found(store, &cargo("ami-store", "ami-domain.workspace = true\n")).is_empty());
    }

    #[test]
    fn a_guest_behind_the_wrong_wall_is_found_but_not_in_tests() {
        let domain = "backend/domain/Cargo.toml";
        assert_eq!(
            found(domain, &cargo("ami-domain", "tokio = \"1\"\n")).len(),
            1
        );
        let dev = "\n[dev-dependencies]\ntokio = \"1\"\n";
        assert!(found(domain, &cargo("ami-domain", dev)).is_empty());
    }

    #[test]
    fn a_crate_without_a_row_is_found() {
        assert_eq!(
            found("backend/extra/Cargo.toml", &cargo("ami-extra", "")).len(),
            1
        );
    }

    #[test]
    fn a_float_in_the_domain_is_found_and_a_comment_about_one_is_not() {
        let bad = ("backend/domain/src/money.rs", "fn f(x: f64) {}\n");
        let good = ("backend/domain/src/energy.rs", "// No f64 here.\n");
        let statistics = ("backend/domain/src/forecast.rs", "let mean: f64 = 0.0;\n");
        assert_eq!(floats(&Tree::sample(&[bad, good, statistics])).len(), 1);
    }

    #[test]
    fn a_machine_that_reads_a_file_is_found_and_its_program_may() {
        let tree = Tree::sample(&[
            (
                "gateway/meter/src/machine.rs",
                "use std::fs;\n// tokio is not here.\n",
            ),
            ("gateway/meter/src/edge/pty.rs", "use std::fs;\n"),
        ]);
        assert_eq!(machine_io(&tree).len(), 1);
    }
}
