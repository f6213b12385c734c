//! Who is calling (SC6.2): at least two facts, or a reason in an emergency.

use super::Desk;
use crate::backend::Trouble;
use crate::i18n::{say, t};
use crate::part::field::{field, line};
use crate::part::notice::{Fault, trouble_box};
use crate::shell::{more, shell};
use ami_domain::identity::Fact;
use ami_locales::Args;
use ami_wire::api::service::{CheckCaller, Said};
use leptos::prelude::*;
use leptos::task::spawn_local;

type Hint = Box<dyn Fn() -> String + Send + Sync>;

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    said: [(Fact, RwSignal<String>); 5],
    reason: RwSignal<String>,
    wrong: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
    faults: RwSignal<Vec<Fault>>,
    busy: RwSignal<bool>,
}

impl Form {
    fn send(self, desk: Desk, check: CheckCaller) {
        self.busy.set(true);
        self.wrong.set(false);
        self.trouble.set(None);
        spawn_local(async move {
            match more().check_caller(desk.id, check).await {
                Ok(done) if done.verified => {
                    desk.take(more().no_power(desk.id)).await;
                    crate::browser::focus("h1");
                }
                Ok(_) => {
                    self.wrong.try_set(true);
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(trouble) => {
                    self.trouble.try_set(Some(trouble));
                }
            }
            self.busy.try_set(false);
        });
    }
}

const fn shape(fact: Fact) -> (&'static str, &'static str) {
    match fact {
        Fact::Number => ("fact-number", "service-fact-number"),
        Fact::Name => ("fact-name", "service-fact-name"),
        Fact::Address => ("fact-address", "service-fact-address"),
        Fact::LastPayment => ("fact-payment", "service-fact-payment"),
        Fact::MeterSerial => ("fact-meter", "service-fact-meter"),
    }
}

pub(super) fn form(desk: Desk) -> impl IntoView {
    let form = Form {
        said: Fact::ALL.map(|fact| (fact, RwSignal::new(String::new()))),
        reason: RwSignal::new(String::new()),
        wrong: RwSignal::new(false),
        trouble: RwSignal::new(None),
        faults: RwSignal::new(Vec::new()),
        busy: RwSignal::new(false),
    };
    let check = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let said = form.said.iter().map(|(fact, said)| Said {
            fact: *fact,
            said: said.get_untracked().trim().to_owned(),
        });
        let facts = said.filter(|one| !one.said.is_empty()).collect();
        let emergency = None;
        form.send(desk, CheckCaller { facts, emergency });
    };
    let fields = form.said.map(|(fact, value)| {
        let (id, label) = shape(fact);
        let hint: Option<Hint> =
            (fact == Fact::LastPayment).then(|| Box::new(t("service-fact-payment.hint")) as Hint);
        let shape = line(id, "text", 200);
        field(shape, t(label), hint, value, form.faults)
    });
    view! {
        <h2>{t("service-identity")}</h2>
        <p>{t("service-identity-intro")}</p>
        {move || form.trouble.get().map(trouble_box)}
        <p role="alert" class="error" data-testid="identity-wrong">
            {move || form.wrong.get().then(|| say("service-identity-wrong", &Args::new()))}
        </p>
        <form class="form panel" data-testid="identity-form" on:submit=check>
            {fields.into_iter().collect_view()}
            <button class="button primary" data-testid="identity-check" disabled=form.busy>
                {t("service-identity-check")}
            </button>
        </form>
        {emergency(desk, form)}
    }
}

fn emergency(desk: Desk, form: Form) -> impl IntoView {
    let shape = line("emergency-reason", "text", 500);
    let hint: Option<Hint> = Some(Box::new(t("service-emergency-reason.hint")));
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let emergency = Some(form.reason.get_untracked());
        let facts = Vec::new();
        form.send(desk, CheckCaller { facts, emergency });
    };
    view! {
        <details class="panel">
            <summary data-testid="emergency">{t("service-emergency")}</summary>
            <form class="form" data-testid="emergency-form" on:submit=open>
                {field(shape, t("service-emergency-reason"), hint, form.reason, form.faults)}
                <button class="button" data-testid="emergency-open" disabled=form.busy>
                    {t("service-emergency-open")}
                </button>
            </form>
        </details>
    }
}
