//! What must hold whatever happened, and what is broken on purpose to prove that it is looked at.

use super::district::District;
use super::home::Home;
use ami_domain::energy::WattHours;
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::receipt::{Outcome, Switch};
use ami_domain::time::{Timestamp, Window};
use ami_meter::AmiMeter;
use ami_store::Tx;

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
    pub(crate) async fn faults(&self) -> anyhow::Result<Vec<String>> {
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
        for home in &self.homes {
            applied += check_home(&mut tx, home, self.end, &mut faults).await?;
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

/// Checks a home; gives the number of its applied payments.
async fn check_home(
    tx: &mut Tx,
    home: &Home,
    end: Timestamp,
    faults: &mut Vec<String>,
) -> anyhow::Result<usize> {
    let (mut applied, mut messages, mut bought) = (0, 0, WattHours::ZERO);
    let name = home.number;
    for payment in tx.payments_of(home.account, PAYMENTS_MAX).await? {
        match payment.state {
            PaymentState::Offered => faults.push(format!("{} never ended", payment.id)),
            PaymentState::Refused { .. } => {
                if payment.message.is_some() {
                    faults.push(format!("{} is refused and bought energy", payment.id));
                }
            }
            PaymentState::Applied { .. } => {
                applied += 1;
                let Some(message) = payment.message else {
                    continue;
                };
                messages += 1;
                bought += payment.credit;
                let receipt = tx.receipt(message).await?;
                if receipt.is_none_or(|receipt| receipt.outcome != Outcome::Done) {
                    faults.push(format!("{}: the meter did not credit it", payment.id));
                }
            }
        }
    }
    if home.credited != messages {
        let times = home.credited;
        faults.push(format!(
            "home {name}: {messages} payments, credited {times} times"
        ));
    }
    // Regular billing and a paid event take no credit.
    let used = home.meter.register().total() - home.opening_total - home.meter.uncharged();
    let (credit, right) = (
        home.meter.examine().credit,
        home.opening_credit + bought - used,
    );
    if credit != right {
        faults.push(format!(
            "home {name}: credit {credit:?}, it must be {right:?}"
        ));
    }
    for (at, to) in home.switched.iter().filter(|(_, to)| *to != Switch::On) {
        faults.push(format!("home {name}: the switch went to {to:?} at {at}"));
    }
    check_intervals(tx, home, end, faults).await?;
    Ok(applied)
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
