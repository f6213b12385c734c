//! Cheques beside the bank's word: one is open until a file says that it was paid, and whatever
//! differs is a question for a person, as it is with money that comes in.

use super::{BankLine, Uploaded};
use crate::move_out::STALE_AFTER_DAYS;
use crate::{Css, CssError, question};
use ami_domain::clock::Now;
use ami_domain::settlement::Question;
use ami_domain::time::Zone;
use ami_store::{ChequeRow, QuestionRow};

/// Cheques that are named in one run.
const ROWS: u32 = 1_000;

impl Css {
    /// A bank says that it has paid a cheque. Said again it changes nothing.
    pub(super) async fn cashed(
        &self,
        now: Now,
        line: &BankLine,
        number: &str,
        done: &mut Uploaded,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let known = tx.cheque_numbered(number).await?;
        let account = match &known {
            Some(known) => tx.lock_account(known.account).await?,
            None => None,
        };
        let fits = account.is_some_and(|account| account.currency == line.currency);
        let Some(known) = known.filter(|_| fits) else {
            drop(tx);
            done.asked += 1;
            return self.ask_about_line(now, line, "no such cheque").await;
        };
        if !tx
            .cheque_cashed(known.id, line.amount, now.business)
            .await?
        {
            done.known += 1;
            return Ok(());
        }
        let paid = ChequeRow {
            cashed: Some((now.business, line.amount)),
            cashed_by: None,
            ..known
        };
        match wrong(&paid, now) {
            Some(asked) => {
                tx.ask_person(&asked).await?;
                done.asked += 1;
            }
            None => done.cashed += 1,
        }
        tx.commit().await?;
        Ok(())
    }

    /// Every cheque that our books and the bank do not agree on: paid with another amount, paid
    /// though it was cancelled, or not paid for so long that no bank need pay it. Each is asked
    /// once; run again it finds the same.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn compare_cheques(&self, now: Now) -> Result<Vec<QuestionRow>, CssError> {
        let today = Zone::utc().civil(now.business).day;
        let mut tx = self.store.begin().await?;
        let mut rows = tx.cheques_wrong(ROWS).await?;
        let before = today.plus(-STALE_AFTER_DAYS);
        rows.extend(tx.cheques_stale(before, ROWS).await?);
        let found: Vec<_> = rows.iter().filter_map(|row| wrong(row, now)).collect();
        for difference in &found {
            tx.ask_person(difference).await?;
        }
        tx.commit().await?;
        Ok(found)
    }
}

/// How a question names a cheque.
pub(super) fn subject(number: &str) -> String {
    format!("cheque {number}")
}

/// What a person must look at; `None` while our books and the bank agree.
fn wrong(cheque: &ChequeRow, now: Now) -> Option<QuestionRow> {
    let ours = cheque.amount;
    let (why, evidence) = match (&cheque.cashed, &cheque.cancelled) {
        (Some((_, paid)), Some(end)) => {
            let evidence = format!("the bank paid {paid}; cancelled here: {}", end.why);
            (Question::MissingHere, evidence)
        }
        (Some((_, paid)), None) if *paid != ours => (
            Question::AmountDiffers,
            format!("the bank paid {paid}; here {ours}"),
        ),
        (Some(_), None) | (None, Some(_)) => return None,
        (None, None) => {
            let evidence = format!("{ours} sent on {}, and not paid since", cheque.sent_on);
            (Question::MissingThere, evidence)
        }
    };
    Some(question(why, &subject(&cheque.number), None, evidence, now))
}
