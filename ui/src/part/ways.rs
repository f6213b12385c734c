//! Ways to pay, each with what can be chosen on our page: no card is ever typed here (SC1.5).

use crate::i18n::{say, t, t_with};
use crate::model::pay::{choices, method_text};
use crate::part::icon::icon;
use ami_locales::{Args, args};
use ami_wire::api::PaymentWay;
use leptos::prelude::*;

/// The choice of way and token; both go into the signal, the first one at once.
pub(crate) fn ways(
    methods: Vec<PaymentWay>,
    choice: RwSignal<Option<(String, &'static str)>>,
) -> impl IntoView {
    let offered = methods
        .into_iter()
        .map(|way| (choices(&way), way))
        .filter(|(tokens, _)| !tokens.is_empty())
        .collect::<Vec<_>>();
    if choice.get_untracked().is_none() {
        let first = offered.first().and_then(|(tokens, way)| {
            let (token, _) = *tokens.first()?;
            Some((way.name.clone(), token))
        });
        choice.set(first);
    }
    let none = offered
        .is_empty()
        .then(|| view! { <p>{t("settlement-no-way")}</p> });
    let sets = offered
        .into_iter()
        .map(|(tokens, way)| set(&way, tokens, choice))
        .collect_view();
    view! {
        <section class="panel">
            <h2>{t("pay-method-title")}</h2>
            {none}
            {sets}
        </section>
    }
}

fn set(
    way: &PaymentWay,
    tokens: &'static [(&'static str, &'static str)],
    choice: RwSignal<Option<(String, &'static str)>>,
) -> impl IntoView + use<> {
    let name = way.name.clone();
    let card = way.card.clone().map(crate::part::saved_card::face);
    let outcomes = tokens
        .iter()
        .map(|&(token, text)| {
            let (mine, put) = (name.clone(), name.clone());
            let chosen = move || {
                choice.with(|now| now.as_ref().is_some_and(|(n, t)| *n == mine && *t == token))
            };
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="card"
                        data-testid=format!("card-{token}")
                        prop:checked=chosen
                        on:change=move |_| choice.set(Some((put.clone(), token)))
                    />
                    <span>{t(text)}</span>
                </label>
            }
        })
        .collect_view();
    let title = method_text(&way.name);
    let through = (way.name != crate::model::pay::SANDBOX_METHOD && way.test)
        .then(|| view! { <span>" " {t("settlement-through-test")}</span> });
    let notice = way
        .test
        .then(|| view! { <p class="hint">{t("pay-card-notice")}</p> });
    let later = way
        .clears_later
        .then(|| view! { <p class="hint">{t("settlement-clears-later")}</p> });
    let to = way.send_to.clone().map(|to| {
        let text = t_with("settlement-send-to", move || args!["account" => to.clone()]);
        view! { <p class="hint" data-testid="send-to">{text}</p> }
    });
    view! {
        <fieldset class="plain" data-testid=format!("way-{}", way.name)>
            <legend class="method">
                {icon("card")}
                <span>{move || say(title, &Args::new())} {through}</span>
            </legend>
            {card}
            {notice}
            {later}
            {to}
            {outcomes}
        </fieldset>
    }
}
