//! Tariffs: the ones that come with the program, and those of a folder.

use ami_domain::tariff::{Tariff, TariffError};
use std::collections::BTreeMap;
use std::path::Path;

/// Built-in tariffs by file name without the ending. Their prices are invented.
const BUILT_IN: &[(&str, &str)] = &[
    ("demo-flat", include_str!("../tariffs/demo-flat.toml")),
    (
        "demo-time-of-use",
        include_str!("../tariffs/demo-time-of-use.toml"),
    ),
    ("demo-tiered", include_str!("../tariffs/demo-tiered.toml")),
    ("example-flat", include_str!("../tariffs/example-flat.toml")),
    (
        "example-flat@2027-01-01",
        include_str!("../tariffs/example-flat@2027-01-01.toml"),
    ),
    (
        "example-tiered",
        include_str!("../tariffs/example-tiered.toml"),
    ),
    (
        "example-tou-baseline",
        include_str!("../tariffs/example-tou-baseline.toml"),
    ),
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
    /// A version whose file says another day than it does.
    #[error("tariff {name} must say effective_from = \"{from}\", as its file's name does")]
    Version {
        /// Which.
        name: String,
        /// The day of the file's name.
        from: String,
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
    let files = BUILT_IN.iter();
    gather(files.map(|(name, text)| Ok(((*name).to_owned(), (*text).to_owned()))))
}

/// Every `*.toml` of a folder; its name without the ending is the tariff's. `NAME@2027-01-01.toml`
/// holds the prices of the tariff `NAME` from that local day on.
///
/// # Errors
/// [`TariffsError`] naming the first file that cannot be used.
pub fn read_dir(folder: &Path) -> Result<BTreeMap<String, Tariff>, TariffsError> {
    let read = |name: String| move |source| TariffsError::Read { name, source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(read(folder.display().to_string()))? {
        let path = entry.map_err(read(folder.display().to_string()))?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    gather(files.into_iter().map(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(&path).map_err(read(name.clone().into_owned()))?;
        Ok((name.into_owned(), text))
    }))
}

/// Joins the versions of each tariff.
fn gather(
    files: impl Iterator<Item = Result<(String, String), TariffsError>>,
) -> Result<BTreeMap<String, Tariff>, TariffsError> {
    let mut versions: BTreeMap<String, Vec<Tariff>> = BTreeMap::new();
    for file in files {
        let (file, text) = file?;
        let tariff = parse(&file, &text)?;
        let (name, from) = match file.split_once('@') {
            Some((name, from)) => (name, Some(from)),
            None => (file.as_str(), None),
        };
        if from.is_some_and(|from| !starts(&tariff, from)) {
            return Err(TariffsError::Version {
                from: from.unwrap_or_default().to_owned(),
                name: file.clone(),
            });
        }
        versions.entry(name.to_owned()).or_default().push(tariff);
    }
    let join = |(name, versions): (String, Vec<Tariff>)| {
        let tariff = Tariff::joined(versions)?;
        Some(check(&name, tariff).map(|tariff| (name, tariff)))
    };
    versions.into_iter().filter_map(join).collect()
}

/// The version starts on the day of the file's name.
fn starts(tariff: &Tariff, from: &str) -> bool {
    tariff
        .effective_from
        .is_some_and(|day| day.to_string() == from)
}

fn parse(name: &str, text: &str) -> Result<Tariff, TariffsError> {
    let tariff: Tariff = toml::from_str(text).map_err(|e| TariffsError::Shape {
        name: name.to_owned(),
        why: e.to_string(),
    })?;
    check(name, tariff)
}

fn check(name: &str, tariff: Tariff) -> Result<Tariff, TariffsError> {
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
        let files = BUILT_IN.iter().filter(|(name, _)| !name.contains('@'));
        assert_eq!(builtin().unwrap().len(), files.count());
    }

    #[test]
    fn every_name_of_a_built_in_tariff_has_its_spanish() {
        for (file, text) in BUILT_IN {
            let mut lines = text.lines().peekable();
            while let Some(line) = lines.next() {
                let after = lines.peek().copied().unwrap_or_default();
                let named = !line.starts_with("name = ") || after.starts_with("name_es = ");
                assert!(named, "{file}: {line}");
            }
        }
        let all = builtin().unwrap();
        let tariff = all.get("demo-time-of-use").unwrap();
        let spanish = tariff.name_es.as_deref();
        assert_eq!(spanish, Some("Demostración: precios según la hora"));
    }

    #[test]
    fn a_tariff_of_a_utility_needs_no_spanish_and_an_empty_one_is_refused() {
        let text = include_str!("../tariffs/demo-flat.toml");
        let without: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with("name_es"))
            .collect();
        let own = parse("own", &without.join("\n")).unwrap();
        assert_eq!(own.name_es, None);
        let empty = text.replace("Demostración: precio único", " ");
        let error = parse("own", &empty).unwrap_err();
        assert!(error.to_string().contains("tariff.name_es"), "{error}");
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

    #[test]
    fn a_version_is_a_file_of_its_own_and_says_the_day_of_its_name() {
        let all = builtin().unwrap();
        let flat = all.get("example-flat").unwrap();
        assert_eq!(flat.later.len(), 1);
        let text = include_str!("../tariffs/example-flat@2027-01-01.toml");
        let file = |name: &str| Ok((name.to_owned(), text.to_owned()));
        let wrong = gather([file("example-flat@2027-01-02")].into_iter()).unwrap_err();
        assert!(
            wrong
                .to_string()
                .contains("effective_from = \"2027-01-02\"")
        );
        let twice = [file("a@2027-01-01"), file("a@2027-01-01")];
        let twice = gather(twice.into_iter()).unwrap_err();
        assert!(
            twice.to_string().contains("later[0].effective_from"),
            "{twice}"
        );
    }
}
