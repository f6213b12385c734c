//! Paydays: on which days an account tops itself up whatever its balance, because that is when its
//! owner has money. Pure: the days come from a calendar, what fits from the caps.

use crate::calendar::days_between;
use crate::money::Money;
use crate::program::Replenish;
use crate::time::{Day, Span, Timestamp, Zone};

/// So many tries in a row may fail; then nothing is charged until the customer looks.
pub const TRIES_MAX: u32 = 3;
/// A payday that is found later than this is left out: the money may be gone by then.
pub const LATE_MAX: Span = Span::days(3);
/// So many top-ups are looked back at, and so many are made in thirty days at most: a cap that
/// could not be counted to its end would be none.
pub const PAST_MAX: usize = 64;
/// Most weeks between two paydays.
pub const WEEKS_MAX: u8 = 8;
/// Days that are looked at for the next payday: over two months, and over [`WEEKS_MAX`] weeks.
const LOOK_MAX: i32 = 70;

/// When somebody has money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payday {
    /// Every so many weeks, counted from a day.
    Weeks {
        /// 1 to [`WEEKS_MAX`].
        every: u8,
        /// One of the paydays.
        from: Day,
        /// Minutes since local midnight.
        minute: u16,
    },
    /// On days of each month. A day that a month does not have is its last one.
    Month {
        /// Bit 1 is the first, bit 31 the thirty-first.
        days: u32,
        /// Minutes since local midnight.
        minute: u16,
    },
}

/// What a payday ahead would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Would {
    /// It charges.
    Pay,
    /// The cap of seven days leaves no room.
    WeekCap,
    /// The cap of thirty days leaves no room.
    MonthCap,
    /// It is paused then.
    Paused,
}

/// A calendar that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the paydays cannot be read")]
pub struct BadPayday;

impl Payday {
    /// Refuses a calendar without a day.
    ///
    /// # Errors
    /// [`BadPayday`].
    pub fn check(&self) -> Result<(), BadPayday> {
        let good = match *self {
            Payday::Weeks {
                every,
                from,
                minute,
            } => {
                let exists = Zone::utc().moment(from, 0, false).is_some();
                (1..=WEEKS_MAX).contains(&every) && exists && minute < 1_440
            }
            Payday::Month { days, minute } => days != 0 && days & 1 == 0 && minute < 1_440,
        };
        good.then_some(()).ok_or(BadPayday)
    }

    /// The first payday after this moment, by the clock of the zone. `None` only for a calendar
    /// that [`check`](Self::check) refuses.
    pub fn next(&self, zone: &Zone, after: Timestamp) -> Option<Timestamp> {
        let today = zone.civil(after).day;
        let (first, minute) = match *self {
            Payday::Weeks { from, minute, .. } => (today.max(from), minute),
            Payday::Month { minute, .. } => (today, minute),
        };
        (0..=LOOK_MAX)
            .map(|ahead| first.plus(ahead))
            .filter(|day| self.falls_on(*day))
            .filter_map(|day| zone.moment(day, minute, false))
            .find(|at| *at > after)
    }

    fn falls_on(&self, day: Day) -> bool {
        match *self {
            Payday::Weeks { every, from, .. } => {
                let utc = Zone::utc();
                let days = utc.start_of(day).since(utc.start_of(from));
                let days = days.as_millis() / Span::days(1).as_millis();
                days >= 0 && days % (i64::from(every.max(1)) * 7) == 0
            }
            Payday::Month { days, .. } => {
                let mine = 1_u32 << day.day;
                // The last day stands in for those that this month does not have.
                let last = day.plus(1).day == 1;
                let wanted = if last { !(mine - 1) } else { mine };
                days & wanted != 0
            }
        }
    }
}

