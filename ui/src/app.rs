//! The root: opens the shell, asks who is there, and draws the screen of the path.
//!
//! The website has two pages, each a program of its own, so that a customer on a slow line waits
//! for no more than what comes first: [`FIRST_SCREENS`]. The whole page is loaded by whoever opens
//! another screen, and by staff. The in-home display's own window has a third, with its one screen.

use crate::backend::{self, Backend, More, Trouble};
use crate::browser;
use crate::i18n::say;
use crate::part::frame::{bare, frame};
use crate::screen::{self, CUSTOMER_SCREENS, FIRST_SCREENS, STAFF_SCREENS, Screen};
use crate::shell::{self, Who, backend};
use ami_locales::Args;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::WildcardSegment;
use leptos_router::components::{FlatRoutes, Route, Router};
use std::rc::Rc;

/// Who answers a page, and who answers what only the whole page asks.
pub(crate) type Answerers = (Rc<dyn Backend>, Option<Rc<dyn More>>);

/// A page of the website.
pub(crate) struct Site {
    /// The lists of its screens.
    pub(crate) lists: &'static [&'static [Screen]],
    /// Draws everything.
    pub(crate) whole: bool,
    /// Draws the in-home display; `None` where only the other pages can.
    pub(crate) display: Option<fn() -> AnyView>,
    /// Sets a new password with a code; `None` where only the whole page can.
    pub(crate) new_password: Option<fn() -> AnyView>,
    /// Finds who answers.
    pub(crate) answerers: fn() -> Answerers,
}

static FIRST: Site = Site {
    lists: &[FIRST_SCREENS],
    whole: false,
    display: None,
    new_password: None,
    answerers: backend::for_first,
};
static WHOLE: Site = Site {
    lists: &[STAFF_SCREENS, CUSTOMER_SCREENS],
    whole: true,
    display: Some(screen::display),
    new_password: Some(screen::new_password),
    answerers: backend::for_whole,
};
static WINDOW: Site = Site {
    lists: &[],
    whole: false,
    display: Some(screen::display),
    new_password: None,
    answerers: backend::for_window,
};

impl Site {
    /// All its screens, in the order of the menu.
    pub(crate) fn screens(&self) -> impl Iterator<Item = &'static Screen> + use<> {
        self.lists.iter().copied().flatten()
    }
}

/// Draws what customers need first into the page.
pub fn start_first() {
    start(|| root(&FIRST));
}

/// Draws all of the UI into the page.
pub fn start_whole() {
    start(|| root(&WHOLE));
}

/// Draws the in-home display into its own window.
pub fn start_display() {
    start(|| {
        shell::open(&WINDOW);
        Effect::new(|_| browser::document().set_title(&say("display-title", &Args::new())));
        bare(screen::display())
    });
}

/// A panic is written to the console and stops the UI.
fn start<V: IntoView + 'static>(root: impl FnOnce() -> V + 'static) {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(root);
    browser::remove_splash();
}

fn root(site: &'static Site) -> impl IntoView {
    let shell = shell::open(site);
    spawn_local(async move {
        shell.end_left_session().await;
        match backend().session().await {
            Ok(session) => shell.enter(session),
            Err(Trouble::SignedOut | Trouble::NotHere) => shell.leave(),
            // A server that is away now is asked again by the sign-in screen.
            Err(Trouble::Refused(_) | Trouble::Away) => shell.who.set(Who::Nobody),
        }
    });
    view! {
        <Router>
            {frame(
                view! {
                    <FlatRoutes fallback=screen::current>
                        <Route path=WildcardSegment("path") view=screen::current/>
                    </FlatRoutes>
                },
            )}
        </Router>
    }
}
