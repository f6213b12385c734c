//! The only place that sees both ends: a world of one utility and some homes in one process, with
//! its clock in the hand of the test.
//!
//! [`World`] joins the real conduct of css, adcs and mdms over the real store with the real meter
//! machine. What lies between them, broker and gateways, is without sockets here, so that a seed
//! can lose, repeat, delay and reorder what it carries.

pub mod postgres;
pub mod world;

pub use world::World;
pub use world::broker::{Broker, Faults};
pub use world::card::CrashPoint;
pub use world::home::{Home, HomeId, HomeSpec, UsePattern};
pub use world::journal::Journal;
pub use world::sabotage::Sabotage;
