//! What a person is asked to look at, because two sides say different things about money.

use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::id::{PaymentId, UserId};
use ami_domain::settlement::Question;
use ami_store::QuestionRow;

/// Characters of a processor's word that are kept as evidence.
const EVIDENCE_MAX: usize = 500;
/// Characters of an answer.
pub const NOTE_MAX: usize = 500;

/// A question that nobody has answered.
pub(crate) fn question(
    why: Question,
    subject: &str,
    payment: Option<PaymentId>,
    evidence: impl AsRef<str>,
    now: Now,
) -> QuestionRow {
    QuestionRow {
        why,
        subject: subject.chars().take(EVIDENCE_MAX).collect(),
        payment,
        evidence: evidence.as_ref().chars().take(EVIDENCE_MAX).collect(),
        asked_at: now.business,
        answered: None,
    }
}

impl Css {
    /// A person has looked. The first answer stands; whether it was this one.
    ///
    /// # Errors
    /// [`CssError::BadNote`] without a note or with one that is too long.
    pub async fn answer_question(
        &self,
        now: Now,
        by: UserId,
        why: Question,
        subject: &str,
        note: &str,
    ) -> Result<bool, CssError> {
        let note = note.trim();
        if note.is_empty() || note.chars().count() > NOTE_MAX {
            return Err(CssError::BadNote);
        }
        let mut tx = self.store.begin().await?;
        let mine = tx.answer_question(why, subject, by, now.business, note);
        let mine = mine.await?;
        tx.commit().await?;
        Ok(mine)
    }
}
