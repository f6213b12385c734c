//! Texts from the utility to many (FR-11, NFR-09): taken at once, carried out account by account.
//!
//! Taking a text is one small transaction: the text, its audience and the number of accounts.
//! [`walk`] is a duty that goes through the audience in batches, each its own transaction with a
//! notice, a command and a line for the website an account. Where it has come to is part of the
//! batch, so a crash loses and doubles nothing, and between two batches everybody else has a turn:
//! ten thousand accounts keep no payment waiting.

use crate::{AdcsError, request};
use ami_domain::audience::{AlertState, Audience};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::command::CommandKind;
use ami_domain::id::{AccountId, AlertId, MessageId, MeterId, UserId};
use ami_domain::message::{Importance, Notice};
use ami_mdms::feed::{self, Change};
use ami_store::{AlertRow, CommandState, NewAlert, Store, Tx};

/// Accounts in one transaction: some tens of milliseconds of the only writer of SQLite.
pub const BATCH: u32 = 64;

/// A text to publish.
#[derive(Debug, Clone, Copy)]
pub struct Publish<'a> {
    /// What it says.
    pub notice: &'a Notice,
    /// To whom.
    pub audience: &'a Audience,
    /// The text that it takes the place of.
    pub replaces: Option<AlertId>,
    /// The person at the console; `None` for a utility system, which has its own credential and
    /// its own approval before it speaks.
    pub by: Option<UserId>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// So many accounts will see it.
    pub accounts: u64,
    /// It is the second copy.
    pub known: bool,
    /// Sending, or proposed: a person's emergency waits for a second person.
    pub state: AlertState,
}

/// Why a text is not taken, taken back or approved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AlertRefusal {
    /// The same id with other content.
    #[error("another text has the id {0} already: take a new id")]
    IdReused(AlertId),
    /// Nobody would see it.
    #[error("nobody is in this audience: no account has {0:?}")]
    Nobody(String),
    /// No such text.
    #[error("no text has the id {0}")]
    Unknown(AlertId),
    /// Taken back before, or over.
    #[error("the text {0} is {state}, it cannot be taken back or replaced", state = .1.word())]
    Ended(AlertId, AlertState),
    /// It does not wait for anybody.
    #[error("the text {0} waits for no approval")]
    NotProposed(AlertId),
    /// The second person must be another one.
    #[error("the text {0} must be approved by another person than its author")]
    SamePerson(AlertId),
}

impl AlertRefusal {
    /// The field of the text that was refused.
    pub const fn field(&self) -> &'static str {
        match self {
            AlertRefusal::IdReused(_)
            | AlertRefusal::NotProposed(_)
            | AlertRefusal::SamePerson(_) => "id",
            AlertRefusal::Nobody(_) => "audience",
            AlertRefusal::Unknown(_) | AlertRefusal::Ended(..) => "replace",
        }
    }
}

/// Takes a text. The same text a second time changes nothing.
///
/// # Errors
/// [`AdcsError::Notice`], [`AdcsError::Audience`] or [`AdcsError::Alert`] when it is refused,
/// [`AdcsError::Unknown`] for an account of the list that does not exist; nothing is published
/// then. Else when the store fails.
pub async fn accept(store: &Store, now: Now, wanted: &Publish<'_>) -> Result<Accepted, AdcsError> {
    let Publish {
        notice, audience, ..
    } = *wanted;
    let mut tx = store.begin().await?;
    // The second copy first: it may come when the text itself is over.
    if let Some(known) = tx.alert(notice.id).await? {
        return second_copy(&known, wanted);
    }
    notice.check(now.business)?;
    audience.check()?;
    let accounts = reached_by(&mut tx, audience).await?;
    if let Some(old) = wanted.replaces {
        let replaced = tx.alert(old).await?.ok_or(AlertRefusal::Unknown(old))?;
        if !replaced.state.may_cancel() {
            return Err(AlertRefusal::Ended(old, replaced.state).into());
        }
    }
    let state = if wanted.by.is_some() && notice.importance == Importance::Emergency {
        AlertState::Proposed
    } else {
        AlertState::Sending
    };
    let new = NewAlert {
        notice,
        audience,
        accounts,
        state,
        at: now.business,
        by: wanted.by,
        replaces: wanted.replaces,
    };
    if !tx.insert_alert(&new).await? {
        // A notice that the house itself made, or a copy on another instance in this moment.
        return Err(AlertRefusal::IdReused(notice.id).into());
    }
    if state == AlertState::Sending {
        replace(&mut tx, now, wanted.replaces, wanted.by).await?;
    }
    tx.commit().await?;
    Ok(Accepted {
        accounts,
        known: false,
        state,
    })
}

