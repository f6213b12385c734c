//! A client, a server and the line between them, in one process and one thread.

use crate::apdu::Attribute;
use crate::client::{Cipher, Client, ClientConfig, ClientError, Request, Response, Transport};
use crate::data::Data;
use crate::hdlc::{HdlcConfig, ServerHdlcConfig};
use crate::security::{Counter, Form, Protection};
use crate::server::tests::{HEAD, LONG, METER, SERIAL, Shelf, accesses, keys};
use crate::server::{Server, ServerConfig, ServerTransport};

/// A line between both ends that may lose, change and add bytes, by a seed.
pub(super) struct World {
    pub(super) client: Client,
    pub(super) server: Server,
    pub(super) shelf: Shelf,
    pub(super) now_ms: u64,
    pub(super) noise: Noise,
}

#[derive(Clone, Copy)]
pub(super) struct Noise {
    pub(super) state: u64,
    /// One byte in so many is hit; 0 for none.
    pub(super) one_in: u64,
}

impl Noise {
    fn next(&mut self) -> u64 {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.state >> 33
    }

    fn spoil(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        if self.one_in == 0 {
            return bytes;
        }
        let mut out = Vec::new();
        for byte in bytes {
            if !self.next().is_multiple_of(self.one_in) {
                out.push(byte);
                continue;
            }
            match self.next() % 4 {
                0 => {}
                1 => out.extend([byte, 0x7E]),
                2 => out.push(byte ^ 0x10),
                _ => out.extend([0x7E, 0xA7, byte]),
            }
        }
        out
    }
}

pub(super) fn cipher(protection: Protection, form: Form) -> Option<Cipher> {
    Some(Cipher {
        keys: keys(),
        title: HEAD,
        protection,
        form,
    })
}

impl World {
    pub(super) fn new(hdlc: bool, sap: u8, edit: impl FnOnce(&mut ClientConfig)) -> Self {
        let (ours, theirs) = if hdlc {
            (
                Transport::Hdlc(HdlcConfig::new(sap, 1)),
                ServerTransport::Hdlc(ServerHdlcConfig::new(1)),
            )
        } else {
            let client = u16::from(sap);
            (
                Transport::Wrapper { client, server: 1 },
                ServerTransport::Wrapper { server: 1 },
            )
        };
        let mut config = ClientConfig::new(ours);
        edit(&mut config);
        let least = config
            .cipher
            .as_ref()
            .map_or(Protection::Plain, |it| it.protection);
        let mut client = Client::new(config, Counter::resume(10));
        client.reserve_counter(10_000);
        let mut server = ServerConfig::new(theirs, METER, accesses(least));
        server.max_pdu = 512;
        let mut server = Server::new(server, Counter::resume(500));
        server.reserve_counter(10_000);
        let mut shelf = Shelf::default();
        let name = |it: Attribute| (it.class, it.obis, it.index);
        shelf
            .values
            .insert(name(SERIAL), Data::Octets(b"AMI-1".to_vec()));
        shelf.values.insert(
            name(LONG),
            Data::Octets((0..=255).cycle().take(3_000).collect()),
        );
        let row = |n| Data::Structure(vec![Data::U32(n), Data::U16(7)]);
        shelf.rows = (1..=300).map(row).collect();
        let noise = Noise {
            state: 1,
            one_in: 0,
        };
        Self {
            client,
            server,
            shelf,
            now_ms: 0,
            noise,
        }
    }

    pub(super) fn ask(&mut self, request: Request) -> Result<Response, ClientError> {
        self.client.start(request, self.now_ms)?;
        for _ in 0..200_000 {
            if let Some(result) = self.client.poll_result() {
                return result;
            }
            let mut quiet = true;
            while let Some(bytes) = self.client.poll_transmit() {
                quiet = false;
                let bytes = self.noise.spoil(bytes);
                // Ports give bytes in pieces of any size.
                for piece in bytes.chunks(13) {
                    self.server.receive(piece, self.now_ms, &mut self.shelf);
                }
            }
            while let Some(bytes) = self.server.poll_transmit() {
                quiet = false;
                let bytes = self.noise.spoil(bytes);
                for piece in bytes.chunks(17) {
                    self.client.receive(piece, self.now_ms);
                }
            }
            if quiet && let Some(at) = self.client.next_timeout() {
                self.now_ms = self.now_ms.max(at);
                self.client.on_timeout(self.now_ms);
            }
        }
        panic!("no result");
    }

    pub(super) fn connect(&mut self) -> Result<Response, ClientError> {
        self.ask(Request::Connect {
            challenge: vec![0xC5; 16],
        })
    }
}
