//! `ami-server explain`: what is behind a figure, and the same figure again from an exported bundle
//! on a machine that has nothing but that file.

mod told;

use crate::{Config, compose};
use ami_domain::explain::{Bundle, LineageId};
use ami_store::Store;
use ami_wire::api::Explained;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use told::told;

/// What `ami-server explain --help` prints.
pub const HELP: &str = "\
Where a figure comes from: ledger entries, tariff lines, intervals and pattern of use, computed
again to the micro-dollar and the watt-hour.

  ami-server --config FILE explain ID                 what is behind a figure, from the database
  ami-server --config FILE explain ID --export OUT    and everything behind it as one file
  ami-server explain --bundle OUT                     the figure again from that file alone

The second machine needs this program and the file, and nothing else: no configuration, no
database, no network. Copy OUT there (the website gives the same file behind \"Why?\"), and run
the last line. It ends with 0 when all comes out the same, bit for bit; with 1 when not, and names
each difference.

ID is one of (answers of the API have it as \"lineage\", the website in the address of \"Why?\"):
  view.ACCOUNT.NUMBER             balance, kWh left, time left with its early and late edge
  estimate.ACCOUNT.FROM.UNTIL     what a time will cost and what to pay for it, as it was shown
  use.ACCOUNT.FROM.UNTIL          what use cost, milliseconds since 1970 UTC, at most 32 days
  alert.ID                        balance and time left that a text to a customer named
  cost.ID                         what a time for an event was expected to cost
  event.ID                        what an event cost, who paid it, and what went back
  statement.ACCOUNT.YYYY-MM-DD    every line of the statement that begins on that day
  payment.ID                      what a payment went to, line by line
  owed.ACCOUNT                    what is owed and borrowed, and how it was paid back
  books.ACCOUNT                   deposit, help, and what closing would pay back
  debt.ACCOUNT.YYYY-MM-DD         what a day paid of debt, from plan, caps and pause
  preview.ACCOUNT.MODE.AT         what a change of how the account pays would mean
  change.ACCOUNT.AT               what a change of how the account pays has moved
  entry.ID                        one entry of the ledger
";

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// What is behind a figure.
    Figure(Figure),
    /// Whether a bundle comes to what it says.
    Recompute(PathBuf),
    /// How to ask.
    Help,
}

/// A figure of the utility's database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Which.
    pub lineage: LineageId,
    /// Its bundle is written here.
    pub export: Option<PathBuf>,
}

impl Asked {
    /// Reads `ID [--export FILE]`, `--bundle FILE` or `--help`.
    ///
    /// # Errors
    /// When an argument is not known, or has no value that can be read.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let first = arguments.next();
        let first = first.context("explain needs the id of a figure, or --bundle FILE; --help")?;
        if matches!(first.as_str(), "--help" | "-h" | "help") {
            return Ok(Asked::Help);
        }
        if first == "--bundle" {
            let file = arguments.next().context("--bundle needs a file")?;
            return Ok(Asked::Recompute(file.into()));
        }
        let lineage = first
            .parse()
            .with_context(|| format!("{first:?} is no id of a figure"))?;
        let export = match arguments.next().as_deref() {
            None => None,
            Some("--export") => Some(arguments.next().context("--export needs a file")?.into()),
            Some(other) => bail!("unknown argument {other}; use explain ID [--export FILE]"),
        };
        Ok(Asked::Figure(Figure { lineage, export }))
    }
}

/// Explains a figure on standard output, and writes its bundle; how many differences there are,
/// none unless something is wrong.
///
/// # Errors
/// When there is no such figure, the database cannot be read, or the file not be written.
pub async fn figure(config: &Config, asked: &Figure) -> anyhow::Result<usize> {
    let store = Store::open(&config.database_url).await?;
    let app = compose::app(config, store)?;
    let bundle = app.css.explain(asked.lineage).await?;
    let bundle = bundle.with_context(|| format!("there is no figure {}", asked.lineage))?;
    let explained = Explained::of(bundle);
    if let Some(file) = &asked.export {
        let text = serde_json::to_string_pretty(&explained)?;
        std::fs::write(file, text)
            .with_context(|| format!("cannot write the bundle to {}", file.display()))?;
    }
    told(&explained);
    app.css.store.close().await;
    Ok(explained.differences.len())
}

/// Computes a bundle again with nothing else at hand, and says on standard output whether it
/// agrees; how many differences there are.
///
/// # Errors
/// When the file cannot be read or is no bundle.
pub fn recompute(file: &Path) -> anyhow::Result<usize> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the bundle {}", file.display()))?;
    let explained = Explained::of(read(&text).with_context(|| {
        let file = file.display();
        format!("{file} is not a bundle of explain; export one with explain ID --export FILE")
    })?);
    told(&explained);
    Ok(explained.differences.len())
}

/// A bundle, alone or in the answer that it came with, whose verdict does not count.
fn read(text: &str) -> serde_json::Result<Bundle> {
    let mut value: serde_json::Value = serde_json::from_str(text)?;
    match value.get_mut("bundle") {
        Some(bundle) => serde_json::from_value(bundle.take()),
        None => serde_json::from_value(value),
    }
}
