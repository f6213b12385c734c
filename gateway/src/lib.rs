//! The gateway: one daemon in the home. It owns the meters' ports, keeps what they say on disk
//! while the utility is away, and carries a small broker that only paired displays may join.
//!
//! [`Gateway::start`] runs everything in this process; the decisions are pure functions
//! ([`command::command_check`], [`records::parse`]) and the protocols are sans I/O
//! ([`protocol::Driver`]).

mod admit;
pub mod alarm;
pub mod cap;
pub mod clock;
pub mod command;
pub mod config;
mod fleet;
pub mod identity;
pub mod journal;
pub mod limits;
pub mod link;
mod local_broker;
pub mod memory;
mod mqtt;
pub mod pairing;
pub mod protocol;
pub mod queue;
pub mod records;
mod run;
pub mod shutdown;
mod sole;
pub mod spool;
pub mod still;
mod summed;
mod unpaired;

pub use config::{Config, ConfigError};
pub use run::{Gateway, StartError};
