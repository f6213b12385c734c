//! `ami-server replay`: takes every past decision about supply again, on the terminal.

use crate::Config;
use crate::reconcile::{Asked, meters};
use ami_adcs::replay;
use ami_store::Store;

/// Prints each difference, one a line; how many there are.
///
/// # Errors
/// When the database cannot be opened or read.
pub async fn run(config: &Config, asked: Asked) -> anyhow::Result<usize> {
    let store = Store::open(&config.database_url).await?;
    let meters = meters(&store, asked.meter).await?;
    let (mut decisions, mut count) = (0, 0);
    for meter in &meters {
        let done = replay::meter(&store, *meter, asked.window).await?;
        decisions += done.decisions;
        count += done.differences.len();
        for difference in done.differences {
            println!("{meter} {difference}");
        }
    }
    println!(
        "{} meters, {decisions} decisions, {count} differences",
        meters.len()
    );
    store.close().await;
    Ok(count)
}
