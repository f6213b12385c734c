//! What a server refuses, and the shelf of objects that the loopback tests use.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use super::*;
use crate::apdu::{Aarq, ActionRequest, FromServer, GetRequest, InitiateRequest, Mechanism};
use crate::security::gmac_token;
use crate::wrapper;

pub(crate) const SERIAL: Attribute = Attribute::new(1, Obis::new(0, 0, 96, 1, 0, 255), 2);
pub(crate) const LONG: Attribute = Attribute::new(1, Obis::new(0, 0, 128, 0, 1, 255), 2);
pub(crate) const ROWS: Attribute = Attribute::new(7, Obis::new(1, 0, 99, 1, 0, 255), 2);
pub(crate) const ADD: Method = Method::new(112, Obis::new(0, 0, 19, 10, 0, 255), 1);
pub(crate) const ECHO: Method = Method::new(9001, Obis::new(0, 0, 128, 1, 0, 255), 1);
pub(crate) const METER: SystemTitle = SystemTitle(*b"AMI\x00\x00\x00\x00\x01");
pub(crate) const HEAD: SystemTitle = SystemTitle(*b"GWY\x00\x00\x00\x00\x02");

use crate::obis::Obis;

pub(crate) fn keys() -> Keys {
    Keys::new([0x11; 16], [0x22; 16])
}

/// Values by attribute, a profile, a method that adds and one that echoes.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    pub(crate) values: BTreeMap<(u16, Obis, i8), Data>,
    pub(crate) rows: Vec<Data>,
    pub(crate) added: i64,
    pub(crate) calls: u32,
    pub(crate) challenges: u8,
}

impl Objects for Shelf {
    fn get(
        &mut self,
        _: Caller,
        attribute: Attribute,
        selector: Option<&Selector>,
    ) -> Result<Data, AccessResult> {
        if attribute == ROWS {
            let range = selector.map_or(0..self.rows.len(), |it| it.row_range(self.rows.len()));
            return Ok(Data::Array(self.rows[range].to_vec()));
        }
        let key = (attribute.class, attribute.obis, attribute.index);
        self.values
            .get(&key)
            .cloned()
            .ok_or(AccessResult::ObjectUndefined)
    }

    fn set(&mut self, _: Caller, attribute: Attribute, value: Data) -> Result<(), AccessResult> {
        let key = (attribute.class, attribute.obis, attribute.index);
        self.values.insert(key, value);
        Ok(())
    }

    fn action(
        &mut self,
        _: Caller,
        method: Method,
        parameter: Option<Data>,
    ) -> Result<Option<Data>, ActionResult> {
        self.calls += 1;
        match method {
            ADD => {
                let by = parameter.as_ref().and_then(Data::as_i64);
                self.added += by.ok_or(ActionResult::TypeUnmatched)?;
                Ok(None)
            }
            ECHO => Ok(parameter),
            _ => Err(ActionResult::ObjectUndefined),
        }
    }

    fn objects(&self) -> Vec<ObjectEntry> {
        let entry = |attribute: Attribute, methods| {
            ObjectEntry::new(attribute.class, 0, attribute.obis, 2, &[2], methods)
        };
        vec![entry(SERIAL, 0), entry(LONG, 0), entry(ROWS, 0)]
    }

    fn challenge(&mut self) -> [u8; 16] {
        self.challenges += 1;
        [self.challenges; 16]
    }
}

/// Public 16, reader 17 with password, management 1 with HLS.
pub(crate) fn accesses(least: Protection) -> Vec<Access> {
    let serial = Scope::Only(vec![(SERIAL.class, SERIAL.obis)]);
    let hls = Login::Hls5 {
        keys: keys(),
        least,
        client_title: Some(HEAD),
        last_counter: Some(9),
    };
    vec![
        Access {
            client: 16,
            login: Login::None,
            rights: Rights::reads(serial),
        },
        Access {
            client: 17,
            login: Login::Lls(Password::new(b"12345678")),
            rights: Rights::reads(Scope::Everything),
        },
        Access {
            client: 1,
            login: hls,
            rights: Rights::all(),
        },
    ]
}

use crate::security::Password;

fn server() -> Server {
    let transport = ServerTransport::Wrapper { server: 1 };
    let mut server = Server::new(
        ServerConfig::new(transport, METER, accesses(Protection::Both)),
        Counter::resume(0),
    );
    server.reserve_counter(100);
    server
}

fn ask(server: &mut Server, shelf: &mut Shelf, client: u16, apdu: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    wrapper::encode(client, 1, apdu, &mut bytes);
    server.receive(&bytes, 0, shelf);
    let reply = server.poll_transmit().unwrap();
    assert!(server.poll_transmit().is_none());
    reply[wrapper::HEADER_LEN..].to_vec()
}

fn aarq(mechanism: Option<Mechanism>, authentication: Option<&[u8]>) -> Vec<u8> {
    let mut initiate = Vec::new();
    let conformance = Conformance::OURS;
    InitiateRequest {
        dedicated_key: false,
        version: 6,
        conformance,
        max_pdu: 512,
    }
    .encode(&mut initiate);
    let mut out = Vec::new();
    Aarq {
        ciphered: false,
        title: None,
        mechanism,
        authentication: authentication.map(<[u8]>::to_vec),
        user_information: initiate,
    }
    .encode(&mut out);
    out
}

