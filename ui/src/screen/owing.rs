//! What a customer owes, for representatives: each debt with its plan, arrears set aside after a
//! look at what it would mean, a pause for hardship, and debt that a second person may give up.

mod list;
mod plan;

use super::heading;
use super::shape::{STAFF, Screen, screen};
use crate::backend::{Answer, Trouble};
use crate::i18n::t;
use crate::model::event::read;
use crate::part::debt::owed;
use crate::part::field::{field, line, moment};
use crate::part::notice::{Fault, error_summary, trouble_box};
use crate::shell::{backend, more, shell};
use ami_domain::id::AccountId;
use ami_wire::api::{DebtPreview, Owing, PauseDebt};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

const UNTIL: &str = "debt-until";
const REASON: &str = "debt-reason";

/// What the screen knows.
#[derive(Clone, Copy)]
struct Desk {
    id: AccountId,
    known: RwSignal<Option<Owing>>,
    seen: RwSignal<Option<DebtPreview>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
}

impl Desk {
    /// Keeps an answer, or says why there is none.
    fn take<T: Send + Sync + 'static>(self, answer: Answer<T>, into: RwSignal<Option<T>>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            match answer.await {
                Ok(answer) => {
                    into.try_set(Some(answer));
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    self.trouble.try_set(Some(why));
                }
            }
            self.busy.try_set(false);
        });
    }
}

/// The screen.
pub(super) const SCREEN: Screen = screen(
    "owing",
    "/owing/:account",
    "debt-desk-title",
    None,
    STAFF,
    view,
);

pub(super) fn view(part: String) -> AnyView {
    let Ok(id) = part.parse::<AccountId>() else {
        return super::missing::view();
    };
    let desk = Desk {
        id,
        known: RwSignal::new(None),
        seen: RwSignal::new(None),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let write_off = list::Form::new();
    desk.take(backend().owing(id), desk.known);
    view! {
        {heading(t("debt-desk-title"))}
        {move || desk.trouble.get().map(trouble_box)}
        {move || {
            desk.known
                .get()
                .map(|owing| {
                    view! {
                        {owed(&owing)}
                        {list::debts(&owing)}
                    }
                })
        }}
        {plan::plan(desk, plan::Form::new())}
        {pause(desk)}
        {move || desk.known.get().and_then(|owing| list::give_up(desk, write_off, &owing))}
    }
    .into_any()
}

fn pause(desk: Desk) -> impl IntoView {
    let (until, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let faults = RwSignal::new(Vec::<Fault>::new());
    let hold = move |event: SubmitEvent| {
        event.prevent_default();
        let end = read(&until.get_untracked());
        let why = reason.get_untracked().trim().to_owned();
        let missing = [
            (UNTIL, "event-time-missing", end.is_none()),
            (REASON, "debt-reason-missing", why.is_empty()),
        ];
        let missing = missing.into_iter().filter(|(.., missing)| *missing);
        let list: Vec<Fault> = missing
            .map(|(field, text, _)| Fault::new(field, text))
            .collect();
        let good = list.is_empty();
        faults.set(list);
        if good {
            let pause = PauseDebt {
                until: end,
                reason: why,
            };
            desk.take(more().pause_debt(desk.id, pause), desk.known);
        }
    };
    let end = move |_| {
        let pause = PauseDebt {
            until: None,
            reason: String::new(),
        };
        desk.take(more().pause_debt(desk.id, pause), desk.known);
    };
    let why = line(REASON, "text", 500);
    let held = move || {
        desk.known
            .with(|known| known.as_ref().is_some_and(|it| it.held_until.is_some()))
    };
    view! {
        <section class="panel" aria-labelledby="pause-title">
            <h2 id="pause-title">{t("debt-pause-title")}</h2>
            {move || error_summary(faults)}
            <form class="form" novalidate on:submit=hold>
                {field(moment(UNTIL), t("debt-until-label"), None, until, faults)}
                {field(why, t("debt-reason-label"), None, reason, faults)}
                <button class="button" data-testid="debt-pause" disabled=desk.busy>
                    {t("debt-pause")}
                </button>
            </form>
            {move || {
                held()
                    .then(|| {
                        view! {
                            <button
                                class="button"
                                data-testid="debt-resume"
                                disabled=desk.busy
                                on:click=end
                            >
                                {t("debt-resume")}
                            </button>
                        }
                    })
            }}
        </section>
    }
}
