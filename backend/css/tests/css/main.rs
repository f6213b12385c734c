//! Customer service over a real store in memory: pay, charge, use, estimate.
#![expect(clippy::unwrap_used, reason = "tests")]

mod charge;
mod debt;
mod explain;
mod house;
mod pay;
mod rate;
mod station;
mod transfer;
mod usage;
