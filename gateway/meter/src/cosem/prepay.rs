//! The manufacturer's objects for events, steps of the limit and the automatic closing.

use super::{MeterObjects, Object, no_act, no_set, u32_of};
use crate::events::Held;
use crate::{Input, settings};
use ami_dlms::class::ClockTime;
use ami_dlms::class::manufacturer::{self, EventRow, Reclose, event_table, limit_steps, reclose};
use ami_dlms::{AccessResult, Data, Selector};
use ami_domain::command::MeterSettings;
use ami_domain::event::MeterEventState;
use ami_domain::time::Timestamp;

pub(super) static OBJECTS: &[Object] = &[
    Object {
        class: event_table::CLASS,
        version: 0,
        obis: event_table::NAME,
        attributes: event_table::VERSION,
        writable: &[],
        methods: 0,
        get: events,
        set: no_set,
        act: no_act,
    },
    Object {
        class: limit_steps::CLASS,
        version: 0,
        obis: limit_steps::NAME,
        attributes: limit_steps::VERSION,
        writable: &[limit_steps::STEPS, limit_steps::ACTIVE],
        methods: 0,
        get: steps,
        set: set_steps,
        act: no_act,
    },
    Object {
        class: reclose::CLASS,
        version: 0,
        obis: reclose::NAME,
        attributes: reclose::VERSION,
        writable: &[reclose::STATE],
        methods: 0,
        get: once,
        set: set_delay,
        act: no_act,
    },
];

fn version() -> Data {
    Data::U8(manufacturer::VERSION)
}

/// Every event that is held with its window; a cancellation without its event has none.
fn events(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    if index != event_table::ROWS {
        return Ok(version());
    }
    let rows = at.meter.events().iter().filter_map(row);
    Ok(Data::Array(rows.map(|row| row.to_data()).collect()))
}

fn row(held: &Held) -> Option<EventRow> {
    let event = held.event?;
    let time = |at: Timestamp| ClockTime::utc(at.as_millis());
    Some(EventRow {
        id: held.id.to_bytes().to_vec(),
        start: time(event.window.start),
        end: time(event.window.end),
        watt_hours: event.energy.get(),
        program: 0,
        state: match held.state {
            MeterEventState::Stored => 0,
            MeterEventState::Running => 1,
            MeterEventState::Over => 2,
            MeterEventState::Cancelled => 3,
        },
    })
}

fn steps(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let settings = at.meter.settings();
    let rated = at.meter.electric().rated;
    Ok(match index {
        limit_steps::STEPS => {
            Data::Array(settings.steps.iter().map(|one| Data::U16(*one)).collect())
        }
        limit_steps::RATED_WATTS => u32_of(rated.get()),
        limit_steps::ACTIVE => {
            let limit = at.meter.limit_set();
            Data::U8(limit.map_or(0, |limit| settings::step_of(settings, rated, limit)))
        }
        _ => version(),
    })
}

/// Steps are set as a whole; the step in force is set by its number, 0 for no limit (FR-21).
fn set_steps(at: &mut MeterObjects<'_>, index: i8, value: &Data) -> Result<(), AccessResult> {
    if index == limit_steps::ACTIVE {
        let step = value.as_u64().and_then(|n| usize::try_from(n).ok());
        let step = step.ok_or(AccessResult::TypeUnmatched)?;
        let rated = at.meter.electric().rated;
        let demand = settings::step_demand(at.meter.settings(), rated, step);
        if step > 0 && demand.is_none() {
            return Err(AccessResult::OtherReason);
        }
        at.happen(Input::Limit(demand));
        return Ok(());
    }
    let step = |one: &Data| one.as_u64().and_then(|n| u16::try_from(n).ok());
    let items = value.items().ok_or(AccessResult::TypeUnmatched)?;
    let steps: Option<Vec<u16>> = items.iter().map(step).collect();
    let steps = steps.ok_or(AccessResult::TypeUnmatched)?;
    change(at, |settings| settings.steps = steps)
}

/// The automatic closing and how often it was needed (FR-22).
fn once(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let cycle = at.meter.cycle();
    let state = Reclose {
        max: 1,
        delay_s: u16::try_from(at.meter.settings().recloses_after_s).unwrap_or(u16::MAX),
        used: u8::from(cycle.spent),
        trips: cycle.trips,
    };
    Ok(if index == reclose::STATE {
        state.to_data()
    } else {
        version()
    })
}

/// Only the delay can be set: once is once.
fn set_delay(at: &mut MeterObjects<'_>, _: i8, value: &Data) -> Result<(), AccessResult> {
    let state = Reclose::from_data(value).map_err(|_| AccessResult::TypeUnmatched)?;
    if state.max != 1 {
        return Err(AccessResult::OtherReason);
    }
    change(at, |settings| {
        settings.recloses_after_s = state.delay_s.into()
    })
}

/// Changes settings by hand, or refuses what makes no sense.
pub(super) fn change(
    at: &mut MeterObjects<'_>,
    how: impl FnOnce(&mut MeterSettings),
) -> Result<(), AccessResult> {
    let mut settings = at.meter.settings().clone();
    how(&mut settings);
    if !settings::sane(&settings) {
        return Err(AccessResult::OtherReason);
    }
    at.happen(Input::Settings(Box::new(settings)));
    Ok(())
}
