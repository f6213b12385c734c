//! Receives what gateways carry: logs it, hands it to MDMS, and ends the command it answers
//! (SC1.9, FR-12, NFR-06). One commit for a whole batch; a second copy changes nothing.

use crate::{AdcsError, dispatch, schedule};
use ami_domain::clock::Now;
use ami_domain::code::Code;
use ami_domain::command::CommandKind;
use ami_domain::energy::WattHours;
use ami_domain::id::GatewayId;
use ami_domain::receipt::{Outcome, Receipt};
use ami_domain::time::{Span, Timestamp};
use ami_mdms::feed::{self, Change};
use ami_mdms::intake;
use ami_store::{CommandState, JournalRow, MeterLogRow, Store, Tx};
use ami_wire::chain::link_bytes;
use ami_wire::up::{IntervalRow, Intervals, LogRow, Up, UpBody};

/// A meter's clock may run ahead of ours by so much.
const AHEAD_MAX: Span = Span::hours(1);

/// Keeps a batch of messages of one gateway in one commit. When it returns `Ok`, all of them are
/// stored and may be acknowledged.
///
/// # Errors
/// [`AdcsError::NotItsMeter`] when the gateway speaks for another's meter: nothing of the batch
/// is kept, for such a gateway is broken or hostile. Else when the store fails.
pub async fn receive(
    store: &Store,
    now: Now,
    gateway: GatewayId,
    batch: &[Up],
) -> Result<(), AdcsError> {
    let batch: Vec<(GatewayId, &Up)> = batch.iter().map(|up| (gateway, up)).collect();
    receive_all(store, now, &batch).await
}

/// The same for messages of several gateways, each with the gateway that spoke.
///
/// # Errors
/// As [`receive`]; one message that cannot be kept keeps all others out.
pub async fn receive_all(
    store: &Store,
    now: Now,
    batch: &[(GatewayId, &Up)],
) -> Result<(), AdcsError> {
    let mut tx = store.begin().await?;
    for (gateway, up) in in_lock_order(batch) {
        let owner = tx.gateway_of(up.meter).await?;
        if owner != Some(gateway) || up.gateway != gateway {
            return Err(AdcsError::NotItsMeter {
                gateway,
                meter: up.meter,
            });
        }
        if tx.received(up.id, gateway, now.real).await? {
            keep(&mut tx, now, up).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Intervals first, because they lock the account, and everything else locks the meter: payments
/// lock in this order, too, so on PostgreSQL a batch and a payment never wait for each other.
fn in_lock_order<'a>(batch: &[(GatewayId, &'a Up)]) -> Vec<(GatewayId, &'a Up)> {
    let mut all = batch.to_vec();
    all.sort_by_key(|(_, up)| (!matches!(up.body, UpBody::Interval(_)), up.meter));
    all
}

async fn keep(tx: &mut Tx, now: Now, up: &Up) -> Result<(), AdcsError> {
    match &up.body {
        UpBody::Receipt(receipt) => keep_receipt(tx, now, up.at, receipt).await,
        UpBody::Interval(intervals) => keep_intervals(tx, now, up, intervals).await,
        UpBody::Supply(supply) => {
            intake::supply(tx, now, up.at, up.meter, supply).await?;
            log(
                tx,
                now,
                up,
                Code::SUPPLY_ON,
                format!("supply {:?}", supply.switch),
            )
            .await
        }
        UpBody::Log(rows) => keep_log(tx, now, up, rows).await,
        UpBody::Events(rows) => {
            let new = schedule::reports(tx, now, up.meter, rows).await?;
            let detail = format!("{} events, {new} new", rows.len());
            log(tx, now, up, Code::EVENT_STORED, detail).await
        }
        UpBody::Shown { alert, at } => {
            if let Some(account) = tx.account_of_meter(up.meter).await? {
                tx.notice_shown(*alert, account.id, *at).await?;
            }
            log(tx, now, up, Code::INFO_TEXT, format!("shown {alert}")).await
        }
        UpBody::Confirmed { alert, at } => {
            if let Some(account) = tx.account_of_meter(up.meter).await?
                && tx.confirm_notice(*alert, account.id, *at, None).await?
            {
                feed::tell(tx, now, account.id, Change::Message).await?;
            }
            log(tx, now, up, Code::INFO_TEXT, format!("confirmed {alert}")).await
        }
    }
}

/// Keeps intervals that fit their meter. One of another length, off the meter's grid or of the
/// future would be read by nobody, and would move the mark of what is charged past what is not;
/// the log says how many there were.
async fn keep_intervals(
    tx: &mut Tx,
    now: Now,
    up: &Up,
    intervals: &Intervals,
) -> Result<(), AdcsError> {
    let length = tx.meter(up.meter).await?.map(|meter| meter.interval);
    let fits = |row: &&IntervalRow| {
        length == Some(intervals.length)
            && row.start.floor_to(intervals.length) == row.start
            && row.start <= now.business + AHEAD_MAX
    };
    let rows: Vec<(Timestamp, WattHours, bool)> = intervals
        .rows
        .iter()
        .filter(fits)
        .map(|row| (row.start, row.energy, row.estimated))
        .collect();
    let unfit = intervals.rows.len() - rows.len();
    let new = intake::intervals(tx, now.business, up.meter, intervals.length, &rows).await?;
    let mut detail = format!("{new} new intervals");
    if unfit > 0 {
        tracing::warn!(meter.id = %up.meter, unfit, "Intervals do not fit their meter");
        detail = format!("{detail}, {unfit} do not fit the meter");
    }
    log(tx, now, up, Code::INTERVAL, detail).await
}

