//! A representative makes sure who is calling before an account opens to them (SC6.2).

use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::id::{AccountId, UserId};
use ami_domain::identity::{Fact, NEEDED, REASON, TRIES, VALID};
use ami_domain::payment::PaymentState;
use ami_domain::time::Timestamp;
use ami_store::{AccountRow, IdentityRow, Tx};
use std::collections::BTreeSet;

/// Payments that are looked through for the last one that was applied.
const PAYMENTS: u32 = 20;
/// How an account is open that nobody has proved to be theirs: in an emergency.
pub(crate) const UNPROVED: &str = "break_glass";

/// Until when an account is open to this representative.
///
/// # Errors
/// [`CssError::NotVerified`]; else when the store fails.
pub async fn required(
    tx: &mut Tx,
    now: Now,
    by: UserId,
    account: AccountId,
) -> Result<Timestamp, CssError> {
    let until = tx.identity_until(account, by, now.real).await?;
    until.ok_or(CssError::NotVerified(account))
}

impl Css {
    /// Compares what a caller says with what is stored. [`NEEDED`] different facts must be right;
    /// `None` when fewer are, and which ones is not told. What was said is not kept.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], [`CssError::TooManyTries`]; else when the store fails.
    pub async fn verify(
        &self,
        now: Now,
        by: UserId,
        account: AccountId,
        said: &[(Fact, String)],
    ) -> Result<Option<Timestamp>, CssError> {
        let mut tx = self.store.begin().await?;
        // The lock counts tries that come at once.
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let since = now.real - VALID;
        if tx.identities_refused(account, by, since).await? >= TRIES {
            return Err(CssError::TooManyTries);
        }
        let mut right = BTreeSet::new();
        for (fact, said) in said {
            if fact.matches(said, &truth(&mut tx, &row, *fact).await?) {
                right.insert(*fact);
            }
        }
        let verified = right.len() >= NEEDED;
        let until = if verified { now.real + VALID } else { now.real };
        let facts: Vec<_> = right.iter().map(|fact| fact.word()).collect();
        tx.add_identity(&IdentityRow {
            account,
            person: by,
            at: now.real,
            outcome: if verified { "verified" } else { "refused" }.to_owned(),
            facts: facts.join(","),
            reason: String::new(),
            valid_until: until,
        })
        .await?;
        tx.commit().await?;
        Ok(verified.then_some(until))
    }

    /// Opens an account without proof, in an emergency, with a reason that is kept.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], [`CssError::BadReason`]; else when the store fails.
    pub async fn break_glass(
        &self,
        now: Now,
        by: UserId,
        account: AccountId,
        reason: &str,
    ) -> Result<Timestamp, CssError> {
        if !REASON.contains(&reason.trim().chars().count()) {
            return Err(CssError::BadReason);
        }
        let mut tx = self.store.begin().await?;
        if tx.account(account).await?.is_none() {
            return Err(CssError::UnknownAccount(account));
        }
        let until = now.real + VALID;
        tx.add_identity(&IdentityRow {
            account,
            person: by,
            at: now.real,
            outcome: UNPROVED.to_owned(),
            facts: String::new(),
            reason: reason.trim().to_owned(),
            valid_until: until,
        })
        .await?;
        tx.commit().await?;
        tracing::warn!(account.id = %account, person.id = %by, "An account was opened without proof");
        Ok(until)
    }
}

/// What is stored about a fact; empty where nothing is.
async fn truth(tx: &mut Tx, row: &AccountRow, fact: Fact) -> Result<String, CssError> {
    Ok(match fact {
        Fact::Number => row.number.clone(),
        Fact::Name => tx
            .person(row.customer)
            .await?
            .map_or_else(String::new, |p| p.name),
        Fact::Address => {
            let place = tx.location(row.location).await?;
            place.map_or_else(String::new, |place| place.address)
        }
        Fact::MeterSerial => tx
            .meter(row.meter)
            .await?
            .map_or_else(String::new, |m| m.serial),
        Fact::LastPayment => {
            let payments = tx.payments_of(row.id, PAYMENTS).await?;
            let applied = payments
                .iter()
                .find(|one| matches!(one.state, PaymentState::Applied { .. }));
            applied.map_or_else(String::new, |one| {
                let cents = one.amount.as_micros() / 10_000;
                format!("{}.{:02}", cents / 100, cents % 100)
            })
        }
    })
}
