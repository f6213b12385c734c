//! What the system's clock is worth (DESIGN 7.11), on values: never less than what is certainly
//! past, and put right by the utility's time. A broken clock must not keep a paid customer dark,
//! and no clock alone moves a switch: a cut needs its answer on the monotonic clock.

use ami_domain::time::{Span, Timestamp};

/// Clocks may differ by so much before one of them is called wrong.
pub const AGREE: Span = Span::minutes(1);
/// A wall clock that runs apart from the monotonic one by more than this in one look has jumped.
pub const JUMP: Span = Span::seconds(5);
/// An older time of the utility is believed when it has kept step with the monotonic clock for so
/// long: no messages that a broker has kept do that, and a utility that was wrong once, and ahead,
/// must not leave the homes in the future for ever.
pub const STEADY: Span = Span::minutes(10);

/// What became of the utility's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Both agree: this moment is certainly past from now on.
    Good,
    /// Our clock was off by so much, and is corrected.
    Corrected(Span),
    /// It is older than what is certainly past: an old message, or a wrong clock over there.
    Ignored,
}

/// How real time is reckoned from the system's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoning {
    /// Certainly past when the monotonic clock showed zero.
    floor: Timestamp,
    /// Added to the system's clock.
    offset: Span,
    /// The moment of building: nothing before it is believed, whoever says it.
    built: Timestamp,
    /// The last moment that the utility confirmed.
    good: Option<Timestamp>,
    /// Since when the utility says an older time, and which, if it keeps step.
    older: Option<(Timestamp, Span)>,
    /// System and monotonic time at the last look.
    looked: Option<(Timestamp, Span)>,
}

impl Reckoning {
    /// Begins with what is certainly past: the last good time of an earlier run, and the moment
    /// of building.
    pub fn new(last_good: Option<Timestamp>, built: Timestamp) -> Self {
        Self {
            floor: last_good.map_or(built, |good| good.max(built)),
            offset: Span::ZERO,
            built,
            good: None,
            older: None,
            looked: None,
        }
    }

    /// Real time, from what the system shows and what has passed on the monotonic clock.
    pub fn real(&self, system: Timestamp, passed: Span) -> Timestamp {
        (system + self.offset).max(self.floor + passed)
    }

    /// Takes the utility's time.
    pub fn told(&mut self, at: Timestamp, system: Timestamp, passed: Span) -> Told {
        let older = at < self.floor || self.good.is_some_and(|good| at < good);
        if older && (at < self.built || !self.keeps_step(at, passed)) {
            return Told::Ignored;
        }
        self.older = None;
        let off = at.since(self.real(system, passed));
        self.good = Some(at);
        if off.as_millis().abs() <= AGREE.as_millis() {
            return Told::Good;
        }
        self.offset = at.since(system);
        // Ahead of the truth by the floor: then the floor was wrong, and no longer counts.
        let floor = at - passed;
        self.floor = self.floor.min(floor);
        Told::Corrected(off)
    }

    /// Whether the utility has said this older time for long enough, as time passed.
    fn keeps_step(&mut self, at: Timestamp, passed: Span) -> bool {
        let (first, since) = *self.older.get_or_insert((at, passed));
        let (told, waited) = (at.since(first), passed - since);
        let apart = (told - waited).as_millis().abs();
        if apart > AGREE.as_millis() {
            self.older = Some((at, passed));
            return false;
        }
        waited >= STEADY
    }

    /// The last moment that the utility confirmed; it may be kept over a restart.
    pub fn good(&self) -> Option<Timestamp> {
        self.good
    }

