//! Where a figure comes from: entries, tariff lines, readings and pattern of use behind it, and the
//! same figure computed again on this device.

mod alert;
mod books;
mod change;
mod charges;
mod cost;
mod estimate;
mod event;
mod hold;
mod money;
mod preview;
mod recovery;
mod statement;
mod view;

use super::heading;
use super::shape::{BOTH, Screen, screen};
use crate::backend::Host;
use crate::i18n::t;
use crate::model::link::query_value;
use crate::part::fetch::{fetched, load};
use crate::part::lineage::lineage_line;
use crate::part::notice::note;
use crate::shell::{backend, more, shell};
use ami_domain::explain::{LineageId, Subject};
use ami_domain::id::AccountId;
use ami_domain::role::Role;
use ami_domain::time::Zone;
use ami_wire::api::Explained;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

/// For the customer and at the desk.
pub(super) const SCREEN: Screen =
    screen("explain", "/explain/:id", "explain-title", None, BOTH, view);

fn view(part: String) -> AnyView {
    let Ok(lineage) = part.parse::<LineageId>() else {
        return super::missing::view();
    };
    let search = use_location().search;
    let asked = load(move || Some(more().explain(lineage)));
    view! {
        {heading(t("explain-title"))}
        {fetched(asked, move |explained| {
            let line = search.with(|search| query_value(search, "line").map(str::to_owned));
            told(explained, line)
        })}
    }
    .into_any()
}

fn told(answer: Explained, line: Option<String>) -> impl IntoView {
    // What the server found does not count: this device is another machine.
    let explained = Explained::of(answer.bundle);
    let lineage = explained.lineage;
    let (agrees, differences) = (explained.agrees, explained.differences);
    let owner = explained.bundle.subject.account();
    let zone = |name: &str| Zone::named(name).unwrap_or_else(|_| Zone::utc());
    let body = match explained.bundle.subject {
        Subject::View(subject) => view::told(*subject).into_any(),
        Subject::Estimate(subject) => {
            let zone = zone(&subject.zone);
            estimate::told(*subject, zone).into_any()
        }
        Subject::Charges(subject) => {
            let zone = zone(&subject.zone);
            charges::told(*subject, zone).into_any()
        }
        Subject::Alert(subject) => alert::told(*subject).into_any(),
        Subject::Cost(subject) => {
            let zone = zone(&subject.zone);
            cost::told(*subject, zone).into_any()
        }
        Subject::Event(subject) => {
            let zone = zone(&subject.zone);
            event::told(*subject, zone).into_any()
        }
        Subject::Statement(subject) => {
            let zone = zone(&subject.zone);
            statement::told(*subject, zone, line).into_any()
        }
        Subject::Payment(subject) => {
            let zone = zone(&subject.zone);
            money::payment(*subject, zone).into_any()
        }
        Subject::Owed(subject) => {
            let zone = zone(&subject.zone);
            money::owed(*subject, zone).into_any()
        }
        Subject::Books(subject) => {
            let zone = zone(&subject.zone);
            books::told(*subject, zone).into_any()
        }
        Subject::Recovery(subject) => {
            let zone = zone(&subject.zone);
            recovery::told(*subject, zone).into_any()
        }
        Subject::Preview(subject) => {
            let zone = zone(&subject.zone);
            preview::told(*subject, zone).into_any()
        }
        Subject::Hold(subject) => hold::told(*subject).into_any(),
        Subject::Conversion(subject) => {
            let zone = zone(&subject.zone);
            change::told(*subject, zone).into_any()
        }
        Subject::Entry { entry } => money::entry(entry).into_any(),
    };
    view! {
        {account_link(owner)}
        {verdict(agrees, differences)}
        {body}
        {lineage_line(lineage)}
        {download(lineage)}
    }
}

/// For a representative: the way to check who is calling, and whose figure it is.
fn account_link(owner: Option<AccountId>) -> Option<impl IntoView> {
    let staff = shell().role() == Some(Role::Representative);
    let owner = owner.filter(|_| staff)?;
    Some(view! {
        <p>
            <A href=format!("/no-power/{owner}") attr:data-testid="identity-link">
                {t("enrol-identity-link")}
            </A> " · "
            <A href=format!("/accounts/{owner}") attr:data-testid="explain-account">
                {t("behind-account")}
            </A>
        </p>
    })
}

fn verdict(agrees: bool, differences: Vec<String>) -> impl IntoView {
    if agrees {
        return note("calm", "ok", "explain-agrees", t("explain-agrees")).into_any();
    }
    let list = differences.into_iter().map(|one| view! { <li>{one}</li> });
    view! {
        {note("alarm", "critical", "explain-differs", t("explain-differs"))}
        <ul class="list">{list.collect_view()}</ul>
    }
    .into_any()
}

/// The same as a file; only where there is a server to hand it out.
fn download(lineage: LineageId) -> impl IntoView {
    (backend().host() == Host::Web).then(|| {
        view! {
            <p>
                <a
                    class="button"
                    href=format!("/api/explain/{lineage}")
                    download=format!("{lineage}.json")
                    rel="external"
                    data-testid="explain-download"
                >
                    {t("explain-download")}
                </a>
            </p>
            <p class="hint">{t("explain-download-hint")}</p>
        }
    })
}
