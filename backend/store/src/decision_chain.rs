//! The chain of decisions about a meter's supply: every row carries a digest over the row before,
//! itself and the text of its rules, so that a decision that was changed, taken out, put in or
//! moved, and rules that were rewritten, are found, and the place is named.

use crate::decision::{DECISION, DecisionRow, read_decision, words};
use crate::error::StoreError;
use crate::journal_chain::{ChainFault, Link};
use crate::protection::json;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{ClearanceId, MessageId, MeterId};
use ami_domain::time::Timestamp;
use sha2::{Digest, Sha256};

/// A decision with its place in the meter's chain, word for word as it is stored.
#[derive(Debug, Clone)]
pub struct LinkedDecision {
    /// Counted from 1 for each meter.
    pub place: u64,
    link: Option<Link>,
    written: Written,
    row: Result<DecisionRow, String>,
}

/// What a link is made over.
#[derive(Debug, Clone)]
struct Written {
    id: ClearanceId,
    meter: MeterId,
    at: Timestamp,
    message: Option<MessageId>,
    flags: [bool; 2],
    /// Cause, outcome, version of the rules, facts, holds, verdicts, feeder.
    texts: [String; 7],
}

/// Follows a meter's chain row by row, in order, from the first.
#[derive(Debug, Clone, Default)]
pub struct DecisionChain {
    place: u64,
    link: Option<Link>,
}

impl LinkedDecision {
    /// Which decision.
    pub const fn id(&self) -> ClearanceId {
        self.written.id
    }
    /// When it was taken.
    pub const fn at(&self) -> Timestamp {
        self.written.at
    }
    /// Version of its rules.
    pub fn rules(&self) -> &str {
        &self.written.texts[2]
    }
    /// The decision.
    ///
    /// # Errors
    /// Why what is stored is none, in words.
    pub fn row(&self) -> Result<&DecisionRow, &str> {
        self.row.as_ref().map_err(String::as_str)
    }
}

impl DecisionChain {
    /// The place that was followed last; ask for rows after it.
    pub const fn place(&self) -> u64 {
        self.place
    }

    /// The next row, with the text of its rules as it is stored. A row without a link is from
    /// before the chain, and only others of its kind may come before it. After a fault it goes
    /// on, so that each place is named once.
    pub fn follow(&mut self, next: &LinkedDecision, rules: &str) -> Option<ChainFault> {
        let follows = self.place.checked_add(1) == Some(next.place);
        let (after, place) = (self.place, next.place);
        let link = || link_of(self.link.as_ref(), place, &next.written, rules);
        let right = match next.link {
            Some(is) => !follows || is == link(),
            None => self.link.is_none(),
        };
        self.place = place;
        self.link = next.link;
        match (follows, right) {
            (true, true) => None,
            (false, true | false) => Some(ChainFault::Missing { after, next: place }),
            (true, false) => Some(ChainFault::Changed { place }),
        }
    }

    /// The end: whether the last row is the one that the head knows.
    pub fn end(&self, head: Option<(u64, Option<[u8; 32]>)>) -> Option<ChainFault> {
        let (place, link) = head.unwrap_or_default();
        let right = self.place == place && self.link == link;
        let last = self.place;
        (!right).then_some(ChainFault::End { last, head: place })
    }
}

/// SHA-256 over the link before (zeros before the first), the place, every column of the row and
/// the text of its rules; each text with its length before it, so no two rows give the same bytes.
fn link_of(before: Option<&Link>, place: u64, row: &Written, rules: &str) -> Link {
    let mut digest = Sha256::new();
    digest.update(before.unwrap_or(&[0; 32]));
    digest.update(place.to_be_bytes());
    digest.update(row.id.to_bytes());
    digest.update(row.meter.to_bytes());
    digest.update(row.at.as_millis().to_be_bytes());
    digest.update([u8::from(row.message.is_some())]);
    digest.update(row.message.map_or([0; 16], |message| message.to_bytes()));
    digest.update(row.flags.map(u8::from));
    for text in row.texts.iter().map(String::as_str).chain([rules]) {
        digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(text.as_bytes());
    }
    digest.finalize().into()
}

