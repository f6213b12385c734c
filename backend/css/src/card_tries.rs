//! Whoever has many card numbers and wants to know which are good shall not find out here: after
//! a few cards that were refused no more are tried for a while. It is about cards that an offer
//! brings and nothing else: a saved card, a bank, the company's own page, a pay station and help
//! go on, and so does automatic payment, which stops by itself.

use crate::pay::Named;
use crate::save_card::CardError;
use crate::{Css, CssError};
use ami_domain::time::{Span, Timestamp};
use ami_store::Tx;

/// So many cards of an account may be refused, or be open, in so long. Who mistypes, or whose bank
/// says no, needs fewer.
const LIMITS: [(Span, u32); 2] = [(Span::hours(1), 5), (Span::days(1), 12)];

impl Css {
    /// Whether a card may be tried for this account, under its lock: those that are being tried
    /// count, so that many at once are no way around it. What comes through a link is counted
    /// there.
    ///
    /// # Errors
    /// [`CardError::TooMany`] with the time until the next try, or when the store fails.
    pub(crate) async fn may_try_card(
        &self,
        tx: &mut Tx,
        at: Timestamp,
        named: Named,
        method: &str,
    ) -> Result<(), CssError> {
        let elsewhere = named.automatic || !self.method(method)?.brings_card();
        if elsewhere || tx.through(named.payment).await?.is_some() {
            return Ok(());
        }
        for (window, most) in LIMITS {
            let since = at - window;
            let tried = tx.cards_tried(named.account, method, since, most).await?;
            if u32::try_from(tried.len()).is_ok_and(|tried| tried < most) {
                continue;
            }
            let oldest = tried.last().copied().unwrap_or(at);
            let wait = (oldest + window).since(at).max(Span::minutes(1));
            return Err(CardError::TooMany { wait }.into());
        }
        Ok(())
    }
}
