//! What goes out next: by the utility's order of priorities, and nobody waits for ever (NFR-04).

use crate::command::{COMMAND, CommandRow, read};
use crate::error::StoreError;
use crate::sql::at_most;
use crate::tx::Tx;
use ami_domain::clock::Now;
use ami_domain::command::Priority;
use ami_domain::id::MessageId;
use ami_domain::time::{Span, Timestamp};

/// One part in so many of a tick is kept for commands that have waited too long.
const STARVED_SHARE: u32 = 8;

/// What is due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Due {
    /// In the order in which they go out.
    pub commands: Vec<CommandRow>,
    /// Due, and their stored body is none that this program reads: one of them must not keep
    /// all others from going out.
    pub unreadable: Vec<MessageId>,
}

impl Tx {
    /// Open commands that are due. What restores power is never early, for a clock that was set
    /// back must not keep a paid customer dark, and is first whatever `order` says; then by
    /// `order`, then by sequence. An eighth of `limit` is for those that were accepted before
    /// `starved_before`, the longest ago first. Those whose time is over are among them.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn due_in_order(
        &mut self,
        now: Now,
        order: &[Priority],
        starved_before: Timestamp,
        limit: u32,
    ) -> Result<Due, StoreError> {
        let due = format!(
            "SELECT {COMMAND} FROM command WHERE state IN ('queued', 'sent') \
             AND next_at_real <= $1 AND (not_before <= $2 OR priority = '{}')",
            Priority::Restore.word()
        );
        let sql = format!("{due} ORDER BY {}, seq, id LIMIT $3", ranks(order));
        let ask = self.ask("due commands in order", sql).with(now.real);
        let rows = ask.with(now.business).with(at_most(limit)).all().await?;
        // With its plus the column is no index: that of all commands ever would be walked.
        let sql = format!("{due} AND +accepted_at <= $3 ORDER BY +accepted_at, id LIMIT $4");
        let share = (limit / STARVED_SHARE).max(1);
        let ask = self.ask("starved commands", sql).with(now.real);
        let ask = ask.with(now.business).with(starved_before);
        let starved = ask.with(at_most(share)).all().await?;
        let kept = usize::try_from(limit.saturating_sub(share)).unwrap_or(usize::MAX);
        let mut found = Due::default();
        let late = rows.iter().skip(kept);
        for row in rows.iter().take(kept).chain(&starved).chain(late) {
            let id: MessageId = row.get("id")?;
            let known = found.commands.iter().any(|one| one.command.id == id);
            if known || found.unreadable.contains(&id) {
                continue;
            }
            match read(row) {
                Ok(command) => found.commands.push(command),
                Err(StoreError::Corrupt { .. }) => found.unreadable.push(id),
                Err(error) => return Err(error),
            }
        }
        found
            .commands
            .truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// Commands that wait for a moment further ahead than any pause: the real clock has jumped
    /// back since. They are due now; how many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn mend_waiting(
        &mut self,
        real_now: Timestamp,
        longest: Span,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE command SET next_at_real = $1 WHERE state IN ('queued', 'sent') \
                   AND next_at_real > $2";
        let ask = self.ask("mending waiting commands", sql).with(real_now);
        ask.with(real_now + longest).run().await
    }
}

/// An expression that sorts by this order; what is not in it comes last.
fn ranks(order: &[Priority]) -> String {
    let first = std::iter::once(&Priority::Restore);
    let rest = order.iter().filter(|one| **one != Priority::Restore);
    let cases: Vec<String> = first
        .chain(rest)
        .enumerate()
        .map(|(rank, one)| format!("WHEN '{}' THEN {rank}", one.word()))
        .collect();
    format!("CASE priority {} ELSE 99 END", cases.join(" "))
}
