//! The server from outside: HTTP through its router, MQTT through its broker.
#![expect(clippy::unwrap_used, reason = "tests")]

mod alerts;
mod broker;
mod common;
mod configuration;
mod event;
mod external;
mod feed;
mod forgery;
mod matrix;
mod openapi;
mod order;
mod paper;
mod payments;
mod plans;
mod problems;
mod quiet;
mod service;
mod sessions;
mod shown;
mod started;
mod strangers;
mod weather;
mod work_order;
