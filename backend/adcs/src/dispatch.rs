//! Sends due commands, and sends again what has no receipt (SC1.7, NFR-04, NFR-10).
//!
//! What is sent becomes an outbox row in the same transaction that counts the attempt; the
//! server publishes the row afterwards. Publishing twice is harmless: the meter knows the id.

use crate::{AdcsError, Terms, request};
use ami_domain::attempt::{Attempts, Step, step};
use ami_domain::clock::Now;
use ami_domain::command::{Command, CommandKind, Priority};
use ami_domain::time::Span;
use ami_mdms::feed::{self, Change};
use ami_store::{CommandRow, CommandState, Store, Tx};
use ami_wire::down::Down;
use ami_wire::topic;

/// So many commands at most go out in one tick and one commit.
pub const BATCH: u32 = 256;

/// What one tick did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dispatched {
    /// Sent, first time or again.
    pub sent: u32,
    /// Dropped, because their time was over.
    pub expired: u32,
    /// Became late: no receipt within the deadline (NFR-02).
    pub late: u64,
}

/// One tick: sends up to [`BATCH`] due commands, most urgent first.
///
/// # Errors
/// When the store fails; nothing was sent then.
pub async fn dispatch(store: &Store, now: Now, terms: &Terms) -> Result<Dispatched, AdcsError> {
    let mut tx = store.begin().await?;
    let mut done = Dispatched::default();
    let policy = &terms.policy;
    // A clock that has jumped back must not keep a paid customer dark.
    tx.mend_waiting(now.real, policy.retry_max + Span::minutes(1))
        .await?;
    let starved = now.business - policy.starve_after;
    let order = &policy.priority_order;
    let due = tx.due_in_order(now, order, starved, BATCH).await?;
    for id in due.unreadable {
        tracing::error!(message.id = %id, "A stored command cannot be read, it is refused");
        tx.end_open_command(id, CommandState::Refused).await?;
    }
    for row in due.commands {
        // The row is due by its own word: the policy's pause is over, or the gateway came back
        // before that and waiting for the next retry would keep a paid customer dark.
        let due = Attempts {
            last: None,
            ..attempts(&row)
        };
        match step(&due, now.business, now.real, &terms.policy) {
            Step::Send => {
                send(&mut tx, now, &row, terms).await?;
                done.sent += 1;
            }
            Step::Expire => {
                // The receipt may have come in between: then that is what became of it.
                let id = row.command.id;
                if !tx.end_open_command(id, CommandState::Expired).await? {
                    continue;
                }
                request::log(&mut tx, now, &row.command, true, "expired".into()).await?;
                done.expired += 1;
            }
            Step::Wait { .. } | Step::Early => {}
        }
    }
    done.late = tx
        .mark_late(now.real, terms.policy.receipt_deadline)
        .await?;
    tx.commit().await?;
    Ok(done)
}

/// What has been tried of a command, as [`step`] looks at it.
pub fn attempts(row: &CommandRow) -> Attempts {
    Attempts {
        restores: row.command.priority == Priority::Restore,
        count: row.attempts,
        last: row.last_sent_real,
        not_before: row.command.not_before,
        not_after: row.command.not_after,
    }
}

async fn send(tx: &mut Tx, now: Now, row: &CommandRow, terms: &Terms) -> Result<(), AdcsError> {
    let command = &row.command;
    let sent = Attempts {
        count: row.attempts + 1,
        last: Some(now.real),
        ..attempts(row)
    };
    let next = match step(&sent, now.business, now.real, &terms.policy) {
        Step::Wait { until } => until,
        Step::Send | Step::Early | Step::Expire => now.real + terms.policy.retry_after,
    };
    let body = Down::new(command.clone()).to_bytes();
    tx.put_outbox(&topic::command(command.meter, &command.kind), &body)
        .await?;
    tx.mark_sent(command.id, now, next).await?;
    let detail = format!("sent {} attempt {}", command.kind.word(), sent.count);
    request::log(tx, now, command, true, detail).await?;
    tell_payer(tx, now, command).await
}

/// A payer watches the chain: tell them that the command of their payment moved on.
pub(crate) async fn tell_payer(tx: &mut Tx, now: Now, command: &Command) -> Result<(), AdcsError> {
    if let CommandKind::Event(event) = &command.kind
        && let Some(row) = tx.event(event.id).await?
    {
        feed::tell(tx, now, row.account, Change::Event).await?;
    }
    let paid = matches!(command.kind, CommandKind::Prepay(_));
    if paid && let Some(account) = tx.account_of_meter(command.meter).await? {
        feed::tell(tx, now, account.id, Change::Payment).await?;
    }
    Ok(())
}
