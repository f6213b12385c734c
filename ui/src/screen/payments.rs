//! Payment history.

use super::heading;
use crate::i18n::t;
use crate::part::export::{LEDGER, export};
use crate::part::fetch::{fetched, load};
use crate::part::payments::payment_table;
use crate::shell::{backend, shell};
use ami_domain::time::Span;
use leptos::prelude::*;

/// The file reaches so far back.
const BACK: Span = Span::days(366);

pub(super) fn view(_: String) -> AnyView {
    let shell = shell();
    let payments = load(move || {
        // A payment that moved on is shown as it is now.
        shell.home.payment.track();
        shell
            .account
            .get()
            .map(|account| backend().payments(account))
    });
    let hours = Memo::new(move |_| shell.now.get().floor_to(Span::hours(1)));
    view! {
        {heading(t("history-title"))}
        {fetched(payments, |list| payment_table(list.payments, true))}
        {move || {
            let account = shell.account.get()?;
            // To the end of the hour: the link does not change with every second.
            let hour = Span::hours(1);
            let until = hours.get() + hour;
            Some(export("export-ledger-intro", LEDGER, account, (until - BACK, until)))
        }}
    }
    .into_any()
}
