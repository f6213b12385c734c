//! Whether a server knows what its homes are charged by. A home on a tariff that is not there could
//! not be charged, and its payments would be taken and not credited; so the server does not start,
//! while somebody is there who can put the file back.

use ami_adcs::Terms;
use ami_domain::time::Zone;
use ami_store::Store;
use anyhow::bail;

/// So many homes are named; the tariff says the rest.
const NAMED_MAX: u32 = 5;

/// Looks whether every tariff and time zone of the homes is known.
///
/// # Errors
/// Naming each that is not and some of the homes that have it; else when the store fails.
pub async fn check(store: &Store, terms: &Terms) -> anyhow::Result<()> {
    let mut tx = store.read().await?;
    let (mut faults, mut after) = (Vec::new(), String::new());
    while let Some(tariff) = tx.next_tariff(&after).await? {
        if !terms.tariffs.contains_key(&tariff) {
            let homes = tx.accounts_on_tariff(&tariff, NAMED_MAX).await?.join(", ");
            faults.push(format!(
                "tariff {tariff:?} is in no file, and accounts have it ({homes}, ..): put its \
                 file back into tariffs_dir"
            ));
        }
        after = tariff;
    }
    after = String::new();
    while let Some(zone) = tx.next_zone(&after).await? {
        if Zone::named(&zone).is_err() {
            let homes = tx.places_in_zone(&zone, NAMED_MAX).await?.join("; ");
            faults.push(format!(
                "time zone {zone:?} is not known to this program, and places are in it ({homes}, \
                 ..): start the version that you had before"
            ));
        }
        after = zone;
    }
    if !faults.is_empty() {
        bail!("homes could not be charged: {}", faults.join("; "));
    }
    Ok(())
}
