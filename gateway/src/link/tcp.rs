//! A meter or a serial server on the network.

use super::{Framing, Link, Opening, Port};
use tokio::net::TcpStream;

pub(super) struct Tcp;

impl Link for Tcp {
    fn word(&self) -> &'static str {
        "tcp"
    }
    fn framing(&self) -> Framing {
        Framing::Wrapper
    }
    fn check(&self, target: &str) -> Result<(), &'static str> {
        match target.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(()),
            Some(_) | None => Err("HOST:PORT"),
        }
    }
    fn open<'a>(&self, target: &'a str) -> Opening<'a> {
        Box::pin(async move {
            let stream = TcpStream::connect(target).await?;
            stream.set_nodelay(true)?;
            Ok(Box::new(stream) as Box<dyn Port>)
        })
    }
}
