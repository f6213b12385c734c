//! Carrying out messages: known, refused or done, and always answered with a receipt.

use super::{AmiMeter, Output};
use crate::inbox::{self, Effect, Reading};
use ami_domain::code::Code;
use ami_domain::id::MessageId;
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt, Supply, Switch};
use ami_domain::time::Timestamp;

impl AmiMeter {
    pub(super) fn message(&mut self, now: Timestamp, bytes: &[u8], out: &mut Vec<Output>) {
        match inbox::read(bytes) {
            Reading::Noise => {
                self.write(now, Code::REFUSED, None, true, out);
                out.push(Output::Unreadable);
            }
            Reading::Foreign(id) => {
                if !self.known(now, id, out) {
                    self.refuse(now, id, Code::REFUSED, MeterRefusal::NotSupported, out);
                }
            }
            Reading::Command(command) => {
                if self.known(now, command.id, out) {
                    return;
                }
                match self
                    .inbox
                    .decide(self.meter, self.has_switch, &command, now)
                {
                    Err(why) => self.refuse(now, command.id, command.kind.code(), why, out),
                    Ok(effect) => {
                        let (id, code) = (command.id, command.kind.code());
                        let log_seq = self.write(now, code, Some(id), true, out);
                        self.carry_out(now, command.epoch, effect, out);
                        self.last_code = Some(code);
                        let receipt = self.receipt(now, id, code, Outcome::Done, log_seq);
                        self.inbox.remember_done(&command, receipt);
                        out.push(Output::DisplayChanged);
                        out.push(Output::Receipt(Box::new(receipt)));
                    }
                }
            }
        }
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

    fn carry_out(&mut self, now: Timestamp, epoch: u32, effect: Effect, out: &mut Vec<Output>) {
        match effect {
            Effect::Credit(energy) => {
                self.credit += energy;
                // A payment brings power back at once, whatever the control mode (SC1.8).
                self.move_switch(now, Switch::On, out);
            }
            Effect::Connect => self.move_switch(now, Switch::On, out),
            Effect::Show(view) => self.inbox.show(epoch, *view),
            Effect::Hold(notice) => self.inbox.hold(*notice, now),
            Effect::Drop(id) => self.inbox.withdraw(id),
        }
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
