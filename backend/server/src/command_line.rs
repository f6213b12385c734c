//! What one start of `ami-server` is to do, by its arguments: serve, or one task on the terminal.

use crate::{
    Config, audit, explain, new_password, reconcile, reconcile_credit, reconcile_payments,
    regulator, replay, restored,
};
use anyhow::{Context, bail};
use std::path::PathBuf;

/// What the arguments say.
#[derive(Debug)]
pub struct CommandLine {
    /// What is to be done.
    pub task: Task,
    /// The file of `--config`.
    pub config: Option<PathBuf>,
    /// Ends with whoever has started it.
    pub with_parent: bool,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Serve until told to end.
    Serve,
    /// Tell which keys a configuration has.
    HelpConfig,
    /// The ledger against itself.
    Audit,
    /// What is behind a figure.
    Explain(explain::Figure),
    /// How a figure is explained on another machine.
    HelpExplain,
    /// A figure again from its bundle.
    Recompute(PathBuf),
    /// Meters' logs against the journal.
    Reconcile(reconcile::Asked),
    /// Meters' counters against what they were sent.
    ReconcileCredit(reconcile::Asked),
    /// Past decisions once more.
    Replay(reconcile::Asked),
    /// The processor's report against the books.
    ReconcilePayments(reconcile_payments::Asked),
    /// A backup of the database was put back.
    Restored,
    /// Somebody with this login has forgotten their password.
    NewPassword(String),
    /// The report for the regulator.
    RegulatorReport(regulator::Asked),
}

impl CommandLine {
    /// Reads the arguments behind the program's name; a task takes all that follow it.
    ///
    /// # Errors
    /// When an argument is not known, or a task has no value that can be read.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut line = Self {
            task: Task::Serve,
            config: None,
            with_parent: false,
        };
        while let Some(argument) = arguments.next() {
            let rest = arguments.by_ref();
            match argument.as_str() {
                "--config" => line.config = rest.next().map(PathBuf::from),
                "--exit-with-parent" => line.with_parent = true,
                "--help-config" => line.task = Task::HelpConfig,
                "audit" => line.task = Task::Audit,
                "restored" => line.task = Task::Restored,
                "password" => {
                    let login = rest.next().context("password LOGIN: whose?")?;
                    line.task = Task::NewPassword(login);
                }
                "reconcile" => line.task = Task::Reconcile(reconcile::Asked::read(rest)?),
                "reconcile-credit" => {
                    line.task = Task::ReconcileCredit(reconcile::Asked::read(rest)?);
                }
                "replay" => line.task = Task::Replay(reconcile::Asked::read(rest)?),
                "reconcile-payments" => {
                    line.task = Task::ReconcilePayments(reconcile_payments::Asked::read(rest)?);
                }
                "regulator-report" => {
                    line.task = Task::RegulatorReport(regulator::Asked::read(rest)?);
                }
                "explain" => {
                    line.task = match explain::Asked::read(rest)? {
                        explain::Asked::Recompute(file) => Task::Recompute(file),
                        explain::Asked::Figure(asked) => Task::Explain(asked),
                        explain::Asked::Help => Task::HelpExplain,
                    };
                }
                other => bail!(
                    "unknown argument {other}; use --config FILE, --help-config, or after \
                     --config FILE: audit, restored, password LOGIN, reconcile, \
                     reconcile-credit or replay, the last three [--meter ID] [--from MS] \
                     [--until MS], reconcile-payments [--from MS] [--until MS], \
                     regulator-report --from DAY --until DAY, or explain ID [--export FILE]; \
                     without --config: explain --bundle FILE"
                ),
            }
        }
        Ok(line)
    }

    /// The file of the configuration, which every task on a database needs.
    ///
    /// # Errors
    /// When there is none.
    pub fn config(&self) -> anyhow::Result<&PathBuf> {
        let missing = "no configuration; use --config FILE, see --help-config";
        self.config.as_ref().context(missing)
    }
}

impl Task {
    /// Does a task that ends by itself; how many differences it has found. `None`: it is to serve.
    ///
    /// # Errors
    /// As the task.
    pub async fn run(&self, config: &Config) -> anyhow::Result<Option<usize>> {
        let found = match self {
            Task::Serve | Task::HelpConfig | Task::HelpExplain => return Ok(None),
            Task::Audit => audit::run(config).await?,
            Task::Explain(asked) => explain::figure(config, asked).await?,
            Task::Recompute(file) => explain::recompute(file)?,
            Task::Reconcile(asked) => reconcile::run(config, *asked).await?,
            Task::ReconcileCredit(asked) => reconcile_credit::run(config, *asked).await?,
            Task::Replay(asked) => replay::run(config, *asked).await?,
            Task::ReconcilePayments(asked) => reconcile_payments::run(config, *asked).await?,
            Task::Restored => {
                restored::run(config).await?;
                0
            }
            Task::NewPassword(login) => {
                new_password::run(config, login, std::io::stdin()).await?;
                0
            }
            Task::RegulatorReport(asked) => {
                regulator::run(config, *asked).await?;
                0
            }
        };
        Ok(Some(found))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn read(text: &str) -> anyhow::Result<CommandLine> {
        CommandLine::read(text.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_task_is_found_behind_the_configuration_and_takes_what_follows() {
        let line = read("--config a.toml").unwrap();
        assert_eq!((line.task, line.with_parent), (Task::Serve, false));
        let line = read("--config a.toml --exit-with-parent audit").unwrap();
        assert_eq!((line.task, line.with_parent), (Task::Audit, true));
        let line = read("--config a.toml replay --from 5").unwrap();
        assert_eq!(line.config, Some("a.toml".into()));
        let Task::Replay(asked) = line.task else {
            panic!("{:?}", line.task);
        };
        assert_eq!(asked.window.start.as_millis(), 5);
        let days = "--config a.toml regulator-report --from 2026-01-01 --until 2027-01-01";
        let Task::RegulatorReport(asked) = read(days).unwrap().task else {
            panic!("a report");
        };
        assert_eq!(asked.until.to_string(), "2027-01-01");
        for wrong in [
            "--from 2026-01-01",
            "--from 2026-1-1 --until 2027-01-01",
            "--day x",
        ] {
            read(&format!("regulator-report {wrong}")).unwrap_err();
        }
        assert_eq!(
            read("explain --bundle b.json").unwrap().task,
            Task::Recompute("b.json".into())
        );
    }

    #[test]
    fn what_is_not_known_is_refused_with_what_is() {
        let refused = read("--config a.toml serve").unwrap_err().to_string();
        assert!(
            refused.contains("unknown argument serve; use --config FILE"),
            "{refused}"
        );
        let refused = read("audit").unwrap().config().unwrap_err().to_string();
        assert!(refused.contains("use --config FILE"), "{refused}");
        read("replay --from").unwrap_err();
    }
}
