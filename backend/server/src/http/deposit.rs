//! The deposit of an account: seen by whoever sees the account, moved by representatives, with a
//! reason.

use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_domain::deposit::{DepositStep, Step};
use ami_domain::explain::LineageId;
use ami_domain::id::DepositId;
use ami_domain::ledger::Book;
use ami_domain::role::Role;
use ami_store::AccountRow;
use ami_wire::api::Problem;
use ami_wire::api::deposit::{Deposit, DepositMove, DepositWhat, StepDeposit};
use axum::Json;
use axum::extract::State;

/// What is held, what is owed beside it, and what moved it.
#[utoipa::path(get, path = "/api/accounts/{account}/deposit", tag = "debt",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Deposit), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn deposit(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Deposit>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    show(&app, &signed, &account).await
}

/// Takes a deposit, gives it back, or lets it pay what is owed; the same id again changes nothing.
#[utoipa::path(put, path = "/api/accounts/{account}/deposit/{step}", tag = "debt",
    params(("account" = String, Path, description = "Account id"),
        ("step" = String, Path, description = "Id of the step, made by who enters it")),
    request_body = StepDeposit, responses((status = 200, body = Deposit),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn step(
    State(app): State<App>,
    signed: Signed,
    Path((account, step)): Path<(String, String)>,
    Body(body): Body<StepDeposit>,
) -> Result<Json<Deposit>, Refused> {
    let account = signed.account(&app, Action::Refund, &account).await?;
    let missing = || Refused::not_found(signed.locale);
    let id: DepositId = step.parse().map_err(|_| missing())?;
    let what = match (body.what, body.way) {
        (DepositWhat::Taken, Some(way)) => Step::Taken(way),
        (DepositWhat::GivenBack, Some(way)) => Step::GivenBack(way),
        (DepositWhat::Applied, None) => Step::Applied,
        (DepositWhat::Taken | DepositWhat::GivenBack, None) | (DepositWhat::Applied, Some(_)) => {
            return Err(Refused::unreadable(signed.locale, "way"));
        }
    };
    let wish = DepositStep {
        id,
        account: account.id,
        step: what,
        amount: body.amount,
        reference: body.reference.trim().to_owned(),
        why: body.why.trim().to_owned(),
        by: signed.person.id,
        at: app.now().business,
    };
    let chance = &mut app.chance();
    let done = app.css.step_deposit(&app.clock, chance, &wish).await;
    done.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    app.wake.notify_one();
    show(&app, &signed, &account).await
}

async fn show(app: &App, signed: &Signed, account: &AccountRow) -> Result<Json<Deposit>, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let held = app.css.deposit(account.id).await;
    let held = held.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, account).await.map_err(failed)?;
    // Who did it and why is for staff.
    let staff = signed.person.role != Role::Customer;
    let book = Book::Deposit(account.id);
    let mut moves = Vec::new();
    for (entry, step) in held.moves {
        let by = match step.as_ref().filter(|_| staff) {
            Some(step) => tx.person(step.by).await.map_err(failed)?,
            None => None,
        };
        let other = if entry.to == book {
            entry.from
        } else {
            entry.to
        };
        moves.push(DepositMove {
            at: zone.local(entry.at),
            what: entry.reason.parts().word.to_owned(),
            other: other.word().to_owned(),
            amount: entry.effect_on(book),
            way: step.as_ref().and_then(|step| step.step.way()),
            by: by.map(|person| person.name).unwrap_or_default(),
            reference: step.as_ref().map_or(String::new(), |s| s.reference.clone()),
            why: step.filter(|_| staff).map_or(String::new(), |s| s.why),
        });
    }
    let stands = held.stands;
    Ok(Json(Deposit {
        currency: account.currency.clone(),
        held: stands.held,
        owed: stands.owed(),
        most_back: stands.most_back(),
        kept_for_lent: stands.kept_for_lent(),
        most_applied: stands.most_applied(),
        lineage: Some(LineageId::Books(account.id)),
        moves,
    }))
}
