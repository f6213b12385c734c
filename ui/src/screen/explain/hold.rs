//! Behind the date before which nothing is turned off: every rule that keeps supply on, with what
//! it looked at.

use crate::i18n::{at, t, t_with};
use crate::part::decision::verdict;
use crate::part::order::word;
use ami_domain::clearance::Says;
use ami_domain::explain::HoldSubject;
use ami_locales::args;
use leptos::prelude::*;

pub(super) fn told(subject: HoldSubject) -> impl IntoView {
    let zone = subject.zone();
    let looked = zone.local(subject.facts.at);
    let first = zone.local(subject.shown());
    let first = t_with("hold-not-before", move || args!["from" => at(first)]);
    let more = subject.not_before.is_none();
    let more = more.then(|| view! { <p>{t("behind-hold-more")}</p> });
    let for_all = subject.holds.iter().filter(|one| one.is_for_all());
    let for_all = for_all
        .map(|rule| view! { <li>{word("supply-rule", rule.word())}</li> })
        .collect_view();
    let own = subject.verdicts().into_iter();
    let own = own
        .filter(|one| one.says == Says::Holds)
        .map(|one| verdict(one, looked))
        .collect_view();
    view! {
        <h2>{t("care-held-title")}</h2>
        <p class="sentence" data-testid="behind-hold-date">{first}</p>
        {more}
        <p class="more">{t_with("behind-hold-looked", move || args!["at" => at(looked)])}</p>
        <ul class="confirmations" data-testid="behind-hold-rules">{for_all} {own}</ul>
    }
}
