//! One event of the stream of news, read.

use ami_wire::api::Live;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct Head {
    event: String,
}

#[derive(Deserialize)]
struct Body<T> {
    data: T,
}

/// What an event says; `None` for a body that is not ours. The reader that [`Live`] brings along
/// takes the name and the value in either order, and for that each value is compiled twice: a
/// tenth of all that a customer loads first.
pub fn read(text: &str) -> Option<Live> {
    let head: Head = serde_json::from_str(text).ok()?;
    Some(match head.event.as_str() {
        "view" => Live::View(data(text)?),
        "supply" => Live::Supply(data(text)?),
        "payment" => Live::Payment(data(text)?),
        "message" => Live::Message(data(text)?),
        "events" => Live::Events,
        _ => return None,
    })
}

fn data<T: DeserializeOwned>(text: &str) -> Option<T> {
    let body = serde_json::from_str::<Body<T>>(text).ok()?;
    Some(body.data)
}

#[cfg(test)]
#[path = "live_tests.rs"]
mod tests;
