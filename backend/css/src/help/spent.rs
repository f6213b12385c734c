//! Help pays for charges, and has back what a charge that is taken back has cost it. So a charge
//! that was wrong never turns help into money that could be refunded.

use super::OPEN_MAX;
use crate::CssError;
use crate::split::named;
use ami_domain::grant::{Grant, Purpose, spend};
use ami_domain::id::{AccountId, GrantId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::Timestamp;
use ami_store::{Helped, Tx};
use std::collections::BTreeMap;

/// What an interval has newly cost the prepaid balance; below zero when it got back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    /// Start of the interval.
    pub(crate) start: Timestamp,
    /// Its end, at which charges are posted.
    pub(crate) end: Timestamp,
    /// How much.
    pub(crate) amount: Money,
}

/// What these charges, posted at the ends of intervals with these starts, cost an account.
pub(crate) fn costs(
    account: AccountId,
    charges: &[Transfer],
    starts: &BTreeMap<Timestamp, Timestamp>,
) -> Vec<Cost> {
    let mut by_end: BTreeMap<Timestamp, Money> = BTreeMap::new();
    for one in charges {
        let effect = one.effect_on(Book::Prepaid(account));
        *by_end.entry(one.at).or_default() -= effect;
    }
    let cost = |(end, amount)| {
        let start = starts.get(&end).copied().unwrap_or(end);
        Cost { start, end, amount }
    };
    by_end.into_iter().map(cost).collect()
}

/// Help pays what intervals cost, before the customer's own money does.
pub(crate) async fn pay(tx: &mut Tx, account: AccountId, costs: &[Cost]) -> Result<(), CssError> {
    let mut grants = tx.open_grants(account, OPEN_MAX).await?;
    for cost in costs {
        if cost.amount.is_negative() {
            have_back(tx, account, cost).await?;
        } else if !grants.is_empty() {
            pay_one(tx, account, cost, &mut grants).await?;
        }
    }
    Ok(())
}

async fn pay_one(
    tx: &mut Tx,
    account: AccountId,
    cost: &Cost,
    grants: &mut [Grant],
) -> Result<(), CssError> {
    // Help that ends in an interval pays for all of it.
    let parts = spend(cost.amount, Purpose::Energy, cost.start, grants);
    if parts.is_empty() {
        return Ok(());
    }
    let known = tx.helped(account, cost.start).await?;
    for (grant, part) in parts {
        let own = known.iter().find(|one| one.grant == grant);
        let before = own.copied().unwrap_or(Helped {
            grant,
            amount: Money::ZERO,
            times: 0,
        });
        let id = name(account, cost.start, grant, before.times);
        let books = (Book::Assistance(account), Book::Prepaid(account));
        let reason = Reason::Helped(cost.start);
        tx.add_transfer(&Transfer::posted(id, books, part, reason, cost.end))
            .await?;
        tx.spend_grant(grant, part).await?;
        let after = Helped {
            amount: before.amount + part,
            times: before.times + 1,
            ..before
        };
        tx.set_helped(account, cost.start, &after).await?;
        if let Some(own) = grants.iter_mut().find(|one| one.id == grant) {
            own.unspent -= part;
        }
    }
    Ok(())
}

/// What an interval got back goes to the help that had paid for it; where that is over, to where
/// help comes from.
async fn have_back(tx: &mut Tx, account: AccountId, cost: &Cost) -> Result<(), CssError> {
    let mut open = -cost.amount;
    for before in tx.helped(account, cost.start).await? {
        let part = before.amount.min(open);
        if !part.is_positive() {
            continue;
        }
        open -= part;
        let Some((_, grant)) = tx.grant(before.grant).await? else {
            continue;
        };
        let (to, reason) = if grant.expired_at.is_some() {
            (Book::Fund, Reason::Expired)
        } else {
            tx.spend_grant(grant.id, -part).await?;
            (Book::Assistance(account), Reason::Helped(cost.start))
        };
        let id = name(account, cost.start, grant.id, before.times);
        let books = (Book::Prepaid(account), to);
        tx.add_transfer(&Transfer::posted(id, books, part, reason, cost.end))
            .await?;
        let after = Helped {
            amount: before.amount - part,
            times: before.times + 1,
            ..before
        };
        tx.set_helped(account, cost.start, &after).await?;
    }
    Ok(())
}

/// The one name of the help of a grant for an interval after so many movements.
fn name(account: AccountId, start: Timestamp, grant: GrantId, times: u32) -> TransferId {
    let start = start.as_millis().to_be_bytes();
    let times = times.to_be_bytes();
    named(
        "helped",
        &[&account.to_bytes(), &start, &grant.to_bytes(), &times],
    )
}
