//! Messages that wait: carried out in the order that the utility has set (NFR-05).
//!
//! What brings power back goes first, always. Nothing waits for ever: a message that others have
//! overtaken [`OVERTAKEN_MAX`] times goes next, whatever its priority.

use ami_domain::command::{Command, Priority};
use ami_domain::id::MessageId;

/// Messages that wait at most; what comes then is refused as full, and sent again by ADCS.
pub const WAITING_MAX: usize = 32;
/// So often may a message be overtaken.
pub const OVERTAKEN_MAX: u8 = 8;
/// Waiting messages that are carried out in one turn; the rest waits for the next input.
pub const TURN_MAX: usize = 4;

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Waiter {
    command: Command,
    overtaken: u8,
}

/// The messages that wait, in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Waiting {
    all: Vec<Waiter>,
}

impl Waiting {
    /// Takes a message in; gives it back when there is no room. A copy of one that waits is
    /// dropped: both get the one receipt.
    pub fn push(&mut self, command: Command) -> Option<Command> {
        if self.holds(command.id) {
            return None;
        }
        if self.all.len() >= WAITING_MAX {
            return Some(command);
        }
        self.all.push(Waiter {
            command,
            overtaken: 0,
        });
        None
    }

    /// The message whose turn it is.
    pub fn pop(&mut self, order: &[Priority]) -> Option<Command> {
        let rank = |waiter: &Waiter| {
            let command = &waiter.command;
            let place = |wanted| order.iter().position(|one| *one == wanted);
            let restores = command.kind.priority() == Priority::Restore;
            let by_order = place(command.priority).map_or(order.len(), |place| place + 1);
            let by_age = (!restores && waiter.overtaken >= OVERTAKEN_MAX).then_some(1);
            let first = if restores { 0 } else { by_age.unwrap_or(2) };
            (first, by_order, command.epoch, command.seq)
        };
        let next = (0..self.all.len()).min_by_key(|at| self.all.get(*at).map(rank))?;
        let taken = self.all.remove(next);
        // Only those that came before it were overtaken.
        for waiter in self.all.iter_mut().take(next) {
            waiter.overtaken = waiter.overtaken.saturating_add(1);
        }
        Some(taken.command)
    }

    /// Whether this message waits.
    pub fn holds(&self, id: MessageId) -> bool {
        self.all.iter().any(|waiter| waiter.command.id == id)
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ami_domain::command::CommandKind;
    use ami_domain::id::{AlertId, MeterId};
    use ami_domain::time::Timestamp;

    fn command(seq: u64, kind: CommandKind, priority: Priority) -> Command {
        Command {
            id: MessageId::from_number(seq.into()),
            meter: MeterId::from_number(7),
            epoch: 1,
            seq,
            priority,
            kind,
            accepted_at: Timestamp::from_millis(0),
            not_before: Timestamp::from_millis(0),
            not_after: None,
        }
    }

    fn text(seq: u64, priority: Priority) -> Command {
        let kind = CommandKind::Withdraw(AlertId::from_number(1));
        command(seq, kind, priority)
    }

    fn drain(waiting: &mut Waiting, order: &[Priority]) -> Vec<u64> {
        std::iter::from_fn(|| waiting.pop(order).map(|one| one.seq)).collect()
    }

    #[test]
    fn nfr05_the_utility_says_what_goes_first_and_power_comes_back_before_all() {
        let fill = || {
            let mut waiting = Waiting::default();
            waiting.push(text(1, Priority::Routine));
            waiting.push(text(2, Priority::Alert));
            waiting.push(command(3, CommandKind::Connect, Priority::Routine));
            waiting.push(text(4, Priority::Alert));
            waiting
        };
        assert_eq!(drain(&mut fill(), &Priority::ALL), [3, 2, 4, 1]);
        let other = [Priority::Restore, Priority::Routine, Priority::Alert];
        assert_eq!(drain(&mut fill(), &other), [3, 1, 2, 4]);
    }

    #[test]
    fn nfr05_nothing_starves() {
        let mut waiting = Waiting::default();
        waiting.push(text(1, Priority::Routine));
        let mut turns = 0;
        for seq in 2..100 {
            // A new alert comes before each turn.
            waiting.push(text(seq, Priority::Alert));
            turns += 1;
            if waiting.pop(&Priority::ALL).unwrap().seq == 1 {
                break;
            }
        }
        assert!(turns <= 1 + u64::from(OVERTAKEN_MAX) * 2, "{turns}");
        assert!(!waiting.holds(MessageId::from_number(1)));
    }

    #[test]
    fn the_waiting_room_is_bounded_and_knows_copies() {
        let mut waiting = Waiting::default();
        let most = u64::try_from(WAITING_MAX).unwrap();
        for seq in 1..=most {
            assert!(waiting.push(text(seq, Priority::Alert)).is_none());
        }
        assert!(waiting.push(text(3, Priority::Alert)).is_none(), "a copy");
        assert!(waiting.push(text(most + 1, Priority::Alert)).is_some());
        assert!(!waiting.is_empty());
    }
}
