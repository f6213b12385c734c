//! Rules for cutting: the packs that come with the program, or those of a folder, each with its
//! decision table, and a utility's own text (FR-10, DESIGN 7.8).

mod sheet;

use ami_domain::clearance::{Pack, Packs, Rules};
use sheet::Table;
use std::path::Path;

/// A pack and its decision table, by name.
const BUILTIN: [(&str, &str, &str); 5] = [
    (
        "base",
        include_str!("../rules/base.toml"),
        include_str!("../rules/base.table.toml"),
    ),
    (
        "arizona",
        include_str!("../rules/arizona.toml"),
        include_str!("../rules/arizona.table.toml"),
    ),
    (
        "california",
        include_str!("../rules/california.toml"),
        include_str!("../rules/california.table.toml"),
    ),
    (
        "maryland",
        include_str!("../rules/maryland.toml"),
        include_str!("../rules/maryland.table.toml"),
    ),
    (
        "texas",
        include_str!("../rules/texas.toml"),
        include_str!("../rules/texas.table.toml"),
    ),
];

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// The file cannot be read.
    #[error("rules {name} cannot be read: {source}")]
    Read {
        /// Which.
        name: String,
        /// Why.
        source: std::io::Error,
    },
    /// Not rules.
    #[error("rules {name} are refused: {why}")]
    Shape {
        /// Which.
        name: String,
        /// What the parser or the check says.
        why: String,
    },
}

/// The rules of a utility that has none of its own, and the packs of the jurisdictions.
///
/// # Errors
/// Never for a released program: a test reads them.
pub fn builtin() -> Result<(Rules, Packs), RulesError> {
    let mut all = Vec::new();
    for (name, pack, table) in BUILTIN {
        all.push(parse(name, pack, table)?);
    }
    together("built in", all)
}

/// The rules of a file.
///
/// # Errors
/// [`RulesError`] when it cannot be read or does not hold together.
pub fn read(path: &Path) -> Result<Rules, RulesError> {
    let name = path.display().to_string();
    let text = text(path)?;
    let shape = |why: String| RulesError::Shape {
        name: name.clone(),
        why,
    };
    let rules: Rules = toml::from_str(&text).map_err(|error| shape(error.to_string()))?;
    rules.check().map_err(shape)?;
    Ok(rules)
}

/// The packs of a folder: every `NAME.toml` with its decision table `NAME.table.toml` beside it.
/// One of them must be of the jurisdiction `base`.
///
/// # Errors
/// [`RulesError`] when a file cannot be read, does not hold together, or decides otherwise than
/// its table says.
pub fn read_dir(folder: &Path) -> Result<(Rules, Packs), RulesError> {
    let name = folder.display().to_string();
    let unread = |source| RulesError::Read {
        name: name.clone(),
        source,
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        files.push(entry.map_err(unread)?.path());
    }
    files.sort();
    let mut all = Vec::new();
    for path in files {
        let Some(stem) = path.to_str().and_then(|name| name.strip_suffix(".toml")) else {
            continue;
        };
        if !stem.ends_with(".table") {
            let table = text(Path::new(&format!("{stem}.table.toml")))?;
            all.push(parse(stem, &text(&path)?, &table)?);
        }
    }
    together(&name, all)
}

fn text(path: &Path) -> Result<String, RulesError> {
    std::fs::read_to_string(path).map_err(|source| RulesError::Read {
        name: path.display().to_string(),
        source,
    })
}

/// A pack that decides as its table says.
fn parse(name: &str, pack: &str, table: &str) -> Result<Pack, RulesError> {
    let shape = |why: String| RulesError::Shape {
        name: name.to_owned(),
        why,
    };
    let pack: Pack = toml::from_str(pack).map_err(|error| shape(error.to_string()))?;
    pack.check().map_err(shape)?;
    let read = |error: toml::de::Error| shape(format!("decision table: {error}"));
    let table: Table = toml::from_str(table).map_err(read)?;
    table.replay(&pack).map_err(shape)?;
    Ok(pack)
}

fn together(name: &str, all: Vec<Pack>) -> Result<(Rules, Packs), RulesError> {
    let shape = |why: String| RulesError::Shape {
        name: name.to_owned(),
        why,
    };
    let packs = Packs::new(all).map_err(shape)?;
    let is_base = |pack: &&Pack| pack.jurisdiction == Packs::BASE;
    let base = packs.all().iter().rfind(is_base);
    let none = || shape("one pack must have the jurisdiction \"base\"".to_owned());
    let rules = base.ok_or_else(none)?.rules.clone();
    Ok((rules, packs))
}

#[cfg(test)]
#[path = "rules/tests.rs"]
mod tests;
