//! What was done with a deposit, entered by a representative, with a second look before it counts.

use super::way_text;
use crate::browser;
use crate::i18n::{say, t, t_with, usd};
use crate::part::choose::{Label, choose};
use crate::part::desk::Desk;
use crate::part::field::{field, line};
use crate::part::notice::{Fault, error_summary};
use crate::shell::more;
use ami_domain::deposit::{REFERENCE_MAX, TAKEN_MAX, Way};
use ami_domain::id::DepositId;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::deposit::{Deposit, DepositWhat, StepDeposit};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const AMOUNT: &str = "deposit-amount-label";
const REFERENCE: &str = "deposit-reference";
const WHY: &str = "deposit-why";

/// The form at the desk; a customer's page does not even carry it.
pub(super) type Enter = fn(Desk<Deposit>, Form, Deposit) -> AnyView;

/// What is typed in.
#[derive(Clone, Copy)]
pub(super) struct Form {
    what: RwSignal<String>,
    way: RwSignal<String>,
    amount: RwSignal<String>,
    reference: RwSignal<String>,
    why: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
    /// What is looked at once more. Its id is made with it, so that a second press and a lost
    /// answer enter it once.
    wish: RwSignal<Option<(DepositId, StepDeposit)>>,
    /// The last one was entered.
    pub(super) done: RwSignal<bool>,
}

impl Form {
    pub(super) fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            what: RwSignal::new(word(DepositWhat::Taken).to_owned()),
            way: RwSignal::new(Way::Cash.word().to_owned()),
            amount: text(),
            reference: text(),
            why: text(),
            faults: RwSignal::new(Vec::new()),
            wish: RwSignal::new(None),
            done: RwSignal::new(false),
        }
    }

    fn is_applied(self) -> bool {
        self.what.with(|what| what == word(DepositWhat::Applied))
    }
}

const ALL: [DepositWhat; 3] = [
    DepositWhat::Taken,
    DepositWhat::GivenBack,
    DepositWhat::Applied,
];

const fn word(what: DepositWhat) -> &'static str {
    match what {
        DepositWhat::Taken => "taken",
        DepositWhat::GivenBack => "given_back",
        DepositWhat::Applied => "applied",
    }
}

/// The form, or what it asks for once more.
pub(super) fn enter(desk: Desk<Deposit>, form: Form, known: &Deposit) -> impl IntoView + use<> {
    let held = known.held;
    let bounds = Bounds {
        back: known.most_back,
        kept: known.kept_for_lent,
        applied: known.most_applied,
    };
    move || match form.wish.get() {
        Some((id, wish)) => look(desk, form, held, (id, wish)).into_any(),
        None => fields(form, bounds).into_any(),
    }
}

/// What bounds an amount.
#[derive(Clone, Copy)]
struct Bounds {
    back: Money,
    /// What of it would go back, too, had nothing been lent.
    kept: Money,
    applied: Money,
}

fn fields(form: Form, bounds: Bounds) -> impl IntoView {
    let ask = move |event: SubmitEvent| {
        event.prevent_default();
        form.done.set(false);
        let (Some(wish), Some(id)) = (read(form, bounds), browser::new_payment_id()) else {
            return;
        };
        form.wish
            .set(Some((DepositId::from_bytes(id.to_bytes()), wish)));
        browser::focus("#deposit-look-title");
    };
    let label = |text: &'static str| -> Label { Box::new(t(text)) };
    // Only what can be done now is offered.
    let most = |what| match what {
        DepositWhat::Taken => TAKEN_MAX,
        DepositWhat::GivenBack => bounds.back,
        DepositWhat::Applied => bounds.applied,
    };
    let steps = ALL.into_iter().filter(|what| most(*what).is_positive());
    let steps = steps.map(|what| (word(what).to_owned(), label(step_text(what))));
    let ways = Way::ALL.map(|way| (way.word().to_owned(), label(choice(way))));
    let hint: Label = Box::new(t("deposit-reference.hint"));
    let length = u16::try_from(REFERENCE_MAX).unwrap_or(u16::MAX);
    let money = view! {
        {choose("deposit-way", t("deposit-way"), ways.into(), form.way)}
        {field(
            line(REFERENCE, "text", length),
            t(REFERENCE),
            Some(hint),
            form.reference,
            form.faults,
        )}
    };
    view! {
        <form class="form panel" novalidate on:submit=ask data-testid="deposit-form">
            <h2>{t("deposit-form")}</h2>
            {error_summary(form.faults)}
            {choose("deposit-step", t("deposit-step"), steps.collect(), form.what)}
            {field(line(AMOUNT, "decimal", 12), t(AMOUNT), None, form.amount, form.faults)}
            <div hidden=move || form.is_applied()>{money}</div>
            {field(line(WHY, "text", 500), t(WHY), None, form.why, form.faults)}
            <button class="button primary" data-testid="deposit-look">
                {t("deposit-look")}
            </button>
        </form>
    }
}

