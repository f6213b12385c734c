//! The in-home display's home screen at 800 by 480: readable at three metres, in millimetres
//! (research: one number at 3 m, two at 2 m). One state wins; age is an overlay and never hides
//! that power is off.

mod guest;
mod overlay;
mod pairing;
mod why;

use crate::backend::{DisplayFeed, Guard};
use crate::i18n::{at, at_site, energy, power, say, span, t, t_with, usd};
use crate::model::age::{Freshness, Link, freshness};
use crate::model::ahead::state_text;
use crate::model::glance::{Band, Glance, Level, band, left_at, level_at, link_state};
use crate::part::ahead::ahead_line;
use crate::part::debt::borrowed_line;
use crate::part::event::event_block;
use crate::part::glance::minute;
use crate::part::icon::icon;
use crate::part::language::language_toggle;
use crate::part::trip::trip_lines;
use crate::shell::{backend, shell};
use ami_domain::account::Mode;
use ami_domain::display::DisplayView;
use ami_domain::id::AlertId;
use ami_domain::live::Live;
use ami_domain::time::{Span, Timestamp};
use ami_locales::{Args, args};
use ami_wire::api::Message;
use ami_wire::ihd::IhdPairing;
use leptos::prelude::*;
use std::rc::Rc;

/// A balance of more characters is drawn smaller, so that it stays on the panel.
const WIDE_CHARS: usize = 6;

/// Everything the display knows.
#[derive(Clone, Copy)]
struct Feed {
    glance: RwSignal<Option<Glance>>,
    /// When the glance came, by this device's clock.
    heard: RwSignal<Timestamp>,
    connected: RwSignal<bool>,
    /// It knows nothing any more and waits to be paired.
    unpaired: RwSignal<bool>,
    /// What an installer is to see then, or where another gateway answers.
    pairing: RwSignal<Option<IhdPairing>>,
    messages: RwSignal<Vec<Message>>,
    /// The reader has opened the list.
    open: RwSignal<bool>,
    /// What is behind the figures lies open, by the button that opened it.
    why: RwSignal<Option<&'static str>>,
    /// Texts without an answer that the reader has put away.
    read: RwSignal<Vec<AlertId>>,
}

pub(super) fn view() -> AnyView {
    let feed = Feed {
        glance: RwSignal::new(None),
        heard: RwSignal::new(Timestamp::default()),
        connected: RwSignal::new(false),
        unpaired: RwSignal::new(false),
        pairing: RwSignal::new(None),
        messages: RwSignal::new(Vec::new()),
        open: RwSignal::new(false),
        why: RwSignal::new(None),
        read: RwSignal::new(Vec::new()),
    };
    let guard = StoredValue::new_local(None::<Guard>);
    Effect::new(move |_| {
        let account = shell().account.get();
        let hear = move |news| match news {
            DisplayFeed::Connected(up) => feed.connected.set(up),
            DisplayFeed::Glance(glance) => {
                feed.heard.set(shell().now.get_untracked());
                feed.unpaired.set(false);
                feed.glance.set(Some(*glance));
            }
            DisplayFeed::Starting => feed.unpaired.set(false),
            DisplayFeed::Unpaired(pairing) => {
                feed.glance.set(None);
                feed.messages.set(Vec::new());
                feed.open.set(false);
                feed.why.set(None);
                feed.pairing.set(pairing);
                feed.unpaired.set(true);
            }
            DisplayFeed::Anew(pairing) => feed.pairing.set(pairing),
            DisplayFeed::Messages(messages) => feed.messages.set(messages),
        };
        guard.set_value(Some(backend().display(account, Rc::new(hear))));
    });
    let clock = minute();
    // No earlier than the last reading: the time left must not grow with a clock that is behind.
    let now = Memo::new(move |_| {
        let read = feed.glance.with(|g| g.as_ref().and_then(|g| g.read_at));
        clock.get().max(read.unwrap_or_default())
    });
    let age = Memo::new(move |_| {
        feed.glance
            .with(|g| age_of(g.as_ref(), clock.get(), feed.connected.get()))
    });
    let winner = Memo::new(move |_| {
        feed.glance.with(|g| {
            g.as_ref()
                .map_or(Level::Starting, |g| level_at(g, age.get()))
        })
    });
    let paired = Memo::new(move |_| !feed.unpaired.get());
    view! {
        <div
            class="display"
            data-testid="scr-home"
            data-state=move || winner.get().word()
            data-tone=move || winner.get().tone().word()
            data-freshness=move || age.get().word()
        >
            <h1 class="unseen" tabindex="-1">{t("display-title")}</h1>
            {strip(feed, now)}
            {move || (!feed.unpaired.get()).then(|| state_line(winner.get(), feed))}
            {move || {
                let supply = feed.glance.with(|g| g.as_ref().and_then(|g| g.supply));
                trip_lines(supply, feed.heard.get())
            }}
            <div class="display-main">
                {move || main_figures(feed, now, age.get())}
            </div>
            {move || event_line(feed, now)}
            {move || stale_line(age.get())}
            {move || feed.pairing.get().filter(|_| paired.get()).and_then(pairing::anew)}
            {move || paired.get().then(|| foot(feed))}
            {move || why::overlay(feed, now)}
            {move || overlay::overlay(feed, move || state_line(winner.get(), feed).into_any())}
        </div>
    }
    .into_any()
}