impl Tx {
    /// Writes a decision down at the end of its meter's chain. The rules' text must be kept
    /// before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the meter or the rules are not known.
    pub async fn insert_decision(&mut self, row: &DecisionRow) -> Result<(), StoreError> {
        let what = "writing a decision";
        // The link must be made over what the engine gives back.
        let text = |text: String| text.replace('\0', "\u{fffd}");
        let written = Written {
            id: row.id,
            meter: row.facts.meter,
            at: row.facts.at,
            message: row.message,
            flags: [row.released, row.asked],
            texts: [
                row.facts.cause.word().to_owned(),
                row.ruling.word().to_owned(),
                text(row.rules.clone()),
                text(json(what, &row.facts)?),
                words(&row.holds),
                text(json(what, &row.verdicts)?),
                text(row.feeder.clone()),
            ],
        };
        let rules = self.rules_body(&row.rules).await?.unwrap_or_default();
        let sql = "INSERT INTO decision_head (meter, place) VALUES ($1, 0) ON CONFLICT (meter) \
                   DO UPDATE SET place = decision_head.place RETURNING place, link";
        let ask = self.ask("end of a chain of decisions", sql);
        let head = ask.with(written.meter).returning().await?;
        let (last, before): (u64, Option<Link>) = match head.first() {
            Some(head) => (head.get("place")?, head.maybe("link")?),
            None => (0, None),
        };
        let place = last.saturating_add(1);
        let link = link_of(before.as_ref(), place, &written, &rules);
        self.write_decision(&written, place, link).await?;
        let sql = "UPDATE decision_head SET place = $2, link = $3 WHERE meter = $1";
        let ask = self.ask("moving the end of a chain of decisions", sql);
        let ask = ask.with(written.meter).with(place).with(link);
        ask.run().await.map(drop)
    }

    async fn write_decision(
        &mut self,
        row: &Written,
        place: u64,
        link: Link,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO decision (id, meter, at, message, released, asked, cause, outcome, \
                   rules, facts, holds, verdicts, feeder, place, link) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        let ask = self.ask("writing a decision", sql);
        let mut ask = ask.with(row.id).with(row.meter).with(row.at);
        ask = ask.with(row.message);
        for flag in row.flags {
            ask = ask.with(flag);
        }
        for text in &row.texts {
            ask = ask.with(text.as_str());
        }
        ask.with(place).with(link).run().await.map(drop)
    }

    /// Where a meter's chain of decisions ends, as (place, link); `None` without any.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn decision_head(
        &mut self,
        meter: MeterId,
    ) -> Result<Option<(u64, Option<[u8; 32]>)>, StoreError> {
        let sql = "SELECT place, link FROM decision_head WHERE meter = $1";
        let ask = self.ask("head of a chain of decisions", sql).with(meter);
        let row = ask.one().await?;
        row.map(|row| Ok((row.get("place")?, row.maybe("link")?)))
            .transpose()
    }

    /// A meter's decisions after this place, in the order of the chain.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`] when a row has no shape at all;
    /// one that only says what cannot be read is given with the reason.
    pub async fn decisions_after(
        &mut self,
        meter: MeterId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<LinkedDecision>, StoreError> {
        let sql = format!(
            "SELECT {DECISION}, meter, at, cause, place, link FROM decision \
             WHERE meter = $1 AND place > $2 ORDER BY place LIMIT $3"
        );
        let ask = self.ask("chain of decisions of a meter", sql);
        let ask = ask.with(meter).with(after).with(at_most(limit));
        each(ask.all().await?, read_linked)
    }

    /// The text of the rules of this version, word for word.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn rules_body(&mut self, version: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT body FROM rules_text WHERE version = $1";
        let row = self.ask("text of rules", sql).with(version).one().await?;
        row.map(|row| row.get("body")).transpose()
    }
}

fn read_linked(row: &Row) -> Result<LinkedDecision, StoreError> {
    Ok(LinkedDecision {
        place: row.get("place")?,
        link: row.maybe("link")?,
        written: Written {
            id: row.get("id")?,
            meter: row.get("meter")?,
            at: row.get("at")?,
            message: row.maybe("message")?,
            flags: [row.get("released")?, row.get("asked")?],
            texts: [
                row.get("cause")?,
                row.get("outcome")?,
                row.get("rules")?,
                row.get("facts")?,
                row.get("holds")?,
                row.get("verdicts")?,
                row.get("feeder")?,
            ],
        },
        row: read_decision(row).map_err(|error| error.to_string()),
    })
}
