//! The use case's words and rules. Pure: no I/O, no clock, no chance, and no float in money or
//! energy. Everything that depends on the time of day or on luck takes it as an argument, so a
//! month of a town runs in seconds under a clock that a test moves.
//!
//! One word, one file. Builds for `wasm32-unknown-unknown`.

pub mod account;
pub mod alert;
pub mod attempt;
pub mod audience;
pub mod behind;
pub mod calendar;
pub mod chance;
pub mod clearance;
pub mod clock;
pub mod code;
pub mod command;
pub mod conformance;
pub mod convert;
pub mod credit_check;
pub mod debt;
pub mod deposit;
pub mod display;
pub mod energy;
pub mod enrol;
pub mod estimate;
pub mod event;
pub mod explain;
pub mod figure_code;
pub mod forecast;
pub mod grant;
pub mod id;
pub mod identity;
pub mod ledger;
pub mod live;
pub mod message;
pub mod money;
pub mod move_out;
pub mod no_power;
pub mod order;
pub mod pairing;
pub mod password_code;
pub mod payday;
pub mod payment;
pub mod policy;
pub mod program;
pub mod protection;
pub mod receipt;
pub mod regulator;
pub mod role;
pub mod selftest;
pub mod settlement;
pub mod standing;
pub mod statement;
pub mod station;
pub mod tariff;
pub mod time;
pub mod usage;
pub mod view;
pub mod weather;
pub mod write_off;
