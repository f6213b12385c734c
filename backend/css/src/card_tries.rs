//! Whoever has many card numbers and wants to know which are good shall not find out here: after
//! a few cards that were refused no more are tried for a while. It is about cards that an offer
//! brings and nothing else: a saved card, a bank, the company's own page, a pay station and help
//! go on, and so does automatic payment, which stops by itself.

use crate::pay::Named;
use crate::save_card::CardError;
use crate::{Css, CssError};
use ami_domain::id::AccountId;
use ami_domain::time::{Span, Timestamp};
use ami_store::Tx;

/// So many cards of a customer may be refused, or be open, in so long, over all their accounts. Who
/// mistypes, or whose bank says no, needs fewer.
const LIMITS: [(Span, u32); 2] = [(Span::hours(1), 5), (Span::days(1), 12)];

impl Css {
    /// Whoever tries a card waits for their own tries on all their accounts, and counts them then:
    /// the lock of one account would not show what is being tried on another. Before any account is
    /// locked.
    ///
    /// # Errors
    /// [`CssError::UnknownMethod`], or when the store fails.
    pub(crate) async fn card_turn(
        &self,
        tx: &mut Tx,
        named: Named,
        method: &str,
    ) -> Result<(), CssError> {
        if !named.automatic && self.method(method)?.brings_card() {
            tx.card_turn(named.by).await?;
        }
        Ok(())
    }

    /// Whether a card may be tried for this account, under its lock and in the payer's turn: those
    /// that are being tried count, so that many at once are no way around it. A customer's tries on
    /// their other accounts count as well; whoever pays for somebody else is counted on that
    /// account alone. What comes through a link is counted there.
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
        let own = tx.accounts_of(named.by).await?;
        let mut accounts: Vec<AccountId> = own.iter().map(|row| row.id).collect();
        if !accounts.contains(&named.account) {
            accounts = vec![named.account];
        }
        for (window, most) in LIMITS {
            let since = at - window;
            let mut tried = Vec::new();
            for account in &accounts {
                tried.extend(tx.cards_tried(*account, method, since, most).await?);
            }
            // The newest first, as of one account.
            tried.sort_unstable_by_key(|at| std::cmp::Reverse(*at));
            let last = usize::try_from(most).unwrap_or(usize::MAX) - 1;
            let Some(oldest) = tried.get(last).copied() else {
                continue;
            };
            let wait = (oldest + window).since(at).max(Span::minutes(1));
            return Err(CardError::TooMany { wait }.into());
        }
        Ok(())
    }
}
