//! The link beside an amount, a kWh or a time that leads to what is behind it.

use crate::i18n::t;
use ami_domain::explain::LineageId;
use leptos::prelude::*;
use leptos_router::components::A;

/// "Why?", with the label of the figure for ears.
pub(crate) fn why(lineage: LineageId, label: &'static str) -> impl IntoView {
    why_at(format!("/explain/{lineage}"), label)
}

/// The same to one line of it.
pub(crate) fn why_at(path: String, label: &'static str) -> impl IntoView {
    view! {
        <A href=path attr:class="why" attr:data-testid=format!("why-{label}")>
            {t("explain-why")} " " <span class="unseen">{t(label)}</span>
        </A>
    }
}
