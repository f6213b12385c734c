//! Takes a request for a meter, logs it, and makes it a command (SC1.7, FR-32).

use crate::AdcsError;
use ami_domain::chance::Chance;
use ami_domain::clearance::Clearance;
use ami_domain::clock::Now;
use ami_domain::command::{Command, CommandKind};
use ami_domain::id::{MessageId, MeterId};
use ami_domain::time::Timestamp;
use ami_store::{JournalRow, StoreError, Tx};

/// Accepts a command for a meter: names it, gives it the meter's next sequence number, and logs
/// it, all in the caller's transaction. It goes out with the next dispatch.
///
/// `not_after` is `None` for what is right however late: credit and reconnection.
///
/// # Errors
/// [`AdcsError::NoClearance`] for a disconnect or limit, whoever made it: [`accept_cut`] takes
/// those. When the store fails, or does not know the meter.
pub async fn accept(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    meter: MeterId,
    kind: CommandKind,
    not_after: Option<Timestamp>,
) -> Result<Command, AdcsError> {
    if kind.cuts().is_some() {
        return Err(AdcsError::NoClearance(meter));
    }
    Ok(take(tx, now, chance, meter, kind, not_after).await?)
}

/// Accepts the disconnect or limit that a clearance allows, for its meter and once.
///
/// # Errors
/// When the store fails, or does not know the meter.
pub(crate) async fn accept_cut(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    clearance: Clearance,
    not_after: Timestamp,
) -> Result<Command, StoreError> {
    let meter = clearance.meter();
    take(tx, now, chance, meter, clearance.order(), Some(not_after)).await
}

async fn take(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    meter: MeterId,
    mut kind: CommandKind,
    not_after: Option<Timestamp>,
) -> Result<Command, StoreError> {
    // What the owner has used is not for a guest (SC3), whoever made the view.
    if let CommandKind::Show(view) = &mut kind
        && view.is_guest()
    {
        view.basis = None;
    }
    let (epoch, seq) = tx.next_seq(meter).await?;
    let command = Command {
        id: MessageId::from_bytes(chance.bytes()),
        meter,
        epoch,
        seq,
        priority: kind.priority(),
        kind,
        accepted_at: now.business,
        not_before: now.business,
        not_after,
    };
    // Only the newest view matters: an older one that still waits would be shown and replaced.
    if matches!(command.kind, CommandKind::Show(_)) {
        tx.supersede_shows(meter, seq).await?;
    }
    tx.accept_command(&command).await?;
    log(
        tx,
        now,
        &command,
        true,
        format!("accepted {} seq {seq}", command.kind.word()),
    )
    .await?;
    Ok(command)
}

/// One row of ADCS's log (FR-25).
pub(crate) async fn log(
    tx: &mut Tx,
    now: Now,
    command: &Command,
    down: bool,
    detail: String,
) -> Result<(), StoreError> {
    tx.journal(&JournalRow {
        seq: 0,
        at: now.business,
        meter: command.meter,
        down,
        code: command.kind.code(),
        message: Some(command.id),
        detail,
    })
    .await
}
