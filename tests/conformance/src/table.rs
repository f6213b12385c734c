//! The table: every id, what was measured of it, what is wanted, and whether it holds. Printed as
//! text, written as JSON and Markdown.

use crate::registry::Registry;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Whether a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// Its tests did not run now, and nothing of it was measured.
    NotRun,
}

/// One measured figure of one id.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Finding {
    /// Of which requirement.
    pub id: String,
    /// What was measured, in words and numbers.
    pub measured: String,
    /// What is wanted.
    pub threshold: String,
    /// Whether that is so.
    pub pass: bool,
    /// Where it was measured: `fleet`, `real processes`.
    pub place: String,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its sentence.
    pub requirement: String,
    /// Measured figures, or how its tests went.
    pub measured: String,
    /// What is wanted.
    pub threshold: String,
    /// Whether it holds.
    pub verdict: Verdict,
    /// The tests that prove it.
    pub tests: Vec<String>,
}

/// How tests went, by name without their modules; `true` for passed.
pub type Results = BTreeMap<String, bool>;

/// Reads what the test programs print: `test delivery::nfr10_.. ... ok`. A name that failed once
/// has failed.
pub fn results(output: &str) -> Results {
    let mut all = Results::new();
    for line in output.lines() {
        let Some((name, end)) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.split_once(" ... "))
        else {
            continue;
        };
        let name = name.rsplit("::").next().unwrap_or(name);
        let passed = match end.trim() {
            "ok" => true,
            "FAILED" => false,
            _ => continue,
        };
        all.entry(name.to_owned())
            .and_modify(|before| *before &= passed)
            .or_insert(passed);
    }
    all
}

/// Joins requirements, figures and tests; a row rests on those of its tests that ran.
pub fn rows(registry: &Registry, findings: &[Finding], results: &Results) -> Vec<Row> {
    let row = |one: &crate::registry::Requirement| {
        let own: Vec<&Finding> = findings.iter().filter(|found| found.id == one.id).collect();
        let ran: Vec<bool> = one
            .tests
            .iter()
            .filter_map(|name| results.get(name).copied())
            .collect();
        let passed = ran.iter().filter(|passed| **passed).count();
        let mut measured: Vec<String> = own
            .iter()
            .map(|found| format!("{}: {}", found.place, found.measured))
            .collect();
        if !ran.is_empty() {
            measured.push(format!("{passed} of {} tests passed", ran.len()));
        }
        let mut wanted: Vec<&str> = own.iter().map(|found| found.threshold.as_str()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let verdict = if own.iter().any(|found| !found.pass) || passed < ran.len() {
            Verdict::Fail
        } else if own.is_empty() && ran.is_empty() {
            Verdict::NotRun
        } else {
            Verdict::Pass
        };
        Row {
            id: one.id.clone(),
            requirement: one.sentence.clone(),
            measured: measured.join("; "),
            threshold: if wanted.is_empty() {
                one.threshold.clone()
            } else {
                wanted.join("; ")
            },
            verdict,
            tests: one.tests.clone(),
        }
    };
    registry.requirements.iter().map(row).collect()
}

impl Verdict {
    /// As it is printed.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "FAIL",
            Verdict::NotRun => "not run",
        }
    }
}

/// For a terminal: one line a row, its sentence cut.
pub fn text(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let sentence: String = row.requirement.chars().take(60).collect();
        let test = row.tests.first().map_or("-", String::as_str);
        let more = row.tests.len().saturating_sub(1);
        let more = if more > 0 {
            format!(" +{more}")
        } else {
            String::new()
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:<10} {:<7}  {sentence:<60}  {} [{}]  {test}{more}",
            row.id,
            row.verdict.word(),
            row.measured,
            row.threshold
        );
    }
    text
}

/// For people to keep.
pub fn markdown(header: &str, rows: &[Row]) -> String {
    let mut text = format!("# Conformance\n\n{header}\n\n");
    text.push_str("| id | requirement | measured | threshold | verdict | tests |\n");
    text.push_str("|---|---|---|---|---|---|\n");
    for row in rows {
        let cell = |text: &str| text.replace('|', "\\|");
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} |",
            row.id,
            cell(&row.requirement),
            cell(&row.measured),
            cell(&row.threshold),
            row.verdict.word(),
            row.tests.join(", ")
        );
    }
    text
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn registry() -> Registry {
        let csv = "id,requirement,threshold,ref\nFR-01,Shows,x,1\nNFR-10,Again,45 s,1\n\
                   FR-02,Low,48 h,1\n";
        let register = "open = []\n[id]\nFR-01 = { rule = \"a\" }\nFR-02 = { rule = \"a\" }\n\
                        NFR-10 = { rule = \"a\" }\n";
        let names = ["fr01_shows", "fr01_again", "nfr10_again"].map(str::to_owned);
        Registry::read(csv, register, &BTreeSet::from(names)).unwrap()
    }

    #[test]
    fn a_row_passes_only_when_all_its_tests_and_figures_do() {
        let output = "test display::fr01_shows ... ok\ntest fr01_again ... FAILED\nnoise\n\
                      test a::nfr10_again ... ok\ntest b::other ... ignored\n";
        let mut finding = Finding {
            id: "NFR-10".into(),
            measured: "100 %".into(),
            threshold: "45 s".into(),
            pass: true,
            place: "fleet".into(),
        };
        let all = rows(&registry(), &[finding.clone()], &results(output));
        let verdicts: Vec<Verdict> = all.iter().map(|row| row.verdict).collect();
        assert_eq!(verdicts, [Verdict::Fail, Verdict::Pass, Verdict::NotRun]);
        assert_eq!(all[1].measured, "fleet: 100 %; 1 of 1 tests passed");
        finding.pass = false;
        let all = rows(&registry(), &[finding], &results(output));
        assert_eq!(all[1].verdict, Verdict::Fail);
        assert!(text(&all).contains("NFR-10     FAIL"), "{}", text(&all));
        assert!(markdown("x", &all).contains("| FR-01 | Shows |"));
    }
}
