//! `ami-server reconcile-credit`: each meter's credit counter with the ledger's view, on the
//! terminal. What the closes of days have found, and what each meter says now.

use crate::Config;
use crate::reconcile::Asked;
use ami_css::check_credit::{Look, look_at};
use ami_domain::credit_check::Verdict;
use ami_domain::time::{Day, Window};
use ami_store::{AccountRow, Store, Tx};
use anyhow::Context;

/// Accounts that are read at a time.
const PAGE: u32 = 500;
/// So many differences of closed days are printed.
const FOUND_MAX: u32 = 100_000;

/// What was printed, by kind.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    meters: usize,
    waiting: usize,
    differences: usize,
}

/// Prints each difference, one a line; how many there are.
///
/// # Errors
/// When the database cannot be opened or read.
pub async fn run(config: &Config, asked: Asked) -> anyhow::Result<usize> {
    let store = Store::open(&config.database_url).await?;
    let count = print(&store, &asked).await?;
    println!(
        "{} meters, {} differences, {} wait for an interval, a receipt or a second reading",
        count.meters, count.differences, count.waiting
    );
    store.close().await;
    Ok(count.differences)
}

async fn print(store: &Store, asked: &Asked) -> anyhow::Result<Count> {
    let mut count = Count::default();
    let mut tx = store.read().await?;
    let ever = [1970, 9999].map(|year| Day {
        year,
        month: 1,
        day: 1,
    });
    for found in tx.credit_differences(ever.into(), FOUND_MAX).await? {
        let meant = asked.meter.is_none_or(|meter| meter == found.meter);
        if meant && asked.window.contains(found.at) {
            count.differences += 1;
            println!(
                "{} {}: the meter said {} Wh at {}, the ledger {} Wh; it came about after {}",
                found.day,
                found.meter,
                found.counter.get(),
                found.at,
                found.expected.get(),
                found.since
            );
        }
    }
    drop(tx);
    let mut after = None;
    loop {
        let page = store.read().await?.all_accounts(after, PAGE).await?;
        after = page.last().map(|row| row.id);
        let open = page.iter().filter(|row| !row.is_closed());
        for row in open.filter(|row| asked.meter.is_none_or(|meter| meter == row.meter)) {
            let mut tx = store.read().await?;
            now(&mut tx, row, &asked.window, &mut count).await?;
        }
        if page.len() < PAGE as usize {
            return Ok(count);
        }
    }
}

/// What a meter says now.
async fn now(
    tx: &mut Tx,
    row: &AccountRow,
    window: &Window,
    count: &mut Count,
) -> anyhow::Result<()> {
    count.meters += 1;
    let looked = look_at(tx, row).await;
    match looked.with_context(|| format!("meter {}", row.meter))? {
        Look::Waits | Look::Read(_, Verdict::First) => count.waiting += 1,
        Look::Read(_, Verdict::Agrees) => {}
        Look::Read(reading, Verdict::Differs { expected }) if window.contains(reading.at) => {
            count.differences += 1;
            println!(
                "now {}: the meter said {} Wh at {}, the ledger {} Wh; no day has it yet",
                row.meter,
                reading.counter.get(),
                reading.at,
                expected.get()
            );
        }
        Look::Read(..) => {}
    }
    Ok(())
}
