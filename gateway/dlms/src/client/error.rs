//! What can go wrong, told so that the caller knows whether it may send again.

use crate::apdu::{AccessResult, ActionResult, Diagnostic, Exception, ServiceError};
use crate::codec::DecodeError;
use crate::hdlc::LinkError;
use crate::security::SecurityError;
use crate::wrapper::WrapperError;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// The serial link.
    #[error("{0}")]
    Link(#[from] LinkError),
    /// The TCP stream.
    #[error("{0}")]
    Wrapper(#[from] WrapperError),
    /// Ciphering.
    #[error("{0}")]
    Security(#[from] SecurityError),
    /// The answer is not well formed.
    #[error("answer is broken: {0}")]
    Decode(#[from] DecodeError),
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The caller closed the port.
    #[error("the port was closed")]
    Closed,
    /// The request (or an answer) is longer than was agreed.
    #[error("message is longer than agreed with the meter")]
    TooLong,
    /// The answer is well formed and answers something else.
    #[error("unexpected answer: {0}")]
    Unexpected(&'static str),
    /// An exception without protection where protection is demanded: it may be forged.
    #[error("exception without protection")]
    UnprotectedException(Exception),
}

/// The outcome of a request that did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// Another request is going on: take its result first.
    #[error("another request is going on")]
    Busy,
    /// There is no association: connect first.
    #[error("not connected; connect first")]
    NotConnected,
    /// The request did not reach the meter: sending it again is safe.
    #[error("not sent: {0}")]
    NotSent(Cause),
    /// The request went out and no answer came: it may have been carried out. Read back
    /// before doing anything again.
    #[error("sent without an answer: {0}")]
    Indeterminate(Cause),
    /// The meter refused the association.
    #[error("association refused: {diagnostic:?}")]
    Rejected {
        /// Its reason.
        diagnostic: Diagnostic,
    },
    /// The meter refused to read or write.
    #[error("refused: {0}")]
    Refused(AccessResult),
    /// The meter refused the method.
    #[error("method refused: {0}")]
    ActionRefused(ActionResult),
    /// The meter did not carry out the request.
    #[error("exception {0:?}")]
    Exception(Exception),
    /// The service failed.
    #[error("service error {0:?}")]
    Service(ServiceError),
}

impl ClientError {
    /// True when the request was certainly not carried out, so that it may be sent again.
    #[must_use]
    pub const fn was_not_done(&self) -> bool {
        !matches!(self, Self::Indeterminate(_))
    }
}
