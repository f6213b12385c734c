//! Links through which anybody may pay for an account. A link's token is kept as a digest only.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each, must};
use crate::tx::Tx;
use ami_domain::id::{AccountId, LinkId, UserId};
use ami_domain::money::Money;
use ami_domain::time::Timestamp;

/// A link as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct PayLinkRow {
    /// Its name; it opens nothing.
    pub id: LinkId,
    /// Digest of the token that opens it.
    pub digest: [u8; 32],
    /// For which account.
    pub account: AccountId,
    /// Who made it, and answers for it.
    pub by: UserId,
    /// The customer's own way to pay on a bad line; else it is for others.
    pub own: bool,
    /// All that a payer reads of the customer.
    pub nickname: String,
    /// Suggested amount.
    pub amount: Option<Money>,
    /// When it was made.
    pub made_at: Timestamp,
    /// Of no use from then on.
    pub expires_at: Timestamp,
    /// Taken back then.
    pub revoked_at: Option<Timestamp>,
    /// Payments that were offered through it.
    pub uses: u64,
}

const LINK: &str = "id, digest, account, person, own, nickname, amount, made_at, expires_at, \
                    revoked_at, uses";

impl PayLinkRow {
    /// Whether it opens at this moment.
    pub fn opens(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

impl Tx {
    /// Takes a new link.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when its id or digest is taken, or account or person not known.
    pub async fn insert_pay_link(&mut self, link: &PayLinkRow) -> Result<(), StoreError> {
        let values = crate::sql::values(1, 11, 1);
        let sql = format!("INSERT INTO pay_link ({LINK}) VALUES {values}");
        self.ask("adding a link", sql)
            .with(link.id)
            .with(link.digest)
            .with(link.account)
            .with(link.by)
            .with(link.own)
            .with(link.nickname.as_str())
            .with(link.amount)
            .with(link.made_at)
            .with(link.expires_at)
            .with(link.revoked_at)
            .with(link.uses)
            .run()
            .await
            .map(drop)
    }

    /// The link that this token's digest opens, whether its time is over or not.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn pay_link_of(
        &mut self,
        digest: [u8; 32],
    ) -> Result<Option<PayLinkRow>, StoreError> {
        let sql = format!("SELECT {LINK} FROM pay_link WHERE digest = $1");
        let row = self.ask("link of a token", sql).with(digest).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// The link.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn pay_link(&mut self, id: LinkId) -> Result<Option<PayLinkRow>, StoreError> {
        let sql = format!("SELECT {LINK} FROM pay_link WHERE id = $1");
        let row = self.ask("link", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// The links of an account, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn pay_links(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<PayLinkRow>, StoreError> {
        let sql = format!(
            "SELECT {LINK} FROM pay_link WHERE account = $1 \
             ORDER BY made_at DESC, id DESC LIMIT $2"
        );
        let ask = self.ask("links of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Counts a payment that is offered through a link, and holds the link until this transaction
    /// ends.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such link.
    pub async fn use_pay_link(&mut self, id: LinkId) -> Result<(), StoreError> {
        let sql = "UPDATE pay_link SET uses = uses + 1 WHERE id = $1";
        let ask = self.ask("using a link", sql).with(id);
        must(ask.run_one().await?, "link", id)
    }

    /// Takes a link back; the first time stays.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn revoke_pay_link(&mut self, id: LinkId, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE pay_link SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
        let ask = self.ask("revoking a link", sql).with(id).with(at);
        ask.run().await.map(drop)
    }
}

fn read(row: &Row) -> Result<PayLinkRow, StoreError> {
    Ok(PayLinkRow {
        id: row.get("id")?,
        digest: row.get("digest")?,
        account: row.get("account")?,
        by: row.get("person")?,
        own: row.get("own")?,
        nickname: row.get("nickname")?,
        amount: row.maybe("amount")?,
        made_at: row.get("made_at")?,
        expires_at: row.get("expires_at")?,
        revoked_at: row.maybe("revoked_at")?,
        uses: row.get("uses")?,
    })
}

impl std::fmt::Debug for PayLinkRow {
    /// Without digest and nickname: this may reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PayLinkRow")
            .field("id", &self.id)
            .field("account", &self.account)
            .field("uses", &self.uses)
            .finish_non_exhaustive()
    }
}
