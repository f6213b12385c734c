//! How the demonstration answers: a little later, so that waiting states are seen.

use crate::backend::{Answer, Trouble};
use ami_wire::api::Problem;
use gloo_timers::future::TimeoutFuture;

/// Time that an answer takes.
const DELAY_MS: u32 = 150;

/// An answer in a while.
pub(super) fn later<T: 'static>(answer: Result<T, Trouble>) -> Answer<T> {
    Box::pin(async move {
        TimeoutFuture::new(DELAY_MS).await;
        answer
    })
}

/// An answer, or that there is no such thing.
pub(super) fn known<T: 'static>(found: Option<T>) -> Answer<T> {
    later(found.ok_or_else(|| refused("error-not-found")))
}

/// The tag of the language that is chosen now.
pub(super) fn tag() -> &'static str {
    let locale = crate::shell::shell().locale;
    leptos::prelude::GetUntracked::get_untracked(&locale).tag()
}

pub(super) fn refused(code: &str) -> Trouble {
    let locale = crate::shell::shell().locale;
    let locale = leptos::prelude::GetUntracked::get_untracked(&locale);
    let detail = ami_locales::tr(locale, code, &ami_locales::Args::new());
    Trouble::Refused(Problem {
        code: code.to_owned(),
        detail,
        field: None,
        retry_after_s: None,
    })
}
