//! The server's end of a link: it speaks only when it is polled.

use std::collections::VecDeque;

use super::exchange::{Exchange, LLC_REQUEST, LLC_RESPONSE, Taken};
use super::{Address, Control, Frame, FrameParser, LinkError, Params, ServerHdlcConfig};

/// Events kept for the caller; more means that nobody asks.
const MAX_EVENTS: usize = 64;

/// What happened on the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerEvent {
    /// A client connected; whatever association there was is gone.
    Connected {
        /// Its service access point.
        client: u16,
    },
    /// A message, without LLC bytes. Answer with [`ServerLink::send`].
    Received(Vec<u8>),
    /// The client ended the connection, or fell silent.
    Disconnected,
}

/// Link machine of a server; one client at a time, the last that connects wins.
#[derive(Debug)]
pub struct ServerLink {
    config: ServerHdlcConfig,
    params: Params,
    /// Address of the connected client, and ours as the client wrote it.
    peer: Option<(Address, Address)>,
    parser: FrameParser,
    exchange: Exchange,
    /// The client polled and we have not answered.
    owing: bool,
    last_byte: u64,
    last_frame: u64,
    out: VecDeque<Vec<u8>>,
    events: VecDeque<ServerEvent>,
}

impl ServerLink {
    /// A link without a client.
    #[must_use]
    pub fn new(config: ServerHdlcConfig) -> Self {
        Self {
            params: config.params,
            parser: FrameParser::new(usize::from(config.params.info_rx.max(128))),
            config,
            peer: None,
            exchange: Exchange::default(),
            owing: false,
            last_byte: 0,
            last_frame: 0,
            out: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Sends one message: at once if the client has polled, else at its next poll.
    ///
    /// # Errors
    /// Not connected, another message still on its way, or too long.
    pub fn send(&mut self, apdu: &[u8]) -> Result<(), LinkError> {
        if self.peer.is_none() {
            return Err(LinkError::NotConnected);
        }
        self.exchange.enqueue(LLC_RESPONSE, apdu, self.params)?;
        if self.owing {
            self.answer();
        }
        Ok(())
    }

    /// Sends one message unasked in a UI frame; it may be lost.
    ///
    /// # Errors
    /// Not connected, or longer than one frame.
    pub fn send_unasked(&mut self, apdu: &[u8]) -> Result<(), LinkError> {
        let Some(peer) = self.peer else {
            return Err(LinkError::NotConnected);
        };
        if apdu.len() + LLC_RESPONSE.len() > usize::from(self.params.info_tx) {
            return Err(LinkError::TooLong);
        }
        let info = [&LLC_RESPONSE, apdu].concat();
        self.transmit(peer, Control::Ui, false, info);
        Ok(())
    }

    /// Service access point of the connected client.
    #[must_use]
    pub fn client(&self) -> Option<u16> {
        self.peer.map(|(client, _)| client.upper)
    }

    /// Answers an open poll with "ready" when there is no message to answer with.
    pub fn flush(&mut self) {
        if self.owing {
            self.answer();
        }
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
    pub fn poll_event(&mut self) -> Option<ServerEvent> {
        self.events.pop_front()
    }

    /// When [`ServerLink::on_timeout`] wants to be called, in milliseconds.
    #[must_use]
    pub fn next_timeout(&self) -> Option<u64> {
        self.peer
            .map(|_| self.last_frame.saturating_add(self.config.inactivity_ms))
    }

    /// Forgets a client that fell silent; does nothing before its time.
    pub fn on_timeout(&mut self, now_ms: u64) {
        if self
            .next_timeout()
            .is_some_and(|deadline| now_ms >= deadline)
        {
            self.disconnect();
        }
    }

    fn disconnect(&mut self) {
        self.peer = None;
        self.exchange = Exchange::default();
        self.params = self.config.params;
        self.owing = false;
        self.event(ServerEvent::Disconnected);
    }

    fn event(&mut self, event: ServerEvent) {
        if self.events.len() < MAX_EVENTS {
            self.events.push_back(event);
        }
    }

    fn transmit(&mut self, to: (Address, Address), control: Control, more: bool, info: Vec<u8>) {
        let (destination, source) = to;
        let frame = Frame {
            segmented: more,
            destination,
            source,
            control,
            info,
        };
        self.out.push_back(frame.to_bytes());
    }

    /// Sends what the window allows, or "ready".
    fn answer(&mut self) {
        let Some(peer) = self.peer else { return };
        self.owing = false;
        let frames = self.exchange.frames(self.params.window_tx);
        if frames.is_empty() {
            self.transmit(peer, self.exchange.ready(), false, Vec::new());
        }
        for (control, more, info) in frames {
            self.transmit(peer, control, more, info);
        }
    }

    fn frames(&mut self, now_ms: u64) {
        while let Some(frame) = self.parser.next_frame() {
            let ours = self.config.server;
            let lower = frame.destination.lower;
            // A short address leaves the physical part away; it can only mean us.
            let fits = frame.destination.len == 1 || ours.len == 1 || lower == ours.lower;
            if frame.destination.upper == ours.upper && fits {
                self.frame(&frame, now_ms);
            }
        }
    }

    fn frame(&mut self, frame: &Frame, now_ms: u64) {
        let sender = (frame.source, frame.destination);
        if frame.control == Control::Snrm {
            self.connect(frame, now_ms);
            return;
        }
        if self.peer != Some(sender) {
            // Whoever is not connected is told so, but only when it asks.
            if frame.control == Control::Disc || matches!(frame.control, Control::I { .. }) {
                self.transmit(sender, Control::Dm, false, Vec::new());
            }
            return;
        }
        self.last_frame = now_ms;
        match frame.control {
            Control::Disc => {
                self.transmit(sender, Control::Ua, false, Vec::new());
                self.disconnect();
            }
            Control::I { nr, ns, pf } => self.information(frame, (nr, ns, pf)),
            Control::Rr { nr, pf } => {
                self.exchange.acknowledge(nr);
                if pf {
                    self.exchange.rewind();
                    self.answer();
                }
            }
            Control::Rnr { nr, pf } => {
                self.exchange.acknowledge(nr);
                if pf {
                    self.transmit(sender, self.exchange.ready(), false, Vec::new());
                }
            }
            Control::Unknown(_) => self.transmit(sender, Control::Frmr, false, Vec::new()),
            // UI needs no answer here; the rest is what servers send, so an echo.
            Control::Ui | Control::Snrm | Control::Ua | Control::Dm | Control::Frmr => {}
        }
    }

    fn connect(&mut self, frame: &Frame, now_ms: u64) {
        // One read may hold a request of the client before, too: neither it nor its answer may
        // come out on the new connection.
        self.events.clear();
        self.out.clear();
        self.exchange = Exchange::default();
        self.owing = false;
        self.peer = Some((frame.source, frame.destination));
        self.last_frame = now_ms;
        self.params = self.config.params.negotiated(&frame.info);
        let sender = (frame.source, frame.destination);
        self.transmit(sender, Control::Ua, false, self.params.ua_info());
        self.event(ServerEvent::Connected {
            client: frame.source.upper,
        });
    }

    fn information(&mut self, frame: &Frame, (nr, ns, pf): (u8, u8, bool)) {
        self.exchange.acknowledge(nr);
        match self.exchange.take(ns, frame.segmented, &frame.info) {
            // The client did not get our answer: the same answer again, done only once.
            Taken::OutOfOrder => {
                if pf {
                    self.exchange.rewind();
                    self.answer();
                }
            }
            Taken::Segment => {
                if pf {
                    self.answer();
                }
            }
            Taken::Message(lsdu) => {
                self.owing = pf;
                match lsdu.strip_prefix(&LLC_REQUEST) {
                    Some(apdu) => self.event(ServerEvent::Received(apdu.to_vec())),
                    None => self.flush(),
                }
            }
            Taken::TooLong => {
                if let Some(peer) = self.peer {
                    self.transmit(peer, Control::Frmr, false, Vec::new());
                }
                self.disconnect();
            }
        }
    }
}
