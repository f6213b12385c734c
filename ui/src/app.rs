//! The root: opens the shell, asks who is there, and draws the screen of the path.

use crate::backend::Trouble;
use crate::browser;
use crate::part::frame::frame;
use crate::screen;
use crate::shell::{self, Who, backend};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::WildcardSegment;
use leptos_router::components::{FlatRoutes, Route, Router};

/// Draws the UI into the page. A panic is written to the console and stops the UI.
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(Root);
    browser::remove_splash();
}

#[component]
fn Root() -> impl IntoView {
    let shell = shell::open();
    spawn_local(async move {
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
