//! Prepayment events that the meter stores and starts by its own clock (FR-18, SC2.10, SC2.13).
//!
//! An event goes from stored to running to over, and never back: a clock that is set across its
//! start a second time starts nothing a second time. Its end never opens a switch (DESIGN 7.9).

use ami_domain::energy::{self, WattHours, Watts};
use ami_domain::event::{AfterEvent, EventReport, MeterEvent, MeterEventState as State};
use ami_domain::id::EventId;
use ami_domain::receipt::MeterRefusal;
use ami_domain::time::{Span, Timestamp};

/// Events that the meter holds, ended ones included; FR-18 asks for 16 at least.
pub const EVENTS_MAX: usize = 32;
/// No event is longer.
pub const LENGTH_MAX: Span = Span::days(366);

/// One event as held.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Held {
    /// Which event.
    pub id: EventId,
    /// The largest version that was seen.
    pub version: u32,
    /// The event; `None` when only its cancellation came: an older version must not come after.
    pub event: Option<MeterEvent>,
    /// Where it stands.
    pub state: State,
    /// Energy used in it.
    pub used: WattHours,
    /// When it came there, by the meter's clock.
    pub at: Timestamp,
    /// It overlaps another live one.
    pub overlaps: bool,
    /// It is over, and the limit stays lifted until ADCS says otherwise (PR-ENDB).
    pub goes_on: bool,
}

/// All events that are held.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Events {
    held: Vec<Held>,
}

/// A transition whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Service is to be on, at the event's level.
    Start(EventReport),
    /// The event is over.
    End(EventReport),
}

/// What running events do to a demand limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lift {
    /// Nothing: no event runs.
    None,
    /// A limit below this is raised to it.
    To(Watts),
    /// No limit.
    Away,
}

impl Held {
    fn live(&self) -> bool {
        matches!(self.state, State::Stored | State::Running)
    }

    /// What the meter says of it.
    pub fn report(&self) -> EventReport {
        EventReport {
            event: self.id,
            version: self.version,
            state: self.state,
            used: self.used,
            at: self.at,
            overlaps: self.overlaps,
        }
    }

    fn come(&mut self, state: State, at: Timestamp) {
        self.state = state;
        self.at = at;
    }
}

impl Events {
    /// Everything that is held, in the order in which it came.
    pub fn held(&self) -> &[Held] {
        &self.held
    }

    /// Whether an event can be stored now.
    ///
    /// # Errors
    /// `NotSupported` for one that makes no sense, `Expired` for a new one that is over,
    /// `Stale` for a version that is not larger, `Full` when 32 are live.
    pub fn check(&self, event: &MeterEvent, now: Timestamp) -> Result<(), MeterRefusal> {
        let window = event.window;
        let sane = window.start < window.end
            && window.length() <= LENGTH_MAX
            && (WattHours::ZERO..=energy::MAX).contains(&event.energy)
            && event.level.is_none_or(|level| level > Watts::ZERO);
        if !sane {
            return Err(MeterRefusal::NotSupported);
        }
        if let Some(held) = self.find(event.id) {
            if event.version == held.version && held.event == Some(*event) {
                return Ok(());
            }
            if event.version <= held.version {
                return Err(MeterRefusal::Stale);
            }
            // A running event may be shortened to what is already past; it then ends.
            if window.end <= now && held.state != State::Running {
                return Err(MeterRefusal::Expired);
            }
            return Ok(());
        }
        if window.end <= now {
            return Err(MeterRefusal::Expired);
        }
        self.room().map(|_| ()).ok_or(MeterRefusal::Full)
    }

    /// Stores an event that [`Events::check`] has passed; gives what changed: itself first, then
    /// those that overlap now and did not before.
    pub fn store(&mut self, event: MeterEvent, now: Timestamp) -> Vec<EventReport> {
        if let Some(held) = self.held.iter_mut().find(|held| held.id == event.id) {
            if held.event == Some(event) && held.version == event.version {
                return Vec::new();
            }
            let runs_on = held.state == State::Running && event.window.start <= now;
            if !runs_on {
                held.come(State::Stored, now);
            }
            held.version = event.version;
            held.event = Some(event);
            held.goes_on = false;
        } else {
            self.push(event.id, event.version, Some(event), State::Stored, now);
        }
        let mut news: Vec<_> = self.find(event.id).map(Held::report).into_iter().collect();
        for changed in self.mark_overlaps() {
            match news.iter_mut().find(|one| one.event == changed.event) {
                Some(own) => *own = changed,
                None => news.push(changed),
            }
        }
        news
    }

    /// Takes an event back, and every version up to this one. Nothing when it is held already in
    /// this version.
    ///
    /// # Errors
    /// `Stale` when a larger version is held, `Full` when there is no room to remember it.
    pub fn check_cancel(&self, id: EventId, version: u32) -> Result<(), MeterRefusal> {
        match self.find(id) {
            Some(held) if held.version > version => Err(MeterRefusal::Stale),
            Some(held) if held.version == version && held.state != State::Cancelled => {
                Err(MeterRefusal::Stale)
            }
            Some(_) => Ok(()),
            None => self.room().map(|_| ()).ok_or(MeterRefusal::Full),
        }
    }

