//! Payment history.

use super::heading;
use crate::i18n::t;
use crate::part::fetch::{fetched, load};
use crate::part::payments::payment_table;
use crate::shell::{backend, shell};
use leptos::prelude::*;

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
    view! {
        {heading(t("history-title"))}
        {fetched(payments, |list| payment_table(list.payments, true))}
    }
    .into_any()
}
