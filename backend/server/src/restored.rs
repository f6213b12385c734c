//! `ami-server restored`: what must happen once after a backup of the database was put back, and
//! before the server starts on it.

use crate::Config;
use crate::clock::SystemClock;
use ami_domain::clock::Clock;
use ami_store::{Restored, Store};

/// Kept with the stop of all cuts.
const WHY: &str = "a backup of the database was put back";

/// Gives meters a new epoch, ends what the backup must not bring back to life, and stops all cuts
/// until two people let them begin again. Prints what was done, and what a person does next.
///
/// # Errors
/// When the database cannot be opened or written; nothing is changed then.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    let store = Store::open(&config.database_url).await?;
    let clock = SystemClock {
        business: config.clock,
    };
    let (now, mut tx) = (clock.now(), store.begin().await?);
    let Restored {
        meters,
        cuts,
        sessions,
    } = tx.restored(now.real).await?;
    tx.stop_cuts(now.business, None, WHY).await?;
    tx.commit().await?;
    store.close().await;
    println!(
        "{meters} meters take the commands from now on, and none from before\n\
         {cuts} cuts that were on their way are void\n\
         {sessions} sessions ended: everybody signs in again\n\
         all cuts are stopped\n\
         next: start the server; run audit, reconcile-payments, reconcile and reconcile-credit; \
         enter what is missing; then two people let cuts begin again (screen: holds and weather)"
    );
    Ok(())
}
