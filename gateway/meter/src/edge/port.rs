//! Where bytes come in: a pseudo terminal that looks like a serial port, or a TCP port.

use super::Trouble;
use super::config::Place;
use rustix::fs::OFlags;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, ioctl_tiocnxcl, tcgetattr, tcsetattr};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Bytes that are taken at once.
pub(crate) const READ_MAX: usize = 4_096;

/// What a port reports.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// So many bytes are in the buffer.
    Bytes(usize),
    /// A client came or went: nothing of the one before holds any more.
    Changed,
}

/// An open port.
#[derive(Debug)]
pub(crate) enum Port {
    Serial(Pty),
    Tcp {
        listener: TcpListener,
        stream: Option<TcpStream>,
    },
}

impl Port {
    /// Opens the port.
    ///
    /// # Errors
    /// [`Trouble::Pty`], [`Trouble::Link`], [`Trouble::Listen`].
    pub(crate) async fn open(place: &Place) -> Result<Self, Trouble> {
        match place {
            Place::Serial(path) => Ok(Port::Serial(Pty::open(path)?)),
            Place::Tcp(address) => {
                let listener = TcpListener::bind(address).await;
                let listener = listener.map_err(|error| Trouble::Listen {
                    address: address.to_string(),
                    error,
                })?;
                Ok(Port::Tcp {
                    listener,
                    stream: None,
                })
            }
        }
    }

    /// Where clients find it.
    pub(crate) fn name(&self) -> String {
        match self {
            Port::Serial(pty) => pty.link.display().to_string(),
            Port::Tcp { listener, .. } => listener
                .local_addr()
                .map_or_else(|_| String::new(), |at| at.to_string()),
        }
    }

    /// Waits for the next thing that happens. May be dropped while it waits.
    ///
    /// # Errors
    /// When the port itself is lost.
    pub(crate) async fn next(&mut self, buffer: &mut [u8]) -> io::Result<Event> {
        match self {
            Port::Serial(pty) => pty.read(buffer).await.map(Event::Bytes),
            Port::Tcp { listener, stream } => {
                let Some(open) = stream else {
                    *stream = Some(listener.accept().await?.0);
                    return Ok(Event::Changed);
                };
                tokio::select! {
                    // Whoever comes next takes over: the one before may have died in silence.
                    next = listener.accept() => {
                        *stream = Some(next?.0);
                        Ok(Event::Changed)
                    }
                    read = open.read(buffer) => match read {
                        Ok(0) | Err(_) => {
                            *stream = None;
                            Ok(Event::Changed)
                        }
                        Ok(n) => Ok(Event::Bytes(n)),
                    },
                }
            }
        }
    }

    /// Sends bytes. What no client takes is lost, as on any line.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        match self {
            Port::Serial(pty) => pty.write(bytes),
            Port::Tcp { stream, .. } => {
                if let Some(open) = stream
                    && open.write_all(bytes).await.is_err()
                {
                    *stream = None;
                }
            }
        }
    }

    /// Ends the connection of a client that does not speak the protocol.
    pub(crate) fn hang_up(&mut self) {
        match self {
            Port::Serial(_) => {}
            Port::Tcp { stream, .. } => *stream = None,
        }
    }

    /// Housekeeping, a few times in a second.
    pub(crate) fn tend(&self) {
        match self {
            Port::Serial(pty) => pty.unlock(),
            Port::Tcp { .. } => {}
        }
    }
}

/// A pseudo terminal and the link that gives it a lasting name.
#[derive(Debug)]
pub(crate) struct Pty {
    master: AsyncFd<OwnedFd>,
    /// Held open, so that the line stays raw and readable when a client closes its end.
    slave: OwnedFd,
    target: PathBuf,
    link: PathBuf,
}

impl Pty {
    fn open(link: &Path) -> Result<Self, Trouble> {
        let pty = |error: rustix::io::Errno| Trouble::Pty(error.into());
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let master = openpt(flags).map_err(pty)?;
        grantpt(&master).map_err(pty)?;
        unlockpt(&master).map_err(pty)?;
        let name = ptsname(&master, Vec::new()).map_err(pty)?;
        let target = PathBuf::from(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let slave = rustix::fs::open(&target, flags, rustix::fs::Mode::empty()).map_err(pty)?;
        let mut line = tcgetattr(&slave).map_err(pty)?;
        line.make_raw();
        tcsetattr(&slave, OptionalActions::Now, &line).map_err(pty)?;
        let flags = rustix::fs::fcntl_getfl(&master).map_err(pty)?;
        rustix::fs::fcntl_setfl(&master, flags | OFlags::NONBLOCK).map_err(pty)?;
        make_link(&target, link).map_err(|error| Trouble::Link {
            path: link.into(),
            error,
        })?;
        #[expect(
            deprecated,
            reason = "its successor is unsafe; an OwnedFd gives the promise that it asks for"
        )]
        let master = AsyncFd::new(master).map_err(Trouble::Pty)?;
        Ok(Self {
            master,
            slave,
            target,
            link: link.into(),
        })
    }

    async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let mut ready = self.master.readable().await?;
            let read = |fd: &AsyncFd<OwnedFd>| {
                rustix::io::read(fd.get_ref(), &mut *buffer).map_err(io::Error::from)
            };
            if let Ok(done) = ready.try_io(read) {
                return done;
            }
        }
    }

    fn write(&self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            match rustix::io::write(self.master.get_ref(), rest) {
                Ok(n) => rest = rest.get(n..).unwrap_or_default(),
                Err(rustix::io::Errno::INTR) => {}
                // Nobody reads: a serial line has no memory either.
                Err(_) => return,
            }
        }
    }

    /// A client that dies leaves its exclusive mark on the terminal; the next one could not open
    /// it.
    fn unlock(&self) {
        let _ = ioctl_tiocnxcl(&self.slave);
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if std::fs::read_link(&self.link).is_ok_and(|target| target == self.target) {
            drop(std::fs::remove_file(&self.link));
        }
    }
}

/// Replaces a link of an earlier run, and nothing else.
fn make_link(target: &Path, link: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(link) {
        Ok(there) if there.is_symlink() => std::fs::remove_file(link)?,
        Ok(_) => {
            let why = "there is a file of this name that is not a link: choose another `port`";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    std::os::unix::fs::symlink(target, link)
}
