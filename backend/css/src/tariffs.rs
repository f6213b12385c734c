//! Tariffs: the ones that come with the program, and those of a folder.

use ami_domain::tariff::{Tariff, TariffError};
use std::collections::BTreeMap;
use std::path::Path;

/// Built-in tariffs by name. Their prices are invented.
const BUILT_IN: &[(&str, &str)] = &[
    ("demo-flat", include_str!("../tariffs/demo-flat.toml")),
    (
        "demo-time-of-use",
        include_str!("../tariffs/demo-time-of-use.toml"),
    ),
    ("demo-tiered", include_str!("../tariffs/demo-tiered.toml")),
];

/// Why a tariff cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TariffsError {
    /// The folder or a file cannot be read.
    #[error("tariff {name} cannot be read: {source}")]
    Read {
        /// Which.
        name: String,
        /// Why.
        source: std::io::Error,
    },
    /// Not a tariff.
    #[error("tariff {name} is not a tariff: {why}")]
    Shape {
        /// Which.
        name: String,
        /// What the parser says.
        why: String,
    },
    /// A tariff that does not hold together.
    #[error("tariff {name} is refused: {source}")]
    Check {
        /// Which.
        name: String,
        /// Why.
        source: TariffError,
    },
}

/// The tariffs that come with the program.
///
/// # Errors
/// Never for a released program: a test reads them all.
pub fn builtin() -> Result<BTreeMap<String, Tariff>, TariffsError> {
    BUILT_IN
        .iter()
        .map(|(name, text)| Ok(((*name).to_owned(), parse(name, text)?)))
        .collect()
}

/// Every `*.toml` of a folder; its name without the ending is the tariff's.
///
/// # Errors
/// [`TariffsError`] naming the first file that cannot be used.
pub fn read_dir(folder: &Path) -> Result<BTreeMap<String, Tariff>, TariffsError> {
    let read = |name: String| move |source| TariffsError::Read { name, source };
    let mut tariffs = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(read(folder.display().to_string()))? {
        let path = entry.map_err(read(folder.display().to_string()))?.path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(&path).map_err(read(name.clone()))?;
        let tariff = parse(&name, &text)?;
        tariffs.insert(name, tariff);
    }
    Ok(tariffs)
}

fn parse(name: &str, text: &str) -> Result<Tariff, TariffsError> {
    let tariff: Tariff = toml::from_str(text).map_err(|e| TariffsError::Shape {
        name: name.to_owned(),
        why: e.to_string(),
    })?;
    tariff.check().map_err(|source| TariffsError::Check {
        name: name.to_owned(),
        source,
    })?;
    Ok(tariff)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_built_in_tariffs_hold_together() {
        assert_eq!(builtin().unwrap().len(), BUILT_IN.len());
    }

    #[test]
    fn a_file_that_is_no_tariff_is_named() {
        let error = parse("broken", "name = 1").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("tariff broken is not a tariff")
        );
    }
}
