//! Since when a customer lives at a place. Use of before is somebody else's: the customer neither
//! sees it nor is forecast from it, from the moment at which it is said.

use super::{ProtectError, noted};
use crate::enrol::{Actor, EnrolError};
use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::id::AccountId;
use ami_domain::time::{Day, Zone};
use ami_store::Noted;

impl Css {
    /// Says since which local day the customer of an account lives there. Nothing that was charged
    /// changes by it; what is shown and expected does, in the same commit.
    ///
    /// # Errors
    /// [`ProtectError::HomeDay`] for a day after the account was opened, or that no calendar has;
    /// [`ProtectError::HomeLeft`] for one on which the customer before still lived there;
    /// [`ProtectError::Proof`] without a reason; [`EnrolError::Closed`]. Nothing changed then.
    pub async fn set_home(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: Actor,
        account: AccountId,
        since: Day,
        proof: &str,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        if row.is_closed() {
            return Err(EnrolError::Closed.into());
        }
        let place = tx.location(row.location).await?;
        let zone = place.and_then(|place| Zone::named(&place.zone).ok());
        let zone = zone.unwrap_or_else(Zone::utc);
        let start = zone.start_of(since);
        let opened = zone.civil(row.opened_at).day;
        if zone.civil(start).day != since || since > opened {
            return Err(ProtectError::HomeDay { opened }.into());
        }
        let left = tx.left_before(row.meter, now.business).await?;
        let left = left.map(|left| zone.civil(left).day);
        if let Some(left) = left.filter(|left| since < *left) {
            return Err(ProtectError::HomeLeft { left }.into());
        }
        let from = start.min(row.opened_at);
        let note = noted(now, by, Noted::Home { since: from }, proof)?;
        tx.set_occupied(account, from).await?;
        tx.note_protection(account, &note).await?;
        self.show_again(&mut tx, now, chance, account).await?;
        tx.watch(account, now.business, false).await?;
        tx.commit().await?;
        tracing::info!(account.id = %account, person.id = %by.person,
            "It was said since when a customer lives there");
        Ok(())
    }
}
