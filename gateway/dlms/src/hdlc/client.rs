//! The client's end of a link: it polls, the server answers.

use std::collections::VecDeque;

use super::exchange::{Exchange, LLC_REQUEST, LLC_RESPONSE, Taken};
use super::{Address, Control, Frame, FrameParser, HdlcConfig, LinkError, Params};

/// Milliseconds between two polls of a server that has nothing to say yet.
const POLL_MS: u64 = 200;
/// Events kept for the caller; more means that nobody asks.
const MAX_EVENTS: usize = 64;

/// What happened on the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkEvent {
    /// The server accepted the connection on these terms.
    Connected(Params),
    /// A message, without LLC bytes.
    Received(Vec<u8>),
    /// A message that the server sent unasked (UI frame), without LLC bytes.
    Unasked(Vec<u8>),
    /// The server confirmed the end.
    Disconnected,
    /// The link is down; connect again.
    Failed(LinkError),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Down,
    Connecting,
    Up,
    Disconnecting,
}

/// Link machine of a client.
#[derive(Debug)]
pub struct ClientLink {
    config: HdlcConfig,
    params: Params,
    state: State,
    parser: FrameParser,
    exchange: Exchange,
    /// A poll went out and its answer is outstanding.
    awaiting: bool,
    /// A message went out whole and the server's message is outstanding.
    wanting: bool,
    tries: u32,
    deadline: Option<u64>,
    last_byte: u64,
    out: VecDeque<Vec<u8>>,
    events: VecDeque<LinkEvent>,
}

impl ClientLink {
    /// A link that is down.
    #[must_use]
    pub fn new(config: HdlcConfig) -> Self {
        Self {
            params: config.params,
            parser: FrameParser::new(usize::from(config.params.info_rx.max(128))),
            config,
            state: State::Down,
            exchange: Exchange::default(),
            awaiting: false,
            wanting: false,
            tries: 0,
            deadline: None,
            last_byte: 0,
            out: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Starts a connection, whatever was before.
    pub fn connect(&mut self, now_ms: u64) {
        self.reset();
        self.parser.clear();
        self.state = State::Connecting;
        self.poll(now_ms);
    }

    /// Starts the end of the connection.
    pub fn disconnect(&mut self, now_ms: u64) {
        self.reset();
        self.state = State::Disconnecting;
        self.poll(now_ms);
    }

    /// Forgets the connection without a word, because the port is gone or nobody answers.
    pub fn close(&mut self) {
        self.reset();
        self.parser.clear();
        self.state = State::Down;
    }

    /// Sends one message.
    ///
    /// # Errors
    /// Not connected, another message still on its way, or too long. Nothing went out then.
    pub fn send(&mut self, apdu: &[u8], now_ms: u64) -> Result<(), LinkError> {
        if self.state != State::Up {
            return Err(LinkError::NotConnected);
        }
        if self.awaiting {
            return Err(LinkError::Busy);
        }
        self.exchange.enqueue(LLC_REQUEST, apdu, self.params)?;
        self.wanting = true;
        self.tries = 0;
        self.poll(now_ms);
        Ok(())
    }

    /// True when messages can be sent.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.state == State::Up
    }

    /// Takes received bytes.
    pub fn handle(&mut self, bytes: &[u8], now_ms: u64) {
        let silent_ms = now_ms.saturating_sub(self.last_byte);
        if self.parser.has_partial() && silent_ms > self.config.gap_ms {
            self.parser.give_up_partial();
            self.frames(now_ms);
        }
        self.last_byte = now_ms;
        self.parser.push(bytes);
        self.frames(now_ms);
    }

    /// Bytes for the port, in order, until there are none.
    pub fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        self.out.pop_front()
    }

    /// What happened, in order, until there is nothing.
    pub fn poll_event(&mut self) -> Option<LinkEvent> {
        self.events.pop_front()
    }

    /// When [`ClientLink::on_timeout`] wants to be called, in milliseconds.
    #[must_use]
    pub const fn next_timeout(&self) -> Option<u64> {
        self.deadline
    }

    /// Sends again or gives up when the time has come; does nothing before.
    pub fn on_timeout(&mut self, now_ms: u64) {
        if self.deadline.is_none_or(|deadline| now_ms < deadline) {
            return;
        }
        if self.awaiting && self.parser.has_partial() {
            // Noise may hide a good frame behind a false start.
            self.parser.give_up_partial();
            self.frames(now_ms);
            if self.deadline.is_none_or(|deadline| now_ms < deadline) {
                return;
            }
        }
        if self.awaiting && self.tries >= self.config.tries.max(1) {
            self.fail(LinkError::NoAnswer { tries: self.tries });
            return;
        }
        self.exchange.rewind();
        self.poll(now_ms);
    }

    fn reset(&mut self) {
        self.exchange = Exchange::default();
        self.params = self.config.params;
        self.awaiting = false;
        self.wanting = false;
        self.tries = 0;
        self.deadline = None;
        self.out.clear();
        self.events.clear();
    }

