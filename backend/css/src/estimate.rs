//! What the energy through the next bill date will cost, from MDMS history (SC1.3, IX-03).

use crate::{Css, CssError};
use ami_adcs::refresh;
use ami_domain::clock::Now;
use ami_domain::estimate::{
    Enough, Estimate, LENGTH_MAX, amount_until, estimate, through_next_bill,
};
use ami_domain::id::AccountId;
use ami_domain::time::{Day, Span, Window, Zone};

/// So many estimates of an account are kept, the newest, for whoever asks where they come from.
const KEPT: u32 = 8;

impl Css {
    /// Estimates from now through a day, else through the day before the next bill date; what to
    /// pay so that the balance lasts as long; and the zone to say it in. What it was made from is
    /// kept for a while: `estimate.ACCOUNT.FROM.UNTIL` explains it.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`]; [`CssError::WindowTooLong`] when the day is past, is none, or
    /// is more than 400 days ahead; or when the store fails.
    pub async fn estimate(
        &self,
        now: Now,
        account: AccountId,
        through: Option<Day>,
    ) -> Result<(Estimate, Enough, Zone), CssError> {
        let mut tx = self.store.read().await?;
        let row = tx
            .account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        let look = refresh::look(&mut tx, now, &self.terms, row).await?;
        let funds = tx.funds(account).await?;
        let balance = funds.spendable();
        let basis = look.basis();
        let days = LENGTH_MAX.as_millis() / Span::days(1).as_millis();
        let window = match through {
            // The end of a day is the start of the next, also where the clock changes in between.
            Some(day) => Window::new(basis.now, basis.zone.start_of(day.plus(1)))
                .filter(|window| window.length() <= LENGTH_MAX),
            None => through_next_bill(&basis),
        };
        let window = window.ok_or(CssError::WindowTooLong { days })?;
        let least = self.terms.policy.payment_min;
        let enough = amount_until(&basis, window.end, balance, least);
        let estimate = estimate(&basis, window, balance, least);
        let kept = look.estimated((estimate, enough), (balance, funds.help), least);
        drop(tx);
        let mut tx = self.store.begin().await?;
        tx.keep_estimate(account, &kept, KEPT).await?;
        tx.commit().await?;
        Ok((estimate, enough, look.zone.clone()))
    }
}
