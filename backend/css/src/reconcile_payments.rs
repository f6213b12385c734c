//! Our books beside the processor's report, day by day: what is missing here, missing there, or
//! differs. What the processor kept is booked; every difference is a question for a person. Run
//! again it finds the same and books nothing twice.

mod line;

use crate::processor::object::Line;
use crate::processor::{Processor, Trouble};
use crate::{Css, CssError, question};
use ami_domain::clock::Now;
use ami_domain::ledger::{Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::settlement::Question;
use ami_domain::time::{Span, Timestamp};
use ami_store::{PaymentDay, QuestionRow, Tx};
use line::Here;
use std::collections::BTreeSet;

/// Two clocks are at most so far apart: what is ours on one day may be theirs on the next.
const SLACK: Span = Span::hours(1);
/// Pages of one day's report.
const PAGES_MAX: u32 = 1_000;
/// Payments of one day that are compared.
const DAY_MAX: u32 = 100_000;

/// So far back days are compared that nobody was there to compare.
const LATE_DAYS: u32 = 31;

/// What was found.
#[derive(Debug, Default)]
pub struct Compared {
    /// Each day.
    pub days: Vec<PaymentDay>,
    /// Every difference.
    pub differences: Vec<QuestionRow>,
}

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// There is no processor.
    #[error("no payment processor is configured: set processor.url")]
    NoProcessor,
    /// It does not answer.
    #[error(transparent)]
    Processor(#[from] Trouble),
    /// A day's report is longer than is read.
    #[error("the report of one day has more than {} pages", PAGES_MAX)]
    TooLong,
    /// The store failed.
    #[error(transparent)]
    Css(#[from] CssError),
}

impl From<ami_store::StoreError> for ReconcileError {
    fn from(error: ami_store::StoreError) -> Self {
        ReconcileError::Css(error.into())
    }
}

impl Css {
    /// Compares every day that begins in this window of real time, UTC; the day's start is floored.
    ///
    /// # Errors
    /// [`ReconcileError`]; the days before are kept.
    pub async fn reconcile_payments(
        &self,
        now: Now,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Compared, ReconcileError> {
        let method = self.processor().ok_or(ReconcileError::NoProcessor)?;
        let processor = method.processor().ok_or(ReconcileError::NoProcessor)?;
        let mut all = Compared::default();
        let mut day = from.floor_to(Span::days(1));
        while day < until {
            let (row, differences) = self.compare_day(now, processor, day).await?;
            all.days.push(row);
            all.differences.extend(differences);
            day = day + Span::days(1);
        }
        Ok(all)
    }

    /// Compares each day that is over and was not compared since it was, the oldest first: we or
    /// the processor may have been away. At first that is yesterday alone; none is longer ago than
    /// [`LATE_DAYS`].
    ///
    /// # Errors
    /// [`ReconcileError`]; the days before are kept.
    pub async fn reconcile_days_over(&self, now: Now) -> Result<Compared, ReconcileError> {
        let one = Span::days(1);
        let today = now.real.floor_to(one);
        let known = self.store.read().await?.payment_days(LATE_DAYS).await?;
        let first = known.iter().map(|row| row.day).min();
        let far = today - Span::days(i64::from(LATE_DAYS));
        let mut day = first.unwrap_or(today - one).max(far);
        let mut all = Compared::default();
        while day < today {
            let end = day + one;
            let whole = |row: &PaymentDay| row.day == day && row.compared_at >= end;
            if !known.iter().any(whole) {
                let found = self.reconcile_payments(now, day, end).await?;
                all.days.extend(found.days);
                all.differences.extend(found.differences);
            }
            day = end;
        }
        Ok(all)
    }

    async fn compare_day(
        &self,
        now: Now,
        processor: &Processor,
        day: Timestamp,
    ) -> Result<(PaymentDay, Vec<QuestionRow>), ReconcileError> {
        let end = day + Span::days(1);
        let lines = report(processor, day - SLACK, end + SLACK).await?;
        let inside = |line: &&Line| (seconds(day)..seconds(end)).contains(&line.created);
        let mut row = PaymentDay {
            day,
            lines: 0,
            gross: Money::ZERO,
            fees: Money::ZERO,
            differences: 0,
            compared_at: now.real,
        };
        let mut found = Vec::new();
        let mut tx = self.store.begin().await?;
        for line in lines.iter().filter(inside) {
            row.lines += 1;
            row.gross += Money::cents(line.amount);
            row.fees += Money::cents(line.fee);
            let here = line::here(self, &mut tx, line).await?;
            if let Some(fee) = fee(line, &here, now) {
                tx.add_transfer(&fee).await?;
            }
            if let Some((why, evidence)) = here.wrong {
                found.push(question(why, &line.id, here.payment, evidence, now));
            }
        }
        self.missing_there(&mut tx, now, day, end, &lines, &mut found)
            .await?;
        row.differences = u32::try_from(found.len()).unwrap_or(u32::MAX);
        for difference in &found {
            tx.ask_person(difference).await?;
        }
        tx.put_payment_day(&row).await?;
        tx.commit().await?;
        Ok((row, found))
    }

    /// What we took or gave back on that day, and the report does not have.
    async fn missing_there(
        &self,
        tx: &mut Tx,
        now: Now,
        day: Timestamp,
        end: Timestamp,
        lines: &[Line],
        found: &mut Vec<QuestionRow>,
    ) -> Result<(), CssError> {
        let sources = lines.iter().filter_map(|line| line.source.as_ref());
        let charged = ["charge", "payment"];
        let charges: BTreeSet<&str> = lines
            .iter()
            .filter(|line| charged.contains(&line.kind.as_str()))
            .filter_map(|line| line.source.as_ref()?.payment_intent.as_deref())
            .collect();
        let names: BTreeSet<&str> = sources.map(|source| source.id.as_str()).collect();
        for charge in tx.charges_captured(day, end, DAY_MAX).await? {
            if self.at_processor(&charge.method) && !charges.contains(charge.reference.as_str()) {
                let (why, id) = (Question::MissingThere, Some(charge.payment));
                let evidence = "captured here, not in the report";
                found.push(question(why, &charge.reference, id, evidence, now));
            }
        }
        for refund in tx.refunds_done(day, end, DAY_MAX).await? {
            let Some(name) = refund.reference.as_deref() else {
                continue;
            };
            if !names.contains(name) {
                let (why, id) = (Question::MissingThere, Some(refund.payment));
                let evidence = format!("given back {} here, not in the report", refund.amount);
                found.push(question(why, name, id, evidence, now));
            }
        }
        Ok(())
    }

    fn at_processor(&self, name: &str) -> bool {
        let mut methods = self.methods.iter();
        methods.any(|method| method.name() == name && method.processor().is_some())
    }
}

/// The report of a window, page by page.
async fn report(
    processor: &Processor,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Line>, ReconcileError> {
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..PAGES_MAX {
        let before = lines.last().map(|line| line.id.clone());
        let page = processor.report(seconds(from), seconds(until), before.as_deref());
        let page = page.await?;
        let more = page.has_more && !page.data.is_empty();
        lines.extend(page.data);
        if !more {
            return Ok(lines);
        }
    }
    Err(ReconcileError::TooLong)
}

/// What the processor kept of a payment, as an entry of the utility's own books.
fn fee(line: &Line, here: &Here, now: Now) -> Option<Transfer> {
    let payment = here.payment?;
    let amount = Money::cents(line.fee);
    amount.is_positive().then(|| Transfer {
        id: crate::take_back::hashed(&["processor-fee", &line.id]),
        from: ami_domain::ledger::Book::Fees,
        to: ami_domain::ledger::Book::Clearing,
        amount,
        state: TransferState::Posted,
        reason: ami_domain::ledger::Reason::Fee(payment),
        at: now.business,
    })
}

const fn seconds(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(1_000)
}
