//! TLS in front of the broker. rmqtt's own would build a second, slow library of cryptography; so
//! the broker listens on a port of the loopback that the system chooses, and what comes in here is
//! handed on to it in the clear, behind a line that says from where (the PROXY protocol).

use crate::config::{Config, HANDSHAKE_WITHIN};
use crate::identity::Identity;
use crate::waiting::{Turn, Waiting};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// A pause when the system gives no connection, for example without descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// A client must take what it is sent within this time. What it says may wait for the broker, which
/// hears by the keep-alive when a client is gone.
const TAKE_WITHIN: Duration = Duration::from_secs(30);
/// What is still to be said when one side has ended is said within this time.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
/// Bytes that are handed on at once.
const PIECE: usize = 4 * 1024;

/// The port that clients know.
pub(crate) struct Front {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    waiting: Waiting,
}

impl Front {
    /// Takes the port.
    pub(crate) async fn bind(config: &Config, identity: &Identity) -> io::Result<Self> {
        Ok(Self {
            // With SO_REUSEADDR: a crashed broker binds again at once.
            listener: TcpListener::bind(config.listen).await?,
            acceptor: TlsAcceptor::from(identity.config()),
            waiting: Waiting::new(config.max_half_open),
        })
    }

    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves for ever; each connection is a task of its own, so that none waits for another.
    pub(crate) async fn serve(self, broker: SocketAddr) {
        loop {
            let (socket, peer) = match self.listener.accept().await {
                Ok(came) => came,
                Err(error) => {
                    tracing::warn!(%error, "No connection can be taken");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            let acceptor = self.acceptor.clone();
            // Here and not in the task: who came first has waited longest.
            let turn = self.waiting.enter(peer.ip().to_canonical());
            tokio::spawn(async move {
                // At debug: anybody can make as many of these as they like.
                if let Err(error) = serve(socket, peer, &acceptor, turn, broker).await {
                    tracing::debug!(%peer, %error, "A connection ended");
                }
            });
        }
    }
}

/// One connection, to its end.
async fn serve(
    socket: TcpStream,
    peer: SocketAddr,
    acceptor: &TlsAcceptor,
    mut turn: Turn,
    broker: SocketAddr,
) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let here = socket.local_addr()?;
    let shaking = timeout(HANDSHAKE_WITHIN, acceptor.accept(socket));
    let tls = tokio::select! {
        shaken = shaking => shaken.map_err(io::Error::from)??,
        _ = &mut turn.over => return Err(crowded()),
    };
    let mut inner = TcpStream::connect(broker).await?;
    inner.set_nodelay(true)?;
    inner.write_all(from_where(peer, here).as_bytes()).await?;
    let (mut back, forth) = inner.into_split();
    let (said, mut told) = tokio::io::split(tls);
    let mut hear = std::pin::pin!(hand_on(said, forth));
    let mut piece = [0; PIECE];
    // Half inside until the broker's first word, its answer to CONNECT.
    let first = timeout(HANDSHAKE_WITHIN, back.read(&mut piece));
    let length = tokio::select! {
        first = first => first.map_err(io::Error::from)??,
        heard = &mut hear => return heard,
        _ = &mut turn.over => return Err(crowded()),
    };
    drop(turn);
    let tell = async {
        let mut length = length;
        while let Some(bytes) = piece.get(..length).filter(|bytes| !bytes.is_empty()) {
            let taking = async {
                told.write_all(bytes).await?;
                told.flush().await
            };
            timeout(TAKE_WITHIN, taking)
                .await
                .map_err(io::Error::from)??;
            length = back.read(&mut piece).await?;
        }
        // So that the client knows an end from a cut.
        timeout(CLOSE_WITHIN, told.shutdown())
            .await
            .map_err(io::Error::from)?
    };
    let mut tell = std::pin::pin!(tell);
    tokio::select! {
        told = &mut tell => told,
        heard = &mut hear => {
            // An answer may still be under way; and the broker must have read all before its
            // connection is dropped.
            timeout(CLOSE_WITHIN, tell).await.ok();
            heard
        }
    }
}

/// Hands on what the client says, and then that it has ended.
async fn hand_on(
    mut said: impl AsyncRead + Unpin,
    mut forth: impl AsyncWrite + Unpin,
) -> io::Result<()> {
    let heard = tokio::io::copy(&mut said, &mut forth).await;
    forth.shutdown().await.ok();
    heard.map(|_| ())
}

fn crowded() -> io::Error {
    io::Error::other("it had to go, too many were half inside")
}

/// The first line to the broker: version 1 of the PROXY protocol.
fn from_where(peer: SocketAddr, here: SocketAddr) -> String {
    let (from, to) = (peer.ip().to_canonical(), here.ip().to_canonical());
    let family = if from.is_ipv4() { "TCP4" } else { "TCP6" };
    format!(
        "PROXY {family} {from} {to} {} {}\r\n",
        peer.port(),
        here.port()
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_broker_is_told_from_where_also_by_a_port_for_both_families() {
        let line =
            |peer: &str, here: &str| from_where(peer.parse().unwrap(), here.parse().unwrap());
        let four = "PROXY TCP4 10.0.0.7 10.0.0.1 4000 1884\r\n";
        assert_eq!(line("10.0.0.7:4000", "10.0.0.1:1884"), four);
        assert_eq!(
            line("[::ffff:10.0.0.7]:4000", "[::ffff:10.0.0.1]:1884"),
            four
        );
        let six = "PROXY TCP6 fe80::7 fe80::1 4000 1884\r\n";
        assert_eq!(line("[fe80::7]:4000", "[fe80::1]:1884"), six);
    }
}
