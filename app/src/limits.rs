//! Every limit of the display.

use std::time::Duration;

/// A configuration file, in bytes.
pub(crate) const CONFIG_MAX: u64 = 64 * 1024;
/// Shortest secret in characters; the gateway refuses a shorter one, too.
pub(crate) const SECRET_MIN: usize = 16;
/// Longest secret in characters.
pub(crate) const SECRET_MAX: usize = 256;
/// What is kept on the disk, in bytes. A view is one kilobyte, a text half of one.
pub(crate) const KEPT_MAX: u64 = 256 * 1024;
/// Texts that are held at once.
pub(crate) const TEXTS_MAX: usize = 50;
/// Answers of the reader that are remembered; the oldest is forgotten first.
pub(crate) const ANSWERS_MAX: usize = 200;
/// Requests that wait for the connection.
pub(crate) const REQUESTS_MAX: usize = 32;
/// A packet of the broker, in bytes.
pub(crate) const PACKET_MAX: u32 = 64 * 1024;
/// A silent link is noticed after one and a half of this.
pub(crate) const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// First pause between two tries to connect; each is twice as long as the one before.
pub(crate) const PAUSE_FIRST: Duration = Duration::from_millis(500);
/// Longest pause between two tries to connect.
pub(crate) const PAUSE_LAST: Duration = Duration::from_secs(15);
/// So often it is looked at what time alone changes: texts begin and end.
pub(crate) const TICK: Duration = Duration::from_secs(1);
/// So many ticks after the first view of a connection every retained text has arrived.
pub(crate) const SETTLE_TICKS: u32 = 3;
/// A view alone is written at most once in so many ticks, to spare the flash memory of a panel.
pub(crate) const STORE_TICKS: u32 = 15;
/// A display that waits for an installer asks the gateway this often whether it is awaited.
pub(crate) const ASK_EVERY: Duration = Duration::from_secs(2);
/// One that was shut out tries its old password again after this: the gateway may have known better
/// since.
pub(crate) const OLD_AGAIN: Duration = Duration::from_secs(60);
/// After so many tries in a row at which somebody else answered for the gateway, the display can be
/// paired anew. One alone may be a gateway that just ends.
pub(crate) const STRANGERS_MAX: u32 = 2;
/// What is kept of a pairing, in bytes.
pub(crate) const PASS_MAX: u64 = 4 * 1024;
