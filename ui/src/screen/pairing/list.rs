//! The displays that are paired with a home, each with the way out.

use super::Work;
use crate::browser;
use crate::i18n::{at, t, t_with};
use crate::shell::more;
use ami_domain::pairing::PairState;
use ami_locales::args;
use ami_wire::api::pairing::Pairing;
use leptos::prelude::*;

pub(super) fn list(work: Work) -> impl IntoView {
    let paired = move || {
        let here = |one: &&Pairing| matches!(one.state, PairState::Paired | PairState::Unpairing);
        let paired = work.home.with(|home| {
            let all = home.iter().flat_map(|home| &home.pairings);
            all.filter(here).cloned().collect::<Vec<_>>()
        });
        if paired.is_empty() {
            return view! { <p data-testid="pair-list-none">{t("pair-list-none")}</p> }.into_any();
        }
        let rows = paired.into_iter().map(|one| row(work, one)).collect_view();
        view! { <ul class="confirmations" data-testid="pair-list">{rows}</ul> }.into_any()
    };
    view! {
        <h2>{t("pair-list")}</h2>
        {paired}
    }
}

fn row(work: Work, one: Pairing) -> impl IntoView {
    let (id, asked, name) = (one.id, one.asked_at, one.asked_by);
    let leaving = one.state == PairState::Unpairing;
    let out = move |_| {
        work.sure.set(None);
        work.take(more().end_pairing(id, false), move |one| work.follow(one));
    };
    let ask = move || {
        view! {
            <p id=format!("sure-{id}")>{t("pair-unpair-sure")}</p>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    data-testid="pair-unpair-yes"
                    aria-describedby=format!("sure-{id}")
                    on:click=out
                >
                    {t("pair-unpair-yes")}
                </button>
                <button
                    type="button"
                    class="button quiet"
                    data-testid="pair-unpair-no"
                    on:click=move |_| {
                        work.sure.set(None);
                        browser::focus("[data-testid=pair-unpair]");
                    }
                >
                    {t("pair-unpair-no")}
                </button>
            </div>
        }
    };
    let turn = move |_| {
        work.sure.set(Some(id));
        browser::focus("[data-testid=pair-unpair-no]");
    };
    let button = move || {
        view! {
            <button type="button" class="button" data-testid="pair-unpair" on:click=turn>
                {t("pair-unpair")}
            </button>
        }
    };
    view! {
        <li class="card" data-testid="pair-display">
            <p>
                {t_with("pair-list-one", move || args!["at" => at(asked), "name" => name.clone()])}
            </p>
            {move || match (leaving, work.sure.get() == Some(id)) {
                (true, _) => view! { <p>{t("pair-unpairing")}</p> }.into_any(),
                (false, true) => ask().into_any(),
                (false, false) => button().into_any(),
            }}
        </li>
    }
}
