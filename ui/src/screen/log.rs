//! What a meter was told with its receipts, and the meter's own log (FR-25, FR-26).

use super::heading;
use crate::i18n::{at, say, t};
use crate::part::fetch::{fetched, load};
use crate::part::order::word;
use crate::part::table::{head, table};
use crate::shell::more;
use ami_domain::id::AccountId;
use ami_domain::time::LocalMoment;
use ami_locales::{Args, args};
use ami_wire::api::service::{CommandEntry, MeterEntry};
use leptos::prelude::*;
use leptos_router::components::A;

pub(super) fn view(part: String) -> AnyView {
    let Ok(id) = part.parse::<AccountId>() else {
        return super::missing::view();
    };
    let commands = load(move || Some(more().command_log(id)));
    let meter = load(move || Some(more().meter_log(id)));
    view! {
        {heading(t("service-log-title"))}
        <p><A href=format!("/accounts/{id}")>{t("service-account-link")}</A></p>
        <h2>{t("service-log-commands")}</h2>
        {fetched(commands, command_table)}
        <h2>{t("service-log-meter")}</h2>
        {fetched(meter, meter_table)}
    }
    .into_any()
}

fn when(moment: LocalMoment) -> impl Fn() -> String + Send + Sync + Copy {
    move || say("history-when", &args!["at" => at(moment)])
}

fn nothing() -> AnyView {
    view! { <p class="empty" data-testid="log-empty">{t("service-log-empty")}</p> }.into_any()
}

fn command_table(rows: Vec<CommandEntry>) -> AnyView {
    if rows.is_empty() {
        return nothing();
    }
    let lines = rows.into_iter().map(command).collect_view();
    view! {
        {table(
            "command-log",
            t("service-log-commands"),
            (
                head(t("service-log-what")),
                head(t("service-log-state")),
                head(t("service-log-accepted")),
                head(t("service-log-receipt")),
            ),
            lines,
        )}
    }
    .into_any()
}

fn command(row: CommandEntry) -> impl IntoView {
    let tries = row.attempts;
    let receipt = row.receipt.map(|receipt| {
        let id = if receipt.refused {
            "service-receipt-refused"
        } else {
            "service-receipt-value"
        };
        move || say(id, &args!["at" => at(receipt.completed_at)])
    });
    view! {
        <tr data-testid="command-row" data-kind=row.kind.clone()>
            <th scope="row">
                {word("service-kind", &row.kind)} " " <span class="code">{row.message.to_string()}</span>
            </th>
            <td>
                {word("service-sent", &row.state)} " · "
                {move || say("service-log-tries", &args!["count" => tries])}
            </td>
            <td>{when(row.accepted_at)}</td>
            <td>{receipt}</td>
        </tr>
    }
}

fn meter_table(rows: Vec<MeterEntry>) -> AnyView {
    if rows.is_empty() {
        return nothing();
    }
    let lines = rows.into_iter().map(line).collect_view();
    view! {
        {table(
            "meter-log",
            t("service-log-meter"),
            (
                head(t("service-log-place")),
                head(t("service-log-what")),
                head(t("service-log-from")),
                head(t("service-log-when")),
            ),
            lines,
        )}
    }
    .into_any()
}

fn line(row: MeterEntry) -> impl IntoView {
    let way = if row.inbound {
        "service-log-inbound"
    } else {
        "service-log-outbound"
    };
    let text = row.code.text_id();
    let message = row.message.map(|message| message.to_string());
    view! {
        <tr data-testid="meter-row">
            <th scope="row">{row.seq}</th>
            <td>
                {move || say(text, &Args::new())} " "
                <span class="code">{format!("{:#06x}", row.code.0)}</span>
            </td>
            <td>{t(way)} " " <span class="code">{message}</span></td>
            <td>{when(row.at)}</td>
        </tr>
    }
}
