//! The in-home display: a Tauri window around the same `ui` bundle as the website. It is paired
//! with the gateway's local broker and takes no payments.
//!
//! It shows what the meter said even when the Internet is gone (NFR-01, FR-03), and the last of it,
//! with its age, while there is no network at all.

mod bridge;
mod cache;
mod clock;
mod config;
mod file;
mod limits;
mod mqtt;
mod offer;
mod pair;
mod pass;
mod shell;
mod stop;
mod tls;

pub use config::{Config, ConfigError};
pub use shell::run;
