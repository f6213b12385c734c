//! The question before a switch opens (DESIGN 7.9), over the same bad links as everything else. A
//! gateway keeps a cut until the answer is there; no answer, or a late one, means no.

use super::Sabotage;
use super::district::{District, Event};
use super::home::Home;
use ami_domain::command::Command;
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt};
use ami_domain::time::{Span, Timestamp};
use ami_meter::Input;
use ami_wire::down::Down;
use ami_wire::still::{Go, Still};

/// A cut that waits for its answer.
#[derive(Debug)]
pub(crate) struct Asked {
    nonce: u64,
    command: Command,
    payload: Vec<u8>,
    at: Timestamp,
}

/// An answer holds for so long.
pub(crate) fn valid() -> Span {
    Span::millis(i64::try_from(Go::VALID_MS).unwrap_or(0))
}

impl Home {
    /// Keeps a cut back and gives the question to ask; `None` for what goes to the meter at once.
    fn hold_back(&mut self, now: Timestamp, payload: &[u8]) -> Option<Vec<u8>> {
        let down = Down::from_bytes(payload).ok();
        let Down { command, .. } = down.filter(|down| down.command.kind.cuts().is_some())?;
        self.asked.retain(|one| now.since(one.at) <= valid());
        self.said += 1;
        let nonce = self.said;
        let question = Still {
            v: ami_wire::VERSION,
            gateway: self.gateway,
            meter: self.meter_id,
            message: command.id,
            nonce,
        };
        self.asked.push(Asked {
            nonce,
            command,
            payload: payload.to_vec(),
            at: now,
        });
        Some(question.to_bytes())
    }

    fn answered(&mut self, now: Timestamp, go: &Go) {
        let Some(place) = self.asked.iter().position(|one| one.nonce == go.nonce) else {
            return;
        };
        let asked = self.asked.remove(place);
        if asked.command.id != go.message || now.since(asked.at) > valid() {
            return;
        }
        if go.go {
            self.give(now, Input::Message(asked.payload));
            return;
        }
        let receipt = Receipt {
            message: asked.command.id,
            meter: asked.command.meter,
            completed_at: now,
            code: asked.command.kind.code(),
            outcome: Outcome::Refused(MeterRefusal::Held),
            log_seq: 0,
            supply: self.meter.examine(),
            test: None,
        };
        self.receipt(now, receipt);
    }
}

impl District {
    /// A command arrives at a gateway.
    pub(crate) fn command(&mut self, home: usize, bytes: Vec<u8>) {
        let now = self.clock.business();
        if !self.homes[home].powered {
            self.counts.lost += 1;
            return;
        }
        self.live_until_now(home);
        if self.sabotage == Some(Sabotage::MeterForgetsIds) {
            self.homes[home].meter = super::check::without_memory(&self.homes[home].meter);
        }
        if let Some(question) = self.homes[home].hold_back(now, &bytes) {
            self.counts.questions += 1;
            self.carry(home, |bytes| Event::Still(home, bytes), question);
            return;
        }
        self.homes[home].give(now, Input::Message(bytes));
        self.offer(home);
        self.plan_due(home);
    }

    /// ADCS answers a question.
    pub(crate) async fn answer(&mut self, home: usize, bytes: &[u8]) -> anyhow::Result<()> {
        let question = Still::from_bytes(bytes)?;
        let now = self.now();
        let (store, terms) = (&self.css.store, &self.css.terms);
        let chance = &mut self.chance;
        let go = ami_adcs::still::decide(store, now, chance, terms, &question).await?;
        let answer = Go {
            v: ami_wire::VERSION,
            message: question.message,
            nonce: question.nonce,
            go,
        };
        self.carry(home, |bytes| Event::Go(home, bytes), answer.to_bytes());
        Ok(())
    }

    /// The answer arrives at the gateway.
    pub(crate) fn go(&mut self, home: usize, bytes: &[u8]) -> anyhow::Result<()> {
        let (now, go) = (self.clock.business(), Go::from_bytes(bytes)?);
        if self.homes[home].powered {
            self.live_until_now(home);
            self.homes[home].answered(now, &go);
            self.offer(home);
            self.plan_due(home);
        }
        Ok(())
    }
}
