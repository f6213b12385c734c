//! What went wrong, in words for the person at the terminal, and the exit code that goes with it.

use std::{fmt, io, path::Path};

/// The exit code of shells after Ctrl-C.
const STOPPED: u8 = 130;

/// A failure that ends the command.
#[derive(Debug)]
pub(crate) struct Trouble {
    what: String,
    next: String,
    code: u8,
}

impl Trouble {
    /// Something failed: what, and what the person can do about it. Exit code 1.
    pub(crate) fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            next: next.into(),
            code: 1,
        }
    }

    /// The person has to do something that this program may not do. Exit code 2.
    pub(crate) fn ask(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            next: next.into(),
            code: 2,
        }
    }

    /// The command line was not understood. Exit code 2.
    pub(crate) fn usage(what: &str, usage: &str) -> Self {
        Self::ask(what, format!("usage:\n{usage}"))
    }

    /// A file or folder could not be used.
    pub(crate) fn file(doing: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(
            format!("cannot {doing} {}: {error}", path.display()),
            "free some space or mend the permissions of that path, then start again",
        )
    }

    /// Ctrl-C, or the terminal went away. Exit code 130, as shells do.
    pub(crate) fn stopped() -> Self {
        Self {
            what: "stopped".to_owned(),
            next: String::new(),
            code: STOPPED,
        }
    }

    /// Whether it is the person's wish and nobody's failure.
    pub(crate) fn is_stop(&self) -> bool {
        self.code == STOPPED
    }

    /// The exit code of the process.
    pub(crate) fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.next.is_empty() {
            write!(f, "\n  next: {}", self.next)?;
        }
        Ok(())
    }
}
