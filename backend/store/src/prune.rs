//! Forgets records of traffic that are kept no longer: journals, meters' logs, and commands with
//! their receipts. Whatever money rests on stays for ever: transfers, payments, and the commands
//! and receipts of payments.
//!
//! A chain is shortened from its beginning only, and its head keeps the link of the last row that
//! went (a seal), so that what is left still proves itself. A row that does not prove itself now
//! is never forgotten: it is what somebody must look at.

use crate::error::StoreError;
use crate::journal_chain::JournalChain;
use crate::sql::{at_most, each, values};
use crate::tx::Tx;
use ami_domain::id::{MessageId, MeterId};
use ami_domain::time::Timestamp;

/// Commands up to this one have been looked through.
const COMMAND: &str = "command";
/// Journals up to this meter's.
const JOURNAL: &str = "journal";
/// Before every id.
const FIRST: MeterId = MeterId::from_number(0);

impl Tx {
    /// The next meters whose journal begins with a row from before `before`, of at most `page`
    /// meters that are looked at. Goes round: after the last meter comes the first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn journals_to_prune(
        &mut self,
        before: Timestamp,
        page: u32,
    ) -> Result<Vec<MeterId>, StoreError> {
        let reached = self.pruned_to(JOURNAL).await?;
        let after = reached.map_or(FIRST, |(_, id)| MeterId::from_bytes(id));
        let sql = "SELECT h.meter, j.at FROM journal_head h \
                   LEFT JOIN journal j ON j.meter = h.meter AND j.place = h.gone_place + 1 \
                   WHERE h.meter > $1 ORDER BY h.meter LIMIT $2";
        let ask = self.ask("journals to shorten", sql).with(after);
        let rows = each(ask.with(at_most(page)).all().await?, |row| {
            let at: Option<Timestamp> = row.maybe("at")?;
            Ok((row.get::<MeterId>("meter")?, at))
        })?;
        let full = rows.len() == usize::try_from(at_most(page)).unwrap_or(usize::MAX);
        let last = rows
            .last()
            .filter(|_| full)
            .map_or(FIRST, |(meter, _)| *meter);
        self.set_pruned(JOURNAL, before, last.to_bytes()).await?;
        let old = |at: &Option<Timestamp>| at.is_some_and(|at| at < before);
        let due = rows.iter().filter(|(_, at)| old(at));
        Ok(due.map(|(meter, _)| *meter).collect())
    }

    /// Forgets the beginning of a meter's journal, as far as it is from before `before` and
    /// proves itself, at most `most` rows; how many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn prune_journal(
        &mut self,
        meter: MeterId,
        before: Timestamp,
        most: u32,
    ) -> Result<u64, StoreError> {
        self.write_journal().await?;
        let sql = "UPDATE journal_head SET place = place WHERE meter = $1";
        let ask = self.ask("locking a journal", sql).with(meter);
        if !ask.run_one().await? {
            return Ok(0);
        }
        let Some(head) = self.journal_head(meter).await? else {
            return Ok(0);
        };
        let mut chain = JournalChain::new(head);
        let mut gone = None;
        for row in self.journal_after(meter, chain.place(), most).await? {
            if row.row.at >= before || chain.follow(&row).is_some() {
                break;
            }
            gone = Some((row.place, row.link()));
        }
        let Some((place, link)) = gone else {
            return Ok(0);
        };
        let sql = "DELETE FROM journal WHERE meter = $1 AND place <= $2";
        let ask = self.ask("shortening a journal", sql).with(meter);
        let count = ask.with(place).run().await?;
        let sql = "UPDATE journal_head SET gone_place = $2, gone_link = $3 WHERE meter = $1";
        let ask = self.ask("sealing a journal", sql).with(meter);
        ask.with(place).with(link).run().await?;
        Ok(count)
    }

    /// Forgets the beginning of a meter's own log, as far as it is from before `before`, at most
    /// `most` rows; how many. The newest row stays.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn prune_meter_log(
        &mut self,
        meter: MeterId,
        before: Timestamp,
        most: u32,
    ) -> Result<u64, StoreError> {
        let rows = self
            .meter_log_after(meter, 0, most.saturating_add(1))
            .await?;
        let old = rows.iter().take_while(|row| row.at < before).count();
        let old = old.min(rows.len().saturating_sub(1));
        let Some(last) = old.checked_sub(1).and_then(|place| rows.get(place)) else {
            return Ok(0);
        };
        let sql = "DELETE FROM meter_log WHERE meter = $1 AND seq <= $2";
        let ask = self.ask("shortening a meter's log", sql).with(meter);
        ask.with(last.seq).run().await
    }

    /// Looks through the next `most` commands from before `before`, and forgets those that have
    /// ended, with their receipts; how many there were and how many went. Those of payments stay,
    /// and those that a meter has answered since.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn prune_commands(
        &mut self,
        before: Timestamp,
        most: u32,
    ) -> Result<(u64, u64), StoreError> {
        let reached = self.pruned_to(COMMAND).await?;
        let (at, id) = reached.unwrap_or((Timestamp::from_millis(i64::MIN), [0; 16]));
        let sql = "SELECT c.id, c.accepted_at, CASE WHEN c.state IN ('queued', 'sent') \
                   OR EXISTS (SELECT 1 FROM payment p WHERE p.message = c.id) \
                   OR EXISTS (SELECT 1 FROM receipt r WHERE r.message = c.id \
                   AND r.completed_at >= $1) THEN 1 ELSE 0 END AS stays \
                   FROM command c WHERE c.accepted_at >= $2 AND c.accepted_at < $3 \
                   AND (c.accepted_at, c.id) > ($4, $5) \
                   ORDER BY c.accepted_at, c.id LIMIT $6";
        let ask = self.ask("commands to forget", sql).with(before).with(at);
        let ask = ask.with(before).with(at).with(MessageId::from_bytes(id));
        let rows = each(ask.with(at_most(most)).all().await?, |row| {
            let (id, stays): (MessageId, bool) = (row.get("id")?, row.get("stays")?);
            Ok((id, row.get::<Timestamp>("accepted_at")?, stays))
        })?;
        let Some((last, reached, _)) = rows.last() else {
            return Ok((0, 0));
        };
        self.set_pruned(COMMAND, *reached, last.to_bytes()).await?;
        let gone = rows.iter().filter(|(.., stays)| !stays);
        let gone: Vec<MessageId> = gone.map(|(id, ..)| *id).collect();
        for chunk in gone.chunks(crate::limits::ROWS_PER_STATEMENT) {
            let list = values(1, chunk.len(), 1);
            for sql in [
                format!("DELETE FROM receipt WHERE message IN {list}"),
                format!("DELETE FROM command WHERE id IN {list}"),
            ] {
                let mut ask = self.ask("forgetting commands", sql).once();
                for id in chunk {
                    ask = ask.with(*id);
                }
                ask.run().await?;
            }
        }
        Ok((rows.len() as u64, gone.len() as u64))
    }

    /// Commands that were accepted and answered at this moment or later are all there; `None`
    /// when none was ever forgotten.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn commands_kept_since(&mut self) -> Result<Option<Timestamp>, StoreError> {
        // The round of the journals notes the moment before which things are forgotten.
        Ok(self.pruned_to(JOURNAL).await?.map(|(at, _)| at))
    }

    async fn pruned_to(
        &mut self,
        what: &'static str,
    ) -> Result<Option<(Timestamp, [u8; 16])>, StoreError> {
        let sql = "SELECT at, id FROM pruned WHERE what = $1";
        let row = self.ask("how far is pruned", sql).with(what).one().await?;
        row.map(|row| Ok((row.get("at")?, row.get::<MeterId>("id")?.to_bytes())))
            .transpose()
    }

    async fn set_pruned(
        &mut self,
        what: &'static str,
        at: Timestamp,
        id: [u8; 16],
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO pruned (what, at, id) VALUES ($1, $2, $3) \
                   ON CONFLICT (what) DO UPDATE SET at = excluded.at, id = excluded.id";
        let ask = self.ask("noting how far is pruned", sql).with(what);
        ask.with(at)
            .with(MeterId::from_bytes(id))
            .run()
            .await
            .map(drop)
    }
}
