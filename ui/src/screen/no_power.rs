//! Paid, but no power (SC6): who is calling, what is known, the meter's test, and what next.

mod identity;
mod test;

use super::heading;
use crate::backend::{Answer, Trouble};
use crate::i18n::{at, say, t, usd};
use crate::part::fetch::waiting;
use crate::part::notice::{note, trouble_box};
use crate::part::order::{order_card, word};
use crate::shell::{more, shell};
use ami_domain::id::AccountId;
use ami_domain::no_power::CaseState;
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_locales::{Args, args};
use ami_wire::api::service::{Case, NoPower};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// While the meter is asked something, the answer is looked for at this pace.
const ASK_EVERY_MS: u32 = 1_000;

/// What is known on this page.
#[derive(Clone, Copy)]
struct Desk {
    id: AccountId,
    known: RwSignal<Option<NoPower>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
}

impl Desk {
    /// Takes an answer; the page is redrawn only where something has changed.
    async fn take(self, answer: Answer<NoPower>) {
        match answer.await {
            Ok(known) => {
                self.trouble.try_set(None);
                self.known.try_set(Some(known));
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(trouble) => {
                self.trouble.try_set(Some(trouble));
            }
        }
    }
    /// Asks for what is known.
    fn look(self) {
        spawn_local(self.take(more().no_power(self.id)));
    }
    /// Takes a step, once at a time.
    fn step(self, what: &'static str) {
        self.busy.set(true);
        spawn_local(async move {
            self.take(more().no_power_step(self.id, what)).await;
            self.busy.try_set(false);
        });
    }
    fn case<T>(self, pick: impl Fn(&Case) -> T) -> Option<T> {
        self.known
            .with(|known| known.as_ref().and_then(|k| k.case.as_ref().map(pick)))
    }
    /// Something is on its way to the meter and back.
    fn waits(self) -> bool {
        let known = self.known.try_get_untracked().flatten();
        let state = known.and_then(|known| known.case).map(|case| case.state);
        matches!(state, Some(CaseState::Testing | CaseState::Activating))
    }
}

pub(super) fn view(part: String) -> AnyView {
    let Ok(id) = part.parse::<AccountId>() else {
        return super::missing::view();
    };
    let desk = Desk {
        id,
        known: RwSignal::new(None),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    desk.look();
    spawn_local(async move {
        // The loop ends with the screen.
        while desk.busy.try_get_untracked().is_some() {
            gloo_timers::future::TimeoutFuture::new(ASK_EVERY_MS).await;
            if desk.waits() {
                desk.take(more().no_power(id)).await;
            }
        }
    });
    let verified = Memo::new(move |_| {
        desk.known
            .with(|k| k.as_ref().map(|k| k.verified.is_some()))
    });
    view! {
        {heading(t("service-title"))}
        <p>
            <A href=format!("/accounts/{id}")>{t("service-account-link")}</A>
            " · "
            <A href=format!("/log/{id}")>{t("service-log-link")}</A>
        </p>
        {move || desk.trouble.get().map(trouble_box)}
        {move || match verified.get() {
            None if desk.trouble.with(Option::is_some) => ().into_any(),
            None => waiting().into_any(),
            Some(false) => identity::form(desk).into_any(),
            Some(true) => steps(desk).into_any(),
        }}
    }
    .into_any()
}

fn steps(desk: Desk) -> impl IntoView {
    view! {
        {note("calm", "ok", "identity-done", t("service-identity-done"))}
        {facts(desk)}
        {test::view(desk)}
        {next(desk)}
        {orders(desk)}
    }
}

/// The payment, its command and its receipt, and the switch.
fn facts(desk: Desk) -> impl IntoView {
    let paid = Memo::new(move |_| {
        desk.known
            .with(|k| k.as_ref().and_then(|k| k.payment.clone()))
    });
    let switch = Memo::new(move |_| desk.known.with(|k| k.as_ref().and_then(|k| k.switch)));
    let payment = move || match paid.get() {
        Some(one) => {
            let values = args!["amount" => usd(one.amount), "at" => at(one.offered_at)];
            say("service-payment-value", &values)
        }
        None => say("service-payment-none", &Args::new()),
    };
    let delivery = move || paid.get().and_then(|one| one.delivery);
    let command = move || match delivery().and_then(|one| one.sent_at) {
        Some(sent) => say("service-command-sent", &args!["at" => at(sent)]),
        None => say("service-command-none", &Args::new()),
    };
    let receipt = move || match delivery().and_then(|d| d.confirmed_at.map(|at| (at, d.refused))) {
        Some((done, true)) => say("service-receipt-refused", &args!["at" => at(done)]),
        Some((done, false)) => say("service-receipt-value", &args!["at" => at(done)]),
        None => say("service-receipt-none", &Args::new()),
    };
    let position = move || match switch.get() {
        Some(Switch::On) => say("service-switch-on", &Args::new()),
        Some(Switch::Off) => say("service-switch-off", &Args::new()),
        Some(Switch::Ready) => say("service-switch-ready", &Args::new()),
        None => say("service-receipt-none", &Args::new()),
    };
    view! {
        <h2>{t("service-facts")}</h2>
        <dl class="facts panel">
            <div>
                <dt>{t("service-payment")}</dt>
                <dd data-testid="no-power-payment">{payment}</dd>
            </div>
            <div>
                <dt>{t("service-command")}</dt>
                <dd data-testid="no-power-command">{command}</dd>
            </div>
            <div>
                <dt>{t("service-receipt")}</dt>
                <dd data-testid="no-power-receipt">{receipt}</dd>
            </div>
            <div>
                <dt>{t("service-switch")}</dt>
                <dd data-testid="no-power-switch">{position}</dd>
            </div>
        </dl>
    }
}

/// Where the report stands, and the steps that are due.
fn next(desk: Desk) -> impl IntoView {
    let state = Memo::new(move |_| desk.case(|case| case.state));
    let activate = move || {
        (state.get() == Some(CaseState::Passed)).then(|| {
            view! {
                <button
                    class="button primary"
                    data-testid="activate"
                    disabled=desk.busy
                    on:click=move |_| desk.step("/activation")
                >
                    {t("service-activate")}
                </button>
            }
        })
    };
    let still = move || {
        let due = match state.get() {
            Some(CaseState::Passed | CaseState::Activating | CaseState::Restored) => true,
            Some(CaseState::Testing | CaseState::Ordered) | None => false,
        };
        due.then(|| {
            view! {
                <button
                    class="button"
                    data-testid="still-off"
                    aria-describedby="still-off-hint"
                    disabled=desk.busy
                    on:click=move |_| desk.step("/still-off")
                >
                    {t("service-still-off")}
                </button>
                <p class="hint" id="still-off-hint">{t("service-still-off.hint")}</p>
            }
        })
    };
    view! {
        <h2>{t("service-next")}</h2>
        <p role="status" data-testid="case-state" data-state=move || {
            state.get().map_or("none", CaseState::word)
        }>{move || state.get().map(|state| word("service-state", state.word())())}</p>
        {activate}
        {still}
    }
}

fn orders(desk: Desk) -> impl IntoView {
    let orders = Memo::new(move |_| {
        desk.known
            .with(|k| k.as_ref().map(|k| k.orders.clone()).unwrap_or_default())
    });
    view! {
        <h2>{t("service-orders-made")}</h2>
        {move || {
            let list = orders.get();
            if list.is_empty() {
                return view! { <p data-testid="orders-none">{t("service-orders-none")}</p> }
                    .into_any();
            }
            let hold = RwSignal::new(false);
            let cards = list.into_iter().map(|order| order_card(order, hold));
            let cards = cards.collect_view();
            view! { <ul class="confirmations" data-testid="case-orders">{cards}</ul> }.into_any()
        }}
    }
}

/// Whole seconds of a length of time, rounded up.
fn seconds(span: Span) -> i64 {
    span.as_millis().saturating_add(999) / 1_000
}
