//! What a customer reads from a display, a page or a receipt leads to what is behind it. Whose it
//! is, and whether this reader may see it, says the server as for every page of an account.

use crate::backend::Trouble;
use crate::i18n::{say, t, t_with};
use crate::model::explain::{Heard, heard};
use crate::part::field::{field, line};
use crate::part::notice::{Fault, error_summary, trouble_box};
use crate::shell::{more, shell};
use ami_domain::figure_code::{FigureCode, Misheard};
use ami_locales::{Args, args};
use ami_wire::api::CodedFigure;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

const FIGURE: &str = "figure";

pub(super) fn view() -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let faults = RwSignal::new(Vec::new());
    let trouble = RwSignal::new(None::<Trouble>);
    let several = RwSignal::new(Vec::new());
    let go = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        faults.set(Vec::new());
        trouble.set(None);
        several.set(Vec::new());
        let go = go.clone();
        let open = move |path: String| go(&path, NavigateOptions::default());
        match heard(&typed.get_untracked()) {
            Ok(Heard::Name(lineage)) => open(format!("/explain/{lineage}")),
            Ok(Heard::Code(code)) => spawn_local(find(code, open, several, trouble)),
            Err(Misheard::Sign) => faults.set(vec![Fault::new(FIGURE, "behind-find-misheard")]),
            Err(Misheard::Length) => faults.set(vec![Fault::new(FIGURE, "behind-find-unread")]),
        }
    };
    let hint = Box::new(move || say("behind-find-label.hint", &Args::new()));
    view! {
        <form class="panel" novalidate data-testid="figure-form" on:submit=submit>
            <h2>{t("behind-find-title")}</h2>
            {error_summary(faults)}
            {field(line(FIGURE, "text", 200), t("behind-find-label"), Some(hint), typed, faults)}
            <button class="button" data-testid="figure-button">{t("behind-find-button")}</button>
            {move || trouble.get().map(trouble_box)}
            {move || choice(several.get())}
        </form>
    }
}

/// One figure is opened; of several, each of another account, the representative knows whose it is.
async fn find(
    code: FigureCode,
    open: impl Fn(String),
    several: RwSignal<Vec<CodedFigure>>,
    trouble: RwSignal<Option<Trouble>>,
) {
    match more().figures(code).await {
        Ok(found) => match found.as_slice() {
            [one] => open(path(one)),
            _ => drop(several.try_set(found)),
        },
        Err(Trouble::SignedOut) => shell().leave(),
        Err(why) => drop(trouble.try_set(Some(why))),
    }
}

fn path(figure: &CodedFigure) -> String {
    format!("/explain/{}", figure.lineage)
}

fn choice(several: Vec<CodedFigure>) -> Option<impl IntoView> {
    if several.is_empty() {
        return None;
    }
    let rows = several.into_iter().map(|one| {
        let path = path(&one);
        let label = t_with(
            "behind-find-account",
            move || args!["number" => one.number.clone()],
        );
        view! {
            <li>
                <A href=path attr:data-testid="figure-account">
                    {label}
                </A>
            </li>
        }
    });
    Some(view! {
        <p role="status">{t("behind-find-several")}</p>
        <ul class="rows">{rows.collect_view()}</ul>
    })
}
