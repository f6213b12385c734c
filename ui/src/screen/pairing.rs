//! An installer pairs a display, with a phone in one hand: the meter's serial number, the code on
//! the display, and two numbers to compare. Whoever tends the home takes displays out here, too.

mod list;
mod progress;

use super::heading;
use super::shape::{Screen, screen};
use crate::backend::{Answer, Trouble};
use crate::browser;
use crate::i18n::{say, t};
use crate::part::field::{field, line};
use crate::part::icon::icon;
use crate::part::notice::{Fault, error_summary, note, trouble_box};
use crate::shell::{more, shell};
use ami_domain::id::PairingId;
use ami_domain::pairing::{PairCode, PairState};
use ami_domain::role::Role;
use ami_locales::Args;
use ami_wire::api::pairing::{AskPairing, HomeDisplays, Pairing};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

const SERIAL: &str = "pair-serial";
const CODE: &str = "pair-code";
/// How a pairing stands is asked for again at this pace.
const ASK_EVERY_MS: u32 = 2_000;

/// The screen.
pub(super) const SCREEN: Screen = screen(
    "pair",
    "/pair",
    "pair-title",
    Some(("pair-menu", "link")),
    &[Role::Installer, Role::Representative],
    view,
);

/// What has been typed, and where it stands.
#[derive(Clone, Copy)]
struct Work {
    serial: RwSignal<String>,
    code: RwSignal<String>,
    home: RwSignal<Option<HomeDisplays>>,
    /// The pairing that is followed.
    one: RwSignal<Option<Pairing>>,
    /// The name of the next pairing, and the code that it is for: a second click is the same one.
    next: RwSignal<Option<(PairCode, PairingId)>>,
    /// Whether this one is to be taken out is being asked.
    sure: RwSignal<Option<PairingId>>,
    busy: RwSignal<bool>,
    faults: RwSignal<Vec<Fault>>,
    trouble: RwSignal<Option<Trouble>>,
}

impl Work {
    /// Waits for an answer, one at a time.
    fn take<T: 'static>(self, answer: Answer<T>, done: impl FnOnce(T) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            match answer.await {
                Ok(answer) => done(answer),
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    self.trouble.try_set(Some(why));
                }
            }
            self.busy.try_set(false);
        });
    }

    /// Takes how a pairing stands; when it has moved, the reader is brought to it.
    fn follow(self, one: Pairing) {
        let before = self.one.try_get_untracked().flatten();
        let moved = before.is_none_or(|before| before.state != one.state);
        self.one.try_set(Some(one));
        if moved {
            browser::focus("[data-testid=pair-now]");
        }
    }

    /// Looks at the home again: what is under way there is followed.
    fn look(self, serial: &str) {
        self.take(more().displays(serial), move |home| {
            let open = home.pairings.iter().find(|one| one.state.is_open());
            let open = open.cloned();
            self.home.set(Some(home));
            match open {
                Some(one) => self.follow(one),
                None => {
                    self.one.set(None);
                    browser::focus("[data-testid=pair-home]");
                }
            }
        });
    }

    /// Begins anew in the same home.
    fn again(self) {
        self.code.set(String::new());
        self.next.set(None);
        let serial = self
            .home
            .with_untracked(|home| home.as_ref().map(|one| one.serial.clone()));
        if let Some(serial) = serial {
            self.look(&serial);
        }
    }
}

fn view(_: String) -> AnyView {
    let work = Work {
        serial: RwSignal::new(String::new()),
        code: RwSignal::new(String::new()),
        home: RwSignal::new(None),
        one: RwSignal::new(None),
        next: RwSignal::new(None),
        sure: RwSignal::new(None),
        busy: RwSignal::new(false),
        faults: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
    };
    spawn_local(watch(work));
    let found = Memo::new(move |_| work.home.with(Option::is_some));
    let under_way = Memo::new(move |_| work.one.with(Option::is_some));
    view! {
        {heading(t("pair-title"))}
        {error_summary(work.faults)}
        {move || work.trouble.get().map(trouble_box)}
        {move || match (found.get(), under_way.get()) {
            (false, _) => find(work).into_any(),
            (true, false) => view! { {home(work)} {list::list(work)} }.into_any(),
            (true, true) => progress::progress(work).into_any(),
        }}
    }
    .into_any()
}

