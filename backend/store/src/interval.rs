//! Recorded intervals (FR-19). The key is (slot, meter) with the slot first, and reading names
//! its slots: the intervals of one moment lie together, and no question ranges over the fleet.

use crate::error::StoreError;
use crate::limits;
use crate::place::Meter;
use crate::shelf::{Known, Look, Slot};
use crate::sql::values;
use crate::tx::Tx;
use ami_domain::energy::WattHours;
use ami_domain::id::MeterId;
use ami_domain::time::{Span, Timestamp, Window};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A window that ends longer than this before the last interval is of the past.
const LATELY: Span = Span::days(1);

impl Tx {
    /// Keeps intervals of one meter as (start, energy, estimated), each `length` long; the starts
    /// of those that were new or say something else than before, in order. What was measured is
    /// never replaced by an estimate; else the last word holds.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the meter is not known.
    pub async fn put_intervals(
        &mut self,
        meter: MeterId,
        length: Span,
        intervals: &[(Timestamp, WattHours, bool)],
    ) -> Result<Vec<Timestamp>, StoreError> {
        let intervals = each_slot_once(intervals);
        let mut changed = Vec::new();
        for chunk in intervals.chunks(limits::ROWS_PER_STATEMENT) {
            let rows = values(chunk.len(), 5, 1);
            let sql = format!(
                "INSERT INTO meter_interval (slot, meter, length_ms, wh, estimated) \
                 VALUES {rows} ON CONFLICT (slot, meter) DO UPDATE SET \
                 length_ms = excluded.length_ms, wh = excluded.wh, \
                 estimated = excluded.estimated \
                 WHERE meter_interval.estimated >= excluded.estimated \
                 AND (meter_interval.wh <> excluded.wh \
                 OR meter_interval.estimated <> excluded.estimated) RETURNING slot"
            );
            let mut ask = self.ask("keeping intervals", sql);
            if chunk.len() > 1 && chunk.len() < limits::ROWS_PER_STATEMENT {
                ask = ask.once();
            }
            for (start, energy, estimated) in chunk {
                ask = ask.with(*start).with(meter).with(length);
                ask = ask.with(*energy).with(*estimated);
            }
            for row in ask.returning().await? {
                changed.push(row.get("slot")?);
            }
        }
        changed.sort_unstable();
        let starts = || intervals.iter().map(|(start, ..)| *start);
        if let (Some(first), Some(last)) = (starts().min(), starts().max()) {
            self.stored_intervals = true;
            let writes = changed.len() as u64;
            self.move_interval_end(meter, first, last + length, writes)
                .await?;
        }
        Ok(changed)
    }

    /// The intervals of a meter that start inside the window, in order, as (start, energy,
    /// estimated). Slots are multiples of the meter's interval since 1970.
    ///
    /// # Errors
    /// [`StoreError::TooMany`] when the window spans more than [`limits::SLOTS_MAX`] slots.
    pub async fn intervals(
        &mut self,
        meter: &Meter,
        window: Window,
    ) -> Result<Vec<(Timestamp, WattHours, bool)>, StoreError> {
        let Some((first, end)) = slots(meter.interval, window)? else {
            return Ok(Vec::new());
        };
        if self.stored_intervals {
            return self.read_intervals(meter, first, end).await;
        }
        let Some(known) = self.known_intervals(meter.id).await? else {
            return Ok(Vec::new());
        };
        let (shelf, key) = (Arc::clone(&self.shelf), (meter.id, meter.interval));
        match shelf.look(key, known, first, end) {
            Look::Found(found) => return Ok(found),
            Look::From(next) => {
                let tail = self.read_intervals(meter, next, known.ends).await?;
                if let Some(found) = shelf.grow(meter.id, known, &tail, (first, end)) {
                    return Ok(found);
                }
            }
            Look::Nothing => {}
        }
        // A page of long ago is read and not kept: it is no look at an account.
        if end + LATELY < known.ends {
            return self.read_intervals(meter, first, end).await;
        }
        let mut all = self.read_intervals(meter, first, known.ends).await?;
        shelf.put(key, known, first, &all);
        all.retain(|(slot, ..)| *slot < end);
        Ok(all)
    }

    /// How much is stored of a meter.
    async fn known_intervals(&mut self, meter: MeterId) -> Result<Option<Known>, StoreError> {
        let sql = "SELECT begins_at, ends_at, intervals FROM interval_end WHERE meter = $1";
        let row = self.ask("known intervals", sql).with(meter).one().await?;
        row.map(|row| {
            Ok(Known {
                begins: row.get("begins_at")?,
                ends: row.get("ends_at")?,
                count: row.get("intervals")?,
            })
        })
        .transpose()
    }

