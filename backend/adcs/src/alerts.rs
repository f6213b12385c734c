//! Texts from the utility to customers (FR-11, NFR-09): one notice, one command a meter.

use crate::{AdcsError, request};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::command::CommandKind;
use ami_domain::id::AccountId;
use ami_domain::message::Notice;
use ami_mdms::feed::{self, Change};
use ami_store::{AccountRow, Store, Tx};
use ami_wire::utility::Audience;

/// Accounts that are read at a time.
const PAGE: u32 = 500;

/// Publishes a text. The same text a second time changes nothing. Gives the number of accounts
/// that will see it.
///
/// # Errors
/// [`AdcsError::Notice`] when the text may not be shown, [`AdcsError::AudienceTooLong`], or when
/// an account of the list is not known; nothing is published then. Else when the store fails.
pub async fn publish(
    store: &Store,
    now: Now,
    chance: &mut dyn Chance,
    audience: &Audience,
    notice: &Notice,
) -> Result<u64, AdcsError> {
    notice.check(now.business)?;
    let mut tx = store.begin().await?;
    let accounts = audience_of(&mut tx, audience).await?;
    let word = match audience {
        Audience::All => "all",
        Audience::List(_) => "list",
    };
    if tx.insert_notice(notice, word, now.business).await? {
        for account in &accounts {
            let kind = CommandKind::Notice(Box::new(notice.clone()));
            let end = Some(notice.valid.end);
            let command = request::accept(&mut tx, now, chance, account.meter, kind, end).await?;
            tx.deliver_notice(notice.id, account.id, command.id).await?;
            feed::tell(&mut tx, now, account.id, Change::Message).await?;
        }
    }
    tx.commit().await?;
    Ok(accounts.len() as u64)
}

async fn audience_of(tx: &mut Tx, audience: &Audience) -> Result<Vec<AccountRow>, AdcsError> {
    match audience {
        Audience::All => all(tx).await,
        Audience::List(ids) if ids.len() > Audience::LIST_MAX => {
            Err(AdcsError::AudienceTooLong(ids.len()))
        }
        Audience::List(ids) => {
            let mut unique: Vec<AccountId> = ids.clone();
            unique.sort_unstable();
            unique.dedup();
            let mut accounts = Vec::with_capacity(unique.len());
            for id in unique {
                let found = tx.account(id).await?;
                let which = || AdcsError::Unknown {
                    what: "account",
                    which: id.to_string(),
                };
                accounts.push(found.ok_or_else(which)?);
            }
            Ok(accounts)
        }
    }
}

async fn all(tx: &mut Tx) -> Result<Vec<AccountRow>, AdcsError> {
    let mut accounts: Vec<AccountRow> = Vec::new();
    loop {
        let page = tx
            .all_accounts(accounts.last().map(|last| last.id), PAGE)
            .await?;
        let full = page.len() == PAGE as usize;
        accounts.extend(page);
        if !full {
            return Ok(accounts);
        }
    }
}
