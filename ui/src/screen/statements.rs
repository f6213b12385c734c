//! The statements of an account, newest first.

use super::heading;
use crate::i18n::{at, say, t};
use crate::model::day::on;
use crate::part::fetch::{fetched, load};
use crate::shell::{more, shell};
use ami_locales::args;
use ami_wire::api::StatementRow;
use leptos::prelude::*;
use leptos_router::components::A;

pub(super) fn view(_: String) -> AnyView {
    let rows = load(move || shell().account.get().map(|id| more().statements(id)));
    view! {
        {heading(t("statement-title"))}
        <p>{t("statement-intro")}</p>
        {fetched(rows, list)}
    }
    .into_any()
}

fn list(rows: Vec<StatementRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p data-testid="statements-empty">{t("statement-none")}</p> }.into_any();
    }
    let rows = rows.into_iter().map(row).collect_view();
    view! { <ul class="list" data-testid="statements">{rows}</ul> }.into_any()
}

fn row(row: StatementRow) -> impl IntoView {
    let period = args!["from" => on(row.from), "until" => on(row.until.plus(-1))];
    let issued = args!["at" => at(row.issued_at)];
    view! {
        <li data-testid="statement-row">
            <A href=format!("/statements/{}", row.from)>
                {move || say("statement-period", &period)}
            </A>
            " · "
            {move || say("statement-date", &issued)}
        </li>
    }
}
