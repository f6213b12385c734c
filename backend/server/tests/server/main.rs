//! The server from outside: HTTP through its router, MQTT through its broker.
#![expect(clippy::unwrap_used, reason = "tests")]

mod alerts;
mod broker;
mod common;
mod configuration;
mod enrol;
mod event;
mod explain;
mod export;
mod external;
mod feed;
mod forgery;
mod matrix;
mod move_out;
mod openapi;
mod order;
mod paper;
mod pay_page;
mod payments;
mod plans;
mod problems;
mod quiet;
mod replay;
mod service;
mod sessions;
mod shown;
mod started;
mod station;
mod strangers;
mod weather;
mod work_order;
