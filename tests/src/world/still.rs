//! The question before a switch opens, on the packets of the broker (DESIGN 7.9). A gateway keeps
//! the cut until the answer is there; an answer holds for five seconds, no answer means no.

use super::World;
use super::broker::{End, Packet};
use super::home::{Home, RECEIPT};
use super::sabotage::{Sabotage, renumber};
use ami_domain::clock::Now;
use ami_domain::command::Command;
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt};
use ami_domain::time::{Span, Timestamp};
use ami_meter::Input;
use ami_wire::down::Down;
use ami_wire::still::{Go, Still};
use ami_wire::topic;
use ami_wire::up::UpBody;
use std::collections::BTreeSet;

/// A cut that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    command: Command,
    payload: Vec<u8>,
    at: Timestamp,
}

/// A command comes to a gateway: given to the meter, or asked about first. The packet to send.
pub(crate) fn command(
    home: &mut Home,
    now: Timestamp,
    payload: &[u8],
    broken: &BTreeSet<Sabotage>,
) -> Option<Packet> {
    if broken.contains(&Sabotage::LastArrivalWins) {
        home.arrivals += 1;
        // Beyond every number that ADCS gives, so that nothing is ever older.
        let bytes = renumber(payload, 1_000_000 + home.arrivals);
        home.give(now, Input::Message(bytes));
        return None;
    }
    let down = Down::from_bytes(payload).ok();
    let cut = down.filter(|down| down.command.kind.cuts().is_some());
    let Some(Down { command, .. }) = cut else {
        home.give(now, Input::Message(payload.to_vec()));
        return None;
    };
    if broken.contains(&Sabotage::SkipsTheQuestion) {
        home.give(now, Input::Message(payload.to_vec()));
        return None;
    }
    home.arrivals += 1;
    let nonce = home.arrivals;
    let question = Still {
        v: ami_wire::VERSION,
        gateway: home.gateway,
        meter: home.meter_id,
        message: command.id,
        nonce,
    };
    let asked = Asked {
        command,
        payload: payload.to_vec(),
        at: now,
    };
    home.asked.insert(nonce, asked);
    Some(Packet {
        link: home.gateway,
        to: End::Server,
        topic: topic::still(home.gateway),
        payload: question.to_bytes(),
    })
}

/// The answer comes to the gateway. Late, unknown or no: service stays on.
pub(crate) fn answer(
    home: &mut Home,
    now: Timestamp,
    payload: &[u8],
    broken: &BTreeSet<Sabotage>,
) -> anyhow::Result<()> {
    let go = Go::from_bytes(payload)?;
    let Some(asked) = home.asked.remove(&go.nonce) else {
        return Ok(());
    };
    let valid = Span::millis(i64::try_from(Go::VALID_MS)?);
    let fresh = now.since(asked.at) <= valid || broken.contains(&Sabotage::AnswerNeverOld);
    if asked.command.id != go.message || !fresh {
        return Ok(());
    }
    if go.go {
        home.give(now, Input::Message(asked.payload));
    } else {
        refuse(home, now, &asked.command);
    }
    Ok(())
}

/// The gateway says that the cut was held, and the meter never hears of it.
fn refuse(home: &mut Home, now: Timestamp, command: &Command) {
    let receipt = Receipt {
        message: command.id,
        meter: command.meter,
        completed_at: now,
        code: command.kind.code(),
        outcome: Outcome::Refused(MeterRefusal::Held),
        log_seq: 0,
        supply: home.meter.examine(),
        test: None,
    };
    let id = RECEIPT ^ u128::from_be_bytes(command.id.to_bytes());
    home.spool(now, id, UpBody::Receipt(receipt));
}

impl World {
    /// ADCS answers a gateway's question; the answer may be lost like everything else.
    pub(crate) async fn answer_still(&mut self, now: Now, packet: &Packet) -> anyhow::Result<()> {
        let question = Still::from_bytes(&packet.payload)?;
        let (store, terms) = (&self.css.store, &self.css.terms);
        let chance = &mut self.server_chance;
        let go = ami_adcs::still::decide(store, now, chance, terms, &question).await?;
        let body = Go {
            v: ami_wire::VERSION,
            message: question.message,
            nonce: question.nonce,
            go,
        };
        let packet = Packet {
            link: packet.link,
            to: End::Gateway,
            topic: topic::go(question.gateway),
            payload: body.to_bytes(),
        };
        self.broker.publish(now.business, packet);
        Ok(())
    }
}
