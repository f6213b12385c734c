//! The Leptos UI, rendered in the browser: one crate and three programs. `ami-ui` is what
//! customers load first, `ami-whole` is all of it, and `ami-display` is the in-home display's
//! window.
//!
//! [`model`] decides what is shown and is tested natively; everything else draws it in a browser
//! and exists for `wasm32` only.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod backend;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod i18n;
#[cfg(target_arch = "wasm32")]
mod part;
#[cfg(target_arch = "wasm32")]
mod screen;
#[cfg(target_arch = "wasm32")]
mod shell;
#[cfg(target_arch = "wasm32")]
mod texts;

#[cfg(target_arch = "wasm32")]
pub use app::{start_display, start_first, start_whole};
