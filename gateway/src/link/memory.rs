//! A link without a port, for tests and simulations: who listens to a name gets the other end.

use super::{Framing, Link, Opening, Port};
use std::collections::HashMap;
use std::io;
use std::sync::{LazyLock, Mutex, PoisonError};
use tokio::io::DuplexStream;
use tokio::sync::mpsc;

/// Bytes on their way in one direction.
const BUFFER: usize = 4_096;
/// Connections that nobody has taken yet.
const WAITING: usize = 4;

type Listeners = HashMap<String, mpsc::Sender<DuplexStream>>;
static LISTENERS: LazyLock<Mutex<Listeners>> = LazyLock::new(Mutex::default);

pub(super) struct Memory;

/// Takes the connections to `memory:NAME`. A later listener of the same name replaces it.
pub fn listen(name: &str) -> mpsc::Receiver<DuplexStream> {
    let (sender, receiver) = mpsc::channel(WAITING);
    let mut listeners = LISTENERS.lock().unwrap_or_else(PoisonError::into_inner);
    listeners.retain(|_, sender| !sender.is_closed());
    listeners.insert(name.to_owned(), sender);
    receiver
}

impl Link for Memory {
    fn word(&self) -> &'static str {
        "memory"
    }
    fn framing(&self) -> Framing {
        Framing::Hdlc
    }
    fn check(&self, target: &str) -> Result<(), &'static str> {
        if target.is_empty() {
            return Err("NAME");
        }
        Ok(())
    }
    fn open<'a>(&self, target: &'a str) -> Opening<'a> {
        Box::pin(async move {
            let listener = {
                let listeners = LISTENERS.lock().unwrap_or_else(PoisonError::into_inner);
                listeners.get(target).cloned()
            };
            let nobody = || io::Error::new(io::ErrorKind::NotFound, "nobody listens there");
            let listener = listener.ok_or_else(nobody)?;
            let (ours, theirs) = tokio::io::duplex(BUFFER);
            listener.try_send(theirs).map_err(|_| nobody())?;
            Ok(Box::new(ours) as Box<dyn Port>)
        })
    }
}
