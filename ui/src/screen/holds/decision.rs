//! One decision about supply, for the utility: every rule, what it looked at, and what it said.

use super::heading;
use crate::i18n::t;
use crate::part::decision::decision_card;
use crate::part::fetch::{fetched, load};
use crate::shell::more;
use ami_domain::id::ClearanceId;
use leptos::prelude::*;
use leptos_router::components::A;

pub(in crate::screen) fn view(part: String) -> AnyView {
    let Ok(id) = part.parse::<ClearanceId>() else {
        return super::super::missing::view();
    };
    let decision = load(move || Some(more().decision(id)));
    view! {
        {heading(t("decision-one-title"))}
        <p><A href="/holds">{t("supply-holds")}</A></p>
        <p>{t("decision-intro")}</p>
        {fetched(decision, |decision| decision_card(decision, true))}
    }
    .into_any()
}
