//! The server session: associations, ciphering, rights and block transfer in front of the
//! meter's objects.
//!
//! Sans I/O, like the client. One association at a time: whoever associates next takes over.

mod association;
mod channel;
mod config;
mod serve;
mod transfer;

pub use config::{Access, Login, Rights, Scope, ServerConfig, ServerTransport};

use crate::apdu::{
    AccessResult, ActionResult, Attribute, Conformance, DataNotification, Exception, FromClient,
    Method, Release,
};
use crate::class::association::ObjectEntry;
use crate::data::Data;
use crate::hdlc::LinkError;
use crate::security::{
    Counter, Form, Keys, Opened, Protection, ReplayGuard, SecurityError, SystemTitle, is_protected,
    open_apdu, overhead, protect_apdu,
};
use crate::selector::Selector;
use channel::{Arrival, Channel};
use transfer::Transfer;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The client's service access point.
    pub client: u16,
    /// Shown by password or by HLS.
    pub authenticated: bool,
}

/// The objects of a meter. Rights were checked before any of these is called.
pub trait Objects {
    /// Reads an attribute. A buffer must honour the selector or refuse it.
    ///
    /// # Errors
    /// Why there is no value.
    fn get(
        &mut self,
        caller: Caller,
        attribute: Attribute,
        selector: Option<&Selector>,
    ) -> Result<Data, AccessResult>;

    /// Writes an attribute.
    ///
    /// # Errors
    /// Why it was not written.
    fn set(
        &mut self,
        caller: Caller,
        attribute: Attribute,
        value: Data,
    ) -> Result<(), AccessResult>;

    /// Carries out a method.
    ///
    /// # Errors
    /// Why it was not carried out.
    fn action(
        &mut self,
        caller: Caller,
        method: Method,
        parameter: Option<Data>,
    ) -> Result<Option<Data>, ActionResult>;

    /// All objects, for the association's object list; the association itself is added.
    fn objects(&self) -> Vec<ObjectEntry>;

    /// Sixteen bytes that nobody can foresee. Equal ones would let a recorded answer in.
    fn challenge(&mut self) -> [u8; 16];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    /// The client's answer to our challenge is outstanding.
    Challenged,
    Associated,
}

/// Everything that ends with the association.
#[derive(Debug)]
struct Session {
    client: u16,
    state: State,
    /// Index into the configured accesses.
    access: usize,
    client_title: Option<SystemTitle>,
    client_challenge: Vec<u8>,
    challenge: Vec<u8>,
    conformance: Conformance,
    max_pdu: usize,
    least: Protection,
    transfer: Transfer,
}

impl Session {
    const fn idle(client: u16) -> Self {
        Self {
            client,
            state: State::Idle,
            access: 0,
            client_title: None,
            client_challenge: Vec::new(),
            challenge: Vec::new(),
            conformance: Conformance(0),
            max_pdu: 0,
            least: Protection::Plain,
            transfer: Transfer::None,
        }
    }
}

/// A server session: one logical device on one port or connection.
#[derive(Debug)]
pub struct Server {
    config: ServerConfig,
    counter: Counter,
    /// One for each configured access, with the title whose counters it remembers.
    guards: Vec<(Option<SystemTitle>, ReplayGuard)>,
    channel: Channel,
    session: Session,
}

impl Server {
    /// A server without an association. `counter` goes on from the stored ceiling; reserve
    /// values (and store the new ceiling) before ciphered clients are served.
    #[must_use]
    pub fn new(config: ServerConfig, counter: Counter) -> Self {
        let guards = config.access.iter().map(|access| match &access.login {
            Login::None | Login::Lls(_) => (None, ReplayGuard::default()),
            Login::Hls5 {
                client_title,
                last_counter,
                ..
            } => (*client_title, ReplayGuard::resume(*last_counter)),
        });
        Self {
            guards: guards.collect(),
            channel: Channel::new(&config.transport),
            config,
            counter,
            session: Session::idle(0),
        }
    }

