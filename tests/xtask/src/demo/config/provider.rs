//! The payment company of the demo: a process of its own that moves no money, so that cards and
//! bank transfers can be tried as well as the sandbox.

use std::path::{Path, PathBuf};

use crate::{
    secrets::{self, Secrets},
    trouble::Trouble,
};

use super::{Plan, put, put_number, put_path};

/// Bank transfers clear after so many seconds.
const CLEARS_S: i64 = 60;

pub(super) fn file(data: &Path) -> PathBuf {
    data.join("provider.toml")
}

/// Writes its configuration, and the two secrets that it shares with the server.
///
/// # Errors
/// When the data folder cannot be written.
pub(super) fn write(plan: &Plan, secrets: &mut Secrets) -> Result<(), Trouble> {
    let key = format!("sk_test_{}", secrets.hex("provider.key", 16)?);
    let seal = format!("whsec_{}", secrets.hex("provider.events", 16)?);
    secrets::write_private(&plan.data.join("provider.key"), &key)?;
    secrets::write_private(&plan.data.join("provider.events"), &seal)?;
    let mut text = String::new();
    put(&mut text, "listen", &format!("127.0.0.1:{}", plan.provider));
    put(&mut text, "secret", &key);
    put(&mut text, "webhook_secret", &seal);
    let events = format!("{}/api/processor/events", plan.website());
    put(&mut text, "webhook_url", &events);
    put_number(&mut text, "clears_after_s", CLEARS_S);
    secrets::write_private(&file(&plan.data), &text)
}

/// What the server's configuration says of it.
pub(super) fn section(plan: &Plan) -> String {
    let mut text = String::from("\n[processor]\n");
    put(&mut text, "url", &plan.provider_address());
    put_path(&mut text, "secret_file", &plan.data.join("provider.key"));
    let seal = plan.data.join("provider.events");
    put_path(&mut text, "events_secret_file", &seal);
    put(&mut text, "return_url", &plan.website());
    put(&mut text, "bank_transfers", "collected");
    text
}
