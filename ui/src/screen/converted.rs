//! The receipt of a change of how an account pays: what changed from when on, how the account
//! stood at that boundary, what the change cost, who asked for it, and what is behind the amounts.

use super::heading;
use super::shape::{BOTH, Screen, screen};
use crate::i18n::{at, energy, say, t, t_with, usd};
use crate::part::converted::what;
use crate::part::fetch::{fetched, load};
use crate::part::icon::icon;
use crate::part::lineage::lineage_line;
use crate::part::notice::note;
use crate::part::why::why;
use crate::shell::{more, shell};
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_domain::role::Role;
use ami_domain::time::Timestamp;
use ami_locales::{Args, args};
use ami_wire::api::converted::{ChangedBy, Converted};
use leptos::prelude::*;
use leptos_router::components::A;

/// For the customer and at the desk.
pub(super) const SCREEN: Screen =
    screen("changed", "/changed/:id", "changed-title", None, BOTH, view);

fn view(part: String) -> AnyView {
    let Some((account, change)) = named(&part) else {
        return super::missing::view();
    };
    let all = load(move || Some(more().conversions(account)));
    view! {
        {heading(t("changed-title"))}
        {fetched(all, move |all| {
            match all.into_iter().find(|one| one.at.at == change) {
                Some(one) => receipt(&one).into_any(),
                None => note("note", "info", "changed-missing", t("changed-missing")).into_any(),
            }
        })}
        <div class="actions">{back(account)}</div>
    }
    .into_any()
}

/// The account and the moment that an address names.
fn named(part: &str) -> Option<(AccountId, Timestamp)> {
    let (account, at) = part.split_once('.')?;
    let at = at.parse().ok().map(Timestamp::from_millis)?;
    Some((account.parse().ok()?, at))
}

fn back(account: AccountId) -> impl IntoView {
    let (href, text) = match shell().role() {
        Some(Role::Representative) => (format!("/accounts/{account}"), "service-account-link"),
        Some(Role::Customer | Role::Utility | Role::Installer) | None => {
            ("/program".to_owned(), "changed-back")
        }
    };
    view! { <A href=href attr:class="button" attr:data-testid="changed-back">{t(text)}</A> }
}

fn receipt(one: &Converted) -> impl IntoView + use<> {
    let (begin, asked, lineage) = (one.at, one.decided_at, one.lineage);
    let waits = (!one.settled).then(|| note("note", "clock", "changed-waits", t("changed-waits")));
    view! {
        <div class="notice" data-tone="calm" data-testid="changed-done">
            {icon("ok")}
            <div>
                <h2>{t(what(one.to))}</h2>
                <p>{t_with("changed-from", move || args!["at" => at(begin)])}</p>
            </div>
        </div>
        <p data-testid="changed-by">
            {t_with("changed-asked", move || args!["at" => at(asked)])} " " {by(one)}
        </p>
        {waits}
        <section class="panel" aria-labelledby="changed-stood">
            <h2 id="changed-stood">{t("changed-stood")}</h2>
            <dl class="facts" data-testid="changed-snapshot">{stood(one)}</dl>
        </section>
        <section class="panel" aria-labelledby="changed-cost">
            <h2 id="changed-cost">{t("changed-cost")}</h2>
            <dl class="facts" data-testid="changed-booked">
                {fact("changed-fee", one.fee)}
                {fact("changed-deposit", one.deposit)}
                {fact("changed-returned", one.returned)}
            </dl>
            {lineage.map(|lineage| why(lineage, "changed-cost"))}
        </section>
        {lineage.map(lineage_line)}
    }
}

fn by(one: &Converted) -> impl Fn() -> String + use<> {
    let (by, name) = (one.by, one.name.clone());
    move || match by {
        ChangedBy::House => say("changed-by-house", &Args::new()),
        ChangedBy::Customer | ChangedBy::Staff if !name.is_empty() => {
            say("changed-by-name", &args!["name" => name.clone()])
        }
        ChangedBy::Customer => say("changed-by-you", &Args::new()),
        ChangedBy::Staff => say("changed-by-staff", &Args::new()),
    }
}

/// How the account stood at the boundary; before all is charged, the balance alone.
fn stood(one: &Converted) -> impl IntoView + use<> {
    // Below zero it is no balance that somebody has, and is said to be owed.
    let balance = if one.balance.is_negative() {
        ("changed-below", -one.balance)
    } else {
        ("changed-balance", one.balance)
    };
    let settled = one.settled.then(|| {
        let (register, credit) = (one.register, one.credit);
        let credit = credit.map(|credit| used("changed-credit", credit));
        view! {
            {fact("changed-owed", one.owed)}
            {fact("changed-debt", one.debt)}
            {fact("changed-held", one.held)}
            {credit}
            {used("changed-register", register)}
        }
    });
    view! {
        {fact(balance.0, balance.1)}
        {settled}
    }
}

fn fact(id: &'static str, amount: Money) -> impl IntoView {
    let shown = t_with(
        "home-balance-value",
        move || args!["balance" => usd(amount)],
    );
    view! {
        <div>
            <dt>{t(id)}</dt>
            <dd data-testid=id>{shown}</dd>
        </div>
    }
}

fn used(id: &'static str, wh: ami_domain::energy::WattHours) -> impl IntoView {
    let shown = t_with("statement-kwh", move || args!["kwh" => energy(wh)]);
    view! {
        <div>
            <dt>{t(id)}</dt>
            <dd data-testid=id>{shown}</dd>
        </div>
    }
}
