//! Which tests take a step. A scenario is one test of many steps; each step is a function whose
//! name bears the ids that it proves, and only the test prints a line of its own.

use crate::table::Results;
use std::collections::{BTreeMap, BTreeSet};

/// Names of functions, each with the tests of its file that call it, themselves or through others.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Steps(BTreeMap<String, BTreeSet<String>>);

/// One function of a source file.
#[derive(Default)]
struct Function {
    name: String,
    test: bool,
    calls: BTreeSet<String>,
}

impl Steps {
    /// Learns the functions of one file, as rustfmt leaves it.
    pub fn learn(&mut self, text: &str) {
        let all = functions(text);
        let callers = |name: &str| {
            let calls = |one: &&Function| one.calls.contains(name);
            all.iter().filter(calls).collect::<Vec<_>>()
        };
        for step in all.iter().filter(|one| !one.test) {
            let (mut seen, mut next) = (BTreeSet::new(), vec![step]);
            while let Some(one) = next.pop() {
                if one.test {
                    let tests = self.0.entry(step.name.clone()).or_default();
                    tests.insert(one.name.clone());
                } else if seen.insert(&one.name) {
                    next.extend(callers(&one.name));
                }
            }
        }
    }

    /// The results with one for each step whose test ran. A step has passed when all its tests
    /// did: one that failed may never have come to it.
    pub fn joined(&self, mut results: Results) -> Results {
        let of_step = |(step, tests): (&String, &BTreeSet<String>)| {
            let ran = tests.iter().filter_map(|test| results.get(test));
            let passed = ran.copied().reduce(|all, one| all && one)?;
            (!results.contains_key(step)).then(|| (step.clone(), passed))
        };
        let more: Vec<_> = self.0.iter().filter_map(of_step).collect();
        results.extend(more);
        results
    }
}

fn functions(text: &str) -> Vec<Function> {
    let (mut all, mut open): (Vec<Function>, Option<(Function, &str)>) = (Vec::new(), None);
    let mut test = false;
    for line in text.lines() {
        let word = line.trim_start();
        let indent = line.get(..line.len() - word.len()).unwrap_or_default();
        if let Some((mut function, depth)) = open.take() {
            function.calls.extend(calls(word));
            if indent == depth && word == "}" {
                all.push(function);
            } else {
                open = Some((function, depth));
            }
        } else if let Some(name) = crate::registry::functions(line).next() {
            let function = Function {
                name: name.to_owned(),
                test: std::mem::take(&mut test),
                calls: BTreeSet::new(),
            };
            match line.ends_with('}') {
                true => all.push(function),
                false => open = Some((function, indent)),
            }
        } else if word.is_empty() {
            test = false;
        } else if word.starts_with("#[test]") || word.starts_with("#[tokio::test") {
            test = true;
        }
    }
    all
}

/// The names before an opening parenthesis.
fn calls(line: &str) -> impl Iterator<Item = String> {
    let ends = line.match_indices('(').filter_map(|(at, _)| line.get(..at));
    ends.filter_map(|before| {
        let name = before
            .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .next()?;
        (!name.is_empty()).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
#[tokio::test]
async fn sc1_all() -> Result<()> {
    primary().await
}

#[test]
fn sc1_other() {
    primary();
}

async fn primary() {
    sc1_1_asks(
        1,
    )
    .await;
}

/// SC1.1
async fn sc1_1_asks(n: u8) {
    let sc1_2_is_only_a_word = n;
}

fn sc1_2_is_only_a_word() {}
";

    fn joined(output: &str) -> Results {
        let mut steps = Steps::default();
        steps.learn(TEXT);
        steps.joined(crate::table::results(output))
    }

    #[test]
    fn a_step_passes_with_the_tests_that_take_it() {
        let all = joined("test a::sc1_all ... ok\ntest sc1_other ... ok\n");
        assert_eq!(all.get("sc1_1_asks"), Some(&true));
        assert_eq!(all.get("sc1_2_is_only_a_word"), None, "nobody takes it");
    }

    #[test]
    fn a_step_fails_with_any_of_its_tests_and_is_not_run_without_them() {
        let all = joined("test a::sc1_all ... ok\ntest sc1_other ... FAILED\n");
        assert_eq!(all.get("sc1_1_asks"), Some(&false));
        assert_eq!(joined("test x ... ok\n").get("sc1_1_asks"), None);
    }
}
