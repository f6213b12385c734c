//! Behind what a time will cost and what is enough for it.

use super::view::learnt;
use crate::i18n::{at, t, t_with, usd};
use crate::model::explain::LINES_MAX;
use crate::part::ledger::{book_table, sum_line};
use ami_domain::explain::{EstimateSubject, gather};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::time::Zone;
use ami_locales::args;
use leptos::prelude::*;

pub(super) fn told(subject: EstimateSubject, zone: Zone) -> impl IntoView {
    let grounds = &subject.grounds;
    let (said, enough, balance) = (grounds.estimate, grounds.enough, grounds.balance);
    let (start, end) = (grounds.window.start, grounds.window.end);
    let (start, end, help) = (zone.local(start), zone.local(end), grounds.help);
    let book = Book::Prepaid(subject.account);
    let part = gather(
        book,
        subject.brought_forward,
        &subject.entries,
        &zone,
        LINES_MAX,
    );
    let paid = move || {
        args![
            "balance" => usd(balance),
            "amount" => usd(enough.likely),
            "suggested" => usd(enough.safe)
        ]
    };
    view! {
        <h2>{t("behind-estimate-title")}</h2>
        <p>
            {t_with("behind-estimate-window", move || {
                args!["start" => at(start), "end" => at(end)]
            })}
        </p>
        <p class="sentence" data-testid="behind-cost">
            {t_with("behind-estimate-cost", move || {
                args!["amount" => usd(said.p50), "cost" => usd(said.p80)]
            })}
        </p>
        <p class="sentence" data-testid="behind-enough">
            {t_with("behind-estimate-enough", paid)}
        </p>
        <p>
            {t_with("behind-estimate-suggested", move || args!["suggested" => usd(said.suggested)])}
        </p>
        <p class="more">{t("behind-estimate-walk")}</p>
        {learnt(&subject.history, &subject.profile, &subject.tariff, &zone)}
        <h2>{t("explain-balance-title")}</h2>
        {book_table(part, None, Vec::new())}
        {(help != Money::ZERO).then(|| sum_line("explain-help-line", "explain-help", help))}
        {sum_line("explain-sum", "explain-balance", balance)}
    }
}
