//! What must hold whatever happened. Each fault is a sentence that names home and payment.

use super::World;
use super::home::Home;
use ami_domain::code::Code;
use ami_domain::energy::WattHours;
use ami_domain::ledger::{Book, Reason, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::receipt::{Outcome, Switch};
use ami_domain::time::{Day, Span, Timestamp, Window};
use ami_store::{DecisionRow, PaymentRow, Ruling, Tx};
use ami_wire::still::Go;
use ami_wire::up::LogRow;
use anyhow::Context;
use std::collections::BTreeMap;

/// More payments of one home than any test makes.
const PAYMENTS_MAX: u32 = 10_000;
/// More transfers of one home than any test makes.
const TRANSFERS_MAX: u32 = 10_000;

impl World {
    /// Everything that does not hold; empty when all is well. Ask after faults have ended and the
    /// world has come to rest.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn faults(&self) -> anyhow::Result<Vec<String>> {
        let mut faults = Vec::new();
        let mut tx = self.css.store.read().await?;
        for difference in tx.audit_ledger().await? {
            faults.push(difference.to_string());
        }
        // What was wrong after one commit and is right by now was wrong all the same.
        faults.extend(self.proof().into_iter().flat_map(ami_store::Proof::faults));
        let ever = [1970, 9999].map(|year| Day {
            year,
            month: 1,
            day: 1,
        });
        for found in tx.credit_differences((ever[0], ever[1]), 99).await? {
            let (said, right) = (found.counter, found.expected);
            let meter = found.meter;
            faults.push(format!("meter {meter} says {said:?}, the ledger {right:?}"));
        }
        let mut applied = 0;
        for home in &self.homes {
            applied += check_home(&mut tx, home, &mut faults).await?;
        }
        let approved = self.approved();
        if approved != applied {
            faults.push(format!(
                "the processor took {approved} payments, {applied} are applied"
            ));
        }
        Ok(faults)
    }
}

/// Checks a home; gives the number of its applied payments.
async fn check_home(tx: &mut Tx, home: &Home, faults: &mut Vec<String>) -> anyhow::Result<usize> {
    let payments = tx.payments_of(home.account, PAYMENTS_MAX).await?;
    let (mut applied, mut messages, mut bought) = (0, 0, WattHours::ZERO);
    for payment in &payments {
        check_payment(tx, payment, faults).await?;
        if let PaymentState::Applied { .. } = payment.state {
            applied += 1;
            if payment.message.is_some() && payment.event.is_none() {
                messages += 1;
                bought += payment.credit;
            }
        }
    }
    for credit in super::event::returned(tx, home.meter_id).await? {
        messages += 1;
        bought += credit;
    }
    let name = home.number;
    let credited = home
        .log
        .iter()
        .filter(|row| row.inbound && row.code == Code::CREDIT_ADDED);
    let credited = credited.count();
    if credited != messages {
        faults.push(format!(
            "home {name}: {messages} payments, credited {credited} times"
        ));
    }
    let credit = home.meter.examine().credit;
    // Regular billing and a paid event take no credit.
    let right = home.opening_credit + bought - (home.used() - home.meter.uncharged());
    if credit != right {
        faults.push(format!(
            "home {name}: credit {credit:?}, it must be {right:?}"
        ));
    }
    check_switch(tx, home, &payments, faults).await?;
    check_charges(tx, home, faults).await?;
    let view = tx
        .view(home.account)
        .await?
        .context("every account has a view")?;
    if home.view() != Some(&view) {
        let held = home.view().map(|held| held.seq);
        faults.push(format!(
            "home {name}: website shows view {}, meter {held:?}",
            view.seq
        ));
    }
    Ok(applied)
}

/// Nobody is disconnected without a clearance for this very cut, and nobody who has paid stays so:
/// a cut may follow a payment only by the life of one answer (DESIGN 7.8, 7.9).
async fn check_switch(
    tx: &mut Tx,
    home: &Home,
    payments: &[PaymentRow],
    faults: &mut Vec<String>,
) -> anyhow::Result<()> {
    let name = home.number;
    for (at, to) in &home.switched {
        // A limit may open it, and closes it again by its own rules.
        let tripped = |row: &LogRow| row.code == Code::LIMIT_TRIP && row.at == *at;
        if *to == Switch::On || home.log.iter().any(tripped) {
            continue;
        }
        let Some(own) = own_clearance(tx, home, *at).await? else {
            faults.push(format!(
                "home {name}: the switch went to {to:?} at {at} uncleared"
            ));
            continue;
        };
        let valid = Span::millis(i64::try_from(Go::VALID_MS)?);
        let paid = payments.iter().find(|payment| match payment.state {
            PaymentState::Applied { at: applied, .. } => {
                let lifted = payment.balance_after.is_some_and(Money::is_positive);
                lifted && applied >= own.facts.at && applied + valid < *at
            }
            PaymentState::Offered
            | PaymentState::Waits { .. }
            | PaymentState::Authorised { .. }
            | PaymentState::Pending { .. }
            | PaymentState::Refused { .. } => false,
        });
        if let Some(paid) = paid {
            faults.push(format!(
                "home {name}: cut at {at}, after payment {}",
                paid.id
            ));
        }
    }
    let balance = tx.balance(Book::Prepaid(home.account)).await?;
    let supply = home.meter.examine();
    let off = supply.switch == Switch::Off && supply.trip.is_none();
    if balance.is_positive() && off && !home.switched.is_empty() {
        faults.push(format!("home {name}: has {balance} and no power"));
    }
    Ok(())
}

