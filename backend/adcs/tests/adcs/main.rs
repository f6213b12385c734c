//! ADCS over real stores.
#![expect(clippy::unwrap_used, reason = "tests")]

mod house;
mod in_vain;
mod limits;
mod plant;
mod receive;
mod reconcile;
mod replay;
mod told;
