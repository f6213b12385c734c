//! At the desk: a code for a customer who has forgotten their password. It is shown once.

use crate::backend::Trouble;
use crate::i18n::{t, t_with};
use crate::part::lineage::spelled;
use crate::part::notice::{note, trouble_box};
use crate::screen::shape::{STAFF, Screen, at_desk, screen};
use crate::shell::{more, shell};
use ami_domain::id::AccountId;
use ami_locales::arg::span;
use ami_locales::args;
use ami_wire::api::GivenPasswordCode;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The representative's, of one account.
pub(in crate::screen) const AT_DESK: Screen = screen(
    "password-code",
    "/password-code/:account",
    "code-title",
    None,
    STAFF,
    for_account,
);

fn for_account(part: String) -> AnyView {
    at_desk("code-title", &part, page)
}

fn page(id: AccountId) -> impl IntoView {
    let busy = RwSignal::new(false);
    let given = RwSignal::new(None::<GivenPasswordCode>);
    let trouble = RwSignal::new(None::<Trouble>);
    let make = move |_| {
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match more().give_password_code(id).await {
                Ok(code) => {
                    given.try_set(Some(code));
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    trouble.try_set(Some(why));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <p>{t("code-intro")}</p>
        <p>{t("code-enter")}</p>
        {move || trouble.get().map(trouble_box)}
        <p>
            <button
                class="button primary"
                data-testid="password-code-make"
                disabled=busy
                on:click=make
            >
                {t("code-make")}
            </button>
        </p>
        <div role="status">{move || given.get().map(shown)}</div>
    }
}

fn shown(given: GivenPasswordCode) -> impl IntoView {
    let minutes = given.minutes;
    let holds = t_with(
        "code-holds",
        move || args!["span" => span(minutes * 60_000)],
    );
    view! {
        {note("calm", "ok", "password-code-given", t("code-given"))}
        <dl class="facts panel">
            <div>
                <dt>{t("code-login")}</dt>
                <dd data-testid="password-code-login">{given.login}</dd>
            </div>
            <div>
                <dt>{t("code-code")}</dt>
                <dd data-testid="password-code">{spelled(given.code)}</dd>
            </div>
        </dl>
        <p class="hint">{holds}</p>
    }
}
