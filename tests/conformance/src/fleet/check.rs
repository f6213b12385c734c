//! What must hold whatever happened, and what is broken on purpose to prove that it is looked at.

use super::district::District;
use super::home::Home;
use super::still::valid;
use ami_css::book_event::GAP_MAX;
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, EventState};
use ami_domain::id::PaymentId;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::receipt::{Outcome, Switch};
use ami_domain::time::{Span, Timestamp, Window};
use ami_meter::AmiMeter;
use ami_store::{EventProblem, Ruling, Tx};
use std::collections::BTreeSet;

/// More payments of one home than any run makes.
const PAYMENTS_MAX: u32 = 10_000;
/// Faults that are named; more are counted.
const NAMED_MAX: usize = 20;

/// A deliberately broken part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// The meter takes the second copy of a message for a new one.
    MeterForgetsIds,
    /// Every seventh outbox row is deleted and never published.
    LosesCommands,
    /// A switch opens though nobody asked it to.
    SwitchOpens,
}

/// Credit that a meter's receipts prove.
#[derive(Debug, Default)]
pub(crate) struct Bought {
    pub(crate) energy: WattHours,
    pub(crate) payments: Vec<PaymentId>,
}

/// The same meter without its memory of messages.
pub(crate) fn without_memory(meter: &AmiMeter) -> AmiMeter {
    let forgetful = || -> Option<AmiMeter> {
        let mut state = serde_json::to_value(meter).ok()?;
        for ring in ["done", "refused"] {
            state["inbox"][ring] = serde_json::Value::Array(Vec::new());
        }
        serde_json::from_value(state).ok()
    };
    forgetful().unwrap_or_else(|| meter.clone())
}

impl District {
    /// Everything that does not hold, at most [`NAMED_MAX`] by name.
    pub(crate) async fn faults(&self, bought: &[Bought]) -> anyhow::Result<Vec<String>> {
        let mut faults = Vec::new();
        let mut tx = self.css.store.read().await?;
        let total = tx.ledger_total().await?;
        if total != Money::ZERO {
            faults.push(format!("the books sum to {total}, not to zero"));
        }
        for (book, stored, derived) in tx.ledger_check().await? {
            faults.push(format!("{book:?} says {stored}, its transfers {derived}"));
        }
        let mut applied = 0;
        for (home, bought) in self.homes.iter().zip(bought) {
            applied += check_home(&mut tx, home, bought, &mut faults).await?;
            check_switch(&mut tx, home, &mut faults).await?;
            check_intervals(&mut tx, home, self.end, &mut faults).await?;
            check_events(&mut tx, home, self.end, &mut faults).await?;
        }
        let approved = self.card.approved();
        if approved != applied {
            faults.push(format!(
                "the processor took {approved} payments, {applied} are applied"
            ));
        }
        let more = faults.len().saturating_sub(NAMED_MAX);
        faults.truncate(NAMED_MAX);
        if more > 0 {
            faults.push(format!("and {more} more"));
        }
        Ok(faults)
    }
}

/// Checks a home's money and credit; gives the number of its applied payments.
async fn check_home(
    tx: &mut Tx,
    home: &Home,
    bought: &Bought,
    faults: &mut Vec<String>,
) -> anyhow::Result<usize> {
    let (mut applied, mut credits) = (0, BTreeSet::new());
    let name = home.number;
    for payment in tx.payments_of(home.account, PAYMENTS_MAX).await? {
        match payment.state {
            PaymentState::Offered
            | PaymentState::Waits { .. }
            | PaymentState::Authorised { .. }
            | PaymentState::Pending { .. } => {
                faults.push(format!("{} never ended", payment.id));
            }
            PaymentState::Refused { .. } => {
                if payment.message.is_some() {
                    faults.push(format!("{} is refused and bought energy", payment.id));
                }
            }
            PaymentState::Applied { .. } => {
                applied += 1;
                let Some(message) = payment.message.filter(|_| payment.event.is_none()) else {
                    continue;
                };
                credits.insert(payment.id);
                let receipt = tx.receipt(message).await?;
                if receipt.is_none_or(|receipt| receipt.outcome != Outcome::Done) {
                    faults.push(format!("{}: the meter did not credit it", payment.id));
                }
            }
        }
    }
    // What else was credited is what an event gave back.
    for payment in &bought.payments {
        if !credits.remove(payment)
            && tx
                .payment(*payment)
                .await?
                .is_none_or(|row| row.event.is_none())
        {
            faults.push(format!("home {name}: {payment} was credited, and not paid"));
        }
    }
    for payment in credits {
        faults.push(format!("home {name}: {payment} was paid, and not credited"));
    }
    let (times, paid) = (home.credited as usize, bought.payments.len());
    if times != paid {
        faults.push(format!(
            "home {name}: {paid} payments, credited {times} times"
        ));
    }
    // Regular billing and a paid event take no credit.
    let used = home.meter.register().total() - home.opening_total - home.meter.uncharged();
    let (credit, right) = (
        home.meter.examine().credit,
        home.opening_credit + bought.energy - used,
    );
    if credit != right {
        faults.push(format!(
            "home {name}: credit {credit:?}, it must be {right:?}"
        ));
    }
    Ok(applied)
}

