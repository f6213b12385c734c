//! The money of a payment as its ledger entries tell it.

use ami_css::CssError;
use ami_css::explain::entries_of;
use ami_domain::money::Money;
use ami_domain::payment::{PaidLine, PaymentState};
use ami_domain::settlement::{Capture, Settlement};
use ami_store::{PaymentRow, Through, Tx};
use ami_wire::api::{PaymentLine, PaymentMoney};

/// What the payer does next, and what became of it.
pub(super) async fn of(tx: &mut Tx, row: &PaymentRow) -> Result<PaymentMoney, CssError> {
    let charge = tx.charge(row.id).await?;
    let next_step = charge.as_ref().and_then(|charge| charge.next_step.clone());
    let settlement = charge.map_or(Settlement::new(Capture::Whole), |charge| charge.settlement);
    let (after, rest) = match (row.state, settlement.capture) {
        (PaymentState::Applied { .. }, Capture::Failed { .. }) => ("not_taken", Money::ZERO),
        (PaymentState::Applied { .. }, _) => (settlement.after.word(), settlement.rest(row.amount)),
        _ => ("", Money::ZERO),
    };
    let by_link = match tx.through(row.id).await? {
        Some(Through::Link(link)) => tx.pay_link(link).await?.map(|link| link.nickname),
        Some(Through::Station(_)) | None => None,
    };
    Ok(PaymentMoney {
        next_step,
        send_to: None,
        after: after.to_owned(),
        rest,
        by_link,
        lines: Vec::new(),
    })
}

/// What was paid and where it went, in the order in which a receipt says it.
pub(super) async fn lines(tx: &mut Tx, row: &PaymentRow) -> Result<Vec<PaymentLine>, CssError> {
    let PaymentState::Applied { .. } = row.state else {
        return Ok(Vec::new());
    };
    let entries = entries_of(tx, row).await?;
    let lines = ami_domain::payment::lines(&entries).into_iter();
    let shape = |line: PaidLine| PaymentLine {
        what: line.what,
        amount: line.amount,
    };
    Ok(lines.map(shape).collect())
}