    /// How far the system's clock has jumped since the last look, if it has. A jump takes a
    /// correction with it: the clock was set, perhaps to what is right.
    pub fn jumped(&mut self, system: Timestamp, passed: Span) -> Option<Span> {
        let before = self.looked.replace((system, passed));
        let (wall, steady) = before?;
        let apart = system.since(wall).as_millis() - (passed - steady).as_millis();
        if apart.abs() <= JUMP.as_millis() {
            return None;
        }
        self.offset = Span::ZERO;
        Some(Span::millis(apart))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BUILT: Timestamp = Timestamp::from_millis(1_000_000_000_000);
    const DAY: Span = Span::days(1);

    fn at(days: i64) -> Timestamp {
        BUILT + Span::days(days)
    }

    #[test]
    fn a_dead_clock_begins_at_the_last_good_time_and_goes_on() {
        let good = at(100);
        let reckoning = Reckoning::new(Some(good), BUILT);
        let dead = Timestamp::from_millis(0);
        assert_eq!(reckoning.real(dead, Span::ZERO), good);
        assert_eq!(reckoning.real(dead + DAY, DAY), good + DAY);
        assert_eq!(
            reckoning.real(at(200), DAY),
            at(200),
            "a good clock is used"
        );
        let new = Reckoning::new(None, BUILT);
        assert_eq!(new.real(dead, Span::ZERO), BUILT);
        assert_eq!(Reckoning::new(Some(dead), BUILT).real(dead, DAY), at(1));
    }

    #[test]
    fn the_utilitys_time_puts_a_wrong_clock_right_both_ways() {
        for wrong in [-10_000, -1, 1, 14_610] {
            let mut reckoning = Reckoning::new(Some(at(100)), BUILT);
            let (now, passed) = (at(120), Span::hours(1));
            let system = at(120 + wrong);
            let told = reckoning.told(now, system, passed);
            assert!(matches!(told, Told::Corrected(_)), "{wrong} {told:?}");
            assert_eq!(reckoning.real(system, passed), now, "{wrong}");
            assert_eq!(reckoning.real(system + DAY, passed + DAY), now + DAY);
            assert_eq!(reckoning.good(), Some(now));
        }
    }

    #[test]
    fn an_old_message_does_not_set_the_clock_back() {
        let mut reckoning = Reckoning::new(Some(at(100)), BUILT);
        let system = at(120);
        assert_eq!(reckoning.told(at(99), system, DAY), Told::Ignored);
        assert_eq!(reckoning.told(system, system, DAY), Told::Good);
        assert_eq!(reckoning.told(at(110), system, DAY), Told::Ignored);
        assert_eq!(reckoning.real(system, DAY), system);
    }

    #[test]
    fn a_utility_that_was_ahead_once_leaves_no_home_in_the_future() {
        let mut ahead = Reckoning::new(Some(at(100)), BUILT);
        let told = ahead.told(at(485), at(120), Span::ZERO);
        assert!(matches!(told, Told::Corrected(_)));
        // Also after a restart, which begins with what was kept.
        for mut reckoning in [ahead, Reckoning::new(Some(at(485)), BUILT)] {
            let mut say = |minutes: i64| {
                let passed = Span::minutes(minutes);
                reckoning.told(at(120) + passed, at(120) + passed, passed)
            };
            assert_eq!([1, 6, 10].map(&mut say), [Told::Ignored; 3]);
            assert_eq!(say(11), Told::Corrected(Span::days(-365)));
            assert_eq!(say(12), Told::Good);
            let (system, passed) = (at(120) + DAY, DAY);
            assert_eq!(reckoning.real(system, passed), system);
        }
    }

    #[test]
    fn what_a_broker_has_kept_for_hours_sets_no_clock_back() {
        let mut reckoning = Reckoning::new(Some(at(100)), BUILT);
        let now = at(120);
        assert_eq!(reckoning.told(now, now, Span::ZERO), Told::Good);
        for minutes in 0..600 {
            // A minute of the past comes each second.
            let (old, passed) = (at(119) + Span::minutes(minutes), Span::seconds(minutes));
            assert_eq!(reckoning.told(old, now + passed, passed), Told::Ignored);
        }
        let before = Timestamp::from_millis(0);
        for minutes in 0..60 {
            let passed = Span::minutes(minutes);
            let told = reckoning.told(before + passed, now + passed, passed);
            assert_eq!(told, Told::Ignored, "before it was built");
        }
    }

    #[test]
    fn a_jump_is_noticed_once_and_a_slow_look_is_none() {
        let mut reckoning = Reckoning::new(None, BUILT);
        assert_eq!(reckoning.jumped(at(1), Span::ZERO), None);
        assert_eq!(reckoning.jumped(at(2), DAY), None, "both went on for a day");
        let jump = reckoning.jumped(at(14_612), DAY + Span::seconds(1));
        assert!(jump.is_some_and(|jump| jump > Span::days(14_609)));
        let back = reckoning.jumped(at(2), DAY + Span::seconds(2));
        assert!(back.is_some_and(|back| back < Span::ZERO));
        assert_eq!(reckoning.jumped(at(2) + DAY, DAY + DAY), None);
    }

    proptest! {
        #[test]
        fn no_clock_shows_less_than_what_is_certainly_past(
            systems in prop::collection::vec(-100_000i64..100_000, 1..20),
            good in 0i64..50_000,
        ) {
            let mut reckoning = Reckoning::new(Some(at(good)), BUILT);
            for (passed, system) in systems.iter().enumerate() {
                let passed = Span::seconds(passed as i64);
                let _ = reckoning.jumped(at(*system), passed);
                prop_assert!(reckoning.real(at(*system), passed) >= at(good) + passed);
            }
        }
    }
}