    /// Takes bytes from the port and serves the requests in them.
    pub fn receive(&mut self, bytes: &[u8], now_ms: u64, objects: &mut dyn Objects) {
        self.channel.receive(bytes, now_ms);
        while let Some(arrival) = self.channel.next_arrival() {
            match arrival {
                Arrival::Connected { client } => self.session = Session::idle(client),
                Arrival::Disconnected => self.session = Session::idle(0),
                Arrival::Apdu { client, apdu } => {
                    // Another client on the same stream begins with nothing.
                    if client != self.session.client {
                        self.session = Session::idle(client);
                    }
                    let reply = self.on_apdu(&apdu, objects);
                    self.channel.send(client, &reply);
                }
            }
        }
    }

    /// Bytes for the port, in order, until there are none.
    pub fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        self.channel.poll_transmit()
    }

    /// When [`Server::on_timeout`] wants to be called, in milliseconds.
    #[must_use]
    pub fn next_timeout(&self) -> Option<u64> {
        self.channel.next_timeout()
    }

    /// Forgets a client that fell silent; does nothing before its time.
    pub fn on_timeout(&mut self, now_ms: u64) {
        self.channel.on_timeout(now_ms);
        while let Some(Arrival::Disconnected) = self.channel.next_arrival() {
            self.session = Session::idle(0);
        }
    }

    /// The port or connection is gone. The TCP stream's owner must call this, else the next
    /// connection would inherit the association.
    pub fn on_closed(&mut self) {
        self.channel = Channel::new(&self.config.transport);
        self.session = Session::idle(0);
    }

    /// True after a wrong wrapper header: the connection must be closed.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.channel.is_broken()
    }

    /// Sends a notification to the associated client, protected as the association demands.
    /// On HDLC it is one UI frame and may be lost.
    ///
    /// # Errors
    /// No association, longer than a frame, or no counter value reserved.
    pub fn notify(&mut self, notification: &DataNotification) -> Result<(), NotifyError> {
        if self.session.state != State::Associated {
            return Err(NotifyError::Link(LinkError::NotConnected));
        }
        let mut plain = Vec::new();
        notification.encode(&mut plain);
        let keys = self
            .keys()
            .filter(|_| self.session.least != Protection::Plain)
            .cloned();
        let apdu = match keys {
            None => plain,
            Some(keys) => {
                let counter = self.counter.take()?;
                let (least, title) = (self.session.least, self.config.title);
                protect_apdu(&keys, least, Form::General, title, counter, &plain)
            }
        };
        if self.session.max_pdu < apdu.len() {
            return Err(NotifyError::Link(LinkError::TooLong));
        }
        Ok(self.channel.send_unasked(self.session.client, &apdu)?)
    }

    /// The client that is associated, if any.
    #[must_use]
    pub fn associated_client(&self) -> Option<u16> {
        (self.session.state == State::Associated).then_some(self.session.client)
    }

    /// Values of our invocation counter left under the stored ceiling; each ciphered answer
    /// takes one.
    #[must_use]
    pub const fn counter_remaining(&self) -> u32 {
        self.counter.remaining()
    }

    /// Raises the ceiling by `n`. Store the value that comes back BEFORE sending anything.
    pub const fn reserve_counter(&mut self, n: u32) -> u32 {
        self.counter.reserve(n)
    }

    /// Highest counter accepted from each HLS client, to be stored and given back as
    /// `last_counter` after a restart: else recordings from before would be served again.
    #[must_use]
    pub fn client_counters(&self) -> Vec<(u16, u32)> {
        let pairs = self.config.access.iter().zip(&self.guards);
        pairs
            .filter_map(|(access, (_, guard))| Some((access.client, guard.last()?)))
            .collect()
    }

    fn keys(&self) -> Option<&Keys> {
        match &self.config.access.get(self.session.access)?.login {
            Login::Hls5 { keys, .. } => Some(keys),
            Login::None | Login::Lls(_) => None,
        }
    }

    fn on_apdu(&mut self, apdu: &[u8], objects: &mut dyn Objects) -> Vec<u8> {
        if apdu.len() > usize::from(self.config.max_pdu) {
            return self.exception(Exception::TOO_LONG);
        }
        match apdu.first() {
            Some(0x60) => return self.on_aarq(apdu, objects),
            Some(0x62) => return self.on_release(apdu),
            Some(_) | None => {}
        }
        if self.session.state == State::Idle {
            return self.exception(Exception::NOT_ALLOWED);
        }
        let (plain, envelope) = if is_protected(apdu) {
            match self.open(apdu) {
                Ok(opened) => (opened.plain, Some((opened.form, opened.protection))),
                Err(SecurityError::Replay { .. }) => return self.exception(Exception::COUNTER),
                Err(_) => return self.exception(Exception::DECIPHERING),
            }
        } else if self.session.least != Protection::Plain {
            return self.exception(Exception::NOT_ALLOWED);
        } else {
            (apdu.to_vec(), None)
        };
        let Ok(request) = FromClient::from_bytes(&plain) else {
            return self.exception(Exception::UNKNOWN);
        };
        let room = self.session.max_pdu;
        let room = room.saturating_sub(envelope.map_or(0, |(form, _)| overhead(form)));
        let reply = match self.serve(request, room, objects) {
            Ok(reply) => reply,
            Err(exception) => return self.exception(exception),
        };
        let Some((form, protection)) = envelope else {
            return reply;
        };
        self.protect(form, protection, &reply)
    }

    fn open(&mut self, apdu: &[u8]) -> Result<Opened, SecurityError> {
        let title = self.session.client_title.ok_or(SecurityError::NoKeys)?;
        let opened = open_apdu(self.keys().ok_or(SecurityError::NoKeys)?, title, apdu)?;
        if !opened.protection.covers(self.session.least) {
            return Err(SecurityError::TooWeak);
        }
        self.accept_counter(opened.counter)?;
        Ok(opened)
    }

    fn accept_counter(&mut self, counter: u32) -> Result<(), SecurityError> {
        let (_, guard) = self
            .guards
            .get_mut(self.session.access)
            .ok_or(SecurityError::NoKeys)?;
        guard.accept(counter)
    }

    fn protect(&mut self, form: Form, protection: Protection, reply: &[u8]) -> Vec<u8> {
        let (Some(keys), Ok(counter)) = (self.keys().cloned(), self.counter.take()) else {
            // Silence would look like a lost message; an exception does not leak the answer.
            return self.exception(Exception {
                state: 1,
                service: 3,
            });
        };
        protect_apdu(&keys, protection, form, self.config.title, counter, reply)
    }

    fn exception(&self, exception: Exception) -> Vec<u8> {
        let guard = self.guards.get(self.session.access);
        let last = guard
            .and_then(|(_, guard)| guard.last())
            .unwrap_or_default();
        let mut out = Vec::new();
        exception.encode(&mut out, last.saturating_add(1));
        out
    }

    fn on_release(&mut self, apdu: &[u8]) -> Vec<u8> {
        if !matches!(FromClient::from_bytes(apdu), Ok(FromClient::Release(_))) {
            return self.exception(Exception::UNKNOWN);
        }
        self.session = Session::idle(self.session.client);
        let mut out = Vec::new();
        Release::NORMAL.encode_response(&mut out);
        out
    }
}

/// Why a notification was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotifyError {
    /// No association, or the notification is too long.
    #[error("{0}")]
    Link(#[from] LinkError),
    /// No counter value is reserved.
    #[error("{0}")]
    Security(#[from] SecurityError),
}

#[cfg(test)]
pub(crate) mod tests;
