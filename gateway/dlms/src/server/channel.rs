//! HDLC or wrapper under one face, the server's side.

use std::collections::VecDeque;

use super::ServerTransport;
use crate::hdlc::{LinkError, ServerEvent, ServerLink};
use crate::wrapper::{self, WrapperParser};

#[derive(Debug)]
pub(super) enum Channel {
    Hdlc(Box<ServerLink>),
    Wrapper {
        server: u16,
        parser: WrapperParser,
        out: VecDeque<Vec<u8>>,
        broken: bool,
    },
}

#[derive(Debug)]
pub(super) enum Arrival {
    Connected { client: u16 },
    Disconnected,
    Apdu { client: u16, apdu: Vec<u8> },
}

/// Answers kept for the port; a client that asks on and never reads loses the rest.
const MAX_OUT: usize = 64;

impl Channel {
    pub(super) fn new(transport: &ServerTransport) -> Self {
        match transport {
            ServerTransport::Hdlc(hdlc) => Self::Hdlc(Box::new(ServerLink::new(hdlc.clone()))),
            ServerTransport::Wrapper { server } => Self::Wrapper {
                server: *server,
                parser: WrapperParser::new(usize::from(u16::MAX)),
                out: VecDeque::new(),
                broken: false,
            },
        }
    }

    pub(super) fn receive(&mut self, bytes: &[u8], now_ms: u64) {
        match self {
            Self::Hdlc(link) => link.handle(bytes, now_ms),
            Self::Wrapper { parser, .. } => parser.push(bytes),
        }
    }

    /// An empty message answers a poll without saying anything.
    pub(super) fn send(&mut self, client: u16, apdu: &[u8]) {
        match self {
            Self::Hdlc(link) => {
                // A message too long for the link cannot be: it was cut to the agreed length.
                if apdu.is_empty() || link.send(apdu).is_err() {
                    link.flush();
                }
            }
            Self::Wrapper { server, out, .. } => {
                if !apdu.is_empty() && out.len() < MAX_OUT {
                    let mut bytes = Vec::new();
                    wrapper::encode(*server, client, apdu, &mut bytes);
                    out.push_back(bytes);
                }
            }
        }
    }

    pub(super) fn send_unasked(&mut self, client: u16, apdu: &[u8]) -> Result<(), LinkError> {
        match self {
            Self::Hdlc(link) => link.send_unasked(apdu),
            Self::Wrapper { .. } => {
                self.send(client, apdu);
                Ok(())
            }
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

    pub(super) fn is_broken(&self) -> bool {
        matches!(self, Self::Wrapper { broken: true, .. })
    }

    pub(super) fn next_arrival(&mut self) -> Option<Arrival> {
        match self {
            Self::Hdlc(link) => loop {
                return Some(match link.poll_event()? {
                    ServerEvent::Connected { client } => Arrival::Connected { client },
                    ServerEvent::Disconnected => Arrival::Disconnected,
                    ServerEvent::Received(apdu) => {
                        let Some(client) = link.client() else {
                            continue;
                        };
                        Arrival::Apdu { client, apdu }
                    }
                });
            },
            Self::Wrapper {
                server,
                parser,
                broken,
                ..
            } => loop {
                match parser.next_message() {
                    Ok(Some(wpdu)) if wpdu.destination != *server => {}
                    Ok(message) => {
                        let wpdu = message?;
                        return Some(Arrival::Apdu {
                            client: wpdu.source,
                            apdu: wpdu.apdu,
                        });
                    }
                    Err(_) => {
                        *broken = true;
                        return None;
                    }
                }
            },
        }
    }
}
