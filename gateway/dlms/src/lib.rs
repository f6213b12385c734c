//! DLMS/COSEM: HDLC, wrapper, APDUs and classes, client and server side, sans I/O.
//!
//! Bytes and the time in milliseconds go in, bytes and results come out; no port, no clock and
//! no randomness of its own. [`Client`] reads a meter, [`Server`] is one; what the meter holds
//! stands behind [`Objects`].

mod codec;

pub mod apdu;
pub mod class;
pub mod client;
pub mod data;
pub mod hdlc;
pub mod obis;
pub mod security;
pub mod selector;
pub mod server;
pub mod wrapper;

pub use apdu::{AccessResult, ActionResult, Attribute, Method};
pub use client::{Client, ClientConfig, ClientError, Request, Response};
pub use codec::DecodeError;
pub use data::Data;
pub use obis::Obis;
pub use security::{Counter, Keys, Password, Protection, SystemTitle};
pub use selector::Selector;
pub use server::{Objects, Server, ServerConfig};

/// Bytes of a hexadecimal text, for the vectors in the tests.
#[cfg(test)]
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).expect("a hexadecimal digit");
    let pair = |pair: &[u8]| u8::try_from(digit(&pair[0]) * 16 + digit(&pair[1]));
    text.as_bytes()
        .chunks(2)
        .map(|two| pair(two).expect("two digits"))
        .collect()
}
