//! The server from outside: HTTP through its router, MQTT through its broker.
#![expect(clippy::unwrap_used, reason = "tests")]

mod alerts;
mod baseline;
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
mod help;
mod matrix;
mod move_out;
mod newcomer;
mod openapi;
mod order;
mod paper;
mod pay_page;
mod payments;
mod plans;
mod problems;
mod protect;
mod quiet;
mod regulator;
mod replay;
mod service;
mod sessions;
mod shown;
mod started;
mod station;
mod strangers;
mod weather;
mod work_order;
