//! What an account may have at zero, and what lies ahead of it (PR-END, AS-2).

use crate::{AdcsError, Terms};
use ami_domain::account::AtZero;
use ami_domain::display::Ahead;
use ami_domain::energy::Watts;
use ami_domain::id::AccountId;
use ami_domain::policy::Policy;
use ami_domain::program::{Act, Facts};
use ami_domain::protection::Class;
use ami_domain::time::{Timestamp, Zone};
use ami_store::{AccountRow, Meter, Tx};

/// What decides which outcomes an account may have, and its choice for when topping up fails.
///
/// # Errors
/// When the store fails.
pub async fn facts(
    tx: &mut Tx,
    account: &AccountRow,
    meter: &Meter,
    now: Timestamp,
) -> Result<(Facts, AtZero), AdcsError> {
    let top_up = tx.replenish(account.id).await?;
    // Without settings the mildest outcome stands in.
    let fallback = top_up
        .as_ref()
        .map_or(AtZero::RegularBilling, |row| row.settings.fallback);
    let facts = Facts {
        has_switch: meter.has_switch,
        protected: is_protected(tx, account.id, now).await?,
        can_replenish: top_up.is_some_and(|row| !row.settings.paused),
    };
    Ok((facts, fallback))
}

/// What lies ahead at zero, and why it is not done yet.
pub(crate) async fn ahead(
    tx: &mut Tx,
    terms: &Terms,
    account: &AccountRow,
    meter: &Meter,
    zone: &Zone,
    now: Timestamp,
) -> Result<Ahead, AdcsError> {
    let (facts, fallback) = facts(tx, account, meter, now).await?;
    let act = facts.act(account.at_zero, fallback);
    let zero = tx.zero(account.id).await?;
    let rated = rated(tx, terms, account.id).await?;
    let waiting = zero.filter(|zero| zero.held.is_some());
    Ok(Ahead {
        act,
        cap: (act == Act::Limit).then(|| cap(&terms.policy, rated)),
        rated: (act == Act::Limit).then_some(rated),
        earliest: waiting
            .filter(|zero| !zero.done)
            .map(|zero| zone.local(zero.not_before.unwrap_or(zero.next_at))),
        held: waiting.and_then(|zero| zero.held),
    })
}

/// Rated capacity of the service; the utility's usual one when nobody has said.
///
/// # Errors
/// When the store fails.
pub async fn rated(tx: &mut Tx, terms: &Terms, account: AccountId) -> Result<Watts, AdcsError> {
    let standing = tx.standing(account).await?;
    Ok(standing.map_or(Watts::new(terms.policy.rated_w), |known| known.rated))
}

/// Whether a rule protects this customer for as long as it holds. Of whom nothing is known is not
/// moved to another bill for it; the clearance is what keeps their service on.
async fn is_protected(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<bool, AdcsError> {
    Ok(tx.standing(account).await?.is_some_and(|known| {
        known.class == Some(Class::Critical) || known.protections.iter().any(|one| one.holds(now))
    }))
}

/// Demand that is left at zero: the utility's step of the rated capacity (FR-21).
pub const fn cap(policy: &Policy, rated: Watts) -> Watts {
    Watts::new(rated.get() * policy.limit_permille as i64 / 1000)
}
