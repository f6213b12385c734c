//! Links: how bytes get to a meter. One file each, one line in [`LINKS`].

pub mod memory;
mod serial;
mod tcp;

use std::future::Future;
use std::io;
use std::pin::Pin;
use tokio::io::{AsyncRead, AsyncWrite};

/// Every link that a gateway can use.
pub static LINKS: &[&dyn Link] = &[&serial::Serial, &tcp::Tcp, &memory::Memory];

/// An open port.
pub trait Port: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Port for T {}

/// A port that is being opened.
pub type Opening<'a> = Pin<Box<dyn Future<Output = io::Result<Box<dyn Port>>> + Send + 'a>>;

/// How a protocol frames its messages on a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// A stream of bytes that may lose some: HDLC.
    Hdlc,
    /// A reliable stream: the TCP wrapper.
    Wrapper,
}

/// A kind of link.
pub trait Link: Sync {
    /// The word before the colon in `link = "serial:/dev/ttyUSB0"`.
    fn word(&self) -> &'static str;
    /// How messages are framed on it.
    fn framing(&self) -> Framing;
    /// Refuses a target that can never be opened; says what it must look like.
    ///
    /// # Errors
    /// The shape that is wanted.
    fn check(&self, target: &str) -> Result<(), &'static str>;
    /// Opens it. The error of the system comes back as it is.
    fn open<'a>(&self, target: &'a str) -> Opening<'a>;
}

/// A link and what it points to, read from the configuration.
#[derive(Clone)]
pub struct Target {
    /// The kind.
    pub link: &'static dyn Link,
    /// What comes after the colon.
    pub target: String,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.link.word(), self.target)
    }
}

impl Target {
    /// Reads `word:target`.
    ///
    /// # Errors
    /// A sentence that says what is wanted.
    pub fn parse(text: &str) -> Result<Target, String> {
        let words = || {
            let words: Vec<&str> = LINKS.iter().map(|link| link.word()).collect();
            words.join(", ")
        };
        let Some((word, target)) = text.split_once(':') else {
            return Err(format!("must be KIND:TARGET with KIND one of {}", words()));
        };
        let Some(link) = LINKS.iter().copied().find(|link| link.word() == word) else {
            return Err(format!("has the kind {word:?}, known are {}", words()));
        };
        link.check(target)
            .map_err(|shape| format!("must look like {word}:{shape}"))?;
        Ok(Target {
            link,
            target: target.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_names_its_kind_and_says_what_it_wants() {
        let good = Target::parse("serial:/dev/ttyUSB0").map(|t| t.to_string());
        assert_eq!(good.as_deref(), Ok("serial:/dev/ttyUSB0"));
        for (bad, says) in [
            ("/dev/ttyUSB0", "KIND:TARGET"),
            ("carrier-pigeon:x", "carrier-pigeon"),
            ("tcp:host", "HOST:PORT"),
            ("serial:", "PATH"),
        ] {
            let error = Target::parse(bad)
                .map(|t| t.to_string())
                .unwrap_or_else(|e| e);
            assert!(error.contains(says), "{bad}: {error}");
        }
    }
}
