//! The owner of one port: opens it, keeps it, and does one thing at a time, the most urgent first.

use super::Owner;
use super::pump::Line;
use crate::clock::{Backoff, instant, seed};
use crate::limits::{DISPLAY_EVERY, LOG_EVERY, OPEN_WITHIN, PORT_PAUSE_LAST, SUPPLY_EVERY};
use crate::protocol::{Ask, DriverError, Shown};
use std::time::Instant;
use tokio::time::timeout;

/// What was said last, so that only news is said.
#[derive(Debug, Default)]
pub(crate) struct Last {
    /// What the meter showed.
    pub(crate) shown: Option<Shown>,
    /// The port's trouble that was logged last.
    pub(crate) trouble: Option<String>,
    /// Length of the meter's intervals.
    pub(crate) length: Option<ami_domain::time::Span>,
    /// What was used since the balance of the view.
    pub(crate) since: super::live::Since,
    /// The meter answers.
    pub(crate) link: bool,
    /// When a view was published last.
    pub(crate) view_at: Option<Instant>,
}

/// When what is due next.
pub(crate) struct Due {
    pub(crate) display: Instant,
    pub(crate) intervals: Instant,
    pub(crate) log: Instant,
}

/// Why serving a port ended.
pub(crate) enum Ended {
    /// We were asked to stop.
    Stopped,
    /// The meter no longer answers, or the port is gone.
    Lost(DriverError),
}

impl Owner {
    pub(crate) async fn run(mut self) {
        let mut backoff = Backoff::up_to(PORT_PAUSE_LAST, seed());
        while !self.stop.is_cancelled() {
            match self.connect().await {
                Ok(mut line) => {
                    backoff.reset();
                    self.link_is(true, None);
                    match self.serve(&mut line).await {
                        Ended::Stopped => {
                            self.release(line).await;
                            break;
                        }
                        Ended::Lost(error) => self.link_is(false, Some(error.to_string())),
                    }
                }
                Err(trouble) => self.link_is(false, Some(trouble)),
            }
            self.show().await;
            self.wait(&mut backoff).await;
        }
    }

    /// A pause before the next try; a view still goes out when the utility's link changes.
    async fn wait(&mut self, backoff: &mut Backoff) {
        let pause = tokio::time::sleep(backoff.pause());
        tokio::pin!(pause);
        loop {
            tokio::select! {
                () = &mut pause => return,
                () = self.stop.cancelled() => return,
                changed = self.utility.changed() => {
                    if changed.is_err() {
                        return;
                    }
                }
            }
            self.show().await;
        }
    }

    /// Opens the port and makes the association.
    async fn connect(&mut self) -> Result<Line, String> {
        let link = self.meter.link.clone();
        let opened = timeout(OPEN_WITHIN, link.link.open(&link.target)).await;
        let port = opened
            .unwrap_or_else(|late| Err(late.into()))
            .map_err(|error| format!("cannot open {link}: {error}"))?;
        let mut challenge = [0; 32];
        getrandom::fill(&mut challenge)
            .map_err(|error| format!("the system has no random bytes: {error}"))?;
        let ceiling = self.memory.get().counter_ceiling;
        let driver = self.meter.protocol.driver(&self.meter, challenge, ceiling);
        let mut line = Line {
            port,
            driver,
            clock: self.clock.clone(),
        };
        let asked = self.ask(&mut line, Ask::Connect).await;
        asked.map_err(|error| format!("no meter at {link}: {error}"))?;
        Ok(line)
    }

    /// Asks one question; what must be stored before it is stored.
    pub(crate) async fn ask(
        &mut self,
        line: &mut Line,
        ask: Ask,
    ) -> Result<crate::protocol::Answer, DriverError> {
        self.ask_until(line, ask, None).await
    }

    /// The same; from `until_ms` of the monotonic clock on nothing more is sent.
    pub(crate) async fn ask_until(
        &mut self,
        line: &mut Line,
        ask: Ask,
        until_ms: Option<u64>,
    ) -> Result<crate::protocol::Answer, DriverError> {
        if let Some(ceiling) = line.driver.reserve() {
            let mut remembered = self.memory.get();
            remembered.counter_ceiling = ceiling;
            let stored = self.memory.set(remembered).await;
            stored.map_err(|error| DriverError::NotSent(error.to_string()))?;
        }
        line.ask_until(ask, until_ms).await
    }

    async fn serve(&mut self, line: &mut Line) -> Ended {
        let now = instant();
        let mut due = Due {
            display: now,
            intervals: now,
            log: now,
        };
        if let Err(error) = self.settle_intents(line).await {
            return Ended::Lost(error);
        }
        loop {
            if self.stop.is_cancelled() {
                return Ended::Stopped;
            }
            let done = self.step(line, &mut due).await;
            if let Err(error) = done {
                return Ended::Lost(error);
            }
        }
    }

    /// The most urgent thing that is due, or a pause until something is.
    async fn step(&mut self, line: &mut Line, due: &mut Due) -> Result<(), DriverError> {
        if let Some(item) = self.queue.pop(self.clock.business()) {
            let before = self.memory.get().read_until;
            self.execute(line, item).await?;
            let now = instant();
            (due.display, due.log) = (now, now);
            if self.memory.get().read_until != before {
                due.intervals = now;
            }
            return Ok(());
        }
        let now = instant();
        if due.display <= now {
            let told = |held: crate::memory::Remembered| (held.supply, held.events);
            let before = told(self.memory.get());
            self.read_display(line).await?;
            if told(self.memory.get()) != before {
                // The meter did something by itself: its log says what (FR-26).
                due.log = instant();
            }
            let every = if self.displays.served() {
                DISPLAY_EVERY
            } else {
                SUPPLY_EVERY
            };
            due.display = instant() + every;
        } else if due.intervals <= now {
            due.intervals = self.read_intervals(line).await?;
        } else if due.log <= now {
            let more = self.read_log(line).await?;
            due.log = if more {
                instant()
            } else {
                instant() + LOG_EVERY
            };
        } else {
            self.pause(due).await;
        }
        Ok(())
    }

    async fn pause(&mut self, due: &Due) {
        let mut until = due.display.min(due.intervals).min(due.log);
        if let Some(at) = self.queue.next_due(self.clock.business()) {
            until = until.min(instant() + self.clock.until(at));
        }
        tokio::select! {
            () = tokio::time::sleep_until(until.into()) => {}
            () = self.queue.changed() => {}
            () = self.stop.cancelled() => {}
            changed = self.utility.changed() => {
                if changed.is_ok() {
                    self.show().await;
                }
            }
        }
    }

    /// Ends the association, so that the meter is free at once.
    async fn release(&mut self, mut line: Line) {
        let released = timeout(OPEN_WITHIN / 5, line.ask(Ask::Release)).await;
        tracing::debug!(meter.id = %self.meter.meter, ok = released.is_ok(), "Let the meter go");
    }

    /// Notes the state of the link, and logs it once for each change.
    fn link_is(&mut self, up: bool, trouble: Option<String>) {
        let (meter, link) = (self.meter.meter, &self.meter.link);
        if up && !self.last.link {
            tracing::info!(meter.id = %meter, %link, "The meter answers");
        }
        if let Some(trouble) = &trouble
            && self.last.trouble.as_ref() != Some(trouble)
        {
            tracing::error!(meter.id = %meter, trouble, "The meter cannot be reached, trying on");
        }
        self.last.link = up;
        self.last.trouble = trouble;
    }
}
