//! Commands to meters, from acceptance to receipt (NFR-02, NFR-10).

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::clock::Now;
use ami_domain::command::{Command, CommandKind, Priority};
use ami_domain::id::{MessageId, MeterId};
use ami_domain::time::{Span, Timestamp};

/// Where a command stands. The first two are open: still to be receipted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommandState {
    /// Accepted, not sent.
    Queued,
    /// Sent at least once.
    Sent,
    /// The meter has carried it out.
    Receipted,
    /// The meter has refused it.
    Refused,
    /// Its time was over.
    Expired,
    /// A newer one says more.
    Superseded,
}

/// A command with its deliveries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandRow {
    /// The command.
    pub command: Command,
    /// Where it stands.
    pub state: CommandState,
    /// Times sent.
    pub attempts: u32,
    /// Sent first: business time, real time.
    pub first_sent: Option<(Timestamp, Timestamp)>,
    /// Sent last, real time.
    pub last_sent_real: Option<Timestamp>,
    /// Looked at again from this real time.
    pub next_at_real: Timestamp,
    /// No receipt came in the time that it should (NFR-02).
    pub late: bool,
}

/// The columns of `command`, for [`read`].
pub(crate) const COMMAND: &str = "id, meter, epoch, seq, priority, body, accepted_at, not_before, not_after, \
                       state, attempts, first_sent_at, first_sent_real, last_sent_real, \
                       next_at_real, late";

impl Tx {
    /// Takes a command; whether it is new. It is due at once, from its `not_before` on.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the meter is not known or another command of the meter has
    /// this epoch and sequence.
    pub async fn accept_command(&mut self, command: &Command) -> Result<bool, StoreError> {
        let body = serde_json::to_string(&command.kind).map_err(|error| StoreError::Corrupt {
            what: "accepting a command",
            why: error.to_string(),
        })?;
        let sql = "INSERT INTO command (id, meter, epoch, seq, priority, priority_rank, kind, \
                   body, accepted_at, not_before, not_after, state, attempts, next_at_real, late) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', 0, 0, 0) \
                   ON CONFLICT (id) DO NOTHING";
        self.ask("accepting a command", sql)
            .with(command.id)
            .with(command.meter)
            .with(command.epoch)
            .with(command.seq)
            .with(command.priority.word())
            .with(rank(command.priority))
            .with(command.kind.word())
            .with(body.as_str())
            .with(command.accepted_at)
            .with(command.not_before)
            .with(command.not_after)
            .run_one()
            .await
    }

    /// The command.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn command(&mut self, id: MessageId) -> Result<Option<CommandRow>, StoreError> {
        let sql = format!("SELECT {COMMAND} FROM command WHERE id = $1");
        let row = self.ask("command", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// Open commands that are due, by priority (NFR-04) and then in the order of their sequence.
    /// Those whose time is over are among them: the caller decides with
    /// `ami_domain::attempt::step`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn due_commands(
        &mut self,
        now: Now,
        limit: u32,
    ) -> Result<Vec<CommandRow>, StoreError> {
        let sql = format!(
            "SELECT {COMMAND} FROM command WHERE state IN ('queued', 'sent') \
             AND next_at_real <= $1 AND not_before <= $2 \
             ORDER BY priority_rank, seq, id LIMIT $3"
        );
        let ask = self.ask("due commands", sql).with(now.real);
        let ask = ask.with(now.business).with(at_most(limit));
        each(ask.all().await?, read)
    }

