//! Free ports of this machine.

use std::net::TcpListener;

use crate::trouble::Trouble;

/// `N` different ports that nobody listens on now. They are all held while they are chosen and
/// let go together; somebody else could still take one before its program starts, and then that
/// program says so.
///
/// # Errors
/// When the system has no port left.
pub(crate) fn free<const N: usize>() -> Result<[u16; N], Trouble> {
    let mut held = Vec::with_capacity(N);
    let mut ports = [0; N];
    for port in &mut ports {
        let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(no_port)?;
        *port = listener.local_addr().map_err(no_port)?.port();
        held.push(listener);
    }
    Ok(ports)
}

fn no_port(error: std::io::Error) -> Trouble {
    Trouble::new(
        format!("no free port: {error}"),
        "end programs that hold many ports",
    )
}