/// Asks again how it stands, as long as the screen is there and something may still happen.
async fn watch(work: Work) {
    while work.one.try_get_untracked().is_some() {
        gloo_timers::future::TimeoutFuture::new(ASK_EVERY_MS).await;
        let Some(one) = work.one.try_get_untracked().flatten() else {
            continue;
        };
        if !one.state.is_open() && one.state != PairState::Unpairing {
            continue;
        }
        match more().pairing(one.id).await {
            Ok(now) => {
                // What was pressed meanwhile is newer.
                let same = work.one.try_get_untracked().flatten() == Some(one);
                if same && work.busy.try_get_untracked() == Some(false) {
                    work.trouble.try_set(None);
                    work.follow(now);
                }
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why) => {
                work.trouble.try_set(Some(why));
            }
        }
    }
}

fn find(work: Work) -> impl IntoView {
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let serial = work.serial.get_untracked().trim().to_owned();
        let missing = serial.is_empty();
        let fault = missing.then(|| Fault::new(SERIAL, "pair-serial-missing"));
        work.faults.set(fault.into_iter().collect());
        if !missing {
            work.look(&serial);
        }
    };
    let hint = Some(Box::new(t("pair-serial.hint")) as Box<dyn Fn() -> String + Send + Sync>);
    view! {
        <p>{t("pair-intro")}</p>
        <form class="form" novalidate data-testid="pair-find-form" on:submit=send>
            {field(line(SERIAL, "text", 64), t("pair-serial"), hint, work.serial, work.faults)}
            <button class="button primary wide" data-testid="pair-find">
                {move || say(if work.busy.get() { "pair-find.busy" } else { "pair-find" }, &Args::new())}
            </button>
        </form>
    }
}

fn home(work: Work) -> Option<impl IntoView> {
    let home = work.home.get_untracked()?;
    let pairs = shell().role() == Some(Role::Installer);
    let away = !home.gateway_here;
    let elsewhere = move |_| {
        work.home.set(None);
        work.code.set(String::new());
        work.next.set(None);
        work.trouble.set(None);
        work.faults.set(Vec::new());
        browser::focus("#pair-serial");
    };
    Some(view! {
        <section class="panel">
            <h2 tabindex="-1" data-testid="pair-home">{home.address}</h2>
            <p>{home.serial}</p>
            {if away {
                note("warn", "link-down", "pair-away", t("pair-gateway-away")).into_any()
            } else {
                view! { <p class="chain-line">{icon("link")} " " {t("pair-gateway-here")}</p> }
                    .into_any()
            }}
            {pairs.then(|| code(work))}
            <button
                type="button"
                class="button quiet wide"
                data-testid="pair-other-home"
                on:click=elsewhere
            >
                {t("pair-other-home")}
            </button>
        </section>
    })
}

fn code(work: Work) -> impl IntoView {
    let hint = Some(Box::new(t("pair-code.hint")) as Box<dyn Fn() -> String + Send + Sync>);
    view! {
        <form novalidate data-testid="pair-form" on:submit=move |event| start(work, &event)>
            {field(line(CODE, "numeric", 20), t("pair-code"), hint, work.code, work.faults)}
            <button class="button primary wide" data-testid="pair-start">
                {move || {
                    say(if work.busy.get() { "pair-start.busy" } else { "pair-start" }, &Args::new())
                }}
            </button>
        </form>
    }
}

fn start(work: Work, event: &SubmitEvent) {
    event.prevent_default();
    let typed = work.code.get_untracked();
    let Some(code) = PairCode::read(&typed) else {
        work.faults.set(vec![Fault::new(CODE, "pair-code-missing")]);
        return;
    };
    work.faults.set(Vec::new());
    let serial = work
        .home
        .with_untracked(|home| home.as_ref().map(|one| one.serial.clone()));
    let known = work.next.get_untracked().filter(|(of, _)| *of == code);
    let new = || browser::new_payment_id().map(|id| PairingId::from_bytes(id.to_bytes()));
    let id = known.map(|(_, id)| id).or_else(new);
    let (Some(serial), Some(id)) = (serial, id) else {
        work.trouble.set(Some(Trouble::NotHere));
        return;
    };
    work.next.set(Some((code, id)));
    let wish = AskPairing {
        serial,
        code: typed,
    };
    work.take(more().pair(id, wish), move |one| work.follow(one));
}
