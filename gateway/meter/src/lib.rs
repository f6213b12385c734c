//! The AMI meter as a pure machine: everything that the use case says "the meter shall".
//!
//! [`AmiMeter`] counts, records, keeps credit, carries out messages once and proves it with
//! receipts. It asks no clock and touches no port, so that a town of meters runs in a test.
//! [`cosem`] shows the same machine as DLMS/COSEM objects; the binary `ami-meter` puts those on
//! a serial port or a socket.

pub mod cosem;
pub mod display;
pub mod electric;
pub mod events;
pub mod inbox;
pub mod limiter;
pub mod log;
pub mod machine;
pub mod register;
pub mod replay;
pub mod settings;
pub mod switch;

pub use electric::Fault;
pub use machine::{AmiMeter, Input, Meter, MeterError, Output};