    /// Notes that an open command was sent, and when it is looked at again; `false` when it is
    /// not open any more.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn mark_sent(
        &mut self,
        id: MessageId,
        now: Now,
        next_at_real: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE command SET state = 'sent', attempts = attempts + 1, \
                   first_sent_at = COALESCE(first_sent_at, $2), \
                   first_sent_real = COALESCE(first_sent_real, $3), \
                   last_sent_real = $3, next_at_real = $4 \
                   WHERE id = $1 AND state IN ('queued', 'sent')";
        let ask = self.ask("marking a command sent", sql).with(id);
        let ask = ask.with(now.business).with(now.real).with(next_at_real);
        ask.run_one().await
    }

    /// Keeps where a command stands now, from whatever state; `false` when it is not known.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn set_command_state(
        &mut self,
        id: MessageId,
        state: CommandState,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE command SET state = $2 WHERE id = $1";
        let ask = self.ask("setting a command's state", sql).with(id);
        ask.with(state.word()).run_one().await
    }

    /// Ends an open command without a receipt; `false` when it is not open any more: what the
    /// meter has said stays.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn end_open_command(
        &mut self,
        id: MessageId,
        state: CommandState,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE command SET state = $2 WHERE id = $1 AND state IN ('queued', 'sent')";
        let ask = self.ask("ending an open command", sql).with(id);
        ask.with(state.word()).run_one().await
    }

    /// Ends the open `Show` commands of a meter before this sequence; how many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn supersede_shows(
        &mut self,
        meter: MeterId,
        before_seq: u64,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE command SET state = 'superseded' WHERE meter = $1 AND seq < $2 \
                   AND kind = 'show' AND state IN ('queued', 'sent')";
        let ask = self.ask("superseding shows", sql).with(meter);
        ask.with(before_seq).run().await
    }

    /// Marks open commands late that were first sent `deadline` or longer ago (NFR-02: 60 s);
    /// how many became so.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn mark_late(
        &mut self,
        real_now: Timestamp,
        deadline: Span,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE command SET late = 1 WHERE late = 0 AND state IN ('queued', 'sent') \
                   AND first_sent_real <= $1";
        let ask = self.ask("marking late commands", sql);
        ask.with(real_now - deadline).run().await
    }

    /// The open commands of a meter in the order of their sequence.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn open_commands(&mut self, meter: MeterId) -> Result<Vec<CommandRow>, StoreError> {
        let sql = format!(
            "SELECT {COMMAND} FROM command WHERE meter = $1 AND state IN ('queued', 'sent') \
             ORDER BY seq LIMIT $2"
        );
        let ask = self.ask("open commands", sql).with(meter);
        each(ask.with(at_most(u32::MAX)).all().await?, read)
    }

    /// Makes the open commands of a meter due now, because its gateway came back; how many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn requeue_meter_commands(
        &mut self,
        meter: MeterId,
        real_now: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE command SET next_at_real = $2 WHERE meter = $1 \
                   AND state IN ('queued', 'sent')";
        let ask = self.ask("sending commands again", sql).with(meter);
        ask.with(real_now).run().await
    }
}

impl CommandState {
    /// Every state.
    pub const ALL: [CommandState; 6] = [
        CommandState::Queued,
        CommandState::Sent,
        CommandState::Receipted,
        CommandState::Refused,
        CommandState::Expired,
        CommandState::Superseded,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            CommandState::Queued => "queued",
            CommandState::Sent => "sent",
            CommandState::Receipted => "receipted",
            CommandState::Refused => "refused",
            CommandState::Expired => "expired",
            CommandState::Superseded => "superseded",
        }
    }
    /// Still to be receipted.
    pub const fn is_open(self) -> bool {
        match self {
            CommandState::Queued | CommandState::Sent => true,
            CommandState::Receipted
            | CommandState::Refused
            | CommandState::Expired
            | CommandState::Superseded => false,
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// The order in which priorities go.
const fn rank(priority: Priority) -> i64 {
    match priority {
        Priority::Restore => 0,
        Priority::Test => 1,
        Priority::Cut => 2,
        Priority::Alert => 3,
        Priority::Event => 4,
        Priority::Balance => 5,
        Priority::Routine => 6,
    }
}

fn priority_from(word: &str) -> Option<Priority> {
    Priority::ALL.into_iter().find(|one| one.word() == word)
}

/// Reads the columns of [`COMMAND`].
pub(crate) fn read(row: &Row) -> Result<CommandRow, StoreError> {
    let body: String = row.get("body")?;
    let kind: CommandKind =
        serde_json::from_str(&body).map_err(|error| row.corrupt("body", &error))?;
    let first_at: Option<Timestamp> = row.maybe("first_sent_at")?;
    let first_real: Option<Timestamp> = row.maybe("first_sent_real")?;
    Ok(CommandRow {
        command: Command {
            id: row.get("id")?,
            meter: row.get("meter")?,
            epoch: row.get("epoch")?,
            seq: row.get("seq")?,
            priority: row.word("priority", priority_from)?,
            kind,
            accepted_at: row.get("accepted_at")?,
            not_before: row.get("not_before")?,
            not_after: row.maybe("not_after")?,
        },
        state: row.word("state", CommandState::from_word)?,
        attempts: row.get("attempts")?,
        first_sent: first_at.zip(first_real),
        last_sent_real: row.maybe("last_sent_real")?,
        next_at_real: row.get("next_at_real")?,
        late: row.get("late")?,
    })
}
