//! Rules for cutting: those that come with the program, or those of a file (FR-10, DESIGN 7.8).

use ami_domain::clearance::Rules;
use std::path::Path;

/// As protective as the strictest of the regulations that we know.
const DEFAULT: &str = include_str!("../rules/default.toml");

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

/// The rules that come with the program.
///
/// # Errors
/// Never for a released program: a test reads them.
pub fn builtin() -> Result<Rules, RulesError> {
    parse("default", DEFAULT)
}

/// The rules of a file.
///
/// # Errors
/// [`RulesError`] when it cannot be read or does not hold together.
pub fn read(path: &Path) -> Result<Rules, RulesError> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| RulesError::Read {
        name: name.clone(),
        source,
    })?;
    parse(&name, &text)
}

fn parse(name: &str, text: &str) -> Result<Rules, RulesError> {
    let shape = |why: String| RulesError::Shape {
        name: name.to_owned(),
        why,
    };
    let rules: Rules = toml::from_str(text).map_err(|error| shape(error.to_string()))?;
    rules.check().map_err(shape)?;
    Ok(rules)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ami_domain::protection::Class;

    #[test]
    fn the_built_in_rules_cut_nobody_critical_and_nobody_at_night() {
        let rules = builtin().unwrap();
        assert!(!rules.disconnect.contains_key(&Class::Critical));
        for class in rules.disconnect.values() {
            assert!(class.from_minute >= 600 && class.until_minute <= 900);
            assert!(class.protections && class.holidays);
        }
    }

    #[test]
    fn rules_that_would_cut_a_hospital_are_refused() {
        let bad = DEFAULT.replace("[disconnect.business]", "[disconnect.critical]");
        let error = parse("bad", &bad).unwrap_err().to_string();
        assert!(error.contains("critical"), "{error}");
    }
}
