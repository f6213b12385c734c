//! `ami-server reconcile-payments`: the processor's report, and what banks said of cheques, beside
//! our books, on the terminal.

use crate::{Config, compose};
use ami_css::reconcile_payments::{Compared, ReconcileError};
use ami_domain::time::{Span, Timestamp};
use ami_store::Store;
use anyhow::{Context, bail};

/// Days that are compared when nothing is said: late lines are found the next day.
const LAST: Span = Span::days(3);

/// What is compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// From the day of this moment on; the last three days without it.
    pub from: Option<Timestamp>,
    /// Until this moment; until now without it.
    pub until: Option<Timestamp>,
}

impl Asked {
    /// Reads `--from MS` and `--until MS` (milliseconds since 1970 UTC).
    ///
    /// # Errors
    /// When an argument is not known, or has no value that can be read.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut asked = Self::default();
        while let Some(argument) = arguments.next() {
            let value = arguments.next();
            let value = value.with_context(|| format!("{argument} needs a value"))?;
            let at = value.parse().map(Timestamp::from_millis)?;
            match argument.as_str() {
                "--from" => asked.from = Some(at),
                "--until" => asked.until = Some(at),
                other => bail!("unknown argument {other}; use --from or --until"),
            }
        }
        Ok(asked)
    }
}

/// Prints each difference, one a line; how many there are. They are kept for the operator, too.
///
/// # Errors
/// When there is no processor, it does not answer, or the database cannot be used.
pub async fn run(config: &Config, asked: Asked) -> anyhow::Result<usize> {
    let store = Store::open(&config.database_url).await?;
    let app = compose::app(config, store)?;
    let now = app.now();
    let until = asked.until.unwrap_or(now.real);
    let from = asked.from.unwrap_or(until - LAST);
    let cheques = app.css.compare_cheques(now).await?;
    // Cheques are the bank's: they are compared where there is no processor, too.
    let found = match app.css.reconcile_payments(now, from, until).await {
        Err(ReconcileError::NoProcessor) if !cheques.is_empty() => Compared::default(),
        found => found?,
    };
    for difference in found.differences.iter().chain(&cheques) {
        let (why, subject) = (difference.why.word(), &difference.subject);
        println!("{why} {subject} {}", difference.evidence);
    }
    let mut lines = 0;
    for day in &found.days {
        lines += day.lines;
    }
    let count = found.differences.len() + cheques.len();
    println!(
        "{} days, {lines} lines, {count} differences",
        found.days.len()
    );
    app.css.store.close().await;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_that_mean_nothing_are_refused() {
        let read = |words: &[&str]| Asked::read(words.iter().map(|word| (*word).to_owned()));
        let asked = read(&["--from", "5", "--until", "7"]);
        assert!(asked.is_ok_and(|a| {
            a.from == Some(Timestamp::from_millis(5)) && a.until == Some(Timestamp::from_millis(7))
        }));
        for wrong in [&["--from"][..], &["--until", "x"], &["--x", "1"]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
