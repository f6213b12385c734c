//! Tells the gateway when it was built: no clock of its can be right that shows less (DESIGN 7.11).
#![expect(
    clippy::disallowed_methods,
    reason = "a build has no edge to get the time from"
)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    let said = std::env::var("SOURCE_DATE_EPOCH");
    let said = said.ok().and_then(|text| text.parse().ok());
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let built = said.map_or_else(|| now.unwrap_or_default(), Duration::from_secs);
    println!("cargo::rustc-env=AMI_BUILT_AT_MS={}", built.as_millis());
}
