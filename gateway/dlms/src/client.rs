//! The client session: connect, read, write, call, release, over HDLC or the wrapper.
//!
//! Sans I/O. Start one request, move bytes with [`Client::poll_transmit`] and
//! [`Client::receive`], call [`Client::on_timeout`] when [`Client::next_timeout`] says so, and
//! take the outcome from [`Client::poll_result`].

mod answer;
mod begin;
mod channel;
mod config;
mod connect;
mod error;
mod reply;

pub use config::{Authentication, Cipher, ClientConfig, Transport};
pub use error::{Cause, ClientError};

use std::collections::VecDeque;

use crate::apdu::{AccessResult, Attribute, Conformance, DataNotification, Method, Target};
use crate::data::Data;
use crate::security::{Counter, ReplayGuard, SystemTitle};
use crate::selector::Selector;
use channel::Channel;

/// Notifications kept for the caller; the oldest goes when there are more.
pub const MAX_NOTIFICATIONS: usize = 16;

/// What a caller can ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Makes the association. `challenge` (16 to 64 unpredictable bytes) is used with HLS.
    Connect {
        /// The client's challenge.
        challenge: Vec<u8>,
    },
    /// Reads one attribute.
    Get(Target),
    /// Reads several attributes with one request.
    GetWithList(Vec<Target>),
    /// Writes one attribute.
    Set(Attribute, Data),
    /// Calls one method.
    Action(Method, Option<Data>),
    /// Ends association and connection.
    Release,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// The association stands on these terms.
    Connected(Association),
    /// The value that was read.
    Data(Data),
    /// One result for each attribute, in order.
    List(Vec<Result<Data, AccessResult>>),
    /// The attribute was written.
    Written,
    /// The method was carried out and gave this back.
    Done(Option<Data>),
    /// Association and connection have ended.
    Released,
}

/// The terms of an association.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Association {
    /// What both ends can do.
    pub conformance: Conformance,
    /// Bytes of the longest message that the server takes.
    pub max_pdu: usize,
    /// The server's system title, if it told one.
    pub server_title: Option<SystemTitle>,
}

#[derive(Debug)]
enum Step {
    /// Waiting for the link.
    LinkUp,
    Aare,
    Hls,
    Get {
        list: Option<usize>,
    },
    Set {
        /// What is still to be sent; the number of the block that is out, 0 for none.
        rest: Vec<u8>,
        block: u32,
    },
    Action {
        rest: Vec<u8>,
        block: u32,
    },
    Rlre,
    LinkDown,
}

#[derive(Debug)]
struct Operation {
    step: Step,
    invoke: u8,
    /// Some byte of the request has gone out.
    sent: bool,
    deadline: u64,
    /// Parts of a long answer, and the number of the last part.
    parts: Vec<u8>,
    part: u32,
    challenge: Vec<u8>,
}

/// A client session with one meter.
#[derive(Debug)]
pub struct Client {
    config: ClientConfig,
    counter: Counter,
    guard: ReplayGuard,
    channel: Channel,
    /// Terms of the association that stands or is being made.
    terms: Option<Association>,
    associated: bool,
    operation: Option<Operation>,
    result: Option<Result<Response, ClientError>>,
    notifications: VecDeque<DataNotification>,
    invoke: u8,
}

impl Client {
    /// A session that is not connected. `counter` goes on from the stored ceiling; reserve
    /// values (and store the new ceiling) before connecting with ciphering or HLS.
    #[must_use]
    pub fn new(config: ClientConfig, counter: Counter) -> Self {
        Self {
            channel: Channel::new(&config),
            config,
            counter,
            guard: ReplayGuard::default(),
            terms: None,
            associated: false,
            operation: None,
            result: None,
            notifications: VecDeque::new(),
            invoke: 0,
        }
    }

