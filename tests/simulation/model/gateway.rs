//! The gateway and the meter behind it: what comes is checked, ordered, asked about, and given
//! on, one thing at a time (`gateway/src/fleet/execute.rs` and `gateway/src/fleet/cut.rs`).

use super::house::{Broken, House, NONCES_MAX, id, millis, now};
use super::state::{Asked, COMMANDS_MAX, Fault, Journal, Message, State};
use super::terms::by_clock;
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt, Switch};
use ami_domain::time::Timestamp;
use ami_gateway::command::{Check, Gone, Order, command_check, order};
use ami_gateway::journal::Known;
use ami_gateway::queue::{Item, Queue};
use ami_gateway::still::{Question, Verdict};
use ami_meter::Input;
use ami_wire::down::Down;
use ami_wire::still::Go;

impl House {
    /// A command comes to the gateway: it waits, and the most urgent is carried out.
    pub(super) fn command(&mut self, state: &mut State, place: u8) {
        state.waits |= 1 << place;
        self.work(state);
    }

    /// Carries out what waits, until a question is open or nothing waits.
    fn work(&mut self, state: &mut State) {
        let gateway = by_clock(now(state.tick), state.gateway_skew);
        loop {
            let queue = self.queue(state);
            if let Some(asked) = state.asked {
                if !queue.restores(gateway) {
                    return;
                }
                if self.broken != Some(Broken::TwoAtOnceNoFence) {
                    // What brings power back goes first; the cut waits again.
                    state.asked = None;
                    state.waits |= 1 << asked.command;
                    continue;
                }
            }
            let Some(item) = queue.pop(gateway) else {
                return;
            };
            let place = u8::try_from(item.command.seq - 1).unwrap_or(u8::MAX);
            state.waits &= !(1 << place);
            self.carry_out(state, place, &item, gateway);
        }
    }

    fn carry_out(&mut self, state: &mut State, place: u8, item: &Item, gateway: Timestamp) {
        let known = match state.journal[usize::from(place)] {
            Journal::New => Known::New,
            Journal::Done => Known::Done(receipt(place, Outcome::Done)),
            Journal::Refused => Known::Done(receipt(place, Outcome::Refused(MeterRefusal::Stale))),
        };
        match command_check(&item.command, true, false, known, gateway) {
            Check::Answer(receipt) => {
                state.put(Message::Receipt(place, receipt.outcome == Outcome::Done));
            }
            Check::Send => {
                let waits = self.queue(state).newest_supply();
                // All that move supply here move the switch: the newest stands for them.
                let newest = state.gone.and_then(|gone| self.made(state, gone));
                let gone = newest.map_or_else(Gone::default, |one| Gone::default().with(&one));
                let older = order(&item.command, gone, waits) == Order::Older;
                if older && self.fenced() {
                    end(state, place, false);
                } else if item.command.kind.cuts().is_none() || !self.asks() {
                    self.give(state, place);
                } else if state.nonces < NONCES_MAX {
                    state.nonces += 1;
                    state.asked = Some(Asked {
                        command: place,
                        nonce: state.nonces,
                        at: state.tick,
                        answer: None,
                    });
                    state.put(Message::Question(place, state.nonces));
                }
            }
            // ADCS finds out by its own clock.
            Check::Refuse(_) | Check::Hold(_) | Check::ReadBack => {}
        }
    }

    /// An answer comes from the broker.
    pub(super) fn hear(&self, state: &mut State, place: u8, nonce: u8, go: bool) {
        let Some(asked) = &mut state.asked else {
            return;
        };
        let any = self.broken == Some(Broken::AnyAnswer);
        let mut heard = question(asked);
        let answer = Go {
            v: ami_wire::VERSION,
            message: id(if any { asked.command } else { place }),
            nonce: u64::from(if any { asked.nonce } else { nonce }),
            go,
        };
        heard.hear(&answer, false, millis(state.tick));
        asked.answer = match heard.verdict(millis(asked.at)) {
            Verdict::Go { .. } => Some(true),
            Verdict::No => Some(false),
            Verdict::Wait { .. } | Verdict::Over => asked.answer,
        };
    }

    /// Whether the gateway knows what to do about its question.
    pub(super) fn may_act(&self, state: &State) -> bool {
        let verdict = state
            .asked
            .map(|asked| question(&asked).verdict(millis(state.tick)));
        verdict.is_some_and(|verdict| !matches!(verdict, Verdict::Wait { .. }))
    }

