//! Moves bytes between a driver without I/O and a port.

use crate::clock::Clock;
use crate::limits::{ASK_WITHIN, WRITE_WITHIN};
use crate::link::Port;
use crate::protocol::{Answer, Ask, Driver, DriverError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Bytes read at once.
const CHUNK: usize = 2_048;

/// A port and the session on it.
pub(crate) struct Line {
    pub(crate) port: Box<dyn Port>,
    pub(crate) driver: Box<dyn Driver>,
    pub(crate) clock: Clock,
}

impl Line {
    /// Asks one question and waits for its outcome, which always comes: from the meter, from the
    /// protocol's timers, or because the port is gone.
    pub(crate) async fn ask(&mut self, ask: Ask) -> Result<Answer, DriverError> {
        self.ask_until(ask, None).await
    }

    /// The same; from `until_ms` of the clock's ticks on not a byte more is sent, also not again.
    pub(crate) async fn ask_until(
        &mut self,
        ask: Ask,
        until_ms: Option<u64>,
    ) -> Result<Answer, DriverError> {
        let started = self.clock.ticks();
        let last = started.saturating_add(u64::try_from(ASK_WITHIN.as_millis()).unwrap_or(0));
        self.driver.start(ask, started)?;
        loop {
            if let Err(error) = self.transmit(until_ms).await {
                tracing::debug!(%error, "The port does not take bytes");
                self.driver.closed();
            }
            if let Some(answer) = self.driver.poll_answer() {
                return answer;
            }
            if self.clock.ticks() >= last {
                self.driver.closed();
                continue;
            }
            let wake = self.driver.next_timeout().unwrap_or(last).min(last);
            let pause = Duration::from_millis(wake.saturating_sub(self.clock.ticks()));
            let mut chunk = [0; CHUNK];
            let read = tokio::time::timeout(pause, self.port.read(&mut chunk)).await;
            let now = self.clock.ticks();
            match read {
                Ok(Ok(0)) | Ok(Err(_)) => self.driver.closed(),
                Ok(Ok(count)) => self.driver.receive(&chunk[..count.min(CHUNK)], now),
                Err(_) => self.driver.on_timeout(now),
            }
        }
    }

    async fn transmit(&mut self, until_ms: Option<u64>) -> std::io::Result<()> {
        while let Some(bytes) = self.driver.poll_transmit() {
            if until_ms.is_some_and(|until| self.clock.ticks() >= until) {
                return Err(std::io::Error::other("the time to send it is over"));
            }
            let write = async {
                self.port.write_all(&bytes).await?;
                self.port.flush().await
            };
            tokio::time::timeout(WRITE_WITHIN, write)
                .await
                .unwrap_or_else(|late| Err(late.into()))?;
        }
        Ok(())
    }
}