fn age_of(glance: Option<&Glance>, now: Timestamp, connected: bool) -> Freshness {
    let Some((glance, view)) = glance.and_then(|g| Some((g, g.view.as_ref()?))) else {
        return Freshness::Fresh;
    };
    let link = match (glance.kept, connected && glance.meter_link) {
        (true, _) => Link::NotYet,
        (false, true) => Link::Up,
        (false, false) => Link::Down,
    };
    freshness(now, view.as_of.at, glance.read_at, link)
}

/// Time, link, age of the data, language: on every state.
fn strip(feed: Feed, now: Memo<Timestamp>) -> impl IntoView {
    let time = move || {
        let view = feed.glance.get().and_then(|g| g.view)?;
        Some(say(
            "display-clock",
            &args!["at" => at_site(now.get(), &view)],
        ))
    };
    let link = move || {
        let connected = feed.connected.get();
        feed.glance.with(|g| {
            g.as_ref()
                .map_or(crate::model::glance::LinkState::Down, |g| {
                    link_state(connected, g)
                })
        })
    };
    let updated = move || {
        let view = feed.glance.get().and_then(|g| g.view)?;
        Some(say("display-updated", &args!["updated" => at(view.as_of)]))
    };
    view! {
        <div class="strip">
            <p class="strip-time" data-testid="display-time">{time}</p>
            <div class="strip-news">
            <p class="strip-link" data-testid="display-link" data-link=move || link().word()>
                {move || icon(if link().word() == "up" { "link" } else { "link-down" })}
                <span>{move || say(link().text(), &Args::new())}</span>
            </p>
            <p class="strip-updated" data-testid="display-updated">{updated}</p>
            </div>
            {language_toggle()}
        </div>
    }
}

fn state_line(level: Level, feed: Feed) -> impl IntoView {
    let cap = move || {
        feed.glance
            .with(|g| g.as_ref().and_then(|g| g.supply).and_then(|s| s.limit))
            .unwrap_or_default()
    };
    let state = move || {
        let view = feed.glance.get().and_then(|glance| glance.view);
        view.map_or(level.text(), |view| state_text(&view, level))
    };
    let text = move || say(state(), &args!["cap" => power(cap())]);
    let ahead = move || {
        let view = feed.glance.get().and_then(|glance| glance.view);
        view.and_then(|view| ahead_line(&view, level, None))
    };
    view! {
        <div class="display-state" role="status" data-testid="display-state">
            {icon(level.word())}
            <p>{text}</p>
            {ahead}
        </div>
    }
}

fn main_figures(feed: Feed, now: Memo<Timestamp>, age: Freshness) -> AnyView {
    if let Some(shown) = pairing::instead(feed.unpaired.get(), feed.pairing.get()) {
        return shown;
    }
    let Some(glance) = feed.glance.get() else {
        return starting().into_any();
    };
    let Some(view) = glance.view.clone() else {
        return starting().into_any();
    };
    if let Some(event) = view.event.filter(|_| view.is_guest()) {
        return guest::figures(event, now).into_any();
    }
    let prepaid = view.mode == Mode::Prepaid;
    view! {
        {prepaid.then(|| money(feed, &view, glance.estimate))}
        {prepaid.then(|| time_left(feed, &view, now, age))}
        {today(&view)}
        {use_now(&glance, &view, age)}
    }
    .into_any()
}

fn starting() -> impl IntoView {
    view! { <p class="display-starting">{t("display-starting")}</p> }
}

