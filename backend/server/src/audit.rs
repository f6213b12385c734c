//! `ami-server audit`: the whole ledger against itself, and the meters' credit against what was
//! sold, on the terminal. One line for each difference.

use crate::Config;
use ami_store::Store;

/// Prints each difference, one a line; how many there are.
///
/// # Errors
/// When the database cannot be opened or read.
pub async fn run(config: &Config) -> anyhow::Result<usize> {
    let store = Store::open(&config.database_url).await?;
    let mut tx = store.read().await?;
    let found = tx.audit_ledger().await?;
    for difference in &found {
        println!("{difference}");
    }
    let last = tx.last_close().await?;
    let closed = last.map_or("no day is closed".to_owned(), |row| {
        let day = row.day;
        format!("closed up to {}-{:02}-{:02}", day.year, day.month, day.day)
    });
    println!("ledger: {} differences, {closed}", found.len());
    drop(tx);
    store.close().await;
    Ok(found.len())
}
