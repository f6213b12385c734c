//! The deposit: what is held and what moved it; at the desk it is taken, given back, or pays what
//! is owed.

mod form;

use super::heading;
use super::shape::{CUSTOMER, STAFF, Screen, at_desk, screen};
use crate::i18n::{at, say, t, t_with, usd};
use crate::part::desk::{Desk, own};
use crate::part::table::{head, number, table};
use crate::part::why::why;
use crate::shell::more;
use ami_domain::deposit::Way;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::deposit::{Deposit, DepositMove};
use leptos::prelude::*;

/// The customer's own.
pub(super) const OWN: Screen = screen(
    "deposit",
    "/deposit",
    "deposit-own-title",
    Some(("deposit-menu", "card")),
    CUSTOMER,
    view,
);

/// The representative's, of one account.
pub(super) const AT_DESK: Screen = screen(
    "deposit-of",
    "/deposit/:account",
    "deposit-title",
    None,
    STAFF,
    for_account,
);

fn view(_: String) -> AnyView {
    view! {
        {heading(t("deposit-own-title"))}
        {own(|id| page(id, None))}
    }
    .into_any()
}

fn for_account(part: String) -> AnyView {
    let enter: form::Enter = |desk, form, known| form::enter(desk, form, &known).into_any();
    at_desk("deposit-title", &part, move |id| page(id, Some(enter)))
}

fn page(id: AccountId, enter: Option<form::Enter>) -> impl IntoView {
    let desk = Desk::<Deposit>::new(id);
    let form = form::Form::new();
    desk.take(more().deposit(id), |_| ());
    view! {
        <p>{t("deposit-intro")}</p>
        <p role="status" data-testid="deposit-done">
            {move || form.done.get().then(|| say("deposit-done", &Args::new()))}
        </p>
        {desk.shown(move |known| shown(desk, form, enter, known))}
    }
}

fn shown(
    desk: Desk<Deposit>,
    form: form::Form,
    enter: Option<form::Enter>,
    known: Deposit,
) -> impl IntoView {
    let (held, owed, back) = (known.held, known.owed, known.most_back);
    let staff = enter.is_some();
    // What could go back is a question at the desk; a customer reads what is held.
    let some = [
        ("deposit-owed", owed, staff && owed.is_positive()),
        ("deposit-most-back", back, staff),
    ];
    let some = some.into_iter().filter(|(.., shown)| *shown);
    let some = some.map(|(id, amount, _)| fact(id, amount)).collect_view();
    let first = (staff && owed.is_positive() && held.is_positive())
        .then(|| view! { <p class="hint">{t("deposit-owed-first")}</p> });
    let (lineage, moves) = (known.lineage, known.moves.clone());
    let form = enter.map(|enter| enter(desk, form, known));
    view! {
        <dl class="facts panel">{fact("deposit-held", held)} {some}</dl>
        {lineage.map(|of| view! { <p>{why(of, "deposit-held")}</p> })}
        {first}
        {form}
        {list(moves)}
    }
}

fn fact(id: &'static str, amount: Money) -> impl IntoView {
    view! {
        <div>
            <dt>{t(id)}</dt>
            <dd data-testid=id>
                {t_with("home-balance-value", move || args!["balance" => usd(amount)])}
            </dd>
        </div>
    }
}

fn list(moves: Vec<DepositMove>) -> AnyView {
    if moves.is_empty() {
        return view! { <p class="empty" data-testid="deposit-none">{t("deposit-none")}</p> }
            .into_any();
    }
    let heads = view! {
        {head(t("deposit-at"))}
        {head(t("deposit-what"))}
        {number(t("deposit-amount"))}
    };
    let rows = moves.into_iter().map(row).collect_view();
    table("deposit-moves", t("deposit-moves"), heads, rows).into_any()
}

fn row(one: DepositMove) -> impl IntoView {
    let (when, amount) = (one.at, one.amount);
    let text = what(&one);
    let way = one.way.map(|way| (text, way));
    let said = move || {
        let text = say(text, &Args::new());
        let way = way.map(|(_, way)| format!(" {}", say(way_text(way), &Args::new())));
        text + &way.unwrap_or_default()
    };
    let number = (!one.reference.is_empty()).then(|| {
        let number = one.reference.clone();
        let said = t_with(
            "deposit-reference-is",
            move || args!["number" => number.clone()],
        );
        view! { <p class="more">{said}</p> }
    });
    let by = (!one.by.is_empty()).then(|| {
        let (name, why) = (one.by.clone(), one.why.clone());
        let said = t_with(
            "deposit-step-by",
            move || args!["name" => name.clone(), "reason" => why.clone()],
        );
        view! { <p class="more">{said}</p> }
    });
    view! {
        <tr data-testid="deposit-move" data-what=one.what>
            <td>
                {move || say("history-when", &args!["at" => at(when)])}
            </td>
            <td>
                <div>{said} {number} {by}</div>
            </td>
            <td class="number" data-label=t("deposit-amount")>
                {t_with("home-balance-value", move || args!["balance" => usd(amount)])}
            </td>
        </tr>
    }
}

fn what(one: &DepositMove) -> &'static str {
    match (one.what.as_str(), one.other.as_str()) {
        ("deposit_taken", _) => "deposit-taken",
        ("deposit_given_back", _) => "deposit-given-back",
        ("deposit_asked", _) => "deposit-asked",
        ("deposit_used", "receivable") => "deposit-used-bill",
        ("deposit_used", "debt") => "deposit-used-debt",
        ("deposit_used", _) => "deposit-used-balance",
        ("move_out", _) => "deposit-closed",
        _ => "deposit-other",
    }
}

/// The words after what happened.
const fn way_text(way: Way) -> &'static str {
    match way {
        Way::Cash => "deposit-way-cash",
        Way::Cheque => "deposit-way-cheque",
        Way::Card => "deposit-way-card",
        Way::Bank => "deposit-way-bank",
    }
}
