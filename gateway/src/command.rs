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

/// Compares epoch and sequence with those of the newest supply command that has gone out, and of
/// the newest that waits. Credit is never refused: the meter adds it whenever it comes.
pub fn order(command: &Command, gone: Option<(u32, u64)>, waits: Option<(u32, u64)>) -> Order {
    let own = Some((command.epoch, command.seq));
    let older = match &command.kind {
        CommandKind::Disconnect(_) | CommandKind::Limit(_) => own < gone || own < waits,
        CommandKind::Connect | CommandKind::Unlimit => own < gone,
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
pub(crate) mod tests {
    use super::*;
    use ami_domain::code::Code;
    use ami_domain::energy::WattHours;
    use ami_domain::receipt::{Supply, Switch};

    pub(crate) const fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    pub(crate) fn receipt(message: MessageId) -> Receipt {
        let supply = Supply {
            switch: Switch::On,
            limit: None,
            credit: WattHours::new(1_000),
            at: at(5),
            trip: None,
        };
        Receipt {
            message,
            meter: MeterId::from_number(2),
            completed_at: at(5),
            code: Code::SUPPLY_ON,
            outcome: Outcome::Done,
            log_seq: 3,
            supply,
            test: None,
        }
    }

    pub(crate) fn command(id: u128, seq: u64, priority: Priority) -> Command {
        Command {
            id: MessageId::from_number(id),
            meter: MeterId::from_number(2),
            epoch: 1,
            seq,
            priority,
            kind: CommandKind::Connect,
            accepted_at: at(0),
            not_before: at(10),
            not_after: Some(at(20)),
        }
    }

    #[test]
    fn every_case_of_a_command_has_its_answer() {
        let command = command(1, 1, Priority::Alert);
        let done = receipt(command.id);
        let refuse = Check::Refuse;
        // (own, retained, known, seconds, answer)
        let table = [
            (true, false, Known::New, 15, Check::Send),
            (true, false, Known::New, 10, Check::Send),
            (true, false, Known::New, 9, Check::Hold(at(10))),
            (true, false, Known::New, 20, refuse(Why::Expired)),
            (true, true, Known::New, 15, refuse(Why::Retained)),
            (true, true, Known::Done(done), 15, refuse(Why::Retained)),
            (false, false, Known::New, 15, refuse(Why::OtherMeter)),
            (true, false, Known::Done(done), 15, Check::Answer(done)),
            (true, false, Known::Done(done), 99, Check::Answer(done)),
            (true, false, Known::Intended, 15, Check::ReadBack),
            (true, false, Known::Intended, 99, Check::ReadBack),
        ];
        for (own, retained, known, now, answer) in table {
            let got = command_check(&command, own, retained, known, at(now));
            assert_eq!(got, answer, "{own} {retained} {known:?} {now}");
        }
        let found = after_read_back(&command, Some(done), at(99));
        assert_eq!(found, Check::Answer(done));
        assert_eq!(after_read_back(&command, None, at(15)), Check::Send);
        let late = after_read_back(&command, None, at(20));
        assert_eq!(late, refuse(Why::Expired));
    }

    #[test]
    fn a_reconnect_without_an_end_is_carried_out_however_late() {
        let mut late = command(1, 1, Priority::Restore);
        late.not_after = None;
        let check = command_check(&late, true, false, Known::New, at(1_000_000));
        assert_eq!(check, Check::Send);
    }

    #[test]
    fn a_clock_that_is_behind_does_not_hold_a_reconnect_back() {
        let paid = command(1, 1, Priority::Restore);
        let check = command_check(&paid, true, false, Known::New, at(-1_000_000));
        assert_eq!(check, Check::Send);
    }

    #[test]
    fn after_a_backup_was_put_back_only_a_new_epoch_moves_supply_again() {
        let gone = Some((1, 9));
        let mut connect = command(1, 7, Priority::Restore);
        assert_eq!(order(&connect, gone, None), Order::Older);
        connect.epoch = 2;
        assert_eq!(order(&connect, gone, None), Order::InOrder);
    }

    #[test]
    fn copies_of_a_receipt_have_the_same_id_and_differ_from_the_message() {
        let speaker = Speaker {
            gateway: ami_domain::id::GatewayId::from_number(1),
            meter: MeterId::from_number(2),
        };
        let receipt = receipt(MessageId::from_number(9));
        let (first, second) = (
            speaker.receipt(receipt, at(1)),
            speaker.receipt(receipt, at(2)),
        );
        assert_eq!(first.id, second.id);
        assert_ne!(first.id, receipt.message);
        assert_ne!(derived_id("a", &[b"b"]), derived_id("a", &[b"c"]));
    }
}
