//! Why an event is not booked or not changed.

use ami_domain::event::{Answer, EventRefused};
use ami_domain::id::EventId;
use ami_domain::time::Span;

/// A request about an event that was not carried out. Nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// The window is outside the rules.
    #[error(transparent)]
    Refused(EventRefused),
    /// The place says no (IX-02).
    #[error("the location answers {}", .0.word())]
    NotFree(Answer),
    /// No such place.
    #[error("the location is not known")]
    UnknownPlace,
    /// No such event for this account.
    #[error("the event is not known")]
    Unknown,
    /// The same event id came with another request.
    #[error("event {0} was already used for another event")]
    IdReused(EventId),
    /// Its start is too near.
    #[error("the event starts in less than {} minutes", .until.as_seconds() / 60)]
    TooLate {
        /// How long before the start changes end.
        until: Span,
    },
    /// So many times are held for this payer that nobody has paid yet.
    #[error("{} times are held and not paid", super::HOLDS_MAX)]
    TooManyHolds,
    /// It does not stand where this is possible, or somebody changed it meanwhile.
    #[error("the event has moved on")]
    MovedOn,
}

impl EventError {
    /// Id of the text in `locales` (`error.ftl`) that tells a person what to do next.
    pub const fn text_id(&self) -> &'static str {
        match self {
            EventError::Refused(EventRefused::Reversed) => "error-event-reversed",
            EventError::Refused(EventRefused::Past) => "error-event-past",
            EventError::Refused(EventRefused::OffGrid { .. }) => "error-event-off-grid",
            EventError::Refused(EventRefused::TooLong) => "error-event-too-long",
            EventError::Refused(EventRefused::TooFar) => "error-event-too-far",
            EventError::NotFree(Answer::NotPrepay) => "error-event-not-prepay",
            EventError::NotFree(Answer::Scheduled | Answer::Available) => "error-event-scheduled",
            EventError::UnknownPlace => "error-event-place-not-found",
            EventError::Unknown => "error-event-not-found",
            EventError::IdReused(_) => "error-event-id-reused",
            EventError::TooLate { .. } => "error-event-too-late",
            EventError::TooManyHolds => "error-event-holds",
            EventError::MovedOn => "error-event-moved-on",
        }
    }
    /// The field of the request that is wrong.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            EventError::Refused(EventRefused::Reversed | EventRefused::TooLong) => Some("end"),
            EventError::Refused(_) | EventError::NotFree(Answer::Scheduled) => Some("start"),
            EventError::NotFree(_) | EventError::UnknownPlace => Some("location"),
            EventError::Unknown
            | EventError::IdReused(_)
            | EventError::TooLate { .. }
            | EventError::TooManyHolds
            | EventError::MovedOn => None,
        }
    }
}
