//! The one door through which the broker asks its owner.

use std::future::Future;
use std::pin::Pin;

/// A boxed answer, so that a [`Door`] can be a trait object.
pub type DoorFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What becomes of a publish that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forward {
    /// Give it to those who subscribe, and retain it when it says so.
    Subscribers,
    /// It has arrived; nobody else gets it (MQTT 5 answers reason code 0x10, a success).
    Nobody,
}

/// Why a publish was not taken. MQTT 5 clients get the reason code; a 3.1.1 client, whose PUBACK
/// cannot say no, is disconnected, because otherwise a refusal would look like success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefuseReason {
    /// 0x87: not this client's to say.
    NotAuthorized,
    /// 0x99: the payload is not what this topic carries.
    Malformed,
    /// 0x97: too much of it.
    TooMany,
    /// 0x83: could not be stored now; send it again later.
    Unavailable,
}

/// Who may come in, what they may say and hear, and where what they say is kept.
pub trait Door: Send + Sync + 'static {
    /// Checks a client. The answer is any text that names it in the other calls; `None` refuses.
    /// A client without user name or password is refused without asking.
    fn authenticate<'a>(
        &'a self,
        client_id: &'a str,
        username: &'a str,
        password: &'a [u8],
    ) -> DoorFuture<'a, Option<String>>;

    /// Whether this client may publish here. Also asked at CONNECT for its last will. A refusal
    /// answers reason code 0x87.
    fn may_publish(&self, who: &str, topic: &str, retain: bool) -> bool;

    /// Whether this client may subscribe to this filter, wildcards and all.
    fn may_subscribe(&self, who: &str, filter: &str) -> bool;

    /// A permitted publish or last will. Awaited before the PUBACK goes out: what this commits is
    /// what the client may forget. A client's messages come one after the other, in order.
    fn on_publish<'a>(
        &'a self,
        who: &'a str,
        topic: &'a str,
        payload: &'a [u8],
    ) -> DoorFuture<'a, Result<Forward, RefuseReason>>;

    /// A subscription stands. Must return soon.
    fn on_subscribed(&self, _who: &str, _filter: &str) {}

    /// The last connection of this client is gone. Must return soon.
    fn on_disconnected(&self, _who: &str) {}
}
