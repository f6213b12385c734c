//! Behind the lines of a statement: each with its movements, one at a time.

use crate::i18n::{say, t};
use crate::model::day::on;
use crate::model::explain::{behind, line_at};
use crate::part::ledger::{book_table, entries_table};
use crate::part::statement::line_paths;
use ami_domain::explain::{LineageId, StatementSubject};
use ami_domain::time::Zone;
use ami_locales::args;
use leptos::prelude::*;

pub(super) fn told(subject: StatementSubject, zone: Zone, line: Option<String>) -> impl IntoView {
    let (account, from) = (subject.account, subject.from);
    let last = subject.until.plus(-1);
    let period = args!["from" => on(from), "until" => on(last)];
    let chosen = line.as_deref().and_then(line_at);
    let behind = chosen.map(|line| {
        let entries: Vec<_> = behind(&subject, &zone, &line)
            .into_iter()
            .copied()
            .collect();
        view! {
            <section class="panel" data-testid="explain-line" aria-labelledby="explain-line-title">
                <h2 id="explain-line-title">{t("explain-line-behind")}</h2>
                {entries_table(entries, zone.clone())}
            </section>
        }
    });
    let lineage = LineageId::Statement { account, from };
    let parts = subject.parts.into_iter().map(move |part| {
        let paths = line_paths(lineage, &part);
        book_table(part, Some((from, last)), paths)
    });
    view! {
        <h2>{t("explain-statement-title")}</h2>
        <p>{move || say("statement-period", &period)}</p>
        {behind}
        {parts.collect_view()}
    }
}