/// Nobody is disconnected without a clearance, nobody who has paid is cut after that for longer
/// than an answer holds, and in the end nobody with a balance is without power.
async fn check_switch(tx: &mut Tx, home: &Home, faults: &mut Vec<String>) -> anyhow::Result<()> {
    let name = home.number;
    if home.switched.is_empty() {
        return Ok(());
    }
    let decisions = tx.decisions_of(home.meter_id, PAYMENTS_MAX).await?;
    let payments = tx.payments_of(home.account, PAYMENTS_MAX).await?;
    for (at, to) in &home.switched {
        if *to == Switch::On || home.trips.contains(at) {
            continue;
        }
        let mut cleared = decisions.iter();
        let newest = cleared.find(|row| row.ruling == Ruling::Cleared && row.facts.at <= *at);
        let Some(newest) = newest else {
            faults.push(format!(
                "home {name}: the switch went to {to:?} at {at} uncleared"
            ));
            continue;
        };
        let paid = payments.iter().find(|payment| match payment.state {
            PaymentState::Applied { at: applied, .. } => {
                let lifted = payment.balance_after.is_some_and(Money::is_positive);
                lifted && applied >= newest.facts.at && applied + valid() < *at
            }
            PaymentState::Offered
            | PaymentState::Waits { .. }
            | PaymentState::Authorised { .. }
            | PaymentState::Pending { .. }
            | PaymentState::Refused { .. } => false,
        });
        if let Some(paid) = paid.filter(|paid| paid.event.is_none()) {
            faults.push(format!("home {name}: cut at {at}, after {}", paid.id));
        }
    }
    let balance = tx.balance(Book::Prepaid(home.account)).await?;
    let supply = home.meter.examine();
    if balance.is_positive() && supply.switch == Switch::Off && supply.trip.is_none() {
        faults.push(format!("home {name}: has {balance} and no power"));
    }
    Ok(())
}

/// No two windows of a site overlap, and what is over is settled with nothing left in its book.
async fn check_events(
    tx: &mut Tx,
    home: &Home,
    end: Timestamp,
    faults: &mut Vec<String>,
) -> anyhow::Result<()> {
    let start = super::clock::START;
    let window = Window {
        start,
        end: end + Span::days(30),
    };
    let name = home.number;
    let events = tx.events_at_site(home.account, window).await?;
    for (at, one) in events.iter().enumerate() {
        let overlaps = |other: &&ami_store::EventRow| {
            other.window.start < one.window.end && one.window.start < other.window.end
        };
        if let Some(other) = events[at + 1..].iter().find(overlaps) {
            let (one, other) = (one.id, other.id);
            faults.push(format!("home {name}: {one} and {other} overlap"));
        }
        // Who may not be cut at night keeps power, and the event waits for the morning.
        let held = one.problem == Some(EventProblem::HeldCut);
        let settled = one.state == EventState::Settled || one.state == EventState::Over && held;
        let lasts = one.after == AfterEvent::NotAffected;
        let right = (settled && one.left == Money::ZERO) || lasts;
        if one.window.end + GAP_MAX <= end && !right {
            let (id, state) = (one.id, one.state);
            faults.push(format!("home {name}: {id} is {state:?} with {}", one.left));
        }
    }
    Ok(())
}

/// Every watt-hour that the meter recorded is in MDMS, once (FR-12, FR-20).
async fn check_intervals(
    tx: &mut Tx,
    home: &Home,
    end: Timestamp,
    faults: &mut Vec<String>,
) -> anyhow::Result<()> {
    let Some(meter) = tx.meter(home.meter_id).await? else {
        faults.push(format!("home {}: no meter", home.number));
        return Ok(());
    };
    // What a slow clock put into the hour before the first one was known from history.
    let start = super::clock::START;
    let window = Window {
        start,
        end: end.min(home.meter.register().open_since()),
    };
    let own = home.meter.register().rows_in(window);
    let recorded: WattHours = own.map(|row| row.energy).sum();
    let known = tx.intervals(&meter, window).await?;
    let kept: WattHours = known.iter().map(|(_, energy, _)| *energy).sum();
    if recorded != kept {
        let name = home.number;
        faults.push(format!(
            "home {name}: recorded {recorded:?}, MDMS has {kept:?}"
        ));
    }
    Ok(())
}