fn money(feed: Feed, view: &DisplayView, estimate: Option<Live>) -> impl IntoView + use<> {
    let (balance, credit, borrowed) = (view.balance, view.credit, view.borrowed);
    // What the utility says stays the big figure; what was used since is an estimate (IS-1).
    let estimate = estimate.filter(|live| live.balance != balance).map(|live| {
        let now = t_with(
            "display-estimate",
            move || args!["balance" => usd(live.balance)],
        );
        view! { <p class="more" data-testid="estimate">{now}</p> }
    });
    let text = move || say("home-balance-value", &args!["balance" => usd(balance)]);
    view! {
        <div class="d-figure d-big">
            <div class="label">
                {why::opener(feed, "why-balance", "display-balance", "behind-open-balance")}
            </div>
            <p
                class="value"
                data-testid="balance"
                data-long=move || (text().chars().count() > WIDE_CHARS).to_string()
            >
                {text}
            </p>
            {borrowed_line(borrowed)}
            <p class="more" data-testid="credit">
                {t_with("home-kwh-left", move || args!["kwh" => energy(credit)])}
            </p>
            {estimate}
        </div>
    }
}

fn time_left(
    feed: Feed,
    view: &DisplayView,
    now: Memo<Timestamp>,
    age: Freshness,
) -> impl IntoView + use<> {
    let remaining = view.remaining;
    // An estimate from figures of yesterday would be a guess about a guess.
    let told = age.tells_time_left();
    view! {
        <div class="d-figure">
            <div class="label">
                {why::opener(feed, "why-time", "display-time-estimate", "behind-open-time")}
            </div>
            {match remaining {
                Some(remaining) if told => view! {
                    <p class="value" data-testid="time-left">
                        {move || {
                            let left = left_at(&remaining, now.get());
                            say("home-time-short", &args!["left" => span(left)])
                        }}
                    </p>
                    {remaining
                        .likely
                        .gt(&Span::ZERO)
                        .then(|| {
                            view! {
                                <p class="more" data-testid="zero-at">
                                    {t_with("display-zero", move || {
                                        args!["zero" => at(remaining.zero_at)]
                                    })}
                                </p>
                            }
                        })}
                }
                .into_any(),
                Some(_) => view! {
                    <p class="more" data-testid="time-left">{t("display-stale-long")}</p>
                }
                .into_any(),
                None => view! {
                    <p class="more" data-testid="time-left">{t("home-learning")}</p>
                }
                .into_any(),
            }}
        </div>
    }
}

fn today(view: &DisplayView) -> impl IntoView + use<> {
    let (cost, used) = (view.cost_today, view.used_today);
    view! {
        <div class="d-figure d-small">
            <p class="label">{t("display-cost-today")}</p>
            <p class="value" data-testid="cost-today">
                {t_with("home-balance-value", move || args!["balance" => usd(cost)])}
            </p>
            <p class="more">{t_with("home-kwh-value", move || args!["kwh" => energy(used)])}</p>
        </div>
    }
}

fn use_now(glance: &Glance, view: &DisplayView, age: Freshness) -> impl IntoView + use<> {
    // Power of an hour ago is not power now.
    let watts = glance.power.filter(|_| age == Freshness::Fresh);
    let level: Band = band(watts, view.daily_average);
    let bars = (1..=3)
        .map(|bar| {
            let on = (bar <= level.bars()).to_string();
            view! { <span class="band-bar" data-on=on></span> }
        })
        .collect_view();
    view! {
        <div class="d-figure d-small" data-testid="use-now">
            <p class="label">{t("display-now")}</p>
            <p class="value">
                {move || match watts {
                    Some(watts) => say("display-power", &args!["power" => power(watts)]),
                    None => "–".to_owned(),
                }}
            </p>
            <p class="more band">
                <span class="band-bars" aria-hidden="true">{bars}</span>
                <span>{move || say(level.text(), &Args::new())}</span>
            </p>
        </div>
    }
}

fn stale_line(age: Freshness) -> impl IntoView {
    let (named, text) = (age.age()?, age.text()?);
    Some(view! {
        <div class="stale" role="status" data-testid="stale">
            {icon("clock")}
            <p>{t_with(text, move || args!["age" => span(named)])}</p>
        </div>
    })
}

/// The event that runs or begins within a day; a guest sees it large instead.
fn event_line(feed: Feed, now: Memo<Timestamp>) -> Option<AnyView> {
    let view = feed.glance.get()?.view?;
    (!view.is_guest())
        .then(|| event_block(&view, now))
        .flatten()
}

fn foot(feed: Feed) -> impl IntoView {
    let count = move || feed.messages.with(Vec::len);
    view! {
        <div class="display-foot">
            <p class="pay-hint" data-testid="pay-hint">{t("display-pay-hint")}</p>
            <button
                class="button"
                data-testid="messages-open"
                on:click=move |_| {
                    feed.open.set(true);
                    crate::browser::focus("[data-testid=messages-close]");
                }
            >
                {icon("mail")}
                <span>{t("display-messages-button")}</span>
                <span class="count" data-testid="messages-count">{count}</span>
            </button>
        </div>
    }
}
