//! The regulator's report as a table, for the website and for `ami-server regulator-report`.

use crate::http::export::csv::{Cell, Csv};
use crate::{Config, compose};
use ami_css::regulator::Report;
use ami_domain::regulator::Value;
use ami_domain::time::Day;
use ami_store::Store;
use anyhow::{Context, bail};

/// Which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The first.
    pub from: Day,
    /// The first after.
    pub until: Day,
}

impl Asked {
    /// Reads `--from DAY` and `--until DAY`, days as 2026-01-31.
    ///
    /// # Errors
    /// When one of them is missing, no day, or something else is there.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let (mut from, mut until) = (None, None);
        while let Some(argument) = arguments.next() {
            let which = match argument.as_str() {
                "--from" => &mut from,
                "--until" => &mut until,
                other => bail!("unknown argument {other}; use --from and --until"),
            };
            let value = arguments.next().unwrap_or_default();
            let day = Day::from_text(&value);
            *which = Some(day.with_context(|| {
                format!("{argument} must be a day as 2026-01-31, and is {value:?}")
            })?);
        }
        let missing = "regulator-report needs --from DAY and --until DAY, the first day after";
        Ok(Self {
            from: from.context(missing)?,
            until: until.context(missing)?,
        })
    }
}

/// Prints the report as CSV on standard output.
///
/// # Errors
/// When the days are none, or the database cannot be opened or read.
pub async fn run(config: &Config, asked: Asked) -> anyhow::Result<()> {
    let store = Store::open(&config.database_url).await?;
    let app = compose::app(config, store)?;
    let report = app
        .css
        .regulator_report(app.now(), asked.from, asked.until)
        .await?;
    print!("{}", csv(&report));
    app.css.store.close().await;
    Ok(())
}

/// One line for each value. What is withheld has no value and says so.
pub fn csv(report: &Report) -> String {
    let mut csv = Csv::default();
    csv.head(&[
        "from", "until", "figure", "group", "part", "unit", "value", "withheld",
    ]);
    let days = [report.from, report.until].map(|day| day.to_string());
    for line in &report.lines {
        let withheld = line.value == Value::Withheld;
        csv.line([
            Cell::text(days[0].as_str()),
            Cell::text(days[1].as_str()),
            Cell::text(line.figure.word()),
            Cell::text(line.group),
            Cell::text(line.part),
            Cell::text(line.unit.word()),
            Cell::maybe(line.value.said(), Cell::number),
            Cell::text(if withheld { "yes" } else { "no" }),
        ]);
    }
    csv.into_text()
}