    /// The intervals from `first` to `end`, from the engine.
    async fn read_intervals(
        &mut self,
        meter: &Meter,
        first: Timestamp,
        end: Timestamp,
    ) -> Result<Vec<Slot>, StoreError> {
        // The slots are counted out inside the engine: one statement whatever the window, and
        // each slot is one step into the key. CROSS JOIN keeps SQLite from asking the other way.
        // All of them come back in one row: a row costs a hop between threads, and a look at an
        // account reads over a thousand intervals.
        let sql = "WITH RECURSIVE wanted (slot) AS ( \
                   SELECT CASE WHEN e.begins_at > CAST($2 AS BIGINT) THEN e.begins_at \
                   ELSE CAST($2 AS BIGINT) END FROM interval_end e WHERE e.meter = $1 \
                   UNION ALL \
                   SELECT slot + CAST($3 AS BIGINT) FROM wanted \
                   WHERE slot + CAST($3 AS BIGINT) < CAST($4 AS BIGINT)) \
                   SELECT string_agg(CAST(i.slot AS TEXT) || ' ' || CAST(i.wh AS TEXT) || ' ' || \
                   CAST(i.estimated AS TEXT), ',') AS found \
                   FROM wanted w CROSS JOIN meter_interval i \
                   WHERE i.slot = w.slot AND i.meter = $1 AND w.slot < CAST($4 AS BIGINT)";
        let ask = self.ask("intervals", sql).with(meter.id);
        let row = ask.with(first).with(meter.interval).with(end).one().await?;
        let Some(row) = row else {
            return Ok(Vec::new());
        };
        let text: Option<String> = row.maybe("found")?;
        let text = text.unwrap_or_default();
        let rows = text.split(',').filter(|part| !part.is_empty()).map(|part| {
            let mut numbers = part.split(' ').map(str::parse::<i64>);
            let mut next = || numbers.next().and_then(Result::ok);
            match (next(), next(), next()) {
                (Some(slot), Some(wh), Some(estimated)) => Ok((
                    Timestamp::from_millis(slot),
                    WattHours::new(wh),
                    estimated != 0,
                )),
                _ => Err(row.corrupt("found", &part)),
            }
        });
        let mut found: Vec<_> = rows.collect::<Result<_, _>>()?;
        found.sort_unstable_by_key(|(slot, ..)| *slot);
        Ok(found)
    }

    /// The end of the last interval of a meter; a row of its own, never a search.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn interval_end(&mut self, meter: MeterId) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT ends_at FROM interval_end WHERE meter = $1";
        let row = self.ask("interval end", sql).with(meter).one().await?;
        row.map(|row| row.get("ends_at")).transpose()
    }

    async fn move_interval_end(
        &mut self,
        meter: MeterId,
        first: Timestamp,
        end: Timestamp,
        writes: u64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO interval_end (meter, begins_at, ends_at, intervals) \
                   VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (meter) DO UPDATE SET \
                   intervals = interval_end.intervals + excluded.intervals, \
                   begins_at = CASE WHEN interval_end.begins_at < excluded.begins_at \
                   THEN interval_end.begins_at ELSE excluded.begins_at END, \
                   ends_at = CASE WHEN interval_end.ends_at > excluded.ends_at \
                   THEN interval_end.ends_at ELSE excluded.ends_at END";
        let ask = self.ask("moving the interval end", sql).with(meter);
        ask.with(first).with(end).with(writes).run().await?;
        let sql = "UPDATE account SET usage_until = $2 WHERE meter = $1 AND usage_until < $2";
        let ask = self.ask("moving an account's usage", sql).with(meter);
        ask.with(end).run().await.map(drop)
    }
}

/// A statement writes no row twice: of two numbers for one slot the measured one, else the later.
fn each_slot_once(intervals: &[(Timestamp, WattHours, bool)]) -> Vec<(Timestamp, WattHours, bool)> {
    let mut slots: BTreeMap<Timestamp, (WattHours, bool)> = BTreeMap::new();
    for (start, energy, estimated) in intervals {
        let slot = slots.entry(*start).or_insert((*energy, *estimated));
        if slot.1 >= *estimated {
            *slot = (*energy, *estimated);
        }
    }
    let row = |(start, (energy, estimated))| (start, energy, estimated);
    slots.into_iter().map(row).collect()
}

/// The first slot inside a window, and the end of the window; `None` when no slot starts in it.
fn slots(step: Span, window: Window) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
    if step.as_millis() <= 0 || window.end <= window.start {
        return Ok(None);
    }
    let span = i128::from(window.end.as_millis()) - i128::from(window.start.as_millis());
    if span / i128::from(step.as_millis()) > limits::SLOTS_MAX as i128 {
        return Err(StoreError::TooMany {
            what: "reading intervals",
            limit: limits::SLOTS_MAX,
        });
    }
    let floor = window.start.floor_to(step);
    let first = if floor < window.start {
        floor + step
    } else {
        floor
    };
    Ok((first < window.end).then_some((first, window.end)))
}
