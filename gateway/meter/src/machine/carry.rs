//! Carrying out messages: known, refused or done, and always answered with a receipt.

use super::{AmiMeter, Output};
use crate::inbox::waiting::TURN_MAX;
use crate::inbox::{self, Reading};
use crate::limiter::Happening;
use crate::settings;
use ami_domain::code::Code;
use ami_domain::command::{Command, CommandKind};
use ami_domain::event::EventReport;
use ami_domain::id::MessageId;
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt, Supply};
use ami_domain::time::Timestamp;

impl AmiMeter {
    /// A message that is answered at once. When others wait, those that matter more go before it
    /// (NFR-05).
    pub(super) fn message(&mut self, now: Timestamp, bytes: &[u8], out: &mut Vec<Output>) {
        let Some(id) = self.post(now, bytes, out) else {
            return;
        };
        while self.inbox.waiting.holds(id) {
            self.next_waiting(now, out);
        }
    }

    /// Puts a message where messages wait; gives its id when it does.
    pub(super) fn post(
        &mut self,
        now: Timestamp,
        bytes: &[u8],
        out: &mut Vec<Output>,
    ) -> Option<MessageId> {
        match inbox::read(bytes) {
            Reading::Noise => {
                self.write(now, Code::REFUSED, None, true, out);
                out.push(Output::Unreadable);
                None
            }
            Reading::Foreign(id) => {
                if !self.known(now, id, out) {
                    self.refuse(now, id, Code::REFUSED, MeterRefusal::NotSupported, out);
                }
                None
            }
            Reading::Command(command) => {
                let id = command.id;
                if self.inbox.receipt(id).is_some() {
                    self.known(now, id, out);
                    return None;
                }
                if let Some(full) = self.inbox.waiting.push(*command) {
                    // Not remembered: there will be room when ADCS sends it again.
                    let code = full.kind.code();
                    let log_seq = self.write(now, Code::REFUSED, Some(id), true, out);
                    let outcome = Outcome::Refused(MeterRefusal::Full);
                    let receipt = self.receipt(now, id, code, outcome, log_seq);
                    out.push(Output::Receipt(Box::new(receipt)));
                    return None;
                }
                Some(id)
            }
        }
    }

    /// Carries out some of what waits, as time passes.
    pub(super) fn turn(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        for _ in 0..TURN_MAX {
            if !self.next_waiting(now, out) {
                return;
            }
        }
    }

    fn next_waiting(&mut self, now: Timestamp, out: &mut Vec<Output>) -> bool {
        if self.inbox.waiting.is_empty() {
            return false;
        }
        let order = settings::order(&self.settings);
        match self.inbox.waiting.pop(&order) {
            Some(command) => {
                self.process(now, &command, out);
                true
            }
            None => false,
        }
    }

    /// Carries out one command, at most once.
    pub(super) fn process(&mut self, now: Timestamp, command: &Command, out: &mut Vec<Output>) {
        if self.known(now, command.id, out) {
            return;
        }
        let (id, code) = (command.id, command.kind.code());
        if let Err(why) = self.check_command(command, now) {
            return self.refuse(now, id, code, why, out);
        }
        // Neither log nor receipt says that credit was added when none was.
        let code = match &command.kind {
            CommandKind::Prepay(one) if self.inbox.has_credit_of(one.payment) => Code::DUPLICATE,
            kind => kind.code(),
        };
        let log_seq = self.write(now, code, Some(id), true, out);
        self.carry_out(now, command, out);
        self.last_code = Some(code);
        let mut receipt = self.receipt(now, id, code, Outcome::Done, log_seq);
        if command.kind == CommandKind::Test {
            // The test is of the position as it is measured, not as it was commanded (FR-13).
            receipt.test = Some(self.electric.test(self.switch, self.load));
        }
        self.inbox.remember_done(command, receipt);
        out.push(Output::DisplayChanged);
        out.push(Output::Receipt(Box::new(receipt)));
    }

    /// Answers a copy with the receipt of the first; nothing but the log changes.
    fn known(&mut self, now: Timestamp, id: MessageId, out: &mut Vec<Output>) -> bool {
        let Some(receipt) = self.inbox.receipt(id).copied() else {
            return false;
        };
        self.write(now, Code::DUPLICATE, Some(id), true, out);
        out.push(Output::Receipt(Box::new(receipt)));
        true
    }

    fn refuse(
        &mut self,
        now: Timestamp,
        id: MessageId,
        code: Code,
        why: MeterRefusal,
        out: &mut Vec<Output>,
    ) {
        let log_seq = self.write(now, Code::REFUSED, Some(id), true, out);
        let receipt = self.receipt(now, id, code, Outcome::Refused(why), log_seq);
        self.inbox.remember_refused(receipt);
        out.push(Output::Receipt(Box::new(receipt)));
    }

    fn carry_out(&mut self, now: Timestamp, command: &Command, out: &mut Vec<Output>) {
        match &command.kind {
            CommandKind::Prepay(prepay) => {
                // Not a refusal: ADCS would send it again for ever, and the credit is here.
                if !self.inbox.has_credit_of(prepay.payment) {
                    self.add_credit(prepay.credit);
                }
                // A payment brings power back at once, whatever the control mode (SC1.8).
                self.happen(now, Happening::Connected, out);
            }
            CommandKind::Connect => self.happen(now, Happening::Connected, out),
            CommandKind::Disconnect(_) => {
                self.events.release();
                self.happen(now, Happening::Cut, out);
            }
            CommandKind::Limit(limit) => self.set_limit(now, Some(limit.demand), out),
            CommandKind::Unlimit => self.set_limit(now, None, out),
            CommandKind::Show(view) => self.inbox.show(command.epoch, (**view).clone()),
            CommandKind::Notice(notice) => self.inbox.hold((**notice).clone(), now),
            CommandKind::Withdraw(id) => self.inbox.withdraw(*id),
            CommandKind::Event(event) => {
                let news = self.events.store(*event, now);
                self.events_changed(now, &news, out);
            }
            CommandKind::CancelEvent { event, version } => {
                let news = self.events.cancel(*event, *version, now);
                self.events_changed(now, &news, out);
            }
            CommandKind::Test => {}
            CommandKind::SetMode(mode) => {
                let at = self.register.open_since() + self.register.length();
                self.next_mode = (*mode != self.mode).then_some((*mode, at));
            }
            CommandKind::Settings(new) => self.set_settings(now, (**new).clone(), out),
        }
    }

    /// Says what changed, alerts on overlaps (FR-18), and starts or ends what is due already.
    fn events_changed(&mut self, now: Timestamp, news: &[EventReport], out: &mut Vec<Output>) {
        if news.iter().any(|report| report.overlaps) {
            self.write(now, Code::EVENT_OVERLAP, None, false, out);
        }
        // What is in force may have changed with a running event: demand is measured anew.
        self.demand.clear();
        out.extend(news.iter().copied().map(Output::EventChanged));
        self.due(now, out);
    }

    fn receipt(
        &self,
        now: Timestamp,
        message: MessageId,
        code: Code,
        outcome: Outcome,
        log_seq: u64,
    ) -> Receipt {
        Receipt {
            message,
            meter: self.meter,
            completed_at: now,
            code,
            outcome,
            log_seq,
            supply: Supply {
                at: now,
                ..self.examine()
            },
            test: None,
        }
    }
}
