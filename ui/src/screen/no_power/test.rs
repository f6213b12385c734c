//! The meter's test (SC6.4, NFR-14): started here, waited for, and told thing by thing.

use super::{Desk, seconds};
use crate::i18n::{say, t, t_with};
use crate::part::icon::icon;
use crate::part::order::word;
use ami_domain::no_power::CaseState;
use ami_domain::selftest::Check;
use ami_locales::{Args, args};
use ami_wire::api::service::Checked;
use leptos::prelude::*;

pub(super) fn view(desk: Desk) -> impl IntoView {
    let state = Memo::new(move |_| desk.case(|case| case.state));
    let run = move || {
        let label = match state.get() {
            None => "service-test-run",
            Some(CaseState::Restored | CaseState::Ordered) => "service-test-again",
            Some(CaseState::Testing | CaseState::Passed | CaseState::Activating) => return None,
        };
        Some(view! {
            <button
                class="button primary"
                data-testid="test-run"
                disabled=desk.busy
                on:click=move |_| desk.step("")
            >
                {t(label)}
            </button>
        })
    };
    let running = move || {
        matches!(
            state.get(),
            Some(CaseState::Testing | CaseState::Activating)
        )
        .then(|| progress(desk))
    };
    view! {
        <h2>{t("service-test")}</h2>
        <p>{t("service-test-intro")}</p>
        {run}
        {running}
        {result(desk)}
    }
}

fn progress(desk: Desk) -> impl IntoView {
    let whole = move || desk.case(|case| seconds(case.within)).unwrap_or_default();
    let left = move || desk.case(|case| seconds(case.left)).unwrap_or_default();
    view! {
        <div class="panel" data-testid="test-progress">
            <progress
                max=move || whole().to_string()
                prop:value=move || whole() - left()
                aria-label=t("service-test-progress")
            ></progress>
            <p>{t_with("service-test-left", move || args!["count" => left()])}</p>
        </div>
    }
}

fn result(desk: Desk) -> impl IntoView {
    let verdict = Memo::new(move |_| desk.case(|case| case.verdict).flatten());
    let checks = Memo::new(move |_| desk.case(|case| case.checks.clone()).unwrap_or_default());
    let told = move || {
        let verdict = verdict.get()?;
        Some(view! {
            <p data-testid="verdict" data-verdict=verdict.word()>
                <strong>{t("service-verdict")} ": "</strong>
                {word("service-verdict", verdict.word())}
            </p>
            <table data-testid="checks">
                <caption>{t("service-checks")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("service-checks-what")}</th>
                        <th scope="col">{t("service-checks-how")}</th>
                    </tr>
                </thead>
                <tbody>{checks.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        })
    };
    view! { <div role="status">{told}</div> }
}

fn row(checked: Checked) -> impl IntoView {
    let (shape, how) = match checked.check {
        Check::Pass => ("ok", "service-check-pass"),
        Check::Fail => ("critical", "service-check-fail"),
        Check::Unknown => ("clock", "service-check-unknown"),
    };
    let testid = checked.text.replace("service-", "");
    view! {
        <tr data-testid=testid>
            <th scope="row">{move || say(&checked.text, &Args::new())}</th>
            <td>{icon(shape)} " " <span>{t(how)}</span></td>
        </tr>
    }
}
