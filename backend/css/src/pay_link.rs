//! Paying for somebody through a link. Who holds the link may pay and learns nothing: not the
//! balance, not the use, not whether service is on; a nickname that the customer chose is all.

use crate::pay::digest;
use crate::{Css, CssError, Offer};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::id::{AccountId, LinkId, PaymentId, UserId};
use ami_domain::money::Money;
use ami_domain::time::Span;
use ami_store::{PayLinkRow, PaymentRow, Through};

/// Most links of an account that open at one time.
pub const OPEN_MAX: usize = 20;
/// Most links in one list, the newest.
pub const LIST_MAX: u32 = 100;
/// Longest nickname, in characters.
pub const NICKNAME_MAX: usize = 40;
/// Days that a link may open.
pub const DAYS: std::ops::RangeInclusive<u16> = 1..=366;

/// A link that a customer wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkWish {
    /// For the customer's own bad line; else for others.
    pub own: bool,
    /// What a payer reads.
    pub nickname: String,
    /// Suggested amount.
    pub amount: Option<Money>,
    /// How many days it opens.
    pub days: u16,
}

/// Why there is no link, or none that opens. Nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// No such link, or it was taken back, or its time is over: all look the same.
    #[error("this link does not open")]
    Closed,
    /// A nickname that is empty, too long, or more than one line.
    #[error("the nickname must have 1 to {NICKNAME_MAX} characters")]
    Nickname,
    /// Too few or too many days.
    #[error("a link opens for 1 to 366 days")]
    Days,
    /// Too many links open already.
    #[error("{OPEN_MAX} links open already")]
    TooMany,
}

impl LinkError {
    /// Id of the text in `locales` (`error.ftl`) that tells a person what to do next.
    pub const fn text_id(self) -> &'static str {
        match self {
            LinkError::Closed => "error-link-closed",
            LinkError::Nickname => "error-link-nickname",
            LinkError::Days => "error-link-days",
            LinkError::TooMany => "error-link-too-many",
        }
    }
    /// The field of the request that is wrong.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            LinkError::Nickname => Some("nickname"),
            LinkError::Days => Some("days"),
            LinkError::Closed | LinkError::TooMany => None,
        }
    }
}

impl Css {
    /// Makes a link, whose token has this digest.
    ///
    /// # Errors
    /// [`LinkError`], or [`CssError`] when the suggested amount is outside the rules (BR-02).
    pub async fn make_link(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: UserId,
        account: AccountId,
        wish: &LinkWish,
        digest: [u8; 32],
    ) -> Result<PayLinkRow, CssError> {
        let nickname = wish.nickname.trim();
        let characters = nickname.chars().count();
        if !(1..=NICKNAME_MAX).contains(&characters) || nickname.chars().any(char::is_control) {
            return Err(LinkError::Nickname.into());
        }
        if !DAYS.contains(&wish.days) {
            return Err(LinkError::Days.into());
        }
        if let Some(amount) = wish.amount {
            self.check(&Offer {
                amount,
                method: String::new(),
                token: "suggested".to_owned(),
            })?;
        }
        let mut tx = self.store.begin().await?;
        let unknown = CssError::UnknownAccount(account);
        tx.lock_account(account).await?.ok_or(unknown)?;
        let known = tx.pay_links(account, LIST_MAX).await?;
        if known.iter().filter(|link| link.opens(now.business)).count() >= OPEN_MAX {
            return Err(LinkError::TooMany.into());
        }
        let link = PayLinkRow {
            id: LinkId::from_bytes(chance.bytes()),
            digest,
            account,
            by,
            own: wish.own,
            nickname: nickname.to_owned(),
            amount: wish.amount,
            made_at: now.business,
            expires_at: now.business + Span::days(i64::from(wish.days)),
            revoked_at: None,
            uses: 0,
        };
        tx.insert_pay_link(&link).await?;
        tx.commit().await?;
        Ok(link)
    }

    /// The links of an account, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn links(&self, account: AccountId) -> Result<Vec<PayLinkRow>, CssError> {
        let mut tx = self.store.read().await?;
        Ok(tx.pay_links(account, LIST_MAX).await?)
    }

    /// Takes a link of this account back; a second time changes nothing.
    ///
    /// # Errors
    /// [`LinkError::Closed`] when the account has no such link.
    pub async fn revoke_link(
        &self,
        now: Now,
        account: AccountId,
        id: LinkId,
    ) -> Result<PayLinkRow, CssError> {
        let mut tx = self.store.begin().await?;
        let found = tx.pay_link(id).await?;
        found
            .filter(|link| link.account == account)
            .ok_or(LinkError::Closed)?;
        tx.revoke_pay_link(id, now.business).await?;
        let link = tx.pay_link(id).await?.ok_or(LinkError::Closed)?;
        tx.commit().await?;
        Ok(link)
    }

    /// The link that a token's digest opens now.
    ///
    /// # Errors
    /// [`LinkError::Closed`].
    pub async fn open_link(&self, now: Now, digest: [u8; 32]) -> Result<PayLinkRow, CssError> {
        let mut tx = self.store.read().await?;
        let found = tx.pay_link_of(digest).await?;
        let open = found.filter(|link| link.opens(now.business));
        Ok(open.ok_or(LinkError::Closed)?)
    }

    /// Pays through a link. The same payment id again changes nothing, as with any payment.
    ///
    /// # Errors
    /// [`CssError`] as for every payment; [`CssError::PaymentIdReused`] also for an id that came
    /// another way.
    pub async fn pay_through(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        link: &PayLinkRow,
        payment: PaymentId,
        offer: &Offer,
    ) -> Result<PaymentRow, CssError> {
        self.check(offer)?;
        self.method(&offer.method)?;
        self.note_way(clock.now(), link, payment, offer).await?;
        self.pay(clock, chance, link.by, link.account, payment, offer)
            .await
    }

    /// On record before the payment is, so that no crash leaves one that seems to be the
    /// customer's own.
    async fn note_way(
        &self,
        now: Now,
        link: &PayLinkRow,
        payment: PaymentId,
        offer: &Offer,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let mine = Through::Link(link.id);
        let reused = CssError::PaymentIdReused(payment);
        match (tx.through(payment).await?, tx.payment(payment).await?) {
            (Some(way), _) if way != mine => Err(reused),
            (None, Some(_)) => Err(reused),
            (Some(_), Some(row)) if row.digest != digest(link.account, offer) => Err(reused),
            (Some(_), _) => Ok(()),
            (None, None) => {
                tx.use_pay_link(link.id).await?;
                tx.paid_through(payment, mine, now.business).await?;
                tx.commit().await?;
                Ok(())
            }
        }
    }

    /// A payment that came through this link.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn payment_through(
        &self,
        link: &PayLinkRow,
        payment: PaymentId,
    ) -> Result<Option<PaymentRow>, CssError> {
        let mut tx = self.store.read().await?;
        if tx.through(payment).await? != Some(Through::Link(link.id)) {
            return Ok(None);
        }
        Ok(tx.payment(payment).await?)
    }
}