fn get(attribute: Attribute) -> Vec<u8> {
    let mut out = Vec::new();
    GetRequest::Normal {
        invoke: 0xC1,
        target: attribute.into(),
    }
    .encode(&mut out);
    out
}

fn accepted(reply: &[u8]) -> bool {
    matches!(FromServer::from_bytes(reply).unwrap(), FromServer::Aare(aare) if aare.result == 0)
}

fn exception(reply: &[u8]) -> Option<Exception> {
    let Ok(FromServer::Exception(exception)) = FromServer::from_bytes(reply) else {
        return None;
    };
    Some(exception)
}

#[test]
fn nothing_is_served_without_an_association() {
    let (mut server, mut shelf) = (server(), Shelf::default());
    let reply = ask(&mut server, &mut shelf, 16, &get(SERIAL));
    assert_eq!(exception(&reply), Some(Exception::NOT_ALLOWED));
}

#[test]
fn a_client_that_is_not_configured_or_shows_the_wrong_thing_is_refused() {
    let (mut server, mut shelf) = (server(), Shelf::default());
    let none = aarq(None, None);
    let wrong = aarq(Some(Mechanism::Lls), Some(b"12345679"));
    let right = aarq(Some(Mechanism::Lls), Some(b"12345678"));
    for (client, request) in [
        (99, &none),
        (17, &none),
        (17, &wrong),
        (16, &right),
        (1, &none),
    ] {
        assert!(
            !accepted(&ask(&mut server, &mut shelf, client, request)),
            "client {client}"
        );
        assert!(exception(&ask(&mut server, &mut shelf, client, &get(SERIAL))).is_some());
    }
    assert!(accepted(&ask(&mut server, &mut shelf, 17, &right)));
    assert_eq!(server.associated_client(), Some(17));
}

#[test]
fn another_client_on_the_stream_does_not_inherit_the_association() {
    let (mut server, mut shelf) = (server(), Shelf::default());
    let right = aarq(Some(Mechanism::Lls), Some(b"12345678"));
    assert!(accepted(&ask(&mut server, &mut shelf, 17, &right)));
    let reply = ask(&mut server, &mut shelf, 16, &get(SERIAL));
    assert_eq!(exception(&reply), Some(Exception::NOT_ALLOWED));
}

#[test]
fn a_plain_request_to_the_ciphered_client_is_refused() {
    let (mut server, mut shelf) = (server(), Shelf::default());
    let reply = ask(
        &mut server,
        &mut shelf,
        1,
        &aarq(Some(Mechanism::Hls5Gmac), Some(&[7; 16])),
    );
    assert!(
        !accepted(&reply),
        "a plain proposal is refused where ciphering is demanded"
    );
}

#[test]
fn before_the_second_pass_only_the_second_pass_is_served_and_a_wrong_one_ends_it() {
    let mut shelf = Shelf::default();
    let transport = ServerTransport::Wrapper { server: 1 };
    let config = ServerConfig::new(transport, METER, accesses(Protection::Plain));
    let mut server = Server::new(config, Counter::resume(0));
    server.reserve_counter(10);
    let mut request = aarq(Some(Mechanism::Hls5Gmac), Some(&[0xAA; 16]));
    // The title goes where the standard has it: after the context name.
    let title = [&[0xA6, 0x0A, 0x04, 0x08], HEAD.0.as_slice()].concat();
    request.splice(13..13, title);
    request[1] += 12;
    assert!(accepted(&ask(&mut server, &mut shelf, 1, &request)));
    let reply = ask(&mut server, &mut shelf, 1, &get(SERIAL));
    assert_eq!(exception(&reply), Some(Exception::NOT_ALLOWED));
    let token = |challenge: &[u8]| {
        let mut out = Vec::new();
        let token = gmac_token(&keys(), HEAD, 10, challenge);
        let method = Method::new(15, crate::class::ASSOCIATION, 1);
        let parameter = Some(Data::Octets(token));
        ActionRequest::Normal {
            invoke: 0xC1,
            method,
            parameter,
        }
        .encode(&mut out);
        out
    };
    ask(&mut server, &mut shelf, 1, &token(&[2; 16]));
    assert_eq!(server.associated_client(), None);
    let late = ask(&mut server, &mut shelf, 1, &token(&[1; 16]));
    assert_eq!(exception(&late), Some(Exception::NOT_ALLOWED));
}

#[test]
fn a_message_longer_than_agreed_is_refused() {
    let (mut server, mut shelf) = (server(), Shelf::default());
    let reply = ask(&mut server, &mut shelf, 16, &[0xC0; 1_025]);
    assert_eq!(exception(&reply), Some(Exception::TOO_LONG));
}

proptest::proptest! {
    #[test]
    fn no_message_makes_the_server_panic(
        apdu in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80),
        kind in 0usize..5,
    ) {
        let (mut server, mut shelf) = (server(), Shelf::default());
        let right = aarq(Some(Mechanism::Lls), Some(b"12345678"));
        ask(&mut server, &mut shelf, 17, &right);
        let tag = [0x60, 0xC0, 0xC1, 0xC3, 0xDB][kind];
        let _ = ask(&mut server, &mut shelf, 17, &[&[tag], apdu.as_slice()].concat());
    }
}
