//! A customer saves a card on the payment company's page (BR-01, SC4.6). We keep its names there
//! and what its owner knows it by; the page is believed only as it stands at the company.

use crate::enrol::EnrolError;
use crate::payment_method::{PaymentMethod, saved_card};
use crate::processor::object::{Face, Session};
use crate::processor::{Processor, Trouble};
use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::id::{AccountId, CardSetupId, UserId};
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, CardSetupRow, PaymentRow, SavedCardRow, Tx};
use std::sync::Arc;

/// Why no card is saved, charged or forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// This utility has no payment company that keeps cards.
    #[error("no payment company keeps cards for this utility")]
    NotOffered,
    /// The company is away; the same may be asked again.
    #[error("the payment company does not answer")]
    Away,
    /// The account has no saved card, or somebody else than its customer wants to charge it.
    #[error("this account has no saved card that you may charge")]
    None,
    /// Too many cards of this account were refused lately.
    #[error("too many cards of this account were refused, no more are tried for now")]
    TooMany {
        /// Until the next one may be tried, business time.
        wait: Span,
    },
}

/// The saved card of an account, and what is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardOnFile {
    /// A payment company keeps cards for this utility.
    pub offered: bool,
    /// The card.
    pub saved: Option<SavedCardRow>,
    /// The page on which another is being saved.
    pub page: Option<String>,
}

/// What a look at a page has found.
enum Found {
    /// It is open still.
    Open,
    /// A card was saved.
    Saved(SavedCardRow),
    /// It is over without one, or it is not ours.
    Over,
}

