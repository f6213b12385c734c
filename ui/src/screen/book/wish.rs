//! Where, when, and what happens at the end.

use super::{Checked, Form, own_site};
use crate::backend::Trouble;
use crate::browser;
use crate::i18n::{say, t};
use crate::model::event::read;
use crate::part::event::after_text;
use crate::part::field::{Field, field, moment};
use crate::part::notice::Fault;
use crate::shell::{more, shell};
use ami_domain::event::AfterEvent;
use ami_domain::id::LocationId;
use ami_locales::Args;
use ami_wire::api::event::{EventCheck, Facility};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

const START: &str = "event-start";
const END: &str = "event-end";
const SEARCH: &str = "place-search";

pub(super) fn view(form: Form) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        check(form);
    };
    // What was checked is no longer what the form says.
    Effect::new(move |_| {
        form.start.track();
        form.end.track();
        form.place.track();
        form.other.track();
        form.checked.set(None);
    });
    view! {
        <form novalidate data-testid="book-form" on:submit=submit>
            {place(form)}
            <section class="panel">
                <h2>{t("event-when-title")}</h2>
                <p class="hint">{t("event-when-hint")}</p>
                {field(moment(START), t("event-start-label"), None, form.start, form.faults)}
                {field(moment(END), t("event-end-label"), None, form.end, form.faults)}
            </section>
            {after(form)}
            <button class="button primary" data-testid="check-event" disabled=form.busy>
                {t("event-check")}
            </button>
        </form>
    }
}

fn choice(form: Form, other: bool, testid: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name="place"
                data-testid=testid
                prop:checked=move || form.other.get() == other
                on:change=move |_| form.other.set(other)
            />
            <span>{t(text)}</span>
        </label>
    }
}

fn place(form: Form) -> impl IntoView {
    let shape = Field {
        id: SEARCH,
        kind: Signal::stored("search"),
        autocomplete: "off",
        inputmode: "search",
        max: 64,
    };
    let hint: Box<dyn Fn() -> String + Send + Sync> = Box::new(t("event-place-search.hint"));
    let search = field(
        shape,
        t("event-place-search"),
        Some(hint),
        form.search,
        form.faults,
    );
    view! {
        <section class="panel">
            <fieldset class="plain">
                <legend><h2>{t("event-place-title")}</h2></legend>
                {choice(form, false, "place-own", "event-place-own")}
                {choice(form, true, "place-other", "event-place-other")}
            </fieldset>
            <div hidden=move || !form.other.get()>
                {search}
                <button
                    type="button"
                    class="button"
                    data-testid="find-place"
                    on:click=move |_| find(form)
                >
                    {t("event-place-find")}
                </button>
                <div role="status" data-testid="places">{move || found(form)}</div>
            </div>
        </section>
    }
}

fn find(form: Form) {
    let text = form.search.get_untracked().trim().to_owned();
    form.trouble.set(None);
    spawn_local(async move {
        match more().facilities(&text).await {
            Ok(list) => {
                form.place.try_set(None);
                form.found.try_set(Some(list));
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why) => {
                form.trouble.try_set(Some(why));
            }
        }
    });
}

/// The places that were found, to choose one of them.
fn found(form: Form) -> Option<AnyView> {
    let list = form.found.get()?;
    if list.is_empty() {
        let none = view! { <p data-testid="place-none">{t("event-place-none")}</p> };
        return Some(none.into_any());
    }
    let row = move |place: Facility| {
        let location = place.location;
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="facility"
                    data-testid="facility"
                    prop:checked=move || form.place.get() == Some(location)
                    on:change=move |_| form.place.set(Some(location))
                />
                <span>{place.address}</span>
            </label>
        }
    };
    let rows = list.into_iter().map(row).collect_view();
    let all = view! {
        <fieldset class="plain">
            <legend class="unseen">{t("event-place-title")}</legend>
            {rows}
        </fieldset>
    };
    Some(all.into_any())
}

fn after(form: Form) -> impl IntoView {
    let rows = AfterEvent::ALL
        .into_iter()
        .map(|after| {
            let hint = format!("{}.hint", after_text(after));
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="after"
                        data-testid=format!("after-{}", after.word())
                        prop:checked=move || form.after.get() == after
                        on:change=move |_| form.after.set(after)
                    />
                    <span>
                        {t(after_text(after))}
                        <span class="hint">{move || say(&hint, &Args::new())}</span>
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <section class="panel">
            <fieldset class="plain">
                <legend><h2>{t("event-after-title")}</h2></legend>
                {rows}
            </fieldset>
        </section>
    }
}

/// Asks the place about the window. The own site may not be known yet: then it is asked for first.
fn check(form: Form) {
    let place = if form.other.get_untracked() {
        Some(form.place.get_untracked())
    } else {
        form.site.get_untracked()
    };
    let start = read(&form.start.get_untracked());
    let end = read(&form.end.get_untracked());
    let missing = [
        (SEARCH, "event-place-missing", place == Some(None)),
        (START, "event-time-missing", start.is_none()),
        (END, "event-time-missing", end.is_none()),
    ];
    let faults = missing.into_iter().filter(|(.., missing)| *missing);
    let faults = faults.map(|(field, text, _)| Fault::new(field, text));
    form.faults.set(faults.collect());
    form.trouble.set(None);
    let (Some(start), Some(end)) = (start, end) else {
        return;
    };
    if place == Some(None) {
        return;
    }
    form.busy.set(true);
    spawn_local(async move {
        match ask(form, place.flatten(), [&start, &end]).await {
            Ok(None) => {
                let fault = Fault::new(SEARCH, "event-place-missing");
                form.faults.try_set(vec![fault]);
            }
            Ok(Some((location, answer))) => {
                if let Some(estimate) = &answer.estimate {
                    form.amount.try_set(estimate.suggested.typed());
                }
                form.checked.try_set(Some(Checked {
                    location,
                    start,
                    end,
                    answer,
                }));
                browser::focus("#offer-title");
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why) => {
                form.checked.try_set(None);
                form.trouble.try_set(Some(why));
                browser::focus("[data-testid=trouble]");
            }
        }
        form.busy.try_set(false);
    });
}

/// The place's answer, and which place it was: the one that was chosen, else the own site. `None`
/// when the account has no site.
async fn ask(
    form: Form,
    chosen: Option<LocationId>,
    times: [&str; 2],
) -> Result<Option<(LocationId, EventCheck)>, Trouble> {
    let place = match chosen {
        Some(place) => Some(place),
        None => own_site(form).await?,
    };
    let Some(place) = place else { return Ok(None) };
    let answer = more().check_event(form.account, place, times).await?;
    Ok(Some((place, answer)))
}