fn second_copy(known: &AlertRow, wanted: &Publish<'_>) -> Result<Accepted, AdcsError> {
    let (old, new) = (&known.notice, wanted.notice);
    let same = (&old.text, old.importance, old.confirm) == (&new.text, new.importance, new.confirm)
        && known.audience == wanted.audience.word()
        && known.audience_name == wanted.audience.name();
    if !same {
        return Err(AlertRefusal::IdReused(new.id).into());
    }
    Ok(Accepted {
        accounts: known.accounts,
        known: true,
        state: known.state,
    })
}

/// How many accounts that are; nobody is a mistake that somebody should hear of.
async fn reached_by(tx: &mut Tx, audience: &Audience) -> Result<u64, AdcsError> {
    if let Audience::List(ids) = audience {
        for id in ids {
            if tx.account(*id).await?.is_none() {
                return Err(AdcsError::Unknown {
                    what: "account",
                    which: id.to_string(),
                });
            }
        }
    }
    let accounts = tx.count_audience(audience).await?;
    if accounts == 0 {
        let who = format!("{} {}", audience.word(), audience.name());
        return Err(AlertRefusal::Nobody(who.trim().to_owned()).into());
    }
    Ok(accounts)
}

async fn replace(
    tx: &mut Tx,
    now: Now,
    old: Option<AlertId>,
    by: Option<UserId>,
) -> Result<(), AdcsError> {
    if let Some(old) = old {
        tx.cancel_alert(old, by, now.business).await?;
    }
    Ok(())
}

/// A second person agrees to an emergency; it goes out from now on.
///
/// # Errors
/// [`AdcsError::Alert`] when it waits for nobody, or the person is its author, or the text is
/// over; else when the store fails.
pub async fn approve(store: &Store, now: Now, id: AlertId, by: UserId) -> Result<(), AdcsError> {
    let mut tx = store.begin().await?;
    let Some((alert, _)) = tx.lock_alert(id).await? else {
        return Err(AlertRefusal::Unknown(id).into());
    };
    if alert.published_by == Some(by) {
        return Err(AlertRefusal::SamePerson(id).into());
    }
    if alert.state != AlertState::Proposed {
        // The second press of the same button.
        if alert.approved.is_some_and(|(who, _)| who == by) {
            return Ok(());
        }
        return Err(AlertRefusal::NotProposed(id).into());
    }
    alert.notice.check(now.business)?;
    tx.approve_alert(id, by, now.business).await?;
    replace(&mut tx, now, alert.replaces, Some(by)).await?;
    Ok(tx.commit().await?)
}

/// Takes a text back from everybody. A second time changes nothing.
///
/// # Errors
/// [`AdcsError::Alert`] when there is no such text or its time is over; else when the store
/// fails.
pub async fn cancel(
    store: &Store,
    now: Now,
    id: AlertId,
    by: Option<UserId>,
) -> Result<(), AdcsError> {
    let mut tx = store.begin().await?;
    let Some((alert, _)) = tx.lock_alert(id).await? else {
        return Err(AlertRefusal::Unknown(id).into());
    };
    match alert.state {
        AlertState::Cancelling | AlertState::Cancelled => return Ok(()),
        AlertState::Over => return Err(AlertRefusal::Ended(id, alert.state).into()),
        AlertState::Proposed | AlertState::Sending | AlertState::Sent => {}
    }
    tx.cancel_alert(id, by, now.business).await?;
    Ok(tx.commit().await?)
}

