//! What a customer sees of the account, on the home screen and on the representative's page: the
//! same view with the same parts (SC1.12, SC1.13, FR-01).

use crate::i18n::{at, at_site, energy, price, say, span, t, t_with, usd};
use crate::model::age::{Link, freshness};
use crate::model::ahead::{hint_text, state_text};
use crate::model::glance::{Glance, Level, left_at, level_at, shows_band};
use crate::part::ahead::ahead_line;
use crate::part::debt::borrowed_line;
use crate::part::event::event_block;
use crate::part::icon::icon;
use crate::part::notice::note;
use crate::part::why::why;
use crate::shell::shell;
use ami_domain::account::Mode;
use ami_domain::display::{DisplayView, Remaining};
use ami_domain::explain::LineageId;
use ami_domain::receipt::Switch;
use ami_domain::time::{LocalMoment, Span, Timestamp};
use ami_locales::{Args, args};
use ami_wire::api::Account;
use leptos::prelude::*;
use leptos_router::components::A;

/// Business time in steps of a minute, so that a second does not draw the page anew.
pub(crate) fn minute() -> Memo<Timestamp> {
    let now = shell().now;
    Memo::new(move |_| now.get().floor_to(Span::minutes(1)))
}

/// All of it, with `actions` right below the figures. `staff` shows the meter's number, too.
pub(crate) fn account_glance(
    account: Account,
    now: Memo<Timestamp>,
    staff: bool,
    actions: impl IntoView + 'static,
) -> AnyView {
    if let Some(closed) = account.closed {
        return ended(closed, staff).into_any();
    }
    let glance = Glance::from(&account);
    let (view, lineage) = (account.view.clone(), account.lineage);
    let age = freshness(now.get(), view.as_of.at, None, Link::Up);
    view! {
        {stale_note(&view, now)}
        {(!account.gateway_online)
            .then(|| note("note", "link-down", "link-note", t("home-gateway-offline")))}
        {hero(&account, level_at(&glance, age), now)}
        {event_block(&view, now)}
        {actions}
        <div class="cards">
            {today(&view, lineage)}
            {average(&view, lineage)}
            {service(&account, staff)}
            {updated(&view)}
        </div>
    }
    .into_any()
}

/// Of a closed account the last view is no news: what is left of it is papers and money.
fn ended(closed: LocalMoment, staff: bool) -> impl IntoView {
    let said = t_with("home-closed", move || args!["at" => at(closed)]);
    let links = (!staff).then(|| {
        view! {
            <div class="actions">
                <A href="/move-out" attr:class="button primary" attr:data-testid="closed-money">
                    {t("home-closed-money")}
                </A>
                <A href="/statements" attr:class="button">{t("statement-title")}</A>
            </div>
        }
    });
    view! {
        {note("calm", "ok", "account-closed", said)}
        <p>{t("home-closed.hint")}</p>
        {links}
    }
}

fn stale_note(view: &DisplayView, now: Memo<Timestamp>) -> impl IntoView + use<> {
    let as_of = view.as_of.at;
    move || {
        let age = freshness(now.get(), as_of, None, Link::Up).age()?;
        let text = move || say("app-stale-body", &args!["age" => span(age)]);
        Some(note("warn", "clock", "stale-note", text))
    }
}

fn hint_args(account: &Account) -> Args {
    let cap = account.supply.and_then(|s| s.limit).unwrap_or_default();
    let closes_at = account
        .supply
        .and_then(|s| s.trip)
        .and_then(|trip| trip.closes_at);
    // The website hears of a trip once; from then on the server's business clock counts.
    let now = shell().now.get();
    let left = closes_at.map_or(Span::ZERO, |at| at.since(now).max(Span::ZERO));
    args![
        "minimum" => usd(account.payment_min),
        "cap" => crate::i18n::power(cap),
        "left" => span(left)
    ]
}

fn hero(account: &Account, level: Level, now: Memo<Timestamp>) -> impl IntoView + use<> {
    let of = account.clone();
    let values = Memo::new(move |_| match level {
        // Only a countdown is drawn anew each second.
        Level::Tripped => hint_args(&of),
        Level::Starting
        | Level::Off
        | Level::Press
        | Level::Ready
        | Level::Limited
        | Level::Zero
        | Level::Critical
        | Level::Low
        | Level::Regular
        | Level::Ok
        | Level::Unknown => untrack(|| hint_args(&of)),
    });
    let prepaid = account.view.mode == Mode::Prepaid;
    let state = state_text(&account.view, level);
    let (view, lineage) = (account.view.clone(), account.lineage);
    view! {
        <section class="hero" data-tone=level.tone().word() data-testid="hero">
            <div class="state" data-testid="state" data-state=level.word()>
                {icon(level.word())}
                <div>
                    <p class="state-name">{move || say(state, &values.get())}</p>
                    {hint_text(&account.view, level)
                        .map(|id| {
                            view! { <p class="state-hint">{move || say(&id, &values.get())}</p> }
                        })}
                </div>
            </div>
            {ahead_line(&view, level, Some(account.id))}
            {prepaid.then(|| figures(&view, lineage, now))}
        </section>
    }
}

