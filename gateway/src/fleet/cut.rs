//! Carrying out a command that takes power away: asked again first, within the gateway's own
//! limit, and not a byte after the answer's time (DESIGN 7.9, 7.12).

use super::Owner;
use super::pump::Line;
use crate::alarm::Alarm;
use crate::command::Order;
use crate::limits::QUESTIONS;
use crate::protocol::DriverError;
use crate::queue::Item;
use crate::still::{Asked, Verdict};
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt};
use std::time::Duration;

/// What became of the question.
enum Decided {
    /// Send it before this moment on the monotonic clock, milliseconds.
    Go(u64),
    /// Leave service on, and say so.
    No,
    /// Leave service on; ADCS comes again by its own clock.
    Silence,
    /// Something that brings power back came meanwhile: that goes first.
    GiveWay,
}

impl Owner {
    /// Carries out a cut, or leaves service on.
    ///
    /// # Errors
    /// The link is lost; the command waits again where that is safe.
    pub(crate) async fn cut(&mut self, line: &mut Line, item: Item) -> Result<(), DriverError> {
        let id = item.command.id;
        for _ in 0..QUESTIONS {
            let now = self.clock.business();
            if item.command.expired(now) {
                tracing::warn!(message.id = %id, "A cut expired before it was cleared");
                return Ok(());
            }
            if !self.cap.has_room(id, now) {
                self.alarms
                    .raise(Alarm::CutLimit, "a cut is refused, service stays on");
                return self.hold(line, &item, MeterRefusal::Held).await;
            }
            let until_ms = match self.decided(&item).await {
                Decided::Go(until_ms) => until_ms,
                Decided::No => return self.hold(line, &item, MeterRefusal::Held).await,
                Decided::Silence => {
                    tracing::warn!(message.id = %id, "No leave to cut, service stays on");
                    return Ok(());
                }
                Decided::GiveWay => {
                    self.wait_again(item);
                    return Ok(());
                }
            };
            if let Err(error) = self.cap.count(id, self.clock.business()).await {
                tracing::error!(message.id = %id, %error, "A cut cannot be counted, not sent");
                return Ok(());
            }
            if self.clock.ticks() < until_ms {
                return self.send(line, item, Some(until_ms)).await;
            }
            // The disk was slow: the answer is too old, so it is asked again.
            self.cap.uncount(id).await;
        }
        tracing::warn!(message.id = %id, "The answers came too late, service stays on");
        Ok(())
    }

    /// Asks once and waits for the answer, for something that goes first, or for the time to end.
    async fn decided(&mut self, item: &Item) -> Decided {
        if !*self.utility.borrow() {
            return Decided::Silence;
        }
        let (meter, message) = (self.meter.meter, item.command.id);
        let Some(mut asked) = self.asker.ask(meter, message, self.clock.ticks()) else {
            return Decided::Silence;
        };
        tracing::info!(message.id = %message, meter.id = %meter, "Asked before a cut");
        loop {
            if self.queue.restores(self.clock.business()) {
                return Decided::GiveWay;
            }
            let until_ms = match asked.verdict(self.clock.ticks()) {
                Verdict::Go { until_ms } => return Decided::Go(until_ms),
                Verdict::No => return Decided::No,
                Verdict::Over => return Decided::Silence,
                Verdict::Wait { until_ms } => until_ms,
            };
            if self.wait_for_answer(&mut asked, until_ms).await {
                return Decided::Silence;
            }
        }
    }

    /// `true` when we are to stop.
    async fn wait_for_answer(&self, asked: &mut Asked, until_ms: u64) -> bool {
        let left = Duration::from_millis(until_ms.saturating_sub(self.clock.ticks()));
        tokio::select! {
            () = asked.changed() => false,
            () = self.queue.changed() => false,
            () = tokio::time::sleep(left) => false,
            () = self.stop.cancelled() => true,
        }
    }

    /// Where the command stands among those that move supply.
    pub(crate) fn order(&self, item: &Item) -> Order {
        let gone = self.memory.get().gone;
        let waits = self.queue.newest_supply();
        crate::command::order(&item.command, gone, waits)
    }

    /// Ends a command without the meter: service stays as it is, and ADCS learns why. The meter
    /// has nothing to prove, because it never saw the message: row 0 of its log says so.
    pub(crate) async fn hold(
        &mut self,
        line: &mut Line,
        item: &Item,
        why: MeterRefusal,
    ) -> Result<(), DriverError> {
        if self.last.shown.is_none() {
            self.read_display(line).await?;
        }
        let Some(shown) = &self.last.shown else {
            return Ok(());
        };
        let receipt = Receipt {
            message: item.command.id,
            meter: self.meter.meter,
            completed_at: self.clock.business(),
            code: item.command.kind.code(),
            outcome: Outcome::Refused(why),
            log_seq: 0,
            supply: shown.supply,
            test: None,
        };
        self.finish(receipt).await;
        Ok(())
    }
}