/// Files away what is over.
///
/// # Errors
/// When the store fails.
pub async fn archive(store: &Store, now: Now) -> Result<u64, AdcsError> {
    let mut tx = store.begin().await?;
    let over = tx.archive_alerts(now.business).await?;
    tx.commit().await?;
    Ok(over)
}

/// Carries the most urgent text one batch further; `true` while there is more to do.
///
/// # Errors
/// When the store fails; the batch comes again then.
pub async fn walk(store: &Store, now: Now, chance: &mut dyn Chance) -> Result<bool, AdcsError> {
    if store.read().await?.next_alert().await?.is_none() {
        return Ok(false);
    }
    let mut tx = store.begin().await?;
    let Some(next) = tx.next_alert().await? else {
        return Ok(false);
    };
    let Some((alert, reached)) = tx.lock_alert(next).await? else {
        return Ok(false);
    };
    match alert.state {
        AlertState::Sending => send(&mut tx, now, chance, &alert, &reached).await?,
        AlertState::Cancelling => withdraw(&mut tx, now, chance, &alert, &reached).await?,
        AlertState::Proposed | AlertState::Sent | AlertState::Cancelled | AlertState::Over => {}
    }
    tx.commit().await?;
    Ok(true)
}

async fn send(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    alert: &AlertRow,
    reached: &[u8],
) -> Result<(), AdcsError> {
    let notice = &alert.notice;
    let (accounts, next) = tx.audience_page(alert, reached, BATCH).await?;
    for (account, meter) in accounts {
        deliver(tx, now, chance, notice, account, meter).await?;
    }
    let (state, reached) = match next {
        Some(reached) => (AlertState::Sending, reached),
        None => (AlertState::Sent, Vec::new()),
    };
    tx.move_alert(notice.id, state, &reached).await?;
    Ok(())
}

async fn deliver(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    notice: &Notice,
    account: AccountId,
    meter: MeterId,
) -> Result<(), AdcsError> {
    let kind = CommandKind::Notice(Box::new(notice.clone()));
    let end = Some(notice.valid.end);
    let command = request::accept(tx, now, chance, meter, kind, end).await?;
    if !tx.deliver_notice(notice.id, account, command.id).await? {
        // It went there before: this command is one too many.
        tx.set_command_state(command.id, CommandState::Superseded)
            .await?;
        return Ok(());
    }
    feed::tell(tx, now, account, Change::Message).await?;
    Ok(())
}

/// Takes the text back from those to whom it went. What no gateway ever got only ends; a meter
/// that may have it gets a command that waits for it, like every other, until the text would be
/// over anyway: so it also ends where a gateway was away.
async fn withdraw(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    alert: &AlertRow,
    reached: &[u8],
) -> Result<(), AdcsError> {
    let notice = &alert.notice;
    let page = tx.deliveries_page(notice.id, reached, BATCH).await?;
    for (account, meter, message) in &page {
        if must_tell(tx, *message).await? && now.business < notice.valid.end {
            let kind = CommandKind::Withdraw(notice.id);
            request::accept(tx, now, chance, *meter, kind, Some(notice.valid.end)).await?;
        }
        feed::tell(tx, now, *account, Change::Message).await?;
    }
    let more = page.len() >= BATCH as usize;
    let (state, reached) = match page.last() {
        Some((account, ..)) if more => (AlertState::Cancelling, account.to_bytes().to_vec()),
        Some(_) | None => (AlertState::Cancelled, Vec::new()),
    };
    tx.move_alert(notice.id, state, &reached).await?;
    Ok(())
}

/// Ends the command that carries the text, and says whether the meter may have heard of it.
async fn must_tell(tx: &mut Tx, message: MessageId) -> Result<bool, AdcsError> {
    let Some(row) = tx.command(message).await? else {
        return Ok(true);
    };
    if row.state.is_open() {
        tx.set_command_state(message, CommandState::Superseded)
            .await?;
    }
    Ok(row.attempts > 0)
}