fn figures(view: &DisplayView, lineage: LineageId, now: Memo<Timestamp>) -> impl IntoView + use<> {
    let (balance, credit, borrowed) = (view.balance, view.credit, view.borrowed);
    let owed = balance.is_negative();
    let label = if owed {
        "home-owed-label"
    } else {
        "home-balance-label"
    };
    view! {
        <div class="figures">
            <div class="figure big">
                <p class="label">{t(label)}</p>
                <p class="value" data-testid="balance">
                    {t_with("home-balance-value", move || args!["balance" => usd(balance)])}
                </p>
                {borrowed_line(borrowed)}
                <p class="more" data-testid="credit">
                    {t_with("home-kwh-left", move || args!["kwh" => energy(credit)])}
                </p>
                {why(lineage, label)}
            </div>
            <div class="figure">
                <p class="label">{t("home-time-label")}</p>
                {match view.remaining {
                    Some(remaining) => time_left(remaining, now).into_any(),
                    None => no_estimate(view).into_any(),
                }}
                {why(lineage, "home-time-label")}
            </div>
        </div>
    }
}

fn time_left(remaining: Remaining, now: Memo<Timestamp>) -> impl IntoView {
    let left = move || left_at(&remaining, now.get());
    // What has run out runs out no more.
    let some = remaining.likely > Span::ZERO;
    let band = move || args!["earliest" => span(remaining.early), "latest" => span(remaining.late)];
    view! {
        <p class="value" data-testid="time-left">
            {move || say("home-time-value", &args!["left" => span(left())])}
        </p>
        {some
            .then(|| {
                view! {
                    <p class="more" data-testid="zero-at">
                        {t_with("home-zero-at", move || args!["zero" => at(remaining.zero_at)])}
                    </p>
                }
            })}
        {(some && shows_band(&remaining))
            .then(|| {
                view! {
                    <p class="more" data-testid="band">
                        {t_with("home-band", band)}
                    </p>
                }
            })}
    }
}

fn no_estimate(view: &DisplayView) -> impl IntoView + use<> {
    // No history is another thing than so little use that it lasts for months.
    let id = if view.usage_until.is_none() || view.daily_average.get() == 0 {
        "home-learning"
    } else {
        "home-time-long"
    };
    view! {
        <p class="value plain" data-testid="time-left">{t(id)}</p>
    }
}

fn card(
    shape: &'static str,
    label: &'static str,
    children: impl IntoView + 'static,
) -> impl IntoView {
    view! {
        <section class="card">
            <h2 class="label">{icon(shape)} <span>{t(label)}</span></h2>
            {children}
        </section>
    }
}

fn today(view: &DisplayView, lineage: LineageId) -> impl IntoView + use<> {
    let (cost, used, rate) = (view.cost_today, view.used_today, view.rate_now);
    card(
        "chart",
        "home-cost-today-label",
        view! {
            <p class="value" data-testid="cost-today">
                {t_with("home-balance-value", move || args!["balance" => usd(cost)])}
            </p>
            <p class="more" data-testid="used-today">
                {t_with("home-used-today", move || args!["kwh" => energy(used)])}
            </p>
            <p class="more" data-testid="rate-now">
                {t_with("home-rate-now", move || args!["rate" => price(rate)])}
            </p>
            {why(lineage, "home-cost-today-label")}
        },
    )
}

fn average(view: &DisplayView, lineage: LineageId) -> impl IntoView + use<> {
    let average = view.daily_average;
    // Without any data zero would be a lie.
    let known = view.usage_until.is_some();
    let value = known.then(|| {
        view! {
            <p class="value" data-testid="daily-average">
                {t_with("home-kwh-value", move || args!["kwh" => energy(average)])}
            </p>
            <p class="more">{t("home-average-note")}</p>
            {why(lineage, "home-average-label")}
        }
    });
    let unknown = (!known).then(|| {
        view! { <p class="value plain" data-testid="daily-average">{t("home-average-none")}</p> }
    });
    card(
        "bolt",
        "home-average-label",
        view! {
            {value}
            {unknown}
        },
    )
}

fn service(account: &Account, staff: bool) -> impl IntoView + use<> {
    let supply = account.supply;
    let id = match supply {
        None => "account-supply-unknown",
        Some(s) if s.switch == Switch::On && s.limit.is_some() => "account-supply-limited",
        Some(s) if s.switch == Switch::On => "account-supply-on",
        Some(_) => "account-supply-off",
    };
    let offset = account.view.clone();
    let serial = account.meter_serial.clone();
    let meter = staff || supply.is_none();
    card(
        "off",
        "home-supply-label",
        view! {
            <p class="value" data-testid="supply" data-supply=id>{t(id)}</p>
            {supply
                .map(|s| {
                    let when = move || args!["at" => at_site(s.at, &offset)];
                    view! { <p class="more">{t_with("home-supply-since", when)}</p> }
                })}
            {meter
                .then(|| {
                    view! {
                        <p class="more" data-testid="meter">
                            {t_with("account-meter-serial", move || {
                                args!["meter" => serial.clone()]
                            })}
                        </p>
                    }
                })}
        },
    )
}

fn updated(view: &DisplayView) -> impl IntoView + use<> {
    let (as_of, until) = (view.as_of, view.usage_until);
    card(
        "clock",
        "home-updated-label",
        view! {
            <p class="value small" data-testid="updated">
                {t_with("home-updated-value", move || args!["updated" => at(as_of)])}
            </p>
            <p class="more">
                {move || match until {
                    Some(until) => say("home-usage-until", &args!["end" => at(until)]),
                    None => say("home-updated-never", &Args::new()),
                }}
            </p>
        },
    )
}
