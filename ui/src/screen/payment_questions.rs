//! Payments that a person must look at, the bank's file, and the days that were compared, for the
//! utility.

use super::heading;
use crate::backend::Trouble;
use crate::i18n::{say, t, t_with, usd};
use crate::part::fetch::{Load, fetched, load};
use crate::part::notice::{note, trouble_box};
use crate::shell::{more, shell};
use ami_locales::{Args, args};
use ami_wire::api::{AnswerQuestion, BankFile, PaymentDay, PaymentQuestion, PaymentQuestions};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Longest note, in characters; the server takes no more.
const NOTE_MAX: u16 = 500;

pub(super) fn view(_: String) -> AnyView {
    let list = load(move || Some(more().payment_questions(false)));
    view! {
        {heading(t("settlement-questions-title"))}
        {fetched(list, move |all| show(all, list))}
        {file(list)}
    }
    .into_any()
}

fn show(all: PaymentQuestions, list: Load<PaymentQuestions>) -> impl IntoView {
    let none = all.questions.is_empty().then(|| {
        view! { <p data-testid="questions-none">{t("settlement-questions-none")}</p> }
    });
    let cards = all.questions.into_iter().map(|one| card(one, list));
    let cards = cards.collect_view();
    let days = (!all.days.is_empty()).then(|| table(all.days));
    view! {
        {none}
        <ul class="confirmations" data-testid="questions">{cards}</ul>
        {days}
    }
}

fn card(question: PaymentQuestion, list: Load<PaymentQuestions>) -> impl IntoView {
    let why = format!("settlement-why-{}", question.why.word().replace('_', "-"));
    let (text, trouble) = (RwSignal::new(String::new()), RwSignal::new(None::<Trouble>));
    let id = format!("answer-{}-{}", question.why.word(), question.subject);
    let (label, subject) = (id.clone(), question.subject.clone());
    let payment = question.payment.map(|payment| {
        let text = t_with(
            "settlement-question-payment",
            move || args!["payment" => payment.to_string()],
        );
        view! { <p class="more code">{text}</p> }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let answer = AnswerQuestion {
            why: question.why,
            subject: subject.clone(),
            note: text.get_untracked(),
        };
        spawn_local(async move {
            match more().answer_question(answer).await {
                Ok(_) => list.again(),
                Err(Trouble::SignedOut) => shell().leave(),
                Err(error) => {
                    trouble.try_set(Some(error));
                }
            }
        });
    };
    view! {
        <li class="panel" data-testid="question" data-why=question.why.word()>
            <h2>{move || say(&why, &Args::new())}</h2>
            {payment}
            <p class="more code">{question.subject.clone()}</p>
            <p>{question.evidence.clone()}</p>
            <form on:submit=submit>
                <div class="field">
                    <label for=label>{t("settlement-question-note")}</label>
                    <input
                        id=id
                        type="text"
                        autocomplete="off"
                        required
                        data-testid="question-note"
                        maxlength=NOTE_MAX
                        prop:value=text
                        on:input=move |event| text.set(event_target_value(&event))
                    />
                </div>
                {move || trouble.get().map(trouble_box)}
                <button class="button" data-testid="question-answer">
                    {t("settlement-question-answer")}
                </button>
            </form>
        </li>
    }
}

fn table(days: Vec<PaymentDay>) -> impl IntoView {
    let rows = days.into_iter().map(|day| {
        // A day of the report is one of UTC, wherever the reader is.
        let start = ami_domain::time::LocalMoment {
            at: day.day,
            offset_minutes: 0,
        };
        let when = move || say("settlement-day", &args!["at" => crate::i18n::at(start)]);
        let money = |amount| move || say("home-balance-value", &args!["balance" => usd(amount)]);
        view! {
            <tr data-testid="payment-day">
                <th scope="row">{when}</th>
                <td class="number">{day.lines}</td>
                <td class="number">{money(day.gross)}</td>
                <td class="number">{money(day.fees)}</td>
                <td class="number">{day.differences}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=t("settlement-days")>
            <table>
                <caption>{t("settlement-days")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("settlement-days-day")}</th>
                        <th scope="col" class="number">{t("settlement-days-lines")}</th>
                        <th scope="col" class="number">{t("settlement-days-gross")}</th>
                        <th scope="col" class="number">{t("settlement-days-fees")}</th>
                        <th scope="col" class="number">{t("settlement-days-differences")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The bank's file, as text: what was copied from it can be pasted.
fn file(list: Load<PaymentQuestions>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let trouble = RwSignal::new(None::<Trouble>);
    let done = RwSignal::new(None);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        trouble.set(None);
        done.set(None);
        let file = BankFile {
            text: text.get_untracked(),
        };
        spawn_local(async move {
            match more().bank_file(file).await {
                Ok(answer) => {
                    done.try_set(Some(answer));
                    list.again();
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(error) => {
                    trouble.try_set(Some(error));
                }
            }
        });
    };
    let result = move || {
        done.get().map(|done: ami_wire::api::BankFileDone| {
            let text = t_with("settlement-file-done", move || {
                args![
                    "cleared" => done.cleared,
                    "returned" => done.returned,
                    "known" => done.known,
                    "cashed" => done.cashed,
                    "asked" => done.asked,
                ]
            });
            view! { <div role="status">{note("calm", "ok", "bank-file-done", text)}</div> }
        })
    };
    view! {
        <section class="panel" aria-labelledby="file-title">
            <h2 id="file-title">{t("settlement-file-title")}</h2>
            <form on:submit=submit>
                <div class="field">
                    <label for="bank-file">{t("settlement-file-label")}</label>
                    <p class="hint" id="bank-file-hint">{t("settlement-file-label.hint")}</p>
                    <textarea
                        id="bank-file"
                        data-testid="bank-file"
                        rows="6"
                        aria-describedby="bank-file-hint"
                        prop:value=text
                        on:input=move |event| text.set(event_target_value(&event))
                    ></textarea>
                </div>
                {move || trouble.get().map(trouble_box)}
                {result}
                <button class="button" data-testid="bank-file-send">
                    {t("settlement-file-send")}
                </button>
            </form>
        </section>
    }
}
