//! The frame around every screen: skip link, header, menu, main part, announcements.

use crate::backend::Host;
use crate::i18n::{t, t_with};
use crate::part::icon::icon;
use crate::part::language::language_toggle;
use crate::part::menu::menu;
use crate::screen::is_bare;
use crate::shell::{Who, backend, shell};
use ami_locales::args;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

/// The frame; a display shows its screen without one.
pub(crate) fn frame(content: impl IntoView + 'static) -> impl IntoView {
    let shell = shell();
    let path = use_location().pathname;
    let bare = Memo::new(move |_| is_bare(&path.get()));
    let signed_in = Memo::new(move |_| matches!(shell.who.get(), Who::Somebody(_)));
    let layout = move || match (bare.get(), signed_in.get()) {
        (true, _) => "bare",
        (false, true) => "menu",
        (false, false) => "plain",
    };
    let header = view! {
        <Show when=move || !bare.get()>
            <Header signed_in=signed_in/>
        </Show>
    };
    around(layout, header.into_any(), content.into_any())
}

/// The frame of the display's own window, which has no other screen.
pub(crate) fn bare(content: AnyView) -> impl IntoView {
    around(|| "bare", ().into_any(), content)
}

fn around(
    layout: impl Fn() -> &'static str + Send + Sync + 'static,
    header: AnyView,
    content: AnyView,
) -> impl IntoView {
    view! {
        <a class="skip" href="#main" data-testid="skip-link">{t("app-skip-link")}</a>
        <div class="page" data-layout=layout>
            {header}
            <main id="main" tabindex="-1">{content}</main>
        </div>
        <div class="unseen" role="status" data-testid="announcement">
            {move || shell().announced.get()}
        </div>
    }
}

#[component]
fn Header(signed_in: Memo<bool>) -> impl IntoView {
    let shell = shell();
    let open = RwSignal::new(false);
    let path = use_location().pathname;
    Effect::new(move |_| {
        path.track();
        open.set(false);
    });
    let leave = move |_| {
        spawn_local(shell.sign_out());
    };
    view! {
        <header class="header">
            <div class="header-row">
                <A href="/" attr:class="brand" attr:data-testid="brand">
                    {icon("bolt")}
                    <span>{t("app-title")}</span>
                </A>
                <div class="header-tools">
                    {language_toggle()}
                    <Show when=move || signed_in.get()>
                        <button
                            class="button quiet menu-button"
                            data-testid="menu-button"
                            aria-expanded=move || open.get().to_string()
                            aria-controls="menu"
                            on:click=move |_| open.update(|o| *o = !*o)
                        >
                            {icon("menu")}
                            <span>{t("app-menu-button")}</span>
                        </button>
                    </Show>
                </div>
            </div>
            <Show when=move || backend().host() == Host::Mock>
                <p class="demo" data-testid="demo-banner">{t("app-demo-banner")}</p>
            </Show>
        </header>
        <Show when=move || signed_in.get()>
            <nav id="menu" class="menu" aria-label=t("app-menu-label") data-open=move || {
                open.get().to_string()
            }>
                {menu}
                <div class="menu-end">
                    <p class="who" data-testid="signed-in-as">
                        {t_with("app-signed-in-as", move || args!["name" => name()])}
                    </p>
                    <button class="button quiet" data-testid="sign-out" on:click=leave>
                        {t("app-sign-out")}
                    </button>
                </div>
            </nav>
        </Show>
    }
}

fn name() -> String {
    shell().who.with(|who| match who {
        Who::Somebody(session) => session.name.clone(),
        Who::Nobody | Who::Asking => String::new(),
    })
}
