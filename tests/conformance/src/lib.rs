//! What proves that the use case is kept: the register of its requirements with their tests, a
//! seeded fleet whose receipts give its numbers, and the table that joins them.

pub mod findings;
pub mod fleet;
pub mod registry;
pub mod steps;
pub mod table;

pub use registry::Registry;
