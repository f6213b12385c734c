//! The card that pays: the sandbox's, whose outcome the reader chooses (SC1.5).

use crate::i18n::t;
use crate::model::pay::SANDBOX;
use crate::part::icon::icon;
use leptos::prelude::*;

/// The choice of a test card; the token goes into the signal.
pub(crate) fn card(token: RwSignal<&'static str>) -> impl IntoView {
    let outcomes = SANDBOX
        .iter()
        .map(|(known, text)| {
            let chosen = move || token.get() == *known;
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="card"
                        data-testid=format!("card-{known}")
                        prop:checked=chosen
                        on:change=move |_| token.set(known)
                    />
                    <span>{t(text)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <section class="panel">
            <h2>{t("pay-method-title")}</h2>
            <p class="method">{icon("card")} <span>{t("pay-method-card")}</span></p>
            <fieldset class="plain">
                <legend>{t("pay-card-outcome-label")}</legend>
                <p class="hint">{t("pay-card-notice")}</p>
                {outcomes}
            </fieldset>
        </section>
    }
}
