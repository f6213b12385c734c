//! `ami-server replay`: takes every past decision about supply again, on the terminal.

use crate::reconcile::{Asked, meters};
use crate::{Config, compose};
use ami_adcs::replay;
use ami_domain::clearance::Rules;
use ami_store::{Store, StoreError};

/// Prints each difference, one a line; how many there are. A pack that says something else than
/// the text of its version under which decisions were taken is one, too.
///
/// # Errors
/// When the database cannot be opened or read, or the configured rules cannot be read.
pub async fn run(config: &Config, asked: Asked) -> anyhow::Result<usize> {
    let (rules, packs) = compose::rules(config)?;
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
    let packs = packs.all().iter().map(|pack| &pack.rules);
    for rules in std::iter::once(&rules).chain(packs.filter(|one| **one != rules)) {
        if is_changed(&store, rules).await? {
            let version = &rules.version;
            println!(
                "rules {version:?}: the configured pack is not the text that decisions were taken \
                 under; give a changed pack a version of its own"
            );
            count += 1;
        }
    }
    println!(
        "{} meters, {decisions} decisions, {count} differences",
        meters.len()
    );
    store.close().await;
    Ok(count)
}

/// Decisions were taken under this version, and its text was another one.
async fn is_changed(store: &Store, rules: &Rules) -> Result<bool, StoreError> {
    let body = store.read().await?.rules_body(&rules.version).await?;
    Ok(body.is_some_and(|body| serde_json::from_str::<Rules>(&body).ok().as_ref() != Some(rules)))
}
