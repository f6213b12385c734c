//! HDLC or wrapper under one face.

use std::collections::VecDeque;

use super::{Cause, ClientConfig, Transport};
use crate::hdlc::{ClientLink, LinkError, LinkEvent};
use crate::wrapper::{self, WrapperParser};

#[derive(Debug)]
pub(super) enum Channel {
    Hdlc(Box<ClientLink>),
    Wrapper {
        client: u16,
        server: u16,
        parser: WrapperParser,
        out: VecDeque<Vec<u8>>,
    },
}

/// What came from below.
#[derive(Debug)]
pub(super) enum Arrival {
    Up,
    Apdu(Vec<u8>),
    Down,
    Failed(Cause),
}

/// Bytes of a wrapper message that we take: a `u16`, so every length is allowed here and the
/// negotiated length is checked above.
const MAX_WPDU: usize = u16::MAX as usize;

impl Channel {
    pub(super) fn new(config: &ClientConfig) -> Self {
        match &config.transport {
            Transport::Hdlc(hdlc) => Self::Hdlc(Box::new(ClientLink::new(hdlc.clone()))),
            Transport::Wrapper { client, server } => Self::Wrapper {
                client: *client,
                server: *server,
                parser: WrapperParser::new(MAX_WPDU),
                out: VecDeque::new(),
            },
        }
    }

    /// Starts the link; true when it is up at once.
    pub(super) fn connect(&mut self, now_ms: u64) -> bool {
        match self {
            Self::Hdlc(link) => {
                link.connect(now_ms);
                false
            }
            Self::Wrapper { parser, out, .. } => {
                *parser = WrapperParser::new(MAX_WPDU);
                out.clear();
                true
            }
        }
    }

    /// Ends the link; true when it is down at once.
    pub(super) fn disconnect(&mut self, now_ms: u64) -> bool {
        match self {
            Self::Hdlc(link) => link.disconnect(now_ms),
            Self::Wrapper { .. } => return true,
        }
        false
    }

    pub(super) fn close(&mut self) {
        match self {
            Self::Hdlc(link) => link.close(),
            Self::Wrapper { parser, out, .. } => {
                *parser = WrapperParser::new(MAX_WPDU);
                out.clear();
            }
        }
    }

    pub(super) fn is_up(&self) -> bool {
        match self {
            Self::Hdlc(link) => link.is_up(),
            Self::Wrapper { .. } => true,
        }
    }

    pub(super) fn send(&mut self, apdu: &[u8], now_ms: u64) -> Result<(), Cause> {
        match self {
            Self::Hdlc(link) => Ok(link.send(apdu, now_ms)?),
            Self::Wrapper {
                client,
                server,
                out,
                ..
            } => {
                if apdu.len() > MAX_WPDU {
                    return Err(Cause::Link(LinkError::TooLong));
                }
                let mut bytes = Vec::new();
                wrapper::encode(*client, *server, apdu, &mut bytes);
                out.push_back(bytes);
                Ok(())
            }
        }
    }

    pub(super) fn receive(&mut self, bytes: &[u8], now_ms: u64) {
        match self {
            Self::Hdlc(link) => link.handle(bytes, now_ms),
            Self::Wrapper { parser, .. } => parser.push(bytes),
        }
    }

    pub(super) fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        match self {
            Self::Hdlc(link) => link.poll_transmit(),
            Self::Wrapper { out, .. } => out.pop_front(),
        }
    }

    pub(super) fn next_timeout(&self) -> Option<u64> {
        match self {
            Self::Hdlc(link) => link.next_timeout(),
            Self::Wrapper { .. } => None,
        }
    }

    pub(super) fn on_timeout(&mut self, now_ms: u64) {
        match self {
            Self::Hdlc(link) => link.on_timeout(now_ms),
            Self::Wrapper { .. } => {}
        }
    }

    pub(super) fn next_arrival(&mut self) -> Option<Arrival> {
        match self {
            Self::Hdlc(link) => Some(match link.poll_event()? {
                LinkEvent::Connected(_) => Arrival::Up,
                LinkEvent::Received(apdu) | LinkEvent::Unasked(apdu) => Arrival::Apdu(apdu),
                LinkEvent::Disconnected => Arrival::Down,
                LinkEvent::Failed(error) => Arrival::Failed(error.into()),
            }),
            Self::Wrapper {
                client,
                server,
                parser,
                ..
            } => loop {
                match parser.next_message() {
                    // Messages for somebody else on a shared gateway are not ours.
                    Ok(Some(wpdu)) if (wpdu.source, wpdu.destination) != (*server, *client) => {}
                    Ok(message) => return message.map(|wpdu| Arrival::Apdu(wpdu.apdu)),
                    Err(error) => {
                        *parser = WrapperParser::new(MAX_WPDU);
                        return Some(Arrival::Failed(error.into()));
                    }
                }
            },
        }
    }
}
