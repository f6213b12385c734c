//! One line of the report beside our ledger.

use crate::dispute::moved;
use crate::processor::object::Line;
use crate::{Css, CssError};
use ami_domain::id::PaymentId;
use ami_domain::ledger::TransferState;
use ami_domain::money::Money;
use ami_domain::settlement::{Capture, Question};
use ami_store::{ChargeRow, RefundState, Tx};

/// What we know of a line.
#[derive(Debug, Default)]
pub(super) struct Here {
    /// The payment that it belongs to.
    pub payment: Option<PaymentId>,
    /// What differs, and how.
    pub wrong: Option<(Question, String)>,
}

/// Looks a line up.
pub(super) async fn here(css: &Css, tx: &mut Tx, line: &Line) -> Result<Here, CssError> {
    match line.kind.as_str() {
        "charge" | "payment" => charge(css, tx, line).await,
        "refund" | "payment_refund" => refund(tx, line, RefundState::Done).await,
        "refund_failure" | "payment_refund_failure" => refund(tx, line, RefundState::Failed).await,
        "adjustment" => dispute(css, tx, line).await,
        // Payouts and the processor's own fees belong to no payment.
        _ => Ok(Here::default()),
    }
}

async fn charge(css: &Css, tx: &mut Tx, line: &Line) -> Result<Here, CssError> {
    let Some(charge) = named(css, tx, line).await? else {
        return Ok(missing(line));
    };
    let payment = Some(charge.payment);
    let row = tx.payment(charge.payment).await?;
    let row = row.ok_or(CssError::UnknownPayment(charge.payment))?;
    let entry = tx.transfer(row.transfer).await?;
    let entry = entry.filter(|entry| entry.state == TransferState::Posted);
    let failed = matches!(charge.settlement.capture, Capture::Failed { .. });
    let Some(entry) = entry.filter(|_| !failed) else {
        let evidence = format!("{} is {} here", said(line), row.state.word());
        let wrong = Some((Question::MissingHere, evidence));
        return Ok(Here { payment, wrong });
    };
    Ok(Here {
        payment,
        wrong: compared(line, entry.amount, &row.currency),
    })
}

async fn refund(tx: &mut Tx, line: &Line, state: RefundState) -> Result<Here, CssError> {
    let name = line.source.as_ref().map(|source| source.id.as_str());
    let known = match name {
        Some(name) => tx.refund_named(name).await?,
        None => None,
    };
    let Some(refund) = known else {
        return Ok(missing(line));
    };
    let payment = Some(refund.payment);
    let row = tx.payment(refund.payment).await?;
    let row = row.ok_or(CssError::UnknownPayment(refund.payment))?;
    // One that was given back and came back has both lines.
    let settled = refund.state == RefundState::Failed || refund.state == state;
    if !settled {
        let evidence = format!("{} is {} here", said(line), refund.state.word());
        let wrong = Some((Question::MissingHere, evidence));
        return Ok(Here { payment, wrong });
    }
    let ours = match state {
        RefundState::Failed => refund.amount,
        RefundState::Done | RefundState::Asked => -refund.amount,
    };
    Ok(Here {
        payment,
        wrong: compared(line, ours, &row.currency),
    })
}

async fn dispute(css: &Css, tx: &mut Tx, line: &Line) -> Result<Here, CssError> {
    let Some(charge) = named(css, tx, line).await? else {
        return Ok(missing(line));
    };
    let payment = Some(charge.payment);
    let row = tx.payment(charge.payment).await?;
    let row = row.ok_or(CssError::UnknownPayment(charge.payment))?;
    let after = charge.settlement.after;
    let won = after.word() == "dispute_won";
    let (taken, back) = moved(tx, &row).await?;
    let (known, ours) = if line.amount < 0 {
        (won || taken.is_positive(), -taken)
    } else {
        (won || back.is_positive(), back)
    };
    let wrong = if !known {
        let evidence = format!("{} is {} here", said(line), after.word());
        Some((Question::MissingHere, evidence))
    } else if won {
        None
    } else {
        compared(line, ours, &row.currency)
    };
    Ok(Here { payment, wrong })
}

/// The charge behind a line.
async fn named(css: &Css, tx: &mut Tx, line: &Line) -> Result<Option<ChargeRow>, CssError> {
    let source = line.source.as_ref();
    let Some(reference) = source.and_then(|source| source.payment_intent.as_deref()) else {
        return Ok(None);
    };
    for method in css.methods.iter().filter(|one| one.processor().is_some()) {
        let charge = tx.charge_named(method.name(), reference).await?;
        if charge.is_some() {
            return Ok(charge);
        }
    }
    Ok(None)
}

fn missing(line: &Line) -> Here {
    Here {
        payment: None,
        wrong: Some((Question::MissingHere, said(line))),
    }
}

fn compared(line: &Line, ours: Money, currency: &str) -> Option<(Question, String)> {
    let same = Money::cents(line.amount) == ours && line.currency.eq_ignore_ascii_case(currency);
    (!same).then(|| {
        let evidence = format!("{}; here {ours} {currency}", said(line));
        (Question::AmountDiffers, evidence)
    })
}

fn said(line: &Line) -> String {
    let source = line.source.as_ref();
    let source = source.map_or("nothing", |source| source.id.as_str());
    let amount = Money::cents(line.amount);
    format!(
        "{} {} {amount} {} for {source}",
        line.id, line.kind, line.currency
    )
}
