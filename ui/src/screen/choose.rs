//! Which screen is drawn at a path, for whom.

use super::{DISPLAY, SCREENS};
use crate::backend::Host;
use crate::model::link::matched;
use crate::shell::{Who, backend};

/// What is drawn at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    Asking,
    SignIn,
    Display,
    Listed(usize, String),
    GoTo(&'static str),
    Missing,
}

/// Whether a path is drawn without header and menu.
pub(crate) fn is_bare(path: &str) -> bool {
    backend().host() == Host::Window || matched(DISPLAY.route, path).is_some()
}

pub(super) fn choose(path: &str, who: &Who) -> Choice {
    let host = backend().host();
    let display = matched(DISPLAY.route, path).is_some();
    if host == Host::Window || (display && host == Host::Mock) {
        return Choice::Display;
    }
    let session = match who {
        Who::Asking => return Choice::Asking,
        Who::Nobody => return Choice::SignIn,
        Who::Somebody(session) => session,
    };
    if display {
        return Choice::Display;
    }
    let found = SCREENS.iter().enumerate().find_map(|(index, screen)| {
        let part = matched(screen.route, path)?;
        screen
            .roles
            .contains(&session.role)
            .then_some(Choice::Listed(index, part))
    });
    match found {
        Some(choice) => choice,
        // Each role has a first screen of its own.
        None if matched("/", path).is_some() || matched("/sign-in", path).is_some() => {
            let first = SCREENS
                .iter()
                .find(|screen| screen.roles.contains(&session.role));
            first.map_or(Choice::Missing, |screen| Choice::GoTo(screen.route))
        }
        None => Choice::Missing,
    }
}
