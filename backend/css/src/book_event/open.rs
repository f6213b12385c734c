//! Whether others may book time at a customer's place (SC3.3): its customer says so, and until then
//! it is a home, of which a stranger learns nothing.

use crate::enrol::EnrolError;
use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::id::{AccountId, UserId};
use ami_mdms::feed::{self, Change};

impl Css {
    /// Whether others may book the place of this account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn lets_others_book(&self, account: AccountId) -> Result<bool, CssError> {
        Ok(self.store.read().await?.is_facility(account).await?)
    }

    /// Opens the place of this account to others, or closes it; the second time changes nothing.
    /// What others have booked and paid for stays.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], [`EnrolError::Closed`] when the customer has moved out, or
    /// when the store fails.
    pub async fn let_others_book(
        &self,
        now: Now,
        by: UserId,
        account: AccountId,
        open: bool,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx
            .lock_account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        if row.is_closed() {
            return Err(EnrolError::Closed.into());
        }
        if open {
            tx.open_facility((row.location, account), now.business, Some(by))
                .await?;
        } else {
            tx.close_facility(account).await?;
        }
        feed::tell(&mut tx, now, account, Change::Event).await?;
        Ok(tx.commit().await?)
    }
}
