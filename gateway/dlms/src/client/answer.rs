//! Moving bytes, timers, and opening what comes in.

use super::channel::Arrival;
use super::{Cause, Client, ClientError, MAX_NOTIFICATIONS, Response, Step};
use crate::apdu::FromServer;
use crate::security::{SecurityError, is_protected, open_apdu, protect_apdu};

impl Client {
    /// Takes bytes from the port.
    pub fn receive(&mut self, bytes: &[u8], now_ms: u64) {
        self.channel.receive(bytes, now_ms);
        self.arrivals(now_ms);
    }

    /// Bytes for the port, in order, until there are none.
    pub fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        let bytes = self.channel.poll_transmit()?;
        if let Some(operation) = &mut self.operation {
            operation.sent = true;
        }
        Some(bytes)
    }

    /// When [`Client::on_timeout`] wants to be called, in milliseconds.
    #[must_use]
    pub fn next_timeout(&self) -> Option<u64> {
        let operation = self.operation.as_ref().map(|operation| operation.deadline);
        [operation, self.channel.next_timeout()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Sends again or gives up when the time has come; does nothing before.
    pub fn on_timeout(&mut self, now_ms: u64) {
        self.channel.on_timeout(now_ms);
        self.arrivals(now_ms);
        if self
            .operation
            .as_ref()
            .is_some_and(|operation| now_ms >= operation.deadline)
        {
            self.fail(Cause::Timeout);
            self.lose();
            // A late answer must not be taken for the answer to the next request.
            self.channel.close();
        }
    }

    /// Ends the request that is going on.
    pub(super) fn finish(&mut self, result: Result<Response, ClientError>) {
        self.operation = None;
        self.result = Some(result);
    }

    /// Ends the request without an answer from the meter.
    pub(super) fn fail(&mut self, cause: Cause) {
        let Some(operation) = self.operation.take() else {
            return;
        };
        self.operation = None;
        self.result = Some(match operation.step {
            // Nothing of the caller's went out while the association is made.
            Step::LinkUp | Step::Aare | Step::Hls => Err(ClientError::NotSent(cause)),
            // The end has come either way.
            Step::Rlre | Step::LinkDown => Ok(Response::Released),
            Step::Get { .. } | Step::Set { .. } | Step::Action { .. } if operation.sent => {
                Err(ClientError::Indeterminate(cause))
            }
            Step::Get { .. } | Step::Set { .. } | Step::Action { .. } => {
                Err(ClientError::NotSent(cause))
            }
        });
    }

    /// Forgets the association.
    pub(super) fn lose(&mut self) {
        self.associated = false;
        self.terms = None;
    }

    pub(super) fn end_link(&mut self, now_ms: u64) {
        self.lose();
        if self.channel.disconnect(now_ms) {
            self.finish(Ok(Response::Released));
        }
    }

    /// Protects and sends a message, if it is not longer than agreed.
    pub(super) fn send_with(
        &mut self,
        encode: impl FnOnce(&mut Vec<u8>),
        now_ms: u64,
    ) -> Result<(), Cause> {
        let mut plain = Vec::new();
        encode(&mut plain);
        if plain.len() > self.room() {
            return Err(Cause::TooLong);
        }
        let Some(cipher) = self.ciphering() else {
            return self.channel.send(&plain, now_ms);
        };
        let counter = self.counter.take()?;
        let apdu = protect_apdu(
            &cipher.keys,
            cipher.protection,
            cipher.form,
            cipher.title,
            counter,
            &plain,
        );
        self.channel.send(&apdu, now_ms)
    }

    fn arrivals(&mut self, now_ms: u64) {
        while let Some(arrival) = self.channel.next_arrival() {
            match arrival {
                Arrival::Up => self.on_link_up(now_ms),
                Arrival::Apdu(apdu) => self.on_apdu(&apdu, now_ms),
                Arrival::Down => self.finish(Ok(Response::Released)),
                Arrival::Failed(cause) => {
                    self.fail(cause);
                    self.lose();
                }
            }
        }
    }

    fn on_link_up(&mut self, now_ms: u64) {
        let Some(operation) = &mut self.operation else {
            return;
        };
        operation.step = Step::Aare;
        operation.deadline = now_ms.saturating_add(self.config.answer_ms);
        let challenge = operation.challenge.clone();
        if let Err(cause) = self.send_aarq(&challenge, now_ms) {
            self.fail(cause);
        }
    }

    fn on_apdu(&mut self, apdu: &[u8], now_ms: u64) {
        let (message, protected) = match self.open(apdu) {
            Ok(message) => message,
            Err(cause) => {
                self.fail(cause);
                return;
            }
        };
        if let FromServer::Notification(notification) = message {
            // Values under weaker protection than agreed are not values.
            if protected || self.ciphering().is_none() {
                if self.notifications.len() >= MAX_NOTIFICATIONS {
                    self.notifications.pop_front();
                }
                self.notifications.push_back(notification);
            }
            return;
        }
        let Some(mut operation) = self.operation.take() else {
            return;
        };
        operation.deadline = now_ms.saturating_add(self.config.answer_ms);
        self.on_message(&mut operation, message, protected, now_ms);
        if self.result.is_none() && self.operation.is_none() {
            self.operation = Some(operation);
        }
    }

    /// Plain message, and whether it was protected as agreed.
    fn open(&mut self, apdu: &[u8]) -> Result<(FromServer, bool), Cause> {
        if apdu.len() > usize::from(self.config.max_pdu) {
            return Err(Cause::TooLong);
        }
        if !is_protected(apdu) {
            return Ok((FromServer::from_bytes(apdu)?, false));
        }
        let cipher = self.config.cipher.as_ref().ok_or(SecurityError::NoKeys)?;
        let title = self.terms.and_then(|terms| terms.server_title);
        let title = title
            .or(self.config.server_title)
            .ok_or(SecurityError::NoKeys)?;
        let opened = open_apdu(&cipher.keys, title, apdu)?;
        if !opened.protection.covers(cipher.protection) {
            return Err(SecurityError::TooWeak.into());
        }
        self.guard.accept(opened.counter)?;
        Ok((FromServer::from_bytes(&opened.plain)?, true))
    }
}
