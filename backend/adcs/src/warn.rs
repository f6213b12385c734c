//! Warnings of the house itself to one customer (SC4.2, SC5.7, FR-24): told in the transaction
//! that decides them, and kept as evidence that the customer was told.

use crate::{AdcsError, request};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::command::CommandKind;
use ami_domain::message::Notice;
use ami_mdms::feed::{self, Change};
use ami_store::{AccountRow, Tx};

/// Tells one customer, at meter, display and website. `word` says what it is evidence of:
/// `low_balance`, `before_cut` or `zero`. The same notice a second time changes nothing.
///
/// # Errors
/// [`AdcsError::Notice`] when the text may not be shown; else when the store fails.
pub async fn warn(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    account: &AccountRow,
    word: &str,
    notice: &Notice,
) -> Result<(), AdcsError> {
    notice.check(now.business)?;
    if !tx.insert_notice(notice, word, now.business).await? {
        return Ok(());
    }
    let kind = CommandKind::Notice(Box::new(notice.clone()));
    let end = Some(notice.valid.end);
    let command = request::accept(tx, now, chance, account.meter, kind, end).await?;
    tx.deliver_notice(notice.id, account.id, command.id).await?;
    feed::tell(tx, now, account.id, Change::Message).await?;
    Ok(())
}

/// Takes away the text that told of this last, at meter, display and website: what it says holds
/// no longer, or a newer one says it. That it was told stays on record.
///
/// # Errors
/// When the store fails.
pub async fn unsay(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    account: &AccountRow,
    word: &str,
) -> Result<(), AdcsError> {
    let ended = tx.end_warning_text(account.id, word, now.business).await?;
    if let Some(notice) = ended {
        let kind = CommandKind::Withdraw(notice);
        request::accept(tx, now, chance, account.meter, kind, None).await?;
        feed::tell(tx, now, account.id, Change::Message).await?;
    }
    Ok(())
}
