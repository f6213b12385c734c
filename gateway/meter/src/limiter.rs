//! The demand limit: how demand is averaged, and what becomes of the switch when it is too high.
//!
//! FR-22: "re-energizes ONCE automatically if it trips on the demand limit", two minutes after the
//! trip. FR-23: then a person at the meter does, and "the original limit is re-established until
//! ADCS changes it". So the one automatic closing is spent by the first trip and is there again
//! only when a hand has closed the switch, when the back office has brought power back (connect,
//! credit, an event's start), or when the limit itself was changed or taken away; time alone never
//! gives it back.

mod demand;

pub use demand::{Demand, PARTS_MAX};

use ami_domain::receipt::{Switch, Trip};
use ami_domain::time::{Span, Timestamp};

/// What happens to a switch that a limit watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Happening {
    /// Mean demand is above the limit.
    Over,
    /// The moment of the automatic closing is here.
    Due,
    /// A person presses the meter's button.
    Hand,
    /// Power comes back by right: a connect, credit, the start of an event.
    Connected,
    /// Service is switched off.
    Cut,
    /// Another limit is in force now.
    Changed,
    /// No limit is set any more.
    Removed,
}

impl Happening {
    /// Everything that happens.
    pub const ALL: [Happening; 7] = [
        Happening::Over,
        Happening::Due,
        Happening::Hand,
        Happening::Connected,
        Happening::Cut,
        Happening::Changed,
        Happening::Removed,
    ];
}

/// The cycle of trips. Serialisable, so that a power cut changes nothing (FR-22).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(default)]
pub struct Cycle {
    /// The switch is open by the limit.
    pub trip: Option<Trip>,
    /// The automatic closing has been used.
    pub spent: bool,
    /// Trips since the cycle began anew.
    pub trips: u16,
}

impl Cycle {
    /// Where the switch goes when this happens at `now`; the same place when it stays. `after` is
    /// the time from a trip to the automatic closing.
    #[must_use]
    pub fn on(self, switch: Switch, happening: Happening, now: Timestamp, after: Span) -> Step {
        let stay = Step {
            cycle: self,
            switch,
        };
        match happening {
            Happening::Over => match switch {
                Switch::On => self.trip(now, after),
                Switch::Off | Switch::Ready => stay,
            },
            Happening::Due => match (switch, self.trip) {
                (Switch::Off, Some(trip)) if trip.closes_at.is_some_and(|at| at <= now) => Step {
                    cycle: Self {
                        trip: None,
                        spent: true,
                        ..self
                    },
                    switch: Switch::On,
                },
                (Switch::On | Switch::Off | Switch::Ready, _) => stay,
            },
            // Only what waits for a hand is closed by one; a trip that closes by itself does not.
            Happening::Hand => match switch {
                Switch::Ready => Step::anew(Switch::On),
                Switch::On | Switch::Off => stay,
            },
            Happening::Connected => Step::anew(Switch::On),
            Happening::Cut => Step::anew(Switch::Off),
            Happening::Changed => match self.trip {
                // Another limit begins with a closing of its own.
                Some(trip) => Step {
                    cycle: Self {
                        trip: Some(Trip {
                            at: trip.at,
                            closes_at: Some(trip.closes_at.unwrap_or(now + after)),
                        }),
                        spent: false,
                        trips: self.trips,
                    },
                    switch: Switch::Off,
                },
                None => Step {
                    cycle: Self::default(),
                    switch,
                },
            },
            // The reason why the switch is open is gone.
            Happening::Removed => match self.trip {
                Some(_) => Step::anew(Switch::On),
                None => Step::anew(switch),
            },
        }
    }

    fn trip(self, now: Timestamp, after: Span) -> Step {
        let (switch, closes_at) = if self.spent {
            (Switch::Ready, None)
        } else {
            (Switch::Off, Some(now + after))
        };
        Step {
            cycle: Self {
                trip: Some(Trip { at: now, closes_at }),
                spent: self.spent,
                trips: self.trips.saturating_add(1),
            },
            switch,
        }
    }

    /// The meter's clock was moved by so much: two minutes stay two minutes (DESIGN 7.11).
    pub fn shift(&mut self, by: Span) {
        if let Some(trip) = &mut self.trip {
            trip.closes_at = trip.closes_at.map(|at| at + by);
        }
    }
}

/// What came of a [`Happening`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// The cycle from now on.
    pub cycle: Cycle,
    /// Where the switch goes.
    pub switch: Switch,
}

impl Step {
    fn anew(switch: Switch) -> Self {
        Self {
            cycle: Cycle::default(),
            switch,
        }
    }
}

#[cfg(test)]
mod tests;
