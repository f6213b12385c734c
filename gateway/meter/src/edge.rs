//! The edge of the machine: clock, files, ports. The only part of the meter that does I/O.

pub(crate) mod clock;
pub(crate) mod config;
pub(crate) mod keep;
pub(crate) mod port;
pub(crate) mod serve;
pub(crate) mod station;

use ami_meter::MeterError;
use ami_meter::replay::ReplayError;
use std::io;
use std::path::PathBuf;

/// Why the meter does not run. The text says what to do next.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// The command line.
    #[error("{0}")]
    Usage(String),
    /// A file that is read.
    #[error("cannot read {what} {}: {error}", path.display())]
    Read {
        what: &'static str,
        path: PathBuf,
        error: io::Error,
    },
    /// A key of a configuration file.
    #[error("{}: {why}", path.display())]
    Config { path: PathBuf, why: String },
    /// The table of use.
    #[error("{}: {error}", path.display())]
    Intervals { path: PathBuf, error: ReplayError },
    /// The state is there and cannot be used.
    #[error("the state {} cannot be used: {why}; move it away to begin anew", path.display())]
    State { path: PathBuf, why: String },
    /// The state cannot be written.
    #[error("cannot write the state {}: {error}; make its folder writable", path.display())]
    Unwritable { path: PathBuf, error: io::Error },
    /// Somebody else has the state.
    #[error("another meter uses the state {}: stop it first", path.display())]
    InUse { path: PathBuf },
    /// No pseudo terminal.
    #[error("cannot open a pseudo terminal: {0}; is /dev/ptmx there and /dev/pts mounted?")]
    Pty(io::Error),
    /// The link to the terminal.
    #[error("cannot make the port {}: {error}", path.display())]
    Link { path: PathBuf, error: io::Error },
    /// The TCP port.
    #[error("cannot listen on {address}: {error}; choose another `listen`")]
    Listen { address: String, error: io::Error },
    /// The machine.
    #[error("the meter cannot be made: {0}")]
    Meter(#[from] MeterError),
    /// Anything else of the system.
    #[error("cannot {0}: {1}")]
    System(&'static str, io::Error),
}