/// A receipt ends its command. A receipt for a command that we do not know is kept as well: after
/// a restore from backup it is the only trace of what the meter did.
async fn keep_receipt(
    tx: &mut Tx,
    now: Now,
    read_at: Timestamp,
    receipt: &Receipt,
) -> Result<(), AdcsError> {
    let new = intake::receipt(tx, now, read_at, receipt).await?;
    let detail = match receipt.outcome {
        Outcome::Done => "receipt: done".to_owned(),
        Outcome::Refused(why) => format!("receipt: refused, {why:?}"),
    };
    tx.journal(&JournalRow {
        seq: 0,
        at: now.business,
        meter: receipt.meter,
        down: false,
        code: receipt.code,
        message: Some(receipt.message),
        detail,
    })
    .await?;
    if !new {
        return Ok(());
    }
    let Some(row) = tx.command(receipt.message).await? else {
        return Ok(());
    };
    if row.command.meter != receipt.meter {
        return Err(AdcsError::Unknown {
            what: "command",
            which: receipt.message.to_string(),
        });
    }
    let state = match receipt.outcome {
        Outcome::Done => CommandState::Receipted,
        Outcome::Refused(_) => CommandState::Refused,
    };
    tx.set_command_state(receipt.message, state).await?;
    // Credit is never lost: customer service looks at what became of it. And people hear of it when
    // their supply is reduced or whole again.
    let credit = matches!(row.command.kind, CommandKind::Prepay(_));
    let moved = state == CommandState::Receipted && row.command.kind.moves_supply();
    if (credit && state == CommandState::Refused || moved)
        && let Some(account) = tx.account_of_meter(receipt.meter).await?
    {
        tx.watch(account.id, now.business, false).await?;
    }
    // A text that the meter has refused is on no wall: nobody was warned by it.
    if state == CommandState::Receipted
        && tx
            .notice_at_meter(receipt.message, receipt.completed_at)
            .await?
        && let Some(account) = tx.account_of_meter(receipt.meter).await?
    {
        feed::tell(tx, now, account.id, Change::Message).await?;
    }
    dispatch::tell_payer(tx, now, &row.command).await
}

/// Rows of the meter's own log join ADCS's, with the meter's clock (FR-26); those that are known
/// already, once: a gateway reads the log again when a backup was put back.
async fn keep_log(tx: &mut Tx, now: Now, up: &Up, rows: &[LogRow]) -> Result<(), AdcsError> {
    let own = |row: &LogRow| MeterLogRow {
        meter: up.meter,
        seq: row.seq,
        at: row.at,
        code: row.code,
        message: row.message,
        inbound: row.inbound,
        chain: row.chain.clone().filter(|link| link_bytes(link).is_some()),
    };
    let own: Vec<MeterLogRow> = rows.iter().map(own).collect();
    let new = tx.put_meter_log(&own, now.business).await?;
    let news = || rows.iter().filter(|row| new.contains(&row.seq));
    let row = |row: &LogRow| JournalRow {
        seq: 0,
        at: row.at,
        meter: up.meter,
        down: row.inbound,
        code: row.code,
        message: row.message,
        detail: format!("meter log {}", row.seq),
    };
    let journal: Vec<JournalRow> = news().map(row).collect();
    tx.journal_all(&journal).await?;
    if news().any(|row| row.code == Code::LOW_CREDIT) {
        meter_says_low(tx, now, up).await?;
    }
    Ok(())
}

/// The meter warned by itself: customer service says the same if it has not yet (SC4.1).
async fn meter_says_low(tx: &mut Tx, now: Now, up: &Up) -> Result<(), AdcsError> {
    if let Some(account) = tx.account_of_meter(up.meter).await? {
        tx.watch(account.id, now.business, true).await?;
    }
    Ok(())
}

async fn log(tx: &mut Tx, now: Now, up: &Up, code: Code, detail: String) -> Result<(), AdcsError> {
    tx.journal(&JournalRow {
        seq: 0,
        at: now.business,
        meter: up.meter,
        down: false,
        code,
        message: Some(up.id),
        detail,
    })
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::id::{AlertId, MessageId, MeterId};

    #[test]
    fn accounts_are_locked_before_meters() {
        let gateway = GatewayId::from_number(1);
        let at = Timestamp::from_millis(0);
        let up = |id, meter, body| Up {
            v: ami_wire::VERSION,
            id: MessageId::from_number(id),
            gateway,
            meter: MeterId::from_number(meter),
            at,
            body,
        };
        let intervals = || {
            UpBody::Interval(Intervals {
                length: Span::hours(1),
                rows: Vec::new(),
            })
        };
        let alert = AlertId::from_number(1);
        let all = [
            up(1, 8, UpBody::Confirmed { alert, at }),
            up(2, 8, intervals()),
            up(3, 7, UpBody::Log(Vec::new())),
            up(4, 7, intervals()),
        ];
        let batch: Vec<_> = all.iter().map(|up| (gateway, up)).collect();
        let order: Vec<_> = in_lock_order(&batch).iter().map(|(_, up)| up.id).collect();
        assert_eq!(order, [4, 2, 3, 1].map(MessageId::from_number));
    }
}