/// The clearance of the command that opened the switch at this moment. One that was given for
/// another command, another meter or another cause allows nothing, however fresh it is.
async fn own_clearance(
    tx: &mut Tx,
    home: &Home,
    at: Timestamp,
) -> anyhow::Result<Option<DecisionRow>> {
    let carried = |row: &&LogRow| row.inbound && row.code == Code::SUPPLY_OFF && row.at == at;
    for message in home
        .log
        .iter()
        .filter(carried)
        .filter_map(|row| row.message)
    {
        let Some(row) = tx.command(message).await? else {
            continue;
        };
        let Some(cut) = row.command.kind.cuts() else {
            continue;
        };
        let decision = tx.decision(cut.clearance()).await?;
        let own = decision.filter(|decision| {
            decision.ruling == Ruling::Cleared
                && decision.message == Some(message)
                && decision.facts.meter == home.meter_id
                && decision.facts.cause == cut.cause()
                && decision.facts.at <= at
        });
        if own.is_some() {
            return Ok(own);
        }
    }
    Ok(None)
}

async fn check_payment(
    tx: &mut Tx,
    payment: &PaymentRow,
    faults: &mut Vec<String>,
) -> anyhow::Result<()> {
    let id = payment.id;
    let transfer = tx
        .transfer(payment.transfer)
        .await?
        .context("a payment has a transfer")?;
    let right = match payment.state {
        PaymentState::Offered
        | PaymentState::Waits { .. }
        | PaymentState::Authorised { .. }
        | PaymentState::Pending { .. } => TransferState::Pending,
        PaymentState::Applied { .. } => TransferState::Posted,
        PaymentState::Refused { .. } => TransferState::Voided,
    };
    if transfer.state != right || transfer.amount != payment.amount {
        faults.push(format!(
            "{id} is {}, its transfer {:?}",
            payment.state.word(),
            transfer.state
        ));
    }
    match payment.state {
        PaymentState::Offered
        | PaymentState::Waits { .. }
        | PaymentState::Authorised { .. }
        | PaymentState::Pending { .. } => faults.push(format!("{id} never ended")),
        PaymentState::Refused { .. } => {
            if payment.message.is_some() || payment.credit != WattHours::ZERO {
                faults.push(format!("{id} is refused and bought energy"));
            }
        }
        PaymentState::Applied { .. } => {
            if let Some(message) = payment.message {
                match tx.receipt(message).await? {
                    Some(receipt) if receipt.outcome == Outcome::Done => {}
                    Some(receipt) => faults.push(format!("{id}: meter says {:?}", receipt.outcome)),
                    None => faults.push(format!("{id} is applied and has no receipt")),
                }
            }
        }
    }
    Ok(())
}

/// Every interval that MDMS knows is charged, once: no energy is given away because its row came
/// late or out of order (SC4.2).
async fn check_charges(tx: &mut Tx, home: &Home, faults: &mut Vec<String>) -> anyhow::Result<()> {
    let account = tx.account(home.account).await?.context("known")?;
    let meter = tx.meter(home.meter_id).await?.context("known")?;
    let end = tx.interval_end(home.meter_id).await?.unwrap_or_default();
    let window = Window {
        start: account.opened_at,
        end,
    };
    let mut charged: BTreeMap<Timestamp, u32> = BTreeMap::new();
    for book in [Book::Prepaid(home.account), Book::Receivable(home.account)] {
        for transfer in tx.transfers_of(book, TRANSFERS_MAX).await? {
            if let Reason::Usage(start) = transfer.reason {
                *charged.entry(start).or_default() += 1;
            }
        }
    }
    super::event::charged(tx, home.account, window, &mut charged).await?;
    for (start, energy, _) in tx.intervals(&meter, window).await? {
        let times = charged.get(&start).copied().unwrap_or(0);
        if energy > WattHours::ZERO && times != 1 {
            faults.push(format!(
                "home {}: {energy:?} of {start} is charged {times} times",
                home.number
            ));
        }
    }
    Ok(())
}
