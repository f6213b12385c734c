//! What a person must look at, because two sides say different things about money; and the days
//! whose reports were compared.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{PaymentId, UserId};
use ami_domain::money::Money;
use ami_domain::settlement::Question;
use ami_domain::time::Timestamp;

/// Something that a person must look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionRow {
    /// What differs.
    pub why: Question,
    /// The processor's name, or ours, of what it is about; with `why` the key.
    pub subject: String,
    /// The payment, where there is one.
    pub payment: Option<PaymentId>,
    /// Both sides, in short.
    pub evidence: String,
    /// Since when.
    pub asked_at: Timestamp,
    /// Who has answered, when, and what.
    pub answered: Option<(UserId, Timestamp, String)>,
}

/// A day of a processor's report beside our books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentDay {
    /// Its start, UTC, real time.
    pub day: Timestamp,
    /// Lines of the report.
    pub lines: u32,
    /// What moved in it, before fees.
    pub gross: Money,
    /// What the processor kept.
    pub fees: Money,
    /// Differences that were found.
    pub differences: u32,
    /// When it was compared last.
    pub compared_at: Timestamp,
}

impl Tx {
    /// Asks a person; the same question again changes nothing. Whether it is new.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the payment is not known.
    pub async fn ask_person(&mut self, question: &QuestionRow) -> Result<bool, StoreError> {
        let sql = "INSERT INTO payment_question (why, subject, payment, evidence, asked_at) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (why, subject) DO NOTHING";
        self.ask("asking a person", sql)
            .with(question.why.word())
            .with(question.subject.as_str())
            .with(question.payment)
            .with(question.evidence.as_str())
            .with(question.asked_at)
            .run_one()
            .await
    }

    /// A person has looked; the first answer stands. `false` when it was answered before, or there
    /// is no such question.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the person is not known.
    pub async fn answer_question(
        &mut self,
        why: Question,
        subject: &str,
        by: UserId,
        at: Timestamp,
        note: &str,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE payment_question SET answered_by = $3, answered_at = $4, note = $5 \
                   WHERE why = $1 AND subject = $2 AND answered_at IS NULL";
        let ask = self.ask("answering a question", sql).with(why.word());
        let ask = ask.with(subject).with(by).with(at).with(note);
        ask.run_one().await
    }

    /// Questions, newest first; with `only_open` those that nobody has answered.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn questions(
        &mut self,
        only_open: bool,
        limit: u32,
    ) -> Result<Vec<QuestionRow>, StoreError> {
        let columns = "why, subject, payment, evidence, asked_at, answered_by, answered_at, note";
        let open = if only_open {
            "WHERE answered_at IS NULL "
        } else {
            ""
        };
        let sql =
            format!("SELECT {columns} FROM payment_question {open}ORDER BY asked_at DESC LIMIT $1");
        let ask = self.ask("questions about payments", sql);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// Keeps how a day compared; a later comparison takes its place.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn put_payment_day(&mut self, day: &PaymentDay) -> Result<(), StoreError> {
        let sql = "INSERT INTO payment_day (day, lines, gross, fees, differences, compared_at) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (day) DO UPDATE SET \
                   lines = excluded.lines, gross = excluded.gross, fees = excluded.fees, \
                   differences = excluded.differences, compared_at = excluded.compared_at";
        self.ask("keeping a compared day", sql)
            .with(day.day)
            .with(day.lines)
            .with(day.gross)
            .with(day.fees)
            .with(day.differences)
            .with(day.compared_at)
            .run()
            .await
            .map(drop)
    }

    /// Days that were compared, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn payment_days(&mut self, limit: u32) -> Result<Vec<PaymentDay>, StoreError> {
        let sql = "SELECT day, lines, gross, fees, differences, compared_at FROM payment_day \
                   ORDER BY day DESC LIMIT $1";
        let ask = self.ask("compared days", sql).with(at_most(limit));
        each(ask.all().await?, |row| {
            Ok(PaymentDay {
                day: row.get("day")?,
                lines: row.get("lines")?,
                gross: row.get("gross")?,
                fees: row.get("fees")?,
                differences: row.get("differences")?,
                compared_at: row.get("compared_at")?,
            })
        })
    }
}

fn read(row: &Row) -> Result<QuestionRow, StoreError> {
    let by: Option<UserId> = row.maybe("answered_by")?;
    let at: Option<Timestamp> = row.maybe("answered_at")?;
    let note: Option<String> = row.maybe("note")?;
    Ok(QuestionRow {
        why: row.word("why", Question::from_word)?,
        subject: row.get("subject")?,
        payment: row.maybe("payment")?,
        evidence: row.get("evidence")?,
        asked_at: row.get("asked_at")?,
        answered: by
            .zip(at)
            .map(|(by, at)| (by, at, note.unwrap_or_default())),
    })
}
