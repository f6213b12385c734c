//! Behind the receipt of a change of how an account pays.

use crate::i18n::{t, t_with, usd};
use crate::part::converted::what;
use crate::part::ledger::entries_table;
use ami_domain::explain::ConversionSubject;
use ami_domain::money::Money;
use ami_domain::time::Zone;
use ami_locales::args;
use leptos::prelude::*;

pub(super) fn told(subject: ConversionSubject, zone: Zone) -> impl IntoView {
    let (terms, stands) = (subject.grounds.terms, subject.grounds.stands);
    // The book of the bill is below zero while something is owed on it.
    let bill = (-stands.bill).max(Money::ZERO);
    view! {
        <h2>{t(what(subject.mode))}</h2>
        <p class="sentence" data-testid="explain-change">{t("explain-change")}</p>
        <h3>{t("explain-change-terms")}</h3>
        <dl class="facts">
            {fact("explain-change-fee", terms.fee)}
            {fact("explain-change-deposit", terms.deposit)}
        </dl>
        <h3>{t("explain-change-stands")}</h3>
        <dl class="facts">
            {fact("explain-change-bill", bill)}
            {fact("explain-change-debt", stands.debt)}
            {fact("explain-change-held", stands.held)}
        </dl>
        {entries_table(subject.entries, zone)}
    }
}

fn fact(id: &'static str, amount: Money) -> impl IntoView {
    view! {
        <div>
            <dt>{t(id)}</dt>
            <dd>{t_with("home-balance-value", move || args!["balance" => usd(amount)])}</dd>
        </div>
    }
}
