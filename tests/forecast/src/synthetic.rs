//! Households that a seed makes up, for more kinds of people than the real data holds. Ours,
//! invented; a figure from them is never one from a real home, and the table says so.

use crate::{Home, Origin};
use ami_domain::chance::Seeded;
use ami_domain::energy::WattHours;
use ami_domain::time::{Day, Span, Timestamp, Zone};
use ami_domain::usage::Interval;

/// A year and a half: eight weeks to learn from, a month ahead, and every season in between.
const DAYS: i64 = 540;

/// One kind of household: mean use by hour, and what makes it vary.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name in the table.
    pub name: &'static str,
    /// Watt-hours of each hour from Monday to Friday, and at weekends.
    weekday: [i64; 24],
    weekend: [i64; 24],
    /// Watt-hours for an hour and a degree below 16 and above 24 degrees Celsius.
    per_cold: i64,
    per_warm: i64,
    /// Nobody is there: in so many of a thousand weeks, from Monday to Friday, and for one to
    /// three weeks of holidays.
    away_weeks: u64,
    only_weekends: bool,
    holidays: u64,
    /// A large load (a car, a dryer): watt-hours, and in how many of a thousand evenings.
    large: i64,
    large_evenings: u64,
}

const NIGHT: i64 = 220;

const fn day(morning: (usize, i64), noon: i64, evening: (usize, i64), night: i64) -> [i64; 24] {
    let mut hours = [night; 24];
    let mut hour = 0;
    while hour < 24 {
        if hour >= morning.0 && hour < morning.0 + 3 {
            hours[hour] = morning.1;
        } else if hour >= evening.0 && hour < evening.0 + 5 {
            hours[hour] = evening.1;
        } else if hour >= 9 && hour < 17 {
            hours[hour] = noon;
        }
        hour += 1;
    }
    hours
}

const STEADY: Kind = Kind {
    name: "family",
    weekday: day((6, 900), 350, (17, 1500), NIGHT),
    weekend: day((8, 900), 800, (17, 1300), NIGHT),
    per_cold: 20,
    per_warm: 30,
    away_weeks: 0,
    only_weekends: false,
    holidays: 20,
    large: 0,
    large_evenings: 0,
};

/// Every kind.
pub static KINDS: &[Kind] = &[
    STEADY,
    Kind {
        name: "early risers",
        weekday: day((4, 1200), 250, (15, 1100), 150),
        weekend: day((5, 1000), 500, (15, 1000), 150),
        ..STEADY
    },
    Kind {
        name: "night shift",
        weekday: day((7, 700), 200, (18, 500), 1100),
        weekend: day((9, 700), 600, (17, 1000), 400),
        ..STEADY
    },
    Kind {
        name: "electric heat",
        per_cold: 110,
        per_warm: 0,
        ..STEADY
    },
    Kind {
        name: "air conditioner",
        per_cold: 0,
        per_warm: 190,
        ..STEADY
    },
    Kind {
        name: "weekend home",
        weekday: [90; 24],
        weekend: day((8, 900), 900, (17, 1400), 150),
        only_weekends: true,
        ..STEADY
    },
    Kind {
        name: "travellers",
        away_weeks: 150,
        holidays: 90,
        ..STEADY
    },
    Kind {
        name: "electric car",
        large: 7000,
        large_evenings: 350,
        ..STEADY
    },
    Kind {
        name: "small flat",
        weekday: day((7, 180), 90, (18, 330), 60),
        weekend: day((9, 200), 160, (18, 300), 60),
        per_cold: 6,
        per_warm: 4,
        ..STEADY
    },
];

/// What chance has decided for a stretch of time.
struct Mood {
    /// Tenths of a degree beyond the season's.
    weather: i64,
    /// Thousandths of the usual use: of these weeks, and of today.
    weeks: i64,
    today: i64,
    away_until: i64,
    large_at: Option<usize>,
}