    /// The second half of [`Events::check_cancel`]; gives what changed.
    pub fn cancel(&mut self, id: EventId, version: u32, now: Timestamp) -> Vec<EventReport> {
        match self.held.iter_mut().find(|held| held.id == id) {
            Some(held) if held.version == version => return Vec::new(),
            Some(held) => {
                held.version = version;
                held.goes_on = false;
                held.come(State::Cancelled, now);
            }
            None => self.push(id, version, None, State::Cancelled, now),
        }
        let changed = self.mark_overlaps();
        let mut news: Vec<_> = self.find(id).map(Held::report).into_iter().collect();
        news.extend(changed.into_iter().filter(|one| one.event != id));
        news
    }

    /// The next transition that is due at `now`, earliest first; carries it out in the table.
    /// One that was stored and is wholly past is over without having begun.
    pub fn next(&mut self, now: Timestamp) -> Option<Due> {
        let moment = |held: &Held| {
            let window = held.event?.window;
            match held.state {
                State::Stored => Some(window.start),
                State::Running => Some(window.end),
                State::Over | State::Cancelled => None,
            }
        };
        let due = |held: &&mut Held| moment(held).is_some_and(|at| at <= now);
        let first = self.held.iter_mut().filter(due);
        let held = first.min_by_key(|held| (moment(held), held.state == State::Stored))?;
        let event = held.event?;
        if held.state == State::Stored && event.window.contains(now) {
            held.come(State::Running, now);
            return Some(Due::Start(held.report()));
        }
        held.goes_on = held.state == State::Running && event.after == AfterEvent::NotAffected;
        held.come(State::Over, now);
        let id = held.id;
        self.mark_overlaps();
        self.find(id).map(|held| Due::End(held.report()))
    }

    /// When the next transition is due.
    pub fn next_at(&self) -> Option<Timestamp> {
        let moment = |held: &Held| match held.state {
            State::Stored => held.event.map(|event| event.window.start),
            State::Running => held.event.map(|event| event.window.end),
            State::Over | State::Cancelled => None,
        };
        self.held.iter().filter_map(moment).min()
    }

    /// What running events do to a limit; several give the most.
    pub fn lift(&self) -> Lift {
        let raises = |held: &&Held| held.state == State::Running || held.goes_on;
        let level = |held: &Held| held.event.and_then(|event| event.level);
        let mut lift = Lift::None;
        for held in self.held.iter().filter(raises) {
            lift = match (lift, level(held)) {
                (Lift::Away, _) | (_, None) => Lift::Away,
                (Lift::To(most), Some(level)) => Lift::To(most.max(level)),
                (Lift::None, Some(level)) => Lift::To(level),
            };
        }
        lift
    }

    /// ADCS has set the limit or switched off: what went on after an event's end ends.
    pub fn release(&mut self) {
        for held in &mut self.held {
            held.goes_on = false;
        }
    }

    /// Energy was used while events run. It belongs to the one that began first. Gives what the
    /// event has paid for: only the rest is taken from the meter's credit.
    pub fn used(&mut self, energy: WattHours) -> WattHours {
        let running = |held: &&mut Held| held.state == State::Running;
        let start = |held: &&mut Held| (held.event.map(|event| event.window.start), held.id);
        let Some(held) = self.held.iter_mut().filter(running).min_by_key(start) else {
            return WattHours::ZERO;
        };
        let paid = held.event.map_or(WattHours::ZERO, |event| event.energy);
        let left = (paid - held.used).max(WattHours::ZERO);
        held.used += energy;
        energy.min(left)
    }

    fn find(&self, id: EventId) -> Option<&Held> {
        self.held.iter().find(|held| held.id == id)
    }

    /// A free place, or that of the one that has been over for longest; `None` when all are live.
    fn room(&self) -> Option<usize> {
        if self.held.len() < EVENTS_MAX {
            return Some(self.held.len());
        }
        let ended = self
            .held
            .iter()
            .enumerate()
            .filter(|(_, held)| !held.live());
        ended
            .min_by_key(|(_, held)| (held.goes_on, held.at))
            .map(|(place, _)| place)
    }

    fn push(
        &mut self,
        id: EventId,
        version: u32,
        event: Option<MeterEvent>,
        state: State,
        at: Timestamp,
    ) {
        match self.room() {
            Some(place) if place < self.held.len() => {
                self.held.remove(place);
            }
            Some(_) => {}
            None => return,
        }
        self.held.push(Held {
            id,
            version,
            event,
            state,
            used: WattHours::ZERO,
            at,
            overlaps: false,
            goes_on: false,
        });
    }

    /// Marks live events that share a moment; gives those whose mark changed. Both are kept: which
    /// one is wrong, the meter cannot know (FR-18).
    fn mark_overlaps(&mut self) -> Vec<EventReport> {
        let live = |held: &Held| held.live().then_some(held.event).flatten();
        let windows: Vec<_> = self
            .held
            .iter()
            .map(|held| live(held).map(|e| e.window))
            .collect();
        let mut news = Vec::new();
        for (place, held) in self.held.iter_mut().enumerate() {
            let own = windows.get(place).copied().flatten();
            let other = |(at, window): (usize, &Option<_>)| {
                let shares = |(own, other): (ami_domain::time::Window, _)| own.overlaps(&other);
                at != place && own.zip(*window).is_some_and(shares)
            };
            let overlaps = windows.iter().enumerate().any(other);
            if overlaps != held.overlaps {
                held.overlaps = overlaps;
                news.push(held.report());
            }
        }
        news
    }
}

#[cfg(test)]
mod tests;
