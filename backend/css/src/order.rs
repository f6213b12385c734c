//! Field orders and trouble orders (SC6.10, IX-11). Exactly one open order for an account and a
//! kind: the store's own rule, so retries, races and crashes make no second one.

use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::id::{AccountId, OrderId};
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_store::{OrderRow, Tx};

/// So many orders are in one list.
pub const LIST_MAX: u32 = 200;
/// Characters that a note may have.
pub const NOTE_MAX: usize = 500;

/// Opens an order in the caller's transaction. `evidence` is JSON for whoever goes there. `None`
/// when the account has an open order of this kind already.
///
/// # Errors
/// [`CssError::UnknownAccount`]; else when the store fails.
pub async fn open(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    account: AccountId,
    kind: OrderKind,
    reason: OrderReason,
    evidence: &str,
) -> Result<Option<OrderId>, CssError> {
    let row = tx.account(account).await?;
    let row = row.ok_or(CssError::UnknownAccount(account))?;
    let order = OrderRow {
        id: OrderId::from_bytes(chance.bytes()),
        account,
        meter: row.meter,
        kind,
        reason,
        state: OrderState::Open,
        evidence: evidence.to_owned(),
        opened_at: now.business,
        ended_at: None,
        note: String::new(),
        attempts: 0,
        next_at_real: now.real,
        handed_at: None,
        answer: String::new(),
    };
    let new = tx.insert_order(&order).await?;
    Ok(new.then_some(order.id))
}

impl Css {
    /// Orders, newest first, at most [`LIST_MAX`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn orders(&self, only_open: bool) -> Result<Vec<OrderRow>, CssError> {
        Ok(self.store.read().await?.orders(only_open, LIST_MAX).await?)
    }

    /// Ends an order; `false` when it had ended before.
    ///
    /// # Errors
    /// [`CssError::UnknownOrder`], [`CssError::BadNote`]; else when the store fails.
    pub async fn end_order(
        &self,
        now: Now,
        id: OrderId,
        state: OrderState,
        note: &str,
    ) -> Result<bool, CssError> {
        if note.chars().count() > NOTE_MAX || state.is_open() {
            return Err(CssError::BadNote);
        }
        let mut tx = self.store.begin().await?;
        if tx.order(id).await?.is_none() {
            return Err(CssError::UnknownOrder(id));
        }
        let ended = tx.end_order(id, state, note, now.business).await?;
        tx.commit().await?;
        Ok(ended)
    }
}