    /// The gateway has heard, or waited long enough: a cut goes out while the answer is fresh.
    pub(super) fn act(&mut self, state: &mut State) {
        let Some(asked) = state.asked.take() else {
            return;
        };
        let never_old = self.broken == Some(Broken::AnswerNeverOld);
        match question(&asked).verdict(millis(state.tick)) {
            Verdict::Go { .. } => self.give(state, asked.command),
            Verdict::Over if never_old && asked.answer == Some(true) => {
                self.give(state, asked.command);
            }
            Verdict::No => end(state, asked.command, false),
            Verdict::Over | Verdict::Wait { .. } => {}
        }
        self.work(state);
    }

    /// The command goes to the meter itself.
    fn give(&mut self, state: &mut State, place: u8) {
        let Some(sent) = state.commands[usize::from(place)] else {
            return;
        };
        let was_off = self.is_off(state);
        state.gone = state.gone.max(Some(place));
        let key = (state.meter, place, sent, state.tick);
        let (after, done) = match self.given.get(&key) {
            Some(after) => *after,
            None => {
                let after = self.meter_after(state, place);
                self.given.insert(key, after);
                after
            }
        };
        state.meter = after;
        end(state, place, done);
        if !was_off && self.is_off(state) {
            state.fault = wrongly(state);
        }
    }

    fn meter_after(&mut self, state: &State, place: u8) -> (u16, bool) {
        let mut meter = self.meters[usize::from(state.meter)].0.clone();
        let mut command = self.made(state, place).expect("it was accepted");
        if !self.fenced() {
            // Beyond every number that ADCS gives, so that nothing is ever older.
            let given = u64::try_from(meter.receipts().count()).unwrap_or(0);
            command.seq = 1_000 + given;
        }
        let bytes = Down::new(command).to_bytes();
        let out = meter.handle(now(state.tick), Input::Message(bytes));
        let receipt = out.iter().find_map(|one| one.receipt());
        let done = receipt.is_some_and(|receipt| receipt.outcome == Outcome::Done);
        (self.known(meter), done)
    }

    fn queue(&self, state: &State) -> Queue {
        let queue = Queue::default();
        for place in (0..COMMANDS_MAX).filter(|place| state.waits & (1 << place) != 0) {
            let place = u8::try_from(place).unwrap_or(u8::MAX);
            if let Some(command) = self.made(state, place) {
                queue.push(Item {
                    command,
                    bytes: Vec::new(),
                    retained: false,
                    tries: 0,
                });
            }
        }
        queue
    }

    fn asks(&self) -> bool {
        !matches!(
            self.broken,
            Some(Broken::NoQuestion | Broken::NoQuestionNoFence)
        )
    }

    fn fenced(&self) -> bool {
        !matches!(
            self.broken,
            Some(Broken::TwoAtOnceNoFence | Broken::NoQuestionNoFence)
        )
    }
}

/// The proof is written down and goes to ADCS.
fn end(state: &mut State, place: u8, done: bool) {
    state.journal[usize::from(place)] = if done {
        Journal::Done
    } else {
        Journal::Refused
    };
    state.put(Message::Receipt(place, done));
}

/// Why the switch must not have opened now: the decision that let it was wrong, or is older than
/// the physical bound.
fn wrongly(state: &State) -> Option<Fault> {
    let Some((yes, against)) = state.yes else {
        return Some(Fault::Undecided);
    };
    let since = millis(state.tick).saturating_sub(millis(yes));
    let late = (since >= Go::VALID_MS).then_some(Fault::Late);
    against.map(Fault::Against).or(late)
}

fn question(asked: &Asked) -> Question {
    let mut question = Question::new(id(asked.command), u64::from(asked.nonce), millis(asked.at));
    if let Some(go) = asked.answer {
        let go = Go {
            v: ami_wire::VERSION,
            message: id(asked.command),
            nonce: u64::from(asked.nonce),
            go,
        };
        question.hear(&go, false, millis(asked.at));
    }
    question
}

fn receipt(place: u8, outcome: Outcome) -> Receipt {
    use ami_domain::code::Code;
    use ami_domain::energy::WattHours;
    use ami_domain::receipt::Supply;
    Receipt {
        message: id(place),
        meter: super::house::METER,
        completed_at: now(0),
        code: Code::SUPPLY_ON,
        outcome,
        log_seq: 1,
        supply: Supply {
            switch: Switch::On,
            limit: None,
            credit: WattHours::ZERO,
            at: now(0),
            trip: None,
        },
        test: None,
    }
}
