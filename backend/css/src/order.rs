//! Field orders and trouble orders (SC6.10, IX-11). Exactly one open order for an account and a
//! kind: the store's own rule, so retries, races and crashes make no second one. Who is sent to cut
//! supply goes with a clearance, and is called back when it holds no longer (AS-2).

use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clearance::Errand;
use ami_domain::clock::Now;
use ami_domain::id::{AccountId, OrderId};
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::time::Timestamp;
use ami_store::{AccountRow, OrderRow, Tx};
use serde_json::json;

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
    let order = new(now, chance, &row, (kind, reason), evidence);
    let new = tx.insert_order(&order).await?;
    Ok(new.then_some(order.id))
}

/// Sends somebody to cut supply at a meter without a switch; nobody may after `until`. `None` when
/// the account has an open field order already.
///
/// # Errors
/// When the store fails.
pub(crate) async fn send(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    account: &AccountRow,
    errand: &Errand,
    until: Timestamp,
) -> Result<Option<OrderId>, CssError> {
    let evidence = json!({
        "why": "the account has reached zero, and its meter has no switch",
        "clearance": errand.clearance(),
        "not_after": until,
    });
    let what = (OrderKind::Field, OrderReason::NoSwitch);
    let order = OrderRow {
        clearance: Some(errand.clearance()),
        not_after: Some(until),
        ..new(now, chance, account, what, &evidence.to_string())
    };
    let new = tx.insert_order(&order).await?;
    Ok(new.then_some(order.id))
}

/// Sends somebody to bring power back where supply was cut by hand.
///
/// # Errors
/// When the store fails.
pub(crate) async fn bring_back(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    account: AccountId,
    cut: OrderId,
) -> Result<Option<OrderId>, CssError> {
    let evidence = json!({
        "why": "supply was cut by hand, and nothing keeps it off any more: bring it back",
        "cut_by": cut,
    });
    let (kind, reason) = (OrderKind::Field, OrderReason::NoPower);
    open(
        tx,
        now,
        chance,
        account,
        kind,
        reason,
        &evidence.to_string(),
    )
    .await
}

fn new(
    now: Now,
    chance: &mut dyn Chance,
    account: &AccountRow,
    (kind, reason): (OrderKind, OrderReason),
    evidence: &str,
) -> OrderRow {
    OrderRow {
        id: OrderId::from_bytes(chance.bytes()),
        account: account.id,
        meter: account.meter,
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
        clearance: None,
        not_after: None,
        withdrawn: false,
    }
}

impl Css {
    /// Orders, newest first, at most [`LIST_MAX`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn orders(&self, only_open: bool) -> Result<Vec<OrderRow>, CssError> {
        Ok(self.store.read().await?.orders(only_open, LIST_MAX).await?)
    }

    /// Ends an order; `false` when it had ended before. Where supply was cut by hand although the
    /// order had been called back, somebody is sent to bring it back.
    ///
    /// # Errors
    /// [`CssError::UnknownOrder`], [`CssError::BadNote`]; else when the store fails.
    pub async fn end_order(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        id: OrderId,
        state: OrderState,
        note: &str,
    ) -> Result<bool, CssError> {
        if note.chars().count() > NOTE_MAX || state.is_open() {
            return Err(CssError::BadNote);
        }
        let mut tx = self.store.begin().await?;
        let order = tx.order(id).await?.ok_or(CssError::UnknownOrder(id))?;
        let ended = tx.end_order(id, state, note, now.business).await?;
        if !ended && order.withdrawn && state == OrderState::Done {
            tracing::warn!(order = %id, "Supply was cut by an order that was called back");
            bring_back(&mut tx, now, chance, order.account, id).await?;
        }
        tx.commit().await?;
        Ok(ended)
    }
}
