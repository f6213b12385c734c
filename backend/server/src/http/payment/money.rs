//! The money of a payment as its ledger entries tell it.

use ami_css::CssError;
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::settlement::{Capture, Settlement};
use ami_store::{PaymentRow, Through, Tx};
use ami_wire::api::{PaymentLine, PaymentLineKind, PaymentMoney};

/// Entries of one payment that are read.
const ENTRIES_MAX: u32 = 256;

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
    let entries = tx.transfers_for(row.id, ENTRIES_MAX).await?;
    let failed = tx
        .charge(row.id)
        .await?
        .is_some_and(|charge| matches!(charge.settlement.capture, Capture::Failed { .. }));
    Ok(split(row, &entries, failed))
}

fn split(row: &PaymentRow, entries: &[Transfer], failed: bool) -> Vec<PaymentLine> {
    let mut lines = vec![(PaymentLineKind::Paid, row.amount)];
    let mut left = row.amount;
    let mut out = Vec::new();
    for entry in entries
        .iter()
        .filter(|entry| entry.state == TransferState::Posted)
    {
        let shares = match entry.reason {
            // What the processor keeps is the utility's; a customer's fee comes from their money.
            Reason::Fee(_) if entry.to == Book::Fees => Some(PaymentLineKind::Fee),
            Reason::DebtShare(_) => Some(PaymentLineKind::Debt),
            Reason::LentBack(_) => Some(PaymentLineKind::Emergency),
            Reason::Refund(_) => {
                out.push((PaymentLineKind::Refunded, -entry.amount));
                None
            }
            Reason::Returned(_) => {
                out.push((PaymentLineKind::Returned, -entry.amount));
                None
            }
            Reason::DisputeEnd(_) if matches!(entry.from, Book::Prepaid(_)) => {
                out.push((PaymentLineKind::DisputeLost, -entry.amount));
                None
            }
            _ => None,
        };
        if let Some(what) = shares {
            left -= entry.amount;
            lines.push((what, entry.amount));
        }
    }
    lines.sort_by_key(|(what, _)| *what);
    if left != Money::ZERO {
        let what = match row.event {
            Some(_) => PaymentLineKind::Event,
            None => PaymentLineKind::Credit,
        };
        lines.push((what, left));
    }
    lines.append(&mut out);
    if failed {
        lines.push((PaymentLineKind::NotTaken, -row.amount));
    }
    lines
        .into_iter()
        .map(|(what, amount)| PaymentLine { what, amount })
        .collect()
}
