//! Supply of an account at the desk: what the meter said, switching on, plans, and how the account
//! pays (FR-14, FR-27). Nobody switches off from here: a planned cut is decided by every rule when
//! its time comes.

mod plan;

use super::heading;
use crate::backend::{Answer, Trouble};
use crate::i18n::{at, power, say, t, t_with};
use crate::part::decision::decisions_of;
use crate::part::fetch::{fetched, load, waiting};
use crate::part::mode::mode_box;
use crate::part::notice::{note, trouble_box};
use crate::shell::{more, shell};
use ami_domain::id::AccountId;
use ami_domain::receipt::Switch;
use ami_locales::{Args, args};
use ami_wire::api::SupplyNow;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// Asked again at this pace, for a switch that moves.
const ASK_EVERY_MS: u32 = 4_000;

/// What is known on this page.
#[derive(Clone, Copy)]
struct Desk {
    id: AccountId,
    known: RwSignal<Option<SupplyNow>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
}

impl Desk {
    /// Takes a step once at a time, and then looks again.
    fn step<T: 'static>(self, answer: Answer<T>, done: impl FnOnce() + 'static) {
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            match answer.await {
                Ok(_) => done(),
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    self.trouble.try_set(Some(why));
                }
            }
            self.look().await;
            self.busy.try_set(false);
        });
    }
    async fn look(self) {
        match more().supply(self.id).await {
            Ok(known) => {
                self.known.try_set(Some(known));
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why) => {
                self.trouble.try_set(Some(why));
            }
        }
    }
}

pub(super) fn view(part: String) -> AnyView {
    let Ok(id) = part.parse::<AccountId>() else {
        return super::missing::view();
    };
    let desk = Desk {
        id,
        known: RwSignal::new(None),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    spawn_local(async move {
        // The loop ends with the screen.
        while let Some(busy) = desk.busy.try_get_untracked() {
            if !busy {
                desk.look().await;
            }
            TimeoutFuture::new(ASK_EVERY_MS).await;
        }
    });
    let program = load(move || Some(more().program(id)));
    view! {
        {heading(t("supply-title"))}
        <p><A href=format!("/accounts/{id}")>{t("service-account-link")}</A></p>
        {move || desk.trouble.get().map(trouble_box)}
        {now(desk)}
        {plan::view(desk)}
        {fetched(program, move |program| mode_box(&program, id))}
        {decisions_of(id)}
    }
    .into_any()
}

const fn switch_text(switch: Option<Switch>) -> &'static str {
    match switch {
        Some(Switch::On) => "supply-switch-on",
        Some(Switch::Off) => "supply-switch-off",
        Some(Switch::Ready) => "supply-switch-ready",
        None => "supply-switch-unknown",
    }
}

fn now(desk: Desk) -> impl IntoView {
    let seen = Memo::new(move |_| {
        desk.known.with(|known| {
            let known = known.as_ref()?;
            Some((known.switch, known.limit, known.at, known.on_its_way))
        })
    });
    let facts = move || {
        let Some((switch, limit, said, moves)) = seen.get() else {
            return waiting().into_any();
        };
        let cap = move || match limit {
            Some(cap) => say("supply-limit-value", &args!["cap" => power(cap)]),
            None => say("supply-limit-none", &Args::new()),
        };
        view! {
            <dl class="facts">
                <div>
                    <dt>{t("supply-switch")}</dt>
                    <dd data-testid="supply-switch">{t(switch_text(switch))}</dd>
                </div>
                <div>
                    <dt>{t("supply-limit")}</dt>
                    <dd data-testid="supply-limit">{cap}</dd>
                </div>
                {said.map(|said| view! {
                    <div>
                        <dt>{t("supply-said")}</dt>
                        <dd>{t_with("history-when", move || args!["at" => at(said)])}</dd>
                    </div>
                })}
            </dl>
            {moves.then(|| note("note", "clock", "supply-moving", t("supply-moving")))}
        }
        .into_any()
    };
    view! {
        <section class="panel" aria-labelledby="now-title">
            <h2 id="now-title">{t("supply-now")}</h2>
            {facts}
            <button
                class="button primary"
                data-testid="connect"
                aria-describedby="connect-hint"
                disabled=desk.busy
                on:click=move |_| desk.step(more().connect(desk.id), || ())
            >
                {t("supply-connect")}
            </button>
            <p class="hint" id="connect-hint">{t("supply-connect-hint")}</p>
        </section>
    }
}
