//! What travels: the journal, the outbox, intervals and the live feed.

use super::{AT, LIMIT, home};
use crate::{JournalRow, Tx};
use ami_domain::account::Mode;
use ami_domain::code::Code;
use ami_domain::convert::{Preview, Terms};
use ami_domain::display::Confidence;
use ami_domain::energy::{Rate, WattHours};
use ami_domain::estimate::{Enough, Estimate};
use ami_domain::explain::{CostGrounds, EstimateGrounds, LineageId, PreviewSubject};
use ami_domain::figure_code::FigureCode;
use ami_domain::id::{AccountId, AlertId, CostId, GatewayId, MessageId, MeterId};
use ami_domain::money::Money;
use ami_domain::tariff::{Energy, Meterage, Tariff};
use ami_domain::time::{Span, Window, Zone};
use ami_domain::usage::Profile;

pub(super) async fn ask(tx: &mut Tx) {
    let (meter, message) = (MeterId::from_number(1), MessageId::from_number(1));
    let account = AccountId::from_number(1);
    let (notice, gateway) = (AlertId::from_number(1), GatewayId::from_number(1));
    let row = JournalRow {
        seq: 0,
        at: AT,
        meter,
        down: true,
        code: Code::INTERVAL,
        message: None,
        detail: String::new(),
    };
    tx.journal(&row).await.unwrap();
    tx.journal_of(meter, LIMIT).await.unwrap();
    tx.journal_head(meter).await.unwrap();
    tx.journal_after(meter, 0, LIMIT).await.unwrap();
    tx.journals_to_prune(AT, LIMIT).await.unwrap();
    tx.prune_journal(meter, AT + Span::days(1), LIMIT)
        .await
        .unwrap();
    tx.prune_meter_log(meter, AT, LIMIT).await.unwrap();
    tx.prune_commands(AT, LIMIT).await.unwrap();
    tx.commands_kept_since().await.unwrap();
    tx.put_outbox("x", &[]).await.unwrap();
    tx.outbox(LIMIT).await.unwrap();
    tx.delete_outbox(&[1, 2]).await.unwrap();
    tx.received(message, gateway, AT).await.unwrap();
    tx.forget_received_before(AT).await.unwrap();
    let length = Span::minutes(15);
    tx.put_intervals(meter, length, &[(AT, WattHours::ZERO, false)])
        .await
        .ok();
    let day = Window::new(AT, AT + Span::days(1)).unwrap();
    tx.intervals(&home(), day).await.unwrap();
    tx.interval_end(meter).await.unwrap();
    tx.entitled(account).await.unwrap();
    tx.entitled_notes(account, LIMIT).await.unwrap();
    tx.cheques_of(account, LIMIT).await.unwrap();
    tx.set_occupied(account, AT).await.unwrap();
    super::settlement::cheques(tx).await;
    tx.lineage(account).await.unwrap();
    tx.keep_estimate(account, &estimate(day), LIMIT)
        .await
        .unwrap();
    tx.shown_estimate(account, day).await.unwrap();
    tx.shown_cost(CostId::from_number(1)).await.unwrap();
    tx.keep_cost(CostId::from_number(1), &cost(account, day), LIMIT)
        .await
        .unwrap();
    tx.keep_preview(&preview(account), LIMIT).await.unwrap();
    let to = Mode::Regular;
    tx.shown_preview(account, to, AT).await.unwrap();
    let owed = LineageId::Owed(account);
    tx.keep_figure_code(account, owed, AT, LIMIT).await.unwrap();
    tx.figure_code_kept(owed).await.unwrap();
    let code = FigureCode::of(owed);
    tx.figures_of_code(code, LIMIT).await.unwrap();
    tx.deliver_notice(notice, account, message).await.unwrap();
    tx.notice_at_meter(message, AT).await.unwrap();
    tx.confirm_notice(notice, account, AT, None).await.unwrap();
    tx.notices_of(account, LIMIT).await.unwrap();
    tx.notice(notice).await.unwrap();
    tx.tell(account, "x", AT).await.unwrap();
    tx.told_since(AT, LIMIT).await.unwrap();
    tx.forget_told_before(AT).await.unwrap();
}

fn estimate(window: Window) -> EstimateGrounds {
    let (likely, safe) = (Money::ZERO, Money::ZERO);
    EstimateGrounds {
        window,
        balance: Money::ZERO,
        help: Money::ZERO,
        least: Money::ZERO,
        meterage: Meterage::starting(Zone::utc().civil(AT).day, 1),
        charged_until: AT,
        history_from: AT,
        intervals: 0,
        mark: 0,
        estimate: Estimate {
            window,
            p50: likely,
            p80: safe,
            energy_p50: WattHours::ZERO,
            energy_p80: WattHours::ZERO,
            fixed: Money::ZERO,
            confidence: Confidence::Class,
            suggested: Money::ZERO,
        },
        enough: Enough {
            until: window.end,
            likely,
            safe,
        },
    }
}

fn preview(account: AccountId) -> PreviewSubject {
    PreviewSubject {
        account,
        zone: "UTC".to_owned(),
        now: AT,
        interval: Span::hours(1),
        terms: Terms::default(),
        books: Vec::new(),
        said: Preview::of_nothing(Mode::Prepaid, Mode::Regular, AT),
    }
}

fn cost(account: AccountId, window: Window) -> CostGrounds {
    CostGrounds {
        at: AT,
        account,
        own_site: true,
        zone: "UTC".to_owned(),
        bill_day: 1,
        least: Money::ZERO,
        tariff: Tariff {
            name: "flat".to_owned(),
            name_es: None,
            currency: "USD".to_owned(),
            effective_from: None,
            fixed_per_day: Money::ZERO,
            minimum_per_day: Money::ZERO,
            holidays: Vec::new(),
            energy: Energy::Flat {
                price: Rate::micros_per_kwh(200_000),
            },
            baseline: None,
            riders: Vec::new(),
            tax: None,
            conversion: ami_domain::convert::Terms::default(),
            later: Vec::new(),
        },
        profile: Profile::learn(&[], AT, &Zone::utc(), &[]),
        said: estimate(window).estimate,
    }
}
