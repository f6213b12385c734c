//! A path that leads nowhere.

use super::heading;
use crate::i18n::t;
use leptos::prelude::*;
use leptos_router::components::A;

pub(super) fn view() -> AnyView {
    view! {
        {heading(t("app-not-found-title"))}
        <p>{t("app-not-found-body")}</p>
        <p><A href="/" attr:class="button" attr:data-testid="go-home">{t("app-menu-home")}</A></p>
    }
    .into_any()
}
