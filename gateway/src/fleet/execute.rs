//! Carrying out one command: decided by `command_check`, journalled before the bytes leave.

use super::Owner;
use super::pump::Line;
use crate::command::{Check, Order, Why, after_read_back, command_check, outcome_word};
use crate::journal::Known;
use crate::limits::TRIES_MAX;
use crate::protocol::{Answer, Ask, DriverError};
use crate::queue::{Item, Pushed};
use ami_domain::command::Priority;
use ami_domain::id::MessageId;
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt};

impl Owner {
    /// Reads back every message whose fate an earlier run left open, before anything is sent.
    pub(crate) async fn settle_intents(&mut self, line: &mut Line) -> Result<(), DriverError> {
        for id in self.journal.open_intents(self.meter.meter) {
            match self.find_receipt(line, id).await {
                Ok(Some(receipt)) => self.finish(receipt).await,
                // The meter does not know it: whoever sends it again begins anew.
                Ok(None) => {
                    if let Err(error) = self.journal.not_sent(id).await {
                        tracing::warn!(message.id = %id, %error, "An old intent stays open");
                    }
                }
                // One receipt that cannot be read must not keep the meter from everything else.
                Err(error @ (DriverError::Garbled(_) | DriverError::Refused(_))) => {
                    tracing::error!(message.id = %id, %error, "A receipt cannot be read back");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Carries out one command.
    ///
    /// # Errors
    /// The link is lost; the command waits again where that is safe.
    pub(crate) async fn execute(&mut self, line: &mut Line, item: Item) -> Result<(), DriverError> {
        let now = self.clock.business();
        let known = self.journal.known(item.command.id);
        let own = item.command.meter == self.meter.meter;
        let check = command_check(&item.command, own, item.retained, known, now);
        let check = match check {
            Check::ReadBack => {
                let found = match self.find_receipt(line, item.command.id).await {
                    Ok(found) => found,
                    Err(error @ (DriverError::Garbled(_) | DriverError::Refused(_))) => {
                        tracing::error!(message.id = %item.command.id, %error,
                            "A receipt cannot be read back, waiting for ADCS");
                        return Ok(());
                    }
                    Err(error) => {
                        self.wait_again(item);
                        return Err(error);
                    }
                };
                tracing::info!(message.id = %item.command.id, found = found.is_some(),
                    "Read back a message without outcome");
                after_read_back(&item.command, found, self.clock.business())
            }
            check => check,
        };
        match check {
            Check::Refuse(why) => {
                refuse(&item, why);
                Ok(())
            }
            Check::Answer(receipt) => {
                self.finish(receipt).await;
                Ok(())
            }
            Check::Hold(_) | Check::ReadBack => {
                self.wait_again(item);
                Ok(())
            }
            Check::Send => match self.order(&item) {
                Order::Older => self.hold(line, &item, MeterRefusal::Stale).await,
                Order::InOrder if item.command.kind.cuts().is_some() => self.cut(line, item).await,
                Order::InOrder => self.send(line, item, None).await,
            },
        }
    }

    /// Sends a command; of one with `until_ms` not a byte leaves from that moment of the monotonic
    /// clock on.
    pub(crate) async fn send(
        &mut self,
        line: &mut Line,
        item: Item,
        until_ms: Option<u64>,
    ) -> Result<(), DriverError> {
        let (id, epoch) = (item.command.id, item.command.epoch);
        if !self.spool.has_room_for_receipt() {
            // A command whose receipt finds no room would be done and never proven.
            tracing::error!(message.id = %id, "The spool is full of receipts, not sent");
            return Ok(());
        }
        // Where bytes may have left before, the intent stands already.
        let fresh = self.journal.known(id) == Known::New;
        if let Err(error) = self.journal.intend(self.meter.meter, id).await {
            // The meter itself knows a copy by its id, and nobody stays dark for a full disk.
            let sent = item.command.priority == Priority::Restore;
            tracing::error!(message.id = %id, %error, sent, "The journal cannot be written");
            if !sent {
                return Ok(());
            }
        }
        self.note_order(&item).await;
        let ask = Ask::Process(item.bytes.clone());
        match self.ask_until(line, ask, until_ms).await {
            Ok(Answer::Processed(receipt)) if receipt.message == id => {
                self.finish(*receipt).await;
                if receipt.outcome == Outcome::Done {
                    self.note_epoch(epoch).await;
                }
                Ok(())
            }
            Ok(other) => {
                self.wait_again(item);
                Err(DriverError::Garbled(format!("{other:?}")))
            }
            Err(error @ DriverError::NotSent(_)) => {
                if fresh && let Err(error) = self.journal.not_sent(id).await {
                    tracing::warn!(message.id = %id, %error, "Will be read back before sending");
                }
                if fresh && until_ms.is_some() {
                    self.cap.uncount(id).await;
                }
                self.wait_again(item);
                Err(error)
            }
            Err(error @ (DriverError::Indeterminate(_) | DriverError::Garbled(_))) => {
                tracing::warn!(message.id = %id, %error, "A message has no outcome yet");
                self.wait_again(item);
                Err(error)
            }
            Err(error @ DriverError::Refused(_)) => {
                tracing::error!(message.id = %id, %error, "The meter does not take the message");
                Ok(())
            }
        }
    }

    /// Of the commands that move supply the newest is remembered before its bytes leave, over a
    /// restart too.
    async fn note_order(&mut self, item: &Item) {
        let mut remembered = self.memory.get();
        remembered.gone = remembered.gone.with(&item.command);
        self.remember(remembered).await;
    }

    /// The proof first goes to the spool, then to the journal: after a crash between the two it
    /// is read back and spooled again under the same id.
    pub(crate) async fn finish(&mut self, receipt: Receipt) {
        let up = self.speaker.receipt(receipt, self.clock.business());
        if let Err(error) = self.spool.keep(vec![up]).await {
            tracing::error!(message.id = %receipt.message, %error, "A receipt is not spooled");
            return;
        }
        if let Err(error) = self.journal.done(receipt).await {
            tracing::warn!(message.id = %receipt.message, %error, "An outcome is not journalled");
        }
        tracing::info!(message.id = %receipt.message, meter.id = %receipt.meter,
            outcome = outcome_word(&receipt), "The meter gave its receipt");
    }

    async fn find_receipt(
        &mut self,
        line: &mut Line,
        id: MessageId,
    ) -> Result<Option<Receipt>, DriverError> {
        let meter = self.meter.meter;
        let ours = |receipt: &Receipt| receipt.message == id && receipt.meter == meter;
        match self.ask(line, Ask::Receipt(id)).await? {
            Answer::Receipt(found) => Ok(found.map(|receipt| *receipt).filter(ours)),
            other => Err(DriverError::Garbled(format!("{other:?}"))),
        }
    }

    pub(crate) fn wait_again(&self, mut item: Item) {
        item.tries += 1;
        if item.tries >= TRIES_MAX {
            tracing::warn!(message.id = %item.command.id, "Tried enough, waiting for ADCS");
            return;
        }
        if self.queue.push(item) == Pushed::Full {
            tracing::warn!(meter.id = %self.meter.meter, "No room for a command to wait again");
        }
    }
}

fn refuse(item: &Item, why: Why) {
    let (id, kind) = (item.command.id, item.command.kind.word());
    match why {
        // Somebody publishes what nobody may: an alarm.
        Why::Retained | Why::OtherMeter => {
            tracing::error!(message.id = %id, kind, ?why, "Refused a command");
        }
        Why::Expired => tracing::warn!(message.id = %id, kind, "A command came too late"),
    }
}
