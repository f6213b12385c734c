//! Both contracts as they look on the wire: one JSON for each kind of message.
#![expect(clippy::unwrap_used, reason = "tests")]

mod agreed;
mod behind;
mod pairing;
mod refused;
mod sample;
#[cfg(feature = "openapi")]
mod schema;
