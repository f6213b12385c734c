//! A serial port, 8 data bits, no parity, one stop bit.

use super::{Framing, Link, Opening, Port};
use tokio_serial::SerialPortBuilderExt;

/// Bits per second of a meter's own port; a pseudo-terminal does not care.
const BAUD: u32 = 9_600;

pub(super) struct Serial;

impl Link for Serial {
    fn word(&self) -> &'static str {
        "serial"
    }
    fn framing(&self) -> Framing {
        Framing::Hdlc
    }
    fn check(&self, target: &str) -> Result<(), &'static str> {
        if target.is_empty() {
            return Err("PATH");
        }
        Ok(())
    }
    fn open<'a>(&self, target: &'a str) -> Opening<'a> {
        Box::pin(async move {
            let port = tokio_serial::new(target, BAUD).open_native_async();
            let mut port = port.map_err(std::io::Error::from)?;
            // Exclusive use would outlive a killed gateway where the meter's end keeps the
            // terminal open, and then lock out its successor.
            port.set_exclusive(false).map_err(std::io::Error::from)?;
            Ok(Box::new(port) as Box<dyn Port>)
        })
    }
}
