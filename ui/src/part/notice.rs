//! Boxes that say what is the matter and what to do next.

use crate::backend::Trouble;
use crate::i18n::say;
use crate::part::icon::icon;
use ami_locales::Args;
use leptos::prelude::*;

/// What went wrong, and the next step, in the reader's language.
pub(crate) fn trouble_text(trouble: &Trouble) -> String {
    let id = match trouble {
        Trouble::Refused(problem) => return problem.detail.clone(),
        Trouble::SignedOut => "error-unauthorized",
        Trouble::Away => "error-server-away",
        Trouble::NotHere => "error-not-found",
    };
    let next = format!("{id}.next");
    format!("{} {}", say(id, &Args::new()), say(&next, &Args::new()))
}

/// A box around it that screen readers read at once, and that comes onto the screen: the button
/// that was pressed may be far below it.
pub(crate) fn trouble_box(trouble: Trouble) -> impl IntoView {
    crate::browser::into_view("[data-testid=trouble]");
    view! {
        <div class="notice" data-tone="alarm" role="alert" data-testid="trouble">
            {icon("critical")}
            <p>{move || trouble_text(&trouble)}</p>
        </div>
    }
}

/// A quiet box with a shape and a sentence.
pub(crate) fn note(
    tone: &'static str,
    shape: &'static str,
    testid: &'static str,
    text: impl Fn() -> String + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <div class="notice" data-tone=tone data-testid=testid>
            {icon(shape)}
            <p>{text}</p>
        </div>
    }
}

/// One line of an error summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Id of the field that it is about.
    pub(crate) field: &'static str,
    /// The sentence.
    pub(crate) text: String,
}

impl Fault {
    /// The fault of a field, in the sentence with this id.
    pub(crate) fn new(field: &'static str, id: &str) -> Self {
        let text = say(id, &Args::new());
        Self { field, text }
    }
}

/// All that is wrong with a form, at its top, with a link to each field; it takes the focus when
/// it appears (WCAG 3.3.1).
pub(crate) fn error_summary(faults: RwSignal<Vec<Fault>>) -> impl IntoView {
    Effect::new(move |_| {
        if faults.with(|f| !f.is_empty()) {
            crate::browser::focus("[data-testid=error-summary]");
        }
    });
    move || {
        let list = faults.get();
        (!list.is_empty()).then(|| {
            let lines = list
                .into_iter()
                .map(|fault| {
                    let field = fault.field;
                    let jump = move |event: leptos::ev::MouseEvent| {
                        event.prevent_default();
                        event.stop_propagation();
                        focus_field(field);
                    };
                    view! {
                        <li>
                            <a href=format!("#{field}") on:click=jump>{fault.text}</a>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <div
                    class="notice"
                    data-tone="alarm"
                    role="alert"
                    tabindex="-1"
                    data-testid="error-summary"
                >
                    {icon("critical")}
                    <ul>{lines}</ul>
                </div>
            }
        })
    }
}

fn focus_field(id: &str) {
    use wasm_bindgen::JsCast;
    let found = crate::browser::document().get_element_by_id(id);
    if let Some(field) = found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}