const fn step_text(what: DepositWhat) -> &'static str {
    match what {
        DepositWhat::Taken => "deposit-step-taken",
        DepositWhat::GivenBack => "deposit-step-given-back",
        DepositWhat::Applied => "deposit-step-applied",
    }
}

const fn choice(way: Way) -> &'static str {
    match way {
        Way::Cash => "deposit-cash",
        Way::Cheque => "deposit-cheque",
        Way::Card => "deposit-card",
        Way::Bank => "deposit-bank",
    }
}

/// What the form asks for; `None` when a field cannot be read, which it says itself.
fn read(form: Form, bounds: Bounds) -> Option<StepDeposit> {
    let what = form.what.get_untracked();
    let what = ALL.into_iter().find(|one| word(*one) == what)?;
    let (most, way) = match what {
        DepositWhat::Taken => (
            TAKEN_MAX,
            form.way.with_untracked(|way| Way::from_word(way)),
        ),
        DepositWhat::GivenBack => (
            bounds.back,
            form.way.with_untracked(|way| Way::from_word(way)),
        ),
        DepositWhat::Applied => (bounds.applied, None),
    };
    let amount = Money::parse(form.amount.get_untracked().trim()).ok();
    let amount = amount.filter(|one| one.is_positive() && one.is_whole_cents() && *one <= most);
    let reference = form.reference.get_untracked().trim().to_owned();
    let reference = way.map(|_| reference).unwrap_or_default();
    let missing = way.is_some_and(|way| way != Way::Cash) && reference.is_empty();
    let why = form.why.get_untracked().trim().to_owned();
    let mut faults = Vec::new();
    if amount.is_none() {
        let values = args!["maximum" => usd(most), "kept" => usd(bounds.kept)];
        let text = match what {
            DepositWhat::GivenBack if bounds.kept.is_positive() => "error-deposit-lent",
            DepositWhat::Taken | DepositWhat::GivenBack | DepositWhat::Applied => {
                "deposit-bad-amount"
            }
        };
        faults.push(Fault {
            field: AMOUNT,
            text: say(text, &values),
        });
    }
    if missing {
        faults.push(Fault::new(REFERENCE, "deposit-bad-reference"));
    }
    if why.is_empty() {
        faults.push(Fault::new(WHY, "error-grant-why"));
    }
    let good = faults.is_empty();
    form.faults.set(faults);
    let amount = amount.filter(|_| good)?;
    Some(StepDeposit {
        what,
        amount,
        way,
        reference,
        why,
    })
}

/// What will be entered, and what is held then.
fn look(
    desk: Desk<Deposit>,
    form: Form,
    held: Money,
    (id, wish): (DepositId, StepDeposit),
) -> impl IntoView {
    let (amount, way) = (wish.amount, wish.way);
    let (text, after) = match wish.what {
        DepositWhat::Taken => ("deposit-look-taken", held + amount),
        DepositWhat::GivenBack => ("deposit-look-given-back", held - amount),
        DepositWhat::Applied => ("deposit-look-applied", held - amount),
    };
    let said = t_with(text, move || {
        let way = way.map(|way| say(way_text(way), &Args::new()));
        let way = way.unwrap_or_default();
        args!["amount" => usd(amount), "balance" => usd(after), "method" => way]
    });
    let yes = move |_| {
        let answer = more().step_deposit(desk.id, id, wish.clone());
        desk.take(answer, move |_| {
            form.wish.try_set(None);
            form.amount.try_set(String::new());
            form.reference.try_set(String::new());
            form.why.try_set(String::new());
            form.what.try_set(word(DepositWhat::Taken).to_owned());
            form.done.try_set(true);
        });
    };
    view! {
        <section class="panel" aria-labelledby="deposit-look-title" data-testid="deposit-review">
            <h2 id="deposit-look-title" tabindex="-1">{t("deposit-look-title")}</h2>
            <p>{said}</p>
            <div class="actions">
                <button
                    class="button primary"
                    data-testid="deposit-yes"
                    disabled=desk.busy
                    on:click=yes
                >
                    {t("deposit-yes")}
                </button>
                <button
                    class="button"
                    data-testid="deposit-no"
                    disabled=desk.busy
                    on:click=move |_| form.wish.set(None)
                >
                    {t("deposit-no")}
                </button>
            </div>
        </section>
    }
}
