//! Who is dark or limited and must not be by now; and what was said of protections, by whom.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::clearance::Cause;
use ami_domain::id::{AccountId, MessageId, MeterId, UserId};
use ami_domain::protection::Flag;
use ami_domain::time::{Span, Timestamp};

/// A meter is looked at again no later than after this, by whatever clock.
const FAR: Span = Span::hours(1);

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// A protection.
    Flag(Flag),
    /// Which rules and hours hold for the customer.
    Rules,
    /// Since when the customer lives there.
    Home {
        /// The first moment of that day.
        since: Timestamp,
    },
}

/// Something was said of what protects a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectionNote {
    /// When.
    pub at: Timestamp,
    /// Who said it.
    pub person: UserId,
    /// What about.
    pub what: Noted,
    /// It ended; else it was set.
    pub ended: bool,
    /// Until when it was set; without end.
    pub until: Option<Timestamp>,
    /// By what proof; the reason of an end.
    pub proof: String,
}

impl ProtectionNote {
    /// Characters of a proof.
    pub const PROOF_MAX: usize = 300;
}

impl Tx {
    /// Meters that are off or limited and due for a look, the longest ago first. One whose look
    /// is further ahead than any pause is due too: a clock has jumped back since.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn reduced_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<MeterId>, StoreError> {
        let sql = "SELECT meter FROM supply WHERE (switch = 'off' OR limit_w IS NOT NULL) \
                   AND (look_at <= $1 OR look_at > $2) ORDER BY look_at LIMIT $3";
        let ask = self.ask("reduced meters", sql).with(now).with(now + FAR);
        each(ask.with(at_most(limit)).all().await?, |row| {
            row.get("meter")
        })
    }

    /// A meter was looked at; again from `next` on.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn reduced_seen(
        &mut self,
        meter: MeterId,
        next: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE supply SET look_at = $2 WHERE meter = $1";
        let ask = self.ask("looking at a reduced meter", sql).with(meter);
        ask.with(next).run().await.map(drop)
    }

    /// Everybody who is off or limited is looked at soon: the weather has changed.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub(crate) async fn look_at_reduced(&mut self) -> Result<(), StoreError> {
        let sql = "UPDATE supply SET look_at = 0 WHERE (switch = 'off' OR limit_w IS NOT NULL) \
                   AND look_at > 0";
        self.ask("waking reduced meters", sql).run().await.map(drop)
    }

    /// Why a meter's supply was last reduced, as far as we know; `None`: never, or a command of
    /// ours has taken that reduction away since. Whoever finds the meter off then has not found
    /// our cut: its owner has left for the winter, or somebody works on the wires. A cut that was
    /// allowed and never went out, or was refused at the last moment, has reduced nothing.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn last_cut(&mut self, meter: MeterId) -> Result<Option<Cause>, StoreError> {
        let sql = "SELECT d.cause, d.message FROM decision d LEFT JOIN command c \
                   ON c.id = d.message WHERE d.meter = $1 AND d.outcome = 'cleared' \
                   AND d.asked = 0 AND (c.id IS NULL OR NOT (c.state = 'refused' \
                   OR (c.attempts = 0 AND (c.state = 'superseded' OR c.state = 'expired')))) \
                   ORDER BY d.place DESC LIMIT 1";
        let row = self.ask("the last cut", sql).with(meter).one().await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let cause = row.word("cause", Cause::from_word)?;
        let Some(message) = row.maybe::<MessageId>("message")? else {
            return Ok(Some(cause));
        };
        // Without a receipt nobody knows that it was taken away: then it stands. A backup that was
        // put back in between begins another epoch.
        let sql = "SELECT 1 AS one FROM command cut JOIN command back ON back.meter = cut.meter \
                   AND (back.epoch, back.seq) > (cut.epoch, cut.seq) WHERE cut.id = $1 \
                   AND back.state = 'receipted' AND ((cut.kind = 'disconnect' \
                   AND (back.kind = 'connect' OR back.kind = 'prepay')) \
                   OR (cut.kind = 'limit' AND back.kind = 'unlimit')) LIMIT 1";
        let ask = self.ask("what took a cut away", sql).with(message);
        let back = ask.one().await?.is_some();
        Ok((!back).then_some(cause))
    }

    /// Writes down what was said of a customer's protection; nothing of it is ever changed.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when account or person are not known.
    pub async fn note_protection(
        &mut self,
        account: AccountId,
        note: &ProtectionNote,
    ) -> Result<(), StoreError> {
        let (what, until) = match note.what {
            Noted::Flag(flag) => (flag.word(), note.until),
            Noted::Rules => (RULES, note.until),
            Noted::Home { since } => (HOME, Some(since)),
        };
        let sql = "INSERT INTO protection_note (account, at, person, what, ended, until, proof) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.ask("noting a protection", sql)
            .with(account)
            .with(note.at)
            .with(note.person)
            .with(what)
            .with(note.ended)
            .with(until)
            .with(note.proof.as_str())
            .run()
            .await
            .map(drop)
    }

    /// What was said of a customer's protection, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn protection_notes(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<ProtectionNote>, StoreError> {
        let sql = "SELECT at, person, what, ended, until, proof FROM protection_note \
                   WHERE account = $1 ORDER BY seq DESC LIMIT $2";
        let ask = self.ask("protection notes", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, note)
    }
}

/// What stands for a jurisdiction and hours.
const RULES: &str = "rules";
/// What stands for a home; `until` then has since when.
const HOME: &str = "home";

fn note(row: &Row) -> Result<ProtectionNote, StoreError> {
    let word: String = row.get("what")?;
    let until: Option<Timestamp> = row.maybe("until")?;
    let what = match (word.as_str(), until, Flag::from_word(&word)) {
        (RULES, ..) => Noted::Rules,
        (HOME, Some(since), _) => Noted::Home { since },
        (.., Some(flag)) => Noted::Flag(flag),
        (.., None) => return Err(row.corrupt("what", &word)),
    };
    Ok(ProtectionNote {
        at: row.get("at")?,
        person: row.get("person")?,
        what,
        ended: row.get("ended")?,
        until: until.filter(|_| !matches!(what, Noted::Home { .. })),
        proof: row.get("proof")?,
    })
}