/// The household with this number: its kind and its seed follow from it.
///
/// # Errors
/// When the build does not know the zone of all made-up homes.
pub fn home(number: u64, seed: u64) -> Result<Home, ami_domain::time::UnknownZone> {
    let zone = Zone::named("America/Chicago")?;
    let kinds = u64::try_from(KINDS.len()).unwrap_or(1);
    let kind = KINDS[usize::try_from(number % kinds).unwrap_or(0)];
    let mut chance = Seeded::new(seed.wrapping_mul(1_000_003).wrapping_add(number));
    let first = Day {
        year: 2024,
        month: 1,
        day: 1,
    };
    let size = 700 + thousandth(&mut chance, 600);
    let mut mood = Mood {
        weather: 0,
        weeks: 1000,
        today: 1000,
        away_until: -1,
        large_at: None,
    };
    let mut intervals = Vec::new();
    let (start, end) = (
        zone.start_of(first),
        zone.start_of(first) + Span::days(DAYS),
    );
    let (mut at, mut today) = (start, -1);
    while at < end {
        let civil = zone.civil(at);
        let number = at.since(start).as_millis() / Span::days(1).as_millis();
        if number != today {
            today = number;
            mood.turn(&kind, number, civil.weekday, &mut chance);
        }
        let hour = usize::from(civil.minute / 60).min(23);
        let wh = use_of(&kind, &mood, number, hour, civil.weekday, &mut chance) * size / 1000;
        intervals.push(hour_of(at, wh));
        at = at + Span::hours(1);
    }
    Ok(Home {
        name: format!("{} {number}", kind.name),
        origin: Origin::Synthetic,
        zone,
        intervals,
    })
}

fn hour_of(at: Timestamp, wh: i64) -> Interval {
    Interval::measured(at, Span::hours(1), WattHours::new(wh.max(0)))
}

impl Mood {
    /// A new day: weather and habits drift, and somebody may leave.
    fn turn(&mut self, kind: &Kind, day: i64, weekday: u8, chance: &mut Seeded) {
        self.weather = self.weather * 7 / 10 + swing(chance, 60);
        self.weeks = (1000 + (self.weeks - 1000) * 97 / 100 + swing(chance, 30)).clamp(500, 1800);
        self.today = (1000 + swing(chance, 220)).clamp(400, 2000);
        if day > self.away_until && weekday == 0 && chance.below(1000) < kind.away_weeks {
            self.away_until = day + 4;
        }
        if day > self.away_until && chance.below(1000) < kind.holidays / 10 {
            self.away_until = day + 7 + thousandth(chance, 14);
        }
        let large = chance.below(1000) < kind.large_evenings;
        self.large_at = large.then(|| 18 + usize::try_from(chance.below(4)).unwrap_or(0));
    }
}

/// Watt-hours of one hour.
fn use_of(
    kind: &Kind,
    mood: &Mood,
    day: i64,
    hour: usize,
    weekday: u8,
    chance: &mut Seeded,
) -> i64 {
    let weekend = weekday >= 5;
    let here = day > mood.away_until && (weekend || !kind.only_weekends);
    let base = if weekend { kind.weekend } else { kind.weekday };
    if !here {
        return 90 + thousandth(chance, 60);
    }
    let celsius10 = temperature(day, hour) + mood.weather;
    let cold = (160 - celsius10).max(0) * kind.per_cold / 10;
    let warm = (celsius10 - 240).max(0) * kind.per_warm / 10;
    // Hours differ as coins of many throws do, with a tail to the right: cooking, washing.
    let spread = 550 + thousandth(chance, 450) + thousandth(chance, 450);
    let burst = if chance.below(100) < 7 {
        400 + thousandth(chance, 1400)
    } else {
        0
    };
    let usual = base[hour] * mood.weeks / 1000 * mood.today / 1000 * spread / 1000;
    let usual_burst = burst * base[hour].min(1000) / 1000;
    let large = match mood.large_at {
        Some(at) if hour == at => kind.large,
        Some(at) if hour == at + 1 => kind.large / 2,
        Some(_) | None => 0,
    };
    let weather = (cold + warm) * (800 + thousandth(chance, 400)) / 1000;
    usual + usual_burst + weather + large
}

/// Tenths of a degree Celsius of a day of the year and an hour: two triangles.
fn temperature(day: i64, hour: usize) -> i64 {
    let season = (day - 20).rem_euclid(365);
    let year = -20 + 300 * (183 - (season - 183).abs()) / 183;
    let hour = i64::try_from(hour).unwrap_or(0);
    let daily = 50 - (hour - 15).rem_euclid(24).min((15 - hour).rem_euclid(24)) * 8;
    year + daily
}

fn thousandth(chance: &mut Seeded, below: u64) -> i64 {
    i64::try_from(chance.below(below)).unwrap_or(0)
}

/// Near zero mostly: the sum of three, each up to a third of `most` both ways... in all `most`.
fn swing(chance: &mut Seeded, most: u64) -> i64 {
    let one = |chance: &mut Seeded| thousandth(chance, 2 * most) - i64::try_from(most).unwrap_or(0);
    (one(chance) + one(chance) + one(chance)) / 2
}
