//! Every bound of the gateway, with its reason.

use std::time::Duration;

/// Meters of one gateway.
pub const METERS_MAX: usize = 32;
/// Commands waiting for one meter; ADCS sends again what finds no room.
pub const QUEUE_MAX: usize = 256;
/// Bytes of everything in the spool; a year of hourly intervals is below 1 MiB.
pub const SPOOL_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Messages in the spool.
pub const SPOOL_ROWS_MAX: usize = 20_000;
/// Room that only receipts and confirmations may use.
pub const SPOOL_RESERVED_ROWS: usize = 2_000;
/// Bytes that only receipts and confirmations may use.
pub const SPOOL_RESERVED_BYTES: usize = 2 * 1024 * 1024;
/// One record in a file: a wire body and its frame.
pub const RECORD_MAX: usize = ami_wire::BODY_MAX + 1024;
/// A record file smaller than this is never rewritten.
pub const REWRITE_FROM: u64 = 256 * 1024;
/// Message ids whose outcome the journal remembers; the meter remembers as many receipts.
pub const JOURNAL_MAX: usize = 1_024;
/// A command is tried so often on its own before it waits for ADCS to send it again.
pub const TRIES_MAX: u32 = 8;
/// ADCS is asked so often about one cut, when its answers grew too old, before it is given up.
pub const QUESTIONS: u32 = 3;
/// Interval rows asked for at once: two weeks of hours.
pub const INTERVAL_ROWS: i64 = 336;
/// History that is asked for when nothing is known yet, in days (the meter keeps 13 months).
pub const HISTORY_DAYS: i64 = 400;
/// History that is handed in again to a back office that was put back from a backup, in days: a
/// backup is younger, and a month's bill rests on it.
pub const AGAIN_DAYS: i64 = 40;
/// Rows of the meter's log asked for at once.
pub const LOG_ROWS: u32 = 64;
/// Opening a port must end within this time.
pub const OPEN_WITHIN: Duration = Duration::from_secs(10);
/// Writing to a port must end within this time.
pub const WRITE_WITHIN: Duration = Duration::from_secs(10);
/// One question to a meter must end within this time, whatever the protocol's timers say.
pub const ASK_WITHIN: Duration = Duration::from_secs(60);
/// First pause before a port or the broker is tried again.
pub const BACKOFF_FIRST: Duration = Duration::from_millis(250);
/// Longest pause before a port is tried again: looking for a file costs nothing.
pub const PORT_PAUSE_LAST: Duration = Duration::from_secs(3);
/// Longest pause before the broker is tried again: it may have many gateways.
pub const BROKER_PAUSE_LAST: Duration = Duration::from_secs(15);
/// The display values are read this often while displays are served.
pub const DISPLAY_EVERY: Duration = Duration::from_secs(1);
/// And this often when there are none, for the state of supply.
pub const SUPPLY_EVERY: Duration = Duration::from_secs(30);
/// A view is published at least this often, so that a display knows that it is fresh.
pub const VIEW_EVERY: Duration = Duration::from_secs(30);
/// The meter's log is read at least this often; also after each command.
pub const LOG_EVERY: Duration = Duration::from_secs(30);
/// What was sent up and not acknowledged is offered again after this time.
pub const OFFER_AGAIN: Duration = Duration::from_secs(30);
/// And up to so much later, by chance, so that gateways do not offer all at once, milliseconds.
pub const OFFER_JITTER_MS: u64 = 5_000;
/// The status is said again this often: a late last will of an old connection may have undone it.
pub const STATUS_EVERY: Duration = Duration::from_secs(60);
/// Requests waiting in the MQTT client.
pub const MQTT_QUEUE: usize = 32;
/// Events waiting between the MQTT connection and the gateway.
pub const MQTT_EVENTS: usize = 512;
/// Views and texts waiting for the local broker.
pub const DISPLAY_QUEUE: usize = 64;
/// Texts about which a display may say something: as many as all meters hold. Two words about each
/// fit into the reserve of the spool.
pub const SHOWN_MAX: usize = 512;
/// Clients of the local broker.
pub const DISPLAYS_MAX: usize = 32;
/// Connections to it that have not said who they are.
pub const HALF_OPEN_MAX: usize = 64;
/// Displays have so long to hear that they are unpaired before their connections are closed.
pub const FAREWELL: Duration = Duration::from_millis(500);
/// The port for displays is tried so often before the next word for them.
pub const REOPEN_TRIES: u32 = 8;
/// What is under way may end within this time after the first request to stop.
pub const STOP_WITHIN: Duration = Duration::from_secs(8);
/// Invocation counter values reserved and stored at once.
pub const COUNTER_BLOCK: u32 = 256;
/// Displays that want to be paired and may be connected at once, while one is awaited.
pub const PAIRING_MAX: usize = 4;
/// Codes that are computed for one pairing: each takes a tenth of a second and 64 MiB.
pub const ASKS_MAX: usize = 20;
/// Pairings whose end is remembered.
pub const ENDED_KEPT: usize = 16;
/// Words about pairings that wait; the utility says its own again.
pub const PAIR_QUEUE: usize = 32;
/// It is looked this often whether a pairing is over.
pub const PAIR_TICK: Duration = Duration::from_millis(500);