    /// Starts a request.
    ///
    /// # Errors
    /// [`ClientError::Busy`] while another one is going on, [`ClientError::NotConnected`]
    /// without an association, [`ClientError::NotSent`] when it cannot be built. All other
    /// outcomes come from [`Client::poll_result`].
    pub fn start(&mut self, request: Request, now_ms: u64) -> Result<(), ClientError> {
        if self.operation.is_some() || self.result.is_some() {
            return Err(ClientError::Busy);
        }
        let ready = self.associated && self.channel.is_up();
        if !ready && !matches!(request, Request::Connect { .. } | Request::Release) {
            return Err(ClientError::NotConnected);
        }
        self.invoke = (self.invoke + 1) & 0x0F;
        let mut operation = Operation {
            step: Step::LinkUp,
            // Confirmed service with high priority, as every head-end sends it.
            invoke: 0xC0 | self.invoke,
            sent: false,
            deadline: now_ms.saturating_add(self.config.answer_ms),
            parts: Vec::new(),
            part: 0,
            challenge: Vec::new(),
        };
        let begun = self.begin(request, &mut operation, now_ms);
        begun.map_err(ClientError::NotSent)?;
        if self.result.is_none() {
            self.operation = Some(operation);
        }
        Ok(())
    }

    /// Starts [`Request::Connect`].
    ///
    /// # Errors
    /// As [`Client::start`].
    pub fn connect(&mut self, challenge: &[u8], now_ms: u64) -> Result<(), ClientError> {
        self.start(
            Request::Connect {
                challenge: challenge.to_vec(),
            },
            now_ms,
        )
    }

    /// Starts reading one attribute.
    ///
    /// # Errors
    /// As [`Client::start`].
    pub fn get(&mut self, attribute: Attribute, now_ms: u64) -> Result<(), ClientError> {
        self.start(Request::Get(attribute.into()), now_ms)
    }

    /// Starts reading several attributes.
    ///
    /// # Errors
    /// As [`Client::start`].
    pub fn get_with_list(
        &mut self,
        attributes: &[Attribute],
        now_ms: u64,
    ) -> Result<(), ClientError> {
        let targets = attributes
            .iter()
            .map(|attribute| Target::from(*attribute))
            .collect();
        self.start(Request::GetWithList(targets), now_ms)
    }

    /// Starts reading rows of a buffer (attribute 2 of a profile, or a manufacturer's log).
    ///
    /// # Errors
    /// As [`Client::start`].
    pub fn get_profile(
        &mut self,
        buffer: Attribute,
        rows: Selector,
        now_ms: u64,
    ) -> Result<(), ClientError> {
        let target = Target {
            attribute: buffer,
            selector: Some(rows),
        };
        self.start(Request::Get(target), now_ms)
    }

    /// Starts writing one attribute.
    ///
    /// # Errors
    /// As [`Client::start`].
    pub fn set(
        &mut self,
        attribute: Attribute,
        value: Data,
        now_ms: u64,
    ) -> Result<(), ClientError> {
        self.start(Request::Set(attribute, value), now_ms)
    }

    /// Starts calling one method.
    ///
    /// # Errors
    /// As [`Client::start`].
    pub fn action(
        &mut self,
        method: Method,
        parameter: Option<Data>,
        now_ms: u64,
    ) -> Result<(), ClientError> {
        self.start(Request::Action(method, parameter), now_ms)
    }

    /// Starts the end of association and connection.
    ///
    /// # Errors
    /// As [`Client::start`].
    pub fn release(&mut self, now_ms: u64) -> Result<(), ClientError> {
        self.start(Request::Release, now_ms)
    }

    /// The outcome of the request, once.
    pub fn poll_result(&mut self) -> Option<Result<Response, ClientError>> {
        self.result.take()
    }

    /// The next notification that the server sent unasked.
    pub fn poll_notification(&mut self) -> Option<DataNotification> {
        self.notifications.pop_front()
    }

    /// True when requests can be started.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.associated && self.channel.is_up()
    }

    /// True while a request is going on.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.operation.is_some()
    }

    /// Values of the invocation counter left under the stored ceiling. One ciphered message
    /// takes one; a value in blocks takes one for each block.
    #[must_use]
    pub const fn counter_remaining(&self) -> u32 {
        self.counter.remaining()
    }

    /// Raises the ceiling by `n`. Store the value that comes back BEFORE sending anything.
    pub const fn reserve_counter(&mut self, n: u32) -> u32 {
        self.counter.reserve(n)
    }

    /// The port is gone (unplugged, connection closed): everything that waits ends now.
    pub fn on_closed(&mut self) {
        self.channel.close();
        self.fail(Cause::Closed);
        self.lose();
    }
}

#[cfg(test)]
mod tests;
