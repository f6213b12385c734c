//! What a customer chose for low and empty: asked for, changed, and who changed it (PR-END).

use crate::{Css, CssError};
use ami_adcs::program;
use ami_domain::account::AtZero;
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::id::{AccountId, UserId};
use ami_domain::program::{Facts, LowAt, NotOffered, ProgramError, Replenish};
use ami_domain::time::Timestamp;
use ami_store::{AccountRow, BorrowingRow, ReplenishRow};

/// Longest reference of a processor, in bytes.
const TOKEN_MAX: usize = 256;

/// What an account has, and what it may have.
#[derive(Debug, Clone)]
pub struct Program {
    /// The account.
    pub account: AccountRow,
    /// Every outcome, and why it is not offered.
    pub offers: Vec<(AtZero, Option<NotOffered>)>,
    /// How it tops itself up.
    pub replenish: Option<ReplenishRow>,
    /// What it borrows by itself.
    pub borrow: Borrow,
    /// There are friendly hours for this account.
    pub has_friendly: bool,
    /// From when on another mode would hold: the end of the running interval (FR-28).
    pub converts_at: Timestamp,
}

/// A change.
#[derive(Debug, Clone)]
pub struct Change {
    /// What happens at zero.
    pub at_zero: AtZero,
    /// When the balance is low; `None` for the utility's number.
    pub low: Option<LowAt>,
    /// How it tops itself up; `None` leaves it as it is.
    pub replenish: Option<TopUp>,
    /// What it borrows by itself; `None` leaves it as it is.
    pub borrow: Option<Borrow>,
}

/// What a customer borrows without asking each time; nothing unless they have chosen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Borrow {
    /// Emergency credit, when the balance reaches zero.
    pub at_zero: bool,
    /// What is used below zero in friendly hours.
    pub friendly: bool,
}

/// A change of topping up.
#[derive(Clone)]
pub struct TopUp {
    /// The settings.
    pub settings: Replenish,
    /// Name of the payment method.
    pub method: String,
    /// The processor's reference; `None` keeps the saved one.
    pub token: Option<String>,
}

impl std::fmt::Debug for TopUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TopUp({:?} by {})", self.settings, self.method)
    }
}

impl Css {
    /// What an account has, and what it may have.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn program(&self, now: Now, account: AccountId) -> Result<Program, CssError> {
        let mut tx = self.store.read().await?;
        let unknown = || CssError::UnknownAccount(account);
        let row = tx.account(account).await?.ok_or_else(unknown)?;
        let meter = tx.meter(row.meter).await?.ok_or_else(unknown)?;
        let (facts, _) = program::facts(&mut tx, &row, &meter, now.business).await?;
        let chosen = tx.borrowing(account).await?;
        let site = tx.standing(account).await?;
        let day = crate::debt::zone(&mut tx, &row)
            .await?
            .civil(now.business)
            .day;
        Ok(Program {
            borrow: Borrow {
                at_zero: chosen.at_zero,
                friendly: chosen.friendly,
            },
            has_friendly: site.is_some_and(|site| self.terms.has_friendly(&site, day)),
            offers: AtZero::ALL
                .into_iter()
                .map(|outcome| (outcome, facts.offers(outcome).err()))
                .collect(),
            replenish: tx.replenish(account).await?,
            converts_at: crate::convert::boundary(&meter, now.business),
            account: row,
        })
    }

    /// Changes it, notes who did, and shows it at once.
    ///
    /// # Errors
    /// [`CssError::Program`] when the utility does not offer it; nothing changed then.
    pub async fn change_program(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        by: UserId,
        account: AccountId,
        change: &Change,
    ) -> Result<(), CssError> {
        let now = clock.now();
        let policy = &self.terms.policy;
        let mut tx = self.store.begin().await?;
        let unknown = || CssError::UnknownAccount(account);
        let row = tx.lock_account(account).await?.ok_or_else(unknown)?;
        let meter = tx.meter(row.meter).await?.ok_or_else(unknown)?;
        if let Some(low) = change.low {
            low.check(policy)?;
        }
        let (facts, _) = program::facts(&mut tx, &row, &meter, now.business).await?;
        let facts = Facts {
            can_replenish: facts.can_replenish || change.replenish.is_some(),
            ..facts
        };
        facts
            .offers(change.at_zero)
            .map_err(ProgramError::NotOffered)?;
        if let Some(top_up) = &change.replenish {
            self.may_charge(&mut tx, &row, row.customer, &top_up.method)
                .await?;
            let saved = tx.replenish(account).await?;
            let next = self.settle_top_up(&facts, top_up, saved)?;
            tx.set_replenish(account, &next).await?;
            crate::auto_pay::looked(&mut tx, account).await?;
        }
        if let Some(borrow) = change.borrow {
            let known = tx.borrowing(account).await?;
            let chosen = BorrowingRow {
                at_zero: borrow.at_zero,
                friendly: borrow.friendly,
                ..known
            };
            tx.set_borrowing(account, &chosen).await?;
        }
        tx.set_program(account, change.at_zero, change.low).await?;
        let detail = format!(
            "at zero {} -> {}, low {:?} -> {:?}, top-up {:?}, borrows {:?}",
            row.at_zero.word(),
            change.at_zero.word(),
            row.low,
            change.low,
            change.replenish.as_ref().map(|top_up| top_up.settings),
            change.borrow,
        );
        tx.program_changed(account, by, now.business, &detail)
            .await?;
        self.show_again(&mut tx, now, chance, account).await?;
        tx.watch(account, now.business, false).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) fn settle_top_up(
        &self,
        facts: &Facts,
        change: &TopUp,
        saved: Option<ReplenishRow>,
    ) -> Result<ReplenishRow, CssError> {
        change.settings.check(&self.terms.policy)?;
        facts
            .offers(change.settings.fallback)
            .map_err(ProgramError::NotOffered)?;
        if self.method(&change.method)?.needs_payer() {
            return Err(CssError::UnknownMethod(change.method.clone()));
        }
        let token = match (&change.token, &saved) {
            (Some(token), _) => token.clone(),
            // A reference of one processor means nothing to another.
            (None, Some(saved)) if saved.method == change.method => saved.token.clone(),
            (None, Some(_) | None) => return Err(CssError::BadToken),
        };
        let visible = token.bytes().all(|b| b.is_ascii_graphic());
        if token.is_empty() || token.len() > TOKEN_MAX || !visible {
            return Err(CssError::BadToken);
        }
        Ok(ReplenishRow {
            settings: change.settings,
            method: change.method.clone(),
            token,
            occasion: saved.as_ref().map_or(0, |saved| saved.occasion),
            open: saved.as_ref().and_then(|saved| saved.open),
            failed_at: None,
        })
    }
}
