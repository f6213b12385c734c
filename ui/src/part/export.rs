//! Files that customers take with them. The browser fetches them itself, with the session's
//! cookie: nothing of them is held in the page.

use crate::backend::Host;
use crate::i18n::t;
use crate::shell::backend;
use ami_domain::id::AccountId;
use ami_domain::time::Timestamp;
use leptos::prelude::*;

/// One file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File {
    /// Its name in the path of the account.
    pub(crate) name: &'static str,
    /// What its link says.
    pub(crate) text: &'static str,
}

/// Every reading, as a table and as Green Button.
pub(crate) static READINGS: &[File] = &[
    File {
        name: "intervals.csv",
        text: "export-intervals",
    },
    File {
        name: "green-button.xml",
        text: "export-green-button",
    },
];
/// Every movement.
pub(crate) static LEDGER: &[File] = &[File {
    name: "ledger.csv",
    text: "export-ledger",
}];

/// Links to the files of a window; only where there is a server to hand them out.
pub(crate) fn export(
    intro: &'static str,
    files: &'static [File],
    account: AccountId,
    window: (Timestamp, Timestamp),
) -> impl IntoView {
    (backend().host() == Host::Web).then(|| {
        let (from, until) = (window.0.as_millis(), window.1.as_millis());
        let links = files.iter().map(|file| {
            let name = file.name;
            let path = format!("/api/accounts/{account}/{name}?from={from}&until={until}");
            view! {
                <li>
                    <a
                        class="button"
                        href=path
                        download
                        rel="external"
                        data-testid=format!("export-{name}")
                    >
                        {t(file.text)}
                    </a>
                </li>
            }
        });
        view! {
            <section class="panel" aria-labelledby="export-title" data-testid="export">
                <h2 id="export-title">{t("export-title")}</h2>
                <p>{t(intro)}</p>
                <ul class="actions">{links.collect_view()}</ul>
            </section>
        }
    })
}
