//! "Why?" on the display: what is behind balance, energy and time left, in the few numbers that the
//! view itself carries, and the name under which a representative finds the rest.

use super::Feed;
use crate::i18n::{at, energy, price, span, t, t_with, usd};
use crate::part::debt::borrowed_line;
use crate::part::icon::icon;
use crate::part::lineage::lineage_line;
use ami_domain::account::Mode;
use ami_domain::behind::{Behind, LastCharge};
use ami_domain::display::DisplayView;
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};
use ami_locales::args;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

const CLOSE: &str = "[data-testid=why-close]";

/// The label of a figure as a button with the sign of a question; the whole figure takes the touch.
/// What ears hear begins with the label that eyes see.
pub(super) fn opener(
    feed: Feed,
    testid: &'static str,
    label: &'static str,
    words: &'static str,
) -> impl IntoView {
    let open = move |_| {
        feed.why.set(Some(testid));
        crate::browser::focus(CLOSE);
    };
    view! {
        <button
            type="button"
            class="why-open"
            data-testid=testid
            aria-haspopup="dialog"
            on:click=open
        >
            <span>{t(label)}</span>
            {icon("unknown")}
            <span class="unseen">{t(words)}</span>
        </button>
    }
}

/// What lies over the figures while it is open: nothing of an event that somebody else has paid,
/// and nothing when the view is gone.
pub(super) fn overlay(feed: Feed, now: Memo<Timestamp>) -> Option<AnyView> {
    feed.why.get()?;
    let view = feed.glance.get()?.view?;
    let prepaid = view.mode == Mode::Prepaid && !view.is_guest() && !view.is_vacant();
    prepaid.then(|| told(feed, view, now).into_any())
}

fn told(feed: Feed, view: DisplayView, now: Memo<Timestamp>) -> impl IntoView {
    let close = move || {
        let opener = feed.why.get_untracked();
        feed.why.set(None);
        if let Some(testid) = opener {
            crate::browser::focus(format!("[data-testid={testid}]"));
        }
    };
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" => close(),
        // Nothing else in it can be reached: what lies below is not for now.
        "Tab" => event.prevent_default(),
        _ => {}
    };
    let as_of = view.as_of;
    let age = move || now.get().since(as_of.at).max(Span::ZERO);
    view! {
        <div
            class="display-over display-why"
            role="dialog"
            aria-modal="true"
            aria-labelledby="why-title"
            data-testid="why-overlay"
            on:keydown=keys
        >
            <div class="why-head">
                <h2 id="why-title">{t("behind-display-title")}</h2>
                <button class="button" data-testid="why-close" on:click=move |_| close()>
                    {t("app-close")}
                </button>
            </div>
            {balance(&view)}
            {view.behind.as_deref().map(taken)}
            {ahead(&view)}
            <p class="more" data-testid="why-age">
                {t_with("behind-display-age", move || {
                    args!["at" => at(as_of), "age" => span(age())]
                })}
            </p>
            {view.behind.as_deref().map(call)}
        </div>
    }
}

fn balance(view: &DisplayView) -> impl IntoView + use<> {
    let (balance, borrowed) = (view.balance, view.borrowed);
    view! {
        <p data-testid="why-balance-text">
            {t_with("behind-display-balance", move || args!["balance" => usd(balance)])}
        </p>
        {borrowed_line(borrowed)}
    }
}

fn taken(behind: &Behind) -> impl IntoView + use<> {
    let until = behind.charged_until;
    let amount = |id: &'static str, amount: Money| {
        (amount != Money::ZERO).then(|| {
            view! { <p>{t_with(id, move || args!["amount" => usd(amount)])}</p> }
        })
    };
    view! {
        <p data-testid="why-until">
            {t_with("behind-display-until", move || args!["end" => at(until)])}
        </p>
        {behind.last.map(last)}
        {amount("behind-display-daily", behind.daily)}
        {amount("behind-display-debt", behind.debt)}
    }
}

fn last(last: LastCharge) -> impl IntoView {
    let values = move || {
        args![
            "start" => at(last.start),
            "end" => at(last.end),
            "kwh" => energy(last.energy),
            "cost" => usd(last.cost)
        ]
    };
    view! { <p data-testid="why-last">{t_with("behind-display-last", values)}</p> }
}

fn ahead(view: &DisplayView) -> impl IntoView + use<> {
    let (rate, usual, credit) = (view.rate_now, view.daily_average, view.credit);
    let time = view.remaining.map(|left| {
        let values = move || args!["earliest" => span(left.early), "latest" => span(left.late)];
        t_with("behind-display-time", values)
    });
    let none = time.is_none().then(|| t("explain-no-time"));
    view! {
        <p>{t_with("behind-display-rate", move || args!["rate" => price(rate)])}</p>
        <p data-testid="why-credit">
            {t_with("behind-display-credit", move || {
                args!["kwh" => energy(usual), "energy" => energy(credit)]
            })}
        </p>
        <p data-testid="why-time-text">{time} {none}</p>
    }
}

fn call(behind: &Behind) -> impl IntoView + use<> {
    view! {
        {lineage_line(behind.lineage)}
        <p class="more">{t("behind-display-more")}</p>
    }
}
