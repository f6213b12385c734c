//! The Tauri shell around the UI.
