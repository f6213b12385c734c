//! Help that was granted: what for, what is left of it, and until when.

use crate::i18n::{at, t, t_with, usd};
use ami_domain::grant::Purpose;
use ami_locales::args;
use ami_wire::api::Grant;
use leptos::prelude::*;

/// The words of a purpose.
pub(crate) const fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Energy => "help-purpose-energy",
        Purpose::Debt => "help-purpose-debt",
    }
}

/// One grant. Who granted it is empty for customers.
pub(crate) fn grant_facts(grant: &Grant) -> impl IntoView + use<> {
    let (left, amount, until) = (grant.unspent, grant.amount, grant.expires_at);
    // In whole cents as they are shown, so that used, left and returned sum up to what was granted.
    let used = amount - left.whole_cents() - grant.returned.whole_cents();
    let over = grant.over;
    let (by, why) = (grant.by.clone(), grant.why.clone());
    let by = (!by.is_empty()).then(|| {
        let by = t_with("help-by", move || args!["name" => by.clone()]);
        view! { <p class="more">{by}</p> }
    });
    let left = (!over).then(|| {
        view! {
            <p data-testid="grant-left">
                <strong>{t_with("help-left", move || args!["amount" => usd(left)])}</strong> " · "
                {t_with("help-until", move || args!["until" => at(until)])}
            </p>
        }
    });
    view! {
        <p class="row-name">{t(purpose(grant.purpose))}</p>
        {left}
        {over.then(|| view! { <p data-testid="grant-over">{t("help-over")}</p> })}
        <p class="more">
            {t_with("help-of", move || args!["amount" => usd(amount), "cost" => usd(used)])}
        </p>
        <p>{t_with("help-why", move || args!["what" => why.clone()])}</p>
        {by}
    }
}
