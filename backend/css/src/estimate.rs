//! What the energy through the next bill date will cost, from MDMS history (SC1.3, IX-03).

use crate::{Css, CssError};
use ami_adcs::refresh;
use ami_domain::clock::Now;
use ami_domain::estimate::{Estimate, estimate, through_next_bill};
use ami_domain::id::AccountId;
use ami_domain::ledger::Book;
use ami_domain::time::Zone;

impl Css {
    /// Estimates from now through the day before the next bill date, and the zone to say it in.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn estimate(
        &self,
        now: Now,
        account: AccountId,
    ) -> Result<(Estimate, Zone), CssError> {
        let mut tx = self.store.read().await?;
        let row = tx
            .account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        let look = refresh::look(&mut tx, now, &self.terms, row).await?;
        let balance = tx.balance(Book::Prepaid(account)).await?;
        let basis = look.basis();
        let window = through_next_bill(&basis).ok_or(CssError::WindowTooLong { days: 31 })?;
        let least = self.terms.policy.payment_min;
        Ok((estimate(&basis, window, balance, least), look.zone.clone()))
    }
}