impl Css {
    /// The saved card of an account. An open page is looked at first: whoever comes back from it
    /// sees their card, whether or not the company's word about it has come. With the company
    /// away it stands as it stood.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn card(&self, now: Now, account: AccountId) -> Result<CardOnFile, CssError> {
        let offered = self.keeper().is_ok();
        match self.look_at_setup(now, account).await {
            Ok(_) | Err(CssError::Card(CardError::Away | CardError::NotOffered)) => {}
            Err(error) => return Err(error),
        }
        let mut tx = self.store.read().await?;
        Ok(CardOnFile {
            offered,
            saved: tx.saved_card(account).await?,
            page: tx.card_setup(account).await?.map(|setup| setup.url),
        })
    }

    /// Opens a page on which the customer saves a card; the same id again gives the same page.
    ///
    /// # Errors
    /// [`CardError`], [`EnrolError::Closed`], or when the store fails.
    pub async fn open_card_page(
        &self,
        now: Now,
        account: AccountId,
        id: CardSetupId,
    ) -> Result<CardOnFile, CssError> {
        let keeper = self.keeper()?;
        let processor = keeper.processor().ok_or(CardError::NotOffered)?;
        let mut tx = self.store.read().await?;
        let unknown = || CssError::UnknownAccount(account);
        let who = tx.account(account).await?.ok_or_else(unknown)?;
        if who.is_closed() {
            return Err(EnrolError::Closed.into());
        }
        let saved = tx.saved_card(account).await?;
        let open = tx.card_setup(account).await?;
        drop(tx);
        if open.is_none_or(|open| open.id != id) {
            // The company forgets that it has made a customer for us before we do.
            let customer = match saved {
                Some(saved) => saved.customer,
                None => processor.customer(account).await.map_err(away)?.id,
            };
            let page = processor.open_setup(id, &customer, &who.currency).await;
            let page = page.map_err(away)?;
            let Some(url) = page.url else {
                return Err(CardError::Away.into());
            };
            let setup = CardSetupRow {
                id,
                customer,
                session: page.id,
                url,
                at: now.business,
            };
            let mut tx = self.store.begin().await?;
            tx.lock_account(account).await?.ok_or_else(unknown)?;
            tx.set_card_setup(account, &setup).await?;
            tx.commit().await?;
        }
        self.card(now, account).await
    }

    /// Forgets the saved card, there and here. Automatic payment by it is paused in the same
    /// commit.
    ///
    /// # Errors
    /// [`CardError`], or when the store fails.
    pub async fn forget_card(
        &self,
        now: Now,
        by: UserId,
        account: AccountId,
    ) -> Result<CardOnFile, CssError> {
        let saved = self.store.read().await?.saved_card(account).await?;
        let Some(saved) = saved else {
            return self.card(now, account).await;
        };
        let keeper = self.keeper();
        if let Some(processor) = keeper.as_ref().ok().and_then(|one| one.processor()) {
            match processor.forget(&saved.method).await {
                // It is gone already, or never was there.
                Ok(_) | Err(Trouble::No(_)) => {}
                Err(Trouble::Away(_)) => return Err(CardError::Away.into()),
            }
        }
        let mut tx = self.store.begin().await?;
        let unknown = || CssError::UnknownAccount(account);
        tx.lock_account(account).await?.ok_or_else(unknown)?;
        // While the company was asked another card was saved: that one is not meant.
        let kept = tx.saved_card(account).await?;
        if kept.is_none_or(|kept| kept.method != saved.method) {
            drop(tx);
            return self.card(now, account).await;
        }
        tx.forget_card(account).await?;
        if let Some(mut row) = tx.replenish(account).await?
            && row.method == saved_card::NAME
            && !row.settings.paused
        {
            row.settings.paused = true;
            tx.set_replenish(account, &row).await?;
        }
        let detail = format!("forgot the card {} {}", saved.brand, saved.last4);
        tx.program_changed(account, by, now.business, &detail)
            .await?;
        tx.commit().await?;
        self.card(now, account).await
    }

    /// The company has told of a page: whether one of ours was looked at.
    pub(crate) async fn heed_setup(&self, now: Now, session: &str) -> Result<bool, CssError> {
        let whose = self.store.read().await?.card_setup_named(session).await?;
        match whose {
            Some(account) => self.look_at_setup(now, account).await,
            None => Ok(false),
        }
    }

    /// The method whose processor keeps cards.
    pub(crate) fn keeper(&self) -> Result<Arc<dyn PaymentMethod>, CardError> {
        self.method(saved_card::NAME)
            .map_err(|_| CardError::NotOffered)
    }

    /// Whether a page of the account is over now.
    async fn look_at_setup(&self, now: Now, account: AccountId) -> Result<bool, CssError> {
        let setup = self.store.read().await?.card_setup(account).await?;
        let Some(setup) = setup else {
            return Ok(false);
        };
        let keeper = self.keeper()?;
        let processor = keeper.processor().ok_or(CardError::NotOffered)?;
        let seen = seen(processor, &setup, now.business);
        let found = match tokio::time::timeout(self.verify_timeout, seen).await {
            Ok(found) => found.map_err(away)?,
            Err(_) => return Err(CardError::Away.into()),
        };
        if let Found::Open = found {
            return Ok(false);
        }
        let real = now.real;
        let mut tx = self.store.begin().await?;
        let unknown = || CssError::UnknownAccount(account);
        let who = tx.lock_account(account).await?.ok_or_else(unknown)?;
        // Another look, or another page, was faster.
        if tx.card_setup(account).await?.as_ref() != Some(&setup) {
            return Ok(false);
        }
        match found {
            // It was saved by somebody who had left: nobody may charge it.
            Found::Saved(card) if who.is_closed() => {
                tx.forget_card_later(&card.method, real).await?;
                tx.end_card_setup(account).await?;
            }
            Found::Saved(card) => {
                let old = tx.saved_card(account).await?;
                if let Some(old) = old.filter(|old| old.method != card.method) {
                    tx.forget_card_later(&old.method, real).await?;
                }
                tx.save_card(account, &card).await?;
            }
            Found::Open | Found::Over => tx.end_card_setup(account).await?,
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Whether this person may pay in this way for this account: a saved card is charged for the
    /// customer alone who saved it.
    ///
    /// # Errors
    /// [`CardError::None`], [`CssError::UnknownMethod`], or when the store fails.
    pub(crate) async fn may_charge(
        &self,
        tx: &mut Tx,
        who: &AccountRow,
        by: UserId,
        method: &str,
    ) -> Result<(), CssError> {
        if !self.method(method)?.keeps_card() {
            return Ok(());
        }
        let saved = tx.saved_card(who.id).await?;
        if by == who.customer && saved.is_some() {
            Ok(())
        } else {
            Err(CardError::None.into())
        }
    }

    /// What names the saved card of a payment's account at the company; `None` when it is gone.
    pub(crate) async fn kept_token(&self, row: &PaymentRow) -> Result<Option<String>, CssError> {
        let saved = self.store.read().await?.saved_card(row.account).await?;
        Ok(saved.map(|card| saved_card::token(&card.customer, &card.method)))
    }
}

async fn seen(
    processor: &Processor,
    setup: &CardSetupRow,
    at: Timestamp,
) -> Result<Found, Trouble> {
    let page = processor.page(&setup.session).await?;
    if !is_ours(&page, setup) {
        return Ok(Found::Over);
    }
    let made = match (page.status.as_deref(), &page.setup_intent) {
        (Some("open"), _) => return Ok(Found::Open),
        (Some("complete"), Some(made)) => processor.setup(made).await?,
        _ => return Ok(Found::Over),
    };
    let ours = made.status == "succeeded" && made.customer.as_ref() == Some(&setup.customer);
    let card = made.payment_method.filter(|_| ours);
    Ok(match card.and_then(|card| Some((card.id, card.card?))) {
        Some((method, face)) if is_face(&face) => Found::Saved(SavedCardRow {
            customer: setup.customer.clone(),
            method,
            brand: face.brand,
            last4: face.last4,
            month: face.exp_month,
            year: face.exp_year,
            saved_at: at,
        }),
        _ => Found::Over,
    })
}

/// Whatever the company says of a page of somebody else is not believed.
fn is_ours(page: &Session, setup: &CardSetupRow) -> bool {
    page.id == setup.session
        && page.customer.as_ref() == Some(&setup.customer)
        && page.client_reference_id == Some(setup.id.to_string())
}

/// What is shown to people: a word and four digits, and no more than that.
fn is_face(face: &Face) -> bool {
    let word = !face.brand.is_empty()
        && face.brand.len() <= 32
        && face
            .brand
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'_');
    let digits = face.last4.len() == 4 && face.last4.bytes().all(|b| b.is_ascii_digit());
    word && digits && (1..=12).contains(&face.exp_month) && (2_000..3_000).contains(&face.exp_year)
}

/// Also for a page or customer that it does not know and a key that it has forgotten: not now.
fn away(_: Trouble) -> CardError {
    CardError::Away
}
