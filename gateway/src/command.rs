//! What to do with a command that came down, decided on values.

use crate::journal::Known;
use ami_domain::command::{Command, CommandKind, Priority};
use ami_domain::id::{MessageId, MeterId};
use ami_domain::receipt::{Outcome, Receipt};
use ami_domain::time::Timestamp;
use ami_wire::up::{Up, UpBody};
use sha2::{Digest, Sha256};

/// What to do with a command now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Do nothing; ADCS finds out by its own clock.
    Refuse(Why),
    /// It was carried out before: say the same again (FR-15).
    Answer(Receipt),
    /// Bytes may have left before: ask the meter first.
    ReadBack,
    /// Not before this moment.
    Hold(Timestamp),
    /// Send it.
    Send,
}

/// Why a command is not carried out here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It came with the retain bit: the broker would give it to every new client, for ever.
    Retained,
    /// For a meter that is not at this gateway.
    OtherMeter,
    /// Its time was over before it could be carried out.
    Expired,
}

/// Where a command stands among those that move supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Nothing stands against it.
    InOrder,
    /// A newer one has gone out, or waits: this one must not follow it (DESIGN 7.7).
    Older,
}

/// The newest commands that bytes have left for, each by epoch and sequence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Gone {
    /// Of all that move supply.
    #[serde(rename = "supply_order")]
    pub newest: Option<(u32, u64)>,
    /// Of those that open or close the switch, or set a limit.
    pub switched: Option<(u32, u64)>,
    /// Of those that set a limit or take one away, or open the switch.
    pub limited: Option<(u32, u64)>,
}

impl Gone {
    /// Bytes leave for this one, too.
    #[must_use]
    pub fn with(mut self, command: &Command) -> Self {
        let own = Some((command.epoch, command.seq));
        let (switches, limits) = match &command.kind {
            CommandKind::Disconnect(_) | CommandKind::Limit(_) => (true, true),
            CommandKind::Connect | CommandKind::Prepay(_) => (true, false),
            CommandKind::Unlimit => (false, true),
            CommandKind::Show(_)
            | CommandKind::Notice(_)
            | CommandKind::Withdraw(_)
            | CommandKind::Event(_)
            | CommandKind::CancelEvent { .. }
            | CommandKind::Test
            | CommandKind::SetMode(_)
            | CommandKind::Settings(_) => return self,
        };
        self.newest = self.newest.max(own);
        if switches {
            self.switched = self.switched.max(own);
        }
        if limits {
            self.limited = self.limited.max(own);
        }
        self
    }
}

/// Compares epoch and sequence with those of the newest supply commands that have gone out, and of
/// the newest that waits. What takes a limit away is not older than newer credit: it may have been
/// lost on its way until that came, and the limit would stay. Nor is what closes the switch older
/// than what took a limit away. Credit is never refused: the meter adds it whenever it comes.
pub fn order(command: &Command, gone: Gone, waits: Option<(u32, u64)>) -> Order {
    let own = Some((command.epoch, command.seq));
    let older = match &command.kind {
        CommandKind::Disconnect(_) | CommandKind::Limit(_) => own < gone.newest || own < waits,
        CommandKind::Connect => own < gone.switched,
        CommandKind::Unlimit => own < gone.limited,
        CommandKind::Prepay(_)
        | CommandKind::Show(_)
        | CommandKind::Notice(_)
        | CommandKind::Withdraw(_)
        | CommandKind::Event(_)
        | CommandKind::CancelEvent { .. }
        | CommandKind::Test
        | CommandKind::SetMode(_)
        | CommandKind::Settings(_) => false,
    };
    if older { Order::Older } else { Order::InOrder }
}

/// Decides for one command at the moment of execution. `own` is whether its meter is at this
/// gateway; `retained` whether it came with the retain bit.
pub fn command_check(
    command: &Command,
    own: bool,
    retained: bool,
    known: Known,
    now: Timestamp,
) -> Check {
    if retained {
        return Check::Refuse(Why::Retained);
    }
    if !own {
        return Check::Refuse(Why::OtherMeter);
    }
    match known {
        Known::Done(receipt) => Check::Answer(receipt),
        // Even when its time is over: it may have been carried out in time.
        Known::Intended => Check::ReadBack,
        Known::New if command.expired(now) => Check::Refuse(Why::Expired),
        Known::New if !due(command, now) => Check::Hold(command.not_before),
        Known::New => Check::Send,
    }
}

/// Whether a command may go out now. What brings power back does not wait here: ADCS has held it
/// until its time, and a clock of ours that is behind must not keep a paid customer dark
/// (DESIGN 7.11).
pub fn due(command: &Command, now: Timestamp) -> bool {
    command.priority == Priority::Restore || command.not_before <= now
}

/// What to do after reading back the meter's receipts for a message whose fate was unknown.
pub fn after_read_back(command: &Command, found: Option<Receipt>, now: Timestamp) -> Check {
    match found {
        Some(receipt) => Check::Answer(receipt),
        None if command.expired(now) => Check::Refuse(Why::Expired),
        // The meter dedupes by id too, so the same bytes can go out again.
        None => Check::Send,
    }
}

/// The id of a message that the gateway makes from facts, so that every copy has the same.
pub fn derived_id(word: &str, parts: &[&[u8]]) -> MessageId {
    let mut digest = Sha256::new();
    digest.update(word.as_bytes());
    for part in parts {
        digest.update(part);
    }
    let digest: [u8; 32] = digest.finalize().into();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    MessageId::from_bytes(id)
}

/// Everything that a gateway says in its own name.
#[derive(Debug, Clone, Copy)]
pub struct Speaker {
    /// Whose name.
    pub gateway: ami_domain::id::GatewayId,
    /// Of which meter.
    pub meter: MeterId,
}

impl Speaker {
    /// The meter's receipt, unchanged; its id is derived from the message's.
    pub fn receipt(&self, receipt: Receipt, at: Timestamp) -> Up {
        let id = derived_id("receipt", &[&receipt.message.to_bytes()]);
        self.up(id, at, UpBody::Receipt(receipt))
    }

    /// Any other message.
    pub fn up(&self, id: MessageId, at: Timestamp, body: UpBody) -> Up {
        Up {
            v: ami_wire::VERSION,
            id,
            gateway: self.gateway,
            meter: self.meter,
            at,
            body,
        }
    }
}

/// A word for the log.
pub fn outcome_word(receipt: &Receipt) -> &'static str {
    match receipt.outcome {
        Outcome::Done => "done",
        Outcome::Refused(_) => "refused",
    }
}

#[cfg(test)]
#[path = "command/tests.rs"]
pub(crate) mod tests;
