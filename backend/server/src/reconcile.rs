//! `ami-server reconcile`: compares the meters' logs with ADCS's, on the terminal (FR-25, FR-26).

use crate::Config;
use ami_adcs::reconcile;
use ami_domain::id::MeterId;
use ami_domain::time::{Timestamp, Window};
use ami_store::Store;
use anyhow::{Context, bail};

/// Accounts that are read at a time.
const PAGE: u32 = 500;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// One meter; every account's meter without it.
    pub meter: Option<MeterId>,
    /// By the meters' clocks.
    pub window: Window,
}

impl Asked {
    /// Reads `--meter ID`, `--from MS` and `--until MS` (milliseconds since 1970 UTC).
    ///
    /// # Errors
    /// When an argument is not known, or has no value that can be read.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut asked = Self {
            meter: None,
            window: Window {
                start: Timestamp::from_millis(0),
                end: Timestamp::from_millis(i64::MAX),
            },
        };
        while let Some(argument) = arguments.next() {
            let value = arguments.next();
            let value = value.with_context(|| format!("{argument} needs a value"))?;
            let time = || value.parse().map(Timestamp::from_millis);
            match argument.as_str() {
                "--meter" => asked.meter = Some(value.parse()?),
                "--from" => asked.window.start = time()?,
                "--until" => asked.window.end = time()?,
                other => bail!("unknown argument {other}; use --meter, --from or --until"),
            }
        }
        Ok(asked)
    }
}

/// Prints each difference, one a line; how many there are.
///
/// # Errors
/// When the database cannot be opened or read.
pub async fn run(config: &Config, asked: Asked) -> anyhow::Result<usize> {
    let store = Store::open(&config.database_url).await?;
    let meters = meters(&store, asked.meter).await?;
    let mut count = 0;
    for meter in &meters {
        for difference in reconcile::meter(&store, *meter, asked.window).await? {
            count += 1;
            println!("{meter} {difference}");
        }
    }
    println!("{} meters, {count} differences", meters.len());
    store.close().await;
    Ok(count)
}

/// One meter, or every account's.
pub(crate) async fn meters(store: &Store, one: Option<MeterId>) -> anyhow::Result<Vec<MeterId>> {
    let mut meters: Vec<MeterId> = one.into_iter().collect();
    if meters.is_empty() {
        let mut after = None;
        loop {
            let page = store.read().await?.all_accounts(after, PAGE).await?;
            after = page.last().map(|row| row.id);
            meters.extend(page.iter().map(|row| row.meter));
            if page.len() < PAGE as usize {
                break;
            }
        }
    }
    Ok(meters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> anyhow::Result<Asked> {
        Asked::read(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn arguments_that_mean_nothing_are_refused() {
        let meter = MeterId::from_number(7);
        let asked = read(&["--meter", &meter.to_string(), "--from", "5"]);
        assert!(asked.is_ok_and(|a| a.meter == Some(meter) && a.window.start.as_millis() == 5));
        for wrong in [
            &["--meter"][..],
            &["--meter", "7"],
            &["--until", "x"],
            &["--x", "1"],
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
