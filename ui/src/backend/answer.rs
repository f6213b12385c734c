//! Answers, news, and where they come from.

use crate::model::glance::Glance;
use ami_wire::api::{Live, Message, Problem};
use ami_wire::ihd::IhdPairing;
use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The server refused, and says why in the reader's language.
    Refused(Problem),
    /// Nobody is signed in (any more).
    SignedOut,
    /// The server cannot be reached, or answered nonsense.
    Away,
    /// This host has no such thing.
    NotHere,
}

/// An answer that comes later.
pub(crate) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Trouble>>>>;

/// Something that ends when it is dropped.
pub(crate) type Guard = Box<dyn Any>;

/// Whether the server has ended the session of who leaves, or knows of none. A server that is away,
/// or that could not do it, has not: the next one to open this browser would be who has left.
pub(crate) fn is_signed_out(answer: &Result<(), Trouble>) -> bool {
    match answer {
        Ok(()) | Err(Trouble::SignedOut | Trouble::NotHere) => true,
        Err(Trouble::Refused(_) | Trouble::Away) => false,
    }
}

/// News of an account.
pub(crate) enum Feed {
    /// The stream is open.
    Up,
    /// The stream is broken; it is being opened again.
    Down,
    /// One event.
    News(Box<Live>),
}

/// News for a display.
pub(crate) enum DisplayFeed {
    /// Whether the feed is alive.
    Connected(bool),
    /// A new glance.
    Glance(Box<Glance>),
    /// It is paired, and has heard nothing yet.
    Starting,
    /// Nobody lives there, or the display is not paired: it knows nothing any more, and shows this
    /// to an installer.
    Unpaired(Option<IhdPairing>),
    /// It is paired, and somebody else answers for its gateway: this is for an installer who wants
    /// to pair it anew. `None` when that is over.
    Anew(Option<IhdPairing>),
    /// Every text that is to be shown now.
    Messages(Vec<Message>),
}

/// Where news goes.
pub(crate) type Sink<T> = Rc<dyn Fn(T)>;

/// Which host this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    /// A browser, with a server behind it.
    Web,
    /// Our own window in display mode.
    Window,
    /// A demonstration with invented figures.
    Mock,
}

/// An answer that is there already.
pub(super) fn ready<T: 'static>(answer: Result<T, Trouble>) -> Answer<T> {
    Box::pin(std::future::ready(answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_signed_out_before_the_server_has_heard_it() {
        assert!(is_signed_out(&Ok(())));
        assert!(is_signed_out(&Err(Trouble::SignedOut)));
        assert!(!is_signed_out(&Err(Trouble::Away)));
    }
}
