//! The Leptos UI for display, desktop and website.
