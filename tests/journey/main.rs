//! Journeys: the real programs as real processes, on real serial ports, with a real broker,
//! database, browser and window, from the click to the meter and back.
#![expect(clippy::unwrap_used, reason = "tests")]

mod access;
mod alert;
mod alert_console;
mod api;
mod backup;
mod broker;
mod browser;
mod chance;
mod conformance;
mod demo;
mod desk;
mod display;
mod elsewhere;
mod event;
mod explain;
mod house;
mod kill;
mod leave;
mod low;
mod no_power;
mod page;
mod pair_window;
mod pairing;
mod pay;
mod places;
mod plain;
mod postgres;
mod process;
mod wait;
mod website;
mod window;