    fn fail(&mut self, error: LinkError) {
        self.reset();
        self.state = State::Down;
        self.event(LinkEvent::Failed(error));
    }

    fn event(&mut self, event: LinkEvent) {
        if self.events.len() < MAX_EVENTS {
            self.events.push_back(event);
        }
    }

    /// Sends whatever this state asks with, and starts the timer.
    fn poll(&mut self, now_ms: u64) {
        match self.state {
            State::Down => return,
            State::Connecting => {
                self.transmit(Control::Snrm, false, self.config.params.snrm_info());
            }
            State::Disconnecting => self.transmit(Control::Disc, false, Vec::new()),
            State::Up => {
                let frames = self.exchange.frames(self.params.window_tx);
                if frames.is_empty() {
                    self.transmit(self.exchange.ready(), false, Vec::new());
                }
                for (control, more, info) in frames {
                    self.transmit(control, more, info);
                }
            }
        }
        self.awaiting = true;
        self.tries += 1;
        self.deadline = Some(now_ms.saturating_add(self.config.answer_ms));
    }

    fn transmit(&mut self, control: Control, segmented: bool, info: Vec<u8>) {
        let source = Address::short(self.config.client);
        let destination = self.config.server;
        let frame = Frame {
            segmented,
            destination,
            source,
            control,
            info,
        };
        self.out.push_back(frame.to_bytes());
    }

    fn frames(&mut self, now_ms: u64) {
        while let Some(frame) = self.parser.next_frame() {
            let for_us = frame.destination == Address::short(self.config.client)
                && frame.source.upper == self.config.server.upper
                && frame.source.lower == self.config.server.lower;
            if for_us {
                self.frame(&frame, now_ms);
            }
        }
    }

    fn frame(&mut self, frame: &Frame, now_ms: u64) {
        match (self.state, frame.control) {
            (State::Down, _) => {}
            (State::Connecting, Control::Ua) => {
                self.params = self.config.params.negotiated(&frame.info);
                self.state = State::Up;
                self.idle();
                self.event(LinkEvent::Connected(self.params));
            }
            (State::Connecting | State::Up, Control::Dm) => self.fail(LinkError::NotConnected),
            (State::Disconnecting, Control::Ua | Control::Dm) => {
                self.reset();
                self.state = State::Down;
                self.event(LinkEvent::Disconnected);
            }
            (State::Up, Control::Frmr) => self.fail(LinkError::FrameRejected),
            (State::Up, Control::Ui) => {
                if let Some(apdu) = frame.info.strip_prefix(&LLC_RESPONSE) {
                    self.event(LinkEvent::Unasked(apdu.to_vec()));
                }
            }
            (State::Up, Control::I { nr, ns, pf }) => {
                self.information(frame, (nr, ns, pf), now_ms);
            }
            (State::Up, Control::Rr { nr, pf } | Control::Rnr { nr, pf }) => {
                let progress = self.exchange.acknowledge(nr);
                if pf {
                    self.ready_answer(progress, now_ms);
                }
            }
            // Answers of an earlier time, or frames that a server does not send.
            (State::Connecting | State::Disconnecting | State::Up, _) => {}
        }
    }

    fn idle(&mut self) {
        self.awaiting = false;
        self.tries = 0;
        self.deadline = None;
    }

    fn information(&mut self, frame: &Frame, (nr, ns, pf): (u8, u8, bool), now_ms: u64) {
        self.exchange.acknowledge(nr);
        match self.exchange.take(ns, frame.segmented, &frame.info) {
            // A copy of what we have: the timer asks again if something is missing. To
            // answer at once would double every frame from here on.
            Taken::OutOfOrder => {}
            Taken::TooLong => self.fail(LinkError::TooLong),
            Taken::Segment => {
                self.tries = 0;
                if pf {
                    self.poll(now_ms);
                }
            }
            Taken::Message(lsdu) => {
                self.wanting = false;
                self.idle();
                match lsdu.strip_prefix(&LLC_RESPONSE) {
                    Some(apdu) => self.event(LinkEvent::Received(apdu.to_vec())),
                    None => self.fail(LinkError::NoLlc),
                }
            }
        }
    }

    fn ready_answer(&mut self, progress: bool, now_ms: u64) {
        if progress {
            self.tries = 0;
        }
        if !progress && self.exchange.has_in_flight() {
            // Not the acknowledgement that we wait for: the timer sends again.
            return;
        }
        if self.exchange.is_sending() || self.exchange.is_assembling() {
            self.poll(now_ms);
        } else if self.wanting {
            // The server is still at work; asking is free but must not fill the line.
            self.awaiting = false;
            self.tries = 0;
            self.deadline = Some(now_ms.saturating_add(POLL_MS));
        } else {
            self.idle();
        }
    }
}
