//! One prepaid event: how far it has come, what it cost, and what may still be changed (SC2.9,
//! FR-16, FR-17, PR-ENDB).

mod change;

use super::heading;
use crate::backend::Trouble;
use crate::i18n::{at, energy, t, t_with, usd};
use crate::model::event::is_over;
use crate::model::pay::CARD_PAGE_METHOD;
use crate::part::event::{after_text, event_chain};
use crate::part::fetch::waiting;
use crate::part::notice::{note, trouble_box};
use crate::part::receipt::next_step;
use crate::part::why::why;
use crate::shell::{more, shell};
use ami_domain::energy::WattHours;
use ami_domain::event::EventState;
use ami_domain::id::{AccountId, EventId};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_locales::args;
use ami_wire::api::event::Event;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// Asked again at this pace while something can still happen.
const ASK_EVERY_MS: u32 = 3_000;

/// What is known on this page.
#[derive(Clone, Copy)]
struct Page {
    event: RwSignal<Option<Event>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
}

pub(super) fn view(part: String) -> AnyView {
    let Ok(id) = part.parse::<EventId>() else {
        return super::missing::view();
    };
    let page = Page {
        event: RwSignal::new(None),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    Effect::new(move |_| {
        if let Some(account) = shell().account.get() {
            spawn_local(follow(account, id, page));
        }
    });
    // Only what has changed is drawn anew, so that a form that is open keeps what was typed.
    let shown = Memo::new(move |_| page.event.get());
    view! {
        {heading(t("event-one-title"))}
        <p><A href="/events">{t("event-back")}</A></p>
        {move || page.trouble.get().map(trouble_box)}
        {move || match shown.get() {
            Some(event) => {
                view! {
                    {event.payment.as_ref().map(next_step)}
                    {held(&event)}
                    {event_chain(&event)}
                    {facts(&event)}
                }
                .into_any()
            }
            None => waiting().into_any(),
        }}
        {change::view(page)}
    }
    .into_any()
}

/// A time that waits for its money, or waited in vain, and what became of money that came late.
fn held(event: &Event) -> Option<AnyView> {
    if let Some(until) = event.held_until {
        let said = t_with("event-held", move || args!["until" => at(until)]);
        return Some(note("note", "clock", "event-held", said).into_any());
    }
    let payment = event.payment.as_ref()?;
    if event.state != EventState::Cancelled || payment.method != CARD_PAGE_METHOD {
        return None;
    }
    let amount = payment.amount;
    match payment.state {
        // Money of a booked time that was cancelled had been in its book; this one never bought
        // energy for it.
        PaymentState::Applied { .. } if event.energy == WattHours::ZERO => {
            let said = t_with("event-paid-late", move || args!["amount" => usd(amount)]);
            Some(note("warn", "info", "event-paid-late", said).into_any())
        }
        PaymentState::Refused { .. } => {
            Some(note("note", "info", "event-held-over", t("event-held-over")).into_any())
        }
        // Nobody knows yet whether money has come after all.
        PaymentState::Applied { .. }
        | PaymentState::Offered
        | PaymentState::Waits { .. }
        | PaymentState::Authorised { .. }
        | PaymentState::Pending { .. } => None,
    }
}

async fn follow(account: AccountId, id: EventId, page: Page) {
    loop {
        // An answer that was asked for before a step was taken is older than the step.
        let busy = page.busy.try_get_untracked();
        if busy == Some(false) {
            match more().event(account, id).await {
                Ok(event) => {
                    page.event.try_set(Some(event));
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    page.trouble.try_set(Some(why));
                }
            }
        }
        TimeoutFuture::new(ASK_EVERY_MS).await;
        match page.event.try_get_untracked() {
            None => return,
            Some(Some(known)) if is_over(&known) => return,
            Some(Some(_) | None) => {}
        }
    }
}

fn fact(label: &'static str, testid: &'static str, amount: Money) -> impl IntoView {
    view! {
        <div>
            <dt>{t(label)}</dt>
            <dd data-testid=testid>{t_with("home-balance-value", move || args!["balance" => usd(amount)])}</dd>
        </div>
    }
}

fn facts(event: &Event) -> impl IntoView + use<> {
    let whose = if event.own_site {
        "event-own-site"
    } else {
        "event-elsewhere"
    };
    let (bought, used) = (event.energy, event.used);
    let paid = event.payment.as_ref().map(|payment| payment.amount);
    let used_money = used_in_cents(event, paid);
    let both = move |amount, kwh| args!["amount" => usd(amount), "kwh" => energy(kwh)];
    view! {
        <dl class="facts panel" data-testid="event-facts" data-state=event.state.word()>
            <div>
                <dt>{t("event-fact-place")}</dt>
                <dd>{event.address.clone()} " · " {t(whose)}</dd>
            </div>
            <div>
                <dt>{t("event-fact-after")}</dt>
                <dd>{t(after_text(event.after))}</dd>
            </div>
            {paid.map(|paid| view! {
                <div>
                    <dt>{t("event-fact-paid")}</dt>
                    <dd data-testid="event-paid">
                        {t_with("event-money-energy", move || both(paid, bought))}
                    </dd>
                </div>
            })}
            <div>
                <dt>{t("event-fact-used")}</dt>
                <dd data-testid="event-used">
                    {t_with("event-money-energy", move || both(used_money, used))}
                </dd>
            </div>
            {fact("event-fact-left", "event-balance", event.left)}
            {(event.over_money > Money::ZERO)
                .then(|| fact("event-fact-over", "event-over", event.over_money))}
            {fact("event-fact-returned", "event-returned", event.returned)}
        </dl>
        {event.lineage.map(|lineage| view! { <p>{why(lineage, "event-one-title")}</p> })}
    }
}

/// What was used, so that the cents of used, left and returned sum up to the cents of paid: each
/// on its own is rounded down, and a reader adds them.
fn used_in_cents(event: &Event, paid: Option<Money>) -> Money {
    let rest = event.left.whole_cents() + event.returned.whole_cents();
    paid.map(|paid| paid - rest)
        .filter(|used| (*used - event.used_money).as_micros().abs() < 20_000)
        .unwrap_or(event.used_money)
}