/// What the next paydays would do, after what was paid before: each with its moment. `resume_at`
/// ends a pause; without it a pause lasts.
pub fn ahead(
    payday: &Payday,
    zone: &Zone,
    now: Timestamp,
    settings: &Replenish,
    resume_at: Option<Timestamp>,
    past: &[(Timestamp, Money)],
    count: usize,
) -> Vec<(Timestamp, Would)> {
    let mut paid = past.to_vec();
    let mut found = Vec::new();
    let mut after = now;
    while found.len() < count {
        let Some(at) = payday.next(zone, after) else {
            break;
        };
        let paused = settings.paused && resume_at.is_none_or(|resume| at < resume);
        let would = if paused {
            Would::Paused
        } else {
            fits(settings, zone, at, &paid)
        };
        if would == Would::Pay {
            paid.push((at, settings.amount));
        }
        found.push((at, would));
        after = at;
    }
    found
}

/// Whether the caps leave room for one more at this moment, after what was tried before: its
/// moments and what each charged. Seven days are today and the six before by the clock of the zone,
/// and so are thirty: a payday that comes a second earlier than a week ago, or with another time of
/// the year, is a week later all the same. What lies ahead of this moment counts, too: the clock
/// was wrong then or is wrong now, and either way the money is gone.
pub fn fits(
    settings: &Replenish,
    zone: &Zone,
    at: Timestamp,
    paid: &[(Timestamp, Money)],
) -> Would {
    let today = zone.civil(at).day;
    let ago = |then: Timestamp| days_between(zone.civil(then).day, today);
    let recent = |days: i32| paid.iter().filter(move |(then, _)| ago(*then) < days);
    let within = |days: i32| -> Money { recent(days).map(|(_, amount)| *amount).sum() };
    if recent(30).count() >= PAST_MAX {
        return Would::MonthCap;
    }
    if within(7) + settings.amount > settings.weekly_max {
        Would::WeekCap
    } else if within(30) + settings.amount > settings.monthly_max {
        Would::MonthCap
    } else {
        Would::Pay
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::account::AtZero;
    use crate::program::LowAt;

    const fn day(year: i16, month: i8, day: i8) -> Day {
        Day { year, month, day }
    }

    fn dates(payday: Payday, from: Day, count: usize) -> Vec<(i8, i8)> {
        let zone = Zone::named("America/Los_Angeles").unwrap();
        let mut at = zone.start_of(from);
        let mut found = Vec::new();
        for _ in 0..count {
            at = payday.next(&zone, at).unwrap();
            let civil = zone.civil(at);
            assert_eq!(civil.minute, 540, "{civil:?}");
            found.push((civil.day.month, civil.day.day));
        }
        found
    }

    #[test]
    fn every_second_friday_stays_at_nine_through_the_change_of_clocks() {
        let payday = Payday::Weeks {
            every: 2,
            from: day(2026, 10, 2),
            minute: 540,
        };
        let found = dates(payday, day(2026, 10, 3), 4);
        assert_eq!(found, [(10, 16), (10, 30), (11, 13), (11, 27)]);
        // Nothing falls before the day that it is counted from.
        let early = dates(payday, day(2026, 1, 1), 1);
        assert_eq!(early, [(10, 2)]);
    }

    #[test]
    fn a_day_that_a_month_does_not_have_is_its_last_one() {
        let payday = Payday::Month {
            days: 1 << 15 | 1 << 31,
            minute: 540,
        };
        let found = dates(payday, day(2027, 1, 20), 5);
        assert_eq!(found, [(1, 31), (2, 15), (2, 28), (3, 15), (3, 31)]);
        let first = Payday::Month {
            days: 1 << 1,
            minute: 540,
        };
        assert_eq!(dates(first, day(2026, 12, 2), 2), [(1, 1), (2, 1)]);
    }

    #[test]
    fn a_calendar_without_a_day_is_refused() {
        let weeks = |every, from, minute| Payday::Weeks {
            every,
            from,
            minute,
        };
        let good = day(2026, 10, 2);
        assert_eq!(weeks(1, good, 0).check(), Ok(()));
        for bad in [
            weeks(0, good, 0),
            weeks(9, good, 0),
            weeks(1, day(2026, 2, 30), 0),
            weeks(1, good, 1_440),
            Payday::Month { days: 0, minute: 0 },
            Payday::Month { days: 1, minute: 0 },
            Payday::Month {
                days: 2,
                minute: 1_440,
            },
        ] {
            assert_eq!(bad.check(), Err(BadPayday), "{bad:?}");
        }
    }

    fn forty() -> Replenish {
        Replenish {
            amount: Money::dollars(40),
            trigger: LowAt::Balance(Money::dollars(5)),
            weekly_max: Money::dollars(80),
            monthly_max: Money::dollars(120),
            paused: false,
            fallback: AtZero::Limit,
        }
    }

    #[test]
    fn sc4_6_the_caps_of_topping_up_hold_to_the_cent() {
        let now = Zone::utc().start_of(day(2026, 10, 1));
        let would = |week: i64, month: i64| {
            let paid = [
                (now - Span::days(6), Money::cents(week)),
                (now - Span::days(7), Money::cents(month - week)),
                (now - Span::days(30), Money::dollars(500)),
            ];
            fits(&forty(), &Zone::utc(), now, &paid)
        };
        assert_eq!(would(4_000, 8_000), Would::Pay);
        assert_eq!(would(4_001, 8_000), Would::WeekCap);
        assert_eq!(would(0, 8_001), Would::MonthCap);
    }

    #[test]
    fn a_week_is_seven_days_of_the_calendar_to_the_second_and_when_clocks_change() {
        let zone = Zone::named("America/Los_Angeles").unwrap();
        let once = Replenish {
            weekly_max: Money::dollars(40),
            ..forty()
        };
        let at = |month, day_, minute| zone.moment(day(2027, month, day_), minute, false).unwrap();
        // Clocks went forward on 14 March and back on 7 November.
        for (paid, then) in [
            (at(3, 12, 540), at(3, 19, 540)),
            (at(11, 5, 540), at(11, 12, 540)),
            (at(6, 4, 541), at(6, 11, 540)),
        ] {
            let paid = [(paid, once.amount)];
            assert_eq!(fits(&once, &zone, then, &paid), Would::Pay);
            let before = then - Span::hours(10);
            assert_eq!(fits(&once, &zone, before, &paid), Would::WeekCap);
        }
    }

    #[test]
    fn a_clock_that_goes_back_or_more_tries_than_are_counted_leave_no_room() {
        let now = Zone::utc().start_of(day(2026, 10, 1));
        let paid = |days: i64| (now + Span::days(days), Money::dollars(40));
        let fits = |paid: &[_]| fits(&forty(), &Zone::utc(), now, paid);
        // Two that were paid while the clock was three weeks ahead, and an old one between them.
        assert_eq!(fits(&[paid(21), paid(-40), paid(21)]), Would::WeekCap);
        assert_eq!(fits(&[paid(21), paid(-40)]), Would::Pay);
        let tried = [(now, Money::ZERO); PAST_MAX];
        assert_eq!(fits(&tried), Would::MonthCap);
        assert_eq!(fits(&tried[1..]), Would::Pay);
    }

    #[test]
    fn the_preview_says_what_the_caps_and_a_pause_would_do() {
        let zone = Zone::utc();
        let payday = Payday::Weeks {
            every: 1,
            from: day(2026, 10, 2),
            minute: 540,
        };
        let mut settings = Replenish {
            weekly_max: Money::dollars(40),
            ..forty()
        };
        let now = zone.start_of(day(2026, 10, 1));
        // A top-up yesterday fills this week.
        let past = [(now - Span::days(1), Money::dollars(40))];
        let words = |settings: &Replenish, resume| -> Vec<Would> {
            ahead(&payday, &zone, now, settings, resume, &past, 5)
                .into_iter()
                .map(|(_, would)| would)
                .collect()
        };
        use Would::{MonthCap, Paused, Pay, WeekCap};
        assert_eq!(words(&settings, None), [WeekCap, Pay, Pay, MonthCap, Pay]);
        settings.paused = true;
        assert_eq!(words(&settings, None), [Paused; 5]);
        let resume = Some(zone.start_of(day(2026, 10, 12)));
        assert_eq!(words(&settings, resume), [Paused, Paused, Pay, Pay, Pay]);
    }
}
