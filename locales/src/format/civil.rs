//! Civil date and time from a number of milliseconds, in integers and without a zone database:
//! the caller knows the offset. Keeps the bundle small and the same in browser and server.

const MS_PER_MINUTE: i64 = 60_000;
const MS_PER_DAY: i64 = 24 * 60 * MS_PER_MINUTE;
const DAYS_PER_400_YEARS: i64 = 146_097;
/// Days from 1 March of the year 0 to 1 January 1970.
const DAYS_TO_1970: i64 = 719_468;

/// A date and time as a wall clock shows it, proleptic Gregorian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// Astronomical year: 1 BC is 0.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 Sunday to 6 Saturday.
    pub weekday: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

impl Civil {
    /// The wall clock at `ms` since 1970 UTC in a zone `offset_minutes` ahead of UTC. Seconds are
    /// dropped. Total: an `ms` at the edge of its range is held there instead of overflowing.
    pub fn from_unix_ms(ms: i64, offset_minutes: i16) -> Self {
        let local = ms.saturating_add(i64::from(offset_minutes) * MS_PER_MINUTE);
        let days = local.div_euclid(MS_PER_DAY);
        let minute_of_day = local.rem_euclid(MS_PER_DAY) / MS_PER_MINUTE;
        let (year, month, day) = date(days);
        Self {
            year,
            month,
            day,
            // 1 January 1970 was a Thursday, 4.
            weekday: small((days + 4).rem_euclid(7)),
            hour: small(minute_of_day / 60),
            minute: small(minute_of_day % 60),
        }
    }
}

/// Days since 1970 to year, month, day: `civil_from_days` of Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms". Years begin in March, so that the leap day is the last.
fn date(days: i64) -> (i64, u8, u8) {
    let days = days + DAYS_TO_1970;
    let era = days.div_euclid(DAYS_PER_400_YEARS);
    let day_of_era = days.rem_euclid(DAYS_PER_400_YEARS);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, small(month), small(day))
}

/// The callers above only pass values below 60.
fn small(value: i64) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}
