//! The two contracts, HTTP and MQTT. A contract has no behaviour: here are shapes, names and the
//! check that bytes from outside have one of these shapes.
//!
//! # Known quirks, do not copy
//! None yet.

/// A message of the MQTT contract: how it becomes bytes, and how bytes of this version become it.
macro_rules! body {
    ($name:ident, $what:literal) => {
        impl $name {
            /// As bytes for MQTT.
            pub fn to_bytes(&self) -> Vec<u8> {
                $crate::write(self)
            }
            /// Reads bytes from the broker.
            ///
            /// # Errors
            /// [`WireError`](crate::WireError) when they are not this message in this version.
            pub fn from_bytes(bytes: &[u8]) -> Result<Self, $crate::WireError> {
                let value: Self = $crate::read($what, bytes)?;
                if value.v == $crate::VERSION {
                    Ok(value)
                } else {
                    Err($crate::WireError::Version(value.v))
                }
            }
        }
    };
}

pub mod api;
pub mod chain;
pub mod down;
pub mod ihd;
pub mod pair;
#[cfg(feature = "openapi")]
pub mod schema;
pub mod still;
pub mod topic;
pub mod up;
pub mod utility;
pub mod weather;

/// Version of the MQTT bodies; a receiver refuses what it does not know.
pub const VERSION: u8 = 1;

/// No MQTT body is larger: a month of hourly intervals fits many times.
pub const BODY_MAX: usize = 256 * 1024;

/// Why bytes from outside are not a message of this contract.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Larger than [`BODY_MAX`].
    #[error("the body has {0} bytes, at most {BODY_MAX} are taken")]
    TooLarge(usize),
    /// Not this shape; the text names the field.
    #[error("the body is not a {what}: {why}")]
    Shape {
        /// Which message was expected.
        what: &'static str,
        /// What the parser says.
        why: String,
    },
    /// Another version of the contract.
    #[error("the body has version {0}, this side speaks {VERSION}")]
    Version(u8),
}

/// Reads a JSON body with a limit on its size.
fn read<'a, T: serde::Deserialize<'a>>(what: &'static str, body: &'a [u8]) -> Result<T, WireError> {
    if body.len() > BODY_MAX {
        return Err(WireError::TooLarge(body.len()));
    }
    serde_json::from_slice(body).map_err(|e| WireError::Shape {
        what,
        why: e.to_string(),
    })
}

/// Writes a JSON body. Our types hold no maps with foreign keys and no failing serializers, so
/// this cannot fail.
fn write<T: serde::Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("our own types have only string keys")
}
