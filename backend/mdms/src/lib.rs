//! Meter data management (AC-4): keeps what meters said and hands it out at once (NFR-06,
//! NFR-07). It never asks a meter for anything; that is ADCS's work.

pub mod feed;
pub mod history;
pub mod intake;
