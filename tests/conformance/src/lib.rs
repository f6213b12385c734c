//! What proves that the use case is kept: the register of its requirements with their tests, and
//! a seeded fleet whose receipts give its numbers.

pub mod registry;

pub use registry::Registry;
