//! How reports, orders and logs are written in an answer.

use crate::http::payment;
use crate::state::App;
use ami_css::CssError;
use ami_domain::id::UserId;
use ami_domain::no_power::waits;
use ami_domain::payment::PaymentState;
use ami_domain::receipt::{Outcome, Switch};
use ami_domain::selftest::Checks;
use ami_domain::time::{Span, Timestamp, Zone};
use ami_store::{AccountRow, CaseRow, CommandRow, OrderRow, StoreError, Tx};
use ami_wire::api::Payment;
use ami_wire::api::service::{Case, Checked, CommandEntry, NoPower, Order, ReceiptEntry};

/// Payments that are looked through for the last one that was applied.
const PAYMENTS: u32 = 20;
/// Orders of one account that are shown.
const ORDERS: u32 = 20;

/// What a representative sees of the report. What would tell a stranger who the customer is
/// stays away until the caller has proved who they are (SC6.2).
pub(super) async fn no_power(app: &App, by: UserId, row: &AccountRow) -> Result<NoPower, CssError> {
    let now = app.now();
    let mut tx = app.css.store.read().await?;
    let zone = payment::zone(&mut tx, row).await?;
    let until = tx.identity_until(row.id, by, now.real).await?;
    let (paid, switch) = match until {
        Some(_) => known(&mut tx, &zone, row).await?,
        None => (None, None),
    };
    let case = match tx.case_of(row.id).await? {
        Some(found) => Some(case(&mut tx, &zone, now.real, &found).await?),
        None => None,
    };
    let mut orders = Vec::new();
    for one in tx.orders_of(row.id, ORDERS).await? {
        orders.extend(order(&mut tx, one).await?);
    }
    Ok(NoPower {
        verified: until.map(|until| until.since(now.real)),
        payment: paid,
        switch,
        case,
        orders,
    })
}

async fn known(
    tx: &mut Tx,
    zone: &Zone,
    row: &AccountRow,
) -> Result<(Option<Payment>, Option<Switch>), CssError> {
    let payments = tx.payments_of(row.id, PAYMENTS).await?;
    let applied = payments
        .iter()
        .find(|one| matches!(one.state, PaymentState::Applied { .. }));
    let paid = match applied {
        Some(one) => Some(payment::shape(tx, zone, one).await?),
        None => None,
    };
    let switch = tx.supply(row.meter).await?.map(|supply| supply.switch);
    Ok((paid, switch))
}

async fn case(
    tx: &mut Tx,
    zone: &Zone,
    real: Timestamp,
    row: &CaseRow,
) -> Result<Case, StoreError> {
    let within = waits(row.state);
    let gone = real.since(row.since_real).as_millis();
    let left = (within.as_millis() - gone).clamp(0, within.as_millis());
    let checks = match row.verdict {
        None => Vec::new(),
        Some(_) => {
            let receipt = tx.receipt(row.test).await?;
            let result = receipt.and_then(|receipt| receipt.test);
            each(result.map_or(Checks::SILENT, |result| result.checks()))
        }
    };
    let activation = match row.activation {
        Some(message) => sent(tx, zone, message).await?,
        None => None,
    };
    Ok(Case {
        id: row.id,
        state: row.state,
        opened_at: zone.local(row.opened_at),
        within,
        left: if row.state.is_open() {
            Span::millis(left)
        } else {
            Span::ZERO
        },
        test: sent(tx, zone, row.test).await?,
        verdict: row.verdict,
        checks,
        activation,
        ended_at: row.ended_at.map(|at| zone.local(at)),
    })
}

fn each(checks: Checks) -> Vec<Checked> {
    [
        ("service-check-connected", checks.connected),
        ("service-check-energised", checks.energised),
        ("service-check-load", checks.load),
        ("service-check-current", checks.current),
        ("service-check-switch", checks.switch),
    ]
    .map(|(text, check)| Checked {
        text: text.to_owned(),
        check,
    })
    .into()
}

async fn sent(
    tx: &mut Tx,
    zone: &Zone,
    message: ami_domain::id::MessageId,
) -> Result<Option<CommandEntry>, StoreError> {
    match tx.command(message).await? {
        Some(row) => Ok(Some(entry(tx, zone, row).await?)),
        None => Ok(None),
    }
}

/// A command with its receipt.
pub(super) async fn entry(
    tx: &mut Tx,
    zone: &Zone,
    row: CommandRow,
) -> Result<CommandEntry, StoreError> {
    let receipt = tx.receipt(row.command.id).await?;
    Ok(CommandEntry {
        message: row.command.id,
        kind: row.command.kind.word().to_owned(),
        state: row.state.word().to_owned(),
        accepted_at: zone.local(row.command.accepted_at),
        sent_at: row.first_sent.map(|(at, _)| zone.local(at)),
        attempts: row.attempts,
        receipt: receipt.map(|receipt| ReceiptEntry {
            completed_at: zone.local(receipt.completed_at),
            code: receipt.code,
            refused: matches!(receipt.outcome, Outcome::Refused(_)),
            log_seq: receipt.log_seq,
        }),
    })
}

/// An order with where somebody goes; `None` when its account is gone.
pub(in crate::http) async fn order(
    tx: &mut Tx,
    row: OrderRow,
) -> Result<Option<Order>, StoreError> {
    let Some(account) = tx.account(row.account).await? else {
        return Ok(None);
    };
    let zone = payment::zone(tx, &account).await?;
    let place = tx.location(account.location).await?;
    let meter = tx.meter(row.meter).await?;
    Ok(Some(Order {
        id: row.id,
        account: row.account,
        number: account.number,
        address: place.map_or_else(String::new, |place| place.address),
        meter_serial: meter.map_or_else(String::new, |meter| meter.serial),
        kind: row.kind,
        reason: row.reason,
        state: row.state,
        opened_at: zone.local(row.opened_at),
        handed_at: row.handed_at.map(|at| zone.local(at)),
        ended_at: row.ended_at.map(|at| zone.local(at)),
        tries: row.attempts,
        note: row.note,
        evidence: row.evidence,
    }))
}
