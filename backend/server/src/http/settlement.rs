//! How and how much may be paid, and what a person must look at.

use super::error::Refused;
use super::read::{Body, Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::bank_file::{self, BankFileError};
use ami_css::payment_method::sandbox_card;
use ami_domain::id::AccountId;
use ami_wire::api::{
    AnswerQuestion, BankFile, BankFileDone, PaymentDay, PaymentOptions, PaymentQuestion,
    PaymentQuestions, PaymentWay, Problem,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// Most questions in one list.
const QUESTIONS_MAX: u32 = 100;
/// Most days in one list.
const DAYS_MAX: u32 = 31;

/// How, and how much, an account may pay now, with what bounds it.
#[utoipa::path(get, path = "/api/accounts/{account}/payment-options", tag = "payments",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = PaymentOptions), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn options(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<PaymentOptions>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let failed = |error| Refused::css(signed.locale, account.id, &error);
    let mut tx = app.css.store.read().await;
    let tx = tx
        .as_mut()
        .map_err(|error| Refused::store(signed.locale, error))?;
    let room = app.css.room(tx, app.now().business, account.id).await;
    let room = room.map_err(failed)?;
    let saved = tx.saved_card(account.id).await;
    let saved = saved.map_err(|error| Refused::store(signed.locale, &error))?;
    // A saved card is charged for its customer alone.
    let saved = saved.filter(|_| signed.person.id == account.customer);
    let face = saved.map(super::card::face);
    let policy = &app.css.terms.policy;
    let way = |method: &std::sync::Arc<dyn ami_css::payment_method::PaymentMethod>| PaymentWay {
        name: method.name().to_owned(),
        test: method.name() == sandbox_card::NAME
            || method.processor().is_some_and(|one| one.is_for_tests()),
        clears_later: method.clears_later(),
        for_events: method.books_events(),
        send_to: app.bank_account.clone().filter(|_| method.clears_later()),
        card: face.clone().filter(|_| method.keeps_card()),
    };
    let methods = app.css.methods.iter();
    let methods = methods.filter(|method| !method.keeps_card() || face.is_some());
    Ok(Json(PaymentOptions {
        methods: methods.map(way).collect(),
        least: room.least,
        largest: room.largest,
        bounded_by: room.by.map(|cap| cap.word().to_owned()),
        day_max: policy.payments_day_max,
        week_max: policy.payments_week_max,
    }))
}

/// Which questions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// Those that were answered, too.
    #[serde(default)]
    all: bool,
}

/// What a person must look at, newest first, and the last days that were compared.
#[utoipa::path(get, path = "/api/utility/payment-questions", tag = "payments",
    params(("all" = Option<bool>, Query, description = "Those that were answered, too")),
    responses((status = 200, body = PaymentQuestions), (status = 401, body = Problem),
        (status = 403, body = Problem)))]
pub async fn questions(
    State(app): State<App>,
    signed: Signed,
    Query(which): Query<Which>,
) -> Result<Json<PaymentQuestions>, Refused> {
    signed.may(Action::SettlePayments)?;
    listed(&app, &signed, !which.all).await
}

/// A person has looked; the first answer stands. Gives the open ones that are left.
#[utoipa::path(put, path = "/api/utility/payment-questions", tag = "payments",
    request_body = AnswerQuestion, responses((status = 200, body = PaymentQuestions),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub async fn answer(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<AnswerQuestion>,
) -> Result<Json<PaymentQuestions>, Refused> {
    signed.may(Action::SettlePayments)?;
    let (now, by) = (app.now(), signed.person.id);
    let css = &app.css;
    let done = css.answer_question(now, by, body.why, &body.subject, &body.note);
    let nobody = AccountId::from_number(0);
    done.await
        .map_err(|error| Refused::css(signed.locale, nobody, &error))?;
    listed(&app, &signed, true).await
}

async fn listed(
    app: &App,
    signed: &Signed,
    only_open: bool,
) -> Result<Json<PaymentQuestions>, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let rows = tx.questions(only_open, QUESTIONS_MAX).await;
    let questions = rows
        .map_err(failed)?
        .into_iter()
        .map(|row| PaymentQuestion {
            why: row.why,
            subject: row.subject,
            payment: row.payment,
            evidence: row.evidence,
            asked_at: row.asked_at,
            note: row.answered.map(|(_, _, note)| note),
        });
    let questions = questions.collect();
    let days = tx.payment_days(DAYS_MAX).await.map_err(failed)?;
    let days = days.into_iter().map(|row| PaymentDay {
        day: row.day,
        lines: row.lines,
        gross: row.gross,
        fees: row.fees,
        differences: row.differences,
    });
    Ok(Json(PaymentQuestions {
        questions,
        days: days.collect(),
    }))
}

/// Bank transfers that have cleared or came back, and cheques that were paid, as the bank's file
/// says. A file with one bad line
/// changes nothing; the same file again changes nothing.
#[utoipa::path(put, path = "/api/utility/bank-file", tag = "payments",
    request_body = BankFile, responses((status = 200, body = BankFileDone),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub async fn bank_file(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<BankFile>,
) -> Result<Json<BankFileDone>, Refused> {
    signed.may(Action::SettlePayments)?;
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let lines = bank_file::read(&body.text).map_err(|error| match error {
        BankFileError::Head => Refused::new(signed.locale, unprocessable, "error-bank-file-head"),
        BankFileError::TooLong => {
            Refused::new(signed.locale, unprocessable, "error-bank-file-long")
        }
        BankFileError::Line { line, field } => {
            Refused::new(signed.locale, unprocessable, "error-bank-file-line")
                .with("line", line.to_string())
                .with("part", field)
        }
    });
    let lines = lines.map_err(|refused| refused.field("text"))?;
    let mut chance = app.chance();
    let done = app.css.bank_file(&app.clock, &mut chance, &lines).await;
    app.wake.notify_one();
    let nobody = AccountId::from_number(0);
    let done = done.map_err(|error| Refused::css(signed.locale, nobody, &error))?;
    Ok(Json(BankFileDone {
        cleared: done.cleared,
        returned: done.returned,
        known: done.known,
        cashed: done.cashed,
        asked: done.asked,
    }))
}
