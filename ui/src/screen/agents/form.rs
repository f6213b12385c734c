//! Adding a pay station, and changing one.

use super::Page;
use crate::browser;
use crate::i18n::t;
use crate::part::field::{Field, field};
use crate::part::notice::{Fault, error_summary};
use crate::shell::more;
use ami_domain::id::AgentId;
use ami_domain::money::Money;
use ami_wire::api::station::{Agent, SetAgent};
use leptos::prelude::*;

/// Where most of them are: a first guess that can be changed.
const ZONE: &str = "America/Los_Angeles";

/// A field of this form.
pub(super) const fn text_field(id: &'static str, inputmode: &'static str, max: u16) -> FieldOf {
    FieldOf { id, inputmode, max }
}

/// What a text field needs.
pub(super) struct FieldOf {
    id: &'static str,
    inputmode: &'static str,
    max: u16,
}

impl FieldOf {
    /// The field with this label.
    pub(super) fn draw(
        self,
        label: &'static str,
        hint: Option<&'static str>,
        value: RwSignal<String>,
        faults: RwSignal<Vec<Fault>>,
    ) -> impl IntoView {
        let shape = Field {
            id: self.id,
            kind: Signal::stored("text"),
            autocomplete: "off",
            inputmode: self.inputmode,
            max: self.max,
        };
        let hint = hint.map(|hint| {
            let hint: Box<dyn Fn() -> String + Send + Sync> = Box::new(t(hint));
            hint
        });
        field(shape, t(label), hint, value, faults)
    }
}

/// Dollars as they were typed; what cannot be read is a fault of its field.
pub(super) fn amount(
    id: &'static str,
    value: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
) -> Option<Money> {
    let read = Money::parse(value.get_untracked().trim()).ok();
    faults.set(match read {
        Some(_) => Vec::new(),
        None => vec![Fault::new(id, "agents-bad-amount")],
    });
    read
}

/// The form for a new one.
pub(super) fn add(page: Page) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let zone = RwSignal::new(ZONE.to_owned());
    let float = RwSignal::new(String::new());
    let faults = RwSignal::new(Vec::new());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(float_max) = amount("agent-float", float, faults) else {
            return;
        };
        let Some(id) = browser::new_payment_id().map(|id| AgentId::from_bytes(id.to_bytes()))
        else {
            return;
        };
        let set = SetAgent {
            name: name.get_untracked(),
            zone: zone.get_untracked().trim().to_owned(),
            float_max,
            active: true,
        };
        page.run(more().set_agent(id, set), move |_| {
            page.chosen.set(Some(id));
            name.set(String::new());
            float.set(String::new());
        });
    };
    view! {
        <form class="form panel" on:submit=send data-testid="agent-add">
            <h2>{t("agents-add")}</h2>
            {error_summary(faults)}
            {text_field("agent-name", "text", 120).draw("agents-name", None, name, faults)}
            {text_field("agent-zone", "text", 64)
                .draw("agents-zone", Some("agents-zone-hint"), zone, faults)}
            {text_field("agent-float", "decimal", 12).draw("agents-float", None, float, faults)}
            <button class="button primary" type="submit" data-testid="agent-add-save">
                {t("agents-add")}
            </button>
        </form>
    }
}

/// The form for a known one.
pub(super) fn change(page: Page, one: &Agent) -> impl IntoView + use<> {
    let id = one.id;
    let zone = one.zone.clone();
    let name = RwSignal::new(one.name.clone());
    let float = RwSignal::new(one.float_max.typed());
    let active = RwSignal::new(one.active);
    let faults = RwSignal::new(Vec::new());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(float_max) = amount("agent-change-float", float, faults) else {
            return;
        };
        let set = SetAgent {
            name: name.get_untracked(),
            zone: zone.clone(),
            float_max,
            active: active.get_untracked(),
        };
        page.run(more().set_agent(id, set), |_| {});
    };
    view! {
        <form class="form" on:submit=send data-testid="agent-change">
            {error_summary(faults)}
            {text_field("agent-change-name", "text", 120).draw("agents-name", None, name, faults)}
            {text_field("agent-change-float", "decimal", 12)
                .draw("agents-float", None, float, faults)}
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid="agent-active"
                    prop:checked=active
                    on:change=move |event| active.set(event_target_checked(&event))
                />
                <span>{t("agents-active")}</span>
            </label>
            <button class="button" type="submit" data-testid="agent-save">
                {t("agents-save")}
            </button>
        </form>
    }
}
