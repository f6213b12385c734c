//! Deliberately broken parts. A safety test that stays green with one of these has no teeth.

use ami_domain::chance::{Chance, Seeded};
use ami_domain::id::MessageId;
use ami_meter::AmiMeter;
use ami_wire::down::Down;
use std::collections::BTreeSet;

/// What is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sabotage {
    /// The meter takes the second copy of a message for a new one.
    MeterForgetsIds,
    /// ADCS makes a new id for each retry.
    NaiveRetryNewId,
    /// No receipt ever arrives.
    DropReceiptsForever,
    /// The processor takes money of which we have no payment.
    ProcessorTakesMore,
    /// Somebody opens the switches by hand.
    SwitchOpens,
    /// The meter gets credit that nobody paid.
    CreditFromNowhere,
    /// Gateways do not ask before a switch opens.
    SkipsTheQuestion,
    /// Neither do they ask, nor do meters look at the order of commands: the last one wins.
    LastArrivalWins,
    /// Gateways trust an answer for as long as they like.
    AnswerNeverOld,
}

/// The same meter without its memory of messages.
pub(crate) fn without_memory(meter: &AmiMeter) -> AmiMeter {
    let mut state = serde_json::to_value(meter).expect("a meter is serialisable at any moment");
    for ring in ["done", "refused"] {
        state["inbox"][ring] = serde_json::Value::Array(Vec::new());
    }
    serde_json::from_value(state).expect("a meter without memory is still a meter")
}

/// The same command with the next number at the meter: whatever comes last is the newest.
pub(crate) fn renumber(payload: &[u8], next: u64) -> Vec<u8> {
    let Ok(mut down) = Down::from_bytes(payload) else {
        return payload.to_vec();
    };
    down.command.seq = next;
    down.command.not_after = None;
    down.to_bytes()
}

/// Gives every copy of a command after the first an id of its own.
pub(crate) fn rename(
    payload: &[u8],
    sent: &mut BTreeSet<MessageId>,
    chance: &mut Seeded,
) -> Vec<u8> {
    let Ok(mut down) = Down::from_bytes(payload) else {
        return payload.to_vec();
    };
    if !sent.insert(down.command.id) {
        down.command.id = MessageId::from_bytes(chance.bytes());
    }
    down.to_bytes()
}
